"""Who may speak as Teams: one good token among forged ones, and the activity it was signed for (TRUST.md T4)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.teams import verify
from bot.teams.verify import SKEW_SECONDS, ForeignTenantError, UnverifiedError, Verifier
from tests.edge.teams.conftest import NOON, Clock, activity
from tests.platforms import entra
from tests.platforms.teams import FakeTeams

NOW = NOON // 1000
OTHER = "00000000-0000-4000-8000-00000000dead"

Forge = Callable[[FakeTeams], str]


def claiming(**changes: Any) -> Forge:
    return lambda teams: teams.authorization(NOON, **changes)


def made(**how: Any) -> Forge:
    return lambda teams: entra.signed(entra.claims(NOON, teams.service_url), **how)


def altered(change: Callable[[list[str]], list[str]]) -> Forge:
    """Change the three parts of a good token."""
    return lambda teams: "Bearer " + ".".join(change(teams.authorization(NOON).removeprefix("Bearer ").split(".")))


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def hmac_with_the_public_key(teams: FakeTeams) -> str:
    public = base64.urlsafe_b64decode(teams.keys[0]["n"] + "==")
    return entra.signed(entra.claims(NOON, teams.service_url), algorithm="HS256", key=public)


FORGED: dict[str, Forge] = {
    "nothing": lambda teams: "",
    "no token": lambda teams: "Bearer ",
    "another scheme": lambda teams: teams.authorization(NOON).replace("Bearer", "Basic"),
    "two tokens": lambda teams: f"{teams.authorization(NOON)}, {teams.authorization(NOON)}",
    "a trailing newline": lambda teams: teams.authorization(NOON) + "\n",
    "not a token": lambda teams: "Bearer one.two.three",
    "an unsigned token": altered(lambda parts: [part({"alg": "none", "kid": entra.KEY_ID}), parts[1], "x"]),
    "a token without its signature": altered(lambda parts: [parts[0], parts[1], ""]),
    "the signature of another token": altered(lambda parts: [parts[0], part({"aud": entra.APP_ID}), parts[2]]),
    "a header of another token": altered(
        lambda parts: [part({"alg": "RS256", "kid": entra.KEY_ID, "x": 1}), parts[1], parts[2]]
    ),
    "a header nested without end": altered(lambda parts: ["W1tb" * 240, parts[1], parts[2]]),
    "a stranger's key under a known id": made(key=entra.private_key("a stranger's")),
    "an unknown key id": made(name="nobody's key"),
    "no key id": made(header={"kid": ""}),
    "a key it brings along by address": made(
        name="nobody's key", header={"jku": "https://evil.example/keys", "x5u": "https://evil.example/cert"}
    ),
    "a key it brings along": made(name="a stranger's", header={"jwk": entra.published("a stranger's")}),
    "an extension we must understand": made(header={"crit": ["exp"]}),
    "HS256 with the public key": hmac_with_the_public_key,
    "HS256 with the key id": made(algorithm="HS256", key=b"k" * 64),
    "RS512": made(algorithm="RS512"),
    "PS256": made(algorithm="PS256"),
    "another issuer": claiming(iss="https://sts.windows.net/" + entra.TENANT),
    "the emulator's issuer": claiming(iss=f"https://login.microsoftonline.com/{entra.TENANT}/v2.0"),
    "an issuer with a slash more": claiming(iss="https://api.botframework.com/"),
    "no issuer": claiming(iss=None),
    "another audience": claiming(aud=OTHER),
    "one audience of several": claiming(aud=[entra.APP_ID, OTHER]),
    "no audience": claiming(aud=None),
    "an empty audience": claiming(aud=""),
    "expired": claiming(exp=NOW - SKEW_SECONDS - 1),
    "without an end": claiming(exp=None),
    "an end in words": claiming(exp=str(NOW + 3600)),
    "an end that is no number": claiming(exp=True),
    "not valid yet": claiming(nbf=NOW + SKEW_SECONDS + 1),
    "without a beginning": claiming(nbf=None),
    "another service URL": claiming(serviceurl="https://smba.trafficmanager.net/teams/"),
    "no service URL": claiming(serviceurl=None),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_no_forged_token_is_believed(teams: FakeTeams, verifier: Verifier, forge: Forge) -> None:
    """Each differs from the good one by a single thing."""
    with pytest.raises(UnverifiedError):
        await verifier.check(forge(teams), activity(teams))


async def test_the_token_of_teams_is_believed(teams: FakeTeams, verifier: Verifier, clock: Clock) -> None:
    """At the very edges of its time too, as the clocks of two machines differ."""
    good = teams.authorization(NOON, nbf=NOW, exp=NOW)
    for seconds in (-SKEW_SECONDS, 0, SKEW_SECONDS):
        clock.now = NOON + seconds * 1000
        await verifier.check(good, activity(teams))


@pytest.mark.parametrize("seconds", [-SKEW_SECONDS - 1, SKEW_SECONDS + 1])
async def test_a_token_that_was_believed_still_ends(
    teams: FakeTeams, verifier: Verifier, clock: Clock, seconds: int
) -> None:
    """Its signature is remembered, its time is looked at again."""
    good = teams.authorization(NOON, nbf=NOW, exp=NOW)
    await verifier.check(good, activity(teams))
    clock.now = NOON + seconds * 1000
    with pytest.raises(UnverifiedError):
        await verifier.check(good, activity(teams))


ANOTHER_ACTIVITY: dict[str, dict[str, Any]] = {
    "another service URL": {"serviceUrl": "https://smba.trafficmanager.net/teams/"},
    "no service URL": {"serviceUrl": None},
    "a service URL that is no text": {"serviceUrl": ["https://smba.trafficmanager.net/teams/"]},
    "another channel": {"channelId": "webchat"},
    "an empty channel": {"channelId": ""},
    "no channel": {"channelId": None},
    "the channel in capitals": {"channelId": "MSTeams"},
    "the emulator": {"channelId": "emulator"},
}


@pytest.mark.parametrize("changes", ANOTHER_ACTIVITY.values(), ids=ANOTHER_ACTIVITY)
async def test_a_good_token_does_not_carry_another_activity(
    teams: FakeTeams, verifier: Verifier, changes: dict[str, Any]
) -> None:
    """Not the first time, and not once the token is remembered."""
    good = teams.authorization(NOON)
    with pytest.raises(UnverifiedError):
        await verifier.check(good, activity(teams, **changes))
    await verifier.check(good, activity(teams))
    with pytest.raises(UnverifiedError):
        await verifier.check(good, activity(teams, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": {"tenant": {"id": OTHER}}},
        {"channelData": {"tenant": {"id": OTHER}}, "conversation": {"tenantId": entra.TENANT}},
        {"channelData": {}, "conversation": {}},
        {"channelData": "x", "conversation": None},
        {"channelData": {"tenant": {"id": [entra.TENANT]}}, "conversation": {}},
    ],
)
async def test_another_tenant_is_turned_away(teams: FakeTeams, verifier: Verifier, changes: dict[str, Any]) -> None:
    """Even though Teams itself sent it: the app may be installed in more places than it serves."""
    with pytest.raises(ForeignTenantError):
        await verifier.check(teams.authorization(NOON), activity(teams, **changes))


async def test_the_tenant_may_stand_in_the_conversation_alone(teams: FakeTeams, verifier: Verifier) -> None:
    """Some activities name it only there, and capitals make no difference."""
    told = {"channelData": {}, "conversation": {"tenantId": entra.TENANT.upper()}}
    await verifier.check(teams.authorization(NOON), activity(teams, **told))


async def test_a_signed_activity_cannot_name_a_host_that_is_not_allowed(teams: FakeTeams, verifier: Verifier) -> None:
    """Our answers would carry our token there."""
    there = "https://evil.example/teams/"
    with pytest.raises(UnverifiedError):
        await verifier.check(teams.authorization(NOON, serviceurl=there), activity(teams, serviceUrl=there))


@pytest.mark.parametrize("endorsements", [[], ["webchat"], None, "msteams", [["msteams"]]])
async def test_a_key_that_may_not_sign_for_teams_is_not_believed(
    teams: FakeTeams, clock: Clock, endorsements: Any
) -> None:
    """Microsoft signs for other channels too; their users could choose any words as those of Teams."""
    teams.keys = [entra.published(endorsements=endorsements)]
    opened = Verifier(teams.settings(), clock)
    await opened.open()
    with pytest.raises(UnverifiedError):
        await opened.check(teams.authorization(NOON), activity(teams))
    await opened.close()


@given(token=st.text(alphabet="abcABC019-_.=e{}[]\"' \n", max_size=80), known=st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_sent_as_a_token_is_only_ever_refused(
    teams: FakeTeams, verifier: Verifier, token: str, known: bool
) -> None:
    """Never another error: that would be a 500."""
    start = part({"alg": "RS256", "kid": entra.KEY_ID}) + "." if known else ""
    with pytest.raises(UnverifiedError):
        await verifier.check(f"Bearer {start}{token}", activity(teams))


async def test_no_more_tokens_are_remembered_than_fit(teams: FakeTeams, verifier: Verifier) -> None:
    """Memory does not grow with what others send."""
    verifier._remembered = {f"token {n}": verify.Claims("", 0, 0) for n in range(verify.MOST_REMEMBERED)}
    verifier._generation = verifier._keys.generation
    await verifier.check(teams.authorization(NOON), activity(teams))
    assert len(verifier._remembered) == verify.MOST_REMEMBERED
    assert "token 0" not in verifier._remembered


@pytest.mark.parametrize("missing", [{"app_id": ""}, {"tenants": frozenset()}])
def test_nothing_is_verified_without_knowing_for_whom(missing: dict[str, Any], clock: Clock) -> None:
    """An empty app id would be an audience that anybody can name (PLATFORMS.md B4 T5)."""
    with pytest.raises(ValueError, match="nothing can be verified"):
        Verifier(FakeTeams().settings(**missing), clock)


async def test_beside_an_emulator_only_the_token_is_not_asked_for(teams: FakeTeams, clock: Clock) -> None:
    """Channel, host and tenant still count."""
    opened = Verifier(teams.settings(app_id="", tenants=frozenset(), allow_unauthenticated=True), clock)
    await opened.open()
    await opened.check("", activity(teams, channelData={"tenant": {"id": OTHER}}))
    for changes in ({"channelId": "emulator"}, {"serviceUrl": "http://192.0.2.1/"}, {"serviceUrl": None}):
        with pytest.raises(UnverifiedError):
            await opened.check("", activity(teams, **changes))
    assert teams.calls == []
    await opened.close()
    choosy = Verifier(teams.settings(allow_unauthenticated=True), clock)
    with pytest.raises(ForeignTenantError):
        await choosy.check("", activity(teams, channelData={"tenant": {"id": OTHER}}))
