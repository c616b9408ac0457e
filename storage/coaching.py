"""What coaching has said to whom, what they answered, and so which thoughts may be left for them today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from content import pack
from domain import coaching as rules
from domain.coaching import NOTHING, Answer, Person, Told
from domain.local_time import DAY_MS
from storage import evidence_counts, preferences, tables
from storage.notices import Notice, State
from storage.prepared import Prepared
from storage.unit import Row, Unit

_notice = tables.table(tables.Notice)
_answer = tables.table(tables.CoachingAnswer)


def within(unit: Unit, org: str, wanted: Sequence[Notice], *, now: int) -> list[Notice]:
    """Return those that may be left now: of a kind they want, within the week's budget and after its cool-down.

    What waits is among them, as it may say something else by now; what was sent or dropped is not told again. None
    waits for longer than a week: so what comes is as seldom as what is left.
    """
    wishes = preferences.find_all(unit, org, {one.person for one in wanted})
    welcome = [one for one in wanted if one.person in wishes and one.kind not in wishes[one.person].stopped]
    held = _held(unit, org, welcome)
    waiting = [
        replace(one, deadline=row["deadline"])
        for one in welcome
        if (row := held.get(_key(one))) and row["state"] == State.WAITING.value
    ]
    new = _due(unit, org, [one for one in welcome if _key(one) not in held], now)
    latest = now + rules.WEEK_MS
    return [*waiting, *(replace(one, deadline=min(one.deadline or latest, latest)) for one in new)]


def talks_are_near(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those on review talks in cycles that run, and in which the person still leads somebody."""
    led = {one.cycle.id for one in evidence_counts.taking_part(unit, org, managers=(person, person))}
    return [one for one in waiting if one.subject.partition("/")[0] in led]


def answers(unit: Unit, org: str, people: Collection[str]) -> Mapping[str, Mapping[str, Answer]]:
    """Return by person what they said of each kind."""
    found: dict[str, dict[str, Answer]] = {}
    for row in unit.rows(_ANSWERS, {"org": org, "people": list(people)}):
        found.setdefault(row["person_id"], {})[row["kind"]] = Answer(row["answer"])
    return found


def answer(unit: Unit, org: str, person: str, kind: str, said: Answer, *, now: int) -> None:
    """Keep what somebody says of a kind, in the place of what they said before."""
    key, row = {"org_id": org, "person_id": person, "kind": kind}, {"answer": said.value, "at": now}
    insert = (sqlite if unit.dialect == "sqlite" else postgresql).insert(_answer)
    unit.run(insert.on_conflict_do_update(index_elements=list(key), set_=row), {**key, **row})


def _due(unit: Unit, org: str, new: Sequence[Notice], now: int) -> list[Notice]:
    """Return those of them of which the person is told today."""
    by_person: dict[str, set[str]] = {}
    for one in new:
        by_person.setdefault(one.person, set()).add(one.kind)
    told, said = _told(unit, org, sorted(by_person), now), answers(unit, org, by_person)
    cooldowns = {id: one.cooldown_days for id, one in pack.default().nudges.items()}
    may = {}
    for who, kinds in by_person.items():
        person = Person(told=told.get(who, NOTHING), answers=said.get(who, {}))
        may[who] = rules.due([one for one in rules.NUDGES if one.kind in kinds], person, cooldowns, now=now)
    return [one for one in new if one.kind in may[one.person]]


def _key(one: Notice) -> tuple[str, str, str]:
    return one.person, one.kind, one.subject


def _held(unit: Unit, org: str, wanted: Sequence[Notice]) -> Mapping[tuple[str, str, str], Row]:
    """Return what was left before of these."""
    told = {"org": org, "people": sorted({one.person for one in wanted}), "kinds": sorted({one.kind for one in wanted})}
    rows = unit.rows(_HELD, {**told, "subjects": sorted({one.subject for one in wanted})}) if wanted else ()
    return {(row["person_id"], row["kind"], row["subject"]): row for row in rows}


def _told(unit: Unit, org: str, people: Sequence[str], now: int) -> Mapping[str, Told]:
    """Return what coaching has left for each: what waits counts, and what was sent counts for a week from then on."""
    since = now - rules.WEEK_MS
    kinds = [one.kind for one in rules.NUDGES]
    days: dict[str, dict[str, set[int]]] = {}
    for row in unit.rows(_LATELY, {"org": org, "people": people, "kinds": kinds, "since": since}):
        days.setdefault(row["person_id"], {}).setdefault(row["kind"], set()).add(row["created_at"] // DAY_MS)
    last: dict[str, dict[str, int]] = {}
    for row in unit.rows(_LAST, {"org": org, "people": people, "kinds": kinds}):
        last.setdefault(row["person_id"], {})[row["kind"]] = row["last"]
    return {one: Told(days=days.get(one, {}), last=last[one]) for one in last}


_THEIRS = (
    _notice.c.org_id == bindparam("org"),
    _notice.c.person_id.in_(bindparam("people", expanding=True)),
    _notice.c.kind.in_(bindparam("kinds", expanding=True)),
)
_NAMED = (_notice.c.person_id, _notice.c.kind)
_TOLD = (*_THEIRS, _notice.c.state != State.DROPPED.value)  # what was dropped nobody was told
_HELD = Prepared(
    select(*_NAMED, _notice.c.subject, _notice.c.state, _notice.c.deadline).where(
        *_THEIRS, _notice.c.subject.in_(bindparam("subjects", expanding=True))
    )
)
_HEARD = func.coalesce(_notice.c.sent_at, _notice.c.created_at) > bindparam("since")
_LATELY = Prepared(select(*_NAMED, _notice.c.created_at).where(*_TOLD, _HEARD))
_LAST = Prepared(select(*_NAMED, func.max(_notice.c.created_at).label("last")).where(*_TOLD).group_by(*_NAMED))
_ANSWERS = Prepared(
    select(_answer).where(
        _answer.c.org_id == bindparam("org"), _answer.c.person_id.in_(bindparam("people", expanding=True))
    )
)
