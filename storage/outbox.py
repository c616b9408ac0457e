"""Messages owed: added in the unit that causes them, leased by the relay, settled by what the platform said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from views.vocabulary import Card


class Kind(StrEnum):
    """What is to be done with the message. An edit or a removal names the post it changes by `of`."""

    POST = "post"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One leased message with all a sender needs: no sender reads the store.

    `address` is a Slack channel or user id, a Teams conversation id (or the Entra object id when no conversation is known
    yet), or a place in the rehearsal room. `ref` is the platform's name of the post an edit changes.
    `reader` is the account a personal card is drawn for ("" in a channel); `mentions` maps person ids to accounts.
    """

    org: str
    id: str
    kind: Kind
    platform: str
    tenant: str
    token: str = field(repr=False)
    service_url: str
    bot: str
    address: str
    card: Card = field(repr=False)
    dedupe_key: str
    ref: str = ""
    reader: str = ""
    zone: str = "UTC"
    mentions: Mapping[str, str] = field(default_factory=dict, repr=False)
    attempts: int = 0
    lease: str = ""
