"""What stands on a report that goes from hand to hand, and on HR's own card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain import outcomes as rules
from domain.outcomes import Measure, Sides
from domain.pulses_published import Cell, Shown, Side, Trend
from domain.pulses_release import CORE
from domain.pulses_roster import COMPANY
from domain.recurrence import Count, Recurrence
from views import outcomes, outcomes_report, outcomes_words, plan, plan_words
from views.outcomes import Page
from views.vocabulary import Table

ON = date(2026, 11, 13)


def row(have: int, of: int, *, is_passed_on: bool) -> tuple[object, ...]:
    page = Page(cycle="c1", title="Pilot", outcomes={Measure.DISPUTED: rules.share(have, of)})
    [table] = [part for part in outcomes.table(page, is_passed_on=is_passed_on) if isinstance(part, Table)]
    return next(row[1:] for row in table.rows if row[0] == "Reviews that were disputed")


@pytest.mark.parametrize(
    ("have", "share", "counted"),
    [
        (0, "0 % (0 to 15)", "0 of 22"),
        (1, "19 % or less", "1 to 4 of 22"),
        (4, "19 % or less", "1 to 4 of 22"),
        (20, "81 % or more", "18 to 21 of 22"),
    ],
)
def test_a_page_that_goes_from_hand_to_hand_gives_a_range_of_few(have: int, share: str, counted: str) -> None:
    """The interval would say how many as surely as the count does."""
    assert row(have, 22, is_passed_on=True) == (share, counted)


def test_other_teams_stand_beside_it_under_the_same_rules() -> None:
    """Two columns on the page give ranges of few, HR's card counts; neither says that one is better."""
    inside, outside = (dict.fromkeys(rules.BESIDE, rules.share(*one)) for one in ((20, 22), (3, 14)))
    sides = Sides(inside=inside, outside=outside)
    for is_passed_on, cells in (
        (True, ("81 % or more, 18 to 21 of 22", "29 % or less, 1 to 4 of 14")),
        (False, ("91 % (72 to 97), 20 of 22", "21 % (8 to 48), 3 of 14")),
    ):
        table, note = outcomes.compared(sides, is_passed_on=is_passed_on)
        assert isinstance(table, Table)
        assert next(row[1:] for row in table.rows if row[0] == "People who were thanked") == cells
        assert "not drawn by lot" in str(note)


def test_a_named_team_stands_there_with_the_day_on_which_it_was_named() -> None:
    """Whoever reads it can tell whether it was chosen before the figures were known; it is still no experiment."""
    both = dict.fromkeys(rules.BESIDE, rules.share(20, 22))
    table, note = outcomes.compared(Sides(inside=both, outside=both, team="Billing", named_on=date(2026, 10, 5)))
    assert isinstance(table, Table)
    assert table.columns == ("Figure", "Teams in the cycle", "Billing")
    assert "HR named Billing to be compared with, on 5 October 2026" in str(note)
    assert "This is no experiment" in str(note)


def test_the_plan_on_that_page_counts_nobody_either() -> None:
    """Of 22 people 14 hold a goal: HR's own card says so, the page that the task is late."""
    seen = plan_words.example(16)
    card, page = str(plan.tables(seen)), str(outcomes_report.cards(Page(cycle="c1", title="P", outcomes={}), seen, ON))
    assert ("14 of 22" in card, "14 of 22" in page) == (True, False)
    assert "Pair one goal for each report" in page


@pytest.mark.parametrize(
    ("week", "is_over", "stands"),
    [
        (5, False, "It comes in week 6."),
        (16, False, "Open since week 6."),
        (26, True, "in week 6, and was not."),
        (5, True, "in week 6; the cycle ended before."),
    ],
)
def test_what_was_not_decided_stands_on_that_page_too(week: int, stands: str, *, is_over: bool) -> None:
    """One question of two was: who reads only that one would take the other as settled."""
    seen = replace(plan_words.example(week), is_over=is_over)
    page = str(outcomes_report.cards(Page(cycle="c1", title="P", outcomes={}), seen, ON)[-1])
    open_ = page.partition("Not decided")[2]
    assert "Is the base safe enough" in open_
    assert stands in open_
    assert "Do managers read" not in open_


def test_hr_reads_the_count_on_the_card() -> None:
    """Who manages disputes knows of each anyway, by reads that are logged."""
    assert row(1, 22, is_passed_on=False) == ("5 % (1 to 22)", "1 of 22")


def test_a_pulse_is_told_in_the_words_in_which_it_was_published() -> None:
    """A side near an end of the scale stays a side: its figure would say what everybody answered."""
    low = Shown(figure=Decimal(10), side=Side.LOW, low_precision=True)
    told = rules.of_pulse(Cell(group=COMPANY, question=CORE, shown=low, trend=Trend.DOWN))
    words = "10 or less of 100, few answered, so it says little, down from the pulse before"
    assert outcomes_words.figure(Measure.PULSE, told) == words
    hidden = rules.of_pulse(Cell(group=COMPANY, question=CORE, shown=None))
    assert outcomes_words.figure(Measure.PULSE, hidden) == outcomes_words.TOO_FEW


def test_incidents_without_a_cause_are_counted_beside_the_others() -> None:
    """Nobody can tell whether they came back, so a low share of the others may mean little."""
    found = Recurrence(count=Count(recurred=7, closed=31), in_follow_up=0, without_cause=4)
    told = outcomes_words.counted(Measure.RECURRENCE, rules.of_incidents(found))
    assert told == "7 of 31; 4 without a cause tag"
    none = replace(found, count=Count(recurred=0, closed=0))
    assert outcomes_words.counted(Measure.RECURRENCE, rules.of_incidents(none)) == "4 without a cause tag"
