"""One session of eight managers, half of them on Slack and half on Teams, from its invitation to its closed log."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.edge import Core
from bot.relay import Relay
from domain.calibration import State
from domain.competencies import Level
from domain.local_time import DAY_MS
from domain.roles import Office
from handlers.downloads import FILES
from storage import downloads, tables
from storage.downloads import File
from storage.unit import Unit
from tests.features import calibration_both as both
from tests.features.both_stage import BothStage
from tests.features.calibration_both import MANAGERS, SEATED, BothHouse
from tests.features.calibration_house import at_madrid
from tests.features.conftest import furnish, slack, teams
from tests.features.scene import Scene, SceneClock, Seen
from tests.features.test_calibration_room import deciding, gives_points, level_of, reads, rulings

_account = tables.table(tables.Account)
ON_SQLITE = pytest.param("sqlite", id="sqlite")
ON_POSTGRES = pytest.param("postgresql", id="postgresql", marks=pytest.mark.soak)
WORDS = "You named risks in time."
LACKS = "Who saw it, and when?"


@pytest.fixture
async def house(core: Core, clock: SceneClock) -> AsyncIterator[BothHouse]:
    """One store, one relay, and an edge of each platform before it."""
    core.dispatcher._site = "https://vouchsafe.example"  # type: ignore[attr-defined]  # as bot.serve sets it
    async with (
        slack(core, clock, both.CAST, both.ON_SLACK) as (on_slack, slack_edge),
        teams(core, clock, both.CAST, both.ON_TEAMS) as (on_teams, teams_edge),
    ):
        stage = BothStage(on_slack, on_teams)
        senders = {one.platform: one.sender for one in (slack_edge, teams_edge)}
        relay = Relay(store=core.store, senders=senders, clock=clock, rng=core.rng)
        org = core.store.write(lambda unit: furnish(unit, stage, clock(), core.rng)).result()
        made = BothHouse(Scene(stage=stage, store=core.store, relay=relay, clock=clock, org=org))
        core.store.write(made.furnish).result()
        yield made
        relay.close()


@pytest.mark.parametrize("database", [ON_SQLITE, ON_POSTGRES], indirect=True)
async def test_eight_managers_on_two_platforms_sit_in_one_session(house: BothHouse) -> None:
    """From the invitation to the closed log each acts where they are, and all read and decide the same."""
    house.is_rated()
    await planned(house)
    await invited(house)
    await rated_the_cases(house)
    await read_the_packets(house)
    await begun(house)
    await talked(house)
    await closed(house)
    await read_the_log(house)
    await heard_by_whom_it_is_about(house)


# --- Before -------------------------------------------------------------------------------------------------------


async def planned(house: BothHouse) -> None:
    """Hana, who is one person on both, plans it on Slack with people of both, and finds it on Teams."""
    hana, stage = house.figure("hana"), house.stage
    accounts = select(func.count()).select_from(_account).where(_account.c.person_id == house.ids["hana"])
    assert house.scene.store.read(lambda unit: unit.run(accounts).scalar_one()).result() == 2
    form = await stage.says(hana, "/calibrate new")
    seats = {"managers": [house.figure(one) for one in MANAGERS], "facilitator": [house.figure("fay")]}
    when = {"day": "2026-10-08", "at": "14:00", "zone": "Europe/Madrid"}
    card = await stage.submits(hana, form, {**seats, "monitor": [house.figure("gus")], **when})
    assert "Fewer than" not in card.words
    assert "Pia Holm has no say on Uma Nair" in card.words
    there = house.on_teams("hana")
    listed = await stage.says(there, "/calibrate")
    again = await stage.chooses(there, listed, "Open a session", "Calibration of Summer 2026, Oct 8")
    assert conflicts(again) == conflicts(card)
    await house.scene.settle()


def conflicts(seen: Seen) -> set[str]:
    return set(re.findall(r"[A-Z]\w+ [A-Z]\w+ has no say on [A-Z]\w+ [A-Z]\w+", seen.words))


async def invited(house: BothHouse) -> None:
    """Each on their own platform; both calendars take in the same event, which names nobody who is talked about."""
    for seen in house.everybody("Add to my calendar"):
        assert "You are invited to a calibration session" in seen.words + seen.fallback
    files = [await calendar_file(house, who) for who in ("ana", "noa")]
    [uid] = {line for body in files for line in body.splitlines() if line.startswith("UID")}
    assert uid
    subjects = [house.figure(one).name for one in both.LED]
    assert not any(name in body for body in files for name in subjects)


async def calendar_file(house: BothHouse, who: str) -> str:
    stage, me = house.stage, house.figure(who)
    earlier = links(house)
    await stage.presses(me, house.last(me), "Add to my calendar")
    [link] = links(house) - earlier

    def made(unit: Unit) -> object:
        taken = downloads.whose(unit, link, now=house.scene.clock())
        return FILES[taken.of](unit, taken=taken, now=house.scene.clock()) if taken else None

    file = house.scene.store.read(made).result()
    assert isinstance(file, File)
    return file.body.decode()


def links(house: BothHouse) -> set[str]:
    return set(re.findall(r"https://vouchsafe\.example/download/([0-9a-z.]+)", house.stage.sent()))


async def rated_the_cases(house: BothHouse) -> None:
    """Alone, with one of two sets; the facilitator sees who has, and not how."""
    for place, who in enumerate(MANAGERS):
        form = await house.form(house.figure(who), await house.opens(house.figure(who)), "Rate the anchor cases")
        assert [*form.fields] == [f"{'ab'[place % 2]}{number}" for number in range(1, 6)]
        level = "Role model" if who == "raj" else "Competent"
        await house.stage.submits(house.figure(who), form, dict.fromkeys(form.fields, level))
    board = await board_of(house)
    assert board.count("5 of 5") == len(MANAGERS)
    assert "Competent" not in board
    assert "Role model" not in board


async def board_of(house: BothHouse) -> str:
    fay = house.figure("fay")
    board = await house.stage.presses(fay, await house.opens(fay), "Preparation board")
    return board.fallback


async def read_the_packets(house: BothHouse) -> None:
    """One agrees, one asks, one abstains; nobody marks their own people, and nobody finds who is hidden from them."""
    house.scene.clock.now = at_madrid(5, 14)
    await house.scene.settle()
    for who, label in (("eve", "I agree"), ("oli", "I abstain")):
        packet = await house.packet(house.figure(who), "ben")
        assert "Role model" in packet.words
        await house.stage.presses(house.figure(who), packet, label)
    raj = house.figure("raj")
    form = await house.form(raj, await house.packet(raj, "ben"), "I have a question")
    asked = await house.stage.submits(raj, form, {"question": "Was it once, or a habit?"})
    assert "Was it once, or a habit?" in asked.words
    assert "I agree" not in (await house.packet(house.figure("ana"), "ben")).buttons
    pia = house.figure("pia")
    listed = (await house.stage.presses(pia, await house.opens(pia), "Packets")).words
    assert "Ben Okafor" in listed
    assert not any(hidden in listed for hidden in ("Uma Nair", "Pia Holm, rated by"))
    board = await board_of(house)
    assert "a habit" not in board
    assert "1 of " in board


# --- In the room --------------------------------------------------------------------------------------------------


async def begun(house: BothHouse) -> None:
    """Ten people have one message each, in which the minutes pass; of the cases the room reads counts without names."""
    await house.begins()
    for seen in (house.room(house.figure(who)) for who in SEATED):
        assert "Part 1 of 7, 6 of 6 minutes left" in seen.words
    await house.scene.passes(seconds=120)
    assert {house.room(house.figure(who)).words for who in ("ana", "noa")} == {house.room(house.figure("eve")).words}
    assert "4 of 6 minutes left" in house.room(house.figure("ana")).words
    for _ in range(3):
        await house.goes_on()
    await house.stage.presses(house.figure("fay"), house.room(house.figure("fay")), "Show the anchor cases")
    await house.scene.passes(seconds=30)
    spread = await house.stage.presses(house.figure("noa"), house.room(house.figure("noa")), "How the cases were read")
    assert "3 of 4" in spread.words + spread.fallback
    assert "a five-minute red-flag round" in spread.words, "to read again what was read in two ways"
    assert "Raj" not in spread.words + spread.fallback


async def talked(house: BothHouse) -> None:
    """Of three cases one rating is changed, one goes back, and one is kept after it was taken back once."""
    left = {"ben": changed, "tess": returned, "uma": kept}
    for _ in range(8):
        case = await house.next_case()
        if case:
            await left.pop(case)(house)
        if not left:
            return
    raise AssertionError(f"never talked about: {[*left]}")


async def changed(house: BothHouse) -> None:
    """Eve on Slack and Noa on Teams cite one line and one piece; until then it can't be changed."""
    first, last = spoken_order(house, "eve"), spoken_order(house, "noa")
    assert first == last
    assert (first[0], first[-1]) == ("Pia Holm", "Ana Ruiz"), "least senior first, and whoever rates it last"
    mine = house.room(house.figure("ana"))
    assert "You rate Ben Okafor: you speak last, and give no points here." in mine.words
    assert not {"My reading", "Give points"} & set(mine.buttons)
    for who in ("eve", "kim", "noa"):
        await gives_points(house, house.figure(who))
    await reads(house, house.figure("eve"))
    assert "Change" not in (await deciding(house)).buttons
    await reads(house, house.figure("noa"))
    table = await deciding(house)
    assert "2 managers read Competent" in table.words
    assert not any(house.figure(who).name in table.words for who in ("eve", "noa"))
    said = {"level": "Competent", "reason": "The line on timing fits.", "wording": " "}
    assert "wording" in (await house.decides(table, "Change", said)).errors
    done = await house.decides(table, "Change", {**said, "wording": WORDS})
    assert "Changed from Role model to Competent" in done.words
    points = await house.stage.presses(house.figure("noa"), house.room(house.figure("noa")), "Points of the room")
    assert "1 agreed with the draft, 1 had a question and 1 abstained" in points.words
    assert not any(house.figure(who).name in points.words for who in MANAGERS)


def spoken_order(house: BothHouse, who: str) -> list[str]:
    [line] = [line for line in house.room(house.figure(who)).words.splitlines() if "Who speaks when: " in line]
    return line.partition("Who speaks when: ")[2].split(", ")


async def returned(house: BothHouse) -> None:
    table = await deciding(house)
    assert "Change" not in table.buttons
    done = await house.decides(table, "Return for evidence", {"reason": LACKS})
    assert "Returned for evidence" in done.words


async def kept(house: BothHouse) -> None:
    """Pia, who has the same manager, reads not even whose case it is."""
    room = house.room(house.figure("pia"))
    assert "a case that you have no part in" in room.words
    assert "Uma Nair" not in room.words + room.fallback
    first = await house.decides(await deciding(house), "Keep", {})
    undone = await house.stage.presses(house.figure("fay"), first, "Undo")
    assert "Nothing is decided in its place" in undone.words
    done = await house.decides(await deciding(house), "Keep", {"both": "Some read a habit, others one event."})
    assert "Kept as it was handed in" in done.words


# --- After --------------------------------------------------------------------------------------------------------


async def closed(house: BothHouse) -> None:
    """The second set is rated in its time, closing says first what it does, and until then every rating stands."""
    fay = house.figure("fay")
    assert "Rate the second set" not in house.room(house.figure("eve")).buttons
    for _ in range(2):
        await house.goes_on()
    for who in MANAGERS:
        form = await house.form(house.figure(who), house.room(house.figure(who)), "Rate the second set")
        await house.stage.submits(house.figure(who), form, dict.fromkeys(form.fields, "Competent"))
    log = await house.stage.presses(fay, house.room(fay), "Decisions")
    asked = await house.stage.presses(fay, log, "Close the session")
    for line in ("1 level changes", "1 review goes back", "1 rating was read and kept"):
        assert line in asked.words
    assert level_of(house, "ben") is Level.ROLE_MODEL
    await house.stage.presses(fay, asked, "Close it now")
    await house.scene.passes(seconds=30)
    assert level_of(house, "ben") is Level.COMPETENT
    assert house.session().session.state is State.CLOSED
    assert all("is over" in house.room(house.figure(who)).fallback for who in SEATED)


async def read_the_log(house: BothHouse) -> None:
    """Fay, who led it; Hana, once she said why; and nobody else, also with the button of another."""
    fay, hana, stage = house.figure("fay"), house.figure("hana"), house.stage
    stands = [(one.stands, one.applied_at is not None) for one in rulings(house)]
    assert sorted(stands) == [(False, False), (True, True), (True, True), (True, True)]
    await house.scene.until(house.scene.clock.now + DAY_MS)
    over = await house.opens(fay)
    read_by(await stage.presses(fay, over, "Decisions"))
    assert "How far managers agree" in (await stage.presses(fay, over, "Read the report")).words
    form = await house.form(hana, await house.opens(hana), "Read the decisions")
    assert "purpose" in (await stage.submits(hana, form, {"reason": " "})).words
    read_by(await stage.submits(hana, form, {"reason": "Ben asked why."}))
    refused = await stage.presses(house.figure("noa"), over, "Decisions")
    assert "can't find that" in refused.words
    for who, buttons in (("eve", {"How I rated"}), ("gus", set()), ("raj", {"How I rated"})):
        assert set((await house.opens(house.figure(who))).buttons) == buttons


def read_by(log: Seen) -> None:
    assert "changed from Role model to Competent. Reason: “The line on timing fits.”" in log.words
    assert f"returned for evidence. Reason: “{LACKS}”" in log.words
    assert "kept as it was handed in, taken back" in log.words


async def heard_by_whom_it_is_about(house: BothHouse) -> None:
    """Whoever rates them hears of it; Ben reads who read it, and the words once it is released."""
    stage = house.stage
    told = [f"{one.fallback} {one.words}" for one in stage.direct(house.figure("ana"))]
    assert any("was changed in calibration" in one for one in told)
    assert LACKS in (await stage.says(house.figure("noa"), "/review @tess")).words
    mine = (await stage.says(house.figure("ben"), "/vouchsafe privacy")).words
    assert all(role in mine for role in ("facilitator", "member of the calibration session"))
    await released(house)
    review = await stage.says(house.figure("ben"), "/review")
    assert WORDS in review.words
    assert "The line on timing fits." in review.words


async def released(house: BothHouse) -> None:
    """Hana asks on Teams, and somebody of HR outside Ben's line approves on Slack."""
    stage, hana, lou = house.stage, house.on_teams("hana"), house.figure("lou")
    house.appoints(Office.HR, "lou")
    await stage.presses(hana, await stage.says(hana, "/review release"), "Ask for approval")
    await stage.presses(lou, await stage.says(lou, "/review release"), "Approve and release")
