"""What the store says of a cycle's outcomes: counts over everybody in it, and figures that were published anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import bindparam, case, func, select

from domain import local_time
from domain import outcomes as rules
from domain.evidence import Period
from domain.outcomes import Measure, Outcome, Outcomes
from domain.pulses_contract import Contract
from domain.pulses_release import CORE
from domain.pulses_roster import COMPANY
from domain.reach import Metric
from storage import (
    calibration_report,
    cycles,
    goals_reach,
    participants,
    postmortems,
    pulses,
    pulses_release,
    reach,
    set_up,
    tables,
)
from storage.cycles import Kept
from storage.prepared import Prepared
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_AT_ONCE = 500  # people asked for in one statement
_review = tables.table(tables.Review)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some people and teams, and until when what they did is counted."""

    people: Sequence[str]
    teams: frozenset[str]
    until: Period

    @property
    def window(self) -> tuple[date, date]:
        """From its first day to before the second, which is the day after its last."""
        return self.until.start, self.until.end + timedelta(days=1)


def outcomes(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Outcomes:
    """Return every figure of a cycle as it is on this day, or was when it ended; who holds a goal is of now alone."""
    group = inside(unit, org, kept, today)
    return {
        **rules.of_sessions(calibration_report.of_cycle(unit, org, kept.cycle.id)),
        **of_group(unit, org, group, now=now),
        Measure.RECURRENCE: rules.of_incidents(postmortems.recurrence(unit, org, None, group.window, now=now)),
        Measure.PULSE: _pulse(unit, org, group.until),
        Measure.DISPUTED: _disputed(unit, org, kept),
    }


def inside(unit: Unit, org: str, kept: Kept, today: date) -> Group:
    """Return who is in the cycle."""
    cycle = kept.cycle
    return Group(
        people=participants.of_cycle(unit, org, cycle.id),
        teams=frozenset(id for id, _ in participants.teams(unit, org, cycle.id)),
        until=Period(start=cycle.period.start, end=min(cycles.last_seen(unit, org, kept, today), cycle.period.end)),
    )


def of_group(unit: Unit, org: str, group: Group, *, now: int) -> Outcomes:
    """Return what can be counted of any people and teams, in a cycle or not."""
    people, over = group.people, local_time.instant(group.window[1], time(0), set_up.hours(unit, org).zone)
    paired = len(people) - len(goals_reach.unpaired(unit, org, people))
    written = postmortems.of_teams(unit, org, group.teams, group.window, now=now)
    return {
        Measure.PAIRED: rules.share(paired, len(people), least=rules.PEOPLE),
        Measure.POSTMORTEMS: rules.of_postmortems(written.indexes),
        Measure.RECURRENCE: rules.of_incidents(written.recurrence),
        Measure.REACH: rules.of_reach(reach.of(unit, org, people, now=min(now, over))[Metric.COVERAGE]),
        Measure.CONTESTED: contested(unit, org, people, group.until),
    }


def contested(unit: Unit, org: str, people: Sequence[str], period: Period) -> Outcome:
    """Return how much of what the people were shown of themselves they contest, if it is of enough of them."""
    told = {"org": org, "first": period.start.isoformat(), "last": period.end.isoformat()}
    rows = [
        row
        for start in range(0, len(people), _AT_ONCE)
        for row in unit.rows(_CONTESTED, {**told, "people": tuple(people[start : start + _AT_ONCE])})
    ]
    shown, disputed, about = (sum(int(row[name] or 0) for row in rows) for name in ("shown", "contested", "people"))
    return rules.share(disputed, shown, least=rules.PATTERN, people=about)


def _pulse(unit: Unit, org: str, until: Period) -> Outcome:
    """Return what was published of the latest wave that asked everybody, of the questions that all waves ask."""
    whole = {kept.wave.id for kept in pulses.every(unit, org) if _asks_all(kept.wave.contract, until)}
    cells = (
        pulses_release.cells(unit, org, one, COMPANY) for one in pulses_release.released(unit, org) if one in whole
    )
    return next((rules.of_pulse(one[CORE]) for one in cells if CORE in one), rules.NOT_MEASURED)


def _asks_all(contract: Contract, until: Period) -> bool:
    return not contract.teams and until.holds(contract.closes_on)


def _disputed(unit: Unit, org: str, kept: Kept) -> Outcome:
    row = unit.first(_DISPUTED, {"org": org, "cycle": kept.cycle.id})
    if row is None:
        return rules.NOT_MEASURED
    return rules.share(int(row["disputed"] or 0), int(row["answered"]), least=rules.PATTERN, people=int(row["people"]))


_CONTESTED = Prepared(
    select(
        func.count().label("shown"),
        func.count(_evidence.c.subject_id.distinct()).label("people"),
        func.sum(case((_evidence.c.contested_at.is_not(None), 1), else_=0)).label("contested"),
    ).where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.subject_id.in_(bindparam("people", expanding=True)),
        _evidence.c.occurred_on.between(bindparam("first"), bindparam("last")),
        _evidence.c.shown_at.is_not(None),
    )
)
_DISPUTED = Prepared(
    select(
        func.count().label("answered"),
        func.count(_review.c.subject_id.distinct()).label("people"),
        func.sum(case((_review.c.disputed_at.is_not(None), 1), else_=0)).label("disputed"),
    ).where(
        _review.c.org_id == bindparam("org"),
        _review.c.cycle_id == bindparam("cycle"),
        _review.c.answered_at.is_not(None),
    )
)
