"""A calibration sprint: four weeks of two cases, read alone; who reads how is shown to nobody but themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from storage import calibration_sprint, due
from storage.calibration_sprint_due import KIND
from storage.unit import Unit
from tests.features.calibration_house import MORE, CalibrationHouse, at_madrid
from tests.features.scene import Figure, Scene, Seen

DAY_MS = 24 * 3_600_000
MONDAY = at_madrid(5, 9)


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
def house(scene: Scene) -> CalibrationHouse:
    made = CalibrationHouse(scene)
    scene.store.write(made.furnish).result()
    for who in (scene.ana, scene.eve, scene.kim, scene.dan, scene.fay, scene.hana):
        scene.lives(who, "Europe/Madrid")
    return made


async def starts(house: CalibrationHouse, **more: object) -> Seen:
    """Hana starts one for Ana, Eve, Kim and Dan from the first Monday of October on; Fay looks after it."""
    scene = house.scene
    listed = await scene.stage.says(scene.hana, "/calibrate sprint")
    form = await house.form(scene.hana, listed, "Start a sprint")
    usual = {"managers": [scene.ana, scene.eve, scene.kim, scene.dan], "facilitator": [scene.fay], "day": "2026-10-05"}
    return await scene.stage.submits(scene.hana, form, {**usual, **more})


async def sees(house: CalibrationHouse, who: Figure) -> Seen:
    return await house.scene.stage.says(who, "/calibrate sprint")


async def reads(house: CalibrationHouse, who: Figure, week: int, *levels: str) -> Seen:
    form = await house.form(who, await sees(house, who), f"Read week {week}")
    return await house.scene.stage.submits(who, form, dict(zip(form.fields, levels, strict=True)))


def hears(house: CalibrationHouse, who: Figure, words: str) -> Seen | None:
    """The last of their messages that says so: others may come between, or stand in it, too."""
    return next((one for one in reversed(house.scene.stage.direct(who)) if words in one.words + one.fallback), None)


async def comes(house: CalibrationHouse, moment: int) -> None:
    await house.scene.until(moment)
    await house.scene.settle()


async def test_each_reads_alone_and_sees_then_how_others_did(house: CalibrationHouse) -> None:
    """Those who wrote the cases at once, the group once the week is over, from four on; names stand nowhere."""
    scene = house.scene
    await starts(house)
    await comes(house, MONDAY)
    asked = hears(house, scene.ana, "week 1 of 4")
    assert asked is not None
    assert "Only you see what you choose" in asked.words
    assert "Role model" not in asked.words
    told = await reads(house, scene.ana, 1, "Developing", "Role model")
    assert "Why they read it so" in told.words
    assert "What the levels say" in told.words
    assert "How the group read them" not in told.words
    await reads(house, scene.eve, 1, "Competent", "Role model")
    await reads(house, scene.kim, 1, "Competent", "Competent")
    await reads(house, scene.dan, 1, "Competent", "Role model")
    await comes(house, MONDAY + 7 * DAY_MS)
    second = hears(house, scene.ana, "week 2 of 4")
    assert second is not None
    week = await scene.stage.presses(scene.ana, second, "How week 1 was read")
    assert "How the group read them" in week.words
    assert "1 of 4" in week.words
    assert "3 of 4" in week.words
    assert not any(name in week.words for name in ("Eve Larsen", "Kim Osei"))


async def test_whoever_looks_after_it_sees_who_has_read_and_never_how(house: CalibrationHouse) -> None:
    """HR and who was named for it, who hears so before; to others, also who takes part, there is no such board."""
    scene = house.scene
    await starts(house)
    await comes(house, MONDAY - DAY_MS)
    named = hears(house, scene.fay, "You look after a calibration sprint")
    assert named is not None
    assert "Who has read" in named.buttons
    await comes(house, MONDAY)
    for who, first in ((scene.ana, "Developing"), (scene.eve, "Competent"), (scene.kim, "Competent")):
        await reads(house, who, 1, first, "Role model")
    await comes(house, MONDAY + 7 * DAY_MS)
    listed = await sees(house, scene.hana)
    boards = [
        await sees(house, scene.fay),
        await scene.stage.chooses(scene.hana, listed, "Open a sprint", "1: Ana Ruiz and others, going on"),
    ]
    for board in boards:
        words = board.words + board.fallback
        assert "Ana Ruiz | read | not yet | to come" in words
        assert "Sørensen | not yet | not yet" in words
        assert "too few to say" in words
        assert not any(level in words for level in ("Developing", "Competent", "Role model"))
    assert "Who has read" not in (await sees(house, scene.ana)).buttons
    assert "You take part in no calibration sprint" in (await sees(house, scene.ben)).words


async def test_who_has_read_is_not_reminded_and_who_was_away_catches_up(house: CalibrationHouse) -> None:
    """In the days after it is said to Eve alone; a week later she reads both, and nothing waits on her Home."""
    scene = house.scene
    await starts(house)
    await comes(house, MONDAY)
    await reads(house, scene.ana, 1, "Competent", "Role model")
    await comes(house, MONDAY + 4 * DAY_MS)
    assert hears(house, scene.eve, "The two made-up cases of week 1")
    assert not hears(house, scene.ana, "The two made-up cases of week 1")
    assert "Calibration sprint, week 1" in (await scene.stage.says(scene.eve, "/vouchsafe home")).words
    await comes(house, MONDAY + 7 * DAY_MS)
    later = hears(house, scene.eve, "Week 1 still waits for you")
    assert later is not None
    for week in (1, 2):
        await reads(house, scene.eve, week, "Competent", "Competent")
    assert "Calibration sprint, week" not in (await scene.stage.says(scene.eve, "/vouchsafe home")).words
    assert "you have read it" in (await sees(house, scene.eve)).words
    again = await scene.stage.presses(scene.eve, later, "Read week 2")
    assert "how you read it" in again.words + again.fallback


async def test_a_stopped_sprint_asks_nobody_for_anything(house: CalibrationHouse) -> None:
    """What was read stays with whoever read it."""
    scene = house.scene
    board = await starts(house)
    await comes(house, MONDAY)
    await reads(house, scene.ana, 1, "Competent", "Role model")
    await scene.stage.presses(scene.hana, await scene.stage.presses(scene.hana, board, "Stop it"), "Stop the sprint")
    assert not scene.store.read(lambda unit: _is_planned(unit, scene.org)).result()
    await comes(house, MONDAY + 7 * DAY_MS)
    assert not hears(house, scene.eve, "wait for you")
    assert not hears(house, scene.eve, "week 2 of 4")
    asked = hears(house, scene.eve, "week 1 of 4")
    assert asked is not None
    refused = await scene.stage.presses(scene.eve, asked, "Read week 1")
    assert "The sprint was stopped" in refused.words
    mine = await sees(house, scene.ana)
    assert "What you read stays for you to see" in mine.words


def _is_planned(unit: Unit, org: str) -> bool:
    [sprint] = calibration_sprint.every(unit, org)
    return due.is_planned(unit, org, KIND, sprint.id)


async def test_what_cannot_work_is_said_under_its_field(house: CalibrationHouse) -> None:
    """Somebody in another sprint, a facilitator who takes part, a day that has passed."""
    scene = house.scene
    await starts(house)
    told = await starts(house, facilitator=[scene.ana], day="2026-09-01")
    assert "takes part in another sprint" in told.errors["managers"]
    assert "does not take part" in told.errors["facilitator"]
    assert "in the past" in told.errors["day"]


async def test_somebody_in_a_second_sprint_opens_what_they_read_in_the_first(house: CalibrationHouse) -> None:
    """The command shows the one that runs; a button of it lists them all."""
    scene = house.scene
    board = await starts(house)
    await comes(house, MONDAY)
    await reads(house, scene.ana, 1, "Competent", "Role model")
    await scene.stage.presses(scene.hana, await scene.stage.presses(scene.hana, board, "Stop it"), "Stop the sprint")
    await starts(house)
    mine = await sees(house, scene.ana)
    assert "Read week 1" in mine.buttons
    listed = await scene.stage.presses(scene.ana, mine, "Calibration sprints")
    [place] = re.findall(r"(\d): from (?:(?!from).)*, stopped", listed.words)
    first = await scene.stage.chooses(scene.ana, listed, "Open a sprint", f"{place}: Ana Ruiz and others, stopped")
    told = await scene.stage.chooses(scene.ana, first, "How I read", "Week 1, Early candor")
    assert "Why they read it so" in told.words
