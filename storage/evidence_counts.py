"""How much evidence there is of whom, for whoever leads them, and whom they have not written about for long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, case, func, or_, select

from domain.cycles import Cycle
from domain.cycles import State as CycleState
from domain.evidence import Period, State
from domain.people import Actor, MemberKind, Person
from storage import cycles, people, tables
from storage.cycles import RUNNING
from storage.prepared import Prepared
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_person = tables.table(tables.Person)
_manager = tables.table(tables.Person).alias("manager")
_participant = tables.table(tables.Participant)
_cycle = tables.table(tables.Cycle)
_COUNTING = (State.STANDING.value, State.KEPT.value)
_OPEN = CycleState.OPEN.value  # nobody is nudged while a cycle pauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnoted:
    """Somebody about whom their manager has written nothing since then (UTC epoch ms)."""

    report: Person
    manager: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Somebody who takes part in a cycle."""

    report: Person
    cycle: Cycle


def of_team(unit: Unit, manager: Actor, period: Period) -> Mapping[tuple[str, str], int]:
    """Return how many pieces may count, by (person, competency), of those whom the manager leads now."""
    led = [one.id for one in people.led_by(unit, manager.org, manager.person.id)]
    if not led:
        return {}
    told = {"org": manager.org, "led": led, "first": str(period.start), "last": str(period.end)}
    return {(row["subject_id"], row["competency"]): row["count"] for row in unit.rows(_OF_TEAM, told)}


def alike(unit: Unit, manager: Actor) -> Mapping[str, str]:
    """Return whom the manager leads, each with the cycle that says which period and which words are theirs ("": none).

    Who is in the same cycle need not be asked of one by one.
    """
    led = [one.id for one in people.led_by(unit, manager.org, manager.person.id)]
    if not led:
        return {}
    rows = unit.rows(_CYCLES, {"org": manager.org, "led": led, "states": RUNNING})  # the one that began last comes last
    return dict.fromkeys(led, "") | {row["person_id"]: row["cycle_id"] for row in rows}


def of_person(unit: Unit, reader: Actor, period: Period) -> int:
    """Return how many pieces of the period are about the reader."""
    told = {"org": reader.org, "subject": reader.person.id, "first": str(period.start), "last": str(period.end)}
    row = unit.first(_OF_PERSON, told)
    return int(row["count"]) if row else 0


def managers(unit: Unit, org: str) -> list[str]:
    """Return whoever leads somebody that takes part in an open cycle."""
    return [row["manager_id"] for row in unit.rows(_MANAGERS, {"org": org})]


def unnoted(unit: Unit, org: str, *, managers: tuple[str, str], before: int) -> list[Unnoted]:
    """Return about whom their managers (between two ids) wrote nothing since the moment, nor since they took part."""
    told = {"org": org, "first": managers[0], "last": managers[1], "before": before}
    rows = unit.rows(_UNNOTED, told)
    known = people.by_ids(unit, org, [row["id"] for row in rows]) if rows else {}
    return [Unnoted(report=known[row["id"]], manager=row["manager_id"], since=row["since"]) for row in rows]


def taking_part(unit: Unit, org: str, *, managers: tuple[str, str]) -> list[Reviewed]:
    """Return whom these managers lead and who takes part in an open cycle, with the one that began last."""
    rows = unit.rows(_TAKING_PART, {"org": org, "first": managers[0], "last": managers[1]})
    in_ = {row["id"]: row["cycle_id"] for row in rows}
    known = people.by_ids(unit, org, in_) if in_ else {}
    running = {one.cycle.id: one.cycle for one in cycles.running(unit, org)} if in_ else {}
    return [Reviewed(report=one, cycle=running[in_[one.id]]) for one in known.values()]


def days(unit: Unit, org: str, *, managers: tuple[str, str], since: date) -> Mapping[str, list[date]]:
    """Return when something happened of those whom these managers lead, by person, each day as often as it did.

    Of what the person knows or their manager wrote: their manager reads that whatever else holds.
    """
    told = {"org": org, "first": managers[0], "last": managers[1], "since": since.isoformat()}
    found: dict[str, list[date]] = {}
    for row in unit.rows(_DAYS, told):
        found.setdefault(row["subject_id"], []).append(date.fromisoformat(row["occurred_on"]))
    return found


# --- Statements ---------------------------------------------------------------------------------------------------

_HERE = _evidence.c.org_id == bindparam("org")
_THEN = _evidence.c.occurred_on.between(bindparam("first"), bindparam("last"))
_OF_TEAM = Prepared(
    select(_evidence.c.subject_id, _evidence.c.competency, func.count().label("count"))
    .where(
        _HERE,
        _evidence.c.subject_id.in_(bindparam("led", expanding=True)),
        _THEN,
        _evidence.c.state.in_(_COUNTING),
        _evidence.c.shown_at.is_not(None),
    )
    .group_by(_evidence.c.subject_id, _evidence.c.competency)
)
_CYCLES = Prepared(
    select(_participant.c.person_id, _participant.c.cycle_id)
    .join(_cycle, and_(_cycle.c.org_id == _participant.c.org_id, _cycle.c.id == _participant.c.cycle_id))
    .where(
        _participant.c.org_id == bindparam("org"),
        _participant.c.person_id.in_(bindparam("led", expanding=True)),
        _participant.c.left_at.is_(None),
        _cycle.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(_cycle.c.starts_on, _cycle.c.id.desc())
)
_OF_PERSON = Prepared(
    select(func.count().label("count")).where(
        _HERE, _evidence.c.subject_id == bindparam("subject"), _THEN, _evidence.c.state != State.WITHDRAWN.value
    )
)
_TAKES_PART = and_(
    _participant.c.org_id == _person.c.org_id,
    _participant.c.person_id == _person.c.id,
    _participant.c.left_at.is_(None),
)
_IN_OPEN = and_(
    _cycle.c.org_id == _participant.c.org_id, _cycle.c.id == _participant.c.cycle_id, _cycle.c.state == _OPEN
)
_LED = and_(_manager.c.org_id == _person.c.org_id, _manager.c.id == _person.c.manager_id)
_PEOPLE = _person.join(_manager, _LED).join(_participant, _TAKES_PART).join(_cycle, _IN_OPEN)
_BOTH = (
    _person.c.org_id == bindparam("org"),
    *(one.c.active for one in (_person, _manager)),
    *(one.c.kind == MemberKind.FULL.value for one in (_person, _manager)),
)
_BETWEEN = _person.c.manager_id.between(bindparam("first"), bindparam("last"))
_MANAGERS = Prepared(select(_person.c.manager_id).select_from(_PEOPLE).where(*_BOTH).distinct())
_TAKING_PART = Prepared(
    select(_person.c.id, _cycle.c.id.label("cycle_id"))
    .select_from(_PEOPLE)
    .where(*_BOTH, _BETWEEN)
    .order_by(_person.c.id, _cycle.c.starts_on, _cycle.c.id.desc())
)
_DAYS = Prepared(
    select(_evidence.c.subject_id, _evidence.c.occurred_on)
    .join(_person, and_(_person.c.org_id == _evidence.c.org_id, _person.c.id == _evidence.c.subject_id))
    .where(
        _HERE,
        _BETWEEN,
        _evidence.c.occurred_on >= bindparam("since"),
        _evidence.c.state != State.WITHDRAWN.value,
        or_(_evidence.c.shown_at.is_not(None), _evidence.c.author_id == _person.c.manager_id),
    )
)
_LAST = (
    select(func.max(_evidence.c.recorded_at))
    .where(
        _evidence.c.org_id == _person.c.org_id,
        _evidence.c.subject_id == _person.c.id,
        _evidence.c.author_id == _person.c.manager_id,
        _evidence.c.state != State.WITHDRAWN.value,
    )
    .scalar_subquery()
)
_BEGAN = case(  # in the cycle, for the person: when it opened, or when they came later
    (_participant.c.joined_at > _cycle.c.launched_at, _participant.c.joined_at), else_=_cycle.c.launched_at
)
_SINCE = func.coalesce(_LAST, func.max(_BEGAN))
_UNNOTED = Prepared(
    select(_person.c.id, _person.c.manager_id, _SINCE.label("since"))
    .select_from(_PEOPLE)
    .where(*_BOTH, _BETWEEN)
    .group_by(_person.c.org_id, _person.c.id, _person.c.manager_id)
    .having(bindparam("before") >= _SINCE)
    .order_by(_person.c.manager_id, _person.c.id)
)
