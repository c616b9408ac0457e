"""Review cycles: what they are made of, how they stand, and what may be done to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from domain import working_days
from domain.contact import Calendar
from domain.errors import RefusalError, StaleError
from domain.evidence import Period

NAME_CHARACTERS = 75


class NotReadyError(RefusalError):
    """This cycle can't open yet."""


class NotMovableError(RefusalError):
    """That date can't be taken: it has passed, it is before the checkpoint opens, or the checkpoint is over."""


class Kind(StrEnum):
    KICK_OFF = "kick_off"
    EVIDENCE = "evidence"
    GOAL_CHECK_IN = "goal_check_in"
    SELF_REFLECTION = "self_reflection"
    PEER_FEEDBACK = "peer_feedback"
    PULSE = "pulse"
    RATING = "rating"
    SECOND_RATING = "second_rating"
    CALIBRATION = "calibration"
    RELEASE = "release"
    RETROSPECTIVE = "retrospective"


class Audience(StrEnum):
    PARTICIPANTS = "participants"  # everybody in the cycle, managers too
    MANAGERS = "managers"
    ASKED = "asked"  # colleagues who were asked for feedback
    SECOND_RATERS = "second_raters"  # whoever was drawn to rate files of other teams
    FACILITATORS = "facilitators"
    HR = "hr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """When whoever has not answered hears of it again, all in working days; it stops with the answer.

    `reminders` before the deadline (0: on it); after it, `manager_after` tells their manager and `hr_after` HR, both
    privately (None: nobody); for `grace` days an answer is still taken.
    """

    reminders: tuple[int, ...] = (3, 1, 0)
    manager_after: int | None = 2
    hr_after: int | None = 5
    grace: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A checkpoint of a template: it opens on the first day of `week` (1 = the first) and is due `days` later."""

    id: str
    kind: Kind
    title: str
    prompt: str
    audience: Audience
    week: int
    days: int
    ladder: Ladder = Ladder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a phase leaves behind, and how that is measured."""

    id: str
    week: int
    text: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A question that is answered before going on, and when the answer is yes."""

    id: str
    week: int
    question: str
    go_if: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    id: str
    title: str
    label: str
    first_week: int
    last_week: int
    outputs: tuple[Output, ...] = ()
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: str
    label: str
    weeks: int
    slots: tuple[Slot, ...]
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Both dates are everybody's own: it opens in each person's morning, and is due at the end of their day."""

    id: str
    kind: Kind
    title: str
    prompt: str
    audience: Audience
    opens_on: date
    due_on: date
    ladder: Ladder = Ladder()
    moved_in_pause: bool = False  # then these dates are what HR wants when the cycle goes on


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """`framework` and `framework_version` are pinned: what people are rated by does not change under them."""

    id: str
    name: str
    period: Period
    checkpoints: tuple[Checkpoint, ...]
    framework: str
    framework_version: int
    state: State = State.DRAFT
    paused_on: date | None = None
    paused_days: int = 0  # in pauses that are over
    version: int = 1

    def checkpoint(self, id: str) -> Checkpoint | None:
        return next((one for one in self.checkpoints if one.id == id), None)

    def day(self, today: date) -> date:
        """Return the day by which its checkpoints are judged: in a pause its days do not go on."""
        return today if self.paused_on is None else min(today, self.paused_on)


def closes_on(checkpoint: Checkpoint, calendar: Calendar) -> date:
    """Return the last day on which an answer is taken."""
    return working_days.shifted(checkpoint.due_on, checkpoint.ladder.grace, calendar)


# --- What may be done to a cycle ----------------------------------------------------------------------------------


class Flaw(StrEnum):
    NO_NAME = "it has no name, or one that is too long"
    EMPTY = "it has no checkpoint"
    TWICE = "two checkpoints have the same id"
    BACKWARD = "a checkpoint is due before it opens"
    OUTSIDE = "a checkpoint lies outside the cycle"
    STARTED = "its first day has passed"
    NOT_APPROVED = "its competencies are not approved"
    NOBODY = "nobody takes part in it"
    OUT_OF_ORDER = "results are released before a rating was due"
    NO_DAYS = "a rating has no days before it to rest on"


def problems(cycle: Cycle, *, today: date, people: int, is_approved: bool) -> tuple[Flaw, ...]:
    """Return what keeps a draft from opening."""
    ids = [one.id for one in cycle.checkpoints]
    found = {
        Flaw.NO_NAME: not 0 < len(cycle.name.strip()) <= NAME_CHARACTERS,
        Flaw.EMPTY: not cycle.checkpoints,
        Flaw.TWICE: len(set(ids)) < len(ids),
        Flaw.BACKWARD: any(one.due_on < one.opens_on for one in cycle.checkpoints),
        Flaw.OUTSIDE: not all(cycle.period.holds(one.opens_on) for one in cycle.checkpoints),
        Flaw.STARTED: cycle.period.start < today,
        Flaw.NOT_APPROVED: not is_approved,
        Flaw.NOBODY: people == 0,
        Flaw.OUT_OF_ORDER: not releases_follow(cycle),
        Flaw.NO_DAYS: not ratings_have_days(cycle),
    }
    return tuple(flaw for flaw, holds in found.items() if holds)


def open_cycle(cycle: Cycle, *, today: date, people: int, is_approved: bool) -> Cycle:
    """Raises NotReadyError, or StaleError when it is open already."""
    _require(cycle, State.DRAFT)
    if problems(cycle, today=today, people=people, is_approved=is_approved):
        raise NotReadyError
    return replace(cycle, state=State.OPEN, version=cycle.version + 1)


def pause(cycle: Cycle, *, today: date) -> Cycle:
    """Nothing is sent and nothing falls due until it goes on. Raises StaleError unless it is open."""
    _require(cycle, State.OPEN)
    return replace(cycle, state=State.PAUSED, paused_on=today, version=cycle.version + 1)


def resume(cycle: Cycle, *, today: date, calendar: Calendar) -> Cycle:
    """What was not over keeps its distance in working days: people get back the time that they lost.

    What HR moved meanwhile stays where they moved it, unless that day has passed as well.
    """
    _require(cycle, State.PAUSED)
    paused_on = cycle.paused_on or today
    lost = working_days.between(paused_on, today, calendar)
    moved = [
        one if _is_settled(one, paused_on, today, calendar) else _later(one, paused_on, lost, calendar)
        for one in cycle.checkpoints
    ]
    end = max([cycle.period.end, *(one.due_on for one in moved)])
    checkpoints = tuple(replace(one, moved_in_pause=False) for one in moved)
    days = cycle.paused_days + (today - paused_on).days
    going = replace(cycle, state=State.OPEN, paused_on=None, paused_days=days, version=cycle.version + 1)
    return replace(going, checkpoints=checkpoints, period=replace(cycle.period, end=end))


def close(cycle: Cycle) -> Cycle:
    """Raises StaleError unless it is open or paused."""
    _require(cycle, State.OPEN, State.PAUSED)
    return replace(cycle, state=State.CLOSED, paused_on=None, version=cycle.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """`is_news`: its prompt went out already, so people must hear of the new date."""

    cycle: Cycle
    before: Checkpoint
    after: Checkpoint
    is_news: bool


def move(cycle: Cycle, moved: Checkpoint, *, today: date) -> Moved:
    """Give a checkpoint other dates. What has opened stays open. Raises NotMovableError or StaleError."""
    _require(cycle, State.DRAFT, State.OPEN, State.PAUSED)
    before = cycle.checkpoint(moved.id)
    if before is None:
        raise StaleError
    has_opened = opened(cycle, before, today=today)
    after = replace(before, opens_on=before.opens_on if has_opened else moved.opens_on, due_on=moved.due_on)
    if after.due_on < max(today, after.opens_on) or (not has_opened and after.opens_on < today):
        raise NotMovableError
    kept = replace(after, moved_in_pause=cycle.state is State.PAUSED)
    checkpoints = tuple(kept if one.id == kept.id else one for one in cycle.checkpoints)
    end = max(cycle.period.end, after.due_on)
    changed = replace(cycle, checkpoints=checkpoints, period=replace(cycle.period, end=end), version=cycle.version + 1)
    return Moved(cycle=changed, before=before, after=after, is_news=has_opened and after != before)


def ratings_have_days(cycle: Cycle) -> bool:
    ratings = sorted(one.opens_on for one in cycle.checkpoints if one.kind is Kind.RATING)
    return all(before < opens for before, opens in pairwise([cycle.period.start, *ratings]))


def releases_follow(cycle: Cycle) -> bool:
    """Whether a rating opens before each release, and all that do are due by then."""
    ratings = [one for one in cycle.checkpoints if one.kind is Kind.RATING]
    releases = [one.opens_on for one in cycle.checkpoints if one.kind is Kind.RELEASE]
    dues = [[one.due_on for one in ratings if one.opens_on <= release] for release in releases]
    return all(due and max(due) <= release for due, release in zip(dues, releases, strict=True))


def opened(cycle: Cycle, one: Checkpoint, *, today: date) -> bool:
    """Say whether people were asked already."""
    return cycle.state is not State.DRAFT and one.opens_on <= cycle.day(today)


def _is_settled(one: Checkpoint, paused_on: date, today: date, calendar: Calendar) -> bool:
    """It was over before the pause, or HR chose its days in it."""
    return closes_on(one, calendar) < paused_on or (one.moved_in_pause and one.due_on >= today)


def _later(one: Checkpoint, paused_on: date, lost: int, calendar: Calendar) -> Checkpoint:
    opens_on = one.opens_on if one.opens_on <= paused_on else working_days.shifted(one.opens_on, lost, calendar)
    return replace(one, opens_on=opens_on, due_on=working_days.shifted(one.due_on, lost, calendar))


def _require(cycle: Cycle, *states: State) -> None:
    if cycle.state not in states:
        raise StaleError
