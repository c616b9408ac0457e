"""The next wave of a pulse that repeats: the same audience and promises, other questions, four weeks later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from content import pulses as content
from domain import pulses_series as rules
from domain.pulses import Item, Kind, Template
from domain.pulses_contract import Contract
from domain.pulses_wave import State, Wave

OWN = Item(id="own", kind=Kind.CHOICE, text="Which?", labels=("a", "b"), license="ours", source="us", status="new")
BANK = replace(content.bank(), items={**content.bank().items, "own": OWN})
CONTRACT = Contract(
    items=BANK.asked(Template.FOUR_WEEKLY, 1, ("own",)),
    chosen=("own",),
    core=BANK.core,
    teams=("north",),
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
    scores=8,
    retention_days=30,
)
FIRST = Wave(id="w1", title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=CONTRACT, state=State.OPEN)


def following(today: date = date(2026, 10, 26)) -> Wave:
    return rules.following(FIRST, BANK, id="w2", number=2, today=today)


def test_it_opens_four_weeks_later_and_promises_the_same() -> None:
    """To whoever is asked, about thresholds and keeping; it is a draft until its own contract is frozen."""
    after = following()
    assert (after.id, after.number, after.state, after.digest) == ("w2", 2, State.DRAFT, "")
    assert after.contract == replace(
        CONTRACT,
        items=after.contract.items,
        frame=BANK.frame,
        opens_on=date(2026, 11, 2),
        closes_on=date(2026, 11, 13),
        share_back_on=date(2026, 11, 27),
    )


def test_the_next_set_of_the_plan_rotates_in_and_what_hr_added_stays() -> None:
    """A question that was retired meanwhile is not asked."""
    assert following().contract.items == BANK.asked(Template.FOUR_WEEKLY, 2, ("own",))
    retired = rules.following(FIRST, content.bank(), id="w2", number=2, today=date(2026, 10, 26))
    assert "own" not in {item.id for item in retired.contract.items}


def test_what_hr_added_is_asked_in_each_wave_also_after_the_plan_itself_has_asked_it() -> None:
    """A whole round of the plan, and one wave more."""
    wave, added = FIRST, BANK.rotation[2][0]
    wave = replace(wave, contract=replace(CONTRACT, items=BANK.asked(wave.template, 1, (added,)), chosen=(added,)))
    for number in range(2, len(BANK.rotation) + 3):
        today = wave.contract.opens_on + timedelta(days=21)
        wave = rules.following(wave, BANK, id=f"w{number}", number=number, today=today)
        assert added in {item.id for item in wave.contract.items}, number


def test_after_an_outage_it_opens_on_the_next_such_weekday_that_is_five_days_away() -> None:
    """HR hears of it and can stop it until then; a short outage moves nothing."""
    assert following(today=date(2026, 10, 28)).contract.opens_on == date(2026, 11, 2)
    after = following(today=date(2026, 10, 29))
    assert after.contract.opens_on == date(2026, 11, 9)
    assert after.contract.closes_on - after.contract.opens_on == CONTRACT.closes_on - CONTRACT.opens_on


def test_only_the_plan_for_every_four_weeks_repeats_and_only_where_it_is_over_by_then() -> None:
    assert rules.may_repeat(FIRST)
    assert not rules.may_repeat(replace(FIRST, template=Template.BASELINE))
    long = replace(CONTRACT, closes_on=CONTRACT.opens_on + timedelta(days=22))
    assert not rules.may_repeat(replace(FIRST, contract=long))
