"""A message sent a second time because nobody can tell whether it arrived: it says so."""

from __future__ import annotations

from views import examples
from views import kudos as kudos_views
from views.vocabulary import Card, Note

LINE = "(repeat) The connection broke while this was being sent, so you may have it twice. It counts once."


def marked(card: Card) -> Card:
    return Card(card.title, (*card.parts, Note((LINE,))))


EXAMPLES = (marked(kudos_views.post(examples.PUBLIC)),)
