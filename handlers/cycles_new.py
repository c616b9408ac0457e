"""Setting up a review cycle: the form, the preview, and the moment from which people hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from content import reviews
from domain import cycles as rules
from domain import cycles_draft, cycles_order, ids, text
from domain.competencies import Status
from domain.cycles import Audience, Checkpoint, Cycle, Kind, NotMovableError, State
from domain.cycles_draft import CUSTOM
from domain.errors import NotFoundError, StaleError
from domain.evidence import Period
from handlers import audit
from handlers import cycles_standing as standing
from handlers.said import today
from handlers.turn import Submit, Turn
from storage import broadcasts, checkpoints, competencies, drafts, notices, participants, set_up
from storage import cycles as storage
from storage.cycles import Kept
from views import cycles_form, cycles_hr, forms
from views.cycles_form import ERRORS
from views.forms import Form, Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Option

FORM = "cycle.new"


def open_form(turn: Turn) -> Reply:
    """The pilot's teams are proposed. Without an approved version of the competencies there is nothing to pin."""
    if not _versions(turn):
        return Whisper(cycles_hr.needs_framework())
    return Ask(_form(turn, drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)))


def submit(turn: Turn) -> Reply:
    """Keep a draft and show its preview; nobody hears of it."""
    said = turn.request.said
    if not isinstance(said, Submit) or not _versions(turn):
        raise NotFoundError
    form = _form(turn, said.values)
    if errors := forms.check(form, said.values) or _problems(turn, said.values):
        return Correct(form, tuple(errors.items()))
    unit, org = turn.unit, turn.actor.org
    kept = _kept(turn, said.values)
    storage.add(unit, org, kept)
    participants.add_teams(unit, org, kept.cycle.id, cycles_form.chosen_teams(said.values), now=turn.now)
    participants.follow(unit, org, kept.cycle.id, now=turn.now)
    drafts.forget(unit, org, turn.actor.person.id, FORM)
    audit.record(turn, "cycle.drafted", kept.cycle.id, {"template": kept.template})
    return Whisper(cycles_hr.whole(standing.whole(turn, kept)))


def launch(turn: Turn) -> Reply:
    """From now on it runs by itself. What keeps it from that is said instead. Raises StaleError."""
    kept = standing.to_change(turn)
    unit, org, cycle = turn.unit, turn.actor.org, kept.cycle
    if cycle.state is not State.DRAFT:
        raise StaleError
    participants.follow(unit, org, cycle.id, now=turn.now)
    people = participants.of_cycle(unit, org, cycle.id)
    try:
        opened = rules.open_cycle(
            cycle, today=today(turn), people=len(people), is_approved=standing.is_approved(turn, cycle)
        )
    except rules.NotReadyError:
        return Replace(cycles_hr.whole(standing.whole(turn, kept)))
    storage.save(unit, org, replace(kept, cycle=opened, launched_at=turn.now), was=cycle.version)
    checkpoints.plan(unit, org, opened, now=turn.now)
    audit.record(turn, "cycle.launched", cycle.id, {"people": str(len(people)), "version": str(opened.version)})
    return Replace(cycles_hr.launched(opened, len(people)))


def discard(turn: Turn) -> Reply:
    """A draft that nobody heard of goes. Raises StaleError when it has begun."""
    kept = standing.to_change(turn)
    if kept.cycle.state is not State.DRAFT:
        raise StaleError
    storage.drop(turn.unit, turn.actor.org, kept.cycle.id)
    audit.record(turn, "cycle.discarded", kept.cycle.id, {})
    return Replace(cycles_hr.discarded(kept.cycle))


# --- Its checkpoints and teams ------------------------------------------------------------------------------------


def open_add(turn: Turn) -> Reply:
    return Ask(cycles_form.add(standing.meant(turn).cycle))


def add(turn: Turn) -> Reply:
    """Put one more checkpoint in, also while it runs."""
    kept, said = standing.to_change(turn), turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    form = cycles_form.add(kept.cycle, values)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    one = _checkpoint(turn, values)
    if one.due_on < one.opens_on:
        return Correct(form, (("due", ERRORS["due"]),))
    try:
        changed = cycles_draft.put(kept.cycle, one, today=today(turn))
        cycles_order.require(kept.cycle, changed)
    except NotMovableError as error:
        return Correct(form, (("opens", cycles_form.not_movable(error, "outside")),))
    _keep(turn, kept, changed)
    audit.record(turn, "cycle.checkpoint_added", kept.cycle.id, {"checkpoint": one.id, "kind": one.kind.value})
    return Whisper(cycles_hr.whole(standing.whole(turn, replace(kept, cycle=changed))))


def take_out(turn: Turn) -> Reply:
    """Raises domain.cycles_draft.HasBegunError."""
    kept = standing.to_change(turn)
    one = standing.checkpoint(turn, kept.cycle)
    changed = cycles_draft.take_out(kept.cycle, one.id)
    _keep(turn, kept, changed)
    audit.record(turn, "cycle.checkpoint_taken_out", kept.cycle.id, {"checkpoint": one.id})
    return Whisper(cycles_hr.whole(standing.whole(turn, replace(kept, cycle=changed))))


def open_team(turn: Turn) -> Reply:
    return Ask(cycles_form.team(standing.meant(turn).cycle))


def add_team(turn: Turn) -> Reply:
    """Its members take part from now on, and hear of what is open. Raises StaleError when the cycle is closed."""
    kept, said = standing.to_change(turn), turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    form = cycles_form.team(kept.cycle)
    chosen = cycles_form.chosen_teams(values)
    if errors := forms.check(form, values) or _nobody(turn, chosen):
        return Correct(form, tuple(errors.items()))
    if kept.cycle.state is State.CLOSED:
        raise StaleError
    changed = replace(kept.cycle, version=kept.cycle.version + 1)
    participants.add_teams(turn.unit, turn.actor.org, changed.id, chosen, now=turn.now)
    participants.follow(turn.unit, turn.actor.org, changed.id, now=turn.now)
    _keep(turn, kept, changed)
    audit.record(turn, "cycle.teams_added", changed.id, {"teams": str(len(chosen))})
    return Whisper(cycles_hr.whole(standing.whole(turn, replace(kept, cycle=changed))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _keep(turn: Turn, before: Kept, changed: Cycle) -> None:
    storage.save(turn.unit, turn.actor.org, replace(before, cycle=changed), was=before.cycle.version)
    checkpoints.plan(turn.unit, turn.actor.org, changed, now=turn.now)


def _versions(turn: Turn) -> list[int]:
    every = competencies.every(turn.unit, turn.actor.org)
    return [kept.version.number for kept in every if kept.version.status is Status.APPROVED]


def _form(turn: Turn, values: Values) -> Form:
    unit, org = turn.unit, turn.actor.org
    pilot = [team.id for team in set_up.find(unit, org).teams]
    chosen = cycles_form.chosen_teams(values) if values else tuple(pilot)
    teams = [Option(team.id, team.name[:75]) for team in broadcasts.teams(unit, org) if team.id in chosen]
    start = {"start": (today(turn) + timedelta(days=7 - today(turn).weekday())).isoformat()}
    return cycles_form.new(reviews.default().templates, _versions(turn), teams, {**start, **values})


def _problems(turn: Turn, values: Values) -> Mapping[str, str]:
    start, end = _date(values, "start"), _date(values, "end")
    found = dict(_nobody(turn, cycles_form.chosen_teams(values)))
    if start < today(turn):
        found["start"] = ERRORS["past"]
    if forms.text(values, "template") == CUSTOM and end <= start:
        found["end"] = ERRORS["end"]
    return found


def _nobody(turn: Turn, teams: tuple[str, ...]) -> Mapping[str, str]:
    return {} if participants.members(turn.unit, turn.actor.org, teams) else {"teams": ERRORS["teams"]}


def _kept(turn: Turn, values: Values) -> Kept:
    start = _date(values, "start")
    chosen = reviews.default().template(forms.text(values, "template"))
    blank = Cycle(
        id=ids.new(turn.rng),
        name=" ".join(text.harmless(forms.text(values, "name")).split()),
        period=Period(start=start, end=start),
        checkpoints=(),
        framework=reviews.FRAMEWORK,
        framework_version=cycles_form.version(values),
    )
    calendar = notices.calendar(turn.unit, turn.actor.org, turn.now)
    if chosen is None:
        cycle = cycles_draft.begun_on(blank, start, _date(values, "end"))
    else:
        cycle = cycles_draft.from_template(blank, chosen, calendar)
    return Kept(
        cycle=cycle,
        author=turn.actor.person.id,
        template=chosen.id if chosen else CUSTOM,
        is_strict=cycles_form.is_strict(values),
        created_at=turn.now,
    )


def _checkpoint(turn: Turn, values: Values) -> Checkpoint:
    kind = Kind(forms.text(values, "kind"))
    asked = Audience(forms.text(values, "audience"))
    return Checkpoint(
        id=ids.new(turn.rng),
        kind=kind,
        title=" ".join(text.harmless(forms.text(values, "title")).split()),
        prompt=text.harmless(forms.text(values, "prompt")),
        audience=Audience.SECOND_RATERS if kind is Kind.SECOND_RATING else asked,
        opens_on=_date(values, "opens"),
        due_on=_date(values, "due"),
    )


def _date(values: Values, name: str) -> date:
    """What is no date was said by the form's own check; an empty field is the first day there is."""
    typed = forms.text(values, name)
    return date.fromisoformat(typed) if typed else date.min
