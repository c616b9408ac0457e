"""A people file, saved in parts that each take a moment, so that nobody who works meanwhile has to wait for it.

One part is all or nothing. A file of more people than fit in one is in for whoever looks part by part: managers before
whom they lead, each person whole. What is cut off goes on where it stopped when the file is imported again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update

from domain import ids
from storage import audit, directory, importing_known, lines, outbox, tables
from storage.importing_plan import ADDED, CHANGED, LEAVING, Planned
from storage.prepared import Prepared
from storage.unit import Unit

PART = 250  # people
SILENT_MS = 60_000  # an import without a sign of life for so long has been cut off
RUNNING, DONE, UNDONE = "running", "done", "undone"
_PERSON = tables.table(tables.Person)
_TEAM = tables.table(tables.Team)
_RUN = tables.table(tables.ImportRun)
_ROW = tables.table(tables.ImportRow)
_COLUMN = tables.table(tables.ImportColumn)


_NEW = ("org_id", "id", "name", "email", "title", "zone", "is_hr", "sources", "created_at")
_COME = Prepared(insert(_PERSON), _NEW)
_WAS = Prepared(insert(_ROW), _ROW.columns.keys())


class AnotherRunsError(Exception):
    """Another import is under way. Nothing was changed: run this one again when it has ended."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many people a part changed, and how many it left alone because they changed after the plan was made."""

    people: int
    moved: int


def is_under_way(unit: Unit, org: str, *, now: int) -> bool:
    """Say whether an import is being saved; whatever else would move people about waits for it."""
    alive = select(_RUN.c.id).where(_RUN.c.org_id == org, _RUN.c.state == RUNNING, _RUN.c.beat_at > now - SILENT_MS)
    return unit.first(alive) is not None


def begin(unit: Unit, org: str, new_teams: Sequence[str], *, now: int, rng: random.Random) -> str:
    """Return the id of a new import. Raises AnotherRunsError."""
    directory.alone_in(unit, org)
    if is_under_way(unit, org, now=now):
        raise AnotherRunsError
    run = ids.new(rng)
    unit.run(insert(_RUN), {"org_id": org, "id": run, "state": RUNNING, "began_at": now, "beat_at": now})
    for name in new_teams:
        unit.insert_if_new(_TEAM, {"org_id": org, "id": ids.new(rng), "name": name, "created_at": now})
    return run


def save(unit: Unit, org: str, run: str, part: Sequence[Planned], *, now: int) -> Saved:
    """Save one part. Whoever changed since the plan was made, or came meanwhile, is left alone."""
    directory.alone_in(unit, org)
    fresh = _fresh(unit, org, part)
    added = [one for one in fresh if one.kind == ADDED]
    changed = [one for one in fresh if one.kind == CHANGED]
    leaving = [one.person for one in fresh if one.kind == LEAVING]
    _add(unit, org, added, now)
    _describe(unit, org, [*changed, *(one for one in fresh if one.kind == LEAVING)])
    outbox.recall(unit, org, [one.person for one in changed], now=now)
    outbox.withhold(unit, org, leaving)
    teams = _team_ids_of(unit, org, fresh)
    bosses = {one.person: one.manager for one in added if one.manager}
    lines.welcome(unit, org, bosses, {one.person: teams[one.person] for one in added if one.teams}, now=now)
    lines.lead(unit, org, {one.person: _boss(one) or None for one in changed if _says(one, "manager")}, now=now)
    lines.assign(unit, org, {one.person: teams[one.person] for one in changed if _says(one, "teams")}, now=now)
    _keep(unit, org, run, fresh, now)
    counts = {"added": len(added), "changed": len(changed), "leaving": len(leaving)}
    _beat(unit, org, run, counts, now)
    return Saved(len(fresh), len(part) - len(fresh))


def end(unit: Unit, org: str, run: str, remembered: Mapping[str, str], *, now: int, rng: random.Random) -> None:
    """Say that the import is done, and remember what its columns meant."""
    for title, field in remembered.items():
        here = {"org_id": org, "title": title, "field": field}
        if not unit.insert_if_new(_COLUMN, here):
            same = (_COLUMN.c.org_id == org, _COLUMN.c.title == title)
            unit.run(update(_COLUMN).where(*same).values(field=field))
    unit.run(update(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == run), {"state": DONE, "beat_at": now})
    row = unit.first(select(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == run)) or {}
    detail = {name: str(row[name]) for name in ("added", "changed", "leaving")}
    audit.record(unit, org=org, actor=None, action="people.imported", object="", detail=detail, now=now, rng=rng)


def columns(unit: Unit, org: str) -> Mapping[str, str]:
    """Return what the titles of columns mean, as somebody said before."""
    return {row["title"]: row["field"] for row in unit.rows(select(_COLUMN).where(_COLUMN.c.org_id == org))}


def analyze(unit: Unit) -> None:
    """Tell PostgreSQL how many there are now: it would go on reading whole tables, as is best while they are empty."""
    if unit.dialect == "postgresql":
        for table in ("person", "reporting_line", "membership", "belonging", "import_row"):
            unit.run(text(f"ANALYZE {table}"))


# --- One part -----------------------------------------------------------------------------------------------------


def _fresh(unit: Unit, org: str, part: Sequence[Planned]) -> list[Planned]:
    """Return those that are still as the plan saw them."""
    now = importing_known.people(unit, org, [one.person for one in part if one.kind != ADDED])
    new = [one.email for one in part if one.kind == ADDED]
    taken = importing_known.having(unit, org, "email", new)
    here = {one.person for one in part if one.kind == ADDED and one.email not in taken}
    bosses = {boss for one in part if (boss := _boss(one))} - here
    here |= importing_known.having(unit, org, "id", list(bosses))
    return [one for one in part if _is_fresh(one, taken, now, here)]


def _is_fresh(one: Planned, taken: Collection[str], now: Mapping[str, Any], bosses: Collection[str]) -> bool:
    if (boss := _boss(one)) and boss not in bosses:
        return False
    if one.kind == ADDED:
        return one.email not in taken
    return one.person in now and now[one.person].version == one.version


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
    if rows:
        unit.do(_COME, rows)


_WORDS = ("name", "title", "zone")


def _describe(unit: Unit, org: str, changed: Sequence[Planned]) -> None:
    """Those of whom the same fields change together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changed:
        row = {"at_id": one.person, "at_sources": one.told, **_columns(one)}
        alike.setdefault(tuple(sorted(row)), []).append(row)
    for names, rows in alike.items():
        here = update(_PERSON).where(_PERSON.c.org_id == org, _PERSON.c.id == bindparam("at_id"))
        values: dict[str, Any] = {name[3:]: bindparam(name) for name in names if name != "at_id"}
        unit.run(here.values(version=_PERSON.c.version + 1, **values), rows)


def _columns(one: Planned) -> dict[str, Any]:
    said = {field.name: field.new for field in one.fields}
    words: dict[str, Any] = {f"at_{name}": said[name] for name in _WORDS if name in said}
    words |= {"at_active": said["active"] == "yes"} if "active" in said else {}
    return words | ({"at_is_hr": said["hr"] == "yes"} if "hr" in said else {})


def _says(one: Planned, name: str) -> bool:
    return any(field.name == name for field in one.fields)


def _boss(one: Planned) -> str:
    return one.manager or next((field.new for field in one.fields if field.name == "manager"), "")


def _team_ids_of(unit: Unit, org: str, saved: Sequence[Planned]) -> Mapping[str, Sequence[str]]:
    named = {one.person: [*one.teams, *(_apart(one))] for one in saved}
    teams = team_ids(unit, org, {name for those in named.values() for name in those})
    return {person: [teams[name] for name in those] for person, those in named.items()}


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
    if rows:
        unit.do(_WAS, rows)


def _as_json(one: Planned) -> str:
    fields = [(field.name, field.old, field.new) for field in one.fields]
    return json.dumps(fields or [("active", "no", "yes")])


def _beat(unit: Unit, org: str, run: str, counts: Mapping[str, int], now: int) -> None:
    more = {name: _RUN.c[name] + count for name, count in counts.items()}
    unit.run(update(_RUN).where(_RUN.c.org_id == org, _RUN.c.id == run).values(beat_at=now, **more))
