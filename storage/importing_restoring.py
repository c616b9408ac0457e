"""Who is again as they were before an import, and in which order: nobody under whoever left, and nobody in a circle."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from domain import directory_changes as changes
from domain import sources
from domain.directory_changes import NOBODY, Field, Present
from storage import importing_known, importing_offices, lines, tables
from storage.importing import PART
from storage.importing_differences import BACK
from storage.importing_offices import Shift
from storage.unit import Row, Unit

_PERSON = tables.table(tables.Person)
_ROW = tables.table(tables.ImportRow)
STAYS = Field("active", "yes", "no")  # of whom the import let leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A person as they are, and what the import changed of them."""

    person: Present
    fields: tuple[Field, ...]

    def old(self, name: str) -> str | None:
        """Return what the field was before, None when the import left it as it was."""
        return next((field.old for field in self.fields if field.name == name), None)

    @property
    def stands(self) -> bool:
        """Everything is still as the import left it, and nobody stronger has said so since."""
        holders = sources.of(self.person.told)
        return all(_stands(self.person, field, holders) for field in self.fields)

    @property
    def loses_hr(self) -> bool:
        return self.old("hr") == "no" or (self.person.hr and BACK in self.fields)


def kept(unit: Unit, org: str, run: str, those: Sequence[str]) -> dict[str, Kept]:
    """Return what is kept of these people, in this order."""
    of_them = _ROW.c.person_id.in_(list(those))
    rows = unit.rows(select(_ROW).where(_ROW.c.org_id == org, _ROW.c.run_id == run, of_them))
    fields = {row["person_id"]: _fields(unit, org, run, row) for row in rows}
    people = importing_known.people(unit, org, list(fields))
    return {one: Kept(person=people[one], fields=fields[one]) for one in those if one in people}


def order(unit: Unit, org: str, run: str) -> list[str]:
    """Return everybody the import changed, by id: managers before whom they lead again, and who loses HR at the end."""
    mine = select(_ROW.c.person_id).where(_ROW.c.org_id == org, _ROW.c.run_id == run).order_by(_ROW.c.person_id)
    those = list(unit.run(mine).scalars())
    back: dict[str, str] = {}
    late: set[str] = set()
    for at in range(0, len(those), PART):
        for one, was in kept(unit, org, run, those[at : at + PART]).items():
            late |= {one} if was.loses_hr else set()
            if was.stands and (boss := was.old("manager")) is not None:
                back[one] = boss
    level = _levels(unit, org, back)
    return sorted(those, key=lambda one: (one in late, level[one], one))


def restorable(unit: Unit, org: str, those: Mapping[str, Kept]) -> dict[str, Kept]:
    """Return who of them can be as before, in this order. Whoever is left alone may leave others alone with them."""
    fine = {one: was for one, was in those.items() if was.stands}
    while True:
        able = _under_whoever_is_here(unit, org, fine)
        needed = _indispensable(unit, org, able)
        able = {one: was for one, was in able.items() if one not in needed}
        bosses = {one: boss or None for one, was in able.items() if (boss := was.old("manager")) is not None}
        circled = lines.circled(unit, org, bosses)
        able = {one: was for one, was in able.items() if one not in circled}
        if len(able) == len(fine):
            return fine
        fine = able


def _levels(unit: Unit, org: str, back: Mapping[str, str]) -> Mapping[str, int]:
    """Return how many will stand above each. Whoever would make a circle counts as they are now."""
    led = select(_PERSON.c.id, _PERSON.c.manager_id).where(_PERSON.c.org_id == org)
    now = {row["id"]: row["manager_id"] for row in unit.rows(led)}
    numbers = {person: number for number, person in enumerate(now)}
    names = list(now)
    wanted = dict(back)
    while True:
        after = now | {person: boss or None for person, boss in wanted.items()}
        bosses = array("l", (numbers.get(boss or "", NOBODY) for boss in after.values()))
        found = {names[one] for circle in changes.circles(bosses) for one in circle}
        if not found:
            return dict(zip(names, changes.levels(bosses), strict=True))
        wanted = {person: boss for person, boss in wanted.items() if person not in found}


def _under_whoever_is_here(unit: Unit, org: str, those: Mapping[str, Kept]) -> dict[str, Kept]:
    """Nobody is given back to a manager who has left, or was erased, since; but to one who comes back before them."""
    bosses = {boss for was in those.values() if (boss := was.old("manager"))}
    here = {one for one, active in importing_known.activity(unit, org, list(bosses)).items() if active}
    able: dict[str, Kept] = {}
    for one, was in those.items():
        if not (boss := was.old("manager")) or boss in here:
            able[one] = was
            here |= {one} if STAYS in was.fields else set()
    return able


def _indispensable(unit: Unit, org: str, those: Mapping[str, Kept]) -> set[str]:
    """Return whom HR cannot do without."""
    shift = Shift(
        losing={one for one, was in those.items() if was.old("hr") == "no" or BACK in was.fields},
        gaining=[one for one, was in those.items() if was.old("hr") == "yes"],
        back=[one for one, was in those.items() if STAYS in was.fields],
    )
    return importing_offices.indispensable(unit, org, shift)


def _fields(unit: Unit, org: str, run: str, row: Row) -> tuple[Field, ...]:
    sealed = unit.keys.open(row["fields"], org, "import_row", run, row["person_id"], "fields")
    return tuple(Field(*one) for one in json.loads(sealed))


def _stands(person: Present, field: Field, holders: Mapping[sources.Field, sources.Source]) -> bool:
    if _value(person, field.name) != field.new:
        return False
    if field.name == "hr":
        return True
    if holders.get(sources.Field(field.name), sources.Source.FILE) is not sources.Source.FILE:
        return False
    return not (field.name == "active" and field.old == "no" and person.seated)


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
