"""Where people are counted: in their team, but for whoever leads it; too small groups merge upward."""

from __future__ import annotations

from domain import pulses_roster as rules
from domain.pulses_roster import COMPANY, Member, Roster

LEAST = 5
# Tess heads the company; below her Dora and Eli head departments; Max and Mia lead teams for Dora, Eli one of his own.
MANAGERS: dict[str, str | None] = {"tess": None, "dora": "tess", "eli": "tess", "max": "dora", "mia": "dora"}


def team(name: str, lead: str, size: int) -> list[Member]:
    MANAGERS.update({f"{name}{number}": lead for number in range(size)})
    return [Member(id=f"{name}{number}", manager=lead, teams=(name,)) for number in range(size)]


def leader(id: str, *teams: str) -> Member:
    return Member(id=id, manager=MANAGERS[id], teams=teams)


def formed(*members: Member) -> Roster:
    return rules.formed(members, MANAGERS, least=LEAST)


def people(groups: Roster) -> dict[str, int]:
    return {one.id: one.invited for one in groups.groups}


def test_whoever_leads_a_team_is_counted_one_level_up() -> None:
    """Max in Dora's department, Eli, whose team stands right below the company, in the company."""
    found = formed(*team("red", "max", 5), leader("max", "red"), *team("sun", "eli", 6), leader("eli", "sun"))
    assert found.home["red0"] == "team/red"
    assert found.home["max"] == "department/dora"
    assert found.home["eli"] == COMPANY
    assert people(found) == {COMPANY: 13, "department/dora": 6, "team/red": 5, "team/sun": 6}


def test_whoever_counts_in_a_team_counts_in_all_that_holds_it() -> None:
    """Max in his department and the company; a group in which nobody counts any more has no members."""
    found = formed(*team("red", "max", 5), leader("max", "red"), *team("sun", "eli", 6))
    reds = {f"red{number}" for number in range(5)}
    within = rules.members(found.groups, {who: home for who, home in found.home.items() if home != "team/sun"})
    assert within == {"team/red": reds, "department/dora": {*reds, "max"}, COMPANY: {*reds, "max"}}


def test_a_team_that_is_too_small_is_counted_in_its_department_and_that_in_the_company() -> None:
    """Four is too small; its people are still asked, and nobody hears of four."""
    found = formed(*team("red", "max", 4), *team("oak", "mia", 6))
    assert found.home["red0"] == "department/dora"
    assert people(found) == {COMPANY: 10, "department/dora": 10, "team/oak": 6}
    alone = formed(*team("red", "max", 4), *team("sun", "eli", 6))
    assert alone.home["red0"] == COMPANY
    assert [one.id for one in alone.merged] == ["team/red", "department/dora"]


def test_the_lead_counts_toward_no_floor_of_their_team() -> None:
    """Five with their lead are four who answer."""
    found = formed(*team("red", "max", 4), leader("max", "red"))
    assert "team/red" not in people(found)


def test_somebody_in_two_teams_is_counted_once_where_their_manager_leads() -> None:
    """And somebody without any team in their department."""
    both = Member(id="bo", manager="mia", teams=("oak", "red"))
    lone = Member(id="lou", manager="max", teams=())
    found = rules.formed(
        [*team("red", "max", 5), *team("oak", "mia", 5), both, lone], {**MANAGERS, "bo": "mia", "lou": "max"}, least=5
    )
    assert found.home["bo"] == "team/oak"
    assert found.home["lou"] == "department/dora"


def test_people_who_lead_each_other_in_a_circle_are_counted_all_the_same() -> None:
    """A broken org chart keeps nobody from being asked."""
    circle: dict[str, str | None] = {"a": "b", "b": "c", "c": "a"}
    found = rules.formed([Member(id=one, manager=circle[one], teams=()) for one in "abc"], circle, least=5)
    assert set(found.home.values()) == {COMPANY}


def test_the_groups_of_a_person_lead_up_to_the_company() -> None:
    """The smallest first."""
    found = formed(*team("red", "max", 5), *team("oak", "mia", 5))
    assert rules.path({one.id: one for one in found.groups}, "team/red") == ("team/red", "department/dora", COMPANY)


def test_everybody_under_somebody_are_the_people_of_their_own_team_too() -> None:
    """Eli heads a department and leads a team in it; both are those under Eli, and Eli is in neither."""
    mo = Member(id="mo", manager="eli", teams=("moon",))
    MANAGERS["mo"] = "eli"
    found = formed(*team("sun", "eli", 6), *team("moon", "mo", 5), mo, leader("eli", "sun"))
    assert people(found) == {COMPANY: 13, "department/eli": 12, "team/sun": 6, "team/moon": 5}
    assert found.home["sun0"] == "team/sun"
    assert found.home["eli"] == COMPANY


def test_people_are_counted_by_what_was_promised_alone() -> None:
    """Without teams in their departments, without departments in their teams; no group is called too small then."""
    members = (*team("red", "max", 5), *team("oak", "mia", 6), *team("sun", "eli", 4))
    by_department = rules.formed(members, MANAGERS, least=LEAST, levels=("company", "department"))
    assert people(by_department) == {COMPANY: 15, "department/dora": 11}
    by_team = rules.formed(members, MANAGERS, least=LEAST, levels=("company", "team"))
    assert people(by_team) == {COMPANY: 15, "team/red": 5, "team/oak": 6}
    assert [one.id for one in by_team.merged] == ["team/sun"]
