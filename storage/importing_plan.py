"""What a people file would change: everybody who is known is laid beside it, and each difference is written down.

Nothing here changes the store, and only one page of people is in memory at a time.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from domain import directory_changes as changes
from domain import ids, roster
from domain.directory import Problem
from domain.names import folded
from storage import barring, importing_known, importing_offices, tables
from storage import importing_differences as differences
from storage.importing_desk import AT_ONCE, Desk
from storage.importing_differences import ADDED, BACK, CHANGED, LEAVING, NO_LONGER_HR, Planned
from storage.importing_offices import Shift
from storage.unit import Unit

_team = tables.table(tables.Team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would change, in numbers. `unlisted`: not in the file, and said to be here by a platform or by SCIM.

    `governed` are the people only a file knows; `barred` are lines about people who were erased, which are left out.
    """

    added: int
    changed: int
    leaving: int
    new_teams: tuple[str, ...]
    unlisted: int
    governed: int
    barred: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.leaving or self.new_teams)

    def refuse_shrink(self) -> None:
        """Raise domain.roster.ShrinkError when over 20 % of the people only the file knows would leave."""
        roster.refuse_shrink(self.leaving, self.governed)


def look(unit: Unit, org: str, desk: Desk, *, partial: bool, rng: random.Random) -> tuple[Plan | None, list[Problem]]:
    """Work the plan out, or return what is wrong with the file beside what the store holds."""
    for page in importing_known.everybody(unit, org):
        desk.hold(page)
    barred = _leave_out(unit, org, desk)
    _name(desk, rng)
    problems = [*_without_manager(desk, partial=partial)] or [*_circles(desk)]
    if problems:
        return None, problems
    differences.write_down(desk, partial=partial)
    if problems := [*_without_hr(unit, org, desk)]:
        return None, problems
    return _counted(unit, org, desk, barred, partial=partial), []


# --- Who is who ---------------------------------------------------------------------------------------------------


def _leave_out(unit: Unit, org: str, desk: Desk) -> tuple[int, ...]:
    """Whoever was erased at their own wish is not brought back by a file."""
    found = {}
    for emails in _pages(desk, "SELECT DISTINCT email FROM listed"):
        for email in barring.addresses(unit, org, emails):
            found[email] = desk.one("SELECT min(line) FROM listed WHERE email = ?", email)
    desk.run_many("DELETE FROM listed WHERE email = ?", ((email,) for email in found))
    return tuple(sorted(found.values()))


def _pages(desk: Desk, statement: str) -> Iterator[list[str]]:
    page: list[str] = []
    for row in desk.rows(statement):
        page.append(row[0])
        if len(page) == AT_ONCE:
            yield page
            page = []
    yield page


def _name(desk: Desk, rng: random.Random) -> None:
    """Find each row's person, or give a new one an id; then whom each row names as manager."""
    desk.run("CREATE INDEX known_email ON known (email)")
    desk.run("UPDATE listed SET person = (SELECT id FROM known WHERE known.email = listed.email)")
    new = [row[0] for row in desk.rows("SELECT line FROM listed WHERE person IS NULL ORDER BY line")]
    given = sorted(ids.new(rng) for _ in new)  # in order, so that whoever is saved together stands together on the disk
    desk.run_many("UPDATE listed SET person = ? WHERE line = ?", zip(given, new, strict=True))
    for index in ("number", "called", "person"):
        desk.run(f"CREATE INDEX listed_{index} ON listed ({index})")
    desk.run(
        "UPDATE listed SET boss = coalesce((SELECT person FROM listed AS one WHERE one.email = listed.manager),"
        " (SELECT id FROM known WHERE known.email = listed.manager)) WHERE manager <> ''"
    )
    desk.run(
        "UPDATE listed SET boss = (SELECT min(person) FROM listed AS one WHERE one.number = listed.manager"
        " HAVING count(*) = 1) WHERE manager <> '' AND boss IS NULL"
    )
    unnamed = [(row[0], row[1]) for row in desk.rows(_UNNAMED)]
    named = "UPDATE listed SET boss = (SELECT min(person) FROM listed WHERE called = ? HAVING count(*) = 1)"
    desk.run_many(named + " WHERE line = ?", ((_called(words), line) for line, words in unnamed))


_UNNAMED = "SELECT line, manager FROM listed WHERE manager <> '' AND boss IS NULL ORDER BY line"


def _called(words: str) -> str:
    """Return the name as it is compared: Workday writes "Ruiz, Ana (1042)" for "Ana Ruiz"."""
    last, comma, first = words.partition("(")[0].strip().partition(",")
    return folded(f"{first.strip()} {last.strip()}" if comma else last.strip())


def _without_manager(desk: Desk, *, partial: bool) -> Iterator[Problem]:
    for row in desk.rows(_UNNAMED):
        yield Problem(row["line"], _no_manager(desk, row["manager"]))
    elsewhere = "boss IN (SELECT id FROM known) AND boss NOT IN (SELECT person FROM listed)"
    for row in desk.rows(f"SELECT line, manager, boss FROM listed WHERE {elsewhere}"):  # noqa: S608 - our own words
        boss = desk.present(row["boss"])
        if boss and (not boss.active or (boss.is_governed and not partial)):
            yield Problem(row["line"], _no_manager(desk, row["manager"]))


def _no_manager(desk: Desk, words: str) -> str:
    if "@" in words:
        return f"the manager {words} is neither in the file nor on a platform"
    count = desk.one("SELECT count(*) FROM listed WHERE called = ? OR number = ?", _called(words), words)
    several = f"{count} people in the file are called so" if count else "nobody in the file is called so"
    return f"the manager {words[:80]!r}: {several}; write their e-mail address"


def _circles(desk: Desk) -> Iterator[Problem]:
    desk.run("INSERT INTO node SELECT row_number() OVER () - 1, id, manager FROM known")
    said = "SELECT person, CASE WHEN manager IS NULL THEN (SELECT manager FROM known WHERE id = person) ELSE boss END"
    desk.run("CREATE TABLE now (id TEXT PRIMARY KEY, boss TEXT)")
    desk.run(f"INSERT INTO now {said} FROM listed")
    desk.run("UPDATE node SET boss = (SELECT boss FROM now WHERE now.id = node.id) WHERE id IN (SELECT id FROM now)")
    last = desk.one("SELECT coalesce(max(n), -1) FROM node")
    new = "SELECT ? + row_number() OVER (ORDER BY id), id, boss FROM now WHERE id NOT IN (SELECT id FROM node)"
    desk.run(f"INSERT INTO node {new}", last)
    bosses = desk.bosses()
    found = list(changes.circles(bosses))
    for circle in found:
        yield _circle(desk, circle)
    if not found:
        _rank(desk, changes.levels(bosses))


def _circle(desk: Desk, circle: Sequence[int]) -> Problem:
    those = [desk.one("SELECT id FROM node WHERE n = ?", one) for one in circle]
    lines = [desk.one("SELECT line FROM listed WHERE person = ?", one) for one in those]
    first = min((line, place) for place, line in enumerate(lines) if line is not None)[1] if any(lines) else 0
    around = [differences.called(desk, one) for one in (*those[first:], *those[: first + 1])]
    return Problem(lines[first] or 0, f"these people report to one another in a circle: {' -> '.join(around)}")


def _rank(desk: Desk, levels: array[int]) -> None:
    desk.run("CREATE TABLE rank (n INTEGER PRIMARY KEY, level INTEGER)")
    desk.run_many("INSERT INTO rank VALUES (?, ?)", enumerate(levels))
    above = "SELECT level FROM rank JOIN node ON node.n = rank.n WHERE node.id = listed.person"
    desk.run(f"UPDATE listed SET level = ({above})")  # noqa: S608 - our own words


# --- What it comes to ---------------------------------------------------------------------------------------------


def _without_hr(unit: Unit, org: str, desk: Desk) -> Iterator[Problem]:
    """Somebody who can act as HR must be left."""
    losing = {one.person for one in _going(desk)}
    if not losing:
        return
    gaining = [row[0] for row in desk.rows("SELECT person FROM listed WHERE hr")]
    back = [one.person for _, one in differences.planned(desk, CHANGED) if BACK in one.fields]
    shift = Shift(losing=losing, gaining=gaining, back=back)
    for person in sorted(importing_offices.indispensable(unit, org, shift)):
        line = desk.one("SELECT line FROM listed WHERE person = ?", person)
        who = differences.called(desk, person)
        yield Problem(line or 0, f"{who} is the last HR administrator; say yes for somebody else first")


def _going(desk: Desk) -> Iterator[Planned]:
    """Whoever would lose HR, or leave with it."""
    for row in desk.rows("SELECT id FROM known WHERE hr"):
        for _, one in differences.planned(desk, person=row[0]):
            if one.kind == LEAVING or NO_LONGER_HR in one.fields:
                yield one


def _counted(unit: Unit, org: str, desk: Desk, barred: tuple[int, ...], *, partial: bool) -> Plan:
    counts = {row[0]: row[1] for row in desk.rows("SELECT kind, count(*) FROM planned GROUP BY kind")}
    absent = [desk.known(row) for row in desk.rows(_ABSENT)] if not partial else []
    governed = sum(desk.known(row).is_governed for row in desk.rows("SELECT * FROM known WHERE active"))
    held = {row["name"] for row in unit.rows(select(_team.c.name).where(_team.c.org_id == org))}
    named = {team for row in desk.rows("SELECT DISTINCT teams FROM listed") for team in (row[0] or "").split("\x1f")}
    return Plan(
        added=counts.get(ADDED, 0),
        changed=counts.get(CHANGED, 0),
        leaving=counts.get(LEAVING, 0),
        new_teams=tuple(sorted(named - held - {""})),
        unlisted=sum(not one.is_governed for one in absent),
        governed=governed,
        barred=barred,
    )


_ABSENT = "SELECT * FROM known WHERE active AND id NOT IN (SELECT person FROM listed)"
