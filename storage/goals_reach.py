"""Who of some people still lacks a paired goal, and how many of each team hold one; goals' words stay sealed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from domain import goals as rules
from domain import goals_coverage
from domain.goals import Goal, State
from domain.goals_coverage import Coverage
from storage import goals, people, tables
from storage.unit import Unit

_goal = tables.table(tables.Goal)
_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_SAME_PERSON = (_membership.c.org_id == _person.c.org_id) & (_membership.c.person_id == _person.c.id)
_SAME_TEAM = (_membership.c.org_id == _team.c.org_id) & (_membership.c.team_id == _team.c.id)
_NOT_HELD = (State.DRAFT.value, State.DROPPED.value)


def unpaired(unit: Unit, org: str, owners: Sequence[str]) -> tuple[str, ...]:
    """Return those of the people who hold no paired goal, in the order given."""
    return rules.unpaired(owners, [goal for goal, _, _ in goals.standings(unit, org, owners)])


def coverage(unit: Unit, org: str) -> Coverage:
    """Count, for each team that is not too small, who takes part and holds a paired goal."""
    belongs = _membership.join(_person, _SAME_PERSON).join(_team, _SAME_TEAM)
    those = select(_team.c.name, _membership.c.person_id).select_from(belongs)
    members: dict[str, list[str]] = {}
    for row in unit.rows(those.where(_membership.c.org_id == org, people.taking_part())):
        members.setdefault(row["name"], []).append(row["person_id"])
    return goals_coverage.coverage(members, _held(unit, org))


def _held(unit: Unit, org: str) -> list[Goal]:
    names = (_goal.c.id, _goal.c.person_id, _goal.c.state, _goal.c.ends_on)
    rows = unit.rows(select(*names).where(_goal.c.org_id == org, _goal.c.state.not_in(_NOT_HELD)))
    return [goals.bare(row) for row in rows]
