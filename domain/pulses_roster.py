"""Who is counted where in a pulse, fixed when it opens: in company, departments and teams; too small ones merge upward.

A department is everybody below one person who answers to the head of the company, the team that they lead among them.
Whoever leads a team is no respondent of it, and counts one level up (MEASURES.md section 3, rule 6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from domain.pulses_groups import Group, Level

COMPANY = "company"  # the id of the group that holds everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who is asked. `manager` is a person's id, `teams` are ids."""

    id: str
    manager: str | None
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """`home` says of each person in which group they are counted, `merged` in which nobody is, lest few are told of.

    A group's id is "team/" and the team's id, "department/" and the id of whoever heads it, or COMPANY.
    """

    groups: tuple[Group, ...]
    home: Mapping[str, str]
    merged: tuple[Group, ...] = ()


def formed(
    members: Sequence[Member],
    managers: Mapping[str, str | None],
    *,
    least: int,
    levels: Container[str] = frozenset(Level),
) -> Roster:
    """Return who is counted where. `managers` says of everybody there is who leads them, None for nobody.

    `levels` are those by which people are counted, as the contract says; the company always is.
    """
    leads = _leads(members)
    home = {one.id: _home(one, _team(one, leads), leads, managers) for one in members}
    departments = {team: _department_led(head, managers) for team, head in leads.items() if head}
    groups = _tree(home.values(), departments)
    for level in (Level.TEAM, Level.DEPARTMENT):
        if level not in levels:
            groups, home = _without(groups, home, {id for id, one in groups.items() if one.level is level})
    return _merged(groups, home, least=least)


def without(found: Roster, gone: Set[str]) -> Roster:
    """Let those who count in these groups be counted in what holds them; each group left holds whom it held."""
    groups, homes = {group.id: group for group in found.groups}, found.home
    for level in (Level.TEAM, Level.DEPARTMENT):
        groups, homes = _without(groups, homes, {id for id in gone & groups.keys() if groups[id].level is level})
    merged = (group for group in found.groups if group.id in gone)
    return Roster(groups=tuple(groups.values()), home=homes, merged=(*found.merged, *merged))


def path(groups: Mapping[str, Group], id: str) -> tuple[str, ...]:
    """Return the group and all that hold it, the company last."""
    found = [id]
    while (parent := groups[found[-1]].parent) is not None:
        found.append(parent)
    return tuple(found)


def members(groups: Iterable[Group], homes: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """Return by group who counts in it, those of the groups in it included; a group of nobody is left out.

    `homes` says of each person in which group they are counted.
    """
    by_id, found = {group.id: group for group in groups}, dict[str, set[str]]()
    for person, home in homes.items():
        for group in path(by_id, home):
            found.setdefault(group, set()).add(person)
    return {id: frozenset(those) for id, those in found.items()}


def about(group: str) -> str:
    """Return the id of the team, or of whoever heads the department; "" for the company."""
    return group.partition("/")[2]


# --- Teams, departments and who leads them ------------------------------------------------------------------------


def _leads(members: Iterable[Member]) -> dict[str, str | None]:
    """Return of each team who leads most of its members, None where nobody leads any."""
    counts: dict[str, Counter[str]] = {}
    for one in members:
        for team in one.teams:
            counts.setdefault(team, Counter()).update([one.manager] if one.manager else [])
    return {team: min(found, key=lambda who: (-found[who], who), default=None) for team, found in counts.items()}


def _team(one: Member, leads: Mapping[str, str | None]) -> str:
    """Return in which of their teams they are counted: where their manager leads, else any, always the same."""
    return min(one.teams, key=lambda team: (leads[team] != one.manager, team), default="")


def _department(person: str, managers: Mapping[str, str | None]) -> str:
    """Return who stands above the person right below the head of the company, "" where nobody comes in between."""
    chain = [person]
    while (above := managers.get(chain[-1])) is not None and above not in chain:  # a circle ends where it closes
        chain.append(above)
    return chain[-2] if len(chain) > 2 else ""


def _department_led(lead: str, managers: Mapping[str, str | None]) -> str:
    """Return the department of the team that somebody leads: their own if they answer to the head of the company."""
    return _department(lead, managers) or (lead if managers.get(lead) is not None else "")


def _home(one: Member, team: str, leads: Mapping[str, str | None], managers: Mapping[str, str | None]) -> str:
    """A member of a team is counted there; whoever leads it, and whoever is in none, in their department."""
    if team and leads[team] != one.id:
        return _of_team(team)
    head = _department(one.id, managers)
    return _of_department(head) if head else COMPANY


def _of_team(team: str) -> str:
    return f"{Level.TEAM.value}/{team}"


def _of_department(head: str) -> str:
    return f"{Level.DEPARTMENT.value}/{head}"


# --- The tree -----------------------------------------------------------------------------------------------------


def _tree(homes: Iterable[str], departments: Mapping[str, str]) -> dict[str, Group]:
    """Return every group that holds anybody, with what it stands below."""
    groups = {COMPANY: Group(id=COMPANY, level=Level.COMPANY, parent=None, invited=0)}
    for id in sorted(set(homes) - {COMPANY}):
        level = Level(id.partition("/")[0])
        department = departments.get(about(id), "") if level is Level.TEAM else ""
        parent = _of_department(department) if department else COMPANY
        if parent not in groups:
            groups[parent] = Group(id=parent, level=Level.DEPARTMENT, parent=COMPANY, invited=0)
        groups[id] = Group(id=id, level=level, parent=parent, invited=0)
    return groups


def _merged(groups: Mapping[str, Group], home: Mapping[str, str], *, least: int) -> Roster:
    """Let whoever is in too small a group be counted in what holds it: teams first, then departments."""
    homes, merged = home, list[Group]()
    for level in (Level.TEAM, Level.DEPARTMENT):
        counts = _counted(groups, homes)
        small = {one.id for one in groups.values() if one.level is level and counts[one.id] < least}
        merged += [replace(groups[id], invited=counts[id]) for id in sorted(small)]
        groups, homes = _without(groups, homes, small)
    groups, homes = _without(groups, homes, _doubled(groups, homes))
    counts = _counted(groups, homes)
    sized = tuple(replace(one, invited=counts[one.id]) for one in groups.values())
    return Roster(groups=sized, home=homes, merged=tuple(merged))


def _doubled(groups: Mapping[str, Group], homes: Mapping[str, str]) -> set[str]:
    """Return the departments that are one team and nobody else: the team says it all."""
    counts = _counted(groups, homes)
    above = {(one.id, one.parent) for one in groups.values() if one.level is Level.TEAM and one.parent}
    return {parent for id, parent in above if parent != COMPANY and counts[parent] == counts[id]}


def _without(
    groups: Mapping[str, Group], homes: Mapping[str, str], gone: Set[str]
) -> tuple[dict[str, Group], dict[str, str]]:
    """Return the tree without groups of one level, and where people are counted then: in what held them."""
    above = {id: groups[id].parent or COMPANY for id in gone}
    left = {
        id: replace(one, parent=above.get(one.parent or "", one.parent)) for id, one in groups.items() if id not in gone
    }
    return left, {who: above.get(where, where) for who, where in homes.items()}


def _counted(groups: Mapping[str, Group], homes: Mapping[str, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for where, people in Counter(homes.values()).items():
        counts.update(dict.fromkeys(path(groups, where), people))
    return counts
