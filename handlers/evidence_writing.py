"""From what a form says to a piece of evidence: read, checked, saved, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain import evidence as rules
from domain import evidence_spread as spread
from domain import policy, reviews_rounds, text
from domain.competencies import Direction
from domain.cycles import Kind as Checkpoint
from domain.evidence import Item, Period, State, Voice
from domain.evidence_record import Record, source_of
from domain.evidence_sources import Source
from domain.evidence_spread import Lies
from handlers import audit, evidence_quoting, evidence_telling
from handlers import evidence_pieces as pieces
from handlers.said import today
from handlers.turn import Turn
from storage import checkpoints, cycles, evidence_reading, people, pilot
from storage import evidence as storage
from views import evidence_form as form_views
from views import evidence_saved as views
from views import forms
from views.forms import Values
from views.vocabulary import Card

WORDED = ("situation", "behavior", "impact", "event", "link", "corrective_action")


def read(turn: Turn, values: Values, subject: str, *, id: str) -> Item | None:
    """Return what the form says as a piece; None when its source is not the author's to say."""
    me, look = turn.actor.person, evidence_reading.look(turn.unit, turn.actor, subject, now=turn.now)
    leads = look.standing.manager or look.standing.skip_level or look.standing.in_line
    source = source_of(forms.text(values, "source"), is_self=subject == me.id, leads=leads)
    if source is None:
        return None
    item = _item(turn, values, subject, source)
    hints = pieces.hints(item)
    return replace(item, id=id, hints_open=bool(hints), shown_at=turn.now if subject == me.id else None)


def problems(turn: Turn, item: Item) -> Mapping[str, str]:
    """Return a sentence for each field that has to be put right."""
    return form_views.errors(rules.problems(item, period_of(turn, item.subject)))


def who_errors(turn: Turn, values: Values) -> Mapping[str, str]:
    """Evidence is kept of people alone who can be told of it."""
    chosen = forms.many(values, "about")
    found = people.by_ids(turn.unit, turn.actor.org, chosen) if chosen else {}
    if len(found) != 1:
        return {"about": form_views.nobody_chosen()}
    [person] = found.values()
    can_be_told = policy.takes_part(person) and pilot.invited(turn.unit, turn.actor.org, [person.id])
    return {} if can_be_told else {"about": form_views.cannot_be_told(person.name)}


def save(turn: Turn, record: Record) -> Card:
    """Save a new piece that was checked; return what its author is told. An audit line comes last."""
    unit, org, me, item = turn.unit, turn.actor.org, turn.actor.person.id, record.item
    is_news = item.shown_at is None and evidence_telling.is_first_news(turn, item.subject)
    akin = storage.akin(unit, turn.actor, item, now=turn.now)
    storage.add(unit, org, record, by=me, now=turn.now)
    if is_news:
        evidence_telling.tell_subject(turn, record)
    evidence_quoting.ask(turn, record)
    checkpoints.done(unit, org, Checkpoint.EVIDENCE, item.subject, me, turn.now)
    card = _told(turn, record, akin)
    audit.record(turn, "evidence.added", record.id, {"competency": item.competency, "source": item.source.value})
    return card


def period_of(turn: Turn, subject: str) -> Period:
    """Return the period that counts for the subject on the author's day."""
    return cycles.period_of(turn.unit, turn.actor.org, subject, today(turn))


def lies(turn: Turn, item: Item) -> Lies | None:
    """Return what its author should know of its day: whether a rating still looks at it."""
    mine = next(iter(cycles.of_person(turn.unit, turn.actor.org, item.subject)), None)
    return reviews_rounds.lies(mine, item.occurred_on, today=today(turn)) if mine else None


# --- Pieces -------------------------------------------------------------------------------------------------------


def _item(turn: Turn, values: Values, subject: str, source: Source) -> Item:
    said = {name: text.harmless(forms.text(values, name)) for name in WORDED}
    voice = forms.text(values, "voice")
    named = forms.many(values, "artifact_authors")
    authors = frozenset(people.by_ids(turn.unit, turn.actor.org, named)) if named else frozenset[str]()
    return Item(
        id="",
        subject=subject,
        author=turn.actor.person.id,
        competency=forms.text(values, "competency"),
        direction=Direction(forms.text(values, "direction")),
        source=source,
        occurred_on=date.fromisoformat(forms.text(values, "occurred_on")),
        recorded_on=today(turn),
        recorded_at=turn.now,
        situation=said["situation"],
        behavior=said["behavior"],
        impact=said["impact"],
        event=" ".join(said["event"].split()),
        link=said["link"],
        link_works=bool(said["link"]),  # nobody but people may follow it (TRUST.md T24): its author vouches for it
        artifact_authors=authors,
        voice=Voice(voice) if voice in list(Voice) else None,
        corrective_action=said["corrective_action"],
    )


def _told(turn: Turn, record: Record, akin: list[Record]) -> Card:
    item = record.item
    seen = {other.id: how for other, how in rules.alike(item, [one.item for one in akin])}
    alike = [(pieces.shown(turn, one), seen[one.id]) for one in akin if one.id in seen]
    piece = pieces.shown(turn, record)
    hints = pieces.hints(item) if item.hints_open else ()
    is_mine = item.author == turn.actor.person.id
    where = lies(turn, item) or (Lies.RECENT if _is_recent(turn, item) else None)
    return views.saved(piece, hints=hints, alike=alike, lies=where, is_mine=is_mine)


def _is_recent(turn: Turn, item: Item) -> bool:
    """As far as the author may read."""
    period = cycles.gathered_days(turn.unit, turn.actor.org, item.subject, today(turn))
    found = evidence_reading.outlines(turn.unit, turn.actor, item.subject, period=period, now=turn.now)
    known = [one.occurred_on for one in found if one.state is not State.WITHDRAWN]
    return len(known) > 2 and spread.is_recent(known, _so_far(turn, period))


def _so_far(turn: Turn, period: Period) -> Period:
    return replace(period, end=min(period.end, today(turn)))
