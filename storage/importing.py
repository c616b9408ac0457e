"""A people file, saved in parts that each take a moment, so that nobody who works meanwhile has to wait for it.

One part is all or nothing. A file of more people than fit in one is in for whoever looks part by part: managers before
whom they lead, each person whole. What is cut off goes on where it stopped when the file is imported again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update

from domain import ids
from storage import directory, importing_fresh, importing_offices, lines, outbox, planner, tables
from storage.importing_differences import ADDED, CHANGED, LEAVING, Planned
from storage.importing_offices import Work
from storage.unit import Unit

PART = 500  # people
SILENT_MS = 60_000  # an import without a sign of life for so long has been cut off
RUNNING, DONE, UNDOING, UNDONE = "running", "done", "undoing", "undone"
_PERSON = tables.table(tables.Person)
_TEAM = tables.table(tables.Team)
_RUN = tables.table(tables.ImportRun)
_ROW = tables.table(tables.ImportRow)
_COLUMN = tables.table(tables.ImportColumn)
_COUNTED = (
    _PERSON,
    tables.table(tables.ReportingLine),
    tables.table(tables.Membership),
    tables.table(tables.Belonging),
    _ROW,
)


class AnotherRunsError(Exception):
    """Another import is under way. Nothing was changed: run this one again when it has ended."""


class CutOffError(Exception):
    """This stood still for so long that others may have changed people. Run it again: it goes on where it stopped."""


@dataclass(frozen=True, slots=True)
class Run:
    """An import that has begun, and the ids of all teams by name."""

    id: str
    teams: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many people a part changed, and how many it left alone because they changed after the plan was made."""

    people: int
    moved: int


def is_under_way(unit: Unit, org: str, *, now: int) -> bool:
    """Say whether an import is being saved or undone; whatever else would move people about waits for it."""
    alive = (_RUN.c.org_id == org, _RUN.c.state.in_((RUNNING, UNDOING)), _RUN.c.beat_at > now - SILENT_MS)
    return unit.first(select(_RUN.c.id).where(*alive)) is not None


def begin(unit: Unit, org: str, new_teams: Sequence[str], *, now: int, rng: random.Random) -> Run:
    """Begin a new import. Raises AnotherRunsError."""
    directory.alone_in(unit, org)
    if is_under_way(unit, org, now=now):
        raise AnotherRunsError
    run = ids.new(rng)
    unit.run(insert(_RUN), {"org_id": org, "id": run, "state": RUNNING, "began_at": now, "beat_at": now})
    rows = [{"org_id": org, "id": ids.new(rng), "name": name, "created_at": now} for name in new_teams]
    unit.insert_those_new(_TEAM, rows)
    named = unit.rows(select(_TEAM.c.name, _TEAM.c.id).where(_TEAM.c.org_id == org))
    return Run(run, {row["name"]: row["id"] for row in named})


def save(work: Work, part: Sequence[Planned], teams: Mapping[str, str]) -> Saved:
    """Save one part. Whoever changed since the plan was made, or came meanwhile, is left alone. Raises CutOffError.

    `teams` are those of the run.
    """
    unit, org, now = work.unit, work.org, work.now
    directory.alone_in(unit, org)
    require_alive(unit, org, work.run, state=RUNNING, now=now)
    fresh = importing_fresh.of(unit, org, part)
    appointed = importing_fresh.offices
    of_kind = {kind: [one for one in fresh if one.kind == kind] for kind in (ADDED, CHANGED, LEAVING)}
    _add(unit, org, of_kind[ADDED], now)
    _describe(unit, org, [*of_kind[CHANGED], *of_kind[LEAVING]])
    outbox.recall(unit, org, [one.person for one in of_kind[CHANGED]], now=now)
    outbox.withhold(unit, org, [one.person for one in of_kind[LEAVING]])
    _place(work, of_kind[ADDED], of_kind[CHANGED], teams)
    _keep(unit, org, work.run, fresh, now)
    importing_offices.change(work, appointed(of_kind[CHANGED]))
    counts = {kind: len(those) for kind, those in of_kind.items()}
    _beat(unit, org, work.run, counts, now)
    importing_offices.record(work, {**appointed(of_kind[ADDED]), **appointed(of_kind[CHANGED])}, "people file")
    told = {kind: str(count) for kind, count in counts.items()}
    importing_offices.note(work, "people.import_part", work.run, told)
    return Saved(len(fresh), len(part) - len(fresh))


def end(work: Work, remembered: Mapping[str, str]) -> None:
    """Say that the import is done, and remember what its columns meant. Raises CutOffError."""
    unit, org, now = work.unit, work.org, work.now
    directory.alone_in(unit, org)
    require_alive(unit, org, work.run, state=RUNNING, now=now)
    for title, meaning in remembered.items():
        here = {"org_id": org, "title": title, "field": meaning}
        if not unit.insert_if_new(_COLUMN, here):
            same = (_COLUMN.c.org_id == org, _COLUMN.c.title == title)
            unit.run(update(_COLUMN).where(*same).values(field=meaning))
    unit.run(update(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == work.run), {"state": DONE, "beat_at": now})
    row = unit.first(select(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == work.run)) or {}
    detail = {name: str(row[name]) for name in ("added", "changed", "leaving")}
    importing_offices.note(work, "people.imported", "", detail)


def columns(unit: Unit, org: str) -> Mapping[str, str]:
    """Return what the titles of columns mean, as somebody said before."""
    return {row["title"]: row["field"] for row in unit.rows(select(_COLUMN).where(_COLUMN.c.org_id == org))}


def require_alive(unit: Unit, org: str, run: str, *, state: str, now: int) -> None:
    """Raise CutOffError when the run is not taken for alive by others any more, or is in another state by now."""
    alive = (_RUN.c.org_id == org, _RUN.c.id == run, _RUN.c.state == state, _RUN.c.beat_at > now - SILENT_MS)
    if unit.first(select(_RUN.c.id).where(*alive)) is None:
        raise CutOffError


def tell_planner(unit: Unit) -> None:
    """Have PostgreSQL count what the first parts added."""
    planner.tell(unit, *_COUNTED)


# --- One part -----------------------------------------------------------------------------------------------------


def _add(unit: Unit, org: str, added: Sequence[Planned], now: int) -> None:
    rows = [
        {
            "org_id": org,
            "id": one.person,
            "name": one.name,
            "email": one.email,
            "title": one.title,
            "zone": one.zone,
            "is_hr": one.hr,
            "sources": one.told,
            "created_at": now,
        }
        for one in added
    ]
    unit.insert_all(_PERSON, rows)


_WORDS = ("name", "title", "zone")


def _describe(unit: Unit, org: str, changed: Sequence[Planned]) -> None:
    put(unit, [{"org_id": org, "id": one.person, "sources": one.told, **_columns(one)} for one in changed])


def put(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change people as the rows say; those of whom the same columns change go together."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(sorted(row)), []).append(row)
    for those in alike.values():
        unit.update_all(_PERSON, those, at=("org_id", "id"), counts="version")


def _columns(one: Planned) -> dict[str, Any]:
    said = {field.name: field.new for field in one.fields}
    words: dict[str, Any] = {name: said[name] for name in _WORDS if name in said}
    return words | ({"active": said["active"] == "yes"} if "active" in said else {})


def _place(work: Work, added: Sequence[Planned], changed: Sequence[Planned], teams: Mapping[str, str]) -> None:
    """Let them be led by whom the file names, in the teams it names."""
    unit, org, now = work.unit, work.org, work.now
    bosses = {one.person: one.manager for one in added if one.manager}
    lines.welcome(unit, org, bosses, {one.person: [teams[name] for name in one.teams] for one in added}, now=now)
    lines.lead(unit, org, {one.person: one.boss or None for one in changed if one.says("manager")}, now=now)
    moved = {one.person: [teams[name] for name in _apart(one)] for one in changed if one.says("teams")}
    lines.assign(unit, org, moved, now=now)


def _apart(one: Planned) -> Sequence[str]:
    return next((apart(field.new) for field in one.fields if field.name == "teams"), ())


def apart(teams: str) -> list[str]:
    return [team for team in teams.split("; ") if team]


def team_ids(unit: Unit, org: str, names: Collection[str]) -> Mapping[str, str]:
    those = select(_TEAM.c.name, _TEAM.c.id).where(_TEAM.c.org_id == org, _TEAM.c.name.in_(names))
    return {row["name"]: row["id"] for row in unit.rows(those)} if names else {}


def _keep(unit: Unit, org: str, run: str, saved: Sequence[Planned], now: int) -> None:
    """Keep how everybody was, for an undo."""
    rows = [
        {
            "org_id": org,
            "run_id": run,
            "person_id": one.person,
            "at": now,
            "fields": unit.keys.seal(_as_json(one), org, "import_row", run, one.person, "fields"),
        }
        for one in saved
    ]
    unit.insert_all(_ROW, rows)


def _as_json(one: Planned) -> str:
    """Whoever came had not been here, and so was no HR administrator either."""
    came = [("active", "no", "yes"), *([("hr", "no", "yes")] if one.hr else [])]
    return json.dumps([(field.name, field.old, field.new) for field in one.fields] or came)


def _beat(unit: Unit, org: str, run: str, counts: Mapping[str, int], now: int) -> None:
    more = {name: _RUN.c[name] + count for name, count in counts.items()}
    unit.run(update(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == run).values(beat_at=now, **more))
