"""What a winner says to telling their story: it is told with their consent, or stays private."""

from __future__ import annotations

from domain.errors import NotFoundError, StaleError
from domain.nominations import Category, Window
from handlers.turn import Press, Turn
from storage import channels
from storage import nominations as storage
from storage import nominations_received as received
from storage.nominations_received import KEPT, TOLD, Received
from views import nominations_told as views
from views.replies import Replace, Reply
from views.vocabulary import Mention


def tell(turn: Turn) -> Reply:
    """Post it. Raises NotFoundError for whoever did not receive it, StaleError once they have answered."""
    window, category, one = _answered(turn, TOLD)
    me = turn.actor.person
    card = views.story(Mention(me.id, me.name), window, category, one.winner.stories)
    key = f"nominated/{me.id}/{window.id}/{category.id}"
    channels.post(turn.unit, turn.actor.org, key, card, now=turn.now, rng=turn.rng)
    return Replace(views.agreed(category))


def keep(turn: Turn) -> Reply:
    """The same, and nothing is posted."""
    _, category, _ = _answered(turn, KEPT)
    return Replace(views.kept(category))


def _answered(turn: Turn, consent: str) -> tuple[Window, Category, Received]:
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
    if not received.answer(turn.unit, turn.actor.org, one, consent):
        raise StaleError
    return window, category, one
