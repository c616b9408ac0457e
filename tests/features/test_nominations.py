"""Nominations: from HR's form to a story in the channel; secret all the way, and nobody decides on themselves."""

from __future__ import annotations

from datetime import date, time, timedelta

import prometheus_client
import pytest

from domain import local_time
from storage import tables
from tests.features.conftest import MORNING
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_cycle import House, house
from tests.features.test_pulse import rows

__all__ = ["house"]

TODAY = local_time.day_of(MORNING, "UTC")
REASON = {
    "situation": "In the August design review",
    "behavior": "She wrote down line by line what she missed",
    "impact": "The next team asked us nothing any more",
}
KINDEST = "Kindest reviewer"
SECRET = ("nomination_ballot", "nomination_slip")


async def opened(scene: Scene) -> None:
    """Hana opens them for three days in two categories, and Hana, Ana, Ben and Dan decide."""
    form = await scene.stage.presses(
        scene.hana, await scene.stage.says(scene.hana, "/kudos nominate"), "Open nominations"
    )
    days = {"closes": TODAY + timedelta(days=2), "decides": TODAY + timedelta(days=4)}
    values = {"title": "Autumn", "own": KINDEST, "seats": [scene.hana, scene.ana, scene.ben, scene.dan]}
    await scene.stage.submits(scene.hana, form, {**values, **{name: day.isoformat() for name, day in days.items()}})
    await scene.settle()


async def nominates(scene: Scene, who: Figure, whom: Figure, category: str = "Best feedback giver") -> Seen:
    return await submits(scene, who, whom, await form(scene, who), category)


async def form(scene: Scene, who: Figure) -> Seen:
    return await scene.stage.presses(who, await scene.stage.says(who, "/kudos nominate"), "Nominate")


async def submits(scene: Scene, who: Figure, whom: Figure, form: Seen, category: str = "Best feedback giver") -> Seen:
    return await scene.stage.submits(who, form, {"category": category, "nominee": [whom], **REASON})


async def read(scene: Scene, who: Figure) -> Seen:
    return await scene.stage.presses(who, await scene.stage.says(who, "/kudos nominate"), "Read and vote")


def kept(scene: Scene, name: str) -> int:
    return len(scene.own(tables.named(name)))


async def test_from_a_secret_nomination_to_a_story_with_consent(scene: Scene) -> None:
    """Whoever is chosen twice hears of both at once, and answers for each: one is told, and one stays private."""
    await opened(scene)
    assert "Who should be seen? Best feedback giver and Kindest reviewer." in scene.stage.channel()[-1].words
    assert "Autumn: Open for nominations until" in (await scene.stage.opens_home(scene.hana)).words
    traces = kept(scene, "audit"), kept(scene, "outbox"), kept(scene, "draft")
    assert "It is kept apart from your name" in (await nominates(scene, scene.ben, scene.chi)).words
    assert (
        "If you have just sent the same again, nothing is lost" in (await nominates(scene, scene.ben, scene.chi)).words
    )
    assert "you cannot nominate yourself" in (await nominates(scene, scene.dan, scene.dan)).words
    assert "whoever sits on the committee cannot" in (await nominates(scene, scene.dan, scene.ana)).words
    assert "Whom would you nominate? Autumn" in (await scene.stage.opens_home(scene.ben)).words
    await nominates(scene, scene.ben, scene.chi, KINDEST)
    assert "Whom would you nominate?" not in (await scene.stage.opens_home(scene.ben)).words
    assert traces == (kept(scene, "audit"), kept(scene, "outbox"), kept(scene, "draft")), "handing in leaves none"
    assert "Read and vote" not in (await scene.stage.says(scene.ana, "/kudos nominate")).buttons

    await scene.until(MORNING + 3 * 86_400_000)
    assert "Read and vote" not in (await scene.stage.says(scene.chi, "/kudos nominate")).buttons
    for voter in (scene.ana, scene.dan):
        page = await scene.stage.presses(voter, await scene.stage.opens_home(voter), "Read and vote")
        assert REASON["impact"] in page.words
        await scene.stage.presses(voter, page, "My vote: Chiara Lindqvist")
        page = await read(scene, voter)
        assert "You have voted here" in page.words
        page = await scene.stage.chooses(voter, page, "Another category", KINDEST)
        await scene.stage.presses(voter, page, "My vote: Chiara Lindqvist")
        assert "Your vote is asked for" not in (await scene.stage.opens_home(voter)).words
    assert "Your vote is asked for" not in (await scene.stage.opens_home(scene.chi)).words
    assert not any("chosen" in one.words for one in scene.stage.direct(scene.chi))

    await scene.until(MORNING + 8 * 86_400_000)
    assert [kept(scene, name) for name in SECRET] == [0, 0]
    late = await scene.stage.presses(scene.dan, page, "My vote: Chiara Lindqvist")
    assert "closed before this came in" in late.words
    [told] = chosen(scene)
    assert REASON["behavior"] in told.words
    assert KINDEST in told.words
    assert f"You received {KINDEST}: may it be told?" in (await scene.stage.opens_home(scene.chi)).words
    await answered_for_each(scene, told)


async def answered_for_each(scene: Scene, told: Seen) -> None:
    """One is told, one stays private; after what was told is taken back nothing claims that nobody else has read it."""
    said = await scene.stage.presses(scene.chi, told, "Yes, tell it")
    await scene.passes(seconds=5)
    story = scene.stage.channel()[-1].words
    assert "Chiara Lindqvist" in story
    assert REASON["behavior"] in story
    [asks] = chosen(scene)
    assert "You said yes: it is told in the kudos channel" in asks.words
    assert asks.words.count(REASON["behavior"]) == 2, "what they wrote stays hers to read"
    assert "Yes, tell it" in asks.buttons, "the other question still stands"
    other = await scene.stage.says(scene.chi, "/kudos nominate")
    assert "stays private" in (await scene.stage.presses(scene.chi, other, "Keep it private")).words
    await scene.passes(seconds=5)
    assert "Yes, tell it" not in (await scene.stage.says(scene.chi, "/kudos nominate")).buttons
    [asks] = chosen(scene)
    assert "You keep it private" in asks.words
    assert "Yes, tell it" not in asks.buttons
    assert "Best feedback giver: Chiara Lindqvist" in (await listed(scene)).words
    await scene.stage.presses(scene.chi, said, "Take it off again")
    await scene.passes(seconds=5)
    assert not any("Chiara Lindqvist" in one.words for one in scene.stage.channel())
    [asks] = chosen(scene)
    assert asks.words.count("You keep it private") == 1, "only the other one was read by nobody else"
    assert "Whoever read it there before has read it" in asks.words


async def test_handing_in_leaves_nothing_but_a_ballot_and_a_slip(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """A nomination and a vote: no claim, no audit line, no message, no draft, and in log and metrics no word of it."""
    await opened(scene)
    others = [table for table in tables.Row.metadata.sorted_tables if table.name not in SECRET]
    asked = await form(scene, scene.ben)
    capsys.readouterr()
    before = rows(scene, others)
    assert "you cannot nominate yourself" in (await submits(scene, scene.ben, scene.ben, asked)).words
    assert "It is kept apart from your name" in (await submits(scene, scene.ben, scene.chi, asked)).words
    assert rows(scene, others) == before
    await scene.until(MORNING + 3 * 86_400_000)
    page = await read(scene, scene.ana)
    before = rows(scene, others)
    assert "Your vote is in" in (await scene.stage.presses(scene.ana, page, "My vote: Chiara Lindqvist")).words
    assert rows(scene, others) == before
    logged = "".join((*capsys.readouterr(), prometheus_client.generate_latest().decode()))
    told = [named for one in (scene.ben, scene.ana, scene.chi) for named in (one.external, one.name, one.email)]
    assert [word for word in (*told, REASON["impact"], "hand_in") if word in logged] == []
    assert [kept(scene, name) for name in SECRET] == [1, 2], "the ballot of the stage that is over is gone"


async def test_a_round_that_ends_with_a_checkpoint_moves_with_it(house: House) -> None:
    """Whoever was told the old day is told the new one, and nobody can nominate longer than that says."""
    scene = house.scene
    await house.launches()
    page = await scene.stage.says(scene.hana, "/kudos nominate")
    form = await scene.stage.presses(scene.hana, page, "Open nominations")
    [pairing] = [one for one in form.fields["anchor"].choices if "Pair your goals" in one]
    decided = (TODAY + timedelta(days=28)).isoformat()
    values = {"anchor": pairing, "decides": decided, "decider": "Everybody, by secret vote"}
    await scene.stage.submits(scene.hana, form, values)
    await scene.settle()
    announced = scene.stage.channel()[-1].words
    assert "They end with “Pair your goals” of “Autumn 2026”" in announced
    status = await scene.stage.says(scene.hana, "/cycle status")
    detail = await scene.stage.chooses(scene.hana, status, "Who is missing", "Pair your goals")
    form = await scene.stage.presses(scene.hana, detail, "Move")
    await scene.stage.submits(scene.hana, form, {"due": "2026-10-29"})
    await scene.settle()
    assert "“Pair your goals” of “Autumn 2026” was moved" in scene.stage.channel()[-1].words
    await scene.until(local_time.instant(date(2026, 10, 29), time(23), "UTC"))
    assert announced not in [one.words for one in scene.stage.channel()], "it says the new day"
    assert "Nominate" in (await scene.stage.says(scene.ben, "/kudos nominate")).buttons
    await scene.until(local_time.instant(date(2026, 10, 30), time(0), "UTC"))
    assert "Nominate" not in (await scene.stage.says(scene.ben, "/kudos nominate")).buttons


def chosen(scene: Scene) -> list[Seen]:
    """What Chi was told by itself."""
    return [one for one in scene.stage.direct(scene.chi) if "you were chosen" in one.words]


async def listed(scene: Scene) -> Seen:
    return await scene.stage.presses(scene.hana, await scene.stage.says(scene.hana, "/kudos nominate"), "All so far")
