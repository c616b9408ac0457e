"""Beginning a broadcast with one of the content pack's texts for milestones."""

from __future__ import annotations

from content import pack as content
from domain import broadcasts_template as rules
from domain.broadcasts_request import NO_REQUEST, Request
from domain.broadcasts_template import Template
from domain.errors import NotFoundError
from handlers.turn import Press, Turn
from storage import broadcasts as storage
from views import broadcasts_form
from views import broadcasts_start as views
from views.replies import Ask, Reply, Whisper

_PREFIX = "template/"  # of a form's subject: the form is of a new broadcast, and of which template it began with


def offer(turn: Turn) -> Reply:
    return Whisper(views.templates(content.default().broadcasts))


def open_form(turn: Turn) -> Reply:
    """The form with the text in it: what is known is filled in, and what is not stands in double brackets."""
    said = turn.request.said
    template = _find(said.subject if isinstance(said, Press) else "")
    if template is None:
        raise NotFoundError
    wish = rules.wish(template, known(turn))
    teams = storage.teams(turn.unit, turn.actor.org)
    return Ask(broadcasts_form.compose(wish, teams, subject=f"{_PREFIX}{template.id}"))


def known(turn: Turn) -> dict[str, str]:
    """Return what the store can fill in by itself; the name and the days of a cycle join it when there are cycles."""
    return {"organization": storage.org_name(turn.unit, turn.actor.org)}


def is_template(subject: str) -> bool:
    return subject.startswith(_PREFIX)


def request_of(subject: str) -> Request:
    """Return what the template with which the form began asks of its readers."""
    template = _find(subject.removeprefix(_PREFIX)) if is_template(subject) else None
    return Request(deed=template.deed) if template else NO_REQUEST


def _find(id: str) -> Template | None:
    return next((one for one in content.default().broadcasts if one.id == id), None)
