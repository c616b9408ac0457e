"""A room whose facilitator is gone and that nobody watches: HR names somebody, and it goes on where it stood."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.calibration import State
from domain.people import MemberKind
from tests.features.calibration_house import MORE, CalibrationHouse
from tests.features.scene import Scene
from tests.features.test_broadcasts import becomes


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


async def test_hr_names_who_leads_a_room_on_that_nobody_leads_any_more(scene: Scene) -> None:
    """Not while the facilitator is there, and nobody with a seat, or a stake in any packet; all that was said stays."""
    house, stage, hana = CalibrationHouse(scene), scene.stage, scene.hana
    scene.store.write(house.furnish).result()
    house.rated("ben", "ana")
    await house.is_ready(monitor=[])
    await house.begins()
    await house.talks_about("ben")
    session = "Calibration of Summer 2026, Oct 8"
    led = await stage.chooses(hana, await house.opens(hana), "Open a session", session)
    assert "Name who leads it on" not in led.buttons
    becomes(scene, scene.fay, MemberKind.FULL, active=False)
    unled = await stage.chooses(hana, await house.opens(hana), "Open a session", session)
    form = await house.form(hana, unled, "Name who leads it on")
    seated = await stage.submits(hana, form, {"facilitator": [scene.eve]})
    assert "two seats" in seated.errors["facilitator"]
    staked = await stage.submits(hana, form, {"facilitator": [scene.dan]})
    assert "without a stake" in staked.errors["facilitator"]
    house.leads("dan", "chi")  # nobody's case any more, and the packet is in the room
    talked_about = await stage.submits(hana, form, {"facilitator": [scene.chi]})
    assert "without a stake" in talked_about.errors["facilitator"]
    named = await stage.submits(hana, form, {"facilitator": [scene.gus]})
    assert "Gus Adeyemi has the room now" in named.words
    await scene.passes(seconds=30)
    assert "Ben Okafor" in house.room(scene.gus).words
    assert "Decide" in house.room(scene.gus).buttons
    assert house.session().session.state is State.OPEN
    assert not any("Ben Okafor" in seen.words for seen in stage.direct(scene.fay)), "whoever led it keeps no case"
