"""A form was closed without being sent: what was typed is kept as a draft, and stands in it when it opens again."""

from __future__ import annotations

from domain import text
from handlers.turn import Closed, Turn
from storage import drafts
from views.replies import Nothing, Reply

NEW = ("kudos.give", "evidence.add", "feedback.ask", "postmortem.new")  # forms that open with the draft of their name
OF_HR = ("broadcast.compose", "cycle.new")  # the same, only while they are about nothing yet
ABOUT_ONE = (  # with that of their name and of what they are about
    *("evidence.correct", "evidence.side", "evidence.contest", "evidence.resolve", "feedback.answer"),
    "review.second",
    *("goals.new", "goals.edit", "review.rate", "review.self", "review.return", "review.dispute", "review.resolve"),
)
LEAST_WORDS = 2  # typed into one field


def keep(turn: Turn) -> Reply:
    """Of a form that begins something new. One that was opened to change something has its draft by hand."""
    said = turn.request.said
    return _keep(turn, said, said.action) if isinstance(said, Closed) and "/" not in said.subject else Nothing()


def keep_new(turn: Turn) -> Reply:
    """Of a form that begins something new, and not of what others may be changing, nor of a template's own words."""
    said = turn.request.said
    return _keep(turn, said, said.action) if isinstance(said, Closed) and not said.subject else Nothing()


def keep_by_subject(turn: Turn) -> Reply:
    """Of a form about one thing."""
    said = turn.request.said
    return _keep(turn, said, f"{said.action}/{said.subject}") if isinstance(said, Closed) else Nothing()


def _keep(turn: Turn, said: Closed, name: str) -> Reply:
    if any(text.words(one) >= LEAST_WORDS for one in said.typed):
        drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, name, said.values, turn.now)
    return Nothing()
