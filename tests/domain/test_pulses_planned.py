"""Beside the groups that have figures nobody is left over, or at least five people."""

from __future__ import annotations

import random

import pytest

from domain import pulses_audit, pulses_groups
from domain.pulses_groups import Atom
from domain.pulses_planned import settled
from domain.pulses_roster import Member, Roster, path
from tests.domain.test_pulses_roster import LEAST, MANAGERS, formed, leader, people, team


def planned(found: Roster) -> Roster:
    return settled(found, floor=LEAST)


def test_of_two_teams_and_those_who_lead_them_the_smaller_is_counted_with_the_leads() -> None:
    """Dora's department less both teams would be what Max and Mia said."""
    found = planned(formed(*team("red", "max", 7), *team("oak", "mia", 6), leader("max", "red"), leader("mia", "oak")))
    assert people(found) == {"company": 15, "department/dora": 15, "team/red": 7}
    assert found.home["oak0"] == found.home["mia"] == "department/dora"
    assert [one.id for one in found.merged] == ["team/oak"]


def test_a_department_of_one_team_and_its_lead_steps_back_for_the_team() -> None:
    """The team talks about its figures; its lead then counts among all others, who are enough."""
    found = planned(formed(*team("red", "max", 7), leader("max", "red"), *team("sun", "eli", 6)))
    assert people(found) == {"company": 14, "team/red": 7}
    assert found.home["max"] == "company"


def test_where_five_are_left_over_every_group_keeps_its_figures() -> None:
    """Two leads and three in no team are five beside the teams of the department; beside Eli's team it is nobody."""
    MANAGERS.update(dict.fromkeys(("ada", "bo", "cy"), "dora"))
    loose = [Member(id=one, manager="dora", teams=()) for one in ("ada", "bo", "cy")]
    leads = (leader("max", "red"), leader("mia", "oak"))
    found = formed(*team("red", "max", 5), *team("oak", "mia", 6), *leads, *loose, *team("sun", "eli", 6))
    assert set(people(found)) == {"company", "department/dora", "team/red", "team/oak", "team/sun"}
    assert planned(found) == found


@pytest.mark.parametrize("seed", range(20))
def test_the_audit_finds_nothing_that_counts_alone_tell(seed: int) -> None:
    """In made-up houses, if all who are asked answer."""
    rng = random.Random(seed)
    names = [f"t{number}" for number in range(rng.randint(1, 6))]
    staff = [one for name in names for one in team(name, rng.choice(["max", "mia", "eli"]), rng.randint(3, 12))]
    found = planned(formed(*staff, *(leader(one, rng.choice(names)) for one in ("max", "mia", "eli", "dora"))))
    declared = {group.id: group for group in found.groups}
    homes = list(found.home.values())
    figure = [Atom(groups=frozenset(path(declared, home)), counts=(homes.count(home),)) for home in sorted(set(homes))]
    assert {one.id: pulses_groups.people(figure, one.id) for one in found.groups} == people(found)
    audit = pulses_audit.Audit(figure=figure, facts=dict.fromkeys(declared, ()), floor=LEAST)
    assert audit.plain == []
