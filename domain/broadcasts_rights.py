"""Whose a broadcast is: its author's while it is a draft, and all of HR's once others know of it."""

from __future__ import annotations

from domain.broadcasts import UNSENT, Broadcast, State
from domain.errors import NotFoundError, StaleError


def require_draft(found: Broadcast | None, person: str, version: int | None = None) -> Broadcast:
    """A draft is its author's alone. Raises NotFoundError, or StaleError when it was changed, sent or discarded."""
    mine = require_author(found, person)
    if mine.state is not State.DRAFT or (version is not None and version != mine.version):
        raise StaleError
    return mine


def require_author(found: Broadcast | None, person: str) -> Broadcast:
    """Raises NotFoundError."""
    if found is None or found.author.id != person:
        raise NotFoundError
    return found


def require_editable(found: Broadcast | None, person: str, *, is_shared: bool) -> Broadcast:
    """Its author's until others were asked to approve it; from then on whoever is HR may change it, and signs it.

    Raises NotFoundError.
    """
    if found is None or not (is_shared or found.author.id == person):
        raise NotFoundError
    return found


def require_sent(found: Broadcast | None) -> Broadcast:
    """What was sent belongs to all of HR: whoever is there may stop it. Raises NotFoundError."""
    if found is None or found.state in UNSENT:
        raise NotFoundError
    return found
