"""Calibration sprints in the story: one goes on and was read in its first week, one is to come, and one was stopped.

Ana, Chiara and Dan practice, Fay looks after it. Hana starts the two others, with Ben and Eve.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain import calibration_sprint as rules
from domain import local_time
from domain.calibration_sprint import Sprint
from domain.contact import Calendar
from handlers.turn import Press
from storage import calibration_sprint as storage
from storage.unit import Unit
from tests.swaps.recording import Hands
from views.forms import Choice, Value
from views.replies import Ask, Reply

GOES_ON = "sprint-goes-on"
_COMPETENCIES = ("early_candor", "error_learning", "useful_feedback", "inclusive_teamwork")
_WORKED = Calendar(weekdays=frozenset(range(7)), holidays=frozenset())


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    scene.store.write(lambda unit: _goes_on(unit, scene.org, ids, scene.clock())).result()
    await _started(hands, ids)
    await _read(hands)


async def _started(hands: Hands, ids: Mapping[str, str]) -> None:
    """Hana starts one that she stops, and one that is to come."""
    hana = hands.scene.hana
    day = local_time.day_of(hands.scene.clock(), "UTC") + timedelta(days=20)
    who: dict[str, Value] = {"managers": (ids["ben"], ids["eve"]), "facilitator": (ids["fay"],)}
    for is_kept in (False, True):
        before = hands.ids_of("calibration_sprint")
        form = await hands.does(hana, Press(action="calibration.sprint.new.open"))
        await hands.submits(hana, form, {**who, "day": day.isoformat()})
        [made] = hands.ids_of("calibration_sprint") - before
        await hands.does(hana, Press(action="calibration.sprint.stop.ask", subject=made))
        if not is_kept:
            await hands.does(hana, Press(action="calibration.sprint.stop", subject=made))


async def _read(hands: Hands) -> None:
    ana, week = hands.scene.ana, f"{GOES_ON}/1"
    await hands.does(ana, Press(action="calibration.sprint.every"))
    await hands.does(ana, Press(action="calibration.sprint.show", subject=GOES_ON))
    for who in (ana, hands.scene.dan):
        opened = await hands.does(who, Press(action="calibration.sprint.read.open", subject=week))
        await hands.submits(who, opened, _first_of_each(opened))
    await hands.does(ana, Press(action="calibration.sprint.week", subject=week))
    await hands.does(hands.scene.fay, Press(action="calibration.sprint.board", subject=GOES_ON))


def _goes_on(unit: Unit, org: str, ids: Mapping[str, str], now: int) -> None:
    """Since the day before."""
    first = local_time.day_of(now, "UTC") - timedelta(days=1)
    sprint = Sprint(
        id=GOES_ON,
        author=ids["hana"],
        facilitator=ids["fay"],
        managers=(ids["ana"], ids["chi"], ids["dan"]),
        weeks=rules.weeks(first, _COMPETENCIES, "UTC", _WORKED),
    )
    storage.add(unit, org, sprint, now=now)


def _first_of_each(opened: Reply) -> dict[str, Value]:
    assert isinstance(opened, Ask), opened
    return {one.name: one.options[0].value for one in opened.form.fields if isinstance(one, Choice)}
