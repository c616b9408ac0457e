"""What a winner says to telling their story: it is told with their consent, stays private, or is taken back."""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import NotFoundError, StaleError
from domain.nominations import Category, State, Window
from handlers import audit
from handlers.turn import Press, Turn
from storage import channels, notices
from storage import nominations as storage
from storage import nominations_received as received
from storage.nominations_notices import RECEIVED, subject
from storage.nominations_received import ASKED, KEPT, TOLD, Received
from views import nominations_told as views
from views.replies import Reply, Whisper
from views.vocabulary import Card, Mention, Part

SHOWN = 4


def tell(turn: Turn) -> Reply:
    """Post it. Raises NotFoundError for whoever did not receive it, StaleError once they have answered."""
    window, category, one = _mine(turn, ASKED)
    me = turn.actor.person
    card = views.story(Mention(me.id, me.name), window, category, one.winner.stories)
    posted = channels.post(turn.unit, turn.actor.org, _key(one), card, now=turn.now, rng=turn.rng)
    if not posted:
        return Whisper(views.nowhere(category))
    _answer(turn, one, TOLD)
    _redraw(turn, one, views.answered_yes(window, category, one.winner.stories))
    return Whisper(views.agreed(window, category, posted))


def keep(turn: Turn) -> Reply:
    """The same, and nothing is posted."""
    _, category, one = _mine(turn, ASKED)
    _answer(turn, one, KEPT)
    _redraw(turn, one, views.answered_no(category, one.winner.stories))
    return Whisper(views.kept(category))


def take_back(turn: Turn) -> Reply:
    """Take it off the channel again, for good. Raises StaleError when it is not told."""
    _, category, one = _mine(turn, TOLD)
    channels.take_back(turn.unit, turn.actor.org, _key(one), views.untold(), now=turn.now, rng=turn.rng)
    _answer(turn, one, KEPT)
    _redraw(turn, one, views.answered_back(category, one.winner.stories))
    return Whisper(views.taken_back(category))


def own(turn: Turn) -> tuple[Part, ...]:
    """What the actor received, to answer or to take back: a message that was lost or muted loses nothing."""
    parts: list[Part] = []
    for window, category, one in _open(turn):
        asks = one.consent == ASKED
        parts += views.still_asked(window, category, one.winner.stories) if asks else views.is_told(window, category)
    return tuple(parts)


def unanswered(turn: Turn) -> tuple[Category, ...]:
    """Return what the actor received and has not said anything to."""
    return tuple(category for _, category, one in _open(turn) if one.consent == ASKED)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _open(turn: Turn) -> Iterator[tuple[Window, Category, Received]]:
    """What is decided, and whoever received it did not keep private."""
    for one in received.open_to(turn.unit, turn.actor.org, turn.actor.person.id, most=SHOWN):
        window = storage.find(turn.unit, turn.actor.org, one.window)
        category = window.terms.category(one.winner.category) if window else None
        if window is not None and category is not None and window.state is State.DECIDED:
            yield window, category, one


def _mine(turn: Turn, consent: str) -> tuple[Window, Category, Received]:
    """Return what the press is about, if the actor received it and said this so far."""
    said = turn.request.said
    id, _, named = said.subject.partition("/") if isinstance(said, Press) else ("", "", "")
    window = storage.find(turn.unit, turn.actor.org, id)
    category = window.terms.category(named) if window else None
    if window is None or category is None:
        raise NotFoundError
    mine = received.of_window(turn.unit, turn.actor.org, id, person=turn.actor.person.id)
    one = next((one for one in mine if one.winner.category == named), None)
    if one is None:
        raise NotFoundError
    if one.consent != consent:
        raise StaleError
    return window, category, one


def _answer(turn: Turn, one: Received, consent: str) -> None:
    """Raises StaleError when something else was said meanwhile."""
    if not received.answer(turn.unit, turn.actor.org, one, consent):
        raise StaleError
    audit.record(turn, f"nominations.{consent}", f"{one.window}/{one.winner.category}", {})


def _redraw(turn: Turn, one: Received, card: Card) -> None:
    """The message that asked says what was answered, wherever it was answered."""
    org, me = turn.actor.org, turn.actor.person.id
    asked = [notice.id for notice in notices.known(turn.unit, org, me, (RECEIVED,)) if notice.subject == subject(one)]
    notices.redraw(turn.unit, org, me, dict.fromkeys(asked, card), now=turn.now, rng=turn.rng)


def _key(one: Received) -> str:
    return f"nominated/{one.winner.person}/{one.window}/{one.winner.category}"
