"""Who is let in at the SCIM edge, how much at a time, and what is refused in words a provider can read."""

from __future__ import annotations

import asyncio
import gzip
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.scim.edge import BURST
from storage import directory, importing, scim_tokens, visiting
from storage.importing_offices import Work
from storage.scim_tokens import TooManyError
from storage.sealing import KeyRing
from tests.edge.scim.conftest import NOW, Provider, user

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer vsc_short", "Bearer vsc_" + "é" * 43, "vsc_" + "a" * 43],
)
async def test_nobody_is_let_in_without_a_token(provider: Provider, authorization: str | None) -> None:
    """401 with a challenge, the same for every path, there or not; the store is not asked."""
    for path in ("/Users", "/Users/1", "/Groups", "/nothing", "/ServiceProviderConfig"):
        url = f"{provider.url}/scim/v2{path}"
        told = {} if authorization is None else {"Authorization": authorization.encode().decode("latin-1")}
        async with provider.session.get(url, headers=told) as answer:
            assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="vouchsafe"')
            assert (await answer.json(content_type=None))["schemas"] == [ERROR]


async def test_a_token_that_was_never_made_opens_nothing_and_a_flood_of_them_shuts_out_nobody(
    provider: Provider,
) -> None:
    """Guesses are slowed down; the provider with the right one is answered meanwhile, also just after a start."""
    rng = random.Random(5)
    guesses = [{"Authorization": f"Bearer {scim_tokens.new(rng)}"} for _ in range(60)]
    storm = [provider.ask("POST", "/Users", user("eve"), headers=one) for one in guesses]
    meanwhile, *heard = await asyncio.gather(provider.ask("GET", "/Users"), *storm)
    assert (meanwhile.status, {one.status for one in heard}) == (200, {401, 429})
    assert (await provider.ask("GET", "/Users")).body["totalResults"] == 0


async def test_a_token_is_looked_up_before_anything_that_is_sent_with_it_is_read(provider: Provider) -> None:
    """Whoever holds none cannot keep us waiting for a body that never comes."""
    silence = asyncio.Event()

    async def never() -> AsyncIterator[bytes]:
        yield b'{"userName": '
        await silence.wait()

    token = scim_tokens.new(random.Random(5))
    told = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
    posted = provider.session.post(f"{provider.url}/scim/v2/Users", headers=told, data=never())
    async with asyncio.timeout(30), posted as answer:
        assert answer.status == 401
    silence.set()


async def test_two_tokens_are_good_at_once_so_that_one_can_follow_the_other(provider: Provider) -> None:
    """A third is refused; a revoked one opens nothing from then on."""
    rng, first, second = random.Random(6), provider.token, scim_tokens.new(random.Random(7))
    name = provider.store.write(
        lambda unit: scim_tokens.keep(unit, provider.org, second, now=NOW + 1, rng=rng)
    ).result()
    with pytest.raises(TooManyError):
        provider.store.write(
            lambda unit: scim_tokens.keep(unit, provider.org, scim_tokens.new(rng), now=NOW, rng=rng)
        ).result()
    for token in (first, second):
        provider.token = token
        assert (await provider.ask("GET", "/Users")).status == 200
    assert provider.store.write(
        lambda unit: scim_tokens.revoke(unit, provider.org, first[-4:], now=NOW, rng=rng)
    ).result()
    provider.token = first
    assert (await provider.ask("GET", "/Users")).status == 401
    provider.token = second
    assert name == second[-4:]
    assert (await provider.ask("GET", "/Users")).status == 200


async def test_with_its_last_token_scim_falls_silent(provider: Provider) -> None:
    """What it said stays, until another source says otherwise."""
    ana = await provider.creates("ana@example.org", displayName="Ana")
    rng = random.Random(8)
    provider.store.write(
        lambda unit: scim_tokens.revoke(unit, provider.org, provider.token[-4:], now=NOW, rng=rng)
    ).result()
    person = provider.person(ana["id"])
    assert (person["name"], person["sources"]) == ("Ana", "")


async def test_a_storm_of_patches_is_bounded_and_told_when_to_come_back(provider: Provider) -> None:
    """429 with Retry-After, never a fault; what was answered with 200 is what stands."""
    ana = await provider.creates("ana@example.org")
    storm = [
        provider.patches(ana["id"], {"op": "replace", "path": "title", "value": f"Title {number}"})
        for number in range(BURST + 100)
    ]
    heard = await asyncio.gather(*storm)
    assert {one.status for one in heard} == {200, 429}
    assert all(int(one.headers["Retry-After"]) >= 1 for one in heard if one.status == 429)
    done = {one.body["title"] for one in heard if one.status == 200}
    assert provider.person(ana["id"])["title"] in done


async def test_a_provider_waits_while_a_file_is_imported(provider: Provider) -> None:
    """503 and when to come back: two who move people about at once could make a circle."""
    rng = random.Random(9)
    run = provider.store.write(lambda unit: importing.begin(unit, provider.org, (), now=NOW, rng=rng)).result()
    heard = await provider.ask("POST", "/Users", user("ana@example.org"))
    assert (heard.status, heard.headers["Retry-After"]) == (503, "30")
    assert (await provider.ask("GET", "/Users")).status == 200
    provider.store.write(
        lambda unit: importing.end(Work(unit=unit, org=provider.org, run=run.id, now=NOW, rng=rng), {})
    ).result()
    assert (await provider.ask("POST", "/Users", user("ana@example.org"))).status == 201


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_what_waits_while_its_token_is_revoked_is_not_done(
    provider: Provider, database: str, keys: KeyRing
) -> None:
    """It had been let in before."""
    ana = await provider.creates("ana@example.org", title="Engineer")
    with visiting.visit(database, keys) as other:
        directory.alone_in(other, provider.org)
        late = asyncio.create_task(provider.patches(ana["id"], {"op": "replace", "path": "title", "value": "Ninja"}))
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not (late.done() or other.run(waiting).scalar_one()):  # noqa: ASYNC110 - the database tells no event
            await asyncio.sleep(0.01)
        assert scim_tokens.revoke(other, provider.org, provider.token[-4:], now=NOW, rng=random.Random(1))
    assert (await late).status == 401
    assert provider.person(ana["id"])["title"] == "Engineer"


BODIES: list[tuple[str, bytes, int]] = [
    ("no JSON", b"{", 400),
    ("a list", b"[]", 400),
    ("null", b"null", 400),
    ("a name twice", b'{"userName": "a", "userName": "b"}', 400),
    ("no number", b'{"userName": NaN}', 400),
    ("deep", b'{"userName": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    ("half a letter", b'{"userName": "\xc3"}', 400),
    ("nobody", b'{"userName": "  "}', 400),
    ("a number for a name", b'{"userName": {"a": 1}}', 400),
    ("a long name", b'{"userName": "' + b"a" * 1000 + b'"}', 400),
    ("neither true nor false", b'{"userName": "a", "active": "perhaps"}', 400),
    ("no address", b'{"userName": "a", "emails": [{"value": "nonsense"}]}', 400),
    ("a name that is no object", b'{"userName": "a", "name": "b"}', 400),
    ("huge", b'{"userName": "' + b"a" * 300_000 + b'"}', 413),
]


@pytest.mark.parametrize(("raw", "status"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
async def test_a_body_that_cannot_be_meant_is_refused(provider: Provider, raw: bytes, status: int) -> None:
    """With an error of RFC 7644 section 3.12, and nothing of it stays."""
    heard = await provider.ask("POST", "/Users", raw=raw)
    assert (heard.status, heard.body["schemas"], heard.body["status"]) == (status, [ERROR], str(status))
    assert provider.people() == []


async def test_a_packed_body_is_not_unpacked(provider: Provider) -> None:
    """And neither is one of another kind read."""
    packed = gzip.compress(b'{"userName": "ana"}')
    heard = await provider.ask("POST", "/Users", raw=packed, headers={"Content-Encoding": "gzip"})
    assert heard.status == 415
    assert (await provider.ask("POST", "/Users", raw=b"<a/>", headers={"Content-Type": "text/xml"})).status == 415


async def test_hostile_words_are_kept_harmless(provider: Provider) -> None:
    """Control characters, directions and endless marks, as everywhere."""
    ana = await provider.creates("ana@example.org", displayName="A\x00n\u202ea\x1b[2J", title="x" + "\u0301" * 50)
    assert ana["displayName"] == "Ana[2J"
    assert len(ana["title"]) < 8


async def test_what_is_served_says_so(provider: Provider) -> None:
    """RFC 7643 sections 5 to 7: users, PATCH, filters and ETags; no groups, no bulk, no passwords."""
    config = (await provider.ask("GET", "/ServiceProviderConfig")).body
    supported = {
        name: told["supported"] for name, told in config.items() if isinstance(told, dict) and "supported" in told
    }
    assert supported == {
        "patch": True,
        "bulk": False,
        "filter": True,
        "changePassword": False,
        "sort": False,
        "etag": True,
    }
    types = (await provider.ask("GET", "/ResourceTypes")).body
    assert [one["name"] for one in types["Resources"]] == ["User"]
    assert (await provider.ask("GET", "/ResourceTypes/User")).status == 200
    schemas = (await provider.ask("GET", "/Schemas")).body
    assert schemas["totalResults"] == 2
    for one in schemas["Resources"]:
        assert (await provider.ask("GET", f"/Schemas/{one['id']}")).body == one


async def test_groups_are_refused_plainly(provider: Provider) -> None:
    """Asked for there are none; made there are none, and the provider is told what to switch off."""
    assert (await provider.ask("GET", "/Groups?startIndex=1&count=100")).body["totalResults"] == 0
    heard = await provider.ask("POST", "/Groups", {"displayName": "Risk"})
    assert heard.status == 501
    assert "groups" in heard.body["detail"]
    assert (await provider.ask("GET", "/Groups/1")).status == 501
    assert (await provider.ask("GET", "/nothing")).status == 404


ODD = (
    *("/Users/..%2f..", "/Users/%00", "/Users/" + "a" * 2000, "/Users?count=x", "/Users?count=1e9"),
    '/Users?filter=userName%20eq%20"%5Cu0000"',
)


@pytest.mark.parametrize("path", ODD)
async def test_odd_addresses_end_in_a_refusal(provider: Provider, path: str) -> None:
    """Never in a fault."""
    assert (await provider.ask("GET", path)).status in (400, 404)
