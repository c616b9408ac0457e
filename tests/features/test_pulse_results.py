"""Results of a pulse: there for everybody at one moment, one's own groups only, and they lead to something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from domain import local_time
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_pulse import answered, closed, everybody, form_of, opened

PEOPLE = 8


@pytest.fixture
def more() -> Mapping[str, str]:
    return {f"p{number}": f"Person {number}" for number in range(PEOPLE)}


async def released(scene: Scene) -> None:
    """Everybody answers, not all alike, and it closes."""
    await opened(scene)
    for number, who in enumerate(everybody(scene)):
        await answered(scene, who, ("Disagree", "Neither", "Agree")[number % 3])
    await closed(scene)
    await scene.settle()


async def results(scene: Scene, who: Figure) -> Seen:
    found = await scene.stage.says(who, "/pulse results")
    [label] = [one for one in found.buttons if one.startswith("Results:")]
    return await scene.stage.presses(who, found, label)


async def test_results_are_there_once_it_is_closed_and_not_before(scene: Scene) -> None:
    """Whoever was asked is told, without a figure in the message, and reads means, a picture and a table."""
    await opened(scene)
    for number, who in enumerate(everybody(scene)):
        await answered(scene, who, ("Disagree", "Neither", "Agree")[number % 3])
    assert "No results yet" in (await scene.stage.says(scene.ben, "/pulse results")).words
    await closed(scene)
    await scene.passes(days=3)
    [told] = [one for one in scene.stage.direct(scene.ben) if "Read the results" in one.buttons]
    assert "2.9" not in told.words
    seen = await scene.stage.presses(scene.ben, told, "Read the results")
    assert "The whole company" in seen.words
    assert "I can bring up a problem with our work while it is still small." in seen.words
    assert "2.9" in seen.words
    assert "Most of those who were asked answered." in seen.words


async def test_a_result_leads_to_something_with_an_owner_and_a_date(scene: Scene) -> None:
    """Proposed, voted for, chosen by HR for the company, done by its owner, who is reminded when it is late."""
    await released(scene)
    seen = await scene.stage.presses(scene.ben, await results(scene, scene.ben), "What we do about it")
    form = await form_of(scene, scene.ben, await scene.stage.presses(scene.ben, seen, "Propose something"))
    seen = await scene.stage.submits(scene.ben, form, {"words": "Questions get an answer within a day"})
    assert "nobody is for it yet" in seen.words
    assert "Choose this" not in seen.buttons
    hers = await scene.stage.presses(scene.hana, await results(scene, scene.hana), "What we do about it")
    refused = await scene.stage.presses(scene.hana, hers, "Choose this")
    assert "nobody is for this one yet" in refused.words
    voted = await scene.stage.presses(scene.ben, seen, "I am for it")
    assert "1 person is for it" in voted.words
    form = await form_of(scene, scene.hana, await scene.stage.presses(scene.hana, hers, "Choose this"))
    today = local_time.day_of(scene.clock.now, "UTC")
    chosen = {"owner": [scene.ben], "due_on": (today + timedelta(days=7)).isoformat()}
    seen = await scene.stage.submits(scene.hana, form, chosen)
    assert "sees to it by" in seen.words
    await scene.passes(days=12)
    await scene.passes(days=1)
    assert [one for one in scene.stage.direct(scene.ben) if "Something your group chose is late" in one.words]
    seen = await scene.stage.presses(scene.ben, await results(scene, scene.ben), "What we do about it")
    form = await form_of(scene, scene.ben, await scene.stage.presses(scene.ben, seen, "It is done"))
    await scene.stage.submits(scene.ben, form, {"outcome": "Nine of ten do by now."})
    assert "done. Nine of ten do by now." in (await results(scene, scene.ben)).words
