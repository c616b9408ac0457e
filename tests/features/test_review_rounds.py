"""Two rounds of ratings in one cycle: each is handed in, compared, released and read by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content import reviews as content
from domain import cycles_plan
from domain.competencies import Direction
from domain.contact import Calendar
from domain.evidence import Period
from storage import cycles, tables
from storage.unit import Unit
from tests.features.scene import Scene, Seen
from tests.features.test_evidence import noted
from tests.features.test_review import COMPETENT, ROLE_MODEL, TODAY, WHY, House, at, both_pieces, label

BEGUN = TODAY - timedelta(weeks=9)  # so that the first ratings open today
COMPARED, AGAIN, COMPARED_AGAIN = (BEGUN + timedelta(days=days) for days in (82, 133, 152))
LATER: Any = {"occurred_on": date(2026, 10, 20), "recorded_on": date(2026, 10, 21), "direction": Direction.AT}
_review = tables.table(tables.Review)


@pytest.fixture
def house(scene: Scene) -> House:
    """With the six-month plan."""
    made = House(scene)

    def plan(unit: Unit) -> None:
        made.furnish(unit)
        kept = cycles.found(unit, scene.org, "c1")
        template = content.default().template("six_months")
        assert kept
        assert template
        dates = cycles_plan.checkpoints(template, BEGUN, Calendar())
        period = Period(start=BEGUN, end=BEGUN + timedelta(weeks=26))
        cycle = replace(kept.cycle, checkpoints=dates, period=period, version=2)
        cycles.save(unit, scene.org, replace(kept, cycle=cycle), was=1)

    scene.store.write(plan).result()
    return made


async def hands_in_again(house: House) -> Seen:
    """Each competency on a piece from the days of the second round."""
    cited = [label("Chiara Lindqvist", "B", days=(TODAY - LATER["occurred_on"]).days)]
    for one in content.default().framework.competencies:
        house.notes(f"later.{one.id}", "chi", competency=one.id, **LATER)
        await house.rates(one.title, level=COMPETENT, cited=cited)
    return await house.hands_in()


async def test_the_first_round_is_read_before_the_second_opens_and_each_is_released_by_itself(house: House) -> None:
    """Each on evidence from its own days, after its own calibration; the person reads both."""
    stage, scene = house.scene.stage, house.scene
    house.two_pieces()
    await house.rates_all(level=ROLE_MODEL, cited=both_pieces())
    await house.hands_in()
    assert "can be released after Friday, 9 October" in (await stage.says(scene.hana, "/review release")).words
    scene.clock.now = at(COMPARED)
    assert "1 review is released" in (await house.releases()).words
    read = await stage.says(scene.ben, "/review")
    assert "Summer 2026, round 1 of 2" in read.words
    assert WHY in read.words
    scene.clock.now = at(AGAIN)
    anew = await stage.says(scene.ana, "/review @ben")
    assert "round 2 of 2. 0 of 5 can be handed in. It is due on Friday, 11 December" in anew.words
    assert "0 pieces noted" in anew.words
    await hands_in_again(house)
    assert house.count(_review, state="submitted", round_id="rating2") == 1
    waiting = await stage.says(scene.ben, "/review")
    assert "is being written" in waiting.words
    assert WHY in (await stage.presses(scene.ben, waiting, "Round 1")).words
    scene.clock.now = at(COMPARED_AGAIN)
    assert "1 review is released" in (await house.releases()).words
    assert "Your review: Summer 2026, round 2 of 2" in (await stage.says(scene.ben, "/review")).words


async def test_once_a_round_was_due_its_pieces_fill_no_gap_and_a_day_of_no_round_is_named(house: House) -> None:
    """Nobody gathers for months what the gate then refuses."""
    stage, scene = house.scene.stage, house.scene
    house.two_pieces()
    assert "9 gaps" in (await stage.says(scene.ana, "/evidence team")).words
    scene.clock.now = at(COMPARED)
    team = await stage.says(scene.ana, "/evidence team")
    assert "10 gaps" in team.words
    his = await stage.chooses(scene.ana, team, "Open one person", "Ben Okafor")
    assert "Counted is what happened from 21 September 2026" in his.words
    late = AGAIN + timedelta(days=2)
    scene.clock.now = at(late)
    said = await noted(scene, scene.chi, occurred_on=late.isoformat())
    assert "it counts in none of its ratings" in said.words
