"""Who of a part is saved: whoever is as the plan saw them, makes no circle, and leaves HR to somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.directory_changes import Present
from storage import importing_known, importing_offices, lines
from storage.importing_differences import ADDED, BACK, CHANGED, LEAVING, Planned
from storage.importing_offices import Shift
from storage.unit import Unit


def of(unit: Unit, org: str, part: Sequence[Planned]) -> Sequence[Planned]:
    """Return them in this order. Whoever is left alone may leave others alone with them, so it is asked anew."""
    while True:
        able = _without_circles(unit, org, _with_hr(unit, org, _fresh(unit, org, part)))
        if len(able) == len(part):
            return part
        part = able


def offices(part: Sequence[Planned]) -> dict[str, bool]:
    """Who is to be an HR administrator, and who no longer."""
    changed = {one.person: field.new == "yes" for one in part for field in one.fields if field.name == "hr"}
    return changed | {one.person: True for one in part if one.kind == ADDED and one.hr}


def _fresh(unit: Unit, org: str, part: Sequence[Planned]) -> Sequence[Planned]:
    """Return those who are still as the plan saw them, and so is whoever is to lead them: managers come first."""
    now = importing_known.people(unit, org, [one.person for one in part if one.kind != ADDED])
    taken = importing_known.emails(unit, org, [one.email for one in part if one.kind == ADDED])
    here = dict(importing_known.activity(unit, org, list({one.boss for one in part if one.boss})))
    found = []
    for one in part:
        if _is_as_planned(one, taken, now) and _is_led_as_planned(one, here):
            found.append(one)
            here |= {one.person: True} if one.kind == ADDED or BACK in one.fields else {}
    return found


def _is_as_planned(one: Planned, taken: Collection[str], now: Mapping[str, Present]) -> bool:
    if one.kind == ADDED:
        return one.email not in taken
    return one.person in now and now[one.person].version == one.version


def _is_led_as_planned(one: Planned, here: Mapping[str, bool]) -> bool:
    """Nobody is put under whoever left, or was erased, since; a file may say so of who had left before."""
    return not one.boss or (one.boss in here and (here[one.boss] or one.under_leaver))


def _with_hr(unit: Unit, org: str, part: Sequence[Planned]) -> Sequence[Planned]:
    """Leave alone whom HR cannot do without: another administrator may have gone since the plan was made."""
    those = offices(part)
    shift = Shift(
        losing={one.person for one in part if one.kind == LEAVING or those.get(one.person) is False},
        gaining=[person for person, appointed in those.items() if appointed],
        back=[one.person for one in part if BACK in one.fields],
    )
    kept = importing_offices.indispensable(unit, org, shift)
    return [one for one in part if one.person not in kept] if kept else part


def _without_circles(unit: Unit, org: str, part: Sequence[Planned]) -> Sequence[Planned]:
    """Leave alone whoever would report to themselves, in the end: others may have moved since the plan was made.

    Nobody leads to somebody new, so those who change make every circle.
    """
    led = {one.person: one.boss or None for one in part if one.kind == CHANGED and one.says("manager")}
    led |= {one.person: one.boss or None for one in part if one.kind == ADDED} if led else {}
    refused = lines.circled(unit, org, led)
    return [one for one in part if one.person not in refused] if refused else part
