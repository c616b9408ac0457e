"""What a review may be based on: for the gate and the shield, which tell nobody what it says, and for its readers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time

from sqlalchemy import bindparam, or_, select

from content import reviews as content
from domain import corroboration, local_time
from domain.corroboration import EXCHANGE_DAYS, File, Thanks, Verdict
from domain.cycles import Cycle
from domain.evidence import Item, Outline, Period, State, Voice
from domain.evidence_sources import Source
from domain.local_time import DAY_MS
from domain.people import Actor
from domain.policy import Action, Condition
from domain.reviews import Review
from domain.reviews_rounds import Round
from storage import delegations, evidence_reading, evidence_rows, goals, people, tables
from storage.evidence_reading import Look
from storage.prepared import Prepared
from storage.reviews import Found
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_line = tables.table(tables.ReportingLine)
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_MIDNIGHT = time(0)


def file(unit: Unit, org: str, round: Round, review: Review, *, now: int, is_whole: bool = False) -> File:
    """Return the file of a review in its round, of no competency yet: no words are opened that change no verdict.

    `is_whole`: with every piece of the round, because others may be chosen than those the review names.
    """
    subject, counted = review.subject, round.period
    known = people.by_ids(unit, org, [subject])
    zone = known[subject].zone if subject in known else "UTC"
    items = _resting(unit, org, review, counted if is_whole else None)
    return File(
        subject=subject,
        competency="",
        period=counted,
        items=items,
        notes=_notes(unit, org, subject, {one.id for one in items}),
        managers=managers(unit, org, round.cycle, subject, now=now),
        thanks=_thanks(unit, org, subject, zone, counted),
        learned_goals=goals.learned(unit, org, subject),
    )


def verdicts(review: Review, file: File, *, is_strict: bool) -> Mapping[str, Verdict]:
    """Return what the gate says of each rating that has a level, on the pieces chosen for it."""
    pack = content.default()
    least = pack.strict_min_items if is_strict else pack.min_items
    return {
        one.competency: corroboration.judge(
            one.text.level,
            one.expected,
            replace(file, competency=one.competency, cited=one.text.cited),
            min_items=least,
        )
        for one in review.ratings
        if one.text.level is not None
    }


def readable(unit: Unit, reader: Actor, found: Found, *, now: int) -> list[Outline]:
    """Return the pieces of the round that the reader of the review may read, and all it rests on, the latest first.

    Whoever decides on a disputed review reads what it rests on.
    """
    review, days = found.review, found.round.period
    told = {"org": reader.org, "subject": review.subject, "first": str(days.start), "last": str(days.end)}
    pieces = [evidence_rows.outline(row) for row in unit.rows(_OF_ROUND, {**told, "named": _named(review)})]
    look, decides = _look(reader, found, now), found.allows(Action.RESOLVE)
    present = [one for one in pieces if one.state is not State.WITHDRAWN]
    return [
        one for one in present if (decides and one.id in review.cited) or evidence_reading.may_read(unit, look, one)
    ]


def _look(reader: Actor, found: Found, now: int) -> Look:
    """What the reader is to the review they are to each piece under it: handed in with it, and read for the reason."""
    is_in = Condition.SUBMITTED in found.conditions
    reason = evidence_reading.STATED if Condition.REASON in found.conditions else ""
    submitted = [(evidence_reading.ALWAYS, is_in)]
    return Look(reader=reader, standing=found.standing, now=now, submitted=submitted, reason=reason)


def _named(review: Review) -> tuple[str, ...]:
    """Return what any text of it names: there is always one, because a list of none is no list to a database."""
    texts = [text for one in review.ratings for text in (one.text, *one.rivals)]
    return tuple(frozenset().union(*(text.cited | text.against for text in texts))) or ("",)


def _resting(unit: Unit, org: str, review: Review, days: Period | None) -> tuple[Item, ...]:
    told = {"org": org, "subject": review.subject, "named": _named(review), "owned": Voice.OWNED_ERROR.value}
    told |= {"first": str(days.start), "last": str(days.end)} if days else {"first": "", "last": ""}
    return tuple(evidence_rows.record(unit, row).item for row in unit.rows(_RESTING, told))


def _notes(unit: Unit, org: str, subject: str, known: Collection[str]) -> tuple[Outline, ...]:
    told = {"org": org, "subject": subject, "source": Source.RECOGNITION_NOTE.value}
    return tuple(evidence_rows.outline(row) for row in unit.rows(_GOT, told) if row["id"] not in known)


def managers(unit: Unit, org: str, cycle: Cycle, subject: str, *, now: int) -> frozenset[str]:
    """Whoever led the subject at any time of the cycle may have rated them, and whoever ever acted for one of those."""
    since = local_time.instant(cycle.period.start, _MIDNIGHT, "UTC")
    rows = unit.rows(_LED, {"org": org, "subject": subject, "since": since, "until": now})
    led = {row["manager_id"] for row in rows if row["manager_id"]}
    acted = {acting for away, acting in delegations.ever(unit, org, cycle.id) if away in led}
    return frozenset(led | acted)


def _thanks(unit: Unit, org: str, subject: str, zone: str, counted: Period) -> tuple[Thanks, ...]:
    since = local_time.instant(counted.start, _MIDNIGHT, "UTC") - (EXCHANGE_DAYS + 1) * DAY_MS
    rows = unit.rows(_GAVE, {"org": org, "subject": subject, "since": since})
    return tuple(
        Thanks(colleague=row["person_id"], on=local_time.day_of(row["given_at"], zone), at=row["given_at"])
        for row in rows
    )


_OF_SUBJECT = (_evidence.c.org_id == bindparam("org"), _evidence.c.subject_id == bindparam("subject"))
_NAMED = _evidence.c.id.in_(bindparam("named", expanding=True))
_THEN = _evidence.c.occurred_on.between(bindparam("first"), bindparam("last"))
_LATEST = (_evidence.c.occurred_on.desc(), _evidence.c.id)
_OUTLINE = select(*(_evidence.c[name] for name in evidence_rows.UNSEALED)).where(*_OF_SUBJECT)
_OF_ROUND = Prepared(_OUTLINE.where(or_(_THEN, _NAMED)).order_by(*_LATEST))
_RESTING = Prepared(
    select(_evidence)
    .where(*_OF_SUBJECT, or_(_evidence.c.voice == bindparam("owned"), _NAMED, _THEN))
    .order_by(*_LATEST)
)
_GOT = Prepared(_OUTLINE.where(_evidence.c.source == bindparam("source")).order_by(*_LATEST))
_LED = Prepared(
    select(_line.c.manager_id).where(
        _line.c.org_id == bindparam("org"),
        _line.c.person_id == bindparam("subject"),
        _line.c.ends_at > bindparam("since"),
        _line.c.starts_at <= bindparam("until"),
    )
)
_GAVE = Prepared(
    select(_receiver.c.person_id, _kudos.c.given_at)
    .join(_kudos, (_kudos.c.org_id == _receiver.c.org_id) & (_kudos.c.id == _receiver.c.kudos_id))
    .where(
        _kudos.c.org_id == bindparam("org"),
        _kudos.c.giver_id == bindparam("subject"),
        _kudos.c.state == "given",
        _kudos.c.given_at >= bindparam("since"),
    )
)
