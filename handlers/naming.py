"""Whom the words of a command name."""

from __future__ import annotations

from domain.errors import NotFoundError
from domain.people import Person
from handlers.turn import Account, Turn, Words
from storage import people


def named(turn: Turn, words: Words) -> Person:
    """Return whom the words name. Raises NotFoundError unless that is exactly one person."""
    called = [word.external for word in words if isinstance(word, Account)]
    if called:
        found = list(people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, called).values())
    else:
        typed = " ".join(word for word in words if isinstance(word, str)).strip().removeprefix("@")
        found = people.named(turn.unit, turn.actor.org, typed)
    if len(found) != 1:
        raise NotFoundError
    return found[0]
