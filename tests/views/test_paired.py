"""A team's page: no figure of stability without one of speed, one kind of it, and who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.paired import Figures
from domain.paired import month as of_month
from domain.recurrence import Reported
from views import paired, paired_form
from views.paired import BACK, PAGE, Page
from views.vocabulary import Card, Facts, Note, Table, Text, Visibility

JULY = date(2026, 7, 1)


def said(card: Card) -> str:
    """What is told below the months."""
    notes = [str(part.spans) for part in card.parts if isinstance(part, Note | Text)]
    return " ".join((*notes, *(str(part.rows) for part in card.parts if isinstance(part, Facts))))


def only(one: Figures) -> Page:
    return replace(BACK, figures=(one,), months={one.month: of_month(one, ())}, change=None)


def test_what_came_back_in_the_year_stands_beside_months_that_count_it() -> None:
    """With how much has no cause tag, in the months and in the year."""
    told = said(paired.show(BACK))
    assert "came back within 90 days by component and cause: 27 % (17 to 41); 14 of 51; 3 still followed" in told
    assert "4 of 55 without a cause tag. What nobody wrote up is not counted" in told
    assert "Closed in these months, and not counted: 3 of 45 without a cause tag" in told


def test_the_index_never_stands_beside_too_few_to_say() -> None:
    """On a team's own page as in the report; where nothing was scored it says so, whatever else there is."""
    few = Figures(team="t1", month=JULY, changes=4, failed=1)
    for indexes, told in (((70, 90), "not shown without stability"), ((), "none scored")):
        page = replace(PAGE, figures=(few,), months={JULY: of_month(few, indexes)}, change=None)
        [table] = [part for part in paired.show(page).parts if isinstance(part, Table)]
        assert table.rows[0][2:] == ("too few to say; 1 of 4", told)


def test_what_came_back_never_stands_without_speed() -> None:
    """Not before a month is whole, and not where in each of them too little was closed."""
    counted = Figures(team="t1", month=JULY, changes=20, reported=Reported(by_team=9, by_customers=3))
    for one in (counted, replace(counted, closed=2, recurred=1)):
        assert "14 of 51" not in said(paired.show(only(one)))
        assert "21 by the team" in said(paired.show(only(one)))


def test_a_page_has_one_figure_of_stability() -> None:
    """Where months count what failed, what came back would be a second one to choose from."""
    assert "came back" not in said(paired.show(PAGE))


def test_who_reads_and_enters_months_is_told_that_hr_may_pass_them_on() -> None:
    """In the report, which others than the readers of the page may get."""
    told = [
        next(part for part in parts if isinstance(part, Visibility)).text
        for parts in (
            paired.show(PAGE).parts,
            paired_form.enter("t1", "Checkout", [JULY]).intro,
            paired_form.rows("t1", "Checkout").intro,
        )
    ]
    assert all("HR may pass speed, stability and post-mortems on in the report" in one for one in told)
