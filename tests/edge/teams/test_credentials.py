"""Our own token: fetched once for all, renewed in time, and what happens when it cannot be had (PLATFORMS.md B5)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.teams.connector import TOKEN_REFUSED, TOKEN_UNREACHABLE, Answer, Connector
from bot.teams.credentials import AGAIN_MS, EARLY_MS, SCOPE, SPARE_MS
from tests.edge.teams.conftest import NOON, Clock
from tests.platforms.entra import APP_ID, PASSWORD
from tests.platforms.teams import FakeTeams, Scripted, refusal

HOUR_MS = 3_600_000


async def post(teams: FakeTeams, connector: Connector) -> Answer:
    return await connector.post(teams.service_url, "a:1", {"text": "hello"})


async def renewed(connector: Connector) -> None:
    """Wait for the renewal that is under way."""
    assert connector._credentials is not None
    if connector._credentials._fetching.under_way:
        await connector._credentials._fetching.join()


async def test_many_messages_share_one_token(teams: FakeTeams, connector: Connector) -> None:
    """Sixteen at once, then one more: one question to Entra, with what it wants to know."""
    answers = await asyncio.gather(*(post(teams, connector) for _ in range(16)))
    answers.append(await post(teams, connector))
    assert all(answer.ok for answer in answers)
    [asked] = teams.called("token")
    assert asked.body == {
        "grant_type": "client_credentials",
        "client_id": APP_ID,
        "client_secret": PASSWORD,
        "scope": SCOPE,
    }
    assert {call.authorization for call in teams.called("post")} == {"Bearer token 1"}


async def test_a_token_is_renewed_before_it_ends(teams: FakeTeams, connector: Connector, clock: Clock) -> None:
    """Not a moment earlier than it must be, and while messages still go out with the old one."""
    await post(teams, connector)
    clock.now = NOON + HOUR_MS - EARLY_MS - 1
    await post(teams, connector)
    assert len(teams.called("token")) == 1
    clock.now += 1
    held = asyncio.Event()
    slow = Scripted(status=503, held=held)
    teams.script("token", slow)
    assert (await post(teams, connector)).ok
    await slow.arrived.wait()
    assert (await post(teams, connector)).ok
    held.set()
    await renewed(connector)
    clock.now += AGAIN_MS
    await post(teams, connector)
    await renewed(connector)
    await post(teams, connector)
    assert [call.authorization for call in teams.called("post")] == ["Bearer token 1"] * 5 + ["Bearer token 2"]


async def test_a_failed_renewal_keeps_the_old_token_to_its_end(
    teams: FakeTeams, connector: Connector, clock: Clock
) -> None:
    """Five minutes of outage at Entra are nothing that people notice, and we do not hammer it."""
    await post(teams, connector)
    teams.script("token", Scripted(status=503), Scripted(status=503))
    clock.now = NOON + HOUR_MS - SPARE_MS - 1
    for _ in range(5):
        assert (await post(teams, connector)).ok
        await renewed(connector)
    assert len(teams.called("token")) == 2
    clock.now += 1
    assert (await post(teams, connector)).code == TOKEN_UNREACHABLE
    assert (await post(teams, connector)).ok


async def test_a_token_that_teams_no_longer_takes_is_fetched_anew(teams: FakeTeams, connector: Connector) -> None:
    """For the next call: this one is not repeated here."""
    await post(teams, connector)
    teams.script("post", refusal(401, "Unauthorized"))
    assert (await post(teams, connector)).status == 401
    assert (await post(teams, connector)).ok
    assert [call.authorization for call in teams.called("post")][-1] == "Bearer token 2"


UNUSABLE: dict[str, tuple[Scripted, str]] = {
    "a wrong password": (Scripted(status=401, body={"error": "invalid_client"}), TOKEN_REFUSED),
    "an unknown app": (Scripted(status=400, body={"error": "unauthorized_client"}), TOKEN_REFUSED),
    "an outage": (Scripted(status=503, body="<html>"), TOKEN_UNREACHABLE),
    "a throttle": (Scripted(status=429, body={}, headers={"Retry-After": "7"}), TOKEN_UNREACHABLE),
    "a web page": (Scripted(status=200, body="<html>"), TOKEN_UNREACHABLE),
    "a list": (Scripted(status=200, body="[]"), TOKEN_UNREACHABLE),
    "no token": (Scripted(status=200, body={"expires_in": 3600}), TOKEN_UNREACHABLE),
    "a token that is no text": (Scripted(status=200, body={"access_token": 7, "expires_in": 9}), TOKEN_UNREACHABLE),
    "a token without end": (Scripted(status=200, body={"access_token": "x"}), TOKEN_UNREACHABLE),
}


@pytest.mark.parametrize(("scripted", "code"), UNUSABLE.values(), ids=UNUSABLE)
async def test_without_a_token_nothing_is_sent(
    teams: FakeTeams, connector: Connector, scripted: Scripted, code: str
) -> None:
    """Teams is not reached at all, and the next message asks for a token again."""
    teams.script("token", scripted)
    answer = await post(teams, connector)
    assert (answer.code, answer.reached, teams.called("post")) == (code, False, [])
    assert answer.retry_after == int(scripted.headers.get("Retry-After", 0))
    assert (await post(teams, connector)).ok


async def test_no_secret_is_ever_shown(teams: FakeTeams, connector: Connector) -> None:
    """Neither in a log, nor where somebody prints what is at hand."""
    leaky: Any = {"error": "invalid_client", "error_description": f"the secret {PASSWORD} is wrong"}
    with capture_logs() as logged:
        teams.script("token", Scripted(status=401, body=leaky))
        answer = await post(teams, connector)
        await post(teams, connector)
    held = connector._credentials and connector._credentials._token
    shown = json.dumps(logged) + repr((answer, teams.settings(), held))
    assert "invalid_client" in shown
    assert "token 1" not in shown
    assert PASSWORD not in shown
