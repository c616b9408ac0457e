"""What people say, prepared as the bytes of whole HTTP requests, so that the load costs as little as it can."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from urllib.parse import urlencode

from bot.slack import verify

TEAM = "T0BENCH"
SIGNING_SECRET = "a signing secret for the bench"
BOT_TOKEN = "xoxb-for-the-bench"
PEOPLE = 4_000
GIFTS_EACH = 6  # the content pack's monthly allowance
NOTE = "#early-flag you raised the vendor risk nine days early, so that we could still replan"

TENANT = "0f6c3b6e-0000-4000-8000-000000000001"
BOT = "28:bench"


def person(number: int) -> str:
    return f"U{number:07}"


def kudos(serial: int, port: int) -> bytes:
    """A signed `/kudos`. Each serial number is a kudos of its own: nobody thanks the same person twice."""
    lap, giver = divmod(serial, PEOPLE)
    if lap >= GIFTS_EACH:
        raise ValueError("there are no more kudos that these people may give")
    receiver = person((giver + 1 + lap) % PEOPLE)
    said = {
        "command": "/kudos",
        "text": f"<@{receiver}|someone> {NOTE}",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": person(giver),
        "user_name": "someone",
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "trigger_id": f"trigger.{serial}",
        "response_url": "http://127.0.0.1/nobody-answers-here",
    }
    return signed(urlencode(said).encode(), port)


def signed(body: bytes, port: int) -> bytes:
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": verify.sign(SIGNING_SECRET, stamp, body),
    }
    return post("/slack/events", port, headers.items(), body)


def hello(client: int, serial: int, port: int, connector: int) -> bytes:
    """A message to the bot in a client's own chat, which help answers."""
    activity = {
        "type": "message",
        "id": str(serial),
        "timestamp": "2026-08-01T09:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": f"http://127.0.0.1:{connector}/",
        "from": {"id": alias(client), "name": "Someone", "aadObjectId": entra(client)},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": chat(client)},
        "recipient": {"id": BOT, "name": "Vouchsafe"},
        "text": "help",
        "textFormat": "plain",
        "locale": "en-US",
        "channelData": {"tenant": {"id": TENANT}},
    }
    body = json.dumps(activity).encode()
    return post("/teams/messages", port, [("Content-Type", "application/json; charset=utf-8")], body)


def member(client: int) -> bytes:
    """What the Bot Connector says of who is in a client's chat."""
    told = {
        "id": alias(client),
        "name": f"Person {client}",
        "aadObjectId": entra(client),
        "email": f"p{client}@bench.example",
        "userPrincipalName": f"p{client}@bench.example",
        "tenantId": TENANT,
        "userRole": "user",
    }
    return json.dumps(told).encode()


def alias(client: int) -> str:
    return f"29:client-{client}"


def chat(client: int) -> str:
    return f"a:chat-{client}"


def entra(client: int) -> str:
    """Return a person's Entra object id."""
    return f"00000000-0000-4000-8000-{client:012}"


def post(path: str, port: int, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines = [*head, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + body
