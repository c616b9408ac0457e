"""A form that comes back with what is wrong in it still names whom its sender had chosen.

A platform that draws it anew knows a chosen person only from the form: whoever is not in it would silently be gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps

from handlers.turn import Submit, Turn
from storage import broadcasts, people
from views.forms import Field, PeopleField, Values, many
from views.replies import Correct, Reply
from views.vocabulary import Option

Handler = Callable[[Turn], Reply]


def keeping(handler: Handler) -> Handler:
    """Return what does the same, and keeps what stood in the people fields."""

    @wraps(handler)
    def kept(turn: Turn) -> Reply:
        reply, said = handler(turn), turn.request.said
        if not isinstance(reply, Correct) or not isinstance(said, Submit):
            return reply
        fields = tuple(_chosen(turn, field, said.values) for field in reply.form.fields)
        return replace(reply, form=replace(reply.form, fields=fields))

    return kept


def _chosen(turn: Turn, field: Field, values: Values) -> Field:
    if not isinstance(field, PeopleField) or field.name not in values:
        return field
    chosen = many(values, field.name)
    names = _names(turn, field.action, chosen)
    if names is None:
        return field
    return replace(field, value=tuple(Option(id, names[id][:75]) for id in chosen if id in names))


def _names(turn: Turn, action: str, chosen: tuple[str, ...]) -> Mapping[str, str] | None:
    """Return what is called how; None where the field is searched in a way of its own feature."""
    match action:
        case "people.search":
            return {one.id: one.name for one in people.by_ids(turn.unit, turn.actor.org, chosen).values()}
        case "broadcast.teams":
            return {one.id: one.name for one in broadcasts.teams(turn.unit, turn.actor.org)}
        case _:
            return None
