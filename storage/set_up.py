"""How far set-up has come, and what it decides for the org: for whom it is open, its hours, its smallest group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.set_up import Hours, Reach, Saved, Standing, Step, Team
from storage import due, people, preferences, tables
from storage.due import Due
from storage.notices import State as NoticeState
from storage.outbox import State
from storage.preferences import WorkingDays
from storage.unit import Row, Unit

PLAN_ANEW = "set_up.plan_anew"
_set_up = tables.table(tables.SetUp)
_step = tables.table(tables.SetUpStep)
_org = tables.table(tables.Org)
_person = tables.table(tables.Person)
_kudos = tables.table(tables.Kudos)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)
_notice = tables.table(tables.Notice)
_outbox = tables.table(tables.Outbox)


def find(unit: Unit, org: str) -> Standing:
    row = unit.first(select(_set_up).where(_set_up.c.org_id == org))
    steps = _steps(unit, org)
    if row is None:
        return Standing(steps=steps)
    chosen = [id for id in row["teams"].split(",") if id]
    named = {team.id: team for team in teams(unit, org)} if chosen else {}
    pilot = tuple(named[id] for id in chosen if id in named)
    return Standing(reach=Reach(row["reach"]), teams=pilot, threshold=row["threshold"], steps=steps)


def outline(unit: Unit, org: str) -> Standing:
    """The same, to know how far it has come and to which teams it is open: nobody is counted, and nobody is named."""
    row = unit.first(select(_set_up).where(_set_up.c.org_id == org))
    rows = unit.rows(select(_step).where(_step.c.org_id == org))
    steps = {Step(one["step"]): _saved(one, {}) for one in rows if one["step"] in set(Step)}
    if row is None:
        return Standing(steps=steps)
    chosen = [id for id in row["teams"].split(",") if id]
    named = select(_team.c.id, _team.c.name).where(_team.c.org_id == org, _team.c.id.in_(chosen)).order_by(_team.c.name)
    pilot = tuple(Team(one["id"], one["name"], 0) for one in unit.rows(named)) if chosen else ()
    return Standing(reach=Reach(row["reach"]), teams=pilot, threshold=row["threshold"], steps=steps)


def is_new(unit: Unit, org: str) -> bool:
    """Nobody has used Vouchsafe here yet, and nobody runs HR: what is in use already stays open to everyone."""
    in_use = select(_kudos.c.id).where(_kudos.c.org_id == org).limit(1)
    has_hr = select(_person.c.id).where(_person.c.org_id == org, _person.c.is_hr).limit(1)
    return unit.first(in_use) is None and unit.first(has_hr) is None


def deal_with(unit: Unit, org: str, step: Step, *, now: int) -> None:
    """HR has seen the step's checks and goes on."""
    _upsert(unit, _step, {"org_id": org, "step": step.value, "version": 0, "done_at": now}, {"done_at": now})


def save(unit: Unit, org: str, step: Step, *, by: str, now: int) -> None:
    """Something was saved in the step, as its next version."""
    version = find(unit, org).saved(step).version + 1
    told = {"version": version, "saved_at": now, "saved_by": by, "done_at": now}
    _upsert(unit, _step, {"org_id": org, "step": step.value, **told}, told)


def count_test(unit: Unit, org: str, step: Step, *, by: str, now: int) -> int:
    """One more test was sent; return its number. Whether that deals with the step is seen when it has arrived."""
    version = find(unit, org).saved(step).version + 1
    told = {"version": version, "saved_at": now, "saved_by": by}
    _upsert(unit, _step, {"org_id": org, "step": step.value, "done_at": None, **told}, told)
    return version


def plan_anew(unit: Unit, org: str, *, now: int) -> None:
    """Let everything that waits for people be planned again, in chunks: when it is welcome has changed."""
    due.plan(unit, [Due(org=org, kind=PLAN_ANEW, subject="", step=f"{now:015}", due_at=now)])


def those_waited_for(unit: Unit, org: str, ends: tuple[str, str] | None = None) -> list[str]:
    """Return whoever has something waiting for them, or queued as part of a long send; only those between two ids."""
    found: set[str] = set()
    waiting = (_notice.c.org_id == org, _notice.c.state == NoticeState.WAITING.value)
    queued = (_outbox.c.org_id == org, _outbox.c.state == State.QUEUED.value, _outbox.c.batch.is_not(None))
    for column, those in ((_notice.c.person_id, waiting), (_outbox.c.reader_id, queued)):
        inside = column.between(*ends) if ends else column.is_not(None)
        found |= set(unit.run(select(column).where(*those, inside).distinct()).scalars())
    return sorted(found)


def lock(unit: Unit, org: str) -> None:
    """Let one unit at a time change what set-up decides."""
    unit.run(select(_org.c.id).where(_org.c.id == org).with_for_update(key_share=True))


# --- What it decides ----------------------------------------------------------------------------------------------


def open_to(unit: Unit, org: str, reach: Reach, pilot: Iterable[str] | None = None) -> None:
    """Let Vouchsafe be open to these; the teams of the pilot are kept when none are told."""
    told = {"reach": reach.value, **({} if pilot is None else {"teams": ",".join(pilot)})}
    _upsert(unit, _set_up, {"org_id": org, "teams": "", "threshold": 5, **told}, told)


def set_threshold(unit: Unit, org: str, threshold: int) -> None:
    told = {"threshold": threshold}
    _upsert(unit, _set_up, {"org_id": org, "reach": Reach.EVERYONE.value, "teams": "", **told}, told)


def hours(unit: Unit, org: str) -> Hours:
    days = preferences.working_days(unit, org)
    zone = unit.run(select(_org.c.zone).where(_org.c.id == org)).scalar_one()
    return Hours(zone=zone, weekdays=days.weekdays, country=days.country)


def set_hours(unit: Unit, org: str, hours: Hours) -> None:
    preferences.set_working_days(unit, org, WorkingDays(hours.weekdays, hours.country))
    unit.run(update(_org).where(_org.c.id == org).values(zone=hours.zone))


def teams(unit: Unit, org: str) -> list[Team]:
    """Return the teams by name, each with how many of its members take part."""
    mine = (_membership.c.org_id == _team.c.org_id) & (_membership.c.team_id == _team.c.id)
    theirs = (_person.c.org_id == _membership.c.org_id) & (_person.c.id == _membership.c.person_id)
    count = func.count(_person.c.id).label("people")
    named = (
        select(_team.c.id, _team.c.name, count)
        .select_from(_team.outerjoin(_membership, mine).outerjoin(_person, theirs & people.taking_part()))
        .where(_team.c.org_id == org)
        .group_by(_team.c.id, _team.c.name)
        .order_by(_team.c.name)
    )
    return [Team(row["id"], row["name"], row["people"]) for row in unit.rows(named)]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _steps(unit: Unit, org: str) -> Mapping[Step, Saved]:
    rows = unit.rows(select(_step).where(_step.c.org_id == org))
    savers = {row["saved_by"] for row in rows if row["saved_by"]}
    known = people.by_ids(unit, org, savers) if savers else {}
    return {Step(row["step"]): _saved(row, known) for row in rows if row["step"] in set(Step)}


def _saved(row: Row, known: Mapping[str, Any]) -> Saved:
    by = known.get(row["saved_by"])
    return Saved(done=row["done_at"] is not None, version=row["version"], at=row["saved_at"], by=by)


def _upsert(unit: Unit, table: Any, row: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    insert = (sqlite if unit.dialect == "sqlite" else postgresql).insert(table)
    unit.run(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=dict(changed)), dict(row))
