"""The project's own files, as the laws read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

N = TypeVar("N", bound=ast.AST)
ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("bot", "handlers", "schedules", "storage", "content", "views", "domain")
BELOW_BOT = LAYERS[1:]


@cache
def files(*folders: str) -> tuple[Path, ...]:
    return tuple(path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def walked(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def nodes(*folders: str, of: tuple[type[N], ...]) -> Iterator[tuple[str, N]]:
    """Yield the syntax nodes of these kinds under the folders, with where each stands."""
    for path in files(*folders):
        for node in walked(path):
            if isinstance(node, of):
                yield f"{name(path)}:{getattr(node, 'lineno', 0)}", node


def functions(*folders: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    yield from nodes(*folders, of=(ast.FunctionDef,))
    yield from nodes(*folders, of=(ast.AsyncFunctionDef,))


@cache
def tracked() -> tuple[Path, ...]:
    """Return what a checkout holds: nothing ignored, nothing built."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return tuple(ROOT / one for one in listed if one and (ROOT / one).is_file())
