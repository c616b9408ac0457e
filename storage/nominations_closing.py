"""Closing a stage of nominations: in one unit it is shuffled, or counted; in the next its key goes.

Each step can be done again after a crash: the first ends with the state it leaves, the second does what is left of it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from domain import nominations as rules
from domain.cycles import Cycle
from domain.nominations import OVER, STOPPABLE, Nomination, Stage, State, Window, moved
from storage import ballot_box, ballot_keys, due, nominations, nominations_received
from storage import nominations_ballots as ballots
from storage.ballot_keys import WAITS_MS, KeyAwayError, OtherFolderError
from storage.due import Due
from storage.unit import ERASED, Unit

CLOSE, COUNT, FORGET = "nominations.close", "nominations.count", "nominations.forget"
_UNSETTLED = (State.CLOSED, State.COUNTED)  # gone on from once the key of what is past is destroyed
_TAKEN: Mapping[State, Stage] = {State.OPEN: Stage.NOMINATE, State.DECIDING: Stage.VOTE}  # what comes in meanwhile
_PAST: Mapping[State, tuple[Stage, ...]] = {  # whose keys are to go
    State.OPEN: (),
    State.CLOSED: (Stage.NOMINATE,),
    State.DECIDING: (Stage.NOMINATE,),
    State.COUNTED: tuple(Stage),
    **dict.fromkeys(OVER, tuple(Stage)),
}


def plan(unit: Unit, org: str, window: Window) -> None:
    """Plan its close: when it opens, and again when it moves with a review cycle."""
    due.plan(unit, [Due(org=org, kind=CLOSE, subject=window.id, step="end", due_at=window.closes_at)])


def follow(unit: Unit, org: str, cycle: Cycle, *, now: int) -> list[Window]:
    """Let what ends with a checkpoint of the cycle end as that stands by now; return what moved."""
    hung = [one.id for one in nominations.running(unit, org) if one.terms.anchor and one.terms.anchor.cycle == cycle.id]
    found = [window for id in sorted(hung) if (window := nominations.locked(unit, org, id)) is not None]
    moves = [(one, after) for one in found if (after := rules.followed(one, cycle, now=now)) != one]
    for before, after in moves:
        nominations.save(unit, org, after, was=before.version)
        plan(unit, org, after)
    return [after for _, after in moves]


def close(unit: Unit, org: str, id: str, *, now: int, rng: random.Random) -> Window | None:
    """Shuffle what was nominated; return the window where that is lost, None else.

    Raises KeyAwayError while it waits for its key, and OSError.
    """
    window = nominations.locked(unit, org, id)
    if window is None or window.state is not State.OPEN:
        return None
    slips = _opened(unit, org, window, Stage.NOMINATE, now=now)
    if slips is None:
        return _lost(unit, org, window, now=now)
    found = [ballots.nomination(words) for words in slips]
    ballots.forget(unit, org, id, Stage.NOMINATE)
    ballots.put_back(unit, org, id, _standing(unit, org, window, found), rng)
    _move(unit, org, window, State.CLOSED, now=now)
    return None


def count(unit: Unit, org: str, id: str, *, now: int) -> Window | None:
    """Count what was voted, and keep of all that only who received what. Returns and raises as `close` does."""
    window = nominations.locked(unit, org, id)
    if window is None or window.state is not State.DECIDING:
        return None
    slips = _opened(unit, org, window, Stage.VOTE, now=now)
    if slips is None:
        return _lost(unit, org, window, now=now)
    votes = [ballots.vote(words) for words in slips]
    nominated = _standing(unit, org, window, ballots.decided_on(unit, org, id))
    ballots.forget(unit, org, id, *Stage)
    nominations_received.keep(unit, org, id, rules.winners(window, nominated, votes), now=now)
    _move(unit, org, window, State.COUNTED, now=now)
    return None


def stop(unit: Unit, org: str, window: Window, *, now: int) -> None:
    """End it unread. Raises StaleError when votes are counted, or it is over."""
    stopped = moved(window, State.STOPPED, before=STOPPABLE)
    ballots.forget(unit, org, window.id, *Stage)
    nominations.save(unit, org, stopped, was=window.version)
    for kind in (CLOSE, COUNT):
        due.cancel(unit, org, kind, window.id)
    _plan_forgetting(unit, org, stopped, now=now)


def forget_keys(unit: Unit, org: str, id: str, *, now: int) -> Window | None:
    """Destroy the keys of what is past, and go on. Raises OSError, and OtherFolderError where no key may be made.

    Return how the window stands from now on, None where it stands as before: then nobody hears of it again.
    """
    window = nominations.locked(unit, org, id)
    if window is None or not _PAST[window.state]:
        return None
    for stage in _PAST[window.state]:
        ballots.destroy_key(unit, id, stage)
    unit.wake(ERASED)
    return _go_on(unit, org, window, now=now)


def look_again(unit: Unit, org: str, *, today: date, now: int) -> None:
    """Plan once more what could not be done while the folder of keys was out of reach.

    Also of windows that went on or are over: a replica that does not see the folder takes a key for gone.
    """
    step, windows = today.isoformat(), nominations.every(unit, org)
    wanted = [(CLOSE, one.id) for one in windows if one.state is State.OPEN and one.closes_at <= now]
    wanted += [(COUNT, one.id) for one in windows if one.state is State.DECIDING and one.decides_at <= now]
    wanted += [(FORGET, one.id) for one in windows if one.state in _UNSETTLED or _has_key(unit, org, one)]
    due.plan(unit, [Due(org=org, kind=kind, subject=id, step=step, due_at=now) for kind, id in wanted])


# --- Pieces -------------------------------------------------------------------------------------------------------


def _opened(unit: Unit, org: str, window: Window, stage: Stage, *, now: int) -> list[str] | None:
    """Return what was handed in; None where there is no key a day after the close, because then it is lost."""
    key = ballots.find_key(unit, org, window.id, stage)
    if key is not None:
        return [slip.words for slip in ballot_box.opened(unit, ballots.box(org, window.id, stage), key)]
    if not ballots.count(unit, org, window.id, stage):
        return []
    if now < _closes_at(window, stage) + WAITS_MS:
        raise KeyAwayError
    return None


def _lost(unit: Unit, org: str, window: Window, *, now: int) -> Window:
    """End it, and say so: nobody is to take it for a decision that nobody received anything."""
    ballots.forget(unit, org, window.id, *Stage)
    return _move(unit, org, window, State.LOST, now=now)


def _has_key(unit: Unit, org: str, window: Window) -> bool:
    return any(ballots.find_key(unit, org, window.id, stage) for stage in _PAST[window.state])


def _standing(unit: Unit, org: str, window: Window, found: Sequence[Nomination]) -> list[Nomination]:
    """Whoever left, or received the same lately, is decided on by nobody."""
    there = nominations.eligible(unit, org, window, {one.nominee for one in found})
    since = rules.rested_at(window)
    resting = {one.id: nominations_received.rested(unit, org, one.id, since=since) for one in window.terms.categories}
    return [one for one in found if one.nominee in there - resting.get(one.category, set())]


def _move(unit: Unit, org: str, window: Window, state: State, *, now: int) -> Window:
    after = moved(window, state, before=(window.state,))
    nominations.save(unit, org, after, was=window.version)
    _plan_forgetting(unit, org, after, now=now)
    return after


def check_folder(unit: Unit, org: str) -> None:
    """A replica with a folder of its own may not make a key that the others do not see.

    Raises OtherFolderError and NoKeyFolderError.
    """
    if without_key(unit, org):
        raise OtherFolderError


def without_key(unit: Unit, org: str) -> list[str]:
    """Return the titles of the nominations under way that have no key here. Raises NoKeyFolderError."""
    under_way = ((one, _TAKEN[one.state]) for one in nominations.running(unit, org) if one.state in _TAKEN)
    return ballot_keys.missing(unit, ((ballots.key_name(one.id, stage), one.title) for one, stage in under_way))


def keys(unit: Unit, org: str, *, now: int) -> Mapping[str, bool]:
    """Return by its name, of each key that nominations have or had, whether it may still be there."""
    found = [(window, stage) for window in nominations.every(unit, org) for stage in Stage]
    return {ballots.key_name(window.id, stage): _is_taken(window, stage, now) for window, stage in found}


def _is_taken(window: Window, stage: Stage, now: int) -> bool:
    return _TAKEN.get(window.state) is stage and now < _closes_at(window, stage) + WAITS_MS


def _closes_at(window: Window, stage: Stage) -> int:
    return window.closes_at if stage is Stage.NOMINATE else window.decides_at


def _plan_forgetting(unit: Unit, org: str, window: Window, *, now: int) -> None:
    due.plan(unit, [Due(org=org, kind=FORGET, subject=window.id, step=window.state.value, due_at=now)])
    unit.wake(ERASED)


def _go_on(unit: Unit, org: str, window: Window, *, now: int) -> Window | None:
    """From nominations to votes, unless nobody is nominated; from votes to the end. Raises OtherFolderError."""
    if window.state not in _UNSETTLED:
        return None
    goes_on = window.state is State.CLOSED and ballots.count(unit, org, window.id, Stage.NOMINATE)
    after = moved(window, State.DECIDING if goes_on else State.DECIDED, before=(window.state,))
    if goes_on:
        check_folder(unit, org)
        after = rules.undelayed(after, now=now)
        ballots.make_key(unit, window.id, Stage.VOTE)
        due.plan(unit, [Due(org=org, kind=COUNT, subject=window.id, step="end", due_at=after.decides_at)])
    nominations.save(unit, org, after, was=window.version)
    return after
