"""A session that nobody closes is reminded of once and ends by itself; packets of another day are frozen anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import calibration as rules
from domain import calibration_lapse as lapse
from domain.calibration import LIVE, State
from domain.calibration_lapse import Step
from domain.contact import Calendar
from domain.errors import StaleError
from tests.domain.test_calibration import SESSION

READY = rules.freeze(SESSION)


def test_it_ends_by_itself_a_working_week_after_it_should_have_ended() -> None:
    """On its own clocks, in the morning: of a Thursday on Friday, then on the Thursday after."""
    morning = time(9)
    told = {step: lapse.moment(step, SESSION, Calendar()) for step in Step}
    days = {Step.NUDGE: date(2026, 10, 9), Step.LAPSE: date(2026, 10, 15)}
    for step, day in days.items():
        shown = datetime.fromtimestamp(told[step] / 1000, ZoneInfo("Europe/Madrid"))
        assert (shown.date(), shown.time()) == (day, morning)


def test_what_is_over_does_not_end_again() -> None:
    for state in State:
        one = replace(SESSION, state=state)
        if state in LIVE:
            assert rules.lapse(one).state is State.LAPSED
        else:
            with pytest.raises(StaleError):
                rules.lapse(one)


@pytest.mark.parametrize(
    "more",
    [
        {"day": SESSION.day + timedelta(days=7)},
        {"at": time(15)},
        {"zone": "Europe/Lisbon"},
        {"managers": SESSION.managers[:-1]},
        {"managers": (*SESSION.managers, "new")},
    ],
)
def test_packets_of_another_time_or_other_managers_are_frozen_anew(more: dict[str, object]) -> None:
    moved = rules.change(READY, replace(READY, **more))  # type: ignore[arg-type]  # one field each
    assert moved.state is State.PLANNED


@pytest.mark.parametrize("more", [{"facilitator": "new"}, {"monitor": None}, {"minutes": 60}])
def test_packets_stay_where_only_who_leads_or_its_length_changes(more: dict[str, object]) -> None:
    assert rules.change(READY, replace(READY, **more)).state is State.READY  # type: ignore[arg-type]  # one field each


def test_a_room_is_led_as_long_as_its_facilitator_or_monitor_is_there() -> None:
    """Somebody is named for an open one alone: before, HR changes the seats."""
    going = rules.begin(READY)
    assert not rules.is_unled(going, {"fay"})
    assert not rules.is_unled(going, {"gus"})
    assert rules.is_unled(going, {"ana"})
    assert rules.is_unled(replace(going, monitor=None), {"gus"})
    assert not rules.is_unled(READY, ())
    assert rules.hand_over(going, "new").facilitator == "new"
    with pytest.raises(StaleError):
        rules.hand_over(READY, "new")
