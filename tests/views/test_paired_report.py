"""A team's speed, stability and post-mortems stand on the report together, or nothing of the team does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.paired import Figures
from domain.paired import month as of_month
from views import paired_report
from views.paired_report import TEAMS, Team
from views.vocabulary import Chart, Heading, Table


def drawn(team: Team) -> list[type]:
    parts = paired_report.card([team]).parts
    return [type(one) for one in parts if isinstance(one, Heading | Chart | Table)]


def test_the_index_stands_beside_speed_and_stability_as_a_picture_and_in_numbers() -> None:
    """Each picture says in words what it shows, and the table has all three of every month."""
    assert drawn(TEAMS[0]) == [Heading, Chart, Chart, Table]
    parts = paired_report.card(TEAMS[:1]).parts
    speed, index = (one for one in parts if isinstance(one, Chart))
    assert len(speed.series) == 2
    assert index.finding == "From Jun 2026 to Sep 2026: 79 and then 80 of 100."
    [table] = (one for one in parts if isinstance(one, Table))
    assert [len(row) for row in table.rows] == [4] * 4


def test_nothing_of_the_three_is_shown_where_one_of_the_pair_is_missing() -> None:
    """An index alone is no picture of a team, nor is speed; one month is no trend, and a few people are people."""
    september = date(2026, 9, 1)
    fast = Figures(team="t", month=september, changes=40)
    scored = {september: of_month(fast, (80, 90))}
    assert drawn(Team(name="Fast", figures=(fast,), months=scored)) == [Heading]
    assert drawn(replace(TEAMS[0], figures=TEAMS[0].figures[:1])) == [Heading, Table]
    assert drawn(Team(name="Few", months={}, is_small=True)) == [Heading]
