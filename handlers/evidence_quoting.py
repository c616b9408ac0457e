"""Whether the words of a message may stand with its link: whoever wrote it is asked, and keeps them until then.

They lie among the author's own drafts, sealed, for the time that drafts are kept: nobody else can read them there.
"""

from __future__ import annotations

from dataclasses import replace

from domain.errors import NotFoundError, StaleError
from domain.evidence_record import Change, Deed, Quote, Record
from handlers import audit
from handlers.turn import Press, Turn
from storage import drafts, notices
from storage import evidence as storage
from storage.notices import Notice
from views import evidence_sources as views
from views import forms
from views.replies import Replace, Reply, Whisper

KIND = "evidence.quote"
_MAY = "evidence.quote"  # the author's draft that holds the words


def hold(turn: Turn, author: str, key: str, words: str) -> None:
    """Keep the words for their author."""
    drafts.keep(turn.unit, turn.actor.org, author, f"{_MAY}/{key}", {"words": words}, turn.now)


def with_quote(turn: Turn, record: Record, author: str, key: str) -> Record:
    """Return the piece with the words where its author wrote them, and else to be asked for."""
    words = _held(turn, author, key)
    if not words:
        return record
    if author == turn.actor.person.id:
        drafts.forget(turn.unit, turn.actor.org, author, f"{_MAY}/{key}")
        return replace(record, quote=Quote.GIVEN, quoted=words)
    drafts.forget(turn.unit, turn.actor.org, author, f"{_MAY}/{key}")
    hold(turn, author, record.id, words)
    return replace(record, quote=Quote.ASKED)


def ask(turn: Turn, record: Record) -> None:
    """Ask whoever holds the words of this piece; there is one author of a message."""
    if record.quote is Quote.ASKED:
        [author] = record.item.artifact_authors
        card = views.may_be_quoted(record.id, turn.actor.person.name)
        left = [Notice(person=author, kind=KIND, subject=record.id, card=card)]
        notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)


def look(turn: Turn) -> Reply:
    """Show the words to whoever wrote them. Raises StaleError when they have answered."""
    id, words = _mine(turn)
    return Whisper(views.quote(id, words))


def agree(turn: Turn) -> Reply:
    id, words = _mine(turn)
    _answer(turn, id, Quote.GIVEN, words)
    return Replace(views.quote_given())


def refuse(turn: Turn) -> Reply:
    id, _ = _mine(turn)
    _answer(turn, id, Quote.REFUSED, "")
    return Replace(views.quote_refused())


def _mine(turn: Turn) -> tuple[str, str]:
    said = turn.request.said
    if not isinstance(said, Press) or not said.subject:
        raise NotFoundError
    words = _held(turn, turn.actor.person.id, said.subject)
    if not words:
        raise StaleError
    return said.subject, words


def _answer(turn: Turn, id: str, answer: Quote, words: str) -> None:
    """Whoever wrote the message decides on its words alone: they need not be able to read the piece."""
    me = turn.actor.person.id
    before = storage.find_by_quote(turn.unit, turn.actor, id)
    drafts.forget(turn.unit, turn.actor.org, me, f"{_MAY}/{id}")
    if before is None:
        return
    item = replace(before.item, version=before.item.version + 1)
    after = replace(before, item=item, quote=answer, quoted=words)
    if words:
        change = Change(version=item.version, by=me, deed=Deed.QUOTED, at=turn.now)
        storage.save(turn.unit, turn.actor.org, after, before, change)
    else:
        storage.refuse_quote(turn.unit, turn.actor.org, id)
    audit.record(turn, f"evidence.quote.{answer.value}", id, {})


def _held(turn: Turn, author: str, key: str) -> str:
    return forms.text(drafts.find(turn.unit, turn.actor.org, author, f"{_MAY}/{key}"), "words")
