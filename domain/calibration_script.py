"""What a calibration session goes by: the cases everybody rates, the six lines evidence is read on, and the script."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.competencies import Level

POINTS = (0, 1, 2)


class Form(StrEnum):
    """The two sets of cases: half of the room begins with one, half with the other."""

    A = "A"
    B = "B"

    @property
    def other(self) -> Form:
        return Form.B if self is Form.A else Form.A


class Moment(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A written case that every manager rates. `target` is how those who wrote it read it, `why` what that rests on."""

    id: str
    form: Form
    competency: str
    target: Level
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of the lines on which the evidence of a case gets 0, 1 or 2 points; `points` says what each is."""

    id: str
    title: str
    points: tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of the script, in minutes from its start: what is said aloud, what is done, what it leaves.

    `is_second_set`: in it everybody rates the other set of cases, and may from then on.
    """

    start: int
    end: int
    title: str
    say: str
    do: str
    output: str
    is_second_set: bool = False

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a facilitator says when something happens."""

    when: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """`before` is what is seen to before it begins."""

    before: str
    segments: tuple[Segment, ...]
    prompts: tuple[Prompt, ...]
    anchors: tuple[Anchor, ...]
    rubric: tuple[Line, ...]
    rules: tuple[str, ...]
    checks: tuple[str, ...]

    def cases(self, form: Form) -> tuple[Anchor, ...]:
        return tuple(one for one in self.anchors if one.form is form)

    def has_come_to_second_set(self, place: int | None) -> bool:
        """What is rated before the cases were talked about says nothing of what that did."""
        return any(one.is_second_set for one in self.segments[: (-1 if place is None else place) + 1])

    def anchor(self, id: str) -> Anchor | None:
        return next((one for one in self.anchors if one.id == id), None)


def first_form(place: int) -> Form:
    """Return with which set of cases the manager in this place of the room begins."""
    return Form.A if place % 2 == 0 else Form.B


def form(first: Form, moment: Moment) -> Form:
    return first if moment is Moment.BEFORE else first.other
