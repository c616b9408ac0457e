"""What becomes of a broadcast: tried, sent or discarded by its author; cancelled, tried again or read by HR."""

from __future__ import annotations

from domain import broadcasts as rules
from domain import broadcasts_rights as rights
from domain.broadcasts import Broadcast, State, Timing
from domain.errors import NotFoundError, StaleError
from handlers import audit
from handlers import broadcasts as writing
from handlers import broadcasts_standing as standing
from handlers.turn import Press, Turn
from storage import broadcasts as storage
from storage import broadcasts_approval as approvals
from storage import broadcasts_audience as audiences
from storage import broadcasts_sending as sending
from storage import direct, outbox, people
from views import broadcasts as views
from views import broadcasts_progress as progress
from views.replies import Replace, Reply, Whisper
from views.vocabulary import Card

AT_ONCE = 500  # messages taken back by the press itself; a due row takes the rest


def try_it(turn: Turn) -> Reply:
    """Send it to its author alone, once for each version of its words."""
    found, version = standing.pressed(turn)
    draft = rights.require_draft(found, turn.actor.person.id, version)
    key = f"broadcast/{draft.id}/trial/{draft.version}"
    return Replace(standing.preview(turn, draft, tried=_tell(turn, draft.author.id, key, views.trial(draft))))


def send(turn: Turn) -> Reply:
    """Begin, once: a preview that was left open says what has become of it, or that it needs approval by now."""
    found, version = standing.pressed(turn)
    mine = rights.require_author(found, turn.actor.person.id)
    if mine.state is not State.DRAFT:
        return Replace(standing.to_author(turn, mine))
    if mine.version != version:
        raise StaleError
    if why := standing.too_late(turn, mine):
        return Whisper(why)
    people = audiences.count(turn.unit, turn.actor.org, mine.wish.audience)
    if approvals.is_needed(turn.unit, turn.actor.org, mine, people=people, now=turn.now):
        return Replace(standing.preview(turn, mine))
    current = start(turn, mine, people)
    _record(turn, "broadcast.sent", current)
    return Replace(views.on_its_way(current))


def start(turn: Turn, draft: Broadcast, people: int) -> Broadcast:
    """Let it be sent to so many, and its author see how far it is; one message for that, whatever held it up before."""
    unit, org = turn.unit, turn.actor.org
    current = storage.send(unit, org, draft, people=people, now=turn.now)
    is_later = current.wish.start.timing is Timing.LOCAL
    first = progress.planned(current) if is_later else progress.under_way(current, now=turn.now)
    key = sending.progress_key(current)
    _tell(turn, current.author.id, key, first)
    outbox.amend(unit, org, key, first, now=turn.now, rng=turn.rng)
    return current


def discard(turn: Turn) -> Reply:
    found, version = standing.pressed(turn)
    draft = rights.require_draft(found, turn.actor.person.id, version)
    storage.discard(turn.unit, turn.actor.org, draft, now=turn.now)
    writing.keep_for_later(turn, draft.wish)
    return Replace(standing.discarded(turn, draft))


def cancel(turn: Turn) -> Reply:
    """Let nothing more of it leave. Any HR administrator may: its author may be asleep."""
    current = rights.require_sent(standing.pressed(turn)[0])
    if current.state is not State.SENDING:
        return Replace(standing.report(turn, current))
    cancelled = storage.cancel(turn.unit, turn.actor.org, current, now=turn.now)
    sending.drop(turn.unit, turn.actor.org, cancelled, most=AT_ONCE)
    _record(turn, "broadcast.cancelled", cancelled)
    return Replace(standing.report(turn, cancelled))


def retry(turn: Turn) -> Reply:
    current = rights.require_sent(standing.pressed(turn)[0])
    if not rules.may_be_retried(current, now=turn.now):
        return Replace(standing.report(turn, current))
    again = storage.retry(turn.unit, turn.actor.org, current, now=turn.now)
    _record(turn, "broadcast.retried", again)
    return Replace(progress.under_way(again, now=turn.now))


def show(turn: Turn) -> Reply:
    """The report of one of the list, or what is to be decided on."""
    said = turn.request.said
    found = storage.find(turn.unit, turn.actor.org, said.value if isinstance(said, Press) else "")
    if found is None or found.state is not State.WAITING:
        return Whisper(standing.report(turn, rights.require_sent(found)))
    is_mine = found.author.id == turn.actor.person.id
    return Whisper(standing.to_author(turn, found) if is_mine else standing.to_others(turn, found))


def report(turn: Turn) -> Reply:
    """The same message with the figures of this moment."""
    said = turn.request.said
    if not isinstance(said, Press):
        raise NotFoundError
    found = storage.find(turn.unit, turn.actor.org, said.subject)
    return Replace(standing.report(turn, rights.require_sent(found)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _tell(turn: Turn, person: str, key: str, card: Card) -> bool:
    """Owe the person a direct message, once; say whether they can be reached."""
    reach = people.nearest_reach(turn.unit, turn.actor.org, person, workspace=turn.actor.workspace)
    if reach is not None:
        message = direct.message(reach, card, key=key, not_before=turn.now)
        outbox.owe(turn.unit, turn.actor.org, [message], now=turn.now, rng=turn.rng)
    return reach is not None


def _record(turn: Turn, action: str, broadcast: Broadcast) -> None:
    """Leave an audit line, without its words."""
    detail = {"audience": broadcast.wish.audience.group.value, "people": str(broadcast.tally.people)}
    audit.record(turn, action, broadcast.id, detail)
