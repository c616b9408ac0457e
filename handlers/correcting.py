"""A form that comes back with what is wrong in it holds all that its sender had typed and chosen.

Slack leaves it as it was; where it is drawn anew, what is not in it would silently be gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps

from handlers.turn import Submit, Turn
from storage import broadcasts, people
from views import forms
from views.forms import Field, PeopleField, Values
from views.replies import Correct, Reply
from views.vocabulary import Option

Handler = Callable[[Turn], Reply]


def keeping(handler: Handler) -> Handler:
    """Return what does the same, and keeps what stood in the form."""

    @wraps(handler)
    def kept(turn: Turn) -> Reply:
        reply, said = handler(turn), turn.request.said
        if not isinstance(reply, Correct) or not isinstance(said, Submit):
            return reply
        form = forms.filled(reply.form, said.values)
        return replace(reply, form=replace(form, fields=tuple(_named(turn, one, said.values) for one in form.fields)))

    return kept


def _named(turn: Turn, field: Field, values: Values) -> Field:
    if not isinstance(field, PeopleField) or field.name not in values:
        return field
    chosen = forms.many(values, field.name)
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
