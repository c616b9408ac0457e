"""What nominations do by themselves: close, count, forget whose is whose, and tell those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from domain.nominations import Decider, State, Window
from schedules.schedule import Occasion
from schedules.tick import MOST_ATTEMPTS, MOST_PAUSE_MS
from storage import channels, checkpoints, nominations, nominations_closing, nominations_received, notices
from storage.ballot_keys import KeyAwayError, OtherFolderError
from storage.nominations_notices import DECIDE, LOST, RECEIVED, subject
from storage.notices import Notice
from views import nominations_told as views

DAILY = "nominations.daily"


def close(occasion: Occasion) -> int | None:
    one = occasion.due
    work = partial(nominations_closing.close, occasion.unit, one.org, one.subject, now=occasion.now, rng=occasion.rng)
    return _for_as_long_as_it_takes(occasion, partial(_or_tell_hr, occasion, work))


def count(occasion: Occasion) -> int | None:
    one = occasion.due
    work = partial(nominations_closing.count, occasion.unit, one.org, one.subject, now=occasion.now)
    return _for_as_long_as_it_takes(occasion, partial(_or_tell_hr, occasion, work))


def forget(occasion: Occasion) -> int | None:
    """Once that is certain to last: only then is anybody asked to vote, or told."""
    return _for_as_long_as_it_takes(occasion, partial(_forget, occasion))


def _for_as_long_as_it_takes(occasion: Occasion, work: Callable[[], None]) -> int | None:
    """Fail where the folder of keys is out of reach, as everything else does; where it would be given up, come back.

    People have days to vote, and keys are to go: neither may wait for the night.
    """
    try:
        work()
    except (KeyAwayError, OtherFolderError, OSError):
        if occasion.due.attempts + 1 < MOST_ATTEMPTS:
            raise
        return occasion.now + MOST_PAUSE_MS
    return None


def _forget(occasion: Occasion) -> None:
    one = occasion.due
    window = nominations_closing.forget_keys(occasion.unit, one.org, one.subject, now=occasion.now)
    if window is not None and window.state is State.DECIDING:
        _ask(occasion, window)
    if window is not None and window.state is State.DECIDED:
        _tell(occasion, window)


def look_again(occasion: Occasion) -> None:
    """In the night: no window that did not close is forgotten about."""
    today = date.fromisoformat(occasion.due.step)
    nominations_closing.look_again(occasion.unit, occasion.due.org, today=today, now=occasion.now)


def _or_tell_hr(occasion: Occasion, work: Callable[[], Window | None]) -> None:
    """Whoever opened them waits for a result: that there is none is told, too."""
    lost, unit, org = work(), occasion.unit, occasion.due.org
    if lost is None:
        return
    card = views.lost(lost)
    told = [
        Notice(person=one.id, kind=LOST, subject=lost.id, card=card) for one in checkpoints.administrators(unit, org)
    ]
    notices.leave(unit, org, told, now=occasion.now, rng=occasion.rng)


def _ask(occasion: Occasion, window: Window) -> None:
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    if window.terms.decider is Decider.PEERS:
        channels.post(unit, org, f"nominations/{window.id}/vote", views.voting(window), now=now, rng=occasion.rng)
        return
    asked = [
        Notice(person=one, kind=DECIDE, subject=window.id, card=views.asked(window), deadline=window.decides_at)
        for one in nominations.seats(unit, org, window.id)
    ]
    notices.leave(unit, org, asked, now=now, rng=occasion.rng)


def _tell(occasion: Occasion, window: Window) -> None:
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    told = []
    for one in nominations_received.of_window(unit, org, window.id):
        category = window.terms.category(one.winner.category)
        if category is not None:
            card = views.won(window, category, one.winner.stories)
            told.append(Notice(person=one.winner.person, kind=RECEIVED, subject=subject(one), card=card))
    notices.leave(unit, org, told, now=now, rng=occasion.rng)
