"""What the store says of a cycle's outcomes: counts over everybody in it, and figures that were published anyway."""

from __future__ import annotations

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
    goals_reach,
    participants,
    postmortems,
    pulses,
    pulses_release,
    reach,
    tables,
)
from storage.cycles import Kept
from storage.prepared import Prepared
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_participant = tables.table(tables.Participant)
_review = tables.table(tables.Review)


def outcomes(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Outcomes:
    """Return every figure of a cycle as it is on this day, or was on its last; who holds a goal is of now alone."""
    people = participants.of_cycle(unit, org, kept.cycle.id)
    without = goals_reach.unpaired(unit, org, people)
    until = Period(start=kept.cycle.period.start, end=min(today, kept.cycle.period.end))
    over = local_time.instant(until.end + timedelta(days=1), time(0), "UTC")
    coverage = reach.of(unit, org, people, now=min(now, over))[Metric.COVERAGE]
    return {
        **rules.of_sessions(calibration_report.of_cycle(unit, org, kept.cycle.id)),
        Measure.PAIRED: rules.share(len(people) - len(without), len(people), least=rules.PEOPLE),
        Measure.POSTMORTEMS: _quality(unit, org, kept, until),
        Measure.RECURRENCE: rules.of_incidents(
            postmortems.recurrence(unit, org, None, (until.start, until.end), now=now)
        ),
        Measure.REACH: rules.of_reach(coverage),
        Measure.PULSE: _pulse(unit, org, until),
        Measure.CONTESTED: _contested(unit, org, kept),
        Measure.DISPUTED: _disputed(unit, org, kept),
    }


def _quality(unit: Unit, org: str, kept: Kept, until: Period) -> Outcome:
    teams = [id for id, _ in participants.teams(unit, org, kept.cycle.id)]
    scored = [one.index for team in teams for one in postmortems.indexes(unit, org, team, until.start, until.end)]
    return rules.of_postmortems(scored)


def _pulse(unit: Unit, org: str, until: Period) -> Outcome:
    """Return what was published of the latest wave that asked everybody, of the questions that all waves ask."""
    whole = {kept.wave.id for kept in pulses.every(unit, org) if _asks_all(kept.wave.contract, until)}
    cells = (
        pulses_release.cells(unit, org, one, COMPANY) for one in pulses_release.released(unit, org) if one in whole
    )
    return next((rules.of_pulse(one[CORE]) for one in cells if CORE in one), rules.NOT_MEASURED)


def _asks_all(contract: Contract, until: Period) -> bool:
    return not contract.teams and until.holds(contract.closes_on)


def _contested(unit: Unit, org: str, kept: Kept) -> Outcome:
    period = kept.cycle.period
    told = {"org": org, "cycle": kept.cycle.id, "first": period.start.isoformat(), "last": period.end.isoformat()}
    row = unit.first(_CONTESTED, told)
    if row is None:
        return rules.NOT_MEASURED
    return rules.share(int(row["contested"] or 0), int(row["shown"]), least=rules.PATTERN, people=int(row["people"]))


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
    )
    .join(
        _participant,
        (_participant.c.org_id == _evidence.c.org_id) & (_participant.c.person_id == _evidence.c.subject_id),
    )
    .where(
        _evidence.c.org_id == bindparam("org"),
        _participant.c.cycle_id == bindparam("cycle"),
        _participant.c.left_at.is_(None),
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
