"""How a broadcast stands this moment, as its author sees it and as the other HR administrators do."""

from __future__ import annotations

from datetime import date

from domain import broadcasts as rules
from domain import broadcasts_approval as approval
from domain import broadcasts_request, local_time
from domain.broadcasts import Broadcast, State, Timing
from domain.broadcasts_approval import Held
from handlers.turn import Press, Turn
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from storage import broadcasts_approval as approvals
from storage import broadcasts_asking as asking
from storage import broadcasts_sending as sending
from views import broadcasts as views
from views import broadcasts_approval as approval_views
from views import broadcasts_form
from views import broadcasts_progress as progress
from views import broadcasts_request as request_views
from views.vocabulary import Card


def pressed(turn: Turn) -> tuple[Broadcast | None, int]:
    """Return what the button is about, held until this unit ends, and the version it was drawn for."""
    said = turn.request.said
    subject, version = (said.subject, said.version) if isinstance(said, Press) else ("", 0)
    return storage.locked(turn.unit, turn.actor.org, subject), version


def preview(turn: Turn, broadcast: Broadcast, *, tried: bool = False) -> Card:
    unit, org = turn.unit, turn.actor.org
    meant = asking.meant(unit, org, broadcast.wish.audience)
    return views.preview(broadcast, meant, asking.gate(unit, org, broadcast, meant, now=turn.now), tried=tried)


def to_author(turn: Turn, broadcast: Broadcast) -> Card:
    """What a button of the preview becomes once something was decided."""
    match broadcast.state:
        case State.DRAFT:
            return preview(turn, broadcast)
        case State.DISCARDED:
            return discarded(turn, broadcast)
        case State.WAITING:
            return _waiting(turn, broadcast)
        case State.SENDING:
            return views.on_its_way(broadcast)
        case _:
            return report(turn, broadcast)


def discarded(turn: Turn, broadcast: Broadcast) -> Card:
    return views.discarded(broadcast, is_shared=approvals.is_shared(turn.unit, turn.actor.org, broadcast))


def to_others(turn: Turn, broadcast: Broadcast) -> Card:
    """What a button under the question becomes once it was decided, and the question as it stands now until then."""
    asked = approvals.latest(turn.unit, turn.actor.org, broadcast.id)
    if asked is None:
        return report(turn, broadcast)
    if broadcast.state is not State.WAITING:
        return approval_views.settled(broadcast, asked)
    meant = asking.meant(turn.unit, turn.actor.org, broadcast.wish.audience)
    signed = approvals.is_hr(turn.unit, turn.actor.org, broadcast.author.id)
    return approval_views.asked(broadcast, asked, meant, held=None if signed else Held.AUTHOR)


def of_another(turn: Turn, found: Broadcast | None) -> Broadcast:
    """Return what the asker was, or could have been, asked to decide on. Raises NotFoundError."""
    is_shared = approvals.is_shared(turn.unit, turn.actor.org, found)
    return approval.require_other(found, turn.actor.person.id, is_shared=is_shared)


def report(turn: Turn, broadcast: Broadcast) -> Card:
    """How far it has come this moment, or how it ended."""
    unit, org, now = turn.unit, turn.actor.org, turn.now
    counted = answers.with_confirmed(unit, org, broadcast)
    if counted.settled_at is not None:
        return progress.over(counted, sending.reasons(unit, org, counted), now=now)
    return progress.under_way(sending.current(unit, org, counted, now=now), now=now)


def too_late(turn: Turn, broadcast: Broadcast, *, by_hour: bool = True) -> Card | None:
    """Say why it may no longer begin as it was written, if so. `by_hour`: also when its hour has passed."""
    wish, zone = broadcast.wish, broadcast.author.zone
    if by_hour and (late := rules.problems(wish, zone=zone, now=turn.now)):
        return broadcasts_form.too_late(broadcasts_form.sentence(next(iter(late.values()))))
    found = request_views.errors(broadcasts_request.problems(wish.request, first_day=first_day(turn, broadcast)))
    why = next(iter(found.values()), "")
    return broadcasts_form.too_late(why, views.ASK_FOR) if why else None


def first_day(turn: Turn, broadcast: Broadcast) -> date:
    """The day on which it begins, where its author is."""
    start, today = broadcast.wish.start, local_time.day_of(turn.now, broadcast.author.zone)
    return max(start.day, today) if start.timing is Timing.LOCAL and start.day else today


def _waiting(turn: Turn, broadcast: Broadcast) -> Card:
    asked = approvals.latest(turn.unit, turn.actor.org, broadcast.id)
    if asked is None:
        raise LookupError("it waits for what nobody was asked")
    unit, org, author = turn.unit, turn.actor.org, broadcast.author.id
    names = [one.name for one in approvals.others(unit, org, author)]
    alone_from = approvals.alone_from(unit, org, author, now=turn.now)
    return approval_views.waiting(broadcast, asked, names, alone_from=alone_from)
