"""Who sits in a session changes, and when it is: whoever that concerns hears of it, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.features.calibration_house import MORE, CalibrationHouse
from tests.features.scene import Scene

HAS_CHANGED = "has changed"


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


async def changes(house: CalibrationHouse, session: str, **said: Any) -> None:
    """Hana does, in the form."""
    scene = house.scene
    whole = await scene.stage.chooses(scene.hana, await house.opens(scene.hana), "Open a session", session)
    form = await house.form(scene.hana, whole, "Move it, or change people")
    await scene.stage.submits(scene.hana, form, said)


async def test_of_another_seat_its_holder_hears_and_of_another_time_everybody(scene: Scene) -> None:
    """Also where a seat changes before word of the new time has gone out."""
    house = CalibrationHouse(scene)
    scene.store.write(house.furnish).result()
    await house.plans()
    await scene.settle()
    await changes(house, "Calibration of Summer 2026, Oct 8", monitor=[scene.kim])
    await scene.passes(days=3)

    def told() -> list[bool]:
        return [HAS_CHANGED in f"{one.words} {one.fallback}" for one in scene.stage.direct(scene.ana)]

    assert not any(told())
    assert "You are invited" in house.last(scene.kim).words + house.last(scene.kim).fallback
    await changes(house, "Calibration of Summer 2026, Oct 8", day="2026-10-15")
    await changes(house, "Calibration of Summer 2026, Oct 15", monitor=[scene.gus])
    for _ in range(4):  # one reminder a day, and others wait as well
        await scene.passes(days=1)
    assert any(told())
