"""What is left of a form that was closed without being sent."""

from __future__ import annotations

from typing import Any

import pytest

from content import reviews
from domain import competencies as rules
from handlers import ROUTER, closing
from handlers.turn import Submit
from storage import competencies, people
from storage.unit import Unit
from tests.edge.slack.house import ANA, BEN, HANA, NOTE, House, Raw
from tests.platforms.slack import TEAM


def closed(house: House, account: str, view: dict[str, Any], **told: Any) -> Raw:
    """As Slack sends it; `told` is what it tells of the fields, if anything."""
    return house.interaction("view_closed", account, view={**view, **told}, is_cleared=False)


async def stands(house: House, account: str) -> Any:
    """What stands in the note of the form when it is opened again."""
    view = await house.open_form(account)
    [note] = [block["element"] for block in view["blocks"] if block.get("block_id") == "note"]
    return note.get("initial_value", "")


async def test_a_form_that_was_closed_opens_again_as_it_was_left(house: House) -> None:
    """Slack is asked to tell, and what it tells is a draft, the writer's alone; nobody is shown or sent anything."""
    view = await house.open_form(ANA)
    assert view["notify_on_close"] is True
    state = await house.filled(ANA, view)
    heard = await house.send(closed(house, ANA, view, state={"values": state}))
    assert (heard.status, house.count_of("kudos"), house.count_of("outbox")) == (200, 0, 0)
    assert await stands(house, ANA) == NOTE
    assert await stands(house, BEN) == ""


@pytest.mark.parametrize("told", [{}, {"state": None}, {"state": {"values": {}}}])
async def test_where_slack_tells_nothing_the_draft_that_is_there_stays(house: House, told: dict[str, Any]) -> None:
    """It is no reason to forget what was kept before."""
    view = await house.open_form(ANA)
    state = await house.filled(ANA, view)
    await house.send(closed(house, ANA, view, state={"values": state}))
    assert (await house.send(closed(house, ANA, await house.open_form(ANA), **told))).status == 200
    assert await stands(house, ANA) == NOTE


async def test_an_untouched_form_and_one_of_somebody_else_leave_nothing(house: House) -> None:
    """A badge alone is no draft; and what is sealed for one is no other's."""
    view = await house.open_form(ANA)
    state = await house.filled(ANA, view, note="")
    await house.send(closed(house, ANA, view, state={"values": state}))
    assert house.count_of("draft") == 0
    state = await house.filled(ANA, view)
    assert (await house.send(closed(house, BEN, view, state={"values": state}))).status == 200
    assert house.count_of("draft") == 0


@pytest.mark.parametrize(
    ("account", "line", "field"),
    [(HANA, "/broadcast", "body"), (HANA, "/cycle new", "name"), (ANA, "/goals new", "outcome")],
)
async def test_other_forms_that_begin_something_new_are_kept_as_well(
    house: House, account: str, line: str, field: str
) -> None:
    """An announcement, a cycle, a goal: opened again, each holds what was typed."""
    house.core.store.write(_approved).result()
    view = await house.open_form(account, line)
    [element] = [block["element"] for block in view["blocks"] if block.get("block_id") == field]
    typed = {field: {element["action_id"]: {"type": "plain_text_input", "value": NOTE}}}
    await house.send(closed(house, account, view, state={"values": typed}))
    again = await house.open_form(account, line)
    [element] = [block["element"] for block in again["blocks"] if block.get("block_id") == field]
    assert element["initial_value"] == NOTE


def _approved(unit: Unit) -> None:
    """A version of the competencies, without which no cycle begins."""
    hana = people.actor(unit, "slack", TEAM, HANA)
    assert hana is not None
    org, me = hana.org, hana.person.id
    kept = competencies.add(unit, org, reviews.default().framework, by=me, now=1)
    competencies.save(unit, org, kept, rules.approve(kept.version, by=me, now=1), by=me, now=1)


def test_only_forms_that_can_be_sent_are_kept() -> None:
    """A name that no form has would keep nothing, and nobody would notice."""
    sent = {route.name for route in ROUTER.routes if route.kind is Submit}
    assert {*closing.NEW, *closing.OF_HR, *closing.ABOUT_ONE} <= sent
