"""Who may do what with the ids of a plan and of its tasks: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from content import plan as content
from tests.swaps.facts import Facts
from tests.swaps.rights_cycles import runs_cycle
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, person, team

_GATES = {"c1", "c2", "c3", "c4", "c5", "c6"}
_TASKS = {one.id: one for one in content.tasks()}


def _has_plan(facts: Facts, id: str) -> bool:
    row = facts.cycles.get(id.partition("/")[0])
    return row is not None and row["template"] == "six_months" and row["state"] != "draft"


def reads_plan(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and _has_plan(facts, id)


def owns_some(facts: Facts, me: str, id: str) -> bool:
    """HR does what nobody was named for."""
    named = {person for (cycle, _), person in facts.owners.items() if cycle == id.partition("/")[0]}
    return _has_plan(facts, id) and (me in facts.hr or me in named)


def says_done(facts: Facts, me: str, id: str) -> bool:
    cycle, _, which = id.partition("/")
    task = _TASKS.get(which)
    if task is None or not task.is_by_hand or not _has_plan(facts, id):
        return False
    return me in facts.hr or facts.owners.get((cycle, task.owner.value)) == me


def decides(facts: Facts, me: str, id: str) -> bool:
    return reads_plan(facts, me, id) and id.partition("/")[2] in _GATES


def reads_outcomes(facts: Facts, me: str, id: str) -> bool:
    cycle = id.partition("/")[0]
    return runs_cycle(facts, me, id) and facts.cycles[cycle]["state"] != "draft"


def names_owner(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and person(facts, me, id)


def names_team(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and team(facts, me, id)


_ROLES = ("sponsor", "privacy", "admin", "facilitator", "engineering")
PLAN: Mapping[tuple[str, str], May] = {
    ("plan.show", SUBJECT): reads_plan,
    ("plan.show", VALUE): reads_plan,
    ("plan.tasks", SUBJECT): reads_plan,
    ("plan.tasks", VALUE): reads_plan,
    ("plan.mine", SUBJECT): owns_some,
    ("plan.mine", VALUE): owns_some,
    ("plan.tick.open", SUBJECT): says_done,
    ("plan.tick.open", VALUE): says_done,
    ("plan.tick", SUBJECT): says_done,
    ("plan.untick", SUBJECT): says_done,
    ("plan.untick", VALUE): says_done,
    ("plan.decide.open", SUBJECT): decides,
    ("plan.decide.open", VALUE): decides,
    ("plan.decide", SUBJECT): decides,
    ("plan.owners.open", SUBJECT): reads_plan,
    ("plan.owners.open", VALUE): reads_plan,
    ("plan.owners", SUBJECT): reads_plan,
    **{("plan.owners", role): names_owner for role in _ROLES},
    ("outcomes.show", SUBJECT): reads_outcomes,
    ("outcomes.show", VALUE): reads_outcomes,
    ("outcomes.beside", SUBJECT): reads_outcomes,
    ("outcomes.beside", VALUE): reads_outcomes,
    ("outcomes.team.open", SUBJECT): reads_outcomes,
    ("outcomes.team.open", VALUE): reads_outcomes,
    ("outcomes.team", SUBJECT): reads_outcomes,
    ("outcomes.team", "team"): names_team,
    ("outcomes.report", SUBJECT): reads_outcomes,
    ("outcomes.report", VALUE): reads_outcomes,
}
