"""Taking the last import back: exactly what it changed, and nothing of what came after it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from domain import directory_changes as changes
from domain import sources
from domain.directory_changes import NOBODY, Field, Present
from storage import directory, importing, importing_known, importing_offices, lines, outbox, tables
from storage.importing import DONE, PART, RUNNING, UNDONE, AnotherRunsError
from storage.importing_differences import BACK
from storage.importing_offices import Shift, Work
from storage.unit import Row, Unit

_PERSON = tables.table(tables.Person)
_RUN = tables.table(tables.ImportRun)
_ROW = tables.table(tables.ImportRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The last import that stands: when it began (UTC epoch ms) and how many people it changed."""

    id: str
    began_at: int
    added: int
    changed: int
    leaving: int


@dataclass(frozen=True, slots=True)
class Part:
    """How many people are as before, the addresses or names of those left alone, and whether there are more."""

    restored: int
    newer: tuple[str, ...]
    more: bool


def last(unit: Unit, org: str, *, now: int) -> Import | None:
    """Return the last import that can be undone, None when there is none. Raises AnotherRunsError."""
    if importing.is_under_way(unit, org, now=now):
        raise AnotherRunsError
    newest = select(_RUN).where(_RUN.c.org_id == org).order_by(_RUN.c.began_at.desc(), _RUN.c.id.desc()).limit(1)
    row = unit.first(newest)
    if row is None or row["state"] not in (RUNNING, DONE):
        return None
    if unit.first(select(_ROW.c.person_id).where(_ROW.c.org_id == org, _ROW.c.run_id == row["id"]).limit(1)) is None:
        return None
    told = {name: row[name] for name in ("id", "began_at", "added", "changed", "leaving")}
    return Import(**told)


def begin(unit: Unit, org: str, run: str, *, now: int) -> None:
    """Let nobody else move people about until it has ended. Raises AnotherRunsError."""
    directory.alone_in(unit, org)
    if importing.is_under_way(unit, org, now=now):
        raise AnotherRunsError
    unit.run(update(_RUN).where(*_one(org, run)), {"state": RUNNING, "beat_at": now})


def circled(unit: Unit, org: str, run: str) -> set[str]:
    """Return the ids of people who cannot have their manager back: others have moved, and it would be a circle."""
    now = {row["id"]: row["manager_id"] for row in unit.rows(_led(org))}
    back = {row["person_id"]: old for row in _rows(unit, org, run) for old in _old_manager(unit, org, run, row)}
    numbers = {person: number for number, person in enumerate(now)}
    blocked: set[str] = set()
    while True:
        after = now | {person: old or None for person, old in back.items() if person not in blocked}
        bosses = array("l", (numbers.get(boss or "", NOBODY) for boss in after.values()))
        names = list(after)
        found = {names[one] for circle in changes.circles(bosses) for one in circle} & back.keys()
        if not found - blocked:
            return blocked
        blocked |= found


def undo(work: Work, blocked: Collection[str]) -> Part:
    """Take back one part, and forget what was kept of it. Raises storage.importing.CutOffError."""
    unit, org, run, now = work.unit, work.org, work.run, work.now
    directory.alone_in(unit, org)
    importing.require_alive(unit, org, run, now=now)
    rows = _rows(unit, org, run, PART)
    then = {row["person_id"]: _fields(unit, org, run, row) for row in rows}
    people = importing_known.people(unit, org, list(then))
    fine = {one for one, fields in then.items() if one not in blocked and _stands(people[one], fields)}
    fine -= _kept(unit, org, {one: then[one] for one in fine})
    _restore(unit, org, {one: (people[one], then[one]) for one in fine}, now)
    offices = _offices({one: then[one] for one in fine})
    importing_offices.change(work, offices)
    unit.run(delete(_ROW).where(_ROW.c.org_id == org, _ROW.c.run_id == run, _ROW.c.person_id.in_(list(then))))
    unit.run(update(_RUN).where(*_one(org, run)), {"beat_at": now})
    importing_offices.record(work, offices, "undone people file")
    newer = tuple(people[one].email or people[one].name for one in then if one not in fine)
    return Part(len(fine), newer, len(rows) == PART)


def end(work: Work, restored: int) -> None:
    work.unit.run(update(_RUN).where(*_one(work.org, work.run)), {"state": UNDONE, "beat_at": work.now})
    importing_offices.note(work, "people.import_undone", work.run, {"restored": str(restored)})


# --- What was, and what is ----------------------------------------------------------------------------------------


def _rows(unit: Unit, org: str, run: str, most: int | None = None) -> Sequence[Row]:
    those = select(_ROW.c.person_id, _ROW.c.fields).where(_ROW.c.org_id == org, _ROW.c.run_id == run)
    return unit.rows(those.order_by(_ROW.c.person_id).limit(most))


def _fields(unit: Unit, org: str, run: str, row: Row) -> tuple[Field, ...]:
    sealed = unit.keys.open(row["fields"], org, "import_row", run, row["person_id"], "fields")
    return tuple(Field(*one) for one in json.loads(sealed))


def _old_manager(unit: Unit, org: str, run: str, row: Row) -> list[str]:
    return [field.old for field in _fields(unit, org, run, row) if field.name == "manager"]


def _stands(person: Present, fields: Sequence[Field]) -> bool:
    """Everything is still as the import left it, and nobody stronger has said so since."""
    holders = sources.of(person.told)
    for field in fields:
        if _value(person, field.name) != field.new:
            return False
        if (
            field.name != "hr"
            and holders.get(sources.Field(field.name), sources.Source.FILE) is not sources.Source.FILE
        ):
            return False
        if field.name == "active" and field.old == "no" and person.seated:
            return False
    return True


def _offices(those: Mapping[str, Sequence[Field]]) -> dict[str, bool]:
    """Who was an HR administrator before, and who was not."""
    return {one: field.old == "yes" for one, fields in those.items() for field in fields if field.name == "hr"}


def _kept(unit: Unit, org: str, those: Mapping[str, Sequence[Field]]) -> set[str]:
    """Return whom HR cannot do without."""
    offices = _offices(those)
    going = {one for one, fields in those.items() if BACK in fields}
    shift = Shift(
        losing=going | {one for one, appointed in offices.items() if not appointed},
        gaining=[one for one, appointed in offices.items() if appointed],
        back=[one for one, fields in those.items() if Field("active", "yes", "no") in fields],
    )
    return importing_offices.indispensable(unit, org, shift)


def _value(person: Present, name: str) -> str:
    said: Mapping[str, str] = {
        "name": person.name,
        "title": person.title,
        "zone": person.zone,
        "manager": person.manager or "",
        "teams": changes.joined(person.teams),
        "active": "yes" if person.active else "no",
        "hr": "yes" if person.hr else "no",
    }
    return said[name]


def _restore(unit: Unit, org: str, those: Mapping[str, tuple[Present, Sequence[Field]]], now: int) -> None:
    rows: list[dict[str, Any]] = [
        {"org_id": org, "id": one, "sources": _unsaid(person, fields), **_columns(fields)}
        for one, (person, fields) in those.items()
    ]
    importing.put(unit, rows)
    gone = [one for one, (_, fields) in those.items() if BACK in fields]
    outbox.withhold(unit, org, gone)
    outbox.recall(unit, org, [one for one in those if one not in gone], now=now)
    bosses = {
        one: field.old or None for one, (_, fields) in those.items() for field in fields if field.name == "manager"
    }
    lines.lead(unit, org, bosses, now=now)
    teams = {
        one: importing.apart(field.old)
        for one, (_, fields) in those.items()
        for field in fields
        if field.name == "teams"
    }
    names = importing.team_ids(unit, org, {name for named in teams.values() for name in named})
    lines.assign(unit, org, {one: [names[name] for name in named] for one, named in teams.items()}, now=now)


def _unsaid(person: Present, fields: Sequence[Field]) -> str | None:
    told = person.told
    for field in fields:
        told = told if field.name == "hr" else sources.unsaid(told, sources.Field(field.name))
    return told


def _columns(fields: Sequence[Field]) -> dict[str, Any]:
    said = {field.name: field.old for field in fields}
    words: dict[str, Any] = {name: said[name] for name in ("name", "title", "zone") if name in said}
    return words | ({"active": said["active"] == "yes"} if "active" in said else {})


def _led(org: str) -> Any:
    return select(_PERSON.c.id, _PERSON.c.manager_id).where(_PERSON.c.org_id == org)


def _one(org: str, run: str) -> tuple[Any, ...]:
    return (_RUN.c.org_id == org, _RUN.c.id == run)
