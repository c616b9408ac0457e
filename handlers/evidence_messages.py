"""“Save as evidence” on a message: its link, its author and its time; its words only if that author agrees."""

from __future__ import annotations

from domain import ids, text
from domain.evidence_record import Record
from domain.evidence_sources import Source
from handlers import evidence_pieces as pieces
from handlers import evidence_quoting
from handlers.said import today
from handlers.turn import Saved, Turn
from storage import drafts, people, pilot
from views import evidence_form as form_views
from views import forms
from views.forms import Values
from views.replies import Ask, Reply

_BEGUN = "evidence.message"  # the saver's draft: what the message gave, without its words


def save(turn: Turn) -> Reply:
    """Open the form with what the message tells: about its author, unless the saver means somebody else."""
    said, key = turn.request.said, ids.new(turn.rng)
    if not isinstance(said, Saved):
        raise TypeError("only a message can be saved")
    names = [said.author.external] if said.author else []
    found = people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, names)
    author = next(iter(found.values()), None)
    values: Values = {
        "about": (author.id,) if author else (),
        "link": said.link,
        "source": Source.DOCUMENT_COMMENTS.value,
        "artifact_authors": (author.id,) if author else (),
    }
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, f"{_BEGUN}/{key}", values, turn.now)
    if author and said.text.strip() and pilot.invited(turn.unit, turn.actor.org, [author.id]):
        evidence_quoting.hold(turn, author.id, key, text.harmless(said.text)[: text.MAX_CHARACTERS])
    opened_for = f"{author.id if author else ''}/{key}"
    values = {**values, "occurred_on": today(turn).isoformat()}
    offer = pieces.offer(turn, author.id if author else "", forms.many(values, "about"))
    return Ask(form_views.add(offer, values, subject=opened_for))


def begun(turn: Turn, key: str) -> Values:
    """Return what the message gave, for a form that opens again."""
    return drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, f"{_BEGUN}/{key}")


def with_quote(turn: Turn, record: Record, opened_for: str) -> Record:
    """Return the piece with its message's words, or with the question whether they may stand in it."""
    _, _, key = opened_for.partition("/")
    if not key:
        return record
    author = next(iter(forms.many(begun(turn, key), "artifact_authors")), "")
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, f"{_BEGUN}/{key}")
    if not author or record.item.artifact_authors != {author}:
        return record
    return evidence_quoting.with_quote(turn, record, author, key)
