"""Who is asked in a wave: the audience while it is drafted, and the roster that is fixed when it opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, select

from domain import pulses_planned, pulses_roster
from domain.pulses_groups import Group, Level
from domain.pulses_roster import Member, Roster
from domain.pulses_wave import Wave
from storage import people, pilot, tables
from storage.prepared import Prepared
from storage.unit import Unit

_person = tables.table(tables.Person)
_membership = tables.table(tables.Membership)
_group = tables.table(tables.PulseGroup)
_invitation = tables.table(tables.PulseInvitation)


def roster(unit: Unit, org: str, wave: Wave) -> Roster:
    """Return who would be asked now, and where they would be counted."""
    rows = unit.rows(select(_person.c.id, _person.c.manager_id).where(_person.c.org_id == org))
    managers: dict[str, str | None] = {row["id"]: row["manager_id"] for row in rows}
    meant = (_person.c.org_id == org, people.taking_part(), *pilot.condition(unit, org))
    ids = list(unit.run(select(_person.c.id).where(*meant)).scalars())
    teams = _teams(unit, org)
    wanted = set(wave.contract.teams)
    those = [one for one in ids if not wanted or wanted & set(teams.get(one, ()))]
    members = [Member(id=one, manager=managers[one], teams=_counted_in(teams.get(one, ()), wanted)) for one in those]
    contract = wave.contract
    found = pulses_roster.formed(members, managers, least=contract.scores, levels=contract.breakdowns)
    return pulses_planned.settled(found, floor=contract.difference)


def fix(unit: Unit, org: str, wave: str, found: Roster) -> None:
    """Keep who is asked, for as long as the wave is kept."""
    unit.insert_all(_group, [_row(org, wave, one) for one in found.groups])
    rows = [
        {"org_id": org, "wave_id": wave, "person_id": person, "group_id": group}
        for person, group in sorted(found.home.items())
    ]
    unit.insert_all(_invitation, rows)


def group_of(unit: Unit, org: str, wave: str, person: str) -> str | None:
    """Return the group in which the person counts, None for whoever was not asked."""
    row = unit.first(_GROUP_OF, {"org": org, "wave": wave, "person": person})
    return row["group_id"] if row else None


def groups(unit: Unit, org: str, wave: str) -> list[Group]:
    """Return the groups the wave is counted in, the company first."""
    here = (_group.c.org_id == org, _group.c.wave_id == wave)
    found = [
        Group(id=row["id"], level=Level(row["level"]), parent=row["parent_id"], invited=row["invited"])
        for row in unit.rows(select(_group).where(*here).order_by(_group.c.id))
    ]
    return sorted(found, key=lambda one: list(Level).index(one.level))


def everybody(unit: Unit, org: str, wave: str) -> list[str]:
    """Return the ids of all who were asked, in order."""
    return [row["person_id"] for row in unit.rows(_EVERYBODY, {"org": org, "wave": wave})]


def between(unit: Unit, org: str, wave: str, ends: tuple[str, str]) -> list[str]:
    """Return those between two ids, both included, who still take part."""
    same = (_person.c.org_id == _invitation.c.org_id) & (_person.c.id == _invitation.c.person_id)
    here = (_invitation.c.org_id == org, _invitation.c.wave_id == wave, _invitation.c.person_id.between(*ends))
    those = select(_person.c.id).join(_invitation, same).where(*here, people.taking_part())
    return list(unit.run(those.order_by(_person.c.id)).scalars())


def homes(unit: Unit, org: str, wave: str) -> Mapping[str, str]:
    """Return in which group each person who was asked counts: for comparing who was asked in two waves."""
    here = (_invitation.c.org_id == org, _invitation.c.wave_id == wave)
    rows = unit.rows(select(_invitation.c.person_id, _invitation.c.group_id).where(*here))
    return {row["person_id"]: row["group_id"] for row in rows}


_GROUP_OF = Prepared(
    select(_invitation.c.group_id).where(
        _invitation.c.org_id == bindparam("org"),
        _invitation.c.wave_id == bindparam("wave"),
        _invitation.c.person_id == bindparam("person"),
    )
)
_EVERYBODY = Prepared(
    select(_invitation.c.person_id)
    .where(_invitation.c.org_id == bindparam("org"), _invitation.c.wave_id == bindparam("wave"))
    .order_by(_invitation.c.person_id)
)


def _teams(unit: Unit, org: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for row in unit.rows(select(_membership.c.person_id, _membership.c.team_id).where(_membership.c.org_id == org)):
        found.setdefault(row["person_id"], []).append(row["team_id"])
    return found


def _counted_in(teams: Collection[str], wanted: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(team for team in teams if not wanted or team in wanted))


def _row(org: str, wave: str, one: Group) -> dict[str, object]:
    head = pulses_roster.about(one.id) if one.level is Level.DEPARTMENT else None
    return {
        "org_id": org,
        "wave_id": wave,
        "id": one.id,
        "level": one.level.value,
        "parent_id": one.parent,
        "head_id": head,
        "invited": one.invited,
    }
