"""A team's speed, stability and post-mortems stand on the report together, or nothing of the team does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.paired import Figures
from domain.paired import month as of_month
from views import paired_report
from views.paired_report import TEAMS, Team
from views.vocabulary import Chart, Heading, Note, Table

SEPTEMBER = date(2026, 9, 1)


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
    fast = Figures(team="t", month=SEPTEMBER, changes=40)
    scored = {SEPTEMBER: of_month(fast, (80, 90))}
    assert drawn(Team(name="Fast", figures=(fast,), months=scored)) == [Heading]
    assert drawn(replace(TEAMS[0], figures=TEAMS[0].figures[:1])) == [Heading, Table]
    assert drawn(Team(name="Few", months={}, is_small=True)) == [Heading]


@pytest.mark.parametrize("closed", [0, 2])
def test_too_little_that_was_closed_is_no_figure_of_stability(closed: int) -> None:
    """Every month without what failed is followed in the end; an index beside "too few to say" would stand alone."""
    followed = Figures(team="t", month=SEPTEMBER, changes=40, closed=closed, recurred=0)
    scored = {SEPTEMBER: of_month(followed, (80, 86))}
    assert drawn(Team(name="Quiet", figures=(followed,), months=scored)) == [Heading]


def test_pictures_side_by_side_are_of_the_same_months() -> None:
    """A month in which no post-mortem was scored stands in the table."""
    july = TEAMS[0].figures[1]
    silent = replace(TEAMS[0], months={**TEAMS[0].months, july.month: of_month(july, ())})
    parts = paired_report.card([silent]).parts
    speed, index = (one for one in parts if isinstance(one, Chart))
    assert speed.categories == index.categories == ("Jun 2026", "Aug 2026", "Sep 2026")
    [table] = (one for one in parts if isinstance(one, Table))
    assert "none scored" in table.rows[2]


def test_what_has_no_cause_tag_is_said_under_its_team() -> None:
    """It cannot be followed, and so is in no share of what came back."""
    closed = Figures(team="t", month=SEPTEMBER, changes=40, closed=6, recurred=1, without_cause=3)
    one = Team(name="Untagged", figures=(closed,), months={SEPTEMBER: of_month(closed, (80, 86))})
    notes = [part.spans for part in paired_report.card([one]).parts if isinstance(part, Note)]
    assert notes[0] == ("Closed in these months, and not counted: 3 of 9 without a cause tag.",)
