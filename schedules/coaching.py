"""Gives whoever leads people a thought when it is of use: from the content pack, in private, twice a week at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import time

from content import pack
from domain import coaching as rules
from domain import local_time, working_days
from domain.coaching import Nudge
from domain.contact import Calendar
from domain.cycles import Checkpoint, Kind
from domain.local_time import DAY_MS
from domain.people import Person
from schedules import fan_out
from schedules.schedule import Occasion
from storage import (
    coaching,
    coaching_moments,
    due,
    evidence_counts,
    kudos_reach,
    notices,
    pilot,
    pulses,
    pulses_readers,
    pulses_release,
)
from storage.evidence_counts import Reviewed
from storage.notices import Notice
from views import coaching as views

DAILY, KIND = "coaching.daily", "coaching.chunk"
MANAGERS = 100  # a chunk
BEFORE_TALKS = 3  # working days
NEWS_MS = 3 * DAY_MS  # for so long something is a reason; a day that was missed is caught up with


def look_for_moments(occasion: Occasion) -> None:
    """Plan, in chunks, that whoever leads people is thought of: a pulse has results outside any cycle, too."""
    managers = kudos_reach.managers(occasion.unit, occasion.due.org)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=KIND), managers, size=MANAGERS))


def nudge_managers(occasion: Occasion) -> None:
    """What does not fit into the week is dropped: a thought that comes late is none."""
    unit, org = occasion.unit, occasion.due.org
    wanted = [one for find in TRIGGERS for one in find(occasion)]
    invited = pilot.invited(unit, org, {one.person for one in wanted} | {one.about for one in wanted if one.about})
    those = [one for one in wanted if one.person in invited and one.about in (None, *invited)]
    left = coaching.within(unit, org, those, now=occasion.now)
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _text(nudge: Nudge) -> str:
    return pack.default().nudges[nudge.id].text


# --- What gives a reason ------------------------------------------------------------------------------------------


def _talks(occasion: Occasion) -> Iterator[Notice]:
    """Review talks are near."""
    unit, org = occasion.unit, occasion.due.org
    calendar = notices.calendar(unit, org, occasion.now)
    asked: dict[tuple[str, str, Checkpoint], list[Person]] = {}
    for one in evidence_counts.taking_part(unit, org, managers=fan_out.ends(occasion.due)):
        for checkpoint in _near(occasion, one, calendar):
            asked.setdefault((one.report.manager or "", one.cycle.id, checkpoint), []).append(one.report)
    for (manager, cycle, release), those in asked.items():
        card = views.talk(cycle, sorted(one.name for one in those), _text(rules.TALK))
        begin = min(local_time.instant(release.opens_on, time.min, one.zone) for one in those)
        yield Notice(person=manager, kind=rules.TALK.kind, subject=f"{cycle}/{release.id}", card=card, deadline=begin)


def _near(occasion: Occasion, one: Reviewed, calendar: Calendar) -> list[Checkpoint]:
    today = local_time.day_of(occasion.now, one.report.zone)
    releases = [each for each in one.cycle.checkpoints if each.kind is Kind.RELEASE and today < each.opens_on]
    return [each for each in releases if working_days.between(today, each.opens_on, calendar) <= BEFORE_TALKS]


def _results(occasion: Occasion) -> Iterator[Notice]:
    """Results of a pulse are there that their group may read."""
    unit, org = occasion.unit, occasion.due.org
    first, last = fan_out.ends(occasion.due)
    for wave in pulses_release.lately(unit, org, since=occasion.now - NEWS_MS):
        leads = pulses_readers.leads(unit, org, wave)
        told = {who for group, who in leads.items() if first <= who <= last and _is_shown(occasion, wave, group)}
        kept = pulses.sound(unit, org, wave) if told else None
        for manager in sorted(told) if kept else ():
            card = views.results(wave, _text(rules.RESULTS))
            yield Notice(person=manager, kind=rules.RESULTS.kind, subject=wave, card=card)


def _is_shown(occasion: Occasion, wave: str, group: str) -> bool:
    cells = pulses_release.cells(occasion.unit, occasion.due.org, wave, group)
    return any(cell.shown for cell in cells.values())


def _concerns(occasion: Occasion) -> Iterator[Notice]:
    """Somebody spoke up to them, and they noted it."""
    since, those = occasion.now - NEWS_MS, fan_out.ends(occasion.due)
    for one in coaching_moments.concerns(occasion.unit, occasion.due.org, managers=those, since=since):
        card = views.concern(_text(rules.CONCERN))
        yield Notice(person=one.manager, kind=rules.CONCERN.kind, subject=one.id, card=card, about=one.report)


def _own_errors(occasion: Occasion) -> Iterator[Notice]:
    """Their people have not heard of an error of theirs for long, in a cycle that has run for as long."""
    unit, org, those = occasion.unit, occasion.due.org, fan_out.ends(occasion.due)
    since = occasion.now - pack.default().nudges[rules.OWN_ERROR.id].cooldown_days * DAY_MS
    began = local_time.day_of(since, "UTC")
    taking_part = evidence_counts.taking_part(unit, org, managers=those)
    leading = {one.report.manager or "" for one in taking_part if one.cycle.period.start <= began}
    silent = leading - coaching_moments.shared_errors(unit, org, managers=those, since=since) if leading else set()
    for manager in sorted(silent):
        card = views.own_error(_text(rules.OWN_ERROR))
        today = local_time.day_of(occasion.now, "UTC").isoformat()
        yield Notice(person=manager, kind=rules.OWN_ERROR.kind, subject=today, card=card)


TRIGGERS: Sequence[Callable[[Occasion], Iterator[Notice]]] = (_talks, _results, _concerns, _own_errors)
