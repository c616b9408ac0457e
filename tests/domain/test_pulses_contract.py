"""What is promised is written down in one way, hashed, and can only be made stricter than the floors."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content import pulses
from domain import pulses_contract as rules
from domain.pulses import Template
from domain.pulses_contract import BrokenContractError, Contract, ThresholdError

CONTRACT = Contract(
    items=pulses.bank().asked(Template.FOUR_WEEKLY, 1),
    teams=("blue", "red"),
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
    reminders=(4, 9),
)


def test_it_is_read_as_it_was_written() -> None:
    """In plain ASCII, with sorted names, so that everybody gets the same hash of it."""
    text = rules.canonical(CONTRACT)
    assert rules.read(text, rules.digest(text)) == CONTRACT
    assert text.isascii()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "change",
    [
        {"scores": 6},
        {"retention_days": 30},
        {"teams": ("blue",)},
        {"closes_on": date(2026, 10, 17)},
        {"breakdowns": ("company",)},
        {"viewers": (("company", (rules.Viewer.HR,)),)},
        {"items": CONTRACT.items[1:]},
        {"items": (replace(CONTRACT.items[0], text="Something else."), *CONTRACT.items[1:])},
    ],
)
def test_whatever_changes_changes_the_hash(change: dict[str, Any]) -> None:
    """Thresholds, who is asked, when, what, and in which words."""
    changed = replace(CONTRACT, **change)
    assert rules.digest(rules.canonical(changed)) != rules.digest(rules.canonical(CONTRACT))


def test_a_contract_that_was_tampered_with_is_not_obeyed() -> None:
    """One number in the database, and nothing of it is asked or shown."""
    text = rules.canonical(CONTRACT)
    with pytest.raises(BrokenContractError):
        rules.read(text.replace('"scores":5', '"scores":6'), rules.digest(text))


def test_a_contract_changed_by_a_letter_that_is_not_ascii_is_broken_like_any_other() -> None:
    """Also one whose hash was emptied; what is not promised yet has none."""
    text = rules.canonical(CONTRACT)
    for changed, expected in ((text + "é", rules.digest(text)), (text, "")):
        with pytest.raises(BrokenContractError):
            rules.read(changed, expected)
    assert rules.read(text, None) == CONTRACT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{", "["),
        ('"deleted"', '"kept"'),
        ('"asked"', '"all"'),
        ('"2026-10-05"', '"soon"'),
        ('"2026-10-05"', "5"),
        ('"scores":5', '"scores":4'),
        ('"share"', '"part"'),
        ('"viewers":{', '"viewers":[],"others":{'),
    ],
)
def test_what_no_launch_writes_is_broken_also_where_its_hash_was_written_with_it(old: str, new: str) -> None:
    """It is one pulse that ends then, and not whatever reads all of them."""
    changed = rules.canonical(CONTRACT).replace(old, new, 1)
    with pytest.raises(BrokenContractError):
        rules.read(changed, rules.digest(changed))


@pytest.mark.parametrize("name", ["scores", "text", "recommend", "difference", "share"])
def test_no_threshold_lies_below_its_floor(name: str) -> None:
    """Raised, never lowered."""
    floor = getattr(CONTRACT, name)
    assert getattr(replace(CONTRACT, **{name: floor + 1}), name) == floor + 1
    with pytest.raises(ThresholdError):
        replace(CONTRACT, **{name: floor - 1})


@pytest.mark.parametrize("change", [{"breakdowns": ("company", "age")}, {"retention_days": 91}])
def test_no_other_breakdown_and_no_longer_keeping(change: dict[str, Any]) -> None:
    """Company, department, team; 90 days."""
    with pytest.raises(ThresholdError):
        replace(CONTRACT, **change)


def test_people_compare_the_first_eight_characters() -> None:
    """In two groups of four."""
    assert rules.short("00ff12ab" + "0" * 56) == "00FF-12AB"
