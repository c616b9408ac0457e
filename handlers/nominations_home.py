"""Nominations on Home: whom one may still name, where one's vote is asked for, and what runs, for HR."""

from __future__ import annotations

from domain import nominations as rules
from domain import policy
from domain.nominations import Stage, State, Window
from domain.policy import Permission
from handlers import nominations_deciding as deciding
from handlers import nominations_received
from handlers.nominations import urn_of
from handlers.turn import Turn
from storage import nominations as storage
from storage import nominations_ballots as ballots
from storage.ballot_keys import KeyAwayError
from storage.nominations_ballots import Urn
from views import nominations_home as views
from views.home import Waiting
from views.vocabulary import Part


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """What one received and has not answered, then votes, then whom one may name: each until it is said."""
    running = storage.running(turn.unit, turn.actor.org)
    votes = [one for one in running if _may_still_vote(turn, one)]
    naming = [one for one in running if _may_still_nominate(turn, one)]
    return (
        *(views.may_be_told(category) for category in nominations_received.unanswered(turn)),
        *(views.may_vote(one) for one in votes),
        *(views.may_nominate(one) for one in naming),
    )


def on_home(turn: Turn) -> tuple[Part, ...]:
    """Nothing for anybody but HR."""
    if not policy.may(turn.actor, Permission.HR):
        return ()
    running = storage.running(turn.unit, turn.actor.org)
    return views.for_hr([rules.seen(one, now=turn.now) for one in running])


# --- Pieces -------------------------------------------------------------------------------------------------------


def _may_still_nominate(turn: Turn, window: Window) -> bool:
    urn, me = _urn_in_reach(turn, window, Stage.NOMINATE) if window.state is State.OPEN else None, turn.actor.person.id
    return urn is not None and not all(urn.has(me, one.id) for one in window.terms.categories)


def _urn_in_reach(turn: Turn, window: Window, stage: Stage) -> Urn | None:
    """Where its key is away nothing can be said of it: the rest of Home must come all the same."""
    try:
        return urn_of(turn, window, stage)
    except KeyAwayError:
        return None


def _may_still_vote(turn: Turn, window: Window) -> bool:
    """Not where there is nobody to vote for: the page would say no more than that."""
    if window.state is not State.DECIDING:
        return False
    me, urn = turn.actor.person.id, _urn_in_reach(turn, window, Stage.VOTE)
    if urn is None or not storage.decides(turn.unit, turn.actor.org, window, me):
        return False
    nominated = ballots.decided_on(turn.unit, turn.actor.org, window.id)
    left = [one for one in window.terms.categories if not urn.has(me, one.id)]
    return any(deciding.to_vote_for(turn, window, one, nominated) for one in left)
