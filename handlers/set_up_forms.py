"""The forms of set-up: hours and holidays, the smallest group, the pilot. Of two saves, the later one is told."""

from __future__ import annotations

from collections.abc import Sequence

from content import holidays
from domain import local_time, text
from domain.names import closest, match
from domain.set_up import LEAST_THRESHOLD, Hours, Reach, Saved, Standing, Step
from handlers import audit, set_up
from handlers.turn import Submit, Turn
from storage import set_up as storage
from storage import set_up_checks as checks
from views import forms, set_up_rules
from views import set_up_opening as opening
from views.forms import Form, Values
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Notice

MOST_ZONES = 30  # of the org's people, before the usual ones


# --- Hours and holidays -------------------------------------------------------------------------------------------


def open_hours(turn: Turn) -> Reply:
    found = storage.hours(turn.unit, turn.actor.org)
    return Ask(_hours_form(turn, found, holidays.named(found.country)))


def save_hours(turn: Turn) -> Reply:
    """Save them, and let what waits for people be planned anew."""
    values = _values(turn)
    wish, typed = _hours(values), text.harmless(forms.text(values, "country"))
    form = _hours_form(turn, wish, typed)
    place = _place(typed)
    errors = forms.check(form, values) or ({} if place is not None else {"country": _unknown(typed)})
    if errors or place is None:
        return Correct(form, tuple(errors.items()))
    wanted = Hours(zone=wish.zone, weekdays=wish.weekdays, country=place)
    storage.lock(turn.unit, turn.actor.org)
    if theirs := _theirs(turn, Step.HOURS, _differences(storage.hours(turn.unit, turn.actor.org), wanted)):
        return Ask(_hours_form(turn, wanted, typed, theirs))
    storage.set_hours(turn.unit, turn.actor.org, wanted)
    storage.plan_anew(turn.unit, turn.actor.org, now=turn.now)
    return _saved(turn, Step.HOURS, {"zone": wanted.zone, "country": wanted.country})


def _hours_form(turn: Turn, wish: Hours, typed: str, theirs: Notice | None = None) -> Form:
    known = checks.zones(turn.unit, turn.actor.org, most=MOST_ZONES)
    zones = (storage.hours(turn.unit, turn.actor.org).zone, *known, *local_time.USUAL_ZONES)
    return set_up_rules.hours_form(wish, typed, zones, version=_version(turn, Step.HOURS, theirs), theirs=theirs)


def _hours(values: Values) -> Hours:
    days = frozenset(int(day) for day in forms.many(values, "weekdays") if day in set("1234567"))
    return Hours(zone=forms.text(values, "zone"), weekdays=days)


def _place(typed: str) -> str | None:
    """Return the country that was typed, by its name or its code, as it is stored; None when none is known."""
    try:
        return holidays.check(typed) if typed else ""
    except holidays.UnknownCountryError:
        by_name = {name: code for code, name in holidays.names().items()}
        named = {holidays.named(code): code for code in by_name.values()}
        return match(typed, by_name) or named.get(typed)


def _unknown(typed: str) -> str:
    return set_up_rules.unknown_country(typed, closest(typed, holidays.names().values()))


def _differences(theirs: Hours, mine: Hours) -> list[tuple[str, str, str]]:
    both = (
        ("Time zone", theirs.zone, mine.zone),
        ("Working days", set_up_rules.days(theirs.weekdays), set_up_rules.days(mine.weekdays)),
        ("Holidays", holidays.named(theirs.country) or "none", holidays.named(mine.country) or "none"),
    )
    return [one for one in both if one[1] != one[2]]


# --- The smallest group -------------------------------------------------------------------------------------------


def open_privacy(turn: Turn) -> Reply:
    threshold = storage.find(turn.unit, turn.actor.org).threshold
    return Ask(set_up_rules.privacy_form(threshold, version=_version(turn, Step.PRIVACY)))


def save_privacy(turn: Turn) -> Reply:
    values = _values(turn)
    chosen = forms.text(values, "threshold")
    wanted = max(LEAST_THRESHOLD, int(chosen)) if chosen.isdecimal() and len(chosen) < 4 else LEAST_THRESHOLD
    storage.lock(turn.unit, turn.actor.org)
    current = storage.find(turn.unit, turn.actor.org).threshold
    form = set_up_rules.privacy_form(wanted, version=_version(turn, Step.PRIVACY))
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    change = ("Smallest group", str(current), str(wanted))
    if theirs := _theirs(turn, Step.PRIVACY, [change] if current != wanted else []):
        return Ask(set_up_rules.privacy_form(wanted, version=_version(turn, Step.PRIVACY, theirs), theirs=theirs))
    storage.set_threshold(turn.unit, turn.actor.org, wanted)
    return _saved(turn, Step.PRIVACY, {"threshold": str(wanted)})


# --- The pilot ----------------------------------------------------------------------------------------------------


def open_pilot(turn: Turn) -> Reply:
    standing = storage.find(turn.unit, turn.actor.org)
    return Ask(_pilot_form(turn, [team.id for team in standing.teams]))


def save_pilot(turn: Turn) -> Reply:
    """Open Vouchsafe to these teams, and to nobody else."""
    values = _values(turn)
    wanted = list(forms.many(values, "teams"))
    form = _pilot_form(turn, wanted)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    storage.lock(turn.unit, turn.actor.org)
    standing = storage.find(turn.unit, turn.actor.org)
    if theirs := _others_opened(turn, standing, wanted):
        return Ask(_pilot_form(turn, wanted, theirs))
    storage.open_to(turn.unit, turn.actor.org, Reach.PILOT, wanted)
    storage.plan_anew(turn.unit, turn.actor.org, now=turn.now)
    return _saved(turn, Step.PILOT, {"teams": str(len(wanted))})


def _pilot_form(turn: Turn, chosen: Sequence[str], theirs: Notice | None = None) -> Form:
    teams = storage.teams(turn.unit, turn.actor.org)
    standing = storage.find(turn.unit, turn.actor.org)
    version = _drawn_for(turn, theirs, _opened_version(standing))
    return opening.pilot_form(teams, chosen, version=version, theirs=theirs)


def _opened_version(standing: Standing) -> int:
    """It changes with the teams and with each time that Vouchsafe was opened to everyone or taken back."""
    return standing.saved(Step.PILOT).version + standing.saved(Step.EVERYONE).version


def _others_opened(turn: Turn, standing: Standing, wanted: Sequence[str]) -> Notice | None:
    """Say to whom another opened it since the form was drawn, when that are not those it is to be opened to now."""
    mine = [team for team in storage.teams(turn.unit, turn.actor.org) if team.id in wanted]
    is_same = standing.reach is Reach.PILOT and {one.id for one in mine} == {one.id for one in standing.teams}
    difference = [("Open to", opening.open_to(standing), opening.hr_and(mine))]
    said = turn.request.said
    is_stale = isinstance(said, Submit) and said.version != _opened_version(standing)
    saved = max((standing.saved(Step.PILOT), standing.saved(Step.EVERYONE)), key=lambda one: one.at or 0)
    return set_up_rules.theirs(saved, difference) if is_stale and not is_same else None


# --- Pieces -------------------------------------------------------------------------------------------------------


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def _version(turn: Turn, step: Step, theirs: Notice | None = None) -> int:
    """Return the version a form is drawn for: whoever is sent back keeps theirs until told what another saved."""
    return _drawn_for(turn, theirs, storage.find(turn.unit, turn.actor.org).saved(step).version)


def _drawn_for(turn: Turn, theirs: Notice | None, current: int) -> int:
    said = turn.request.said
    return said.version if isinstance(said, Submit) and theirs is None else current


def _theirs(turn: Turn, step: Step, differences: list[tuple[str, str, str]]) -> Notice | None:
    """Say what another saved since the form was drawn, when that differs from what is to be saved now."""
    said = turn.request.said
    saved: Saved = storage.find(turn.unit, turn.actor.org).saved(step)
    is_stale = isinstance(said, Submit) and said.version != saved.version
    return set_up_rules.theirs(saved, differences) if is_stale and differences else None


def _saved(turn: Turn, step: Step, detail: dict[str, str]) -> Reply:
    storage.save(turn.unit, turn.actor.org, step, by=turn.actor.person.id, now=turn.now)
    audit.record(turn, f"set_up.{step.value}", "", detail)
    return Whisper(set_up.card(turn, step))
