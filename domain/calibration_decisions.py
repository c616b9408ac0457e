"""What a session says and decides on a rating: marks, points, readings, and outcomes that stand once it closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from domain import ratings_calibrated
from domain.competencies import Level
from domain.errors import RefusalError
from domain.ratings import Text
from domain.ratings_calibrated import Decision

VOICES = 2  # managers who cite the same line of the level text and the same evidence, before a rating changes
RETURN_BELOW = 7  # points of 12 under which a rating is not decided on talk (the content pack's rule)


class TwoVoicesError(RefusalError):
    """A rating changes only when two managers cite the same line and the same evidence. Nothing was changed."""


class ThinError(RefusalError):
    """This evidence has too few points to change a rating on: return it for evidence, or keep it. Nothing changed."""


class NoPointsError(RefusalError):
    """A rating changes only when two managers gave this evidence points. Ask for them first. Nothing was changed."""


class GoesBackError(RefusalError):
    """The whole review goes back for evidence, so nothing in it changes. Take that back first. Nothing was changed."""


class ChangesError(RefusalError):
    """A rating in this review is changed, so the review can't go back. Take that back first. Nothing was changed."""


class Mark(StrEnum):
    """What a manager says of a packet before the meeting; nobody else reads it until then."""

    AGREE = "agree"
    QUESTION = "question"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which level fits, by which line of its text, on which evidence."""

    level: Level
    line: str
    cited: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that one manager says of one packet. `points` are by line of the rubric, `readings` by competency."""

    person: str
    mark: Mark | None = None
    question: str = ""
    points: Mapping[str, int] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)


class Outcome(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    RETURNED = "returned"  # for evidence


class Failure(StrEnum):
    """Why what was decided could not be carried out when the session closed; what was handed in stands."""

    NOT_HANDED_IN = "its review is not handed in"
    CHANGED = "its text is another than the room decided on"
    NOT_CARRIED = "the evidence does not carry it"
    NOT_CLOSED = "nobody closed the session in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The `number`-th time the session decided on this rating. `original` is the level it had; times are UTC epoch ms.

    `stood` tells what it said then (domain.ratings_calibrated.digest). `voices` are who cited the same line and
    evidence; `both` keeps what each side read where the room was split.
    """

    subject: str
    competency: str
    number: int
    outcome: Outcome
    by: str
    at: int
    original: Level | None
    stood: str = ""
    level: Level | None = None
    reason: str = ""
    wording: str = ""
    line: str = ""
    cited: frozenset[str] = frozenset()
    voices: tuple[str, ...] = ()
    both: str = ""
    undone_at: int | None = None
    applied_at: int | None = None
    failed: Failure | None = None

    @property
    def stands(self) -> bool:
        return self.undone_at is None

    def is_about(self, text: Text) -> bool:
        """The room decided on what the rating says."""
        return self.stood == ratings_calibrated.digest(text)

    @property
    def decision(self) -> Decision | None:
        """As what domain.ratings_calibrated takes it; None unless it changes a level."""
        if self.outcome is not Outcome.CHANGED or self.level is None:
            return None
        return Decision(
            by=self.by, at=self.at, level=self.level, reason=self.reason, wording=self.wording, cited=self.cited
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """Who cites the same line and the same evidence for a level."""

    level: Level
    line: str
    cited: frozenset[str]
    voices: tuple[str, ...]


def backings(views: Iterable[View], competency: str) -> list[Backing]:
    """Return each reading that two managers or more share, the one with the most voices first.

    Whoever may not speak on the case has no view of it: the manager who rates it among them.
    """
    told = [(one.person, one.readings[competency]) for one in views if competency in one.readings]
    found: dict[tuple[Level, str, frozenset[str]], set[str]] = {}
    for (first, mine), (second, theirs) in combinations(told, 2):
        common = mine.cited & theirs.cited
        if common and (mine.level, mine.line) == (theirs.level, theirs.line):
            found.setdefault((mine.level, mine.line, common), set()).update({first, second})
    shared = [
        Backing(level=level, line=line, cited=cited, voices=tuple(sorted(who)))
        for (level, line, cited), who in found.items()
    ]
    return sorted(shared, key=lambda one: (-len(one.voices), -len(one.cited), one.line, sorted(one.cited)))


def carried(shared: Iterable[Backing], level: Level, holds: Callable[[Backing], bool]) -> Backing | None:
    """Return the first reading of the level for which the gate holds.

    A third voice that cites less takes nothing from the two before it: what they share is a reading of its own.
    """
    return next((one for one in shared if one.level is level and holds(one)), None)


# --- Points -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How often each line got 0, 1 and 2 points: counts, without who gave them. `totals` are in ascending order."""

    counts: Mapping[str, tuple[int, int, int]]
    totals: tuple[int, ...]

    @property
    def median(self) -> float | None:
        if not self.totals:
            return None
        middle = len(self.totals) // 2
        pair = self.totals[middle - 1 + len(self.totals) % 2 : middle + 1]
        return sum(pair) / len(pair)


def spread(views: Iterable[View], lines: Sequence[str]) -> Spread:
    """Of those who gave points on every line."""
    whole = [one for one in views if all(line in one.points for line in lines)]
    given = {line: Counter(one.points[line] for one in whole) for line in lines}
    return Spread(
        counts={line: (counts[0], counts[1], counts[2]) for line, counts in given.items()},
        totals=tuple(sorted(sum(one.points[line] for line in lines) for one in whole)),
    )


def has_points(found: Spread) -> bool:
    """As many have read the evidence as it takes to change a rating on it."""
    return len(found.totals) >= VOICES


def is_thin(found: Spread, corroborated: str) -> bool:
    """The room reads the evidence as too thin to decide on: few points, or most see no corroboration at all."""
    none, some, full = found.counts[corroborated]
    return found.median is not None and (found.median < RETURN_BELOW or none > some + full)


# --- The log ------------------------------------------------------------------------------------------------------


def standing(rulings: Iterable[Ruling]) -> Mapping[tuple[str, str], Ruling]:
    """Return what is decided on each rating, by subject and competency: the latest ruling, unless it was taken back.

    Taking it back brings no earlier one to life: the room had given that up.
    """
    return {key: one for key, one in _latest(rulings).items() if one.stands}


def is_replaced(one: Ruling, rulings: Iterable[Ruling]) -> bool:
    """The room has decided on the rating again since."""
    return _latest(rulings)[one.subject, one.competency].number > one.number


def require_room(outcome: Outcome, subject: str, rulings: Iterable[Ruling]) -> None:
    """A review goes back as a whole, so what is changed in it can't. Raises GoesBackError or ChangesError."""
    decided = {one.outcome for one in standing(rulings).values() if one.subject == subject}
    if outcome is Outcome.CHANGED and Outcome.RETURNED in decided:
        raise GoesBackError
    if outcome is Outcome.RETURNED and Outcome.CHANGED in decided:
        raise ChangesError


def _latest(rulings: Iterable[Ruling]) -> Mapping[tuple[str, str], Ruling]:
    return {(one.subject, one.competency): one for one in sorted(rulings, key=lambda one: one.number)}
