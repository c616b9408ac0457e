"""Who leads whom and who is in which team, now and at any moment: a change ends one row and begins another."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, bindparam, column, delete, select, update, values

from domain import directory_changes as changes
from domain import policy
from domain.cycles import State
from domain.directory_changes import NOBODY
from domain.people import Actor
from domain.policy import Standing
from domain.roles import Office
from storage import delegations, due, roles, tables
from storage.due import Due
from storage.prepared import Prepared
from storage.unit import Row, Unit

FOREVER = 2**53 - 1  # ms; the last whole number that every tool reads exactly
PEOPLE = 1_000  # in one statement: PostgreSQL takes 65,535 parameters, some builds of SQLite half of that
_person = tables.table(tables.Person)
_line = tables.table(tables.ReportingLine)
_belonging = tables.table(tables.Belonging)
_membership = tables.table(tables.Membership)
_cycle = tables.table(tables.Cycle)
_Past = Mapping[str, Collection[Row]]  # by person
CHANGED = "lines.changed"  # of the due row after which whoever works by lines and teams looks again


def lead(unit: Unit, org: str, managers: Mapping[str, str | None], *, now: int) -> None:
    """Let each person be led by whom they map to (None: nobody) from now on."""
    parts = ({person: managers[person] for person in some} for some in thousands(managers))
    moved = [_lead(unit, org, part, now=now) for part in parts]
    if any(moved):
        _tell(unit, org, now)


def assign(unit: Unit, org: str, teams: Mapping[str, Iterable[str]], *, now: int) -> None:
    """Let each person be in exactly these teams (ids) from now on."""
    parts = ({person: set(teams[person]) for person in some} for some in thousands(teams))
    moved = [_assign(unit, org, part, now=now) for part in parts]
    if any(moved):
        _tell(unit, org, now)


def welcome(unit: Unit, org: str, managers: Mapping[str, str], teams: Mapping[str, Iterable[str]], *, now: int) -> None:
    """The same for people who came in this very unit: nothing of theirs is there to be looked up and ended."""
    begun = [{"org_id": org, "person_id": person, "manager_id": manager} for person, manager in managers.items()]
    joined = [{"org_id": org, "person_id": person, "team_id": team} for person in teams for team in teams[person]]
    _led(unit, org, managers)
    unit.insert_all(_line, _begin(begun, {}, now))
    unit.insert_all(_membership, joined)
    unit.insert_all(_belonging, _begin(joined, {}, now))
    if begun or joined:
        _tell(unit, org, now)


def manager(unit: Unit, org: str, person: str, *, at: int) -> str | None:
    """Return who led the person at the moment (UTC epoch ms)."""
    row = unit.first(_MANAGER_AT, {"org": org, "person": person, "at": at})
    return None if row is None else row["manager_id"]


def above(unit: Unit, org: str, person: str, *, at: int) -> tuple[str, ...]:
    """Return the person's manager at the moment, that one's, and so on to the top; of a loop, each once."""
    found: list[str] = []
    while (next_up := manager(unit, org, found[-1] if found else person, at=at)) and next_up not in found:
        found.append(next_up)
    return tuple(found)


def teams(unit: Unit, org: str, person: str, *, at: int) -> frozenset[str]:
    """Return the ids of the teams the person was in at the moment."""
    return frozenset(row["team_id"] for row in unit.rows(_TEAMS_AT, {"org": org, "person": person, "at": at}))


def circled(unit: Unit, org: str, managers: Mapping[str, str | None]) -> set[str]:
    """Return who would report to themselves, in the end, if each were led by whom they map to.

    As it stands now, whatever any clock says; whoever changes lines has to be alone in the org (storage.directory).
    """
    led = dict(managers)
    above = {boss for boss in managers.values() if boss} - led.keys()
    while above:
        for some in thousands(above):
            led |= {row["id"]: row["manager_id"] for row in _of(unit, org, _MANAGERS, _person.c.id, some)}
        above = {boss for one in above if (boss := led.setdefault(one, None))} - led.keys()
    number = {person: at for at, person in enumerate(led)}
    bosses = array("l", (number[boss] if boss else NOBODY for boss in led.values()))
    names = list(led)
    return {names[one] for circle in changes.circles(bosses) for one in circle} & managers.keys()


def standing(unit: Unit, actor: Actor, subject: str, *, at: int) -> Standing:
    """Return what the organization chart and the actor's roles make of the actor toward the subject at the moment.

    What belongs to one object (its author, its session) the caller adds. Nobody else works this out. Whoever acts for
    one of those above the subject is in their line as well.
    """
    me, org = actor.person.id, actor.org
    over_subject, over_me = above(unit, org, subject, at=at), above(unit, org, me, at=at)
    is_peer = over_me[:1] == over_subject[:1] != ()
    acted_for = delegations.acted_for(unit, org, me) if over_subject and me != subject else frozenset[str]()
    return Standing(
        member=policy.takes_part(actor.person),
        subject=me == subject,
        manager=over_subject[:1] == (me,),
        skip_level=over_subject[1:2] == (me,),
        in_line=me in over_subject or not acted_for.isdisjoint(over_subject),
        near=me != subject and (is_peer or subject in over_me),
        hr=actor.is_hr,
        ombud=roles.holds(unit, org, me, Office.OMBUD),
    )


def thousands(people: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Cut them so that each part fits into one statement."""
    rest = iter(people)
    while some := tuple(islice(rest, PEOPLE)):
        yield some


# --- Changes ------------------------------------------------------------------------------------------------------


def _tell(unit: Unit, org: str, now: int) -> None:
    """Let a review cycle that runs follow at once."""
    if unit.first(_RUNS, {"org": org}) is not None:
        due.plan(unit, [Due(org=org, kind=CHANGED, subject="", step=f"{now:015}", due_at=now)])


def _lead(unit: Unit, org: str, managers: Mapping[str, str | None], *, now: int) -> bool:
    """Say whether anybody is led by somebody else now."""
    held = {row["id"]: row["manager_id"] for row in _of(unit, org, _MANAGERS, _person.c.id, managers)}
    moved = {person: manager for person, manager in managers.items() if held.get(person) != manager}
    if not moved:
        return False
    past = _past(unit, org, _LINES, _line, moved)
    _led(unit, org, moved)
    _end(unit, _line, past, now)
    begun = [{"org_id": org, "person_id": person, "manager_id": manager} for person, manager in moved.items()]
    unit.insert_all(_line, _begin(begun, past, now))
    return True


def _led(unit: Unit, org: str, managers: Mapping[str, str | None]) -> None:
    rows = [{"org_id": org, "id": person, "manager_id": manager} for person, manager in managers.items()]
    unit.update_all(_person, rows, at=("org_id", "id"), counts="version")


def _assign(unit: Unit, org: str, teams: Mapping[str, set[str]], *, now: int) -> bool:
    """Say whether anybody left or joined a team."""
    held: dict[str, set[str]] = {person: set() for person in teams}
    for row in _of(unit, org, _TEAMS, _membership.c.person_id, teams):
        held[row["person_id"]].add(row["team_id"])
    left = [(person, team) for person in teams for team in sorted(held[person] - teams[person])]
    joined = [(person, team) for person in teams for team in sorted(teams[person] - held[person])]
    past = _past(unit, org, _BELONGINGS, _belonging, {person for person, _ in left + joined})
    if left:
        unit.run(_LEFT, [{"at_org": org, "at_person": person, "at_team": team} for person, team in left])
        _end(unit, _belonging, past, now, set(left))
    if joined:
        rows = [{"org_id": org, "person_id": person, "team_id": team} for person, team in joined]
        unit.insert_all(_membership, rows)
        unit.insert_all(_belonging, _begin(rows, past, now))
    return bool(left or joined)


def _past(unit: Unit, org: str, those: Select[Any], table: Table, people: Collection[str]) -> _Past:
    """Return every stretch of these people; a person has a handful in a working life."""
    found: dict[str, list[Row]] = {}
    for row in _of(unit, org, those, table.c.person_id, people) if people else ():
        found.setdefault(row["person_id"], []).append(row)
    return found


def _since(past: _Past, person: str, now: int) -> int:
    """From when a change holds: not before the last one, whatever a clock tells.

    Two replicas' clocks differ by some milliseconds; the second change would otherwise begin before the first.
    """
    return max([now, *map(_last, past.get(person, ()))])


def _last(row: Row) -> int:
    return int(row["starts_at"] if row["ends_at"] == FOREVER else row["ends_at"])


def _end(unit: Unit, table: Table, past: _Past, now: int, those: Collection[tuple[str, str]] | None = None) -> None:
    """What began at this very moment never held, so it goes; what began before ends here.

    Each row by its whole key, and by its person first of all: without statistics PostgreSQL reads all rows of the
    team, or of the org, for each of them.
    """
    still = [row for rows in past.values() for row in rows if row["ends_at"] == FOREVER]
    still = [row for row in still if those is None or (row["person_id"], row["team_id"]) in those]
    keys = [{f"at_{one.name}": row[one.name] for one in table.primary_key.columns} for row in still]
    ends = [_since(past, row["person_id"], now) for row in still]
    here = [_unindexed(one) == bindparam(f"at_{one.name}") for one in table.primary_key.columns]
    if gone := [key for key, end in zip(keys, ends, strict=True) if key["at_starts_at"] == end]:
        unit.run(delete(table).where(*here), gone)
    if over := [{**key, "end": end} for key, end in zip(keys, ends, strict=True) if key["at_starts_at"] < end]:
        unit.run(update(table).where(*here).values(ends_at=bindparam("end")), over)


def _begin(rows: Iterable[Mapping[str, Any]], past: _Past, now: int) -> list[dict[str, Any]]:
    return [{**row, "starts_at": _since(past, row["person_id"], now), "ends_at": FOREVER} for row in rows]


# --- Statements ---------------------------------------------------------------------------------------------------


def _of(unit: Unit, org: str, those: Select[Any], key: ColumnElement[str], people: Iterable[str]) -> Sequence[Row]:
    """A list of values is right for SQLite; without statistics PostgreSQL compares it with every row of the org."""
    if unit.is_alone:
        return unit.rows(those.where(key.table.c.org_id == org, key.in_(tuple(people))))
    named = values(column("id", String), name="named").data([(person,) for person in people]).cte()
    return unit.rows(those.select_from(key.table.join(named, named.c.id == key)).where(key.table.c.org_id == org))


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column.concat("") if column is _belonging.c.team_id else column


def _holds(table: Table) -> tuple[ColumnElement[bool], ...]:
    moment: ColumnElement[int] = bindparam("at")
    here = (table.c.org_id == bindparam("org"), table.c.person_id == bindparam("person"))
    return (*here, table.c.starts_at <= moment, table.c.ends_at > moment)


_LINES = select(*(_line.c[name] for name in ("org_id", "person_id", "starts_at", "ends_at")))
_BELONGINGS = select(_belonging)
_MANAGERS = select(_person.c.id, _person.c.manager_id)
_TEAMS = select(_membership.c.person_id, _membership.c.team_id)
_LEFT = delete(_membership).where(
    _membership.c.org_id == bindparam("at_org"),
    _membership.c.person_id == bindparam("at_person"),
    _membership.c.team_id == bindparam("at_team"),
)
_RUNS = Prepared(
    select(_cycle.c.id).where(_cycle.c.org_id == bindparam("org"), _cycle.c.state == State.OPEN.value).limit(1)
)
_MANAGER_AT = Prepared(select(_line.c.manager_id).where(*_holds(_line)))
_TEAMS_AT = Prepared(select(_belonging.c.team_id).where(*_holds(_belonging)))
