"""Teams' months as rows: the latest word on each, read by the team, whoever leads it, and HR."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from domain import policy
from domain.errors import NotFoundError
from domain.paired import Figures
from domain.people import Actor
from domain.policy import Action, Condition, Kind
from domain.recurrence import Reported
from storage import leading, tables
from storage.unit import Row, Unit

_month = tables.table(tables.TeamMonth)
_KEY = ("org_id", "team_id", "month")


class Source(StrEnum):
    FORM = "form"
    ROWS = "rows"
    POSTED = "posted"


def may(unit: Unit, actor: Actor, team: str, action: Action) -> bool:
    """The team's people and whoever leads it read; whoever leads it and HR write."""
    is_mine = team in leading.teams_of(unit, actor.org, actor.person.id)
    met = {Condition.OWN_TEAM} if is_mine else set[Condition]()
    return policy.allows(leading.standing(unit, actor, team), action, Kind.TEAM_FIGURES, met)


def require(unit: Unit, actor: Actor, team: str, action: Action) -> str:
    """Return the team's name. Raises NotFoundError, also where there is none."""
    called = leading.name(unit, actor.org, team)
    if called is None or not may(unit, actor, team, action):
        raise NotFoundError
    return called


def save(unit: Unit, org: str, those: Sequence[Figures], *, source: Source, now: int) -> None:
    """Keep the months; one that was there before is as it is said now."""
    for one in those:
        row = {"org_id": org, "source": source.value, "at": now, **_columns(one)}
        insert = (sqlite if unit.dialect == "sqlite" else postgresql).insert(_month)
        said = {name: insert.excluded[name] for name in row if name not in _KEY}
        unit.run(insert.on_conflict_do_update(index_elements=list(_KEY), set_=said), row)


def of_team(unit: Unit, org: str, team: str, *, since: date) -> list[Figures]:
    """Return the months from this one on, in order."""
    here = (_month.c.org_id == org, _month.c.team_id == team, _month.c.month >= _written(since))
    return [_read(row) for row in unit.rows(select(_month).where(*here).order_by(_month.c.month))]


def reported(unit: Unit, org: str, team: str, months: Collection[date]) -> list[Reported | None]:
    """Return what was counted in those of the months that were entered."""
    those = _month.c.month.in_([_written(one) for one in months])
    rows = unit.rows(select(_month).where(_month.c.org_id == org, _month.c.team_id == team, those))
    return [_read(row).reported for row in rows]


def with_figures(unit: Unit, org: str) -> frozenset[str]:
    """Return the teams of which there is a month."""
    return frozenset(unit.run(select(_month.c.team_id).where(_month.c.org_id == org).distinct()).scalars())


def _columns(one: Figures) -> dict[str, Any]:
    return {
        "team_id": one.team,
        "month": _written(one.month),
        "changes": one.changes,
        "lead_minutes": one.lead_minutes,
        "failed": one.failed,
        "by_team": one.reported.by_team if one.reported else None,
        "by_customers": one.reported.by_customers if one.reported else None,
    }


def _read(row: Row) -> Figures:
    counted = row["by_team"] is not None
    return Figures(
        team=row["team_id"],
        month=date.fromisoformat(f"{row['month']}-01"),
        changes=row["changes"],
        lead_minutes=row["lead_minutes"],
        failed=row["failed"],
        reported=Reported(by_team=row["by_team"], by_customers=row["by_customers"]) if counted else None,
    )


def _written(month: date) -> str:
    return month.isoformat()[:7]
