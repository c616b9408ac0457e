"""What lies before one person and nobody else: whispers not yet dismissed, the form that is open, what they have read.

As on the platforms, a whisper is lost when the process ends; it is never the only record of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from views.forms import Form
from views.vocabulary import Card

MOST_WHISPERS = 6  # per place; older ones scroll away


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A form, and what was wrong with its last submission."""

    form: Form
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """One person's. Whispers and forms are kept by place, so that two windows do not mix."""

    whispers: dict[str, dict[str, Card]] = field(default_factory=dict)
    forms: dict[str, Open] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)

    def whisper(self, place: str, id: str, card: Card) -> None:
        """Lay it down last; the same id again takes the earlier one's place."""
        lying = self.whispers.setdefault(place, {})
        lying[id] = card
        for oldest in list(lying)[:-MOST_WHISPERS]:
            del lying[oldest]

    def dismiss(self, place: str, id: str) -> None:
        self.whispers.get(place, {}).pop(id, None)

    def is_whisper(self, place: str, id: str) -> bool:
        return id in self.whispers.get(place, {})


class Desks:
    """Everyone's. `baseline` is how far each place had come when the room opened: earlier messages are not news."""

    def __init__(self) -> None:
        self._desks: dict[str, Desk] = {}
        self.baseline: Mapping[str, int] = {}

    def of(self, account: str) -> Desk:
        return self._desks.setdefault(account, Desk())

    def unread(self, account: str, place: str, head: int) -> int:
        return max(0, head - self.of(account).read.get(place, self.baseline.get(place, 0)))
