"""Post-mortems as a team, its scorers and owners experience them: on Slack and on Teams, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from content import postmortems as content
from storage import lines, postmortems, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_home import id_of, told

DAY = date(2026, 9, 21)  # on which scenes begin
TITLE, ACTION = "Some cards were charged twice", "Add a time-out to each charge"
LINES = len(content.default().lines)


def checkout(scene: Scene) -> None:
    """Ana and Ben are its team."""

    def found(unit: Unit) -> None:
        team = {"org_id": scene.org, "id": "checkout", "name": "Checkout", "created_at": 0}
        unit.run(insert(tables.table(tables.Team)), team)
        members = {id_of(unit, scene, who): ["checkout"] for who in (scene.ana, scene.ben)}
        lines.assign(unit, scene.org, members, now=scene.clock())

    scene.store.write(found).result()


def said(scene: Scene) -> Mapping[str, Any]:
    return {
        "title": TITLE,
        "link": "https://wiki.example.org/postmortem/17",
        "happened_on": (DAY - timedelta(days=5)).isoformat(),
        "severity": "Major",
        "found_by": "A customer or a user",
        "component": "Payments",
        "cause": "Missing time-out",
        "team": "Checkout",
        "responders": [scene.ana, scene.ben],
        "scorers": [scene.chi, scene.hana],
    }


async def registers(scene: Scene, **other: Any) -> Seen:
    checkout(scene)
    form = await scene.stage.presses(
        scene.ana, await scene.stage.says(scene.ana, "/postmortem"), "Register a post-mortem"
    )
    return await scene.stage.submits(scene.ana, form, {**said(scene), **other})


def sheet(form: Seen, points: str, *, blames: str = "No, nobody") -> Mapping[str, Any]:
    """One word for each line that is asked for."""
    values = {name: points for name in form.fields if name.startswith("line")}
    return {**values, "blames": blames} if "blames" in form.fields else values


async def opens(scene: Scene, who: Figure) -> Seen:
    return await scene.stage.chooses(who, await scene.stage.says(who, "/postmortem"), "Open a post-mortem", TITLE)


async def test_two_who_had_no_part_in_it_score_it_and_talk_before_it_counts(scene: Scene) -> None:
    """Each alone; nothing is read before; after the talk everyone reads what comes of both."""
    assert "Two people are asked to score it" in (await registers(scene)).words
    await scene.passes(days=1)
    [asked] = told(scene, scene.chi, "A post-mortem to score")
    form = await scene.stage.presses(scene.chi, asked, "Score it")
    assert "Only you can read how you score" in form.words
    assert len([name for name in form.fields if name.startswith("line")]) == LINES
    seen = await scene.stage.submits(scene.chi, form, sheet(form, "Fully"))
    assert "it counts once the other one is, too" in seen.words
    assert "Not yet scored" in (await opens(scene, scene.ben)).words
    form = await scene.stage.presses(scene.hana, await opens(scene, scene.hana), "Score it")
    first = next(name for name in form.fields if name.startswith("line"))
    apart = {**sheet(form, "Fully"), first: "Missing"}
    seen = await scene.stage.submits(scene.hana, form, apart)
    assert "talk about them" in seen.words
    for who, points in ((scene.hana, "Partly"), (scene.chi, "Fully")):
        form = await scene.stage.presses(who, await opens(scene, who), "Score the lines again")
        assert [name for name in form.fields if name.startswith("line")] == [first]
        seen = await scene.stage.submits(who, form, sheet(form, points))
    assert "98 of 100, Exemplary" in seen.words
    assert "98 of 100, Exemplary" in (await opens(scene, scene.ben)).words
    await scene.passes(days=1)
    assert told(scene, scene.ben, "Your post-mortem is scored")


async def test_one_that_is_long_past_is_found_by_whom_it_concerns_and_by_everybody(scene: Scene) -> None:
    """What came back after weeks must be written down: theirs stand together, and everybody turns to older ones."""
    await registers(scene)
    await scene.passes(seconds=60)

    def many(unit: Unit) -> None:
        [first] = postmortems.latest(unit, scene.org)
        for number in range(11):
            who = frozenset({id_of(unit, scene, scene.chi)})
            later = replace(first, id=f"later{number}", title=f"Later {number}", author=min(who), responders=who)
            postmortems.add(unit, scene.org, later, now=scene.clock())

    scene.store.write(many).result()
    listed = await scene.stage.says(scene.ben, "/postmortem")
    assert TITLE not in listed.words
    mine = await scene.stage.presses(scene.ben, listed, "Only mine")
    assert TITLE in mine.words
    assert "Later" not in mine.words
    older = await scene.stage.presses(scene.dan, await scene.stage.says(scene.dan, "/postmortem"), "Older ones")
    seen = await scene.stage.chooses(scene.dan, older, "Open a post-mortem", TITLE)
    assert "Read the post-mortem" in seen.words
    assert TITLE not in (await scene.stage.presses(scene.dan, older, "Newer ones")).words


async def test_blame_caps_it_until_it_is_written_anew_and_scored_again(scene: Scene) -> None:
    """One scorer who finds it is enough; its writers ask again."""
    await registers(scene)
    for who, blames in ((scene.chi, "Yes, somewhere"), (scene.hana, "No, nobody")):
        form = await scene.stage.presses(who, await opens(scene, who), "Score it")
        await scene.stage.submits(who, form, sheet(form, "Fully", blames=blames))
    seen = await opens(scene, scene.ben)
    assert "60 of 100, Usable" in seen.words
    assert "Have it scored again" not in (await opens(scene, scene.chi)).buttons
    assert "Not yet scored" in (await scene.stage.presses(scene.ben, seen, "Have it scored again")).words
    assert "Score it" in (await opens(scene, scene.chi)).buttons


async def test_what_follows_from_it_is_taken_on_and_verified_by_somebody_else(scene: Scene) -> None:
    """With an owner who hears of the date in time; whoever did it does not verify it."""
    await registers(scene)
    form = await scene.stage.presses(scene.ana, await opens(scene, scene.ana), "Recommend something")
    wanted = {"words": f"{ACTION}; Ben should have", "kind": "Prevent"}
    seen = await scene.stage.submits(scene.ana, form, wanted)
    assert "for you alone" in seen.words
    form = await scene.stage.presses(scene.ana, seen, "Who sees to it?")
    due = DAY + timedelta(days=10)
    plan = {"owner": [scene.ben], "due_on": due.isoformat(), "tracker": "https://tracker.example.org/42"}
    seen = await scene.stage.submits(scene.ana, form, {**plan, "check": "The drill finds no second charge"})
    assert "Ben" in seen.words
    await scene.passes(days=1)
    assert told(scene, scene.ben, "An action for you")
    await scene.passes(days=7)
    [soon] = told(scene, scene.ben, "An action is due soon")
    seen = await scene.stage.presses(scene.ben, soon, "Open it")
    form = await scene.stage.presses(scene.ben, seen, "It is done")
    seen = await scene.stage.submits(scene.ben, form, {"said": "It is in since Monday"})
    assert "Does it work?" not in seen.buttons
    await scene.passes(days=1)
    [asked] = told(scene, scene.ana, "An action to verify")
    form = await scene.stage.presses(scene.ana, await scene.stage.presses(scene.ana, asked, "Open it"), "Does it work?")
    looked = {"works": "Yes, it works", "saw": "The drill found none"}
    assert "Verified by: Ana Ruiz" in (await scene.stage.submits(scene.ana, form, looked)).words
