"""Forms in the story of the furnished room: evidence and goals, filled in as their writers would."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from content.organization import Fills
from domain.errors import RefusalError
from handlers.turn import Submit
from storage.room import Resident
from views import errors
from views.forms import Value
from views.replies import Reply, Whisper


class StoryError(RuntimeError):
    """The story of the fictional organization cannot be told: the product refused one of its deeds."""


def sent(deed: Fills, residents: Iterable[Resident], *, now: int) -> Submit:
    """Return the form as it is sent; `now` is the moment of the event (UTC epoch ms)."""
    person = next(one.person for one in residents if one.external == deed.about)
    day = datetime.fromtimestamp(now / 1000, UTC).date()
    values: dict[str, Value] = {"about": (person,)}
    for name, said in deed.values.items():
        values[name] = said if isinstance(said, str) else (day + timedelta(days=said)).isoformat()
    return Submit(action=deed.form, subject=person, values=values)


def require_kept(reply: Reply) -> None:
    """Raises StoryError when the form came back, or was refused."""
    refused = errors.refused(RefusalError()).title
    if not isinstance(reply, Whisper) or reply.card.title == refused:
        raise StoryError(StoryError.__doc__)
