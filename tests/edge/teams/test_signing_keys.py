"""Keys change, are slow to come and sometimes do not come at all; people go on working (TRUST.md section 3)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from jwt.algorithms import RSAAlgorithm

from bot.teams.signing_keys import AGAIN_MS, OLD_MS, PATIENCE_SECONDS, SigningKeys
from bot.teams.verify import UnverifiedError, Verifier
from tests.edge.teams.conftest import NOON, Clock, activity
from tests.platforms import entra
from tests.platforms.teams import FakeTeams, Scripted

ROTATED = "the second key"


def by_the_new_key(teams: FakeTeams) -> str:
    return entra.signed(entra.claims(NOON, teams.service_url), ROTATED)


@pytest.fixture
async def keys(teams: FakeTeams, clock: Clock) -> AsyncIterator[SigningKeys]:
    """With patience for a busy machine: what goes wrong here is what was answered, not how late."""
    async with opened(teams, clock, patience=30) as found:
        yield found


@asynccontextmanager
async def opened(teams: FakeTeams, clock: Clock, *, patience: float) -> AsyncIterator[SigningKeys]:
    found = SigningKeys(f"{teams.url}/openid", clock, patience=patience)
    await found.open()
    yield found
    await found.close()


async def test_a_new_key_is_believed_as_soon_as_it_signs(teams: FakeTeams, verifier: Verifier, clock: Clock) -> None:
    """Microsoft changes keys without a word; not one message may be lost to that."""
    clock.now += AGAIN_MS
    teams.keys.append(entra.published(ROTATED))
    good = by_the_new_key(teams)
    await asyncio.gather(*(verifier.check(good, activity(teams)) for _ in range(20)))
    await verifier.check(teams.authorization(NOON), activity(teams))
    assert len(teams.called("metadata")) == 2


async def test_a_withdrawn_key_takes_its_tokens_along(teams: FakeTeams, verifier: Verifier, clock: Clock) -> None:
    """Somebody stole it, perhaps; what was believed before is not believed for that."""
    old = teams.authorization(NOON)
    await verifier.check(old, activity(teams))
    teams.keys = [entra.published(ROTATED)]
    clock.now += AGAIN_MS
    await verifier.check(by_the_new_key(teams), activity(teams))
    with pytest.raises(UnverifiedError):
        await verifier.check(old, activity(teams))


async def test_a_flood_of_unknown_keys_is_one_question_a_minute(
    teams: FakeTeams, keys: SigningKeys, clock: Clock
) -> None:
    """Whoever makes up key ids does not make us ask Microsoft as often."""
    for minute in range(3):
        clock.now = NOON + minute * AGAIN_MS
        await asyncio.gather(*(keys.find(f"made up {n}") for n in range(50)))
        clock.now += AGAIN_MS - 1
        await keys.find("made up later")
    assert len(teams.called("metadata")) == 3


async def test_nobody_with_a_known_key_waits_for_the_unknown_one(
    teams: FakeTeams, keys: SigningKeys, clock: Clock
) -> None:
    """While Microsoft is slow to answer, one unknown key must not stall everybody."""
    held = asyncio.Event()
    slow = Scripted(status=500, held=held)
    teams.script("metadata", slow)
    clock.now += AGAIN_MS
    waiting = asyncio.create_task(keys.find(ROTATED))
    await slow.arrived.wait()
    assert await keys.find(entra.KEY_ID) is not None
    assert not waiting.done()
    held.set()
    assert await waiting is None


async def test_who_comes_while_keys_are_fetched_gets_the_new_one_too(
    teams: FakeTeams, keys: SigningKeys, clock: Clock
) -> None:
    """Their message is not refused because somebody else's asked first."""
    held = asyncio.Event()
    slow = Scripted(status=200, body={"jwks_uri": f"{teams.url}/keys"}, held=held)
    teams.script("metadata", slow)
    teams.keys.append(entra.published(ROTATED))
    clock.now += AGAIN_MS
    first = asyncio.create_task(keys.find(ROTATED))
    await slow.arrived.wait()
    second = asyncio.create_task(keys.find(ROTATED))
    held.set()
    assert None not in (await first, await second)


async def test_metadata_that_never_comes_is_waited_for_two_seconds_and_no_more(teams: FakeTeams, clock: Clock) -> None:
    """The person is answered, and the known keys stay."""
    held = asyncio.Event()
    async with opened(teams, clock, patience=PATIENCE_SECONDS) as keys:
        teams.script("metadata", Scripted(status=200, held=held))
        clock.now += AGAIN_MS
        assert await asyncio.wait_for(keys.find(ROTATED), 30) is None
        assert await keys.find(entra.KEY_ID) is not None
        held.set()


BROKEN: dict[str, tuple[str, Scripted]] = {
    "an error": ("metadata", Scripted(status=503)),
    "a web page": ("metadata", Scripted(status=200, body="<html>")),
    "a list": ("metadata", Scripted(status=200, body="[1]")),
    "no address": ("metadata", Scripted(status=200, body={"issuer": entra.ISSUER})),
    "a redirect": ("keys", Scripted(status=302, headers={"Location": "/keys"})),
    "no keys": ("keys", Scripted(status=200, body={"keys": []})),
    "keys of no use": ("keys", Scripted(status=200, body={"keys": [{"kty": "EC", "kid": "1"}, 7, {"kty": "RSA"}]})),
    "keys that are no list": ("keys", Scripted(status=200, body={"keys": {"kid": "1"}})),
    "nested without end": ("keys", Scripted(status=200, body="[" * 100_000)),
}


@pytest.mark.parametrize(("operation", "answer"), BROKEN.values(), ids=BROKEN)
async def test_what_is_known_is_kept_when_reading_fails(
    teams: FakeTeams, keys: SigningKeys, clock: Clock, operation: str, answer: Scripted
) -> None:
    """Not even a new key gets in that way; the next minute asks again."""
    teams.keys.append(entra.published(ROTATED))
    teams.script(operation, answer)
    clock.now += AGAIN_MS
    assert await keys.find(ROTATED) is None
    assert await keys.find(entra.KEY_ID) is not None
    clock.now += AGAIN_MS
    assert await keys.find(ROTATED) is not None


@pytest.mark.parametrize("start", ["http://somebody@", "http://0x7f.1:1/@", "file://"])
async def test_keys_come_from_an_address_that_is_one(
    teams: FakeTeams, keys: SigningKeys, clock: Clock, start: str
) -> None:
    """Not from any that the metadata might hold, even where the same keys would be found."""
    teams.keys.append(entra.published(ROTATED))
    address = f"{start}{teams.url.removeprefix('http://')}/keys"
    teams.script("metadata", Scripted(status=200, body={"jwks_uri": address}))
    clock.now += AGAIN_MS
    assert await keys.find(ROTATED) is None
    assert len(teams.called("keys")) == 1


@pytest.mark.parametrize(
    "entry",
    [
        {"use": "enc"},
        {"kid": None},
        {"n": "%%%"},
        {"n": "AQAB", "e": "AQAB"},
        {"kty": "oct", "k": "c2VjcmV0"},
    ],
)
async def test_a_key_of_no_use_does_not_take_the_others_along(
    teams: FakeTeams, keys: SigningKeys, clock: Clock, entry: dict[str, Any]
) -> None:
    """It is left out."""
    teams.keys = [entra.published(ROTATED, **entry), entra.published()]
    clock.now += AGAIN_MS
    assert await keys.find(ROTATED) is None
    assert keys.generation == 2
    assert await keys.find(entra.KEY_ID) is not None


async def test_a_short_key_is_not_believed(teams: FakeTeams, keys: SigningKeys, clock: Clock) -> None:
    """Whoever has time enough finds its other half."""
    short = json.loads(RSAAlgorithm.to_jwk(entra.private_key("short", 1024).public_key()))
    teams.keys = [entra.published(ROTATED, n=short["n"]), entra.published()]
    clock.now += AGAIN_MS
    assert await keys.find(ROTATED) is None
    assert keys.generation == 2


async def test_keys_are_read_again_every_hour_without_anybody_waiting(
    teams: FakeTeams, keys: SigningKeys, clock: Clock
) -> None:
    """So that a withdrawn key is gone although nothing unknown was asked for."""
    teams.keys = [entra.published(ROTATED)]
    clock.now += OLD_MS
    assert await keys.find(entra.KEY_ID) is not None
    assert keys._fetching.under_way
    await keys._fetching.join()
    assert await keys.find(entra.KEY_ID) is None


async def test_a_start_without_microsoft_is_made_good_by_the_first_request(teams: FakeTeams, clock: Clock) -> None:
    """The process starts, refuses what it cannot check, and believes it a minute later."""
    teams.script("metadata", Scripted(status=503))
    opened = Verifier(teams.settings(), clock)
    await opened.open()
    with pytest.raises(UnverifiedError):
        await opened.check(teams.authorization(NOON), activity(teams))
    clock.now += AGAIN_MS
    await opened.check(teams.authorization(NOON), activity(teams))
    await opened.close()
