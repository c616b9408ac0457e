"""Ids travel sealed: put anywhere else, or into other hands, they open nothing and read like what does not exist."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from typing import Any

from bot.tokens import Pointer
from domain.errors import NotFoundError
from handlers import ROUTER
from handlers.turn import Press, Submit
from tests.edge.slack.house import ANA, BEN, CHI, HANA, Heard, House, Raw, buttons, words
from tests.edge.slack.recordings import LINE
from tests.platforms import slack as fake
from tests.platforms.slack import Json

MISSING = NotFoundError().message
PEOPLE = (ANA, BEN, CHI, HANA)
AT_ONCE = 32


class Keyring:
    """Every token people of a house hold: whose it is ("" for everybody's), and where it stood."""

    def __init__(self) -> None:
        self.buttons: dict[str, tuple[str, str]] = {}
        self.options: dict[str, tuple[str, str]] = {}
        self.forms: dict[str, tuple[str, str]] = {}
        self.menus: dict[str, tuple[str, str]] = {}

    def take(self, shown: object, owner: str) -> None:
        """Collect the tokens of blocks, a view or a message body."""
        for part in _parts(shown):
            if part.get("type") == "button":
                self.buttons[part["value"]] = (owner, part["text"]["text"])
            elif "private_metadata" in part:
                self.forms[part["private_metadata"]] = (owner, part["callback_id"])
            elif part.get("type") == "actions" and part["elements"][0]["type"] == "static_select":
                self.menus[part["block_id"].partition(".")[2]] = (owner, "menu")
            elif "value" in part and "text" in part:
                self.options[part["value"]] = (owner, part["text"]["text"])

    @property
    def all(self) -> dict[str, tuple[str, str]]:
        return {**self.buttons, **self.options, **self.forms, **self.menus}


def _parts(shown: object) -> Iterator[Json]:
    if isinstance(shown, dict):
        yield shown
    inside = shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ()
    for inner in inside:
        yield from _parts(inner)


async def collected(house: House) -> Keyring:
    """Two kudos, one private; everybody looks at everything and opens their form."""
    ring = Keyring()
    for line in (LINE, LINE.replace("#early-flag", "private #early-flag").replace(BEN, CHI)):
        preview = await house.says(ANA, line)
        ring.take(preview.json, ANA)
        await house.settle(31)
    for message in house.slack.messages.values():
        owner = {house.slack.direct(one): one for one in PEOPLE}.get(message.channel, "")
        ring.take(message.blocks, owner)
    for one in PEOPLE:
        ring.take((await house.says(one, "/kudos mine")).json, one)
        view = await house.open_form(one)
        ring.take(view, one)
        ring.take(await house.options(one, view, "a"), one)
        await house.send(house.event({"type": "app_home_opened", "user": one, "channel": "D1", "tab": "home"}))
        ring.take(house.slack.homes[one], one)
    return ring


def kudos_of(house: House) -> dict[str, list[Any]]:
    """What people have given and are owed; reading leaves traces elsewhere."""
    rows = house.rows()
    return {name: rows[name] for name in rows if name not in ("claim", "draft", "workspace")}


async def answered(house: House, raws: list[Raw]) -> list[str]:
    """Send all, some at a time; return what each person then reads."""
    shown: list[str] = []
    for start in range(0, len(raws), AT_ONCE):
        before = {name: len(bodies) for name, bodies in house.slack.responses.items()}
        heard = await asyncio.gather(*(house.send(raw) for raw in raws[start : start + AT_ONCE]))
        assert {one.status for one in heard} == {200}
        shown += [words(one.json) for one in heard if one.text]
        new = (body for name, bodies in house.slack.responses.items() for body in bodies[before.get(name, 0) :])
        shown += [words(body) for body in new]
    return shown


async def test_somebody_elses_button_reads_like_one_that_never_was(house: House) -> None:
    """Every personal button of everybody, pressed by everybody else, beside tokens that were made up."""
    ring, before = await collected(house), kudos_of(house)
    theirs = [
        house.press(other, {"action_id": "button.0", "value": token})
        for token, (owner, _) in ring.buttons.items()
        for other in PEOPLE
        if owner and other != owner
    ]
    assert len(theirs) > 20
    made_up = [house.press(one, {"action_id": "button.0", "value": value}) for one in PEOPLE for value in FORGED]
    shown = await answered(house, theirs + made_up)
    assert len(shown) == len(theirs) + len(made_up)
    assert {MISSING in one for one in shown} == {True}
    assert len(set(shown)) == 1, "the same words for what is another's and for what is nothing"
    assert kudos_of(house) == before


FORGED = ("", "x", "AAAA", "é", "\ud800", "=" * 9, "A" * 2_000, "kudos.undo", json.dumps({"action": "kudos.undo"}))


async def test_a_token_put_where_another_belongs_does_nothing(house: House) -> None:
    """Options, forms and menus as buttons, buttons as forms and menus, options of one field in another."""
    ring, before = await collected(house), kudos_of(house)
    strangers_to_buttons = [token for token in ring.all if token not in ring.buttons]
    raws = [
        house.press(one, {"action_id": "b", "value": token}) for token in strangers_to_buttons for one in (ANA, BEN)
    ]
    view = await house.open_form(BEN)
    state = await house.filled(BEN, view, receiver="Chi")
    rightful = {"receivers": await _found(house, view), "badge": _offered(view, "badge")}
    forms = [token for token, (owner, _) in ring.all.items() if token not in ring.forms or owner != BEN]
    raws += [house.submit(BEN, view, state, private_metadata=token) for token in forms]
    raws += [
        house.submit(BEN, view, state, callback_id=one)
        for one in sorted(route.name for route in ROUTER.routes)
        if one != "kudos.give"
    ]
    raws += [
        _with_option(house, view, state, field, token)
        for field, own in rightful.items()
        for token in ring.all.keys() - own
    ]
    raws += [
        _menu(house, menu, option)
        for menu, option in itertools.product(ring.all, list(ring.options)[:3])
        if menu not in ring.menus
    ]
    shown = await answered(house, raws)
    given = [one for one in shown if MISSING not in one]
    assert kudos_of(house) == before
    assert given == []


async def _found(house: House, view: Json) -> set[str]:
    return {one["value"] for query in "abcdefghijklmnopqrstuvwxyz" for one in await house.options(BEN, view, query)}


def _offered(view: Json, field: str) -> set[str]:
    [block] = [one for one in view["blocks"] if one.get("block_id") == field]
    return {one["value"] for one in block["element"]["options"]}


def _with_option(house: House, view: Json, state: Json, field: str, token: str) -> Raw:
    """The form with one field answered by a token of something else, or of somebody else."""
    [name] = state[field]
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": token}
    kind = "multi_external_select" if field == "receivers" else "radio_buttons"
    answer = {
        "type": kind,
        "selected_options" if field == "receivers" else "selected_option": [chosen] if field == "receivers" else chosen,
    }
    return house.submit(
        BEN, view, {**state, field: {name: answer}, "note": {"answer": {"type": "plain_text_input", "value": ""}}}
    )


def _menu(house: House, menu: str, option: str) -> Raw:
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": option}
    action = {"type": "static_select", "action_id": "menu", "block_id": f"0.{menu}", "selected_option": chosen}
    place = {"channel": {"id": "D0BEN", "name": "directmessage"}, "container": {"type": "message"}}
    return house.interaction("block_actions", BEN, actions=[action], **place)


async def test_a_token_of_another_workspace_opens_nothing(house: House) -> None:
    """The same account ids exist elsewhere; what was sealed there stays there."""
    pointer, now = Pointer("kudos.mine"), house.clock()
    here = house.core.tokens.seal(pointer, workspace=f"slack:{fake.TEAM}", reader=ANA, now=now)
    there = house.core.tokens.seal(pointer, workspace="slack:T0ELSEWHERE", reader=ANA, now=now)
    [opened] = await answered(house, [house.press(ANA, {"action_id": "b", "value": here})])
    [refused] = await answered(house, [house.press(ANA, {"action_id": "b", "value": there})])
    assert MISSING not in opened
    assert MISSING in refused


async def test_even_a_true_token_opens_only_what_its_bearer_may_see(house: House) -> None:
    """Policy is asked again at use: with every sealed action over every kudos, a bystander changes nothing."""
    await house.says(ANA, LINE.replace("#early-flag", "private #early-flag"))
    await house.settle(31)
    before = kudos_of(house)
    [kudos] = house.rows()["kudos"]
    id = next(word.strip("'") for word in kudos.strip("()").split(", ")[1:2])
    actions = sorted(route.name for route in ROUTER.routes if route.kind is Press and route.name.startswith("kudos."))
    raws = [house.press(CHI, {"action_id": "b", "value": sealed(house, action, id)}) for action in actions]
    assert len(raws) > 8
    shown = await answered(house, raws)
    assert kudos_of(house) == before
    assert not any("vendor risk" in one for one in shown)
    forms = sorted(route.name for route in ROUTER.routes if route.kind is Submit)
    view = await house.open_form(CHI)
    state = await house.filled(CHI, view)
    edits = [
        house.submit(CHI, view, state, private_metadata=sealed(house, one, id), callback_id=one)
        for one in forms
        if one != "kudos.give"
    ]
    assert {MISSING in one for one in await answered(house, edits)} == {True}
    assert kudos_of(house) == before


def sealed(house: House, action: str, subject: str) -> str:
    workspace = f"slack:{fake.TEAM}"
    return house.core.tokens.seal(Pointer(action, subject), workspace=workspace, reader=CHI, now=house.clock())


async def test_a_token_grows_old(house: House) -> None:
    """After four months a button is as if it never was."""
    heard: Heard = await house.says(ANA, "/kudos help")
    button = buttons(heard.json["blocks"])["My kudos"]
    house.clock.now += 122 * 86_400_000
    [shown] = await answered(house, [house.press(ANA, button)])
    assert MISSING in shown
