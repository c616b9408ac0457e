"""What becomes of a broadcast: tried, sent or discarded by its author; cancelled, tried again or read by HR."""

from __future__ import annotations

from domain import broadcasts as rules
from domain.broadcasts import Broadcast, State, Timing
from domain.errors import StaleError
from handlers import broadcasts as writing
from handlers.turn import Press, Turn
from storage import audit, direct, outbox, people
from storage import broadcasts as storage
from storage import broadcasts_audience as audiences
from storage import broadcasts_sending as sending
from views import broadcasts as views
from views import broadcasts_form
from views import broadcasts_progress as progress
from views.replies import Replace, Reply, Whisper
from views.vocabulary import Card

AT_ONCE = 500  # messages taken back by the press itself; a due row takes the rest


def try_it(turn: Turn) -> Reply:
    """Send it to its author alone, once for each version of its words."""
    found, version = _pressed(turn)
    draft = rules.require_draft(found, turn.actor.person.id, version)
    _tell(turn, f"broadcast/{draft.id}/trial/{draft.version}", views.trial(draft))
    return Replace(writing.preview(turn, draft, tried=True))


def send(turn: Turn) -> Reply:
    """Begin, once: a preview that was left open says what has become of it."""
    found, version = _pressed(turn)
    mine = rules.require_author(found, turn.actor.person.id)
    if mine.state is State.DISCARDED:
        return Replace(views.discarded(mine))
    if mine.state is not State.DRAFT:
        return Replace(views.on_its_way(mine))
    if mine.version != version:
        raise StaleError
    late = rules.problems(mine.wish, zone=turn.actor.person.zone, now=turn.now)
    return Whisper(broadcasts_form.too_late(next(iter(late.values())))) if late else _send(turn, mine)


def discard(turn: Turn) -> Reply:
    found, version = _pressed(turn)
    draft = rules.require_draft(found, turn.actor.person.id, version)
    storage.discard(turn.unit, turn.actor.org, draft)
    writing.keep_for_later(turn, draft.wish)
    return Replace(views.discarded(draft))


def cancel(turn: Turn) -> Reply:
    """Let nothing more of it leave. Any HR administrator may: its author may be asleep."""
    current = rules.require_sent(_pressed(turn)[0])
    if current.state is not State.SENDING:
        return Replace(_report(turn, current))
    cancelled = storage.cancel(turn.unit, turn.actor.org, current, now=turn.now)
    sending.drop(turn.unit, turn.actor.org, cancelled, most=AT_ONCE)
    _record(turn, "broadcast.cancelled", cancelled)
    return Replace(_report(turn, cancelled))


def retry(turn: Turn) -> Reply:
    current = rules.require_sent(_pressed(turn)[0])
    if current.state is not State.SENT or not current.tally.may_be_retried:
        return Replace(_report(turn, current))
    again = storage.retry(turn.unit, turn.actor.org, current, now=turn.now)
    _record(turn, "broadcast.retried", again)
    return Replace(progress.under_way(again, now=turn.now))


def show(turn: Turn) -> Reply:
    """The report of one of the list."""
    said = turn.request.said
    found = storage.find(turn.unit, turn.actor.org, said.value if isinstance(said, Press) else "")
    return Whisper(_report(turn, rules.require_sent(found)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _pressed(turn: Turn) -> tuple[Broadcast | None, int]:
    """Return what the button is about, held until this unit ends, and the version it was drawn for."""
    said = turn.request.said
    subject, version = (said.subject, said.version) if isinstance(said, Press) else ("", 0)
    return storage.locked(turn.unit, turn.actor.org, subject), version


def _send(turn: Turn, draft: Broadcast) -> Reply:
    meant = audiences.count(turn.unit, turn.actor.org, draft.wish.audience)
    current = storage.send(turn.unit, turn.actor.org, draft, people=meant, now=turn.now)
    is_later = current.wish.start.timing is Timing.LOCAL
    first = progress.planned(current) if is_later else progress.under_way(current, now=turn.now)
    _tell(turn, sending.progress_key(current), first)
    _record(turn, "broadcast.sent", current)
    return Replace(views.on_its_way(current))


def _tell(turn: Turn, key: str, card: Card) -> None:
    """Owe the actor a direct message."""
    reach = people.nearest_reach(turn.unit, turn.actor.org, turn.actor.person.id, workspace=turn.actor.workspace)
    if reach is not None:
        message = direct.message(reach, card, key=key, not_before=turn.now)
        outbox.owe(turn.unit, turn.actor.org, [message], now=turn.now, rng=turn.rng)


def _report(turn: Turn, broadcast: Broadcast) -> Card:
    """How it stands this moment, or how it ended."""
    unit, org, now = turn.unit, turn.actor.org, turn.now
    if broadcast.settled_at is not None:
        return progress.over(broadcast, sending.reasons(unit, org, broadcast))
    return progress.under_way(sending.current(unit, org, broadcast, now=now), now=now)


def _record(turn: Turn, action: str, broadcast: Broadcast) -> None:
    """Leave an audit line, without its words."""
    detail = {"audience": broadcast.wish.audience.group.value, "people": str(broadcast.tally.people)}
    audit.record(
        turn.unit,
        org=turn.actor.org,
        actor=turn.actor.person.id,
        action=action,
        object=broadcast.id,
        detail=detail,
        now=turn.now,
        rng=turn.rng,
    )
