"""A review cycle as people meet it: HR sets it up and reads it first, then it asks each for their part, and stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from content import reviews
from domain import competencies as rules
from domain.cycles import Kind
from storage import checkpoints, competencies, lines, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen

START = "2026-09-28"  # the Monday after the scenario's first day
QUARTER = {"template": "A quarter, for teams that have done it before", "name": "Autumn 2026", "start": START}
BLUE = Figure(key="blue", name="Blue", external="", email="")  # found by typing, as people are
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


@dataclass
class House:
    """Ana leads Ben and Chi, who are team Blue; Hana runs HR; a version of the competencies is approved."""

    scene: Scene
    ids: dict[str, str] = field(default_factory=dict)

    def furnish(self, unit: Unit) -> None:
        scene, org = self.scene, self.scene.org
        rows = unit.rows(select(_person.c.id, _person.c.name).where(_person.c.org_id == org))
        by_name = {row["name"]: row["id"] for row in rows}
        self.ids = {key: by_name[one.name] for key, one in scene.stage.people.items() if one.name in by_name}
        now = scene.clock()
        unit.run(insert(_team), {"org_id": org, "id": "blue", "name": "Blue", "created_at": now})
        lines.assign(unit, org, {self.ids["ben"]: ["blue"], self.ids["chi"]: ["blue"]}, now=now)
        lines.lead(unit, org, {self.ids["ben"]: self.ids["ana"], self.ids["chi"]: self.ids["ana"]}, now=now)
        kept = competencies.add(unit, org, reviews.default().framework, by=self.ids["hana"], now=now)
        approved = rules.approve(kept.version, by=self.ids["dan"], now=now)
        competencies.save(unit, org, kept, approved, by=self.ids["dan"], now=now)

    async def drafts(self, **more: object) -> Seen:
        stage, hana = self.scene.stage, self.scene.hana
        form = await stage.says(hana, "/cycle new")
        form = form if form.is_form else await stage.presses(hana, form, "Open the form")
        return await stage.submits(hana, form, {**QUARTER, "teams": [BLUE], **more})

    async def launches(self) -> Seen:
        return await self.scene.stage.presses(self.scene.hana, await self.drafts(), "Launch")

    def done(self, kind: Kind, about: str, by: str) -> None:
        """As the feature that does it tells."""

        def tell(unit: Unit) -> None:
            checkpoints.done(unit, self.scene.org, kind, self.ids[about], self.ids[by], self.scene.clock())

        self.scene.store.write(tell).result()

    async def a_moment_later(self) -> None:
        await self.scene.passes(seconds=5)

    async def skips(self, moment: str) -> None:
        """Let time pass at once, but for the night before: what was missed meanwhile is caught up with."""
        for then in (f"{moment[:10]}T00:30", moment):
            self.scene.clock.now = at(then)
            await self.scene.settle()

    def told(self, who: Figure, words: str) -> int:
        """Count the messages to somebody in which these words stand."""
        return sum(words in one.words for one in self.scene.stage.direct(who))

    def last(self, who: Figure) -> str:
        return (self.scene.stage.direct(who) or [Seen(words="")])[-1].words


@pytest.fixture
def house(scene: Scene) -> House:
    made = House(scene)
    scene.store.write(made.furnish).result()
    return made


async def test_hr_reads_all_of_it_before_anybody_hears_of_it(house: House) -> None:
    """Dates, people and every message stand in the preview; until it is launched nothing is sent."""
    scene = house.scene
    preview = await house.drafts()
    assert "2, led by 1 manager" in preview.words
    calendar = await scene.stage.presses(scene.hana, preview, "Read every message")
    assert "Monday, 28 September: Kick-off (opens), to 2 people" in calendar.words
    await house.skips("2026-10-02T10:00")
    assert [one for who in (scene.ana, scene.ben) for one in scene.stage.direct(who)] == []


async def test_a_draft_is_for_those_who_are_in_its_teams_now(house: House) -> None:
    """Also for whoever came after it was drafted."""
    scene = house.scene
    await house.drafts()
    joined = {house.ids["dan"]: ["blue"]}
    scene.store.write(lambda unit: lines.assign(unit, scene.org, joined, now=scene.clock())).result()
    calendar = await scene.stage.says(scene.hana, "/cycle rehearse")
    assert "Monday, 28 September: Kick-off (opens), to 3 people" in calendar.words


async def test_a_day_that_has_passed_is_said_at_its_field(house: House) -> None:
    """Nothing is kept, and the form stays."""
    form = await house.drafts(start="2026-09-01")
    assert "Choose today or later" in form.errors["start"]


async def test_a_manager_gets_one_message_with_their_people_and_sees_them_done(house: House) -> None:
    """Each name is a button into the form; what is done is said in the very message, and then no reminder comes."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-10-19T10:00")
    told = scene.stage.direct(scene.ana)[-1]
    assert "First evidence: 2 people, until Friday, 30 October" in told.words
    assert {"Ben Okafor", "Chiara Lindqvist"} <= set(told.buttons)
    house.done(Kind.EVIDENCE, "ben", "ana")
    await house.a_moment_later()
    assert "Ben Okafor: done" in house.last(scene.ana)
    house.done(Kind.EVIDENCE, "chi", "ana")
    await house.a_moment_later()
    assert "done for all of your people" in house.last(scene.ana)
    for day in ("2026-10-29", "2026-10-30", "2026-11-03", "2026-11-06"):
        await house.skips(f"{day}T10:00")
    assert house.told(scene.ana, "First evidence") == 1


async def test_what_is_late_goes_to_the_manager_again_and_then_to_hr_alone(house: House) -> None:
    """Two working days after, and five; and after its grace nobody hears of it any more."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-11-03T10:00")
    assert "First evidence was due: 2 people left" in house.last(scene.ana)
    await house.skips("2026-11-06T10:00")
    assert "still open for 2 people" in house.last(scene.hana)
    await house.skips("2026-11-10T10:00")
    assert [house.told(who, "First evidence") for who in (scene.hana, scene.ana, scene.ben)] == [1, 1, 0]


async def test_whoever_acts_for_a_manager_is_asked_in_their_place(house: House) -> None:
    """From that moment on, for this cycle; and the manager is not."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-10-19T10:00")
    form = await scene.stage.presses(scene.ana, scene.stage.direct(scene.ana)[-1], "Somebody acts for me")
    await scene.stage.submits(scene.ana, form, {"who": [scene.dan]})
    await house.a_moment_later()
    assert "First evidence: 2 people" in house.last(scene.dan)
    await house.skips("2026-10-27T10:00")
    assert house.told(scene.ana, "First evidence") == 1


async def test_nobody_acts_for_whoever_leads_them(house: House) -> None:
    """They would answer for their peers; whoever does act is named to those they answer for."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-10-19T10:00")
    form = await scene.stage.presses(scene.ana, scene.stage.direct(scene.ana)[-1], "Somebody acts for me")
    assert "can read the reviews of your people in this cycle" in form.words
    assert "in your own line" in (await scene.stage.submits(scene.ana, form, {"who": [scene.chi]})).errors["who"]
    await scene.stage.submits(scene.ana, form, {"who": [scene.dan]})
    await house.skips("2026-10-21T10:00")
    assert house.told(scene.ben, "acts for Ana Ruiz") == 1


async def test_a_new_date_is_told_to_whoever_had_heard_of_the_old_one(house: House) -> None:
    """And reminders come before the new one."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-10-19T10:00")
    status = await scene.stage.says(scene.hana, "/cycle status")
    detail = await scene.stage.chooses(scene.hana, status, "Who is missing", "First evidence")
    assert "Ben Okafor (asked: Ana Ruiz)" in detail.words
    form = await scene.stage.presses(scene.hana, detail, "Move")
    await scene.stage.submits(scene.hana, form, {"due": "2026-11-06"})
    for day in ("2026-10-20", "2026-10-30"):
        await house.skips(f"{day}T10:00")
    heard = "\n".join(one.words for one in scene.stage.direct(scene.ana))
    assert "New date: First evidence" in heard
    assert "due today" not in heard
    await house.skips("2026-11-06T10:00")
    assert "First evidence: due today, 2 people left" in house.last(scene.ana)


async def test_hr_brings_the_next_checkpoint_forward_and_reads_first_what_that_changes(house: House) -> None:
    """Nobody hears of the preview; after the yes it is open, with the deadline it had."""
    scene = house.scene
    await house.launches()
    for day in ("2026-09-28", "2026-09-30"):
        await house.skips(f"{day}T10:00")
    preview = await scene.stage.says(scene.hana, "/cycle advance")
    assert "“Pair your goals” of Autumn 2026 would open today instead of on Monday, 5 October" in preview.words
    assert "2 people: Ben Okafor and Chiara Lindqvist" in preview.words
    await house.a_moment_later()
    assert house.told(scene.ben, "Pair your goals") == 0
    done = await scene.stage.presses(scene.hana, preview, "Open it now")
    assert "Pair your goals: open now" in done.words
    await house.a_moment_later()
    assert "Pair your goals" in house.last(scene.ben)
    await house.skips("2026-10-05T10:00")
    assert house.told(scene.ben, "Pair your goals") == 1


async def test_a_paused_cycle_is_silent(house: House) -> None:
    """Nothing is sent and nothing falls due; people see that it is paused."""
    scene = house.scene
    launched = await house.launches()
    whole = await scene.stage.presses(scene.hana, launched, "See how it stands")
    await scene.stage.presses(scene.hana, whole, "Pause")
    await house.skips("2026-10-02T10:00")
    assert scene.stage.direct(scene.ben) == []
    assert "Paused since" in (await scene.stage.says(scene.ben, "/cycle")).words


async def test_everybody_sees_their_own_part_and_nobody_elses(house: House) -> None:
    """Ben finds what waits for him, on Home too; Dan, who is in no team of it, finds that nothing runs for him."""
    scene = house.scene
    await house.launches()
    await house.skips("2026-09-28T10:00")
    mine = await scene.stage.says(scene.ben, "/cycle")
    assert "Now: Kick-off" in mine.words
    assert "Chiara" not in mine.words
    assert "Kick-off" in (await scene.stage.opens_home(scene.ben)).words
    assert "No review cycle runs for you" in (await scene.stage.says(scene.dan, "/cycle")).words
    told = scene.stage.direct(scene.ben)[-1]
    assert "noted" in (await scene.stage.presses(scene.ben, told, "I have read it")).words
    await house.a_moment_later()
    assert "Kick-off: done" in house.last(scene.ben)
