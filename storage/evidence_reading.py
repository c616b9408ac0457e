"""Which pieces of evidence somebody may read at this moment: told by their outlines, and opened page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, or_, select

from domain import policy
from domain.evidence import Outline, Period, State
from domain.evidence_record import Record, met
from domain.local_time import HOUR_MS
from domain.people import Actor
from domain.policy import Action, Kind, Role, Standing
from domain.roles import Office
from storage import evidence_rows as rows
from storage import lines, reads, reviews_handed_in, roles, tables
from storage.prepared import Prepared
from storage.unit import Unit

WHAT, STATED = "evidence", "as stated within the hour before"
ALWAYS = Period(start=date(1, 1, 1), end=date(9999, 12, 31))
OLDER, NEWER = "older", "newer"  # which way a page goes on from a piece
AT_ONCE = 20  # rows of one statement where only a page is wanted
MANY = 1_000  # where all are
_evidence = tables.table(tables.Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who reads about whom, at which moment, and what for where a purpose is asked.

    `submitted`: the periods in which the subject is reviewed, the latest first, and whether that review is handed in.
    """

    reader: Actor
    standing: Standing
    now: int
    submitted: Sequence[tuple[Period, bool]]
    reason: str = ""

    def is_submitted(self, on: date) -> bool:
        """Of two periods with that day the one that began last decides."""
        return next((is_in for period, is_in in self.submitted if period.start <= on <= period.end), False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many pieces of the period, from where another page says; "": the latest."""

    period: Period
    at: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The latest first. `older` and `newer` say where the next begins, "" where there is none."""

    records: Sequence[Record]
    older: str = ""
    newer: str = ""


def look(unit: Unit, reader: Actor, subject: str, *, now: int, reason: str = "") -> Look:
    """Work out, once for all pieces about the subject, what the reader is to them."""
    standing = lines.standing(unit, reader, subject, at=now)
    is_above = Role.SKIP_LEVEL in policy.roles(standing)
    submitted = reviews_handed_in.periods(unit, reader.org, subject) if is_above else ()
    reason = reason or (_stated(unit, reader, subject, now) if Role.HR in policy.roles(standing) else "")
    return Look(reader=reader, standing=standing, now=now, submitted=submitted, reason=reason)


def may_read(unit: Unit, look: Look, piece: Outline) -> bool:
    standing = replace(look.standing, author=piece.author == look.reader.person.id)
    came_under = standing.manager and piece.shown_at is None and _led_then(unit, look.reader, piece)
    is_in = look.is_submitted(piece.occurred_on)
    conditions = met(piece, came_under=came_under, is_submitted=is_in, is_locked=False, reason=look.reason)
    return policy.allows(standing, Action.READ, Kind.EVIDENCE, conditions)


def outlines(unit: Unit, reader: Actor, subject: str, *, period: Period, now: int, reason: str = "") -> list[Outline]:
    """Return what the reader may read of what happened in the period and is about the subject, the latest first."""
    by = look(unit, reader, subject, now=now, reason=reason)
    return list(_readable(unit, by, OLDER, {**_within(by, subject, period), "most": MANY}))


def page(unit: Unit, reader: Actor, subject: str, wanted: Wanted, *, now: int, reason: str = "") -> Page:
    """Return some of them with their words."""
    by, most = look(unit, reader, subject, now=now, reason=reason), wanted.most
    told, (way, day, id) = _within(by, subject, wanted.period), (*wanted.at.split("/"), "", "")[:3]
    if way == NEWER:
        found = list(islice(_readable(unit, by, NEWER, _from(told, NEWER, day, id)), most + 1))
        if len(found) > most:
            return _page(unit, reader, found[most - 1 :: -1], is_first=False, is_last=False)
    is_first = way != OLDER
    found = list(islice(_readable(unit, by, OLDER, told if is_first else _from(told, OLDER, day, id)), most + 1))
    if not (found or is_first):  # what was older went meanwhile
        return page(unit, reader, subject, replace(wanted, at=""), now=now, reason=reason)
    return _page(unit, reader, found[:most], is_first=is_first, is_last=len(found) <= most)


def opened(unit: Unit, reader: Actor, those: Iterable[Outline]) -> list[Record]:
    """Return what was outlined to its reader with its words, in that order."""
    ids = [one.id for one in those]
    found = {row["id"]: row for row in unit.rows(_WHOLE, {"org": reader.org, "ids": ids})} if ids else {}
    return [rows.record(unit, found[id]) for id in ids if id in found]


def contested(unit: Unit, reader: Actor, *, most: int, now: int) -> list[Outline]:
    """Return what waits longest to be decided by this reader: what others wrote of people outside their line."""
    if not roles.holds(unit, reader.org, reader.person.id, Office.OMBUD):
        return []
    return list(islice(_to_decide(unit, reader, now), most))


def cites(unit: Unit, reader: Actor, subject: str, kudos: str, *, now: int) -> bool:
    """Whether something the reader may read is from this kudos."""
    by = look(unit, reader, subject, now=now)
    found = unit.rows(_FROM_KUDOS, {"org": reader.org, "subject": subject, "kudos": kudos})
    pieces = [rows.outline(row) for row in found]
    return any(one.state is not State.WITHDRAWN and may_read(unit, by, one) for one in pieces)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _page(unit: Unit, reader: Actor, found: Sequence[Outline], *, is_first: bool, is_last: bool) -> Page:
    older = "" if is_last else f"{OLDER}/{found[-1].occurred_on}/{found[-1].id}"
    newer = "" if is_first or not found else f"{NEWER}/{found[0].occurred_on}/{found[0].id}"
    return Page(records=opened(unit, reader, found), older=older, newer=newer)


def _within(look: Look, subject: str, period: Period) -> Mapping[str, Any]:
    days = {"first": period.start.isoformat(), "last": period.end.isoformat()}
    return {"org": look.reader.org, "subject": subject, **days, "day": "", "id": "", "most": AT_ONCE}


def _from(told: Mapping[str, Any], way: str, day: str, id: str) -> Mapping[str, Any]:
    return {**told, "last" if way == OLDER else "first": day, "day": day, "id": id}


def _readable(unit: Unit, look: Look, way: str, told: Mapping[str, Any]) -> Iterator[Outline]:
    """Yield them some at once: whoever takes a few reads hardly more."""
    while True:
        found = [rows.outline(row) for row in unit.rows(_ABOUT[way], told)]
        yield from (one for one in found if may_read(unit, look, one))
        if len(found) < told["most"]:
            return
        told = _from(told, way, found[-1].occurred_on.isoformat(), found[-1].id)


def _to_decide(unit: Unit, reader: Actor, now: int) -> Iterator[Outline]:
    told: Mapping[str, Any] = {"org": reader.org, "at": 0, "id": "", "most": AT_ONCE}
    decides: dict[str, bool] = {}
    while True:
        found = unit.rows(_CONTESTED, told)
        for one in map(rows.outline, found):
            if one.subject not in decides:
                standing = lines.standing(unit, reader, one.subject, at=now)
                decides[one.subject] = Role.OMBUD in policy.roles(standing)
            if decides[one.subject] and one.author != reader.person.id:
                yield one
        if len(found) < AT_ONCE:
            return
        told = {**told, "at": found[-1]["contested_at"], "id": found[-1]["id"]}


def _stated(unit: Unit, reader: Actor, subject: str, now: int) -> str:
    """A purpose holds for an hour, so that what was listed can be opened one by one."""
    opened = reads.opened(unit, reader.org, reader.person.id, since=now - HOUR_MS)
    return STATED if any(one.subject == subject and one.what == WHAT for one in opened) else ""


def _led_then(unit: Unit, reader: Actor, piece: Outline) -> bool:
    return lines.manager(unit, reader.org, piece.subject, at=piece.recorded_at) == reader.person.id


_OUTLINE = select(*(_evidence.c[name] for name in rows.UNSEALED))
_MINE = _evidence.c.org_id == bindparam("org")
_OF_SUBJECT = (_MINE, _evidence.c.subject_id == bindparam("subject"))
_THEN = _OUTLINE.where(*_OF_SUBJECT, _evidence.c.occurred_on.between(bindparam("first"), bindparam("last")))
_ELSEWHERE = _evidence.c.occurred_on != bindparam("day")
_ABOUT = {  # beyond the piece of this day and id, if any is named: two of a day stand by their ids
    OLDER: Prepared(
        _THEN.where(or_(_ELSEWHERE, _evidence.c.id > bindparam("id")))
        .order_by(_evidence.c.occurred_on.desc(), _evidence.c.id)
        .limit(bindparam("most"))
    ),
    NEWER: Prepared(
        _THEN.where(or_(_ELSEWHERE, _evidence.c.id < bindparam("id")))
        .order_by(_evidence.c.occurred_on, _evidence.c.id.desc())
        .limit(bindparam("most"))
    ),
}
_WHOLE = Prepared(select(_evidence).where(_MINE, _evidence.c.id.in_(bindparam("ids", expanding=True))))
_FROM_KUDOS = Prepared(_OUTLINE.where(*_OF_SUBJECT, _evidence.c.kudos_id == bindparam("kudos")))
_CONTESTED = Prepared(
    _OUTLINE.add_columns(_evidence.c.contested_at)
    .where(
        _MINE,
        _evidence.c.state == State.CONTESTED.value,
        _evidence.c.contested_at >= bindparam("at"),
        or_(_evidence.c.contested_at != bindparam("at"), _evidence.c.id > bindparam("id")),
    )
    .order_by(_evidence.c.contested_at, _evidence.c.id)
    .limit(bindparam("most"))
)
