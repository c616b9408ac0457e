"""Deciding on nominations: reading the reasons and voting, by whoever decides, and never on themselves.

A vote leaves no audit line, no message and no remembered answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain import nominations as rules
from domain.errors import NotFoundError
from domain.nominations import STORIES, Category, Nomination, Stage, State, Window
from handlers.nominations import may_name, urn_of
from handlers.turn import Press, Turn
from storage import nominations as storage
from storage import nominations_ballots as ballots
from storage import people
from views import nominations as views
from views import nominations_deciding
from views.nominations_deciding import Nominee, Page
from views.replies import Reply, Whisper


def read(turn: Turn) -> Reply:
    """A page of one category, without what is about its reader. Raises NotFoundError and KeyAwayError."""
    window, category, last = _named(turn)
    urn = urn_of(turn, window, Stage.VOTE)
    if urn is None:
        return Whisper(views.closed(window))
    nominations, me = ballots.decided_on(turn.unit, turn.actor.org, window.id), turn.actor.person.id
    mine = [one for one in nominations if one.category == category.id]
    page = Page(
        window=window,
        category=category,
        nominees=_nominees(turn, to_vote_for(turn, window, category, nominations), mine),
        number=int(last) if last.isdecimal() else 0,
        voted=urn.has(me, category.id),
    )
    return Whisper(nominations_deciding.page(page))


def vote(turn: Turn) -> Reply:
    """Keep it, once for each category; of somebody with a stake in it a vote for nobody.

    Raises NotFoundError and KeyAwayError.
    """
    window, category, nominee = _named(turn, for_good=True)
    urn = urn_of(turn, window, Stage.VOTE)
    if urn is None:
        return Whisper(views.too_late(window))
    nominations, me = ballots.decided_on(turn.unit, turn.actor.org, window.id), turn.actor.person.id
    if nominee not in to_vote_for(turn, window, category, nominations) or not may_name(me, nominee):
        raise NotFoundError
    chosen = nominee if rules.counts(nominations, category.id, me) else ""
    is_first = urn.vote(me, category.id, chosen, turn.rng)
    said = nominations_deciding.voted if is_first else nominations_deciding.already
    return Whisper(said(window, category))


_BEFORE = (State.OPEN, State.CLOSED)  # there is nothing yet to decide on, and nobody reads what comes in


# --- Pieces -------------------------------------------------------------------------------------------------------


def _named(turn: Turn, *, for_good: bool = False) -> tuple[Window, Category, str]:
    """Return window, category and what else the press names.

    Raises NotFoundError for whoever does not decide, and for everybody while nominations still come in.
    """
    said = turn.request.said
    subject = said.value or said.subject if isinstance(said, Press) else ""
    id, category, last = (*subject.split("/"), "", "")[:3]
    window = (storage.shared if for_good else storage.find)(turn.unit, turn.actor.org, id)
    if window is None or window.state in _BEFORE:
        raise NotFoundError
    if not storage.decides(turn.unit, turn.actor.org, window, turn.actor.person.id):
        raise NotFoundError
    found = window.terms.category(category) if category else window.terms.categories[0]
    if found is None:
        raise NotFoundError
    return window, found, last


def to_vote_for(turn: Turn, window: Window, category: Category, nominations: Sequence[Nomination]) -> list[str]:
    """Return who can be voted for, without who has left since the close: a vote for them would count for nobody."""
    those = rules.nominees(nominations, category.id, reader=turn.actor.person.id)
    still = storage.eligible(turn.unit, turn.actor.org, window, those)
    return [id for id in those if id in still]


def _nominees(turn: Turn, those: Sequence[str], mine: Sequence[Nomination]) -> tuple[Nominee, ...]:
    """In the order of chance in which nominations stand, and with as many reasons at most as a story has."""
    known = people.by_ids(turn.unit, turn.actor.org, those)
    reasons = {id: [one.reason for one in mine if one.nominee == id][:STORIES] for id in those}
    return tuple(Nominee(id=id, name=known[id].name, reasons=reasons[id]) for id in those if id in known)
