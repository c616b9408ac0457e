"""Taking the last import back: exactly what it changed, and nothing of what came after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from domain import sources
from domain.directory_changes import Field
from storage import directory, importing, importing_offices, importing_restoring, lines, outbox, tables
from storage.importing import DONE, RUNNING, UNDOING, UNDONE, AnotherRunsError
from storage.importing_differences import BACK
from storage.importing_offices import Work
from storage.importing_restoring import Kept
from storage.unit import Unit

_RUN = tables.table(tables.ImportRun)
_ROW = tables.table(tables.ImportRow)


class NewerError(Exception):
    """Another import or undo ended meanwhile. Nothing was changed: run this again to see which import is the last."""


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
    """How many people are as before, and the addresses or names of those left alone."""

    restored: int
    newer: tuple[str, ...]


def last(unit: Unit, org: str, *, now: int) -> Import | None:
    """Return the last import that can be undone, also if an undo of it was cut off. Raises AnotherRunsError."""
    if importing.is_under_way(unit, org, now=now):
        raise AnotherRunsError
    newest = select(_RUN).where(_RUN.c.org_id == org).order_by(_RUN.c.began_at.desc(), _RUN.c.id.desc()).limit(1)
    row = unit.first(newest)
    if row is None or row["state"] not in (RUNNING, DONE, UNDOING):
        return None
    if unit.first(select(_ROW.c.person_id).where(_ROW.c.org_id == org, _ROW.c.run_id == row["id"]).limit(1)) is None:
        return None
    told = {name: row[name] for name in ("id", "began_at", "added", "changed", "leaving")}
    return Import(**told)


def begin(unit: Unit, org: str, run: str, *, now: int) -> None:
    """Let nobody else move people about until it has ended. Raises AnotherRunsError and NewerError."""
    directory.alone_in(unit, org)
    found = last(unit, org, now=now)
    if found is None or found.id != run:
        raise NewerError
    unit.run(update(_RUN).where(*_one(org, run)), {"state": UNDOING, "beat_at": now})


def undo(work: Work, people: Sequence[str]) -> Part:
    """Take back what was done to these people, some of storage.importing_restoring.order, and forget what was kept.

    Raises storage.importing.CutOffError.
    """
    unit, org, run, now = work.unit, work.org, work.run, work.now
    directory.alone_in(unit, org)
    importing.require_alive(unit, org, run, state=UNDOING, now=now)
    then = importing_restoring.kept(unit, org, run, people)
    fine = importing_restoring.restorable(unit, org, then)
    _restore(unit, org, fine, now)
    offices = {one: hr == "yes" for one, was in fine.items() if (hr := was.old("hr")) is not None}
    importing_offices.change(work, offices)
    unit.run(delete(_ROW).where(_ROW.c.org_id == org, _ROW.c.run_id == run, _ROW.c.person_id.in_(list(then))))
    unit.run(update(_RUN).where(*_one(org, run)), {"beat_at": now})
    importing_offices.record(work, offices, "undone people file")
    return Part(len(fine), tuple(was.person.email or was.person.name for one, was in then.items() if one not in fine))


def end(work: Work, restored: int) -> None:
    work.unit.run(update(_RUN).where(*_one(work.org, work.run)), {"state": UNDONE, "beat_at": work.now})
    importing_offices.note(work, "people.import_undone", work.run, {"restored": str(restored)})


def _restore(unit: Unit, org: str, those: Mapping[str, Kept], now: int) -> None:
    rows: list[dict[str, Any]] = [
        {"org_id": org, "id": one, "sources": _unsaid(was), **_columns(was.fields)} for one, was in those.items()
    ]
    importing.put(unit, rows)
    gone = [one for one, was in those.items() if BACK in was.fields]
    outbox.withhold(unit, org, gone)
    outbox.recall(unit, org, [one for one in those if one not in gone], now=now)
    bosses = {one: boss or None for one, was in those.items() if (boss := was.old("manager")) is not None}
    lines.lead(unit, org, bosses, now=now)
    teams = {one: importing.apart(named) for one, was in those.items() if (named := was.old("teams")) is not None}
    names = importing.team_ids(unit, org, {name for named in teams.values() for name in named})
    lines.assign(unit, org, {one: [names[name] for name in named] for one, named in teams.items()}, now=now)


def _unsaid(was: Kept) -> str | None:
    told = was.person.told
    for field in was.fields:
        told = told if field.name == "hr" else sources.unsaid(told, sources.Field(field.name))
    return told


def _columns(fields: Sequence[Field]) -> dict[str, Any]:
    said = {field.name: field.old for field in fields}
    words: dict[str, Any] = {name: said[name] for name in ("name", "title", "zone") if name in said}
    return words | ({"active": said["active"] == "yes"} if "active" in said else {})


def _one(org: str, run: str) -> tuple[Any, ...]:
    return (_RUN.c.org_id == org, _RUN.c.id == run)
