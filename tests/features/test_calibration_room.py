"""A calibration session in the room: voices in order, evidence before level, and nothing final until it closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from domain import reviews_rounds
from domain.calibration import State
from domain.calibration_decisions import Outcome, Ruling
from domain.competencies import Level
from storage import calibration_rulings, cycles, reviews
from storage.unit import Unit
from tests.features.calibration_house import MORE, CalibrationHouse, at_madrid
from tests.features.scene import Figure, Scene
from tests.features.test_review import EARLIER, FIRST

LINE = "Names risks, doubts and mistakes unprompted and in time"


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
def house(scene: Scene) -> CalibrationHouse:
    made = CalibrationHouse(scene)
    scene.store.write(made.furnish).result()
    return made


@pytest.fixture
async def going(house: CalibrationHouse) -> CalibrationHouse:
    """The room is open. Ben was rated a role model on two pieces."""
    house.notes("e1", "ana")
    house.notes("e2", "chi", **EARLIER)
    house.rated("ben", "ana", Level.ROLE_MODEL, cited=frozenset({"e1", "e2"}))
    await house.is_ready()
    await house.begins()
    return house


async def reads(
    house: CalibrationHouse, who: Figure, level_line: str = LINE, pieces: tuple[str, ...] = ("B, ",)
) -> None:
    """Somebody says which line of the level text fits Ben's early candor, and on which evidence."""
    stage = house.scene.stage
    menu = await stage.presses(who, house.room(who), "My reading")
    chosen = await stage.chooses(who, menu, "Which competency?", FIRST)
    form = await house.form(who, chosen, "Say how I read it")
    lines = form.fields["line"].choices
    cited = form.fields["cited"].choices
    said = {
        "line": next(one for one in lines if one.startswith(level_line[:40])),
        "cited": [one for one in cited if one.startswith(pieces)],
    }
    await stage.submits(who, form, said)


async def gives_points(house: CalibrationHouse, who: Figure, points: str = "2") -> Any:
    form = await house.form(who, house.room(who), "Give points")
    chosen = {name: next(one for one in field.choices if one.startswith(points)) for name, field in form.fields.items()}
    return await house.scene.stage.submits(who, form, chosen)


async def deciding(house: CalibrationHouse) -> Any:
    stage, fay = house.scene.stage, house.scene.fay
    await house.scene.passes(seconds=30)
    menu = await stage.presses(fay, house.room(fay), "Decide")
    return await stage.chooses(fay, menu, "Which competency?", FIRST)


async def closes(house: CalibrationHouse, log: Any) -> Any:
    """After the question what that will do."""
    stage, fay = house.scene.stage, house.scene.fay
    asked = await stage.presses(fay, log, "Close the session")
    return await stage.presses(fay, asked, "Close it now")


async def asks_to_close(house: CalibrationHouse, who: Figure) -> Any:
    log = await house.scene.stage.presses(who, house.room(who), "Decisions")
    return await house.scene.stage.presses(who, log, "Close the session")


def level_of(house: CalibrationHouse, about: str) -> Level | None:
    def read(unit: Unit) -> Level | None:
        cycle = cycles.find(unit, house.scene.org, "c1")
        assert cycle is not None
        round = reviews_rounds.rounds(cycle)[0]
        rating = reviews.plain(unit, house.scene.org, round, house.ids[about]).rating("early_candor")
        return rating.text.level if rating else None

    return house.scene.store.read(read).result()


def rulings(house: CalibrationHouse) -> list[Ruling]:
    kept, org = house.session(), house.scene.org
    return house.scene.store.read(lambda unit: calibration_rulings.of_session(unit, org, kept.id)).result()


async def test_everybody_with_a_seat_has_the_room_in_one_message_that_is_edited(going: CalibrationHouse) -> None:
    """The facilitator reads the script, the others what runs; each minute it says how much is left."""
    scene = going.scene
    before = len(scene.stage.direct(scene.eve))
    assert "We do not trade ratings" in going.room(scene.fay).words
    assert "We do not trade ratings" not in going.room(scene.eve).words
    assert "6 of 6 minutes left" in going.room(scene.eve).words
    scene.clock.now = at_madrid(8, 14, 2)
    await scene.settle()
    assert "4 of 6 minutes left" in going.room(scene.eve).words
    await scene.stage.presses(scene.fay, going.room(scene.fay), "Next part")
    await scene.passes(seconds=30)
    assert "Part 2 of 7" in going.room(scene.gus).words
    assert len(scene.stage.direct(scene.eve)) == before


async def test_a_level_changes_by_two_voices_with_the_reason_and_the_words_and_only_at_the_end(
    going: CalibrationHouse,
) -> None:
    """One voice, or another line, changes nothing; until the session closes the original stands."""
    scene, stage = going.scene, going.scene.stage
    await going.talks_about("ben")
    room = going.room(scene.eve).words
    assert room.index("Kim Osei") < room.rindex("Ana Ruiz")
    assert "My reading" not in going.room(scene.ana).buttons
    await reads(going, scene.eve)
    assert "No two managers cite the same" in (await deciding(going)).words
    await reads(going, scene.kim)
    await gives_points(going, scene.eve)
    early = await deciding(going)
    assert "Until two managers have given points" in early.words
    assert "Change" not in early.buttons
    await gives_points(going, scene.kim)
    table = await deciding(going)
    assert "2 managers read Competent" in table.words
    assert "Eve Larsen" not in table.words
    form = await going.form(scene.fay, table, "Change")
    lacking = await stage.submits(scene.fay, form, {"level": "Competent", "reason": "The line fits.", "wording": " "})
    assert "wording" in lacking.errors
    said = {"level": "Competent", "reason": "The line on timing fits.", "wording": "You named risks in time."}
    done = await stage.submits(scene.fay, form, said)
    assert "Changed from Role model to Competent" in done.words
    await stage.submits(scene.fay, form, said)
    assert len(rulings(going)) == 1
    assert level_of(going, "ben") is Level.ROLE_MODEL
    await scene.passes(seconds=30)
    log = await stage.presses(scene.fay, going.room(scene.fay), "Decisions")
    await closes(going, log)
    await scene.passes(seconds=30)
    assert level_of(going, "ben") is Level.COMPETENT
    assert going.session().session.state is State.CLOSED
    assert "is over" in going.room(scene.eve).words
    assert "1" not in going.room(scene.eve).words, "no totals"
    await scene.passes(days=1)
    told = [f"{one.fallback} {one.words}" for one in scene.stage.direct(scene.ana)]
    assert any("was changed in calibration" in one for one in told)


async def test_a_decision_is_taken_back_until_the_session_closes(going: CalibrationHouse) -> None:
    """And a review that is returned for evidence goes back to its manager with the reason, when it closes."""
    scene, stage = going.scene, going.scene.stage
    await going.talks_about("ben")
    form = await going.form(scene.fay, await deciding(going), "Return for evidence")
    told = await stage.submits(scene.fay, form, {"reason": "Who saw it, and when?"})
    form = await going.form(scene.fay, await deciding(going), "Keep")
    kept = await stage.submits(scene.fay, form, {})
    undone = await stage.presses(scene.fay, kept, "Undo")
    assert "Nothing is decided in its place" in undone.words
    stale = await stage.presses(scene.fay, told, "Undo")
    assert "This changed since you opened it" in stale.words
    form = await going.form(scene.fay, await deciding(going), "Return for evidence")
    await stage.submits(scene.fay, form, {"reason": "Who saw it, and when?"})
    await scene.passes(seconds=30)
    log = await stage.presses(scene.fay, going.room(scene.fay), "Decisions")
    assert "returned for evidence, replaced" in log.words
    assert "kept as it was handed in, taken back" in log.words
    await closes(going, log)
    await scene.passes(seconds=30)
    assert "Who saw it, and when?" in (await stage.says(scene.ana, "/review @ben")).words
    stood = [(one.stands, one.applied_at is not None) for one in rulings(going)]
    assert stood == [(True, False), (False, False), (True, True)]


async def test_what_was_written_after_the_room_decided_is_not_overwritten(going: CalibrationHouse) -> None:
    """It stands, and the log says why."""
    scene, stage = going.scene, going.scene.stage
    await going.talks_about("ben")
    for who in (scene.eve, scene.kim):
        await reads(going, who)
        await gives_points(going, who)
    form = await going.form(scene.fay, await deciding(going), "Change")
    invisible = await stage.submits(scene.fay, form, {"level": "Competent", "reason": "\u3164", "wording": "\u200b"})
    assert {"reason", "wording"} <= set(invisible.errors)
    said = {"level": "Competent", "reason": "The line on timing fits.", "wording": "You named risks in time."}
    await stage.submits(scene.fay, form, said)
    going.rated("ben", "ana", Level.ROLE_MODEL, cited=frozenset({"e1", "e2"}), counter="Once it came late.")
    await scene.passes(seconds=30)
    log = await stage.presses(scene.fay, going.room(scene.fay), "Decisions")
    closed = await closes(going, log)
    assert "Not carried out: its text was changed after the room decided" in closed.words
    assert level_of(going, "ben") is Level.ROLE_MODEL


async def test_points_are_shown_of_neither_one_nor_two(going: CalibrationHouse) -> None:
    """Whoever rates the case gives none, and sees none."""
    scene = going.scene
    await going.talks_about("ben")
    alone = await gives_points(going, scene.eve)
    assert "At least three managers" in alone.words
    two = await gives_points(going, scene.kim, "1")
    assert "At least three managers" in two.words
    assert "Give points" not in going.room(scene.ana).buttons


async def test_a_room_left_over_night_runs_on_in_the_morning(going: CalibrationHouse) -> None:
    """Nobody closed it; once the facilitator goes on, everybody sees the minutes pass again."""
    scene = going.scene
    scene.clock.now = at_madrid(9, 9)
    await scene.settle()
    await scene.stage.presses(scene.fay, going.room(scene.fay), "Next part")
    await scene.passes(seconds=30)
    before = going.room(scene.ana).words
    assert "Part 2 of 7" in before
    await scene.passes(seconds=90)
    assert going.room(scene.ana).words != before


async def test_when_the_facilitator_is_gone_the_monitor_leads_on(going: CalibrationHouse) -> None:
    """Nothing that was said is lost, and the one who comes back watches."""
    scene, stage = going.scene, going.scene.stage
    await going.talks_about("ben")
    asked = await stage.presses(scene.gus, going.room(scene.gus), "The facilitator is gone")
    await stage.presses(scene.gus, asked, "Lead the room")
    await scene.passes(seconds=30)
    assert "Decide" in going.room(scene.gus).buttons
    assert "Decide" not in going.room(scene.fay).buttons
    assert "Ben Okafor" in going.room(scene.gus).words


async def test_closing_tells_nothing_of_decisions_on_whom_its_reader_may_not_read(going: CalibrationHouse) -> None:
    """Gus came to be Ben's peer, then to lead the room: what was decided on Ben is in no count."""
    scene, stage = going.scene, going.scene.stage
    session, ben = going.session().id, going.ids["ben"]
    ruling = Ruling(
        subject=ben,
        competency="early_candor",
        number=1,
        outcome=Outcome.RETURNED,
        by=going.ids["fay"],
        at=scene.clock(),
        original=None,
    )
    going.write(lambda unit: calibration_rulings.add(unit, scene.org, session, ruling))
    asked = await asks_to_close(going, scene.fay)
    assert "1 review goes back" in asked.words
    going.leads("ana", "gus")
    taking = await stage.presses(scene.gus, going.room(scene.gus), "The facilitator is gone")
    await stage.presses(scene.gus, taking, "Lead the room")
    await scene.passes(seconds=30)
    asked = await asks_to_close(going, scene.gus)
    assert "0 reviews go back" in asked.words


async def test_a_monitor_who_came_to_have_a_stake_does_not_lead_on(going: CalibrationHouse) -> None:
    """Jo came to report to Gus since the packets froze: Fay still leads, and Gus reads why."""
    scene, stage = going.scene, going.scene.stage
    going.leads("gus", "jo")
    asked = await stage.presses(scene.gus, going.room(scene.gus), "The facilitator is gone")
    said = await stage.presses(scene.gus, asked, "Lead the room")
    assert "can't lead the calibration" in said.words + said.fallback
    assert "Fay Moreau can lead on" in said.words
    assert going.session().session.facilitator == going.ids["fay"]


async def test_a_case_is_hidden_in_the_room_from_whoever_has_a_conflict(going: CalibrationHouse) -> None:
    """Kim came to report to Eve, as Ike does, since the packets froze: of a case she sees not even whose it is."""
    scene = going.scene
    going.leads("eve", "kim")
    await going.talks_about("ike")
    assert "Ike Brandt" in going.room(scene.gus).words
    room = going.room(scene.kim)
    assert "Ike Brandt" not in room.words + room.fallback
    assert not {"My reading", "Give points", "Read the packet"} & set(room.buttons)
