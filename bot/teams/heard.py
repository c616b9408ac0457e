"""Who says something and where: what every activity carries, read without trusting that any of it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.teams.verify import tenant_of
from domain.roster import is_zone
from handlers.turn import Delivery, Place, PlaceKind

Payload = Mapping[str, Any]

LONGEST_ZONE = 40  # characters; America/Argentina/ComodRivadavia has 32
_KINDS = {"personal": PlaceKind.DIRECT, "groupChat": PlaceKind.GROUP, "channel": PlaceKind.CHANNEL}


class MalformedError(ValueError):
    """A verified activity that lacks what its kind must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The person as Entra names them (`account`) and as mentions do (`alias`), and the conversation.

    `account` is "" for who has no Entra id: anonymous guests of a meeting, and bots. `zone` is the IANA zone their
    client told, or "". `id` is unique within the conversation; `roster` is what has members: a chat, or a whole team.
    """

    type: str
    name: str
    id: str
    tenant: str
    account: str
    alias: str
    zone: str
    bot: str
    conversation: str
    roster: str
    place: Place
    service_url: str

    @property
    def is_personal(self) -> bool:
        return self.place.kind is PlaceKind.DIRECT

    @property
    def is_from_bot(self) -> bool:
        return self.alias.startswith("28:")


def heard(payload: Payload) -> Heard:
    """Raises MalformedError when it cannot be said where it was."""
    conversation, tenant = text(payload, "conversation", "id"), tenant_of(payload).lower()
    if not (conversation and tenant):
        raise MalformedError("the activity names no tenant or conversation")
    return Heard(
        type=text(payload, "type"),
        name=text(payload, "name"),
        id=text(payload, "id"),
        tenant=tenant,
        account=text(payload, "from", "aadObjectId").lower(),
        alias=text(payload, "from", "id"),
        zone=_zone(payload),
        bot=text(payload, "recipient", "id"),
        conversation=conversation,
        roster=text(payload, "channelData", "team", "id") or conversation.partition(";")[0],
        place=_place(payload, conversation),
        service_url=text(payload, "serviceUrl"),
    )


def delivery(one: Heard, payload: Payload) -> Delivery:
    """What stays the same when Teams or an attacker sends it again (PLATFORMS.md B1.3)."""
    key = f"{one.type}/{one.name}/{one.conversation}/{one.id}" if one.id else f"payload/{_digest(payload)}"
    return Delivery(f"teams:{one.tenant}", (key,))


def text(value: object, *path: str) -> str:
    """Return what stands at the path, "" when that is no text."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def mapping(value: object, *path: str) -> Payload:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object, name: str) -> Sequence[Payload]:
    """Return the objects of a list."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _place(payload: Payload, conversation: str) -> Place:
    """A channel's id without its thread: `;messageid=` names the post that the reply stands under."""
    told = text(payload, "conversation", "conversationType")
    kind = _KINDS.get(told) or (PlaceKind.DIRECT if conversation.startswith("a:") else PlaceKind.CHANNEL)
    return Place(kind, conversation.partition(";")[0], text(payload, "channelData", "channel", "name"))


def _zone(payload: Payload) -> str:
    clients = (one for one in items(payload, "entities") if text(one, "type") == "clientInfo")
    told = text(payload, "localTimezone") or next((text(one, "timezone") for one in clients), "")
    return told if len(told) <= LONGEST_ZONE and is_zone(told) else ""


def _digest(payload: Payload) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
