"""Registering a post-mortem: what has to be there, who may score it, and what counts as the same coming back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import postmortems, recurrence
from domain.errors import StaleError
from domain.postmortems import Flaw, FoundBy, Postmortem, Severity, State
from domain.postmortems_index import Sheet

TODAY = date(2026, 9, 21)
ONE = Postmortem(
    id="p1",
    team="checkout",
    author="ana",
    title="Cards were charged twice",
    link="https://wiki.example.org/postmortem/17",
    happened_on=date(2026, 9, 14),
    severity=Severity.MAJOR,
    found_by=FoundBy.CUSTOMERS,
    component="Payments",
    cause="Missing time-out",
    closed_on=date(2026, 9, 15),
    responders=frozenset({"ben"}),
)
FULL = Sheet(points=[2] * 14, blames=False)
HALF = Sheet(points=[1] * 14, blames=True)


def test_what_is_registered_whole_has_no_flaw() -> None:
    """A title, a link, a day that has come, and who responded."""
    assert postmortems.flaws(ONE, today=TODAY) == {}


@pytest.mark.parametrize(
    ("wrong", "field", "flaw"),
    [
        ({"title": "…"}, "title", Flaw.UNTITLED),
        ({"link": "the wiki"}, "link", Flaw.NO_LINK),
        ({"happened_on": date(2026, 9, 22), "closed_on": None}, "happened_on", Flaw.AHEAD),
        ({"responders": frozenset()}, "responders", Flaw.NOBODY),
        ({"closed_on": date(2026, 9, 13)}, "closed_on", Flaw.BEFORE),
        ({"closed_on": date(2026, 9, 22)}, "closed_on", Flaw.AHEAD),
        ({"came_back_on": date(2026, 9, 14)}, "came_back_on", Flaw.BEFORE),
    ],
)
def test_each_flaw_is_told_by_its_field(wrong: dict[str, object], field: str, flaw: Flaw) -> None:
    """Nothing happens tomorrow, and nothing is closed before it happened."""
    assert postmortems.flaws(replace(ONE, **wrong), today=TODAY) == {field: flaw}  # type: ignore[arg-type]  # a case


@pytest.mark.parametrize(("person", "may"), [("ana", False), ("ben", False), ("chi", True)])
def test_who_was_part_of_it_does_not_score_it(person: str, may: bool) -> None:
    """Neither who responded nor who registered it."""
    assert postmortems.may_score(ONE, person) is may


def test_what_decides_what_it_counts_for_is_not_changed_unseen() -> None:
    """The audit says from which day to which, and how many responders came and went; never anybody's words or name."""
    after = replace(
        ONE, happened_on=date(2026, 7, 2), closed_on=None, title="Ben did it", responders=frozenset({"chi"})
    )
    assert postmortems.changes(ONE, ONE) == {}
    assert postmortems.changes(ONE, after) == {
        "happened_on": "2026-09-14 > 2026-07-02",
        "closed_on": "2026-09-15 > ",
        "title": "changed",
        "responders": "+1 -1",
    }


def test_who_gave_which_sheet_cannot_be_told_once_it_is_scored() -> None:
    """They stand in an order of their own."""
    found = [postmortems.scored(ONE, pair, now=1) for pair in ((FULL, HALF), (HALF, FULL))]
    assert found[0] == found[1]
    assert found[0].index is not None
    assert (found[0].index.shown, found[0].index.is_capped) == (60, True)


def test_reopened_for_a_missing_fact_it_has_no_index_until_it_is_scored_again() -> None:
    """What was scored before is not shown in the meantime."""
    open_again = postmortems.reopened(postmortems.scored(ONE, (FULL, FULL), now=1), "How long were cards blocked?")
    assert (open_again.state, open_again.index, open_again.missing) == (
        State.REOPENED,
        None,
        "How long were cards blocked?",
    )
    asked = postmortems.again(open_again)
    assert (asked.state, asked.round, asked.index) == (State.WAITING, 2, None)
    with pytest.raises(StaleError):
        postmortems.again(asked)
    with pytest.raises(StaleError):
        postmortems.reopened(asked, "more")


def test_the_same_component_and_cause_is_the_same_however_it_is_spelled() -> None:
    """Capitals and blanks are not what tells two causes apart; another cause does."""
    same = replace(ONE, id="p2", component=" payments", cause="missing  TIME-OUT", happened_on=date(2026, 10, 2))
    other = replace(same, id="p3", cause="A full disk")
    assert count(ONE, same) == (1, 2)
    assert count(ONE, other) == (0, 2)


def test_two_at_once_are_not_one_that_came_back() -> None:
    """What happens on the day on which the first was closed was there before; what returns on that day was not."""
    beside = replace(ONE, id="p2", happened_on=date(2026, 9, 15))
    assert count(ONE, beside) == (0, 2)
    assert count(replace(ONE, came_back_on=date(2026, 9, 15))) == (1, 1)


def test_what_has_no_cause_is_told_apart() -> None:
    """Nobody can say whether it came back."""
    found = found_in(replace(ONE, cause=" "))
    assert (found.count.closed, found.without_cause) == (0, 1)


def found_in(*those: Postmortem) -> recurrence.Recurrence:
    items = [postmortems.as_item(one) for one in those]
    return recurrence.recurrence(items, (0, 2_000_000_000_000), now=2_000_000_000_000)


def count(*those: Postmortem) -> tuple[int, int]:
    found = found_in(*those).count
    return found.recurred, found.closed
