"""Small wrongs done to a module, one at a time, to see whether the tests of its rule notice each of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

_SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALLS = {"any": "all", "all": "any", "min": "max", "sorted": "list", "abs": "int", "bool": "not_"}
_OPERATORS: dict[type[ast.operator], ast.operator] = {ast.BitAnd: ast.BitOr(), ast.Sub: ast.Add(), ast.Add: ast.Sub()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    where: str
    code: ast.Module


def of(path: Path) -> Iterator[Mutant]:
    """Yield the module with one change each: conditions turned, moved by one, dropped, steps left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for change in range(len(list(_changed(node)))):
            copy = deepcopy(tree)
            twin = list(ast.walk(copy))[number]
            wrong = list(_changed(twin))[change]
            before = ast.unparse(twin)
            _put(copy, twin, wrong)
            yield Mutant(
                where=f"{path.name}:{getattr(node, 'lineno', 0)}: {before} -> {ast.unparse(wrong)}",
                code=ast.fix_missing_locations(copy),
            )


def unchanged(path: Path) -> Mutant:
    """The module as it is: whoever notices something wrong with it notices nothing of the others."""
    return Mutant(where="nothing", code=ast.parse(path.read_text(encoding="utf-8")))


def load(mutant: Mutant) -> ModuleType:
    """Run the changed module under a name of its own."""
    module = ModuleType("mutated")
    sys.modules["mutated"] = module  # dataclasses look their module up
    try:
        exec(compile(mutant.code, "mutated", "exec"), module.__dict__)  # noqa: S102  # our own code, changed by us
    finally:
        del sys.modules["mutated"]
    return module


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[op]):
            yield from (ast.Compare(node.left, [swap()], node.comparators) for swap in _SWAPS[type(op)])
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            yield from (_without(node, gone) for gone in range(len(node.values)))
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _OPERATORS:
            yield ast.BinOp(node.left, _OPERATORS[type(node.op)], node.right)
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield _called_otherwise(node, name)
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.Set() if len(node.elts) > 1:
            yield from (ast.Set([kept for kept in node.elts if kept is not gone]) for gone in node.elts)
        case ast.Dict():
            yield from _untrue(node)
        case ast.Continue() | ast.AugAssign() | ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()):
            yield ast.Pass()
        case ast.comprehension():
            yield from (
                ast.comprehension(node.target, node.iter, [i for i in node.ifs if i is not gone], 0)
                for gone in node.ifs
            )


def _without(node: ast.BoolOp, gone: int) -> ast.expr:
    kept = [value for number, value in enumerate(node.values) if number != gone]
    return kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)


def _called_otherwise(node: ast.Call, name: str) -> ast.expr:
    if name == "bool":
        return ast.UnaryOp(ast.Not(), node.args[0])
    keywords = [] if _CALLS[name] == "list" else node.keywords
    return ast.Call(ast.Name(_CALLS[name], ast.Load()), node.args, keywords)


def _untrue(node: ast.Dict) -> Iterator[ast.Dict]:
    """Each entry in its turn is never true."""
    for gone in range(len(node.values)):
        if node.keys[gone] is not None:
            values = [ast.Constant(False) if number == gone else value for number, value in enumerate(node.values)]
            yield ast.Dict(node.keys, values)


def _put(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                setattr(parent, name, [new if one is old else one for one in value])
                return


def is_noticed(mutant: Mutant, agrees: Callable[[ModuleType], bool]) -> bool:
    """Whether the changed module breaks, or no longer agrees with what is known."""
    try:
        return not agrees(load(mutant))
    except Exception:  # noqa: BLE001  # whatever it breaks by, it is noticed
        return True
