"""Reminds managers, privately and seldom, to write down what they see of their people while it is fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content import pack as content
from domain import evidence_spread as spread
from domain import local_time
from domain.evidence import Period, State
from domain.people import Person
from schedules import fan_out
from schedules.schedule import Occasion
from storage import cycles, due, evidence, evidence_counts, notices, people, pilot
from storage.evidence_counts import Unnoted
from storage.notices import Notice
from views import evidence_habit as views

DAILY = "evidence.daily"
KIND = "evidence.habit"
UNNOTED, RECENT = "evidence.unnoted", "evidence.recent"  # the notices
MANAGERS = 100  # a chunk
NOTE, EARLY = "n01", "n02"  # of the content pack
DAY_MS = 86_400_000


def look_for_gaps(occasion: Occasion) -> None:
    """Plan, in chunks, that managers are told."""
    managers = evidence_counts.managers(occasion.unit, occasion.due.org)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=KIND), managers, size=MANAGERS))


def nudge_managers(occasion: Occasion) -> None:
    """Once for each stretch of silence, and again when as much time has passed; only within an open cycle."""
    left = [*_unnoted(occasion), *_recent(occasion)]
    invited = pilot.invited(occasion.unit, occasion.due.org, [one.about for one in left if one.about])
    told = [one for one in left if one.about in invited]
    notices.leave(occasion.unit, occasion.due.org, told, now=occasion.now, rng=occasion.rng)


def _unnoted(occasion: Occasion) -> Iterator[Notice]:
    nudge = content.default().nudges[NOTE]
    silence = nudge.cooldown_days * DAY_MS
    those, before = fan_out.ends(occasion.due), occasion.now - silence
    for one in evidence_counts.unnoted(occasion.unit, occasion.due.org, managers=those, before=before):
        yield _silent(one, nudge.text, (occasion.now - one.since) // silence)


def _silent(one: Unnoted, text: str, times: int) -> Notice:
    return Notice(
        person=one.manager,
        kind=UNNOTED,
        subject=f"{one.report.id}/{one.since}/{times}",
        card=views.unnoted(one.report, text),
        about=one.report.id,
    )


def _recent(occasion: Occasion) -> Iterator[Notice]:
    """From the middle of the period on, whoever has written of its last part alone is told in time."""
    unit, org, nudge = occasion.unit, occasion.due.org, content.default().nudges[EARLY]
    for report in evidence_counts.taking_part(unit, org, managers=fan_out.ends(occasion.due)):
        today = local_time.day_of(occasion.now, report.zone)
        period = cycles.period_of(unit, org, report.id, today)
        past_middle = (today - period.start).days - period.days // 2
        if past_middle >= 0 and past_middle % nudge.cooldown_days == 0 and _is_recent(occasion, report, period):
            yield Notice(
                person=report.manager or "",
                kind=RECENT,
                subject=f"{report.id}/{period.start}/{past_middle}",
                card=views.recent(report, nudge.text),
                about=report.id,
            )


def _is_recent(occasion: Occasion, report: Person, period: Period) -> bool:
    """As far as the manager may read: what they do not know of tells them nothing."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    reader = people.on_behalf_of(unit, org, report.manager or "")
    found = evidence.about(unit, reader, report.id, period=period, now=now) if reader else []
    items = [one.item for one in found if one.item.state is not State.WITHDRAWN]
    so_far = replace(period, end=local_time.day_of(now, report.zone))
    return bool(items) and spread.is_recent(items, so_far)
