"""Two pulses that could be subtracted from each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain import pulses_overlap as rules
from domain.pulses_wave import State
from views.pulses import WAVE

OTHER = replace(WAVE, id="other", state=State.OPEN, contract=replace(WAVE.contract, teams=("north",)))
NOW = WAVE.begins_at
FIVE, SIX = frozenset("abcde"), frozenset("abcdef")


def test_two_teams_asked_at_once_are_close_to_one_of_them_asked_alone() -> None:
    """The same questions within four weeks; the figures of five and of six people tell what the sixth said."""
    assert rules.are_close(WAVE, OTHER, now=NOW)
    assert rules.lays_open([SIX], [FIVE], floor=5)
    assert rules.lays_open([FIVE], [SIX], floor=5)


def test_what_is_launched_counts_for_a_draft_and_looks_for_itself_when_it_opens() -> None:
    """Whichever opens later is not opened."""
    launched = replace(OTHER, state=State.LAUNCHED)
    assert rules.are_close(replace(WAVE, state=State.DRAFT), launched, now=NOW)
    assert not rules.are_close(WAVE, launched, now=NOW)


@pytest.mark.parametrize("others", [FIVE, frozenset("ghijk"), FIVE | frozenset("ghijk")])
def test_the_same_people_others_and_five_more_lay_nobody_open(others: frozenset[str]) -> None:
    assert not rules.lays_open([FIVE], [others], floor=5)


@pytest.mark.parametrize(
    ("change", "later"),
    [
        ({"id": WAVE.id}, 0),
        ({"state": State.DRAFT}, 0),
        ({"state": State.DESTROYED}, 0),
        ({"state": State.LAUNCHED}, 0),
        ({"state": State.SEALED}, rules.FOR_MS),
        ({"contract": replace(OTHER.contract, items=())}, 0),
    ],
)
def test_what_publishes_nothing_of_the_kind_is_not_close(change: dict[str, Any], later: int) -> None:
    """Itself, a draft, one that was destroyed, one from long ago, one that asks something else."""
    assert not rules.are_close(WAVE, replace(OTHER, **change), now=OTHER.closes_at + later)


def test_the_next_wave_of_the_same_audience_is_no_other_pulse() -> None:
    """Once the one before has closed: what changed between the two is looked at when it is shown."""
    before = replace(WAVE, id="before", state=State.SEALED)
    following = replace(WAVE, contract=replace(WAVE.contract, opens_on=WAVE.contract.closes_on.replace(year=2030)))
    assert not rules.are_close(following, before, now=before.closes_at)
    assert rules.are_close(WAVE, before, now=before.closes_at), "but not while both are open"
