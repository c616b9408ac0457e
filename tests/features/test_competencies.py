"""What good looks like: everybody reads the same words, and two people of HR have to agree on them."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.edge import Core
from storage import competencies, tables
from tests.features.scene import Scene, Seen

_person = tables.table(tables.Person)


@pytest.fixture
def second(scene: Scene) -> None:
    """Dan runs HR, too."""
    here = update(_person).where(_person.c.org_id == scene.org, _person.c.name == scene.dan.name)
    scene.store.write(lambda unit: unit.run(here.values(is_hr=True)).rowcount).result()


async def draft(scene: Scene) -> Seen:
    words = await scene.stage.says(scene.hana, "/cycle competencies")
    versions = await scene.stage.presses(scene.hana, words, "Versions")
    return await scene.stage.presses(scene.hana, versions, "New draft")


async def test_everybody_reads_what_they_are_rated_by(scene: Scene) -> None:
    """Each competency with its levels; until HR has approved it that is said."""
    seen = await scene.stage.says(scene.ben, "/cycle competencies")
    assert "Early candor" in seen.words
    assert "HR has not approved it" in seen.words
    one = await scene.stage.chooses(scene.ben, seen, "Read one", "Early candor")
    assert "Role model" in one.words
    assert "Speaking often or loudly" in one.words
    assert "Versions" not in seen.buttons


@pytest.mark.usefixtures("second")
async def test_a_second_person_approves_what_the_first_has_written(scene: Scene) -> None:
    """Whoever changed it last cannot; afterwards it stays as it is, and everybody reads it."""
    stage = scene.stage
    seen = await draft(scene)
    part = await stage.chooses(scene.hana, seen, "Change one", "Early candor")
    form = await stage.presses(scene.hana, part, "Competent")
    await stage.submits(scene.hana, form, {"text": "Names risks in time to act, in the open."})
    versions = await stage.presses(scene.hana, await stage.says(scene.hana, "/cycle competencies"), "Versions")
    mine = await stage.presses(scene.hana, versions, "Open the draft")
    assert "Approve" not in mine.buttons
    await stage.presses(scene.hana, mine, "Ask for approval")
    await scene.passes(seconds=5)
    told = stage.direct(scene.dan)[-1]
    theirs = await stage.presses(scene.dan, told, "Read it")
    assert "last changed by Hana Weiss" in theirs.words
    assert "is approved" in (await stage.presses(scene.dan, theirs, "Approve")).words
    words = await stage.says(scene.ben, "/cycle competencies")
    one = await stage.chooses(scene.ben, words, "Read one", "Early candor")
    assert "Names risks in time to act, in the open." in one.words
    assert "didn't work" in (await stage.presses(scene.hana, mine, "Delete")).words


async def test_the_only_administrator_is_told_to_name_a_second_one(scene: Scene) -> None:
    """The refusal says what to do, and its button opens the form for it."""
    refused = await scene.stage.presses(scene.hana, await draft(scene), "Ask for approval")
    assert "takes two people of HR, and you are the only one" in refused.words
    assert (await scene.stage.presses(scene.hana, refused, "People with a role")).is_form


async def test_of_two_who_change_a_draft_the_second_is_told(scene: Scene) -> None:
    """Nothing of the first is lost."""
    part = await scene.stage.chooses(scene.hana, await draft(scene), "Change one", "Early candor")
    first = await scene.stage.presses(scene.hana, part, "Role model")
    second = await scene.stage.presses(scene.hana, part, "Developing")
    await scene.stage.submits(scene.hana, first, {"text": "Makes early warning normal for others."})
    refused = await scene.stage.submits(scene.hana, second, {"text": "Waits until asked."})
    assert "This changed since you opened it" in refused.words
    kept = scene.store.read(lambda unit: competencies.find(unit, scene.org, 1)).result()
    assert kept
    assert "Waits until asked." not in competencies.written(kept.version)


async def test_roles_are_expected_to_show_what_hr_says(scene: Scene) -> None:
    """A line that says no level is named, and the form stays."""
    form = await scene.stage.presses(scene.hana, await draft(scene), "Expected of roles")
    wrong = await scene.stage.submits(scene.hana, form, {"roles": "Senior engineer: wizard"})
    assert "Line 1 is not a title and a level" in wrong.errors["roles"]
    seen = await scene.stage.submits(scene.hana, form, {"roles": "Senior engineer: role model"})
    assert "Senior engineer: Role model" in seen.words


async def test_only_hr_sees_drafts(scene: Scene) -> None:
    """To others there is none."""
    seen = await draft(scene)
    assert "can't find that" in (await scene.stage.presses(scene.ben, seen, "Expected of roles")).words
    audit = tables.table(tables.Audit)
    done = select(audit.c.action).where(audit.c.org_id == scene.org, audit.c.action.like("framework.%"))
    assert scene.store.read(lambda unit: list(unit.run(done).scalars())).result() == ["framework.drafted"]


async def test_hr_takes_a_version_along_by_links_that_work_once(scene: Scene, core: Core) -> None:
    """As YAML and as a table. Without a web address of its own it says how else."""
    seen = await draft(scene)
    assert (
        "framework export competencies.yaml --version 1"
        in (await scene.stage.presses(scene.hana, seen, "As a file")).words
    )
    core.dispatcher._site = "https://vouchsafe.example"  # type: ignore[attr-defined]  # as bot.serve sets it
    offered = await scene.stage.presses(scene.hana, seen, "As a file")
    assert "Each link works once, for 15 minutes" in offered.words
