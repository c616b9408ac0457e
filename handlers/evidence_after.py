"""What its author, the person concerned and whoever decides on it can do with a piece of evidence."""

from __future__ import annotations

from dataclasses import replace

from domain import evidence as rules
from domain import evidence_record, policy
from domain import text as words
from domain.errors import NotFoundError, RefusalError, StaleError
from domain.evidence import Item, LockedError, State, Voice
from domain.evidence_record import Change, Deed, Record
from domain.policy import Action, Condition, Kind
from handlers import audit, evidence_telling
from handlers import evidence_pieces as pieces
from handlers import evidence_writing as writing
from handlers.turn import Press, Submit, Turn
from storage import drafts, evidence_reading
from storage import evidence as storage
from views import errors as error_views
from views import evidence as views
from views import evidence_contest as contest_views
from views import evidence_form as form_views
from views import evidence_saved as saved_views
from views import forms
from views.forms import Form, Values
from views.replies import Ask, Correct, Replace, Reply, Whisper


def show(turn: Turn) -> Reply:
    """The whole piece with its history, to whoever may read it; the person concerned can see that it was read."""
    record, me = pieces.found(turn), turn.actor.person.id
    decides = evidence_telling.may_resolve(turn, turn.actor, record) and record.item.state is State.CONTESTED
    history = storage.history(turn.unit, turn.actor, record.id, now=turn.now)
    piece = pieces.shown(turn, record, [one.by for one in history])
    card = views.one(piece, reader=me, decides=decides, history=history)
    if record.item.author != me:
        pieces.record_read(turn, record.item.subject)
    return Whisper(card)


# --- Its author ---------------------------------------------------------------------------------------------------


def keep_wording(turn: Turn) -> Reply:
    """The author has looked at the hints and means what they wrote."""
    record = _of_author(turn, pieces.to_change(turn))
    after = replace(record, item=replace(record.item, hints_open=False, version=record.item.version + 1))
    return Replace(saved_views.wording_kept(_saved(turn, after, record, Deed.WORDING_KEPT)))


def withdraw(turn: Turn) -> Reply:
    record = pieces.to_change(turn)
    locked = storage.is_locked(turn.unit, turn.actor.org, record.id)
    item = rules.withdraw(record.item, by=turn.actor.person.id, is_locked=locked)
    return Replace(saved_views.withdrawn(_saved(turn, replace(record, item=item), record, Deed.WITHDRAWN)))


def open_correct(turn: Turn) -> Reply:
    """With what was typed before, if that was not accepted. Raises LockedError."""
    record = _of_author(turn, pieces.found(turn))
    if storage.is_locked(turn.unit, turn.actor.org, record.id):
        raise LockedError
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft("correct", record))
    return Ask(_correction(turn, record, {**form_views.values_of(record.item), **draft}))


def correct(turn: Turn) -> Reply:
    """Save new words beside the old ones; the person concerned reads them before they count."""
    record, said = _of_author(turn, pieces.to_change(turn)), turn.request.said
    values: Values = said.values if isinstance(said, Submit) else {}
    form = _correction(turn, record, values)
    if problems := forms.check(form, values):
        return _again(turn, form, "correct", record, problems)
    item = writing.read(turn, values, record.item.subject, id=record.id)
    if item is None or (problems := dict(writing.problems(turn, item))):
        return _again(turn, form, "correct", record, problems or {"source": form_views.not_yours_to_say()})
    item = replace(item, version=said.version if isinstance(said, Submit) else 0)
    locked = storage.is_locked(turn.unit, turn.actor.org, record.id)
    try:
        fixed = rules.correct(record.item, item, by=turn.actor.person.id, is_locked=locked)
    except (StaleError, LockedError) as error:
        return _kept(turn, "correct", record, error)
    return _corrected(turn, record, replace(fixed, shown_at=turn.now if item.subject == item.author else None))


# --- The person concerned -----------------------------------------------------------------------------------------


def open_side(turn: Turn) -> Reply:
    record = _of_subject(turn, pieces.found(turn))
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft("side", record))
    return Ask(contest_views.side(pieces.shown(turn, record), value=forms.text(draft, "answer")))


def add_side(turn: Turn) -> Reply:
    record = _of_subject(turn, pieces.to_change(turn))
    form = contest_views.side(pieces.shown(turn, record))
    if problems := forms.check(form, _values(turn)):
        return _again(turn, form, "side", record, problems)
    item = rules.add_side(record.item, by=turn.actor.person.id, side=_typed(turn, "answer"))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft("side", record))
    return Whisper(contest_views.side_saved(_saved(turn, replace(record, item=item), record, Deed.ANSWERED)))


def open_contest(turn: Turn) -> Reply:
    record = _of_subject(turn, pieces.found(turn))
    if record.item.state is not State.STANDING:
        raise StaleError
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft("contest", record))
    return Ask(contest_views.contest(pieces.shown(turn, record), value=forms.text(draft, "reason")))


def contest(turn: Turn) -> Reply:
    """It stops counting, and somebody outside the line is asked. A reason that was given of other words is kept."""
    record, reason = _of_subject(turn, pieces.to_change(turn)), _typed(turn, "reason")
    form = contest_views.contest(pieces.shown(turn, record))
    if problems := forms.check(form, _values(turn)):
        return _again(turn, form, "contest", record, problems)
    if not _is_as_drawn(turn, record):
        return _kept(turn, "contest", record, StaleError())
    item = rules.contest(record.item, by=turn.actor.person.id, reason=reason)
    after = replace(record, item=item, objection=reason)
    is_anybody = evidence_telling.contested(turn, after)
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft("contest", record))
    piece = _saved(turn, after, record, Deed.CONTESTED)
    return Whisper(contest_views.contested(piece, is_anybody=is_anybody))


def open_voice(turn: Turn) -> Reply:
    return Ask(contest_views.voice(pieces.shown(turn, _of_subject(turn, pieces.found(turn)))))


def mark_voice(turn: Turn) -> Reply:
    """It is about speaking up, says the person concerned: it never counts against them."""
    record = _of_subject(turn, pieces.to_change(turn))
    form = contest_views.voice(pieces.shown(turn, record))
    if problems := forms.check(form, _values(turn)):
        return Correct(form, tuple(problems.items()))
    voice = Voice(forms.text(_values(turn), "voice"))
    was_unsaid = evidence_record.was_unsaid(storage.history(turn.unit, turn.actor, record.id, now=turn.now))
    item = rules.speak_up(record.item, voice, by=turn.actor.person.id, is_outside_line=False, was_unsaid=was_unsaid)
    return Whisper(saved_views.marked(_saved(turn, replace(record, item=item), record, Deed.SPOKE_UP)))


def take_voice_back(turn: Turn) -> Reply:
    """It was not about speaking up after all, says whoever said so: no contest is needed for one's own word."""
    record = _of_subject(turn, pieces.to_change(turn))
    said_by = evidence_record.spoken_for(storage.history(turn.unit, turn.actor, record.id, now=turn.now))
    item = rules.take_voice_back(record.item, by=turn.actor.person.id, said_by=said_by)
    return Whisper(saved_views.unmarked(_saved(turn, replace(record, item=item), record, Deed.TOOK_BACK)))


# --- Whoever decides ----------------------------------------------------------------------------------------------


def open_resolve(turn: Turn) -> Reply:
    record = _of_ombud(turn, pieces.found(turn))
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft("resolve", record))
    return Ask(contest_views.resolve(pieces.shown(turn, record), value=forms.text(draft, "reason")))


def resolve(turn: Turn) -> Reply:
    """Keep it or strike it, with a reason that both sides read; and say, if so, that it was not about speaking up."""
    record, reason = _of_ombud(turn, pieces.to_change(turn)), _typed(turn, "reason")
    form = contest_views.resolve(pieces.shown(turn, record))
    if problems := forms.check(form, _values(turn)):
        return _again(turn, form, "resolve", record, problems)
    if not _is_as_drawn(turn, record):
        return _kept(turn, "resolve", record, StaleError())
    keeps = forms.text(_values(turn), "decision") == contest_views.KEEP
    item = rules.resolve(record.item, keep=keeps, reason=reason)
    after = replace(record, item=item, decision=reason, resolved_by=turn.actor.person.id)
    evidence_telling.decided(turn, after)
    piece = _saved(turn, after, record, Deed.KEPT if keeps else Deed.STRUCK)
    if contest_views.UNSAY in forms.many(_values(turn), "speaking_up") and item.speaks_up:
        piece = _saved(turn, _unsaid(turn, after), after, Deed.UNSAID)
    pieces.record_read(turn, item.subject)
    return Whisper(contest_views.resolved(piece))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _of_author(turn: Turn, record: Record) -> Record:
    """Raises NotFoundError for everybody else, before anything of their form is looked at."""
    if record.item.author != turn.actor.person.id:
        raise NotFoundError
    return record


def _of_subject(turn: Turn, record: Record) -> Record:
    """Raises NotFoundError for everybody else."""
    look = evidence_reading.look(turn.unit, turn.actor, record.item.subject, now=turn.now)
    if not policy.allows(look.standing, Action.ANSWER, Kind.EVIDENCE, {Condition.TOLD}):
        raise NotFoundError
    return record


def _of_ombud(turn: Turn, record: Record) -> Record:
    if not evidence_telling.may_resolve(turn, turn.actor, record):
        raise NotFoundError
    if record.item.state is not State.CONTESTED:
        raise StaleError
    return record


def _unsaid(turn: Turn, record: Record) -> Record:
    """It was not about speaking up, says whoever decides; the reason for the decision is the reason for this, too."""
    return replace(record, item=rules.speak_up(record.item, None, by=turn.actor.person.id, is_outside_line=True))


def _correction(turn: Turn, record: Record, values: Values) -> Form:
    named = forms.many(values, "artifact_authors")
    return form_views.correct(pieces.offer(turn, record.item.subject, named), pieces.shown(turn, record), values)


def _corrected(turn: Turn, record: Record, item: Item) -> Reply:
    is_news = item.shown_at is None and evidence_telling.is_first_news(turn, item.subject)
    after = replace(record, item=item)
    if is_news:
        evidence_telling.tell_subject(turn, after)
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft("correct", record))
    piece = _saved(turn, after, record, Deed.CORRECTED)
    hints = pieces.hints(item) if item.hints_open else ()
    return Whisper(saved_views.saved(piece, hints=hints, lies=writing.lies(turn, item)))


def _saved(turn: Turn, after: Record, before: Record, deed: Deed) -> views.Piece:
    """Save it with its line of history and of the audit log, and return it as it is shown."""
    change = Change(version=after.item.version, by=turn.actor.person.id, deed=deed, at=turn.now)
    storage.save(turn.unit, turn.actor.org, after, before, change)
    piece = pieces.shown(turn, after)
    audit.record(turn, f"evidence.{deed.name.lower()}", after.id, {})
    return piece


def _again(turn: Turn, form: Form, what: str, record: Record, problems: dict[str, str]) -> Reply:
    """The form stays open, and what was typed is kept."""
    _keep(turn, what, record)
    return Correct(form, tuple(problems.items()))


def _kept(turn: Turn, what: str, record: Record, error: RefusalError) -> Reply:
    """Somebody was faster: say so, and keep what was typed for when it is opened again."""
    _keep(turn, what, record)
    return Whisper(error_views.refused(error))


def _keep(turn: Turn, what: str, record: Record) -> None:
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, _draft(what, record), _values(turn), turn.now)


def _draft(what: str, record: Record) -> str:
    return f"evidence.{what}/{record.id}"


def _is_as_drawn(turn: Turn, record: Record) -> bool:
    said = turn.request.said
    return isinstance(said, Submit | Press) and said.version == record.item.version


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def _typed(turn: Turn, name: str) -> str:
    return words.harmless(forms.text(_values(turn), name))
