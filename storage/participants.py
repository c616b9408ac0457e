"""Who takes part in a review cycle: the members of its teams, as they join and leave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, update

from storage import people, tables
from storage.prepared import Prepared
from storage.unit import Unit

_participant = tables.table(tables.Participant)
_cycle_team = tables.table(tables.CycleTeam)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)


def add_teams(unit: Unit, org: str, cycle: str, teams: Iterable[str], *, now: int) -> None:
    """Let these teams take part, too; their members come in with `follow`."""
    rows = [{"org_id": org, "cycle_id": cycle, "team_id": team, "joined_at": now} for team in teams]
    unit.insert_those_new(_cycle_team, rows)


def teams(unit: Unit, org: str, cycle: str) -> list[tuple[str, str]]:
    """Return id and name of the teams that take part, by name."""
    same = (_team.c.org_id == _cycle_team.c.org_id) & (_team.c.id == _cycle_team.c.team_id)
    here = (_cycle_team.c.org_id == org, _cycle_team.c.cycle_id == cycle)
    rows = unit.rows(select(_team.c.id, _team.c.name).join(_cycle_team, same).where(*here).order_by(_team.c.name))
    return [(row["id"], row["name"]) for row in rows]


def members(unit: Unit, org: str, teams: Sequence[str]) -> list[str]:
    """Return who would take part if these teams did."""
    mine = (_membership.c.org_id == _person.c.org_id) & (_membership.c.person_id == _person.c.id)
    here = (_person.c.org_id == org, _membership.c.team_id.in_(teams), people.taking_part())
    return list(unit.run(select(_person.c.id).join(_membership, mine).where(*here).distinct()).scalars())


def follow(unit: Unit, org: str, cycle: str, *, now: int) -> tuple[str, ...]:
    """Let exactly the members of its teams take part; return those who are new in it. Who was in it stays on record."""
    wanted = set(members(unit, org, [id for id, _ in teams(unit, org, cycle)]))
    held = {row["person_id"]: row["left_at"] for row in unit.rows(_HELD, {"org": org, "cycle": cycle})}
    present = {person for person, left_at in held.items() if left_at is None}
    new = [
        {"org_id": org, "cycle_id": cycle, "person_id": one, "joined_at": now, "left_at": None}
        for one in sorted(wanted - held.keys())
    ]
    unit.insert_those_new(_participant, new)
    _mark(unit, org, cycle, (wanted & held.keys()) - present, None)
    _mark(unit, org, cycle, present - wanted, now)
    return tuple(sorted(wanted - present))


def of_cycle(unit: Unit, org: str, cycle: str) -> list[str]:
    """Return who takes part now."""
    return list(joined(unit, org, cycle))


def joined(unit: Unit, org: str, cycle: str) -> dict[str, int]:
    """Return of each who takes part now since when they first did (UTC epoch ms)."""
    rows = unit.rows(_HELD, {"org": org, "cycle": cycle})
    return {row["person_id"]: row["joined_at"] for row in rows if row["left_at"] is None}


_HERE = (_participant.c.org_id == bindparam("org"), _participant.c.cycle_id == bindparam("cycle"))
_HELD = Prepared(select(_participant.c.person_id, _participant.c.joined_at, _participant.c.left_at).where(*_HERE))
_MARK = update(_participant).where(*_HERE, _participant.c.person_id == bindparam("person"))
_MARK = _MARK.values(left_at=bindparam("since"))


def _mark(unit: Unit, org: str, cycle: str, those: Iterable[str], left_at: int | None) -> None:
    rows = [{"org": org, "cycle": cycle, "person": one, "since": left_at} for one in sorted(those)]
    if rows:
        unit.run(_MARK, rows)
