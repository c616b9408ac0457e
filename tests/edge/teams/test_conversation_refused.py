"""What is not believed and what cannot be read: refused, without an effect and without a fault of ours."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.edge.teams.wire import ANA, CHANNEL, GROUP, Wire
from tests.platforms import teams as fake
from tests.platforms.teams import Json

MEBIBYTE = 1024 * 1024
ODD: list[Any] = [None, 7, "", [], [None], {"id": 7}, "\ud800", "a\x00" * 2_000]
FINE = {200, 400, 401, 403, 501}


def body(wire: Wire, **said: Any) -> bytes:
    return json.dumps(wire.activity(ANA, wire.teams.direct(ANA), {"type": "message", "text": "help", **said})).encode()


def signed(wire: Wire) -> dict[str, str]:
    return {"Authorization": wire.teams.authorization(wire.now)}


def is_untouched(wire: Wire) -> bool:
    return wire.workspace() is None and wire.teams.messages == {} and not wire.teams.called("member")


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer x.y.z", "Basic YTpi", "bearer " + "a" * 5_000, "Bearer ☃"]
)
async def test_an_unsigned_activity_changes_nothing(wire: Wire, authorization: str | None) -> None:
    """401, and neither the tenant nor the person is stored, nor Teams asked about them."""
    headers = {} if authorization is None else {"Authorization": authorization}
    assert (await wire.raw(body(wire), headers)).status == 401
    assert is_untouched(wire)


async def test_a_signature_for_somebody_elses_service_or_app_changes_nothing(wire: Wire) -> None:
    """The token must be for this very activity."""
    for changes in ({"aud": "another"}, {"serviceurl": "https://smba.trafficmanager.net/teams/"}, {"exp": 1}):
        headers = {"Authorization": wire.teams.authorization(wire.now, **changes)}
        assert (await wire.raw(body(wire), headers)).status == 401
    assert is_untouched(wire)


async def test_another_tenant_is_refused(wire: Wire) -> None:
    """403: Teams sent it, but it is not for us."""
    foreign = body(wire, channelData={"tenant": {"id": "another"}})
    assert (await wire.raw(foreign, signed(wire))).status == 403
    assert is_untouched(wire)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"[1]",
        b"7",
        b'"text"',
        b'{"type": "mess',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b'{"n": ' + b"9" * 10_000 + b"}",
        b"\x00" * 100,
    ],
)
async def test_what_is_no_activity_is_refused(wire: Wire, sent: bytes) -> None:
    """400, signed or not; depth costs nothing."""
    assert (await wire.raw(sent, signed(wire))).status == 400
    assert is_untouched(wire)


async def test_too_much_is_refused(wire: Wire) -> None:
    """413 above one mebibyte, and compressed bodies not at all: a small one may hold a large one."""
    large = body(wire, text="a" * MEBIBYTE)
    assert (await wire.raw(large, signed(wire))).status == 413
    packed = gzip.compress(large)
    assert (await wire.raw(packed, {**signed(wire), "Content-Encoding": "gzip"})).status == 400
    assert is_untouched(wire)


async def test_two_signatures_are_none(wire: Wire) -> None:
    """It cannot be said which one counts."""
    headers = [("Authorization", wire.teams.authorization(wire.now)), ("Authorization", "Bearer x.y.z")]
    async with wire.session.post(wire.url, data=body(wire), headers=headers) as answer:
        assert answer.status == 400
    assert is_untouched(wire)


def activities(wire: Wire) -> Iterator[Json]:
    """One of each kind that is listened to."""
    marks = [
        {"type": "mention", "text": "<at>V</at>", "mentioned": {"id": fake.BOT, "name": "V"}},
        {"type": "clientInfo", "timezone": "Europe/Madrid"},
    ]
    yield wire.activity(ANA, CHANNEL, {"type": "message", "text": "<at>V</at> help", "entities": marks})
    yield wire.activity(ANA, wire.teams.direct(ANA), {"type": "message", "value": {"token": "x", "menu": "m"}})
    yield wire.activity(ANA, GROUP, {"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}]})
    yield wire.activity(ANA, GROUP, {"type": "installationUpdate", "action": "remove"})
    action = {"type": "Action.Execute", "verb": "press", "data": {"token": "x", "menu": "m", "m": "y"}}
    message = {"from": {"user": {"id": "x", "displayName": "y"}}, "body": {"contentType": "html", "content": "<p>"}}
    for name, value in {
        "adaptiveCard/action": {"action": action, "trigger": "manual"},
        "task/fetch": {"data": {"token": "x", "shape": "y"}},
        "task/submit": {"data": {"token": "x", "shape": "y", "note": "z"}},
        "composeExtension/fetchTask": {"commandId": "kudos.thank", "messagePayload": message},
        "composeExtension/submitAction": {"commandId": "kudos.thank", "data": {"token": "x"}},
        "application/search": {"queryText": "a", "dataset": "x"},
    }.items():
        yield wire.activity(ANA, CHANNEL, {"type": "invoke", "name": name, "value": value})


def paths(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an activity."""
    if at:
        yield at
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inside in entries:
        yield from paths(inside, (*at, name))


def changed(activity: Json, path: tuple[Any, ...], odd: object) -> Json:
    copied: Any = copy.deepcopy(activity)
    place = copied
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = odd
    whole: Json = copied
    return whole


async def test_no_odd_value_anywhere_is_a_fault_of_ours(wire: Wire) -> None:
    """A signed activity is still written by people's clients: whatever stands where, the answer is no 5xx."""
    headers = signed(wire)
    seen: set[tuple[Any, ...]] = set()
    for activity in activities(wire):
        for path in [path for path in paths(activity) if path not in seen]:
            sent = [json.dumps(changed(activity, path, odd)).encode() for odd in ODD]
            told = await asyncio.gather(*(wire.raw(one, headers) for one in sent))
            assert {one.status for one in told} <= FINE, (activity["type"], activity.get("name"), path)
        seen.update(path for path in paths(activity) if path[0] in ("from", "recipient", "conversation", "channelData"))
        await wire.background.drain()
