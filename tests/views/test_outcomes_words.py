"""What stands on a report that goes from hand to hand, and on HR's own card."""

from __future__ import annotations

import pytest

from domain import outcomes as rules
from domain.outcomes import Measure
from views import outcomes
from views.outcomes import Page
from views.vocabulary import Table


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


def test_hr_reads_the_count_on_the_card() -> None:
    """Who manages disputes knows of each anyway, by reads that are logged."""
    assert row(1, 22, is_passed_on=False) == ("5 % (1 to 22)", "1 of 22")
