"""A ballot that is being filled in: what was answered, and where the person is. It lives in their message alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import RefusalError
from domain.pulses import Item

OPEN, SKIPPED, NOT_APPLICABLE = ".", "-", "n"
BACK, KEEP = "back", "keep"  # what may be pressed besides an answer
_DIGITS = "0123456789a"  # one character an answer, so that a draft says nothing by its length
_MARKS = {str(value): digit for value, digit in enumerate(_DIGITS)}


class BallotError(RefusalError):
    """I can't read that button any more. Nothing was sent; type “/pulse” to start again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`marks` has one character for each question; `at` is the one that is shown, their number at the end."""

    marks: str
    at: int = 0

    @property
    def is_complete(self) -> bool:
        return self.at >= len(self.marks)

    @property
    def answered(self) -> int:
        return sum(mark not in (OPEN, SKIPPED, NOT_APPLICABLE) for mark in self.marks)

    @property
    def is_known(self) -> bool:
        """The question that is shown was answered or skipped before."""
        return not self.is_complete and self.marks[self.at] != OPEN


def begun(items: Sequence[Item]) -> Draft:
    return Draft(marks=OPEN * len(items))


def pressed(draft: Draft, items: Sequence[Item], choice: str) -> Draft:
    """Return the draft after a press: a value, SKIPPED, NOT_APPLICABLE, BACK or KEEP. Raises BallotError."""
    if choice == BACK:
        return replace(draft, at=max(0, min(draft.at, len(items)) - 1))
    if draft.is_complete:
        raise BallotError
    if choice == KEEP and draft.is_known:
        return replace(draft, at=draft.at + 1)
    mark = _mark(items[draft.at], choice)
    return Draft(marks=draft.marks[: draft.at] + mark + draft.marks[draft.at + 1 :], at=draft.at + 1)


def read(text: str, items: Sequence[Item]) -> Draft:
    """Return what `written` wrote of a draft. Raises BallotError when it is not one of these items."""
    at, _, marks = text.partition(":")
    if len(marks) != len(items) or not re.fullmatch("[0-9]{2}", at) or int(at) > len(items):
        raise BallotError
    if any(mark != OPEN and mark not in _possible(item) for mark, item in zip(marks, items, strict=True)):
        raise BallotError
    return Draft(marks=marks, at=int(at))


def written(draft: Draft) -> str:
    """Every draft of a wave is as long as every other."""
    return f"{draft.at:02d}:{draft.marks}"


def answers(marks: str, items: Sequence[Item]) -> Mapping[str, int]:
    """Return the answers by item; what was skipped or does not apply is missing, never a middle value."""
    return {item.id: _DIGITS.index(mark) for item, mark in zip(items, marks, strict=True) if mark in _DIGITS}


def _possible(item: Item) -> tuple[str, ...]:
    return (*(_DIGITS[value] for value in item.answers), SKIPPED, *((NOT_APPLICABLE,) if item.may_not_apply else ()))


def _mark(item: Item, choice: str) -> str:
    mark = _MARKS.get(choice, choice)
    if mark not in _possible(item):
        raise BallotError
    return mark
