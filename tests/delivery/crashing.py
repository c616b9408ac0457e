"""Units of work that die at some statement, as a process does: what they did until then is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable

from storage.prepared import Prepared, Unheld
from storage.unit import Params, Row, T, Unit


class CrashedError(Exception):
    """The process died here."""


class Mortal(Unit):
    """A unit that dies after so many statements, and does nothing more then."""

    def __init__(self, unit: Unit, statements: int) -> None:
        super().__init__(unit.connection, unit.keys)
        self.woken = unit.woken
        self.left = statements

    @property
    def is_dead(self) -> bool:
        return self.left < 0

    def run(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        self._step()
        return super().run(statement, params)

    def do(self, statement: Prepared, params: Params) -> None:
        self._step()
        super().do(statement, params)

    def count(self, statement: Prepared, params: Row) -> int:
        self._step()
        return super().count(statement, params)

    def rows(self, statement: Executable | Prepared | Unheld, params: Row | None = None) -> Sequence[Row]:
        if isinstance(statement, Prepared | Unheld):
            self._step()
        return super().rows(statement, params)

    def _step(self) -> None:
        self.left -= 1
        if self.is_dead:
            raise CrashedError


def dying(work: Callable[[Unit], T], statements: int) -> Callable[[Unit], T]:
    """Return the work, which raises CrashedError after so many statements, whoever catches that in between."""

    def until_then(unit: Unit) -> T:
        mortal = Mortal(unit, statements)
        done = work(mortal)
        if mortal.is_dead:
            raise CrashedError
        return done

    return until_then
