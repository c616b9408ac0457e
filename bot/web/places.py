"""The places of the room: Home, the direct messages with Vouchsafe, and the channels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.turn import Place, PlaceKind
from storage.room import Resident

HOME = "home"
DIRECT = "dm"
RECOGNITION = "#wins"
_ALWAYS = (
    (RECOGNITION, "What colleagues thanked each other for"),
    ("#general", "Everyone in the company"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """One place as a person meets it. `slug` stands in the address; `id` is what messages are kept under."""

    slug: str
    id: str
    name: str
    topic: str
    kind: PlaceKind

    @property
    def place(self) -> Place:
        return Place(self.kind, self.id, self.name)


def of(resident: Resident, teams: Sequence[str]) -> tuple[Spotted, ...]:
    """Return every place this person can go to, in the order of the list at the left."""
    home = Spotted(slug=HOME, id="", name="Home", topic="Only you see this page", kind=PlaceKind.HOME)
    direct = Spotted(
        slug=DIRECT,
        id=resident.external,
        name="Vouchsafe",
        topic="Direct messages, between you and Vouchsafe",
        kind=PlaceKind.DIRECT,
    )
    return home, direct, *channels(teams)


def channels(teams: Sequence[str]) -> tuple[Spotted, ...]:
    named = [(channel_of(team), f"The {team} team") for team in teams]
    return tuple(
        Spotted(slug=id.removeprefix("#"), id=id, name=id, topic=topic, kind=PlaceKind.CHANNEL)
        for id, topic in (*_ALWAYS, *named)
    )


def channel_of(team: str) -> str:
    """Return the channel of a team: "Field Service" talks in #field-service."""
    plain = unicodedata.normalize("NFKD", team).encode("ascii", "ignore").decode().casefold()
    return "#" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "team")
