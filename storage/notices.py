"""What people are told unasked: kept until it is welcome, then sent together, so that a budget holds by itself."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from content import holidays
from domain import contact, ids, local_time
from domain.contact import Budget, Calendar
from storage import due, outbox, people, preferences, sparing, tables
from storage.due import Due
from storage.prepared import Prepared
from storage.unit import Row, Unit
from views import codec
from views import notices as views
from views.vocabulary import Card

KIND = "notices"  # of the due row that sends what waits for one person
_notice = tables.table(tables.Notice)
_planned_due = tables.table(tables.Due)
_ORDER = (_notice.c.deadline.is_(None), _notice.c.deadline, _notice.c.created_at, _notice.c.id)
_WEEK_MS = 8 * 86_400_000  # a week of local days, whatever the zone does


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one person. The same kind and subject again is the same notice.

    `deadline` (UTC epoch ms): what comes first in a digest, for which no day is waited, and after which it is not worth
    telling, unless its feature says otherwise.
    `about` (a person's id): told only while the reader leads that person.
    """

    id: str = ""
    person: str
    kind: str
    subject: str
    card: Card
    deadline: int | None = None
    about: str | None = None


def leave(unit: Unit, org: str, notices: Sequence[Notice], *, now: int, rng: random.Random) -> None:
    """Leave the notices for their people, and plan when each person is next written to.

    One that was sent stays as it is; one that waits, or was dropped, waits with what it says now.
    """
    held = _held(unit, org, notices)
    new = [one for one in notices if _key(one) not in held]
    unit.insert_those_new(_notice, [_row(unit, org, one, ids.new(rng), now) for one in new])
    again = [one for one in notices if _key(one) in held and _leave_again(unit, org, one, held[_key(one)])]
    waiting = {one.person for one in again}
    told = {one.person for one in new} | (waiting - _planned(unit, org, waiting))
    if told:
        plan_all(unit, org, told, now=now)


def leave_sent(unit: Unit, org: str, one: Notice, *, now: int, rng: random.Random) -> None:
    """Keep that it was told at this moment, apart from what waits: it counts in the budget like any other."""
    row = _row(unit, org, one, ids.new(rng), now)
    unit.insert_if_new(_notice, {**row, "state": State.SENT.value, "sent_at": now})


def plan(unit: Unit, org: str, person: str, *, now: int) -> None:
    """Plan, or plan again, when what waits for the person is sent: after a change of what they want, too."""
    plan_all(unit, org, [person], now=now)


def plan_all(unit: Unit, org: str, those: Collection[str], *, now: int) -> None:
    """The same for many, by as few statements as for one."""
    people.lock_all(unit, org, those)
    due.cancel_all(unit, org, KIND, those)
    here = (_notice.c.org_id == org, _notice.c.person_id.in_(those))
    deadlines: dict[str, list[int]] = {}
    for row in unit.rows(select(_notice.c.person_id, _notice.c.deadline).where(*here, _waits())):
        deadlines.setdefault(row["person_id"], []).extend([] if row["deadline"] is None else [row["deadline"]])
    if not deadlines:
        return
    sent: dict[str, list[int]] = {}
    for row in unit.rows(select(_notice.c.person_id, _notice.c.sent_at).distinct().where(*here, *_recently(now))):
        sent.setdefault(row["person_id"], []).append(row["sent_at"])
    wishes, days = preferences.find_all(unit, org, deadlines), calendar(unit, org, now)
    moments = {
        one: contact.next_moment_by(now, wishes[one], days, Budget(), sent.get(one, []), deadlines[one])
        for one in sorted(deadlines)
    }
    due.plan(unit, [_due(org, one, wishes[one].zone, at) for one, at in moments.items() if at is not None])


def plan_rest(unit: Unit, org: str, person: str, *, now: int) -> None:
    """Plan when what did not fit into the message of this moment is sent."""
    if waits := waiting(unit, org, person):
        at, zone = _next(unit, org, person, waits, now)
        due.plan(unit, [] if at is None else [_due(org, person, zone, at)])


def next_moment(unit: Unit, org: str, person: str, those: Sequence[Notice], *, now: int) -> int | None:
    """Return from when the person may be sent those (UTC epoch ms), None when that is not foreseeable.

    Their day for what can wait is kept unless something of it would be too late by then.
    """
    return _next(unit, org, person, those, now)[0]


def waiting(unit: Unit, org: str, person: str) -> list[Notice]:
    """Return what waits for the person, deadlines first, then the oldest."""
    those = select(_notice).where(*_of(org, person), _notice.c.state == State.WAITING.value).order_by(*_ORDER)
    return [_from(unit, row) for row in unit.rows(those)]


def sent_at(unit: Unit, org: str, person: str, *, now: int) -> list[int]:
    """Return the moments of the last week at which the person was written to unasked."""
    those = select(_notice.c.sent_at).distinct().where(*_of(org, person), *_recently(now))
    return [row["sent_at"] for row in unit.rows(those)]


def mark(unit: Unit, org: str, notices: Iterable[Notice], state: State, *, now: int) -> None:
    at = now if state is State.SENT else None
    for one in notices:
        unit.run(_MARK, {"org": org, "notice": one.id, "state": state.value, "sent_at": at})


def purge(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget the words of what was settled before the moment; the row stays, so that it is not told again."""
    old = (_notice.c.org_id == org, _notice.c.created_at < before, _notice.c.state != State.WAITING.value)
    worded = (_notice.c.card != b"", sparing.free("notice", org, spared))
    return unit.run(update(_notice).where(*old, *worded).values(card=b"")).rowcount


def put_back(unit: Unit, org: str, person: str, moment: int) -> list[Notice]:
    """Let what was sent to the person at that moment wait again; it no longer counts as sent."""
    people.lock(unit, org, person)
    found = _sent_together(unit, org, person, moment)
    mark(unit, org, found, State.WAITING, now=moment)
    return found


def redraw(unit: Unit, org: str, person: str, cards: Mapping[str, Card], *, now: int, rng: random.Random) -> None:
    """Let notices of the person say something else, by their ids: also in a message that was sent already."""
    people.lock(unit, org, person)
    for id, card in cards.items():
        sealed = unit.keys.seal(codec.dump(card), org, "notice", id, "card")
        unit.run(update(_notice).where(_notice.c.org_id == org, _notice.c.id == id).values(card=sealed))
    moments = select(_notice.c.sent_at).where(*_of(org, person), _notice.c.id.in_(list(cards)))
    for moment in sorted({row["sent_at"] for row in unit.rows(moments) if row["sent_at"] is not None}):
        told = [(one.kind, one.card) for one in _sent_together(unit, org, person, moment)]
        outbox.amend(unit, org, key(person, moment), views.delivered(told, moment=moment), now=now, rng=rng)


def known(unit: Unit, org: str, person: str, kinds: Collection[str]) -> list[Notice]:
    """Return the person's notices of these kinds that wait or were sent, and still have words."""
    those = (_notice.c.kind.in_(list(kinds)), _notice.c.state != State.DROPPED.value, _notice.c.card != b"")
    rows = unit.rows(select(_notice).where(*_of(org, person), *those).order_by(_notice.c.created_at, _notice.c.id))
    return [_from(unit, row) for row in rows]


def key(person: str, moment: int) -> str:
    """Name the message in which what was sent at the moment stands."""
    return f"notices/{person}/{moment}"


_HELD = Prepared(
    select(_notice).where(
        _notice.c.org_id == bindparam("org"),
        _notice.c.person_id.in_(bindparam("people", expanding=True)),
        _notice.c.kind.in_(bindparam("kinds", expanding=True)),
        _notice.c.subject.in_(bindparam("subjects", expanding=True)),
    )
)
_PLANNED = Prepared(
    select(_planned_due.c.subject).where(
        _planned_due.c.org_id == bindparam("org"),
        _planned_due.c.kind == bindparam("kind"),
        _planned_due.c.subject.in_(bindparam("people", expanding=True)),
        _planned_due.c.state == due.State.PLANNED.value,
    )
)
_UNSENT = _notice.c.state != State.SENT.value
_AGAIN = update(_notice).where(_notice.c.org_id == bindparam("org"), _notice.c.id == bindparam("notice"), _UNSENT)
_AGAIN = _AGAIN.values(
    card=bindparam("card"), deadline=bindparam("deadline"), about_id=bindparam("about"), state=State.WAITING.value
)
_MARK = update(_notice).where(_notice.c.org_id == bindparam("org"), _notice.c.id == bindparam("notice"))
_MARK = _MARK.values(state=bindparam("state"), sent_at=bindparam("sent_at"))


def calendar(unit: Unit, org: str, now: int) -> Calendar:
    """Return the org's working days from last year to the year after next."""
    days = preferences.working_days(unit, org)
    year = local_time.day_of(now, "UTC").year
    return Calendar(weekdays=days.weekdays, holidays=holidays.dates(days.country, range(year - 1, year + 3)))


def _next(unit: Unit, org: str, person: str, waits: Sequence[Notice], now: int) -> tuple[int | None, str]:
    """Return from when the person may be written to, and in which zone that is."""
    wishes, days = preferences.find(unit, org, person), calendar(unit, org, now)
    deadlines = [one.deadline for one in waits if one.deadline is not None]
    sent = sent_at(unit, org, person, now=now)
    return contact.next_moment_by(now, wishes, days, Budget(), sent, deadlines), wishes.zone


def _sent_together(unit: Unit, org: str, person: str, moment: int) -> list[Notice]:
    """In the order in which they were sent."""
    those = (*_of(org, person), _notice.c.state == State.SENT.value, _notice.c.sent_at == moment, _notice.c.card != b"")
    return [_from(unit, row) for row in unit.rows(select(_notice).where(*those).order_by(*_ORDER))]


def _key(one: Notice) -> tuple[str, str, str]:
    return one.person, one.kind, one.subject


def _held(unit: Unit, org: str, notices: Sequence[Notice]) -> Mapping[tuple[str, str, str], Row]:
    """Return what was left before of these."""
    names = {"people": {one.person for one in notices}, "kinds": {one.kind for one in notices}}
    those = {**names, "subjects": {one.subject for one in notices}}
    rows = unit.rows(_HELD, {"org": org, **{name: sorted(each) for name, each in those.items()}}) if notices else ()
    return {(row["person_id"], row["kind"], row["subject"]): row for row in rows}


def _leave_again(unit: Unit, org: str, one: Notice, held: Row) -> bool:
    """Say whether it waits, now as this says; it does not once it was sent."""
    if held["state"] == State.SENT.value:
        return False
    waits = held["state"] == State.WAITING.value
    if not waits or replace(one, id=held["id"]) != _from(unit, held):
        card = unit.keys.seal(codec.dump(one.card), org, "notice", held["id"], "card")
        unit.run(_AGAIN, {"org": org, "notice": held["id"], "card": card, "deadline": one.deadline, "about": one.about})
    return True


def _planned(unit: Unit, org: str, people: Collection[str]) -> set[str]:
    """Return for whom it is planned when they are written to."""
    those = {"org": org, "kind": KIND, "people": sorted(people)}
    return {row["subject"] for row in unit.rows(_PLANNED, those)} if people else set()


def _waits() -> ColumnElement[bool]:
    return _notice.c.state == State.WAITING.value


def _recently(now: int) -> tuple[ColumnElement[bool], ...]:
    return _notice.c.state == State.SENT.value, _notice.c.sent_at > now - _WEEK_MS


def _due(org: str, person: str, zone: str, at: int) -> Due:
    clock = local_time.on(at, zone)
    return Due(org=org, kind=KIND, subject=person, step=clock.isoformat("T", "seconds"), due_at=at)


def _of(org: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return _notice.c.org_id == org, _notice.c.person_id == person


def _row(unit: Unit, org: str, notice: Notice, id: str, now: int) -> dict[str, Any]:
    return {
        "org_id": org,
        "id": id,
        "person_id": notice.person,
        "kind": notice.kind,
        "subject": notice.subject,
        "card": unit.keys.seal(codec.dump(notice.card), org, "notice", id, "card"),
        "deadline": notice.deadline,
        "about_id": notice.about,
        "state": State.WAITING.value,
        "sent_at": None,
        "created_at": now,
    }


def _from(unit: Unit, row: Row) -> Notice:
    return Notice(
        id=row["id"],
        person=row["person_id"],
        kind=row["kind"],
        subject=row["subject"],
        card=codec.load(unit.keys.open(row["card"], row["org_id"], "notice", row["id"], "card")),
        deadline=row["deadline"],
        about=row["about_id"],
    )
