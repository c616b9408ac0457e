"""Who leads a team, and who is in it: a team has no leader of its own, so it is whoever leads most of its people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Select, func, or_, select

from domain import policy
from domain.people import Actor
from domain.policy import Standing
from storage import participants, people, tables
from storage.unit import Unit

_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_SAME = (_membership.c.org_id == _person.c.org_id) & (_membership.c.person_id == _person.c.id)


def name(unit: Unit, org: str, team: str) -> str | None:
    """None: there is no such team."""
    row = unit.first(select(_team.c.name).where(_team.c.org_id == org, _team.c.id == team))
    return str(row["name"]) if row else None


def named(unit: Unit, org: str, words: str) -> str | None:
    """Return the id of the team that is called so, whatever the case."""
    said = words.strip()
    like = or_(_team.c.name == said, func.lower(_team.c.name) == said.lower())  # SQLite lowers no letter beyond ASCII
    row = unit.first(select(_team.c.id).where(_team.c.org_id == org, like))
    return str(row["id"]) if row else None


def names(unit: Unit, org: str, teams: Collection[str] | None = None) -> Mapping[str, str]:
    """Of these teams, or of all: by id, in the order of the names."""
    these = () if teams is None else (_team.c.id.in_(teams),)
    those = select(_team.c.id, _team.c.name).where(_team.c.org_id == org, *these)
    return {row["id"]: row["name"] for row in unit.rows(those.order_by(_team.c.name, _team.c.id))}


def members(unit: Unit, org: str, team: str) -> list[str]:
    """Return who takes part."""
    return participants.members(unit, org, [team])


def lead(unit: Unit, org: str, team: str) -> str | None:
    """Return who leads most of those who take part in the team."""
    return _leads(unit, org, _membership.c.team_id == team).get(team)


def teams_of(unit: Unit, org: str, person: str) -> frozenset[str]:
    """Return the teams somebody is in or leads."""
    mine = select(_membership.c.team_id).where(_membership.c.org_id == org, _membership.c.person_id == person)
    theirs = select(_membership.c.team_id).select_from(_membership.join(_person, _SAME))
    near = theirs.where(_person.c.org_id == org, _person.c.manager_id == person).distinct()
    led = _leads(unit, org, _membership.c.team_id.in_(near))
    return frozenset({*unit.run(mine).scalars(), *(team for team, who in led.items() if who == person)})


def standing(unit: Unit, actor: Actor, team: str) -> Standing:
    """Return what somebody is to the team's figures: `manager` leads it."""
    leads = lead(unit, actor.org, team) == actor.person.id
    return Standing(member=policy.takes_part(actor.person), manager=leads, hr=actor.is_hr)


def _leads(unit: Unit, org: str, those: ColumnElement[bool]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in unit.rows(_ranked().where(_membership.c.org_id == org, those)):  # whoever leads most of a team first
        found.setdefault(row["team_id"], row["manager_id"])
    return found


def _ranked() -> Select[tuple[str, str]]:
    return (
        select(_membership.c.team_id, _person.c.manager_id)
        .select_from(_membership.join(_person, _SAME))
        .where(people.taking_part(), _person.c.manager_id.is_not(None))
        .group_by(_membership.c.team_id, _person.c.manager_id)
        .order_by(func.count().desc(), _person.c.manager_id)
    )
