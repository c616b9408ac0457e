"""Who may say what of a person: one fixed order of sources for each field, and who said what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache


class Source(StrEnum):
    """Where a field of a person comes from. The rehearsal room stands for a platform."""

    SCIM = "scim"
    FILE = "file"
    SLACK = "slack"
    TEAMS = "teams"
    ROOM = "room"


class Field(StrEnum):
    NAME = "name"
    EMAIL = "email"
    TITLE = "title"
    MANAGER = "manager"
    TEAMS = "teams"
    ACTIVE = "active"
    ZONE = "zone"


_CHAT = (Source.SLACK, Source.TEAMS, Source.ROOM)  # as one: the workspace that was connected first leads
_CHAT_LEADS = ((Source.SCIM,), _CHAT, (Source.FILE,))
_FILE_LEADS = ((Source.SCIM,), (Source.FILE,), _CHAT)  # people write their own title in chat
_CHAT_IS_SILENT = ((Source.SCIM,), (Source.FILE,))

ORDER: Mapping[Field, tuple[tuple[Source, ...], ...]] = {
    Field.NAME: _CHAT_LEADS,
    Field.EMAIL: _CHAT_LEADS,
    Field.TITLE: _FILE_LEADS,
    Field.MANAGER: _CHAT_IS_SILENT,
    Field.TEAMS: _CHAT_IS_SILENT,
    Field.ACTIVE: _CHAT_LEADS,
    Field.ZONE: _CHAT_LEADS,
}
"""For each field the sources that tell it, the strongest first; those of one group are equal."""

_RANK = {
    (field, source): rank for field, groups in ORDER.items() for rank, group in enumerate(groups) for source in group
}


def may_say(source: Source, field: Field, told: str | None) -> bool:
    """Say whether the source may set the field of a person of whom `told` says who said what: the newest of equals."""
    holder = of(told).get(field)
    return holder is None or _RANK[field, source] <= _RANK[field, holder]


def is_as_strong(source: Source, field: Field, told: str | None) -> bool:
    """Say whether who said the field is the source's equal: what two equals both say needs no new word of it."""
    holder = of(told).get(field)
    return holder is not None and _RANK[field, source] == _RANK[field, holder]


@cache
def said(told: str | None, field: Field, source: Source) -> str:
    """Return what is stored once the source has set the field."""
    return _written({**of(told), field: source})


@cache
def of(told: str | None) -> Mapping[Field, Source]:
    """Read what is stored: "name=slack,title=file". A field that is not in it was said before this was kept."""
    pairs = (part.partition("=") for part in (told or "").split(",") if part)
    return {Field(field): Source(source) for field, _, source in pairs}


def released(told: str | None, source: Source) -> str:
    """Return what is stored once the source says nothing any more: what it said stays until another says otherwise."""
    return _written({field: holder for field, holder in of(told).items() if holder is not source})


def unsaid(told: str | None, field: Field) -> str:
    """Return what is stored once nobody has said the field: whoever says it next is believed."""
    return _written({one: holder for one, holder in of(told).items() if one is not field})


def _written(those: Mapping[Field, Source]) -> str:
    return ",".join(f"{field}={those[field]}" for field in Field if field in those)
