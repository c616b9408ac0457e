"""Nominations: from HR's form to a story in the channel; secret all the way, and nobody decides on themselves."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from domain import local_time
from storage import tables
from tests.features.conftest import MORNING
from tests.features.scene import Figure, Scene, Seen

TODAY = local_time.day_of(MORNING, "UTC")
REASON = {
    "situation": "In the August design review",
    "behavior": "She wrote down line by line what she missed",
    "impact": "The next team asked us nothing any more",
}
SECRET = ("nomination_ballot", "nomination_slip")


async def opened(scene: Scene) -> None:
    """Hana opens them for three days, and Ana, Chiara and Dan decide."""
    form = await scene.stage.presses(
        scene.hana, await scene.stage.says(scene.hana, "/kudos nominate"), "Open nominations"
    )
    days = {"closes": TODAY + timedelta(days=2), "decides": TODAY + timedelta(days=4)}
    values = {"title": "Autumn", "seats": [scene.ana, scene.chi, scene.dan]}
    await scene.stage.submits(scene.hana, form, {**values, **{name: day.isoformat() for name, day in days.items()}})
    await scene.settle()


async def nominates(scene: Scene, who: Figure, whom: Figure) -> Seen:
    form = await scene.stage.presses(who, await scene.stage.says(who, "/kudos nominate"), "Nominate")
    return await scene.stage.submits(who, form, {"nominee": [whom], **REASON})


async def read(scene: Scene, who: Figure) -> Seen:
    return await scene.stage.presses(who, await scene.stage.says(who, "/kudos nominate"), "Read and vote")


def kept(scene: Scene, name: str) -> int:
    rows = select(func.count()).select_from(tables.named(name))
    return int(scene.store.read(lambda unit: unit.run(rows).scalar_one()).result())


async def test_from_a_secret_nomination_to_a_story_with_consent(scene: Scene) -> None:
    """The nominee sits on the committee, sees nothing of it, and hears of it first when it is decided."""
    await opened(scene)
    assert "Who should be seen? Best feedback giver." in scene.stage.channel()[-1].words
    traces = kept(scene, "audit"), kept(scene, "outbox"), kept(scene, "draft")
    assert "It is kept apart from your name" in (await nominates(scene, scene.ben, scene.chi)).words
    assert "already" in (await nominates(scene, scene.ben, scene.dan)).words
    assert "you cannot nominate yourself" in (await nominates(scene, scene.dan, scene.dan)).words
    await nominates(scene, scene.dan, scene.chi)
    assert traces == (kept(scene, "audit"), kept(scene, "outbox"), kept(scene, "draft")), "handing in leaves none"
    assert "Read and vote" not in (await scene.stage.says(scene.ana, "/kudos nominate")).buttons

    await scene.until(MORNING + 3 * 86_400_000)
    assert REASON["impact"] not in (await read(scene, scene.chi)).words
    page = await read(scene, scene.ana)
    assert REASON["impact"] in page.words
    assert "Daniel" not in page.words
    await scene.stage.presses(scene.ana, page, "My vote: Chiara Lindqvist")
    assert "You have voted here" in (await read(scene, scene.ana)).words
    await scene.stage.presses(scene.dan, await read(scene, scene.dan), "My vote: Chiara Lindqvist")
    assert not any("chosen" in one.words for one in scene.stage.direct(scene.chi))

    await scene.until(MORNING + 8 * 86_400_000)
    assert [kept(scene, name) for name in SECRET] == [0, 0]
    [told] = [one for one in scene.stage.direct(scene.chi) if "you were chosen" in one.words]
    assert REASON["behavior"] in told.words
    await scene.stage.presses(scene.chi, told, "Yes, tell it")
    await scene.settle()
    story = scene.stage.channel()[-1].words
    assert "Chiara Lindqvist" in story
    assert REASON["behavior"] in story
    assert "Best feedback giver: Chiara Lindqvist" in (await listed(scene)).words


async def listed(scene: Scene) -> Seen:
    return await scene.stage.presses(scene.hana, await scene.stage.says(scene.hana, "/kudos nominate"), "All so far")
