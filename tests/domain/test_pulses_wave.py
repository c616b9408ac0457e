"""When a pulse asks, reminds and closes, in everybody's own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain import pulses_wave as rules
from domain.contact import Calendar, Wishes
from domain.errors import StaleError
from domain.pulses import MOST_ITEMS, Template
from domain.pulses_wave import Flaw, State, Wave
from tests.domain.test_pulses_contract import CONTRACT

WAVE = Wave(id="w1", title="Autumn", template=Template.FOUR_WEEKLY, number=1, contract=CONTRACT, state=State.OPEN)
PLAIN = Calendar()
MANY = tuple(replace(CONTRACT.items[0], id=f"more{number}") for number in range(MOST_ITEMS + 1))


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific/Auckland", "2026-10-04T21:00"),
        ("Asia/Tokyo", "2026-10-05T01:00"),
        ("Europe/Madrid", "2026-10-05T08:00"),
        ("America/Los_Angeles", "2026-10-05T17:00"),
    ],
)
def test_everybody_is_asked_at_ten_on_their_own_clock(zone: str, moment: str) -> None:
    """On its first day."""
    assert rules.asked_at(WAVE, Wishes(zone=zone), PLAIN, now=0) == at(moment)
    assert at(moment) >= WAVE.begins_at


@pytest.mark.parametrize(
    ("wishes", "moment"),
    [
        ({"opens": time(13)}, "2026-10-05T13:00"),
        ({"back_on": date(2026, 10, 8)}, "2026-10-08T10:00"),
        ({"digest_day": 4}, "2026-10-05T10:00"),
        ({"back_on": date(2026, 11, 8)}, None),
    ],
)
def test_hours_and_absences_are_kept(wishes: dict[str, Any], moment: str | None) -> None:
    """Whoever is away until it is over is not asked; who wants a digest is, on the day."""
    found = rules.asked_at(WAVE, Wishes(zone="UTC", **wishes), PLAIN, now=0)
    assert found == (at(moment) if moment else None)


def test_it_closes_when_its_last_day_is_over_everywhere() -> None:
    """And takes no answer from then on."""
    assert WAVE.closes_at == at("2026-10-17T12:00")
    assert rules.takes_answers(WAVE, now=WAVE.closes_at - 1)
    assert not rules.takes_answers(WAVE, now=WAVE.closes_at)
    assert not rules.takes_answers(replace(WAVE, state=State.LAUNCHED), now=at("2026-10-06T00:00"))


def test_reminders_come_between_the_first_day_and_the_last() -> None:
    """One on the first day or after the last is none."""
    contract = replace(CONTRACT, reminders=(0, 4, 11, 12))
    days = rules.reminder_days(replace(WAVE, contract=contract))
    assert days == (date(2026, 10, 9), date(2026, 10, 16))


@pytest.mark.parametrize(
    ("change", "people", "found"),
    [
        ({}, 5, ()),
        ({}, 4, (Flaw.TOO_FEW,)),
        ({"opens_on": date(2026, 10, 1)}, 9, (Flaw.PAST,)),
        ({"closes_on": date(2026, 10, 5)}, 9, (Flaw.BACKWARD,)),
        ({"closes_on": date(2026, 11, 5), "share_back_on": date(2026, 11, 20)}, 9, (Flaw.LONG,)),
        ({"share_back_on": date(2026, 10, 16)}, 9, (Flaw.SHARE_BACK,)),
        ({"items": CONTRACT.items[-2:]}, 9, (Flaw.NO_QUESTIONS,)),
        ({"items": MANY[:MOST_ITEMS]}, 9, ()),
        ({"items": MANY}, 9, (Flaw.TOO_MANY,)),
        ({"scores": 10}, 9, (Flaw.TOO_FEW,)),
    ],
)
def test_what_keeps_a_pulse_from_being_launched(change: dict[str, Any], people: int, found: tuple[Flaw, ...]) -> None:
    """Each is named."""
    wave = replace(WAVE, contract=replace(CONTRACT, **change))
    assert rules.flaws(wave, today=date(2026, 10, 1), people=people) == found


def test_a_step_that_was_taken_already_is_not_taken_again() -> None:
    """A closed pulse opens no more."""
    assert rules.moved(WAVE, State.CLOSED, before=(State.OPEN,)).version == 2
    with pytest.raises(StaleError):
        rules.moved(replace(WAVE, state=State.SEALED), State.OPEN, before=(State.LAUNCHED,))
