"""Calibration sessions in the story: one is called off, one closed, and one stays in each state before that.

Ana rates Ben and Chiara and sits there as their manager, Dan and Eve have a voice on them, and Chiara is talked about
where she sits. Fay leads the room. Hana, who acts for Ana, watches it and reads nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import select

from domain import calibration as rules
from domain import calibration_report as reports
from domain import local_time
from domain.calibration import Session
from domain.competencies import Level
from domain.ratings import State as Stands
from handlers.turn import Press
from storage import calibration, calibration_packets, calibration_report, calibration_report_given, tables
from storage.calibration import Kept
from storage.unit import Unit
from tests.features.scene import Figure
from tests.swaps.recording import Hands
from tests.swaps.story_reviews import FIRST, RATE, Seed
from views.forms import Choice, Choices, Value
from views.replies import Ask, Reply

MANAGERS = ("ana", "chi", "dan", "eve")
_evidence = tables.table(tables.Evidence)
READY, TALKED, OVER, UNLED = "session-ready", "session-talked", "session-over", "session-unled"


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    day = local_time.day_of(scene.clock(), "UTC")
    pieces = scene.store.read(lambda unit: _about(unit, scene.org, ids["ben"])).result()
    Seed(hands, ids, level=Level.ROLE_MODEL, cited=pieces).stands("ben", "talked", Stands.SUBMITTED)
    for person, cycle in (("chi", "talked"), ("ben", "over"), ("chi", "over")):
        Seed(hands, ids).stands(person, cycle, Stands.SUBMITTED)
    await _planned(hands, ids, day)
    scene.store.write(lambda unit: _frozen(unit, scene.org, ids, day)).result()
    scene.store.write(lambda unit: _unled(unit, scene.org, ids, day)).result()
    await _prepared(hands, ids)
    await _closed(hands, ids)
    await _talked(hands, ids)
    await _led_on(hands, ids)


# --- Before -------------------------------------------------------------------------------------------------------


async def _planned(hands: Hands, ids: Mapping[str, str], day: date) -> None:
    """Hana plans one that is called off, and one that stays and that its managers prepare for."""
    hana = hands.scene.hana
    seats: dict[str, Value] = {
        "managers": tuple(ids[one] for one in MANAGERS),
        "facilitator": (ids["fay"],),
        "monitor": (ids["hana"],),
    }
    when: dict[str, Value] = {"round": f"talked/{RATE}", "day": (day + timedelta(days=20)).isoformat()}
    for is_kept in (False, True):
        before = hands.ids_of("calibration_session")
        await hands.submits(hana, await hands.does(hana, Press(action="calibration.new.open")), {**seats, **when})
        [made] = hands.ids_of("calibration_session") - before
        await hands.does(hana, Press(action="calibration.show", subject=made))
        if is_kept:
            await hands.submits(hana, await hands.presses(hana, "calibration.edit.open", of=made))
            await _ready_for(hands, made)
        else:
            await hands.presses(hana, "calibration.cancel.ask", of=made)
            await hands.presses(hana, "calibration.cancel", of=made)


async def _ready_for(hands: Hands, session: str) -> None:
    dan, fay = hands.scene.dan, hands.scene.fay
    await hands.does(dan, Press(action="calibration.every"))
    await hands.does(dan, Press(action="calibration.calendar", subject=session))
    opened = await hands.does(dan, Press(action="calibration.anchors.open", subject=session))
    await hands.submits(dan, opened, _first_of_each(opened))
    await hands.does(fay, Press(action="calibration.board", subject=session))


async def _prepared(hands: Hands, ids: Mapping[str, str]) -> None:
    """Packets are frozen, read and marked."""
    dan, packet = hands.scene.dan, f"{READY}/{ids['ben']}"
    await hands.does(dan, Press(action="calibration.packets", subject=f"{READY}/0"))
    await hands.does(dan, Press(action="calibration.packet", subject=packet))
    await hands.does(dan, Press(action="calibration.competency", subject=f"{packet}/{FIRST}"))
    await hands.does(dan, Press(action="calibration.mark", subject=f"{packet}/agree"))
    asked = await hands.does(dan, Press(action="calibration.question.open", subject=packet))
    await hands.submits(dan, asked, {"question": "Who saw it?"})


# --- In the room --------------------------------------------------------------------------------------------------


async def _closed(hands: Hands, ids: Mapping[str, str]) -> None:
    """Nothing is changed in it, and its report is computed."""
    scene = hands.scene
    await hands.does(scene.fay, Press(action="calibration.begin", subject=OVER))
    await _keep(hands, f"{OVER}/{ids['ben']}/{FIRST}")
    await hands.does(scene.fay, Press(action="calibration.log", subject=OVER))
    await hands.does(scene.fay, Press(action="calibration.close.ask", subject=OVER))
    await hands.presses(scene.fay, "calibration.close", of=OVER)
    opened = await hands.does(scene.hana, Press(action="calibration.log.reason.open", subject=OVER))
    await hands.submits(scene.hana, opened, {"reason": "Chiara asked why."})
    scene.store.write(lambda unit: _report(unit, scene.org, scene.clock())).result()
    await hands.does(scene.fay, Press(action="calibration.report", subject=OVER))
    await hands.does(scene.fay, Press(action="calibration.report.explained"))
    await hands.does(scene.fay, Press(action="calibration.report.managers", subject=OVER))
    await hands.does(scene.fay, Press(action="calibration.report.manager", subject=f"{OVER}/{ids['ana']}"))


async def _talked(hands: Hands, ids: Mapping[str, str]) -> None:
    """Of Ben one rating is changed, and one of Chiara is given back; Hana leads the room for a while."""
    scene, ben, chi = hands.scene, f"{TALKED}/{ids['ben']}", f"{TALKED}/{ids['chi']}"
    fay, hana = scene.fay, scene.hana
    await hands.does(fay, Press(action="calibration.begin", subject=TALKED))
    await hands.does(fay, Press(action="calibration.room", subject=TALKED))
    await hands.does(fay, Press(action="calibration.next", subject=TALKED, version=1))
    await hands.does(fay, Press(action="calibration.case", subject=TALKED, version=0))
    await hands.does(fay, Press(action="calibration.say", subject=f"{TALKED}/0"))
    await hands.does(fay, Press(action="calibration.anchors.reveal", subject=TALKED))
    await hands.does(scene.dan, Press(action="calibration.anchors.spread", subject=TALKED))
    for who in (scene.dan, scene.eve):
        await _speaks(hands, who, ben)
        await _gives_points(hands, who, chi)
    await _keep(hands, f"{ben}/{FIRST}")
    await hands.presses(fay, "calibration.undo", of=f"{ben}/{FIRST}/1")
    opened = await hands.does(fay, Press(action="calibration.change.open", subject=f"{ben}/{FIRST}"))
    await hands.submits(fay, opened, {**_first_of_each(opened), "reason": "The line fits.", "wording": "You said it."})
    opened = await hands.does(fay, Press(action="calibration.return.open", subject=f"{chi}/{FIRST}"))
    await hands.submits(fay, opened, {"reason": "Who saw it?"})
    for leads in (hana, fay):
        await hands.does(leads, Press(action="calibration.lead.ask", subject=TALKED))
        await hands.does(leads, Press(action="calibration.lead", subject=TALKED))


async def _led_on(hands: Hands, ids: Mapping[str, str]) -> None:
    """Whoever led it is not there any more: Hana names Fay."""
    opened = await hands.does(hands.scene.hana, Press(action="calibration.leader.open", subject=UNLED))
    await hands.submits(hands.scene.hana, opened, {"facilitator": (ids["fay"],)})


async def _speaks(hands: Hands, who: Figure, packet: str) -> None:
    """Points, and the first line of the level text on all the evidence."""
    await _gives_points(hands, who, packet)
    await hands.does(who, Press(action="calibration.points.show", subject=packet))
    await hands.does(who, Press(action="calibration.reading.choose", subject=f"{packet}/{FIRST}"))
    opened = await hands.does(who, Press(action="calibration.reading.open", subject=f"{packet}/{FIRST}"))
    await hands.submits(who, opened, {"line": "competent:0", "cited": _every(opened, "cited")})


async def _gives_points(hands: Hands, who: Figure, packet: str) -> None:
    opened = await hands.does(who, Press(action="calibration.points.open", subject=packet))
    assert isinstance(opened, Ask), opened
    await hands.submits(who, opened, {one.name: "2" for one in opened.form.fields})


async def _keep(hands: Hands, id: str) -> None:
    fay = hands.scene.fay
    await hands.does(fay, Press(action="calibration.decide", subject=id))
    await hands.submits(fay, await hands.does(fay, Press(action="calibration.keep.open", subject=id)))


# --- What stands before -------------------------------------------------------------------------------------------


def _about(unit: Unit, org: str, person: str) -> frozenset[str]:
    """The evidence about somebody that counts."""
    here = (_evidence.c.org_id == org, _evidence.c.subject_id == person, _evidence.c.state.in_(("standing", "kept")))
    return frozenset(row["id"] for row in unit.rows(select(_evidence.c.id).where(*here)))


def _session(id: str, cycle: str, ids: Mapping[str, str], day: date) -> Session:
    return Session(
        id=id,
        cycle=cycle,
        round=RATE,
        day=day,
        at=time(14),
        zone="UTC",
        facilitator=ids["fay"],
        monitor=ids["hana"],
        managers=tuple(ids[one] for one in MANAGERS),
    )


def _frozen(unit: Unit, org: str, ids: Mapping[str, str], day: date) -> None:
    for id, cycle in ((READY, "talked"), (OVER, "over"), (TALKED, "talked")):
        session = rules.freeze(_session(id, cycle, ids, day))
        forms = calibration.with_forms(session, {})
        calibration.add(unit, org, Kept(session=session, author=ids["hana"], created_at=1, frozen_at=1, forms=forms))
        calibration_packets.freeze(unit, org, session, now=2, rng=random.Random(1))


def _unled(unit: Unit, org: str, ids: Mapping[str, str], day: date) -> None:
    going = rules.begin(rules.freeze(_session(UNLED, "talked", ids, day)))
    unled = replace(going, facilitator=ids["gil"], monitor=None)
    calibration.add(unit, org, Kept(session=unled, author=ids["hana"], created_at=1, segment=0, segment_at=1))


def _report(unit: Unit, org: str, now: int) -> None:
    """As the schedule has it computed."""
    given = calibration_report_given.closed(unit, org, OVER)
    assert given is not None
    calibration_report.save(unit, org, reports.report(given), now=now)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _first_of_each(opened: Reply) -> dict[str, Value]:
    """The first option of each choice."""
    assert isinstance(opened, Ask), opened
    return {one.name: one.options[0].value for one in opened.form.fields if isinstance(one, Choice)}


def _every(opened: Reply, name: str) -> tuple[str, ...]:
    assert isinstance(opened, Ask), opened
    [field] = [one for one in opened.form.fields if isinstance(one, Choices) and one.name == name]
    return tuple(option.value for option in field.options)
