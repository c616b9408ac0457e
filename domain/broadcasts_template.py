"""Texts for milestones to begin a broadcast with: what is known is filled in, and what is not stays clearly open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.broadcasts import Audience, Group, Wish
from domain.broadcasts_request import Deed, Request

_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`label` says when it is used. `title` and `message` name what differs each time as {slot}; `slots` says what
    each of them is, in words.
    """

    id: str
    label: str
    group: Group
    deed: Deed
    title: str
    message: str
    slots: Mapping[str, str]


def wish(template: Template, known: Mapping[str, str]) -> Wish:
    """Return the broadcast to begin with; each slot that is not known reads [[what it is]]."""
    return Wish(
        title=_filled(template.title, template.slots, known),
        message=_filled(template.message, template.slots, known),
        audience=Audience(group=template.group),
        request=Request(deed=template.deed),
    )


def _filled(text: str, slots: Mapping[str, str], known: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda found: known.get(found[1]) or f"[[{slots[found[1]]}]]", text)
