"""A calibration session until it begins: planned, heard of, prepared for, and read by nobody who may not."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from bot.edge import Core
from domain.calibration import State
from domain.competencies import Level
from handlers.downloads import FILES
from storage import downloads
from storage.downloads import Document, File
from storage.unit import Unit
from tests.features.calibration_house import MORE, CalibrationHouse, at_madrid
from tests.features.scene import Scene


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
def house(scene: Scene) -> CalibrationHouse:
    made = CalibrationHouse(scene)
    scene.store.write(made.furnish).result()
    return made


async def test_a_session_is_planned_in_one_form_and_its_people_hear_of_it(house: CalibrationHouse, core: Core) -> None:
    """With what is good to know; the calendar file comes by a link that works once."""
    core.dispatcher._site = "https://vouchsafe.example"  # type: ignore[attr-defined]  # as bot.serve sets it
    scene = house.scene
    planned = await house.plans()
    assert "Fewer than 5 managers" in planned.words
    assert "People talked about" in planned.words
    await scene.settle()
    invited = house.last(scene.ana)
    assert "You are invited to a calibration session" in invited.words + invited.fallback
    await scene.stage.presses(scene.ana, invited, "Add to my calendar")
    [link] = set(re.findall(r"https://vouchsafe\.example/download/([0-9a-z.]+)", scene.stage.sent()))

    def made(unit: Unit) -> File | Document | None:
        taken = downloads.whose(unit, link, now=scene.clock())
        return FILES[taken.of](unit, taken=taken, now=scene.clock()) if taken else None

    file = scene.store.read(made).result()
    assert isinstance(file, File)
    assert file.media == "text/calendar"
    assert b"TZID=Europe/Madrid:20261008T140000" in file.body


async def test_what_cannot_work_is_said_under_its_field(house: CalibrationHouse) -> None:
    """One manager, a facilitator who is talked about, a day that has passed, a time that is none."""
    scene = house.scene
    told = await house.plans(managers=[scene.ana], facilitator=[scene.ben], day="2026-09-01")
    assert "name at least two" in told.errors["managers"] + told.words
    assert "choose somebody without a stake" in told.errors["facilitator"]
    assert "in the past" in told.errors["day"]
    told = await house.plans(at="25:00")
    assert "14:00" in told.errors["at"]
    nobody = await house.plans(managers=[scene.ben, scene.chi])
    assert "leads anybody in this cycle" in nobody.errors["managers"]


async def test_a_moved_session_reminds_of_its_new_day_alone(house: CalibrationHouse) -> None:
    """Moved across the change of the clocks: each reminder is on the clocks of its reader, the last an hour before."""
    scene = house.scene
    scene.lives(scene.ana, "Europe/Madrid")
    await house.plans()
    await scene.settle()
    whole = await scene.stage.chooses(
        scene.hana, await house.opens(scene.hana), "Open a session", "Calibration of Summer 2026, Oct 8"
    )
    form = await house.form(scene.hana, whole, "Move it, or change people")
    await scene.stage.submits(scene.hana, form, {"day": "2026-10-29"})
    told: dict[str, int] = {}
    days = [(1, 9), (7, 9), (8, 13), (22, 9), (28, 9), (29, 13)]  # of the old day, and of the new one
    for at in (at_madrid(day, hour) for day, hour in days):
        for scene.clock.now in (at - 60_000, at):
            await scene.settle()
            for seen in scene.stage.direct(scene.ana):
                told.setdefault(seen.words + seen.fallback, scene.clock.now)
    soon = {at: words for words, at in told.items() if "Still missing" in words}
    assert list(soon) == [at_madrid(22, 9), at_madrid(28, 9), at_madrid(29, 13)]
    heads = ("is coming up", "is near", "is in an hour")
    assert all(head in words for head, words in zip(heads, soon.values(), strict=True))
    assert any("has changed" in words for words in told)


async def test_a_cancelled_session_asks_nobody_for_anything(house: CalibrationHouse) -> None:
    """Whoever had heard of it hears that, and can take it out of their calendar."""
    scene = house.scene
    planned = await house.plans()
    await scene.settle()
    asked = await scene.stage.presses(scene.hana, planned, "Cancel it")
    gone = await scene.stage.presses(scene.hana, asked, "Cancel the session")
    assert "is cancelled" in gone.words + gone.fallback
    assert house.session().session.state is State.CANCELLED
    await scene.until(scene.clock.now + 24 * 3_600_000)
    assert "Take it out of my calendar" in house.last(scene.ana).buttons
    for scene.clock.now in (at_madrid(1, 9), at_madrid(7, 9), at_madrid(8, 13)):
        await scene.settle()
    assert not any("Still missing" in seen.words for seen in scene.stage.direct(scene.ana))
    assert "You have a seat in no calibration session" in (await house.opens(scene.ana)).words


async def test_anchor_cases_are_rated_alone_half_of_the_room_with_each_set(house: CalibrationHouse) -> None:
    """Nobody is shown how another read them; what was chosen stands in the form again."""
    scene = house.scene
    await house.plans()
    ana = await house.form(scene.ana, await house.opens(scene.ana), "Rate the anchor cases")
    eve = await house.form(scene.eve, await house.opens(scene.eve), "Rate the anchor cases")
    assert set(ana.fields) == {"a1", "a2", "a3", "a4", "a5"}
    assert set(eve.fields) == {"b1", "b2", "b3", "b4", "b5"}
    kept = await scene.stage.submits(scene.ana, ana, dict.fromkeys(ana.fields, "Competent"))
    assert "Your levels are kept" in kept.words
    board = await scene.stage.presses(scene.fay, await house.opens(scene.fay), "Preparation board")
    assert "5 of 5" in board.words + board.fallback
    assert "Competent" not in board.words + board.fallback


async def test_packets_freeze_and_say_what_changed_since(house: CalibrationHouse) -> None:
    """Three working days before; managers mark those of others, and the board counts that without saying how."""
    scene = house.scene
    house.rated("ben", "ana", Level.ROLE_MODEL)
    house.rated("chi", "ana")
    house.rated("ike", "eve")
    await house.plans()
    await scene.until(at_madrid(5, 14))
    assert house.session().session.state is State.READY
    packet = await house.packet(scene.eve, "ben")
    assert "Role model" in packet.words
    assert "The evidence does not carry it yet" in packet.words
    marked = await scene.stage.presses(scene.eve, packet, "I agree")
    assert "you agree" in marked.words
    board = await scene.stage.presses(scene.fay, await house.opens(scene.fay), "Preparation board")
    assert "1 of 2" in board.words + board.fallback
    assert "counter-evidence" in board.words + board.fallback
    assert "agree" not in board.words + board.fallback
    house.rated("ben", "ana", hand_in=False)
    assert "Changed after the packet froze: the level" in (await house.packet(scene.eve, "ben")).words
    mine = await house.packet(scene.ana, "ben")
    assert "I agree" not in mine.buttons


async def test_the_person_sees_that_their_packet_was_read(house: CalibrationHouse) -> None:
    scene = house.scene
    house.rated("ben", "ana")
    await house.plans()
    await scene.until(at_madrid(5, 14))
    listed = await scene.stage.presses(scene.eve, await house.opens(scene.eve), "Packets")
    assert "a rating is above or below" not in listed.words
    await house.packet(scene.eve, "ben")
    seen = await scene.stage.says(scene.ben, "/vouchsafe privacy")
    assert "member of the calibration session" in seen.words
    assert "facilitator" not in seen.words
    board = await scene.stage.presses(scene.fay, await house.opens(scene.fay), "Preparation board")
    assert "Ben Okafor" in board.words + board.fallback
    assert "facilitator" in (await scene.stage.says(scene.ben, "/vouchsafe privacy")).words


async def test_whoever_has_a_conflict_finds_no_packet(house: CalibrationHouse) -> None:
    """Chi leads Jo and is invited: her own packet and that of her peer are not there."""
    scene = house.scene
    house.leads("chi", "jo")
    house.rated("ben", "ana")
    await house.plans(managers=[scene.ana, scene.eve, scene.chi])
    await scene.until(at_madrid(5, 14))
    listed = await scene.stage.presses(scene.chi, await house.opens(scene.chi), "Packets")
    assert "Ike Brandt" in listed.words
    assert "Jo Park" in listed.words
    assert "Ben Okafor" not in listed.words
    assert "Chiara Lindqvist, rated by" not in listed.words


async def test_a_room_is_not_opened_days_ahead_by_one_press(house: CalibrationHouse) -> None:
    """Whoever leads it is asked first; everybody would be called in."""
    scene = house.scene
    await house.is_ready()
    asked = await scene.stage.presses(scene.fay, await house.opens(scene.fay), "Begin the session")
    assert "Begin it already?" in asked.words + asked.fallback
    assert house.session().session.state is State.READY
    begun = await scene.stage.presses(scene.fay, asked, "Begin now")
    assert "has begun" in begun.words + begun.fallback
    assert house.session().session.state is State.OPEN


async def test_nobody_leads_the_room_who_came_to_have_a_stake_in_it(house: CalibrationHouse) -> None:
    """Jo came to report to Fay after the packets froze: the session does not begin, and it is said what to do."""
    scene = house.scene
    await house.is_ready()
    house.leads("fay", "jo")
    scene.clock.now = at_madrid(8, 14)
    await scene.settle()
    said = await scene.stage.presses(scene.fay, await house.opens(scene.fay), "Begin the session")
    assert "can't lead the calibration" in said.words + said.fallback
    assert "HR can name somebody else" in said.words
    assert house.session().session.state is State.READY
