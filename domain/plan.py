"""The plan of a cycle that has one: what is to be done by whom and until which week, and what is decided on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.cycles import Cycle, Gate, Phase

REPORTS = (16, 26)  # weeks in which HR reports what the program has come to
WORDS = 1_000  # characters of a reason, or of what shows that something was done


class Owner(StrEnum):
    """To whom a task falls. HR names a person for each but HR and the managers, and sees to what falls to these."""

    SPONSOR = "sponsor"
    PRIVACY = "privacy"
    HR = "hr"
    ADMIN = "admin"
    MANAGER = "manager"
    FACILITATOR = "facilitator"
    ENGINEERING = "engineering"


NAMED = tuple(one for one in Owner if one not in (Owner.HR, Owner.MANAGER))  # of managers there are many


class Auto(StrEnum):
    """How a task is known to be done. Of the first three the store knows nothing: whoever owns the task says so."""

    MANUAL = "manual"
    ACK = "ack"
    LINK_PRESENT = "link_present"  # with a link to what was published
    TEAMS_MAPPED = "teams_mapped"
    VERSION_STATUS = "version_status"
    SETTINGS_HASH = "settings_hash"
    DISCLOSURE_AUDIT = "disclosure_audit"
    WAVE_STATUS = "wave_status"
    PACKET_FROZEN = "packet_frozen"
    SESSION_CLOSED = "session_closed"
    PAIRED_GOALS = "paired_goal_coverage"
    EVIDENCE_COVERAGE = "evidence_coverage"
    POSTMORTEMS_SCORED = "pm_scored"
    RECOGNITION = "badge_count"
    EVIDENCE_COMPLIANCE = "evidence_compliance"
    REVIEWS_READ = "review_ack"
    ACTION_LOGGED = "action_logged"
    RETENTION = "retention_job"
    SPRINT_READ = "sprint_read"


BY_HAND = frozenset({Auto.MANUAL, Auto.ACK, Auto.LINK_PRESENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: str
    week: int
    owner: Owner
    text: str
    done_when: str
    auto: Auto

    @property
    def is_by_hand(self) -> bool:
        return self.auto in BY_HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    phases: tuple[Phase, ...]
    tasks: tuple[Task, ...]

    @property
    def gates(self) -> tuple[Gate, ...]:
        return tuple(gate for phase in self.phases for gate in phase.gates)

    @property
    def weeks(self) -> int:
        return max((phase.last_week for phase in self.phases), default=0)

    def task(self, id: str) -> Task | None:
        return next((one for one in self.tasks if one.id == id), None)

    def gate(self, id: str) -> Gate | None:
        return next((one for one in self.gates if one.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the store says of a task: how many of how many, and how many of them it takes."""

    have: int
    of: int
    need: int

    @property
    def is_done(self) -> bool:
        """Of nothing nothing is done, however little it takes."""
        return self.of > 0 and self.have >= self.need


NOTHING = Check(have=0, of=0, need=0)  # there is nothing yet of which anything could be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """That somebody (an id) said it is done (UTC epoch ms), and what shows it."""

    shown_by: str
    by: str
    at: int


class Decision(StrEnum):
    GO = "go"
    ADJUST = "adjust"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided on a question; `before` is what stood there until then."""

    decision: Decision
    reason: str
    by: str
    at: int
    before: Decided | None = None


class Standing(StrEnum):
    DONE = "done"
    LATE = "late"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task as it stands; `owner` is whoever HR named for it (an id)."""

    task: Task
    standing: Standing
    owner: str | None = None
    check: Check | None = None
    tick: Tick | None = None


def week_of(cycle: Cycle, today: date) -> int:
    """Return the week of the plan on this day, the first being 1; 0 before it. In a pause its days do not go on."""
    return max((cycle.day(today) - _began(cycle)).days // 7 + 1, 0)


def week_after(cycle: Cycle, week: int) -> date:
    """Return the first day of the week after this one, as long as the cycle runs."""
    return _began(cycle) + timedelta(weeks=week)


def share(have: int, of: int, percent: int) -> Check:
    """So many of all are needed, rounded up: 80 % of 6 are 5."""
    return Check(have=have, of=of, need=-(-of * percent // 100))


def reached(have: int, need: int) -> Check:
    """So many are needed, of whatever there is."""
    return Check(have=have, of=max(have, need), need=need)


def items(
    plan: Plan, checks: Mapping[str, Check], ticks: Mapping[str, Tick], owners: Mapping[Owner, str], *, week: int
) -> tuple[Item, ...]:
    """Return the tasks as they stand in this week. What the store can tell, nobody ticks."""
    return tuple(_item(task, checks.get(task.id), ticks.get(task.id), owners, week) for task in plan.tasks)


def waiting(plan: Plan, decided: Collection[str], *, week: int) -> tuple[Gate, ...]:
    """Return the questions whose week has come and on which nothing was decided."""
    return tuple(gate for gate in plan.gates if gate.week <= week and gate.id not in decided)


def counted(those: Sequence[Item]) -> Mapping[Standing, int]:
    return {standing: sum(one.standing is standing for one in those) for standing in Standing}


def _began(cycle: Cycle) -> date:
    """The days that were lost in pauses are given back: the plan has moved by as many."""
    return cycle.period.start + timedelta(days=cycle.paused_days)


def _item(task: Task, check: Check | None, tick: Tick | None, owners: Mapping[Owner, str], week: int) -> Item:
    is_done = tick is not None if task.is_by_hand else check is not None and check.is_done
    return Item(
        task=task,
        standing=_standing(task, is_done=is_done, week=week),
        owner=owners.get(task.owner),
        check=check,
        tick=tick if task.is_by_hand else None,
    )


def _standing(task: Task, *, is_done: bool, week: int) -> Standing:
    if is_done:
        return Standing.DONE
    if task.week == week:
        return Standing.NOW
    return Standing.LATE if task.week < week else Standing.LATER
