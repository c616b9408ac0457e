"""Sends owed messages to Teams: a post, its edit, its removal, and the 1:1 conversation that a first message needs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, assert_never
from urllib.parse import quote, unquote

import structlog

from bot import arriving
from bot.delivery import CannotTell, Found, Outcome, drawing
from bot.edge import Core
from bot.frame import Frame
from bot.teams import connector, hosts, outcomes, render
from bot.teams.connector import Answer, Connector
from domain.pace import Bucket, Limits, Pace
from storage import workspaces
from storage.outbox import Kind, Owed
from views import repeated

Json = dict[str, Any]

PLATFORM = "teams"
LIMITS = Limits(  # PLATFORMS.md B2.1: 50/s per app and tenant; 7 in 1 s, 60 in 30 s, 1,800 in an hour per conversation
    buckets=(Bucket(name="tenant", kinds=frozenset(kind.value for kind in Kind), pace=Pace(every_ms=20, burst=25)),),
    lane=Pace(every_ms=2_010, burst=6),
)
MOST_CONVERSATIONS = 10_000  # remembered here; the store remembers all

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

log = structlog.get_logger()


class TeamsSender:
    """bot.delivery.Sender. `other_cloud` is called once when Teams says that a tenant lives there."""

    limits = LIMITS

    def __init__(self, api: Connector, core: Core, other_cloud: str = hosts.GCC_CLOUD) -> None:
        self._api = api
        self._core = core
        self._other_cloud = other_cloud
        self._conversations: dict[tuple[str, str], str] = {}

    async def find(self, owed: Owed) -> Found:
        """Teams gives a bot no way to read back (TRUST.md section 4)."""
        return CannotTell()

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        owed = replace(owed, card=repeated.marked(owed.card)) if again else owed
        service_url = owed.service_url or hosts.PUBLIC_CLOUD
        answer, ref = await self._attempt(owed, now, service_url)
        if answer.code == outcomes.WRONG_CLOUD and service_url != self._other_cloud:
            log.warning("the tenant lives in another cloud", action="teams.cloud", message=owed.id)
            answer, ref = await self._attempt(owed, now, self._other_cloud)
        return outcomes.outcome(answer, owed, ref)

    async def _attempt(self, owed: Owed, now: int, service_url: str) -> tuple[Answer, str]:
        conversation, activity = _parts(owed.ref)
        match owed.kind:
            case Kind.POST:
                return await self._post(owed, now, service_url)
            case Kind.EDIT:
                put = partial(self._api.update, service_url, conversation, activity)
                return await self._say(owed, now, put), owed.ref
            case Kind.REMOVE:
                return await self._api.delete(service_url, conversation, activity), owed.ref
            case _:
                assert_never(owed.kind)

    async def _post(self, owed: Owed, now: int, service_url: str) -> tuple[Answer, str]:
        conversation = owed.address
        if is_person(owed):
            opened = await self._opened(owed, service_url)
            if not opened.ok:
                return opened, ""
            conversation = opened.id
        answer = await self._say(owed, now, partial(self._api.post, service_url, conversation))
        return answer, reference(conversation, answer.id) if answer.id else ""

    async def _say(self, owed: Owed, now: int, send: Callable[[Json], Awaitable[Answer]]) -> Answer:
        """A card that Teams does not take is a bug of ours: the person gets its words once, and we a log line."""
        with drawing():
            drawn = render.message(owed.card, _frame(owed, self._core, now))
        answer = await send({"type": "message", "summary": drawn.text, "attachments": [render.attachment(drawn.card)]})
        if not answer.ok and outcomes.meaning(answer) is outcomes.Meaning.OUR_BUG:
            log.error("Teams refused a card; its words are sent", action="teams.card", message=owed.id)
            answer = await send({"type": "message", "textFormat": "plain", "text": drawn.text})
        return answer

    async def _opened(self, owed: Owed, service_url: str) -> Answer:
        """Return the person's 1:1 conversation as if it had just been created; it is created once."""
        key = (owed.tenant, owed.address)
        if key in self._conversations:
            return Answer(status=200, body={"id": self._conversations[key]})
        answer = await self._api.create(service_url, owed.tenant, owed.bot, owed.address)
        if not answer.ok:
            return replace(answer, reached=False)  # whatever became of it, nothing was said
        if not answer.id:
            return Answer(status=answer.status, code=connector.UNREADABLE, reached=False)
        await self._remember(owed, answer.id)
        return answer

    async def _remember(self, owed: Owed, conversation: str) -> None:
        if len(self._conversations) >= MOST_CONVERSATIONS:
            self._conversations.clear()
        self._conversations[owed.tenant, owed.address] = conversation
        kept = partial(
            workspaces.remember_address,
            platform=PLATFORM,
            tenant=owed.tenant,
            external=owed.address,
            address=conversation,
            service_url="",
        )
        await arriving.wait(self._core.store.write(kept))


def is_person(owed: Owed) -> bool:
    """Say whether it is addressed to somebody whose 1:1 conversation is not known yet."""
    return owed.address == owed.reader or _OBJECT_ID.fullmatch(owed.address) is not None


def reference(conversation: str, activity: str) -> str:
    """Return the name of a message, "conversation|activity". Both are quoted, so that neither can hold the bar."""
    return f"{quote(conversation, safe='')}|{quote(activity, safe='')}"


def _parts(ref: str) -> tuple[str, str]:
    conversation, _, activity = ref.partition("|")
    return unquote(conversation), unquote(activity)


def _frame(owed: Owed, core: Core, now: int) -> Frame:
    return Frame(
        tokens=core.tokens,
        workspace=f"{PLATFORM}:{owed.tenant}",
        reader=owed.reader,
        now=now,
        zone=owed.zone,
        mentions=owed.mentions,
    )
