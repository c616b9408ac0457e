"""Reminds managers, privately and seldom, to write down what they see of their people while it is fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content import pack as content
from domain import evidence_spread as spread
from domain import local_time, reviews_rounds
from domain.evidence import Period
from domain.local_time import DAY_MS
from schedules import fan_out
from schedules.schedule import Occasion
from storage import coaching, due, evidence_counts, notices, pilot
from storage.evidence_counts import Reviewed, Unnoted
from storage.notices import Notice
from views import evidence_habit as views

DAILY = "evidence.daily"
KIND = "evidence.habit"
UNNOTED, RECENT = "evidence.unnoted", "evidence.recent"  # the notices
MANAGERS = 100  # a chunk
NOTE, EARLY = "n01", "n02"  # of the content pack


def look_for_gaps(occasion: Occasion) -> None:
    """Plan, in chunks, that managers are told."""
    managers = evidence_counts.managers(occasion.unit, occasion.due.org)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=KIND), managers, size=MANAGERS))


def nudge_managers(occasion: Occasion) -> None:
    """Once for each stretch of silence, and again when as much time has passed; only within an open cycle."""
    left = [*_unnoted(occasion), *_recent(occasion)]
    invited = pilot.invited(occasion.unit, occasion.due.org, [one.about for one in left if one.about])
    told = coaching.within(
        occasion.unit, occasion.due.org, [one for one in left if one.about in invited], now=occasion.now
    )
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
    unit, org, those = occasion.unit, occasion.due.org, fan_out.ends(occasion.due)
    nudge = content.default().nudges[EARLY]
    taking_part = evidence_counts.taking_part(unit, org, managers=those)
    asked = [(one.report, so_far) for one in taking_part if (so_far := _so_far(occasion, one))]
    since = min((so_far.start for _, so_far in asked), default=None)
    days = evidence_counts.days(unit, org, managers=those, since=since) if since else {}
    for report, so_far in asked:
        happened = [day for day in days.get(report.id, ()) if so_far.holds(day)]
        if happened and spread.is_recent(happened, so_far):
            yield Notice(
                person=report.manager or "",
                kind=RECENT,
                subject=f"{report.id}/{so_far.start}/{so_far.days}",
                card=views.recent(report, nudge.text),
                about=report.id,
            )


def _so_far(occasion: Occasion, one: Reviewed) -> Period | None:
    """Return what has passed of the days that count next, on a day on which it is time to look at them."""
    today = local_time.day_of(occasion.now, one.report.zone)
    period = reviews_rounds.gathered(one.cycle, today).period
    past_middle = (today - period.start).days - period.days // 2
    is_time = past_middle >= 0 and past_middle % content.default().nudges[EARLY].cooldown_days == 0
    return replace(period, end=today) if is_time and period.holds(today) else None
