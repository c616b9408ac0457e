"""The terminal: data on standard output, messages on standard error, nothing in either that a terminal would obey."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from types import TracebackType

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

_UNBROKEN = 10_000  # characters
_STEPS = 6  # of the way to a fault
_FOLDERS = frozenset({"bot", "handlers", "schedules", "storage", "content", "views", "domain"})


class Exit(IntEnum):
    """Exit codes, as in sysexits.h where it has one."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    TEMPORARY = 75
    CONFIGURATION = 78


def plain(words: object) -> str:
    """Return the words with every control character spelled out, so that no name can move the cursor."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in str(words))


def say(words: str) -> None:
    """A message for the operator."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(plain(words)))


def show(words: str) -> None:
    """Data, as it is; the caller has made sure it is ours or went through plain()."""
    sys.stdout.write(words if words.endswith("\n") else f"{words}\n")


def show_json(value: object) -> None:
    show(json.dumps(value, indent=2))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    table = Table(title=title, title_justify="left", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    width = None if sys.stdout.isatty() else _UNBROKEN  # what a program reads is not wrapped
    Console(highlight=False, width=width).print(table)


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; call what this yields with how many more are done. Nothing without a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Saving", total=total)
        yield lambda more: bar.advance(task, more)


def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say where the code failed, as sys.excepthook. The error's own text is kept back: it may quote people."""
    say(f"A fault in Vouchsafe, not in how it is used: {kind.__name__} at {' > '.join(_ours(trace)[-_STEPS:])}.")
    say("Nothing more was done. Please report it with the line above.")


def _ours(trace: TracebackType | None) -> list[str]:
    steps = []
    while trace:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in _FOLDERS:
            steps.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return steps


def agree(question: str) -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not sys.stdin.isatty():
        return False
    say(f"{question} [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
