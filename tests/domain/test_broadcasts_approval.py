"""When somebody else has to look first, what their approval covers, and how the rule itself changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from domain import broadcasts_approval as rules
from domain.broadcasts import Broadcast, Start, State, Timing, Wish
from domain.broadcasts_approval import LOOSER_MS, WAITS_MS, Approval, Decision, Rule, Size
from domain.errors import NotFoundError
from domain.people import Person

NOW = 1_790_000_000_000  # a Monday, 14:13 UTC
HANA, DAN = Person(id="hana", name="Hana"), Person(id="dan", name="Dan")
DRAFT = Broadcast(id="b", author=HANA, wish=Wish(title="a", message="b"), created_at=NOW)


def approval(decision: Decision = Decision.APPROVED, by: Person | None = DAN) -> Approval:
    return Approval(version=2, asked=("dan",), people=100, most=110, until=NOW, decision=decision, by=by)


@pytest.mark.parametrize(
    ("over", "people", "others", "needed"),
    [
        (50, 50, 1, False),
        (50, 51, 1, True),
        (50, 51, 0, False),
        (0, 1, 1, True),
        (None, 100_000, 5, False),
    ],
)
def test_it_is_needed_above_the_size_while_there_is_somebody_to_ask(
    over: int | None, people: int, others: int, needed: bool
) -> None:
    """Never of nobody."""
    assert rules.is_needed(Size(over), people=people, others=others) is needed


def test_it_covers_a_few_more_than_it_was_asked_for() -> None:
    """A tenth more, and at least ten: people join every week."""
    assert [rules.most_of(people) for people in (1, 60, 100, 5_000)] == [11, 70, 110, 5_500]
    assert rules.covers(approval(), people=110, hr={"dan"})
    assert not rules.covers(approval(), people=111, hr={"dan"})


def test_it_is_worth_what_whoever_gave_it_may_still_decide() -> None:
    """Whoever is not HR any more has approved nothing."""
    assert not rules.covers(approval(), people=1, hr={"hana"})


@pytest.mark.parametrize("decision", [one for one in Decision if one is not Decision.APPROVED])
def test_only_an_approval_covers_anything(decision: Decision) -> None:
    """Neither a question nor an answer of another kind."""
    assert not rules.covers(approval(decision), people=1, hr={"dan"})
    assert not rules.covers(None, people=1, hr={"dan"})


def test_nobody_approves_their_own() -> None:
    """To its author the question does not exist, nor to anybody once it was discarded, or before anybody was asked."""
    assert rules.require_other(DRAFT, "dan", is_shared=True) is DRAFT
    discarded = Broadcast(id="b", author=HANA, wish=DRAFT.wish, state=State.DISCARDED, created_at=NOW)
    for found, person in ((DRAFT, "hana"), (None, "dan"), (discarded, "dan")):
        with pytest.raises(NotFoundError):
            rules.require_other(found, person, is_shared=True)
    with pytest.raises(NotFoundError):
        rules.require_other(DRAFT, "dan", is_shared=False)


def test_what_is_stricter_holds_at_once_and_what_is_looser_a_day_later() -> None:
    """Nobody lifts the rule to send alone on the same day."""
    assert rules.changed(Rule(), Size(25), now=NOW).at(NOW) == Size(25)
    assert rules.changed(Rule(size=Size(None)), Size(500), now=NOW).at(NOW) == Size(500)
    for size in (Size(100), Size(None)):
        looser = rules.changed(Rule(), size, now=NOW)
        assert [looser.at(NOW), looser.at(NOW + LOOSER_MS - 1), looser.at(NOW + LOOSER_MS)] == [Size(), Size(), size]
        assert (looser.coming(NOW), looser.coming(NOW + LOOSER_MS)) == (size, None)


def test_two_changes_on_one_day_do_not_make_the_wait_shorter() -> None:
    """Each looser one waits a day from when it was decided; a stricter one ends the waiting."""
    first = rules.changed(Rule(), Size(100), now=NOW)
    second = rules.changed(first, Size(None), now=NOW + LOOSER_MS - 1)
    assert second.at(NOW + LOOSER_MS) == Size()
    assert rules.changed(first, Size(), now=NOW + 1).at(NOW + LOOSER_MS) == Size()


def test_a_question_ends_with_its_hour_and_after_a_week_at_most() -> None:
    """One that is for now, or in people's hours, has no hour of its own."""
    assert rules.until(DRAFT, now=NOW) == NOW + WAITS_MS
    tomorrow = Start(timing=Timing.LOCAL, day=date(2026, 9, 22), at=time(10))
    soon = replace(DRAFT, wish=replace(DRAFT.wish, start=tomorrow))
    assert rules.until(soon, now=NOW) == 1_790_071_200_000
    later = replace(DRAFT, wish=replace(DRAFT.wish, start=replace(tomorrow, day=date(2026, 11, 2))))
    assert rules.until(later, now=NOW) == NOW + WAITS_MS
