"""All that a review may be based on: read whole for the gate and the shield, which tell nobody what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from sqlalchemy import bindparam, select

from content import reviews as content
from domain import corroboration, local_time, policy
from domain.corroboration import EXCHANGE_DAYS, File, Thanks, Verdict
from domain.cycles import Cycle
from domain.evidence import Item, Period, State
from domain.evidence_record import Record, met
from domain.people import Actor
from domain.policy import Action, Condition
from domain.policy import Kind as Object
from domain.privacy import DAY_MS
from domain.reviews import Review
from domain.reviews_rounds import Round
from storage import delegations, evidence_rows, goals, lines, people, tables
from storage.prepared import Prepared
from storage.reviews import Found
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_line = tables.table(tables.ReportingLine)
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_MIDNIGHT = time(0)
_OF_BOTH = frozenset({Condition.SUBMITTED, Condition.REASON})  # of the review, and of each piece under it


def file(unit: Unit, org: str, round: Round, subject: str, *, now: int) -> File:
    """Return the file of the subject in a round, of no competency yet."""
    counted = round.period
    known = people.by_ids(unit, org, [subject])
    zone = known[subject].zone if subject in known else "UTC"
    return File(
        subject=subject,
        competency="",
        period=counted,
        items=tuple(record.item for record in _records(unit, org, subject)),
        managers=_managers(unit, org, round.cycle, subject, now=now),
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


def readable(unit: Unit, reader: Actor, found: Found, *, now: int) -> list[Record]:
    """Return the pieces about the subject that the reader of the review may read, the latest first.

    Whoever decides on a disputed review reads what it rests on.
    """
    cited = found.review.cited if found.allows(Action.RESOLVE) else frozenset()
    records = [one for one in _records(unit, reader.org, found.review.subject) if one.item.state is not State.WITHDRAWN]
    return [one for one in records if one.id in cited or _may_read(unit, reader, found, one.item)]


def _may_read(unit: Unit, reader: Actor, found: Found, item: Item) -> bool:
    standing = replace(found.standing, author=item.author == reader.person.id)
    asked = standing.manager and item.shown_at is None
    led = asked and lines.manager(unit, reader.org, item.subject, at=item.recorded_at) == reader.person.id
    own = met(item, came_under=led, is_submitted=False, is_locked=False, reason="")
    return policy.allows(standing, Action.READ, Object.EVIDENCE, own | (found.conditions & _OF_BOTH))


def _records(unit: Unit, org: str, subject: str) -> list[Record]:
    found = unit.rows(_OF_SUBJECT, {"org": org, "subject": subject})
    return [evidence_rows.record(unit, row) for row in found]


def _managers(unit: Unit, org: str, cycle: Cycle, subject: str, *, now: int) -> frozenset[str]:
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


_OF_SUBJECT = Prepared(
    select(_evidence)
    .where(_evidence.c.org_id == bindparam("org"), _evidence.c.subject_id == bindparam("subject"))
    .order_by(_evidence.c.occurred_on.desc(), _evidence.c.id)
)
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
