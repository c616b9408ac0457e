"""Whoever had a hand in a review neither releases it nor decides on it, and both sides read what was decided."""

from __future__ import annotations

import pytest

from domain.roles import Office
from storage import delegations, tables
from tests.features.scene import Scene, Seen
from tests.features.test_review import FIRST, ROLE_MODEL, WHY, House, both_pieces, label

_review = tables.table(tables.Review)


@pytest.fixture
def house(scene: Scene) -> House:
    made = House(scene)
    scene.store.write(made.furnish).result()
    return made


async def approve(house: House, by: str) -> Seen:
    who = getattr(house.scene, by)
    card = await house.scene.stage.says(who, "/review release")
    return await house.scene.stage.presses(who, card, "Approve and release")


async def test_whoever_handed_it_in_while_they_acted_for_the_manager_does_not_release_it(house: House) -> None:
    """Though they are HR, and also when the manager is back."""
    stage, scene = house.scene.stage, house.scene
    house.two_pieces()
    house.acts("hana", "ana")
    house.appoints(Office.HR, "dan")
    await house.rates_all(level=ROLE_MODEL, cited=both_pieces())
    form = await house.form(scene.hana, await stage.says(scene.hana, "/review @ben"), FIRST)
    await stage.submits(scene.hana, form, {"rationale": f"{WHY} I saw it, too."})
    await stage.presses(scene.hana, await stage.says(scene.hana, "/review @ben"), "Hand in")
    assert house.count(_review, state="submitted") == 1
    house.write(lambda unit: delegations.hand_over(unit, scene.org, "c1", house.ids["ana"], None, now=scene.clock()))
    asked = await stage.presses(scene.dan, await stage.says(scene.dan, "/review release"), "Ask for approval")
    assert "1 review is left out: everybody else of HR" in asked.words
    assert "Approve and release" not in (await stage.says(scene.hana, "/review release")).buttons
    house.appoints(Office.HR, "chi")
    await stage.presses(scene.dan, await stage.says(scene.dan, "/review release"), "Ask for approval")
    told = await approve(house, "hana")
    assert "0 reviews are released" in told.words
    assert "What waits is not yours to approve" in told.words
    assert house.count(_review, state="submitted") == 1


async def test_a_form_of_a_review_that_rests_on_what_the_person_does_not_know_draws_nothing_again(house: House) -> None:
    """Whoever acts for the manager opened it before; what it offers to choose from is not theirs to read any more."""
    stage, scene = house.scene.stage, house.scene
    house.acts("dan", "ana")
    house.notes("e1", "ana", shown_at=None)
    old = await house.form(scene.dan, await stage.says(scene.dan, "/review @ben"), FIRST)
    await house.rates(FIRST, cited=[label("Ana Ruiz", "C")])
    told = await stage.submits(scene.dan, old, {"rationale": "x" * 3_000})
    assert "can't find that" in told.words
