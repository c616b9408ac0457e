"""A month is taken whole, or people read what is wrong with which field."""

from __future__ import annotations

from datetime import date

import pytest

from domain import paired
from domain import paired_reading as rules
from domain.paired import Figures
from domain.paired_reading import Flaw
from domain.recurrence import Reported

TODAY = date(2026, 10, 5)
WHOLE = {"month": "2026-09", "changes": "41", "failed": "5", "self_reported": "12", "customer_found": "3"}
READ = Figures(team="t", month=date(2026, 9, 1), changes=41, failed=5, reported=Reported(by_team=12, by_customers=3))


def test_a_month_with_both_halves_is_read() -> None:
    """What failed may be left out, as the register tells what came back; hours may have a fraction."""
    assert rules.read("t", WHOLE, today=TODAY) == (READ, {})
    other = {"month": "2026-06-01", "changes": "9", "lead_hours": "1.5"}
    figures, flaws = rules.read("t", other, today=TODAY)
    assert figures == Figures(team="t", month=date(2026, 6, 1), changes=9, lead_minutes=90)
    assert flaws == {}


@pytest.mark.parametrize(
    ("changed", "flaws"),
    [
        ({"customer_found": ""}, {"customer_found": Flaw.HALF}),
        ({"failed": "42"}, {"failed": Flaw.MORE}),
        ({"changes": ""}, {"changes": Flaw.MISSING}),
        ({"changes": "-1"}, {"changes": Flaw.NO_NUMBER}),
        ({"changes": "٤١"}, {"changes": Flaw.NO_NUMBER}),
        ({"changes": "1e3"}, {"changes": Flaw.NO_NUMBER}),
        ({"changes": "9999999"}, {"changes": Flaw.NO_NUMBER}),
        ({"month": ""}, {"month": Flaw.MISSING}),
        ({"month": "2026-13"}, {"month": Flaw.NO_MONTH}),
        ({"month": "2026-10"}, {"month": Flaw.NOT_OVER}),
        ({"month": "2023-09"}, {"month": Flaw.OLD}),
    ],
)
def test_nothing_half_is_kept(changed: dict[str, str], flaws: dict[str, Flaw]) -> None:
    """And what is wrong is told by its field."""
    assert rules.read("t", WHOLE | changed, today=TODAY) == (None, flaws)


def test_what_was_reported_need_not_wait_for_the_rest_of_the_month() -> None:
    """A reward asks for it, and only for it; nothing is shown of such a month."""
    told = {"month": "2026-09", "self_reported": "12", "customer_found": "3"}
    figures, flaws = rules.read("t", told, today=TODAY)
    assert (figures, flaws) == (Figures(team="t", month=READ.month, reported=READ.reported), {})
    assert figures is not None
    assert paired.comparable([figures]) == []
    assert rules.read("t", told | {"lead_hours": "2"}, today=TODAY)[1] == {"changes": Flaw.MISSING}
    [row] = rules.read_rows("t", "month,self_reported,customer_found\n2026-09,12,3", today=TODAY)
    assert row.figures == figures


def test_a_pasted_table_is_read_row_by_row() -> None:
    """Whatever stands between the cells; what is wrong is told by its line."""
    for mark in (",", ";", "\t"):
        text = "\ufeffMonth,Changes,Failed\n2026-08,30,2\n\n2026-09,41,50\n2026-08,1,1\n".replace(",", mark)
        rows = rules.read_rows("t", text, today=TODAY)
        assert [row.flaws for row in rows] == [{}, {"failed": Flaw.MORE}, {"month": Flaw.TWICE}]
        assert rows[0].figures == Figures(team="t", month=date(2026, 8, 1), changes=30, failed=2)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.MISSING),
        ("month,changes,failed", Flaw.MISSING),
        ("month,changes,person\n2026-09,1,Ana", Flaw.COLUMNS),
        ("month,changes,closed,recurred\n2026-09,1,7,0", Flaw.COLUMNS),
        ("month,changes,changes\n2026-09,1,1", Flaw.COLUMNS),
        ("month,changes,failed\n" + "2026-09,1,1\n" * 61, Flaw.MANY),
    ],
)
def test_a_table_that_is_none_says_so(text: str, flaw: Flaw) -> None:
    """A column of people, above all; and what came back is nobody's to choose."""
    [row] = rules.read_rows("t", text, today=TODAY)
    assert (row.figures, row.flaws) == (None, {"month": flaw})


def test_the_months_to_choose_from_are_over() -> None:
    """The newest first, also over the end of a year."""
    assert rules.last_months(date(2027, 1, 31), 2) == [date(2026, 12, 1), date(2026, 11, 1)]
