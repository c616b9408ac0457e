"""Each call to Teams as it goes over the wire, and each answer as it is understood."""

from __future__ import annotations

import asyncio
import email.utils
import json
from typing import Any

import pytest

from bot.teams.connector import LONGEST_PAUSE_S, Connector
from tests.edge.teams.conftest import NOON, Clock
from tests.platforms import teams as fake
from tests.platforms.entra import TENANT
from tests.platforms.teams import BOT, FakeTeams, Scripted, refusal

# As Teams makes them: signs that mean something in an address, and every kind of letter
PLACES = ["19:meeting/a+b=@thread.tacv2;messageid=17", "a:1_ü?x#y%2F z", "../../evil"]
ANA = "00000000-0000-4000-8000-0000000000a1"


@pytest.mark.parametrize("place", PLACES)
async def test_a_message_is_posted_changed_and_removed(teams: FakeTeams, connector: Connector, place: str) -> None:
    """Under the ids that Teams gave, whatever signs stand in them."""
    url = teams.service_url
    posted = await connector.post(url, place, {"type": "message", "text": "Grüße \N{WAVING HAND SIGN}"})
    assert posted.ok
    [standing] = teams.standing_in(place)
    assert (standing.id, standing.text) == (posted.id, "Grüße \N{WAVING HAND SIGN}")
    assert (await connector.update(url, place, posted.id, {"type": "message", "text": "new"})).ok
    assert [(one.text, one.activity["id"]) for one in teams.standing_in(place)] == [("new", posted.id)]
    assert (await connector.delete(url, place, posted.id)).ok
    assert teams.standing_in(place) == []


@pytest.mark.parametrize("end", ["", "/", "//"])
async def test_a_slash_more_or_less_makes_no_difference(teams: FakeTeams, connector: Connector, end: str) -> None:
    """Teams ends its service URLs in one, its documentation does not."""
    assert (await connector.post(teams.service_url.rstrip("/") + end, "a:1", {"text": "x"})).ok


async def test_a_conversation_is_created_with_a_person(teams: FakeTeams, connector: Connector) -> None:
    """In their tenant, by their Entra object id."""
    answer = await connector.create(teams.service_url, TENANT, BOT, ANA)
    assert answer.id == teams.direct(ANA)
    [call] = teams.called("create")
    assert call.body["tenantId"] == call.body["channelData"]["tenant"]["id"] == TENANT
    assert call.body["bot"] == {"id": BOT}
    assert call.body["isGroup"] is False


async def test_a_roster_is_read_page_by_page(teams: FakeTeams, connector: Connector) -> None:
    """And a single person of it."""
    teams.rosters["19:team"] = [fake.member(f"{n}{ANA[1:]}", f"Person {n}") for n in range(7)]
    names: list[str] = []
    token = ""
    while True:
        page = await connector.members(teams.service_url, "19:team", token)
        names += [one["name"] for one in page.body["members"]]
        token = page.body.get("continuationToken", "")
        if not token:
            break
    assert names == [f"Person {n}" for n in range(7)]
    assert len(teams.called("members")) == 3
    one = await connector.member(teams.service_url, "19:team", fake.alias(f"3{ANA[1:]}"))
    assert one.body["name"] == "Person 3"


ANSWERS: dict[str, tuple[Scripted, dict[str, Any]]] = {
    "done, without words": (Scripted(status=200, body=""), {"ok": True, "code": "", "id": ""}),
    "accepted": (Scripted(status=202, body={}), {"ok": True, "code": ""}),
    "done, in words nobody can read": (Scripted(status=200, body="<html>"), {"ok": False, "code": "unreadable"}),
    "done, as a list": (Scripted(status=200, body="[]"), {"ok": False, "code": "unreadable"}),
    "an id that is no text": (Scripted(status=201, body={"id": 7}), {"ok": True, "id": ""}),
    "a refusal": (refusal(403, "BotDisabledByAdmin"), {"ok": False, "code": "BotDisabledByAdmin", "reached": True}),
    "a refusal without a code": (refusal(403, ""), {"ok": False, "code": ""}),
    "a code that is no text": (Scripted(status=400, body={"error": {"code": [1]}}), {"ok": False, "code": ""}),
    "an error that is a word": (Scripted(status=400, body={"error": "bad"}), {"ok": False, "code": ""}),
    "a web page": (Scripted(status=502, body="<html>"), {"ok": False, "code": "", "status": 502}),
    "a pause": (refusal(429, "Throttled", Retry_After="7"), {"retry_after": 7, "code": "Throttled"}),
    "a pause until a date": (
        refusal(429, "Throttled", Retry_After=email.utils.formatdate(NOON / 1000 + 90, usegmt=True)),
        {"retry_after": 90},
    ),
    "a pause until a date that is past": (
        refusal(429, "Throttled", Retry_After=email.utils.formatdate(NOON / 1000 - 90, usegmt=True)),
        {"retry_after": 0},
    ),
    "a pause of a year": (refusal(429, "Throttled", Retry_After="31536000"), {"retry_after": LONGEST_PAUSE_S}),
    "a pause nobody can read": (refusal(429, "Throttled", Retry_After="soon"), {"retry_after": 0}),
    "a pause below nothing": (refusal(429, "Throttled", Retry_After="-7"), {"retry_after": 0}),
}


@pytest.mark.parametrize(("scripted", "understood"), ANSWERS.values(), ids=ANSWERS)
async def test_every_answer_is_understood(
    teams: FakeTeams, connector: Connector, scripted: Scripted, understood: dict[str, Any]
) -> None:
    """None raises, whatever stands in it."""
    teams.script("post", scripted)
    answer = await connector.post(teams.service_url, "a:1", {"text": "x"})
    assert {name: getattr(answer, name) for name in understood} == understood


async def test_a_closed_port_was_certainly_not_reached(teams: FakeTeams, connector: Connector) -> None:
    """So the message may be sent again at once."""
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    answer = await connector.post(f"http://127.0.0.1:{port}/", "a:1", {"text": "x"})
    assert (answer.status, answer.code, answer.reached) == (0, "unreachable", False)


async def test_a_connection_that_breaks_may_have_carried_the_message(teams: FakeTeams, connector: Connector) -> None:
    """Nobody can tell, and we do not pretend to; it is asked once, for no retry hides below us."""
    asked: list[bytes] = []

    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(break_off, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    answer = await connector.post(url, "a:1", {"text": "x"})
    assert (answer.status, answer.code, answer.reached) == (0, "no_answer", True)
    assert len(asked) == 1
    server.close()


async def test_beside_an_emulator_no_token_is_sent(teams: FakeTeams, clock: Clock) -> None:
    """There is none: it knows no app."""
    alone = Connector(teams.settings(app_id="", allow_unauthenticated=True), clock)
    await alone.open()
    await alone.post(teams.service_url, "a:1", {"text": "x"})
    [call] = teams.calls
    assert (call.operation, call.authorization) == ("post", "")
    await alone.close()


async def test_what_was_answered_is_not_shown_by_accident(teams: FakeTeams, connector: Connector) -> None:
    """A roster holds names and addresses; printing an answer prints none of them."""
    teams.rosters["19:team"] = [fake.member(ANA, "Ana Ruiz", email="ana@acme.example")]
    answer = await connector.members(teams.service_url, "19:team")
    assert "Ana" in json.dumps(answer.body)
    assert "Ana" not in repr(answer)
