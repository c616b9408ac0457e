"""Milestone texts to begin with, and teams by the hundred, as HR meets them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, update

from content import pack as content
from storage import tables
from tests.features.scene import Scene, Seen
from tests.features.test_broadcasts import EVERYONE, WORDS, copies, in_team, sent
from tests.features.test_broadcasts_approval import settles

OPENS = "A review cycle opens"


async def begun(scene: Scene, label: str = OPENS) -> Seen:
    offered = await scene.stage.says(scene.hana, "/broadcast template")
    return await scene.stage.presses(scene.hana, offered, label)


def filled(text: str) -> str:
    """As HR would fill in what is open."""
    for gap in (
        "name of the organization",
        "name of the cycle",
        "first day",
        "last day",
        "whom to ask",
        "where to find it",
    ):
        text = text.replace(f"[[{gap}]]", "Spring")
    return text


async def test_a_milestone_text_opens_in_the_form_with_its_gaps_marked(scene: Scene) -> None:
    """What is known is filled in; what is not says what it is."""
    org = tables.table(tables.Org)
    named = update(org).where(org.c.id == scene.org).values(name="The House")
    scene.store.write(lambda unit: unit.run(named).rowcount).result()
    form = await begun(scene)
    assert form.fields["title"].value == "[[name of the cycle]] opens on [[first day]]"
    assert "[[last day]]" in form.fields["body"].value
    assert "our work at The House" in form.fields["body"].value


async def test_nothing_is_sent_with_a_gap(scene: Scene) -> None:
    """The form says so beside each field, and keeps what was filled in."""
    form = await begun(scene)
    refused = await scene.stage.submits(scene.hana, form, {"title": "Spring opens on Monday"})
    assert refused.is_form
    assert "Something from the template is still open" in refused.words
    preview = await scene.stage.submits(scene.hana, form, {**_words(form)})
    assert "Please confirm that you have read this" in preview.words
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await settles(scene)
    assert len(copies(scene, scene.ana, "Spring opens on Spring")) == 1


async def test_double_brackets_typed_by_hand_are_a_gap_too(scene: Scene) -> None:
    """Wherever they come from, nobody gets them."""
    form = await scene.stage.says(scene.hana, "/broadcast")
    for text in ("See [[the link]].", "[[ a ]]", "x[[y]]z"):
        refused = await scene.stage.submits(scene.hana, form, {"title": "News", "body": text})
        assert refused.is_form, text


async def test_every_text_of_the_pack_can_be_begun_with(scene: Scene) -> None:
    """Each fits the form and leaves nothing that cannot be filled in."""
    for template in content.default().broadcasts:
        form = await begun(scene, template.label)
        preview = await scene.stage.submits(scene.hana, form, {**_words(form), "audience": "Everyone"})
        assert "Preview:" in preview.words, template.id
        assert "[[" not in preview.words


async def test_teams_by_the_hundred_are_found_by_typing(scene: Scene) -> None:
    """No team is out of reach because its name comes late in the alphabet."""
    teams = [
        {"org_id": scene.org, "id": f"n{number}", "name": f"Circle {number:03}", "created_at": 0}
        for number in range(150)
    ]
    scene.store.write(lambda unit: unit.run(insert(tables.table(tables.Team)), teams).rowcount).result()
    in_team(scene, "Zebra watch", scene.ana, scene.ben)
    wanted: Any = SimpleNamespace(name="watch keepers")  # by its second word
    await sent(scene, {**WORDS, "audience": "Teams", "which": [wanted]}, button="Send to 2 people")
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben, scene.chi)] == [1, 1, 0]


def _words(form: Seen) -> dict[str, str]:
    return {name: filled(form.fields[name].value) for name in ("title", "body")}
