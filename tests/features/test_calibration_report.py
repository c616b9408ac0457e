"""What a session is found to have done: each hears of what is theirs, and reads nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from content import calibration as content
from domain.calibration_script import Moment, form
from domain.competencies import Level
from domain.local_time import DAY_MS
from storage import calibration_anchors
from storage.unit import Unit
from tests.features.calibration_house import MORE, CalibrationHouse
from tests.features.scene import Figure, Scene, Seen


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
async def over(scene: Scene) -> CalibrationHouse:
    """The session is closed. Ana read every case as a role model; the others as those meant it who wrote them."""
    house = CalibrationHouse(scene)
    scene.store.write(house.furnish).result()
    house.rated("ben", "ana", Level.ROLE_MODEL)
    await house.is_ready()
    house.write(lambda unit: read_cases(house, unit))
    await house.begins()
    log = await scene.stage.presses(scene.fay, house.room(scene.fay), "Decisions")
    asked = await scene.stage.presses(scene.fay, log, "Close the session")
    await scene.stage.presses(scene.fay, asked, "Close it now")
    await scene.until(scene.clock.now + DAY_MS)
    return house


def read_cases(house: CalibrationHouse, unit: Unit) -> None:
    kept = house.session()
    for (person, first), moment in ((one, moment) for one in kept.forms.items() for moment in Moment):
        cases = content.default().cases(form(first, moment))
        lenient = person == house.ids["ana"]
        levels = {one.id: Level.ROLE_MODEL if lenient else one.target for one in cases}
        calibration_anchors.put(unit, house.scene.org, kept.id, person, moment, levels, now=house.scene.clock())


def told(house: CalibrationHouse, who: Figure, label: str) -> Seen:
    """The message with this button."""
    messages = house.scene.stage.direct(who)
    assert any(label in seen.buttons for seen in messages), [seen.buttons for seen in messages]
    return next(seen for seen in reversed(messages) if label in seen.buttons)


async def test_the_facilitator_reads_the_report_and_each_manager_only_their_own_figures(over: CalibrationHouse) -> None:
    """The manager sees that it was read; nobody else is shown anything, also when they name the id."""
    scene, stage = over.scene, over.scene.stage
    ready = told(over, scene.fay, "Read the report")
    report = await stage.presses(scene.fay, ready, "Read the report")
    assert "How far managers agree" in report.words
    assert "Too few to say" in report.words
    managers = await stage.presses(scene.fay, report, "How each manager rated")
    one = await stage.chooses(scene.fay, managers, "Read about one manager", "Ana Ruiz")
    assert "higher than others on the same cases" in one.words + one.fallback
    seen = await stage.says(scene.ana, "/vouchsafe privacy")
    assert "facilitator" in seen.words
    own = await stage.presses(scene.ana, told(over, scene.ana, "Read it"), "Read it")
    assert "How your ratings lie beside the others'" in own.words + own.fallback
    assert "higher than others on the same cases" in own.words + own.fallback
    assert "Eve" not in own.words + own.fallback
    assert not any("Read it" in seen.buttons or "Read the report" in seen.buttons for seen in stage.direct(scene.gus))


async def test_hr_is_asked_for_clearer_words_and_compares_sessions_without_names(over: CalibrationHouse) -> None:
    """How one manager rated is in nothing that HR reads."""
    scene, stage = over.scene, over.scene.stage
    rewrite = told(over, scene.hana, "Write them anew")
    assert "worth writing anew" in rewrite.words + rewrite.fallback
    assert "Learning from errors" in rewrite.words or "Bounded experiments" in rewrite.words
    compared = await stage.says(scene.hana, "/calibrate results")
    assert "What calibration did" in compared.words + compared.fallback
    assert "Summer 2026, Oct 8, 2026" in compared.words + compared.fallback
    assert "Ana" not in compared.words + compared.fallback + rewrite.words
    refused = await stage.says(scene.ana, "/calibrate results")
    assert "I can't find that" in refused.words
