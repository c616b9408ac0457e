"""What coaching has said to whom, what they answered, and so which thoughts may be left for them today."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, func, insert, select

from content import pack
from domain import coaching as rules
from domain.coaching import NOTHING, Answer, Nudge, Person, Told
from domain.local_time import DAY_MS
from storage import tables
from storage.notices import Notice, State
from storage.prepared import Prepared
from storage.unit import Unit

_notice = tables.table(tables.Notice)
_answer = tables.table(tables.CoachingAnswer)


def within(unit: Unit, org: str, wanted: Sequence[Notice], *, now: int) -> list[Notice]:
    """Return those that may be left now, within the week's budget and after their cool-down.

    What was left before stays as it is, and is among them: leaving it again tells nobody anything twice.
    """
    if not wanted:
        return []
    people = sorted({one.person for one in wanted})
    held, told, said = _held(unit, org, wanted), _told(unit, org, people, now), answers(unit, org, people)
    new = [one for one in wanted if (one.person, one.kind, one.subject) not in held]
    known = {one: Person(told=told.get(one, NOTHING), answers=said.get(one, {})) for one in people}
    cooldowns = {id: one.cooldown_days for id, one in pack.default().nudges.items()}
    may = {one: rules.due(_kinds(new, one), known[one], cooldowns, now=now) for one in people}
    return [one for one in wanted if one not in new or one.kind in may[one.person]]


def answers(unit: Unit, org: str, people: Collection[str]) -> Mapping[str, Mapping[str, Answer]]:
    """Return by person what they said of each kind."""
    found: dict[str, dict[str, Answer]] = {}
    for row in unit.rows(_ANSWERS, {"org": org, "people": list(people)}):
        found.setdefault(row["person_id"], {})[row["kind"]] = Answer(row["answer"])
    return found


def answer(unit: Unit, org: str, person: str, kind: str, said: Answer, *, now: int) -> None:
    """Keep what somebody says of a kind, in the place of what they said before."""
    here = (_answer.c.org_id == org, _answer.c.person_id == person, _answer.c.kind == kind)
    unit.run(delete(_answer).where(*here))
    row = {"org_id": org, "person_id": person, "kind": kind, "answer": said.value, "at": now}
    unit.run(insert(_answer), row)


def _kinds(wanted: Iterable[Notice], person: str) -> list[Nudge]:
    kinds = {one.kind for one in wanted if one.person == person}
    return [one for one in rules.NUDGES if one.kind in kinds]


def _held(unit: Unit, org: str, wanted: Sequence[Notice]) -> set[tuple[str, str, str]]:
    told = {"org": org, "people": sorted({one.person for one in wanted}), "kinds": sorted({one.kind for one in wanted})}
    rows = unit.rows(_HELD, {**told, "subjects": sorted({one.subject for one in wanted})})
    return {(row["person_id"], row["kind"], row["subject"]) for row in rows}


def _told(unit: Unit, org: str, people: Sequence[str], now: int) -> Mapping[str, Told]:
    """Return what coaching has left for each, whether it was sent yet or waits."""
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
    select(*_NAMED, _notice.c.subject).where(*_THEIRS, _notice.c.subject.in_(bindparam("subjects", expanding=True)))
)
_LATELY = Prepared(select(*_NAMED, _notice.c.created_at).where(*_TOLD, _notice.c.created_at > bindparam("since")))
_LAST = Prepared(select(*_NAMED, func.max(_notice.c.created_at).label("last")).where(*_TOLD).group_by(*_NAMED))
_ANSWERS = Prepared(
    select(_answer).where(
        _answer.c.org_id == bindparam("org"), _answer.c.person_id.in_(bindparam("people", expanding=True))
    )
)
