"""Short functions, short files: the figures that admired code bases keep (counted without docstrings)."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests.laws import source

MEDIAN, NINETY_PERCENT, LONGEST, FILE = 8, 25, 50, 300


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines, its signature included and its docstring not."""
    first, last = function.body[0], function.end_lineno or function.lineno
    doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return max(1, last - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if doc else 0))


def functions() -> list[tuple[int, str]]:
    return sorted(
        (lines(node), f"{where} {node.name}")
        for where, node in source.functions(*source.LAYERS)
        if "migrations/versions" not in where
    )


def test_functions_are_short() -> None:
    """A function is read at a glance; the exception is rare and never long."""
    sizes = [size for size, _ in functions()]
    assert statistics.median(sizes) <= MEDIAN
    assert sizes[int(len(sizes) * 0.9)] < NINETY_PERCENT
    assert [where for size, where in functions() if size > LONGEST] == []


def test_files_are_short() -> None:
    """A file is about one thing."""
    sizes = {
        source.name(path): path.read_text(encoding="utf-8").count("\n")
        for path in source.files(*source.LAYERS)
        if "versions" not in path.parts
    }
    assert {name: size for name, size in sizes.items() if size >= FILE} == {}


def opens(path: Path) -> bool:
    """An empty __init__.py has nothing to say."""
    return path.stat().st_size == 0 or bool(ast.get_docstring(source.tree(path)))


def test_every_module_opens_with_what_it_is() -> None:
    """One sentence at the head of each file says what a reader finds in it."""
    silent = [source.name(path) for path in source.files(*source.LAYERS) if not opens(path)]
    assert silent == []
