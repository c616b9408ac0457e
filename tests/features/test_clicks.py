"""How many clicks people need: the twelve main tasks are played and counted, and docs/clicks.md says the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.features import test_broadcasts, test_cycle, test_evidence, test_goals, test_kudos, test_review
from tests.features.scene import Figure, Scene, Seen, Stage
from tests.features.test_home import leads

TABLE = Path(__file__).parents[2] / "docs" / "clicks.md"
STORY = test_evidence.STORY
FROM_CHECKPOINT = "add evidence about somebody"
ON_SLACK = pytest.mark.parametrize("scene", ["slack"], indirect=True)
ON_BOTH = pytest.mark.parametrize("scene", ["slack", "teams"], indirect=True)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a click is a click on any database


@dataclass(kw_only=True)
class Count:
    lines: int = 0
    clicks: int = 0
    forms: int = 0
    fields: int = 0


class Hand:
    """Does what people do, and counts it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.count = Count()

    async def says(self, who: Figure, line: str) -> Seen:
        self.count.lines += 1
        return await self.stage.says(who, line)

    async def presses(self, who: Figure, seen: Seen, label: str) -> Seen:
        self.count.clicks += 1
        return await self.stage.presses(who, seen, label)

    async def chooses(self, who: Figure, seen: Seen, menu: str, option: str) -> Seen:
        """Opening the menu is a click as well."""
        self.count.clicks += 2
        return await self.stage.chooses(who, seen, menu, option)

    async def submits(self, who: Figure, form: Seen, values: Mapping[str, Any]) -> Seen:
        self.count.clicks += 1
        self.count.forms += 1
        self.count.fields += len(values)
        return await self.stage.submits(who, form, values)


Task = Callable[[Scene, Hand], Awaitable[str]]  # returns what was on the screen at its end


def promised() -> dict[str, tuple[Count, int]]:
    """Return each task of the table, with what it takes and the most clicks it may."""
    rows = [
        line.strip("| ").split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "
    ]
    found = {}
    for task, _, *figures in rows[1:]:
        typed, clicks, forms, fields, most = map(int, figures)
        found[task] = Count(lines=typed, clicks=clicks, forms=forms, fields=fields), most
    return found


async def played(scene: Scene, tasks: Mapping[str, tuple[Task, str]]) -> dict[str, Count]:
    """Play them in order; each has to end with these words, or nothing was done by so few clicks."""
    counts = {}
    for name, (task, ends) in tasks.items():
        hand = Hand(scene.stage)
        assert ends in await task(scene, hand), name
        counts[name] = hand.count
        await scene.passes(seconds=40)
    return counts


# --- The tasks ----------------------------------------------------------------------------------------------------


async def gives_kudos(scene: Scene, hand: Hand) -> str:
    await hand.says(scene.ana, test_kudos.LINE)
    await scene.passes(seconds=31)
    return scene.stage.channel()[-1].words


async def saw_it_too(scene: Scene, hand: Hand) -> str:
    await hand.presses(scene.chi, scene.stage.channel()[-1], "I saw this too")
    await scene.settle()
    return scene.stage.channel()[-1].words


async def adds_evidence(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.ana, scene.stage.direct(scene.ana)[-1], "Ben Okafor")
    return (await hand.submits(scene.ana, form, STORY)).words


async def opens_what_is_new(scene: Scene, hand: Hand) -> Seen:
    """From the message to the piece."""
    told = [one for one in scene.stage.direct(scene.ben) if test_evidence.READY in one.words + one.fallback][-1]
    listed = await hand.presses(scene.ben, told, "Read it")
    return await hand.chooses(scene.ben, listed, test_evidence.ABOUT, test_evidence.PIECE[test_evidence.ABOUT])


async def adds_a_side(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.ben, await opens_what_is_new(scene, hand), "Add my side")
    return (await hand.submits(scene.ben, form, {"answer": "Chiara found it; I said it aloud."})).words


async def contests(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.ben, await opens_what_is_new(scene, hand), "Contest it")
    return (await hand.submits(scene.ben, form, {"reason": "It was Chiara who said so."})).words


async def asks(scene: Scene, hand: Hand) -> str:
    form = await hand.says(scene.ana, "/evidence ask @chi")
    return (await hand.submits(scene.ana, form, {"subject": [scene.ben], "question": "What did you see?"})).words


async def answers(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.chi, scene.stage.direct(scene.chi)[-1], "Write it")
    return (await hand.submits(scene.chi, form, STORY)).words


async def writes_a_goal(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.ben, await hand.says(scene.ben, "/goals"), "New goal")
    return (await hand.submits(scene.ben, form, test_goals.WHOLE)).words


async def checks_in(scene: Scene, hand: Hand) -> str:
    await scene.stage.presses(scene.ana, await test_goals.reads(scene, scene.ana, "@ben"), "Agree")
    goal = await hand.chooses(scene.ben, await hand.says(scene.ben, "/goals"), "Open a goal", test_goals.TITLE)
    form = await hand.presses(scene.ben, goal, "Check in")
    said = {"part": "The way to it", "mood": "At risk", "note": "Two wait for another team"}
    return (await hand.submits(scene.ben, form, said)).words


async def broadcasts(scene: Scene, hand: Hand) -> str:
    preview = await hand.submits(scene.hana, await hand.says(scene.hana, "/broadcast"), test_broadcasts.WORDS)
    await hand.presses(scene.hana, preview, test_broadcasts.EVERYONE)
    await scene.settle()
    return scene.stage.direct(scene.dan)[-1].words


async def rates(scene: Scene, hand: Hand) -> str:
    form = await hand.presses(scene.ana, await hand.says(scene.ana, "/review @ben"), test_review.FIRST)
    cited = test_review.both_pieces()
    said = {"rationale": test_review.WHY, "level": test_review.ROLE_MODEL, "cited": cited}
    return (await hand.submits(scene.ana, form, said)).words


async def hands_in(scene: Scene, hand: Hand) -> str:
    return (await hand.presses(scene.ana, await hand.says(scene.ana, "/review @ben"), "Hand in")).words


DAILY: Mapping[str, tuple[Task, str]] = {
    "give a kudos": (gives_kudos, test_kudos.NOTE),
    "say that one saw it, too": (saw_it_too, "1 colleague saw this too"),
    "add my side to evidence": (adds_a_side, "Your side stands beside it"),
    "contest evidence": (contests, "does not count any more until that is decided"),
    "ask a colleague for feedback": (asks, "Chiara Lindqvist"),
    "answer a colleague's question": (answers, "a colleague's note"),
    "write a goal": (writes_a_goal, "is asked to agree"),
    "check in on a goal": (checks_in, "at risk"),
    "send a broadcast": (broadcasts, test_broadcasts.TITLE),
}
OF_REVIEWS: Mapping[str, tuple[Task, str]] = {
    "rate one competency": (rates, "Draft saved"),
    "hand in a review": (hands_in, "Handed in: the review"),
}
OF_CHECKPOINTS: Mapping[str, tuple[Task, str]] = {FROM_CHECKPOINT: (adds_evidence, "Saved")}


# --- The promise --------------------------------------------------------------------------------------------------


def test_the_table_holds_the_tasks_that_are_played_and_each_keeps_its_budget(database: str) -> None:
    """Twelve of them; giving thanks and adding evidence at a checkpoint take three clicks at most, and one form."""
    table = promised()
    assert table.keys() == {*DAILY, *OF_REVIEWS, *OF_CHECKPOINTS}
    assert len(table) == 12
    assert [task for task, (count, most) in table.items() if count.clicks > most] == []
    for task in ("give a kudos", FROM_CHECKPOINT):
        count, most = table[task]
        assert most <= 3
        assert count.forms <= 1


@ON_SLACK
async def test_what_people_do_every_day_takes_as_many_clicks_as_the_table_says(scene: Scene) -> None:
    """From where the task begins to where it is done."""
    leads(scene, scene.ana, scene.ben)
    test_evidence.is_ombud(scene, scene.dan)
    await test_evidence.noted(scene, scene.ana)
    await scene.settle()
    assert await played(scene, DAILY) == {task: promised()[task][0] for task in DAILY}


@ON_SLACK
async def test_a_review_takes_as_many_clicks_as_the_table_says(scene: Scene) -> None:
    """All but the first competency are rated before."""
    house = test_review.House(scene)
    scene.store.write(house.furnish).result()
    house.two_pieces()
    await house.rates_all(level=test_review.COMPETENT, cited=test_review.both_pieces()[:1])
    assert await played(scene, OF_REVIEWS) == {task: promised()[task][0] for task in OF_REVIEWS}


@ON_BOTH
async def test_a_manager_adds_evidence_from_a_checkpoint_in_three_clicks_and_one_form(scene: Scene) -> None:
    """Press the name, fill in, send: on Slack and on Teams alike."""
    house = test_cycle.House(scene)
    scene.store.write(house.furnish).result()
    await house.launches()
    await house.skips("2026-10-19T10:00")
    assert await played(scene, OF_CHECKPOINTS) == {FROM_CHECKPOINT: promised()[FROM_CHECKPOINT][0]}
    assert "Ben Okafor: done" in house.last(scene.ana)
