"""The plan of a six-month cycle: HR sees what is late and what is to be decided, each owner their part, nobody else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import update

from storage import tables
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_cycle import House

SIX_MONTHS = {"template": "Six months, from the first two teams to a decision", "name": "Pilot"}
PUBLISH = "Publish why, what is collected, who sees it and what it is never used for"
SAYS, DECIDES = "Say what is done", "Decide"
READ_ALIKE = "Week 4: Do managers read the descriptors the same way?"


@dataclass
class Planned:
    """Ben's and Chi's cycle of half a year, in its first week."""

    house: House

    @property
    def scene(self) -> Scene:
        return self.house.scene

    async def begins(self) -> None:
        stage, hana = self.scene.stage, self.scene.hana
        draft = await self.house.drafts(**SIX_MONTHS)
        await stage.presses(hana, draft, "Launch")
        await self.house.skips("2026-09-29T10:00")

    async def says(self, who: Figure) -> Seen:
        return await self.scene.stage.says(who, "/cycle plan")

    async def opens(self, who: Figure, menu: str, option: str) -> Seen:
        """On a platform where no form opens by itself, a press later."""
        found = await self.scene.stage.chooses(who, await self.says(who), menu, option)
        return found if found.is_form else await self.scene.stage.presses(who, found, "Open the form")


@pytest.fixture
def planned(scene: Scene) -> Planned:
    house = House(scene)
    scene.store.write(house.furnish).result()
    return Planned(house)


async def test_whoever_owns_a_task_says_that_it_is_done_and_shows_it(planned: Planned) -> None:
    """A page was published: the link is asked for. Whoever owns nothing finds no plan, nor does anybody before HR."""
    scene = planned.scene
    assert "No cycle with a plan" in (await planned.says(scene.hana)).words
    await planned.begins()
    form = await scene.stage.presses(scene.hana, await planned.says(scene.hana), "Who owns what")
    told = await scene.stage.submits(scene.hana, form, {"sponsor": [scene.ben]})
    assert f"Sponsor: {scene.ben.name}" in told.words
    assert PUBLISH in (await planned.says(scene.ben)).words
    assert "Close the baseline pulse" not in (await planned.says(scene.ben)).words
    assert "No cycle with a plan" in (await planned.says(scene.chi)).words
    form = await planned.opens(scene.ben, SAYS, PUBLISH)
    refused = await scene.stage.submits(scene.ben, form, {"shown_by": "it is on the intranet"})
    assert "link is needed" in refused.errors["shown_by"]
    done = await scene.stage.submits(scene.ben, form, {"shown_by": "https://example.org/why"})
    assert "example.org/why" in done.words
    assert "Tasks done: 1 of 23" in (await planned.says(scene.hana)).words
    everything = await scene.stage.presses(scene.hana, await planned.says(scene.hana), "All tasks")
    taken_back = await scene.stage.chooses(scene.hana, everything, "Not done after all", PUBLISH)
    assert "open again" in taken_back.words
    assert "Tasks done: 0 of 23" in (await planned.says(scene.hana)).words


def closes(scene: Scene) -> None:
    cycle = tables.table(tables.Cycle)
    closed = update(cycle).where(cycle.c.org_id == scene.org).values(state="closed")
    scene.store.write(lambda unit: unit.run(closed).rowcount).result()


async def test_hr_decides_at_a_checkpoint_of_the_plan_whether_to_go_on(planned: Planned) -> None:
    """The question waits from its week on; then the plan says what was decided, and why, until the cycle is closed."""
    await planned.begins()
    assert "Do managers read" not in (await planned.says(planned.scene.hana)).words
    await planned.house.skips("2026-10-20T10:00")
    stage, hana = planned.scene.stage, planned.scene.hana
    form = await planned.opens(hana, DECIDES, READ_ALIKE)
    told = await stage.submits(hana, form, {"decision": "Go on, with changes", "reason": "One is read in two ways."})
    assert "Go on, with changes" in told.words
    seen = await planned.says(hana)
    assert DECIDES not in seen.menus
    everything = await stage.presses(hana, seen, "All tasks")
    assert "is read in two ways" in everything.words
    assert "Decide again" in everything.menus
    told = await stage.presses(hana, seen, "Outcomes")
    assert "What the program has come to" in told.words
    assert "cannot tell" in (await stage.presses(hana, told, "What each figure tells")).words
    assert "no web address" in (await stage.presses(hana, told, "Report as a file")).words
    assert "The review cycle" in (await stage.says(planned.scene.ana, "/cycle outcomes")).words
    closes(planned.scene)
    told = await stage.chooses(hana, everything, "Decide again", READ_ALIKE)
    assert "Nothing was changed now" in told.words
    assert (await stage.presses(hana, seen, "All tasks")).menus == {}
