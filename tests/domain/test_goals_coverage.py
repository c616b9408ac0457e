"""HR learns how many of a team hold a paired goal, and never who of a small one."""

from __future__ import annotations

from datetime import date

from domain.goals import Goal, State
from domain.goals_coverage import Covered, coverage


def goal(owner: str, state: State) -> Goal:
    return Goal(id=f"{owner}/{state}", owner=owner, title="", due_on=date(2026, 12, 31), state=state)


def test_a_goal_counts_from_the_moment_both_agreed_and_after_it_ended() -> None:
    """Neither a draft nor what was dropped is a goal somebody holds."""
    states = (State.ACTIVE, State.LEARNED, State.MISSED, State.DRAFT, State.DROPPED)
    held = [goal(name, state) for name, state in zip("abcde", states, strict=True)]
    found = coverage({"Checkout": "abcdef"}, held)
    assert found.teams == (Covered(team="Checkout", members=6, paired=3),)
    assert found.teams[0].percent == 50


def test_a_team_of_four_is_not_counted() -> None:
    """There a count would nearly be a name; five are counted."""
    found = coverage({"Four": "abcd", "Five": "abcde"}, [])
    assert [one.team for one in found.teams] == ["Five"]
    assert found.too_small == 1


def test_somebody_in_two_teams_counts_in_both() -> None:
    """Teams come by name."""
    found = coverage({"Web": "abcde", "App": "efghi"}, [goal("e", State.ACTIVE)])
    assert [(one.team, one.paired, one.percent) for one in found.teams] == [("App", 1, 20), ("Web", 1, 20)]
