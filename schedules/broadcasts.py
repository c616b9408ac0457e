"""Sends broadcasts: in chunks of people, with one message of progress, until each message is settled."""

from __future__ import annotations

from dataclasses import replace

from domain.broadcasts import Broadcast, State
from schedules import fan_out
from schedules.schedule import Occasion
from storage import broadcasts as storage
from storage import broadcasts_audience as audience
from storage import broadcasts_sending as sending
from storage import directory, due, outbox
from views import broadcasts as views
from views import broadcasts_progress as progress

CHUNK = "broadcast.chunk"
RETRIED = "broadcast.retry.chunk"
PLANNING = (storage.START, CHUNK, storage.RETRY, RETRIED)
EVERY_MS = 3_000  # an edit of the progress at most this often (TRUST.md section 7)
DROPPED = 2_000  # messages a unit


def begin(occasion: Occasion) -> None:
    """Plan, in chunks, that each of the audience is sent it."""
    found = _being_sent(occasion)
    if found is None:
        return
    unit, org = occasion.unit, occasion.due.org
    outbox.share(unit, org, found.id, views.received(found))
    meant = audience.ids(unit, org, found.wish.audience)
    due.plan(unit, fan_out.chunks(replace(occasion.due, kind=CHUNK), meant))
    storage.keep_counts(unit, org, replace(found, tally=replace(found.tally, people=len(meant))))


def send_chunk(occasion: Occasion) -> None:
    """Owe it to those of the audience between two ids, as the audience is now."""
    found = _being_sent(occasion)
    if found is None:
        return
    unit, org = occasion.unit, occasion.due.org
    directory.alone_in(unit, org)  # whoever leaves does so before, and is not in it, or after, and it is withheld
    those = audience.between(unit, org, found.wish.audience, fan_out.ends(occasion.due))
    messages, planned = sending.letters(unit, org, found, views.received(found), those, now=occasion.now)
    outbox.owe(unit, org, messages, now=occasion.now, rng=occasion.rng)
    storage.keep_counts(unit, org, replace(found, tally=found.tally.plus(planned)))


def begin_again(occasion: Occasion) -> None:
    """Plan, in chunks, that what failed is tried once more, and what could not even be planned."""
    found = _being_sent(occasion)
    if found is None:
        return
    unit, whole = occasion.unit, occasion.due
    due.plan(unit, fan_out.chunks(replace(whole, kind=RETRIED), sending.failed(unit, whole.org, found)))
    lost = sending.take_given_up(unit, whole.org, found, CHUNK)
    due.plan(unit, [replace(whole, kind=CHUNK, step=f"{whole.step}/{step.rpartition('/')[2]}") for step in lost])


def retry_chunk(occasion: Occasion) -> None:
    found = _being_sent(occasion)
    if found is not None:
        ends = fan_out.ends(occasion.due)
        sending.requeue(occasion.unit, occasion.due.org, found, ends, now=occasion.now)


def drop(occasion: Occasion) -> int | None:
    """Take back what is queued, in pieces, so that others may write in between."""
    found = storage.find(occasion.unit, occasion.due.org, occasion.due.subject)
    if found is None or found.state is not State.CANCELLED:
        return None
    dropped = sending.drop(occasion.unit, occasion.due.org, found, most=DROPPED)
    return occasion.now if dropped == DROPPED else None


def tell(occasion: Occasion) -> int | None:
    """Bring the message of progress up to date, at most every EVERY_MS, and the last time when all is settled."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    found = storage.locked(unit, org, occasion.due.subject)
    if found is None or found.settled_at is not None:
        return None
    last = sending.last_told(unit, org, found, now=now)
    if now < last + EVERY_MS:
        return last + EVERY_MS
    current = _counted(occasion, found)
    if is_over := _is_over(occasion, current):
        current = storage.finish(unit, org, current, now=now)
    storage.keep_counts(unit, org, current)
    if is_over or not found.stretch.since or current.tally.lasting != found.tally.lasting:
        sending.forget_edits(unit, org, found, before=last)
        _amend(occasion, current, is_over=is_over)
    return None if is_over else _next(occasion, current)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _being_sent(occasion: Occasion) -> Broadcast | None:
    """A cancellation waits for the chunk under way, and no chunk begins after it."""
    found = storage.locked(occasion.unit, occasion.due.org, occasion.due.subject)
    return found if found and found.state is State.SENDING else None


def _counted(occasion: Occasion, found: Broadcast) -> Broadcast:
    if found.state is State.CANCELLED:  # a send that was refused for now has come back to the queue meanwhile
        sending.drop(occasion.unit, occasion.due.org, found, most=DROPPED)
    return sending.current(occasion.unit, occasion.due.org, found, now=occasion.now)


def _is_over(occasion: Occasion, current: Broadcast) -> bool:
    """Of what was cancelled nothing more is planned, whatever due rows there still are."""
    if current.tally.open:
        return False
    org = occasion.due.org
    return current.state is State.CANCELLED or not sending.is_planned(occasion.unit, org, current, PLANNING)


def _amend(occasion: Occasion, current: Broadcast, *, is_over: bool) -> None:
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    why = sending.reasons(unit, org, current) if is_over else {}
    card = progress.over(current, why) if is_over else progress.under_way(current, now=now)
    outbox.amend(unit, org, sending.progress_key(current), card, now=now, rng=occasion.rng)


def _next(occasion: Occasion, current: Broadcast) -> int:
    """Every few seconds while something moves; when the next person's hours begin while nothing does."""
    soon = occasion.now + EVERY_MS
    if current.tally.is_moving or current.tally.unplanned:
        return soon
    at = sending.next_at(occasion.unit, occasion.due.org, current)
    return max(soon, at) if at else soon
