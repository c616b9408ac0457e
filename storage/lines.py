"""Who leads whom and who is in which team, now and at any moment: a change ends one row and begins another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam, delete, insert, select, update

from domain import policy
from domain.people import Actor
from domain.policy import Standing
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

FOREVER = 2**53 - 1  # ms; the last whole number that every tool reads exactly
MOST_LEVELS = 100  # above a person; more is a loop, which no import lets in
_person = tables.table(tables.Person)
_line = tables.table(tables.ReportingLine)
_belonging = tables.table(tables.Belonging)
_membership = tables.table(tables.Membership)


def lead(unit: Unit, org: str, managers: Mapping[str, str | None], *, now: int) -> None:
    """Let each person be led by whom they map to (None: nobody) from now on."""
    held = {row["id"]: row["manager_id"] for row in unit.rows(_MANAGERS, {"org": org, "people": list(managers)})}
    moved = {person: manager for person, manager in managers.items() if held.get(person) != manager}
    if not moved:
        return
    those = [{"at_org": org, "at_person": person, "manager": manager} for person, manager in moved.items()]
    unit.run(_LED, those)
    _end(unit, _line, [{"at_org": org, "at_person": person} for person in moved], now=now)
    begun = [{"org_id": org, "person_id": person, "manager_id": moved[person]} for person in moved]
    unit.run(insert(_line), [{**one, "starts_at": now, "ends_at": FOREVER} for one in begun])


def assign(unit: Unit, org: str, teams: Mapping[str, Iterable[str]], *, now: int) -> None:
    """Let each person be in exactly these teams (ids) from now on."""
    held: dict[str, set[str]] = {person: set() for person in teams}
    for row in unit.rows(_TEAMS, {"org": org, "people": list(teams)}):
        held[row["person_id"]].add(row["team_id"])
    wanted = {person: set(those) for person, those in teams.items()}
    left = [(person, team) for person in wanted for team in sorted(held[person] - wanted[person])]
    joined = [(person, team) for person in wanted for team in sorted(wanted[person] - held[person])]
    if left:
        those = [{"at_org": org, "at_person": person, "at_team": team} for person, team in left]
        unit.run(_LEFT, those)
        _end(unit, _belonging, those, now=now)
    if joined:
        rows = [{"org_id": org, "person_id": person, "team_id": team} for person, team in joined]
        unit.run(insert(_membership), rows)
        unit.run(insert(_belonging), [{**row, "starts_at": now, "ends_at": FOREVER} for row in rows])


def manager(unit: Unit, org: str, person: str, *, at: int) -> str | None:
    """Return who led the person at the moment (UTC epoch ms)."""
    row = unit.first(_MANAGER_AT, {"org": org, "person": person, "at": at})
    return None if row is None else row["manager_id"]


def above(unit: Unit, org: str, person: str, *, at: int) -> tuple[str, ...]:
    """Return the person's manager at the moment, that one's, and so on to the top."""
    found: list[str] = []
    while (next_up := manager(unit, org, found[-1] if found else person, at=at)) and len(found) < MOST_LEVELS:
        found.append(next_up)
    return tuple(found)


def teams(unit: Unit, org: str, person: str, *, at: int) -> frozenset[str]:
    """Return the ids of the teams the person was in at the moment."""
    return frozenset(row["team_id"] for row in unit.rows(_TEAMS_AT, {"org": org, "person": person, "at": at}))


def standing(unit: Unit, actor: Actor, subject: str, *, at: int) -> Standing:
    """Return what the organization chart and the actor's roles make of the actor toward the subject at the moment.

    What belongs to one object (its author, its session) the caller adds.
    """
    me, org = actor.person.id, actor.org
    over = above(unit, org, subject, at=at)
    mine = manager(unit, org, me, at=at)
    return Standing(
        member=policy.takes_part(actor.person),
        subject=me == subject,
        manager=over[:1] == (me,),
        skip_level=over[1:2] == (me,),
        in_line=me in over,
        near=me != subject and (mine == subject or (mine is not None and over[:1] == (mine,))),
        hr=actor.is_hr,
    )


# --- Statements ---------------------------------------------------------------------------------------------------


def _end(unit: Unit, table: Table, those: list[dict[str, str]], *, now: int) -> None:
    """What began at this very moment never held, so it goes; what began before ends here."""
    here = [table.c.org_id == bindparam("at_org"), table.c.person_id == bindparam("at_person")]
    here += [table.c.team_id == bindparam("at_team")] if "team_id" in table.c else []
    still = (*here, table.c.ends_at == FOREVER)
    unit.run(delete(table).where(*still, table.c.starts_at >= now), those)
    unit.run(update(table).where(*still).values(ends_at=now), those)


def _holds(table: Table) -> tuple[ColumnElement[bool], ...]:
    moment: ColumnElement[int] = bindparam("at")
    here = (table.c.org_id == bindparam("org"), table.c.person_id == bindparam("person"))
    return (*here, table.c.starts_at <= moment, table.c.ends_at > moment)


_SOME: BindParameter[str] = bindparam("people", expanding=True)
_MANAGERS = Prepared(
    select(_person.c.id, _person.c.manager_id).where(_person.c.org_id == bindparam("org"), _person.c.id.in_(_SOME))
)
_TEAMS = Prepared(
    select(_membership.c.person_id, _membership.c.team_id).where(
        _membership.c.org_id == bindparam("org"), _membership.c.person_id.in_(_SOME)
    )
)
_LED = (
    update(_person)
    .where(_person.c.org_id == bindparam("at_org"), _person.c.id == bindparam("at_person"))
    .values(manager_id=bindparam("manager"), version=_person.c.version + 1)
)
_LEFT = delete(_membership).where(
    _membership.c.org_id == bindparam("at_org"),
    _membership.c.person_id == bindparam("at_person"),
    _membership.c.team_id == bindparam("at_team"),
)
_MANAGER_AT = Prepared(select(_line.c.manager_id).where(*_holds(_line)))
_TEAMS_AT = Prepared(select(_belonging.c.team_id).where(*_holds(_belonging)))
