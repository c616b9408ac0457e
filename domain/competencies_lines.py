"""What a role is expected to show, as lines that people type: "Senior engineer: role model"."""

from __future__ import annotations

from collections.abc import Sequence

from domain.competencies import Expectation, Level
from domain.errors import RefusalError

_LEVELS = {level.value.replace("_", " "): level for level in Level}


class LineError(RefusalError):
    """A line does not say a role and a level. `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def written(expectations: Sequence[Expectation]) -> str:
    return "\n".join(_line(one) for one in expectations)


def read(text: str) -> tuple[Expectation, ...]:
    """Return one for each line that is not empty. Raises LineError."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return tuple(_read(number, line) for number, line in lines if line)


def _line(one: Expectation) -> str:
    where = f" / {one.competency}" if one.competency else ""
    return f"{one.role}{where}: {one.level.value.replace('_', ' ')}"


def _read(number: int, line: str) -> Expectation:
    who, colon, said = line.rpartition(":")
    level = _LEVELS.get(" ".join(said.casefold().replace("_", " ").split()))
    role, _, competency = (part.strip() for part in who.partition(" / "))
    if not colon or not role or level is None:
        raise LineError(number, line)
    return Expectation(role=role, level=level, competency=competency or None)
