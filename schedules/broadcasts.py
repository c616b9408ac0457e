"""Sends broadcasts: in chunks of people, with one message of progress, until each message is settled."""

from __future__ import annotations

from dataclasses import replace

from domain.broadcasts import UNSENT, Broadcast, State
from domain.broadcasts_approval import Held
from schedules import fan_out
from schedules.schedule import Occasion
from storage import audit, directory, due, outbox
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from storage import broadcasts_approval as approvals
from storage import broadcasts_asking as asking
from storage import broadcasts_audience as audience
from storage import broadcasts_hours as hours
from storage import broadcasts_sending as sending
from views import broadcasts as views
from views import broadcasts_approval as approval_views
from views import broadcasts_progress as progress
from views.vocabulary import Card

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
    if not approvals.is_hr(unit, org, found.author.id):
        _hold(occasion, found, Held.AUTHOR)
        return
    meant = audience.ids(unit, org, found.wish.audience)
    if approvals.is_needed(unit, org, found, people=len(meant), now=occasion.now):
        _hold(occasion, found, Held.GROWN)
        return
    outbox.share(unit, org, found.id, views.received(found))
    due.plan(unit, fan_out.chunks(replace(occasion.due, kind=CHUNK), meant))
    storage.keep_counts(unit, org, replace(found, tally=replace(found.tally, people=len(meant))))


def send_chunk(occasion: Occasion) -> None:
    """Owe it to those of the audience between two ids, as the audience is now."""
    unit, org = occasion.unit, occasion.due.org
    directory.alone_in(unit, org)  # whoever leaves does so before, and is not in it, or after, and it is withheld
    found = _being_sent(occasion)
    if found is None:
        return
    those = _approved(occasion, found, audience.between(unit, org, found.wish.audience, fan_out.ends(occasion.due)))
    messages, planned = sending.letters(unit, org, found, views.received(found), those, now=occasion.now)
    outbox.owe(unit, org, messages, now=occasion.now, rng=occasion.rng)
    storage.keep_counts(unit, org, replace(found, tally=found.tally.plus(planned, size=fan_out.size(occasion.due))))


def begin_again(occasion: Occasion) -> None:
    """Plan, in chunks, that what failed is tried once more, and what could not even be planned."""
    found = _being_sent(occasion)
    if found is None:
        return
    unit, whole = occasion.unit, occasion.due
    due.plan(unit, fan_out.chunks(replace(whole, kind=RETRIED), sending.failed(unit, whole.org, found)))
    if sending.take_given_up(unit, whole.org, found, storage.START):
        due.plan(unit, [replace(whole, kind=storage.START)])
    lost = sending.take_given_up(unit, whole.org, found, CHUNK)
    due.plan(unit, [replace(whole, kind=CHUNK, step=f"{whole.step}/{step.rpartition('/')[2]}") for step in lost])


def retry_chunk(occasion: Occasion) -> None:
    unit, org = occasion.unit, occasion.due.org
    directory.alone_in(unit, org)  # whoever leaves does so before, and it is taken back, or after, and it is withheld
    found = _being_sent(occasion)
    if found is None:
        return
    sending.requeue(unit, org, found, fan_out.ends(occasion.due), now=occasion.now)


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
    if found is None or found.settled_at is not None or found.state in UNSENT:
        return None
    if found.state is State.CANCELLED:  # a send that was refused for now has come back to the queue meanwhile
        sending.drop(unit, org, found, most=DROPPED)
    hours.leave_out(unit, org, found, now=now)
    if found.state is State.SENDING and sending.put_off(unit, org, found, most=DROPPED, now=now) == DROPPED:
        return now
    told = sending.last_told(unit, org, found, now=now)
    if now < told.at + EVERY_MS:
        return told.at + EVERY_MS
    current = answers.with_confirmed(unit, org, sending.current(unit, org, found, now=now))
    if is_over := _is_over(occasion, current):
        current = storage.finish(unit, org, current, now=now)
    storage.keep_counts(unit, org, current)
    card = _over(occasion, current) if is_over else progress.under_way(current, now=now)
    if is_over or not told.says(card):
        sending.forget_edits(unit, org, found, before=told.at)
        outbox.amend(unit, org, sending.progress_key(current), card, now=now, rng=occasion.rng)
    return None if is_over else _next(occasion, current)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _being_sent(occasion: Occasion) -> Broadcast | None:
    """A cancellation waits for the chunk under way, and no chunk begins after it. The org is locked before."""
    found = storage.locked(occasion.unit, occasion.due.org, occasion.due.subject)
    return found if found and found.state is State.SENDING else None


def _hold(occasion: Occasion, found: Broadcast, why: Held) -> None:
    """Nobody gets it before another look: too many people are in it, or one of two who decided on it is HR no more."""
    unit, org, now, rng = occasion.unit, occasion.due.org, occasion.now, occasion.rng
    waiting, approval = asking.ask_others(unit, org, found, now=now, rng=rng, held=why)
    card = approval_views.held(waiting, approval, why)
    outbox.amend(unit, org, sending.progress_key(waiting), card, now=now, rng=rng)
    detail = {"version": str(approval.version), "people": str(approval.people), "most": str(approval.most)}
    audit.record(unit, org=org, actor=None, action="broadcast.held", object=waiting.id, detail=detail, now=now, rng=rng)


def _approved(occasion: Occasion, found: Broadcast, those: list[str]) -> list[str]:
    """Return as many of those as were approved: whoever joins while it is planned may be one too many."""
    most = approvals.room(occasion.unit, occasion.due.org, found.id)
    before = found.tally.people - fan_out.size(occasion.due)
    return those if most is None else those[: max(0, most - before)]


def _is_over(occasion: Occasion, current: Broadcast) -> bool:
    return not current.tally.open and not _is_planned(occasion, current)


def _is_planned(occasion: Occasion, current: Broadcast) -> bool:
    """Of what was cancelled nothing more is planned, whatever due rows there still are."""
    unit, org = occasion.unit, occasion.due.org
    return current.state is not State.CANCELLED and sending.is_planned(unit, org, current, PLANNING)


def _over(occasion: Occasion, current: Broadcast) -> Card:
    why = sending.reasons(occasion.unit, occasion.due.org, current)
    return progress.over(current, why, now=occasion.now)


def _next(occasion: Occasion, current: Broadcast) -> int:
    """Every few seconds while something moves; shortly before the next person's hours begin while nothing does."""
    soon = occasion.now + EVERY_MS
    if current.tally.is_moving or _is_planned(occasion, current):
        return soon
    at = sending.next_at(occasion.unit, occasion.due.org, current)
    return max(soon, at - hours.AHEAD_MS) if at else soon
