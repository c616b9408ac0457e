"""A message to one person, wherever they are reached."""

from __future__ import annotations

from storage.outbox import Kind, Message, Promise, Urgency
from storage.people import Reach
from views.vocabulary import Card


def message(  # noqa: PLR0913 - one keyword per choice
    reach: Reach,
    card: Card,
    *,
    key: str,
    not_before: int,
    not_after: int | None = None,
    urgency: Urgency = Urgency.NEWS,
    promise: Promise = Promise.AT_LEAST_ONCE,
    batch: str | None = None,
) -> Message:
    """Return what to owe; messages to one person keep their order."""
    return Message(
        workspace=reach.workspace,
        kind=Kind.POST,
        lane=f"{reach.workspace}/{reach.external}",
        address=reach.address,
        dedupe_key=key,
        card=card,
        reader_id=reach.person,
        not_before=not_before,
        not_after=not_after,
        urgency=urgency,
        promise=promise,
        batch=batch,
    )
