"""Writing a draft of the competencies: each in its forms, and what roles are expected to show."""

from __future__ import annotations

from dataclasses import replace

from content import reviews
from domain import competencies as rules
from domain import competencies_lines as lines
from domain import ids, text
from domain.competencies import Competency, Descriptor, Level, Version
from domain.errors import NotFoundError
from domain.evidence_sources import Source
from handlers import audit
from handlers import competencies as standing
from handlers.turn import Submit, Turn
from storage import competencies as storage
from storage.competencies import Kept
from views import competencies_form, forms
from views import competencies_hr as views
from views.forms import Values
from views.replies import Ask, Correct, Reply, Whisper


def change(turn: Turn) -> Reply:
    """Show which part of a competency can be changed."""
    kept = standing.meant(turn)
    return Whisper(views.changing(standing.held(turn, kept), standing.competency(turn, kept.version)))


def open_basics(turn: Turn) -> Reply:
    kept = standing.to_change(turn)
    one = standing.competency(turn, kept.version) if len(standing.subject(turn)) > 1 else None
    return Ask(competencies_form.basics(standing.held(turn, kept), one, reviews.default().source_labels))


def save_basics(turn: Turn) -> Reply:
    """Change a competency, or add one that has no levels yet. Raises domain.competencies.FixedVersionError."""
    kept, values = standing.to_change(turn), _values(turn)
    one = standing.competency(turn, kept.version) if len(standing.subject(turn)) > 1 else _blank(turn)
    form = competencies_form.basics(standing.held(turn, kept), one, reviews.default().source_labels)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    changed = replace(
        one,
        title=_line(values, "title"),
        label=_line(values, "label"),
        definition=text.harmless(forms.text(values, "definition")),
        does_not_count=_lines(values, "not"),
        sources=tuple(Source(source) for source in forms.many(values, "sources")),
        addendum=text.harmless(forms.text(values, "addendum")),
    )
    return _saved(turn, kept, rules.edit(kept.version, changed), changed)


def open_level(turn: Turn) -> Reply:
    kept = standing.to_change(turn)
    one = standing.competency(turn, kept.version)
    return Ask(competencies_form.level(standing.held(turn, kept), one, _level(turn)))


def save_level(turn: Turn) -> Reply:
    """Raises domain.competencies.FixedVersionError."""
    kept, values, which = standing.to_change(turn), _values(turn), _level(turn)
    one = standing.competency(turn, kept.version)
    form = competencies_form.level(standing.held(turn, kept), one, which)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    told = Descriptor(
        text=text.harmless(forms.text(values, "text")),
        observable=_lines(values, "observable"),
        wording=text.harmless(forms.text(values, "wording")),
    )
    levels = {level: told if level is which else one.levels[level] for level in Level if level in {*one.levels, which}}
    changed = replace(one, levels=levels)
    return _saved(turn, kept, rules.edit(kept.version, changed), changed)


def take_out(turn: Turn) -> Reply:
    """Raises domain.competencies.FixedVersionError."""
    kept = standing.to_change(turn)
    one = standing.competency(turn, kept.version)
    saved = _save(turn, kept, rules.remove(kept.version, one.id))
    return Whisper(views.version(standing.held(turn, saved)))


def open_roles(turn: Turn) -> Reply:
    kept = standing.to_change(turn)
    return Ask(competencies_form.roles(standing.held(turn, kept), lines.written(kept.version.expectations)))


def save_roles(turn: Turn) -> Reply:
    """Raises domain.competencies.FixedVersionError."""
    kept, typed = standing.to_change(turn), text.harmless(forms.text(_values(turn), "roles"))
    form = competencies_form.roles(standing.held(turn, kept), typed)
    if errors := forms.check(form, _values(turn)):
        return Correct(form, tuple(errors.items()))
    try:
        wanted = lines.read(typed)
    except lines.LineError as error:
        return Correct(form, (("roles", competencies_form.not_a_line(error.line, error.text)),))
    saved = _save(turn, kept, rules.expect(kept.version, wanted))
    return Whisper(views.version(standing.held(turn, saved)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _saved(turn: Turn, kept: Kept, version: Version, one: Competency) -> Reply:
    saved = _save(turn, kept, version)
    return Whisper(views.changing(standing.held(turn, saved), one))


def _save(turn: Turn, kept: Kept, version: Version) -> Kept:
    saved = storage.save(turn.unit, turn.actor.org, kept, version, by=turn.actor.person.id, now=turn.now)
    audit.record(turn, "framework.changed", str(version.number), {"edition": str(saved.edition)})
    return saved


def _blank(turn: Turn) -> Competency:
    return Competency(id=ids.new(turn.rng), title="", label="", definition="", levels={})


def _level(turn: Turn) -> Level:
    """Raises NotFoundError."""
    said = standing.subject(turn)
    if len(said) != 3 or said[2] not in set(Level):
        raise NotFoundError
    return Level(said[2])


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def _line(values: Values, name: str) -> str:
    return " ".join(text.harmless(forms.text(values, name)).split())


def _lines(values: Values, name: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in text.harmless(forms.text(values, name)).splitlines())
    return tuple(line for line in lines if line)
