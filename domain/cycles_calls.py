"""Whom a checkpoint tells on a day, and of whom: the same for a cycle that runs and for one that is rehearsed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from domain import cycles_plan, local_time, policy
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Cycle, Kind, State, closes_on
from domain.cycles_plan import SENT, TOLD_TO_OTHERS, Planned, Step
from domain.people import Person

TICKED = frozenset({Kind.KICK_OFF, Kind.CALIBRATION, Kind.RELEASE, Kind.RETROSPECTIVE})  # done when somebody says so
# Nobody here knows who answered a pulse (promise 6), and whoever is asked for feedback is reminded by the request.
UNCOUNTED = frozenset({Kind.PULSE, Kind.PEER_FEEDBACK})
OF_OTHERS = frozenset({Audience.MANAGERS, Audience.SECOND_RATERS})  # each is asked about somebody else
FOR_HR = frozenset({Audience.HR, Audience.FACILITATORS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody a checkpoint asks, or is about. `manager` answers for them now (None: nobody does)."""

    id: str
    manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody is told, of these people; of nobody but themselves where `about` is empty."""

    to: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Somebody a checkpoint is about, and whether it is done."""

    person: Person
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a step of a checkpoint says to one reader. `closes_on`: until then an answer is still taken."""

    cycle: Cycle
    checkpoint: Checkpoint
    step: Step
    reader: str
    rows: tuple[Row, ...]
    closes_on: date

    @property
    def missing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_done)


def calls(checkpoint: Checkpoint, step: Step, missing: Sequence[Member], hr: Iterable[str]) -> tuple[Call, ...]:
    """Return who is told on a step, given those for whom it is not done. Nobody is told of others in public."""
    if step is Step.CLOSES or not missing or not _is_told(checkpoint, step):
        return ()
    if step is Step.TO_HR:
        everybody = tuple(one.id for one in missing)
        return tuple(Call(to=one, about=everybody) for one in sorted(hr))
    if step is Step.TO_MANAGER or checkpoint.audience in OF_OTHERS:
        return _by_manager(missing)
    return tuple(Call(to=one.id) for one in missing)


def answering(person: str, manager: str | None, acting: str | None) -> str | None:
    """Return who answers for somebody: their manager, or whoever acts for that one; never they themselves.

    Whoever acts for their own manager is still asked about by that one.
    """
    who = acting if acting and acting != person else manager
    return None if who == person else who


def may_act(manager: str, acting: Person, above: Collection[str]) -> bool:
    """Whoever is in the manager's line (`above`: who is over them) would answer for their own peers or bosses."""
    return policy.takes_part(acting) and acting.id != manager and manager not in above


def newest(checkpoint: Checkpoint, calendar: Calendar, *, today: date) -> tuple[Planned, ...]:
    """Return the steps of the last day on which it said anything up to this one: after an outage, those alone."""
    if today > closes_on(checkpoint, calendar):
        return ()
    told = [one for one in cycles_plan.steps(checkpoint, calendar) if one.step in SENT and one.on <= today]
    return tuple(one for one in told if one.on == told[-1].on)


def of_day(cycle: Cycle, calendar: Calendar, *, today: date) -> tuple[tuple[Checkpoint, Planned], ...]:
    """Return what the checkpoints of a running cycle say on this day, or have said last."""
    if cycle.state is not State.OPEN:
        return ()
    return tuple((one, said) for one in cycle.checkpoints for said in newest(one, calendar, today=today))


def days(cycle: Cycle, calendar: Calendar, *, today: date) -> tuple[date, ...]:
    """Return the days from today on on which anything is said."""
    coming = cycles_plan.pending(cycle, calendar, today=today)
    return tuple(sorted({one.on for one in coming if one.step is not Step.CLOSES}))


def moved_by_pause(paused: Cycle, resumed: Cycle) -> tuple[Checkpoint, ...]:
    """Return what had opened before the pause and has another date since: people must hear of it."""
    before = {one.id: one for one in paused.checkpoints}
    opened = [one for one in resumed.checkpoints if paused.paused_on and before[one.id].opens_on <= paused.paused_on]
    return tuple(one for one in opened if before[one.id].moved_in_pause or one.due_on != before[one.id].due_on)


def begins(day: date) -> int:
    """Return when the day begins where it begins first (UTC epoch ms)."""
    return local_time.instant(day, time(0), "Etc/GMT-14")


def left_at(planned: Planned, zone: str) -> int:
    """Return from when on it waits for somebody (UTC epoch ms): it goes with what else is told that morning."""
    return local_time.instant(planned.on, time(0), zone)


def tell_by(checkpoint: Checkpoint, step: Step, calendar: Calendar, zone: str) -> int:
    """Return by when it is to be told (UTC epoch ms): before, something can be done about it."""
    is_late = step in TOLD_TO_OTHERS
    last = closes_on(checkpoint, calendar) if is_late else checkpoint.due_on
    return local_time.instant(last + timedelta(days=1), time(0), zone)


def outlasts(step: Step) -> bool:
    """Say whether it is worth telling after that, too: as long as something is missing.

    HR hears on the last day of the grace by default, and by their budget perhaps days later: nobody else says to them
    that something stayed open.
    """
    return step is Step.TO_HR


def counts_for(checkpoint: Checkpoint, person: str, *, by: str, manager: str | None) -> bool:
    """Say whether what `by` did is what the checkpoint asks about the person."""
    return by == (manager if checkpoint.audience in OF_OTHERS else person)


def _is_told(checkpoint: Checkpoint, step: Step) -> bool:
    if checkpoint.audience is Audience.ASKED:
        return False
    return checkpoint.kind not in UNCOUNTED or step is Step.OPENS


def _by_manager(missing: Sequence[Member]) -> tuple[Call, ...]:
    about: dict[str, list[str]] = {}
    for one in missing:
        if one.manager:
            about.setdefault(one.manager, []).append(one.id)
    return tuple(Call(to=boss, about=tuple(about[boss])) for boss in sorted(about))
