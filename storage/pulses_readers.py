"""Who may read which group's results of a wave: those who were asked in it, whoever leads it, and HR."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, func, select

from domain import policy
from domain.people import Actor
from domain.policy import Action, Condition, Kind, Standing
from domain.pulses_contract import Viewer
from domain.pulses_groups import Group, Level
from domain.pulses_roster import about, members, path
from domain.pulses_wave import Wave
from storage import people, pulses_asked, pulses_release, tables
from storage.prepared import Prepared
from storage.unit import Unit

_invitation = tables.table(tables.PulseInvitation)
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)


def readable(unit: Unit, actor: Actor, wave: Wave) -> list[Group]:
    """Return the groups whose published results the actor may read, the widest first; none before the release.

    They are one of those whom the contract names, on the ballot of everybody who answered.
    """
    if not pulses_release.is_released(unit, actor.org, wave.id):
        return []
    mine = _sides(unit, actor, wave.id)
    groups = pulses_asked.groups(unit, actor.org, wave.id)
    return [one for one in groups if _may(actor, is_shown=any(one.id in mine[who] for who in _named(wave, one)))]


def everybody(unit: Unit, org: str, wave: str) -> list[str]:
    """Return the ids of all who were asked, and of whoever leads them, in order."""
    return sorted({*pulses_asked.everybody(unit, org, wave), *leads(unit, org, wave).values()})


def asked(unit: Unit, org: str, wave: str, group: str) -> list[str]:
    """Return the ids of those who count in a group or in one within it, in order."""
    counted = members(pulses_asked.groups(unit, org, wave), pulses_asked.homes(unit, org, wave))
    return sorted(counted.get(group, ()))


def groups_of(unit: Unit, org: str, wave: str, those: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return by person in which groups they count, the narrowest first; those who were not asked are in none."""
    groups = {one.id: one for one in pulses_asked.groups(unit, org, wave)}
    homes = pulses_asked.homes(unit, org, wave)
    return {person: path(groups, homes[person]) if person in homes else () for person in those}


def counts_in(unit: Unit, org: str, wave: str, person: str) -> tuple[str, ...]:
    """Return the ids of the groups in which one person counts, the narrowest first; none for whoever was not asked."""
    home = pulses_asked.group_of(unit, org, wave, person)
    return path({one.id: one for one in pulses_asked.groups(unit, org, wave)}, home) if home else ()


def leads(unit: Unit, org: str, wave: str) -> Mapping[str, str]:
    """Return who leads each group: whoever heads the department, or leads most of those who count in the team."""
    groups = pulses_asked.groups(unit, org, wave)
    found = {group.id: about(group.id) for group in groups if group.level is Level.DEPARTMENT}
    teams = {group.id for group in groups if group.level is Level.TEAM}
    for row in unit.rows(_LEADS, {"org": org, "wave": wave}):  # whoever leads most of a team comes first
        if row["group_id"] in teams:
            found.setdefault(row["group_id"], row["manager_id"])
    return found


def names(unit: Unit, org: str, groups: Sequence[Group]) -> Mapping[str, str]:
    """Return by group the name of its team, or of whoever heads the department; "" for the company."""
    teams = {row["id"]: row["name"] for row in unit.rows(select(_team).where(_team.c.org_id == org))}
    heads = people.by_ids(unit, org, [about(group.id) for group in groups if group.level is Level.DEPARTMENT])
    known = {**teams, **{id: person.name for id, person in heads.items()}}
    return {group.id: known.get(about(group.id), "") for group in groups}


def _may(actor: Actor, *, is_shown: bool) -> bool:
    met = {Condition.PUBLISHED} if is_shown else set[Condition]()
    return policy.allows(Standing(member=policy.takes_part(actor.person)), Action.READ, Kind.PULSE_RESULT, met)


def _named(wave: Wave, group: Group) -> Sequence[Viewer]:
    return wave.contract.viewers_of(group.level.value)


def _sides(unit: Unit, actor: Actor, wave: str) -> Mapping[Viewer, Collection[str]]:
    """Return what the actor is to which groups."""
    me = actor.person.id
    every = [group.id for group in pulses_asked.groups(unit, actor.org, wave)] if actor.is_hr else []
    led = [group for group, who in leads(unit, actor.org, wave).items() if who == me]
    return {Viewer.ASKED: counts_in(unit, actor.org, wave, me), Viewer.LEAD: led, Viewer.HR: every}


_SAME = (_person.c.org_id == _invitation.c.org_id) & (_person.c.id == _invitation.c.person_id)
_LEADS = Prepared(
    select(_invitation.c.group_id, _person.c.manager_id)
    .select_from(_invitation)
    .join(_person, _SAME)
    .where(
        _invitation.c.org_id == bindparam("org"),
        _invitation.c.wave_id == bindparam("wave"),
        _person.c.manager_id.is_not(None),
    )
    .group_by(_invitation.c.group_id, _person.c.manager_id)
    .order_by(func.count().desc(), _person.c.manager_id)
)
