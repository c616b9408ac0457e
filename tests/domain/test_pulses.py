"""What is asked: the same of everybody, rotating by wave, and nothing without a license."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content import pulses
from domain import pulses as rules
from domain.pulses import Flaw, Item, Kind, Template

OWN = Item(
    id="x1",
    kind=Kind.SCALE,
    text="I can say no.",
    labels=("No", "Partly", "Yes"),
    license="ours",
    source="our team",
    status="not yet validated",
)


def test_every_fourth_wave_asks_the_same_questions_again() -> None:
    """The core each time, the rotating four after sixteen weeks (MEASURES.md section 1)."""
    bank = pulses.bank()
    asked = [[one.id for one in rules.questions(bank.asked(Template.FOUR_WEEKLY, number))] for number in range(1, 6)]
    assert all(ids[:4] == ["vo01", "el04", "hs05", "di12"] and len(ids) == 8 for ids in asked)
    assert asked[0] == asked[4]
    assert asked[0][4:] == ["vo02", "in07", "mr15", "fb17"]
    assert len({tuple(ids) for ids in asked}) == 4


def test_the_bank_says_of_each_item_where_it_comes_from() -> None:
    """20 items in 11 constructs, 9 of them reversed, two that may not apply."""
    scales = [one for one in pulses.bank().items.values() if one.kind is Kind.SCALE]
    assert len(scales) == 20
    assert len({one.construct for one in scales}) == 11
    reversed_ones = {one.id for one in scales if one.is_reversed}
    assert reversed_ones == {"vo02", "el04", "hs06", "in08", "ex10", "di12", "rs14", "mr16", "fr19"}
    assert {one.id for one in scales if one.may_not_apply} == {"fr18", "fr19"}
    assert all(rules.flaw(one) is None for one in pulses.bank().items.values())


@pytest.mark.parametrize(
    ("item", "flaw"),
    [
        (OWN, None),
        (replace(OWN, license=" "), Flaw.NO_ORIGIN),
        (replace(OWN, source=""), Flaw.NO_ORIGIN),
        (replace(OWN, status=""), Flaw.NO_ORIGIN),
        (replace(OWN, text="  "), Flaw.NO_TEXT),
        (replace(OWN, labels=("No", "Yes")), Flaw.POINTS),
        (replace(OWN, kind=Kind.CHOICE, labels=("No", "No")), Flaw.CHOICES),
        (replace(OWN, kind=Kind.CHOICE, labels=("Chat", "Mail")), None),
    ],
)
def test_an_item_without_license_source_or_status_is_refused(item: Item, flaw: Flaw | None) -> None:
    """And so is a scale of other than 3, 5 or 7 points."""
    assert rules.flaw(item) is flaw


def test_comments_come_last_and_own_items_before_them() -> None:
    """Whatever order they were chosen in; what is not in the bank is not asked."""
    asked = pulses.bank().asked(Template.ONE_OFF, 1, ("rec", "open1", "vo01", "nobody"))
    assert [one.id for one in asked] == ["rec", "vo01", "open1", "open2"]
    assert rules.comments(asked) == asked[2:]


def test_eight_questions_take_less_than_a_minute() -> None:
    """And all twenty-one about two."""
    bank = pulses.bank()
    assert rules.minutes(bank.asked(Template.FOUR_WEEKLY, 1)) == 0
    assert rules.minutes(bank.asked(Template.BASELINE, 1)) == 2
