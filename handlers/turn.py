"""The shapes of one exchange: what was said, by whom, where, and the turn a handler gets to answer it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.people import Actor
from storage.unit import Unit
from views.forms import Value


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    ROOM = "room"


# --- Said: everything a person can do to us -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """A mention: the platform's own id of a person in the asker's workspace, and the name it was shown with."""

    external: str
    name: str = ""


Words = tuple[str | Account, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """`/kudos @ana thanks`: the verb without its slash, and the rest with mentions already recognized."""

    verb: str
    words: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button, or a choice in a menu (then `value` is the option's)."""

    action: str
    subject: str = ""
    version: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """A filled-in form. People and options arrive as our ids: the edge has opened their tokens."""

    action: str
    subject: str = ""
    version: int = 0
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A form that was put away without being sent, with what stood in it as far as the platform tells.

    `typed` is what stands in those of its fields that people write into.
    """

    action: str
    subject: str = ""
    values: Mapping[str, Value]
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The asker looks at their Home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A message action: `action` on somebody's message."""

    action: str
    author: Account | None
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Chose:
    """A search typed into a people field."""

    action: str
    query: str


Said = Command | Press | Submit | Closed | Opened | Saved | Chose


# --- The request and the turn -------------------------------------------------------------------------------------


class PlaceKind(StrEnum):
    DIRECT = "direct"
    GROUP = "group"
    CHANNEL = "channel"
    HOME = "home"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was said: the platform's id of a channel or chat ("" where it has none), and its name if told."""

    kind: PlaceKind
    external: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What makes this arrival the same as an earlier one: any key claimed before (PLATFORMS.md A1.5, B1.3)."""

    source: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One verified exchange, in platform ids: `tenant` is a Slack team, an Entra tenant or the rehearsal room.

    Dispatch turns (platform, tenant, account) into our org and person inside the unit of work, so that what a
    person may do is decided by the same transaction that does it.
    """

    platform: Platform
    tenant: str
    account: str
    place: Place
    delivery: Delivery
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """All a handler has: the request, who asks, one open unit of work, the time (UTC epoch ms) and chance.

    `site` is the public address links of ours begin with, "" where there is none.
    """

    request: Request
    actor: Actor
    unit: Unit
    now: int
    rng: random.Random = field(repr=False)
    site: str = ""
