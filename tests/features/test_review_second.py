"""A file is rated a second time by a manager of another team, who does not learn whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.cycles import Audience, Checkpoint, Kind
from storage import checkpoints, cycles, lines, participants, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene
from tests.features.test_review import TODAY, House

_second = tables.table(tables.SecondRater)
SECOND = Checkpoint(
    id="second",
    kind=Kind.SECOND_RATING,
    title="Second ratings",
    prompt="One file in five, from evidence alone.",
    audience=Audience.SECOND_RATERS,
    opens_on=TODAY,
    due_on=TODAY + timedelta(days=4),
)


@pytest.fixture
def house(scene: Scene) -> House:
    """Ana leads Ben and Chi; Hana leads Dan's only report in another line, so that each may rate the other's people."""
    made = House(scene)

    def plan(unit: Unit) -> None:
        made.furnish(unit)
        ids, org, now = made.ids, scene.org, scene.clock()
        lines.lead(unit, org, {ids["ana"]: None, ids["dan"]: ids["hana"]}, now=now - 2)
        lines.assign(unit, org, {ids["dan"]: ["blue"]}, now=now - 2)
        participants.follow(unit, org, "c1", now=now - 1)
        kept = cycles.found(unit, org, "c1")
        assert kept
        cycle = replace(kept.cycle, checkpoints=(SECOND,), version=2)
        cycles.save(unit, org, replace(kept, cycle=cycle), was=1)
        checkpoints.plan(unit, org, cycle, now=now)

    scene.store.write(plan).result()
    return made


async def test_a_second_rater_reads_a_file_without_names_and_rates_it(house: House) -> None:
    """From the message to the last competency, and what was refused stands there again; nobody else can open it."""
    stage, scene = house.scene.stage, house.scene
    for who in ("ben", "chi", "dan"):
        house.notes(f"e.{who}", "hana" if who == "dan" else "ana", about=who, behavior="Ana Ruiz saw that he named it")
    await scene.until(scene.clock() + 86_400_000)
    row = house.write(lambda unit: unit.rows(select(_second).where(_second.c.org_id == scene.org)))[0]
    (key,) = [key for key, id in house.ids.items() if id == row["rater_id"]]
    rater: Figure = getattr(scene, key)
    told = house.last(rater)
    assert "Second ratings: 1 file" in told.words
    form = await house.form(rater, told, "File 1")
    assert "[a colleague] saw that [they] named it" in form.words
    assert not any(name in form.words for name in ("Ben", "Chi", "Dan", "Ruiz"))
    assert "never by the person as a rating of theirs" in form.words
    await stage.submits(rater, form, {"rationale": "It meets"})  # without a level
    form = await house.form(rater, told, "File 1")
    assert form.fields["rationale"].value == "It meets"
    saved = await stage.submits(rater, form, {"level": "Competent", "rationale": "It meets the words."})
    assert "This file is done" in saved.words
    await scene.settle()
    assert any("Second ratings: done" in one.words + one.fallback for one in stage.direct(rater))
    again = await stage.presses(rater, told, "File 1")
    assert again.is_form or "Open the form" in again.buttons  # it can be changed until it is over
    other = next(one for one in (scene.ana, scene.hana) if one != rater)
    assert "can't find that" in (await stage.presses(other, told, "File 1")).words
