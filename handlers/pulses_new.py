"""Setting up a pulse: the form, the preview, the launch that freezes its contract, and stopping one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from content import pulses as content
from domain import ids, pulses_wave, text
from domain import pulses_series as rules
from domain.errors import NotFoundError, StaleError
from domain.pulses import Item, Template
from domain.pulses_contract import Contract
from domain.pulses_groups import Group, Level
from domain.pulses_wave import Flaw, State, Wave
from handlers import audit
from handlers.said import today
from handlers.turn import Press, Submit, Turn
from storage import (
    ballot_keys,
    broadcasts,
    pulses_asked,
    pulses_closing,
    pulses_due,
    pulses_items,
    pulses_launching,
    pulses_overlap,
    pulses_readers,
    pulses_series,
)
from storage import pulses as storage
from storage.pulses import Kept
from views import forms, pulses_form, pulses_hr
from views.forms import Form, Values
from views.pulses_form import ERRORS
from views.pulses_hr import Counted
from views.pulses_results_words import group_words
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Option

_FIELDS = {
    Flaw.PAST: "opens",
    Flaw.BACKWARD: "closes",
    Flaw.LONG: "closes",
    Flaw.SHARE_BACK: "share_back",
    Flaw.NO_QUESTIONS: "items",
    Flaw.TOO_MANY: "items",
    Flaw.TOO_FEW: "teams",
}


def open_form(turn: Turn) -> Reply:
    """Two weeks from the next Monday on are proposed. Raises storage.ballot_keys.NoKeyFolderError."""
    ballot_keys.folder(turn.unit)
    monday = today(turn) + timedelta(days=7 - today(turn).weekday())
    days = {"opens": monday, "closes": monday + timedelta(days=11), "share_back": monday + timedelta(days=25)}
    proposed = {name: day.isoformat() for name, day in days.items()}
    return Ask(_form(turn, {**proposed, "title": content.default().title}))


def submit(turn: Turn) -> Reply:
    """Keep a draft and show its preview; nobody hears of it."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    form = _form(turn, said.values)
    if errors := forms.check(form, said.values):
        return Correct(form, tuple(errors.items()))
    kept = Kept(wave=_wave(turn, said.values), author=turn.actor.person.id, created_at=turn.now)
    people = len(pulses_asked.roster(turn.unit, turn.actor.org, kept.wave).home)
    flaws = pulses_wave.flaws(kept.wave, today=today(turn), people=people)
    if flaws:
        return Correct(form, tuple((field, ERRORS[field]) for field in dict.fromkeys(_FIELDS[one] for one in flaws)))
    storage.add(turn.unit, turn.actor.org, kept)
    audit.record(turn, "pulse.drafted", kept.wave.id, {"template": kept.wave.template.value})
    return Whisper(pulses_hr.whole(_whole(turn, kept.wave)))


def every(turn: Turn) -> Reply:
    return Whisper(pulses_hr.every([kept.wave for kept in storage.every(turn.unit, turn.actor.org)]))


def show(turn: Turn) -> Reply:
    said = turn.request.said
    wanted = said.value or said.subject if isinstance(said, Press) else ""
    kept = storage.find(turn.unit, turn.actor.org, wanted)
    if kept is None:
        raise NotFoundError
    return Whisper(pulses_hr.whole(_whole(turn, kept.wave)))


def launch(turn: Turn) -> Reply:
    """Freeze what is promised, and make its key. What keeps it from that is said instead. Raises StaleError."""
    return _launched(turn, repeats=False)


def launch_series(turn: Turn) -> Reply:
    """The same, and the next ones by themselves."""
    return _launched(turn, repeats=True)


def stop_repeating(turn: Turn) -> Reply:
    """Let none come after it; it stays as it is. Raises StaleError when another one has come already."""
    said = turn.request.said
    kept = storage.find(turn.unit, turn.actor.org, said.subject) if isinstance(said, Press) else None
    if kept is None:
        raise NotFoundError
    if not pulses_series.end(turn.unit, turn.actor.org, kept.wave.id):
        raise StaleError
    audit.record(turn, "pulse.series_ended", kept.wave.id, {})
    return Replace(pulses_hr.repeats_no_more(kept.wave))


def _launched(turn: Turn, *, repeats: bool) -> Reply:
    kept = _to_change(turn)
    unit, org, wave = turn.unit, turn.actor.org, kept.wave
    whole = _whole(turn, wave)
    if whole.flaws:
        return Replace(pulses_hr.whole(whole))
    if wave.number != storage.number_alone(unit, org, wave.template):
        raise StaleError  # another one of its plan was launched meanwhile, and has asked these questions
    if repeats and not rules.may_repeat(wave):
        raise NotFoundError
    frozen = pulses_launching.launch(unit, org, kept, now=turn.now)
    if repeats:
        pulses_series.begin(unit, org, frozen)
    people = next(one.people for one in whole.groups if one.level is Level.COMPANY)
    audit.record(turn, "pulse.launched", wave.id, {"contract": frozen.digest, "people": str(people)})
    return Replace(pulses_hr.launched(frozen, people, repeats=repeats))


def discard(turn: Turn) -> Reply:
    """A draft that nobody heard of goes. Raises StaleError when it was launched."""
    kept = _to_change(turn)
    if kept.wave.state is not State.DRAFT:
        raise StaleError
    storage.drop(turn.unit, turn.actor.org, kept.wave.id)
    audit.record(turn, "pulse.discarded", kept.wave.id, {})
    return Replace(pulses_hr.discarded(kept.wave))


def stop(turn: Turn) -> Reply:
    """End it now, unread. Raises StaleError when it is over."""
    kept = _to_change(turn)
    unit, org, wave = turn.unit, turn.actor.org, kept.wave
    if pulses_closing.close(unit, org, wave.id, now=turn.now, rng=turn.rng, unread=True) is None:
        raise StaleError
    pulses_due.cancel(unit, org, wave.id)
    audit.record(turn, "pulse.stopped", wave.id, {})
    return Replace(pulses_hr.stopped(wave))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _to_change(turn: Turn) -> Kept:
    """Return what the press is about, as it stands until this turn is over. Raises NotFoundError and StaleError."""
    said = turn.request.said
    kept = storage.locked(turn.unit, turn.actor.org, said.subject) if isinstance(said, Press) else None
    if kept is None or not isinstance(said, Press):
        raise NotFoundError
    if kept.wave.version != said.version:
        raise StaleError
    return kept


def _bank(turn: Turn) -> list[Item]:
    return [*pulses_items.own(turn.unit, turn.actor.org), *content.bank().items.values()]


def _form(turn: Turn, values: Values) -> Form:
    chosen = pulses_form.chosen_teams(values)
    teams = [Option(one.id, one.name[:75]) for one in broadcasts.teams(turn.unit, turn.actor.org) if one.id in chosen]
    return pulses_form.new(_bank(turn), teams, values)


def _wave(turn: Turn, values: Values) -> Wave:
    template = Template(forms.text(values, "template"))
    number = storage.number(turn.unit, turn.actor.org, template)
    return Wave(
        id=ids.new(turn.rng),
        title=" ".join(text.harmless(forms.text(values, "title")).split()),
        template=template,
        number=number,
        contract=_contract(turn, values, template, number),
    )


def _contract(turn: Turn, values: Values, template: Template, number: int) -> Contract:
    bank = pulses_series.bank(turn.unit, turn.actor.org)
    chosen = tuple(forms.many(values, "items"))
    return Contract(
        items=bank.asked(template, number, chosen),
        chosen=chosen,
        core=bank.core if template is Template.FOUR_WEEKLY else (),
        frame=bank.frame,
        teams=pulses_form.chosen_teams(values),
        opens_on=_date(values, "opens"),
        opens_at=time.fromisoformat(forms.text(values, "hour")),
        closes_on=_date(values, "closes"),
        share_back_on=_date(values, "share_back"),
        reminders=pulses_form.REMINDERS[forms.text(values, "reminders")],
        retention_days=pulses_form.kept_days(values),
        scores=_number(values, "scores"),
        text=_number(values, "text"),
    )


def _number(values: Values, name: str) -> int:
    return int(forms.text(values, name))


def _date(values: Values, name: str) -> date:
    return date.fromisoformat(forms.text(values, name))


def _whole(turn: Turn, wave: Wave) -> pulses_hr.Whole:
    """Before it opens as it would be now, from then on as it was fixed."""
    unit, org = turn.unit, turn.actor.org
    teams = {one.id: one.name for one in broadcasts.teams(unit, org)}
    fixed = pulses_asked.groups(unit, org, wave.id)
    found = None if fixed else pulses_asked.roster(unit, org, wave)
    groups, merged = (found.groups, found.merged) if found else (fixed, ())
    flaws = pulses_wave.flaws(wave, today=today(turn), people=len(found.home)) if found else ()
    if wave.state is State.DRAFT and pulses_overlap.is_close(unit, org, wave, now=turn.now):
        flaws = (*flaws, Flaw.OVERLAP)
    return pulses_hr.Whole(
        wave=wave,
        groups=_named(turn, groups),
        merged=_named(turn, merged),
        teams=tuple(teams[one] for one in wave.contract.teams if one in teams),
        flaws=flaws if wave.state is State.DRAFT else (),
        repeats=pulses_series.repeats(unit, org, wave.id),
    )


def _named(turn: Turn, groups: Sequence[Group]) -> tuple[Counted, ...]:
    names = pulses_readers.names(turn.unit, turn.actor.org, groups)
    return tuple(Counted(name=group_words(one, names[one.id]), level=one.level, people=one.invited) for one in groups)
