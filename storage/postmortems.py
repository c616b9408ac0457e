"""Post-mortems as rows, and the figures of teams that are made of them. Everybody in the org may read them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, update

from domain import local_time, policy
from domain import postmortems as rules
from domain import recurrence as followed
from domain.errors import NotFoundError, StaleError
from domain.paired_register import Register
from domain.people import Actor
from domain.policy import Action, Kind
from domain.postmortems import FoundBy, Postmortem, Severity, State
from domain.postmortems_actions import Kept, kept
from domain.postmortems_index import Band, Sheet
from domain.recurrence import Recurrence
from storage import days, postmortems_actions, postmortems_keepers, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

LATEST = 20  # by which scorers' agreement is told
_postmortem = tables.table(tables.Postmortem)
_responder = tables.table(tables.PostmortemResponder)
_ADD = Prepared(insert(_postmortem), _postmortem.columns.keys())
_RESPONDERS = Prepared(
    select(_responder.c.postmortem_id, _responder.c.person_id).where(
        _responder.c.org_id == bindparam("org"), _responder.c.postmortem_id.in_(bindparam("those", expanding=True))
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One that has an index. `passes` the gate: neither scorer found blame in it."""

    id: str
    happened_on: date
    index: int
    band: Band
    passes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the list, the newest first; `number` counts from 0."""

    found: Sequence[Postmortem]
    number: int
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of some teams: the index of each that has one, and how many of what was closed came back."""

    indexes: Sequence[int]
    recurrence: Recurrence


def add(unit: Unit, org: str, one: Postmortem, *, now: int) -> None:
    unit.do(_ADD, {"org_id": org, "created_at": now, **_columns(unit, org, one)})
    _respond(unit, org, one)


def save(unit: Unit, org: str, one: Postmortem) -> None:
    """Keep it as its version now says. Raises StaleError when somebody changed it meanwhile."""
    here = (*_one(org, one.id), _postmortem.c.version == one.version - 1)
    if not unit.run(update(_postmortem).where(*here), _columns(unit, org, one)).rowcount:
        raise StaleError
    unit.run(delete(_responder).where(_responder.c.org_id == org, _responder.c.postmortem_id == one.id))
    _respond(unit, org, one)


def find(unit: Unit, org: str, id: str) -> Postmortem | None:
    found = _read(unit, org, select(_postmortem).where(*_one(org, id)))
    return found[0] if found else None


def find_locked(unit: Unit, org: str, id: str) -> Postmortem:
    """Return it to be changed by whoever scores it, until this unit ends. Raises NotFoundError."""
    found = _read(unit, org, unit.locked(select(_postmortem).where(*_one(org, id))))
    if not found:
        raise NotFoundError
    return found[0]


def find_to_change(unit: Unit, actor: Actor, id: str) -> Postmortem:
    """Return it for whoever sees to it. Raises NotFoundError for anybody else."""
    one = find_locked(unit, actor.org, id)
    if not policy.allows(postmortems_keepers.standing(unit, actor, one), Action.WRITE, Kind.POSTMORTEM):
        raise NotFoundError
    return one


def reopened(unit: Unit, org: str) -> list[Postmortem]:
    """Return those that lack a fact."""
    here = (_postmortem.c.org_id == org, _postmortem.c.state == State.REOPENED.value)
    return _read(unit, org, select(_postmortem).where(*here))


def latest(unit: Unit, org: str) -> list[Postmortem]:
    """Return the newest of all teams."""
    return _read(unit, org, _newest(org).limit(LATEST))


def page(unit: Unit, org: str, number: int, *, most: int, writer: str = "") -> Page:
    """Return so many of all teams; of a writer, of what they registered or responded to.

    Where nothing is so old any more, the newest.
    """
    those = _newest(org).where(*_written_by(org, writer))
    found = _read(unit, org, those.limit(most + 1).offset(number * most))
    if number and not found:
        return page(unit, org, 0, most=most, writer=writer)
    return Page(found=found[:most], number=number, is_last=len(found) <= most)


def of_team(unit: Unit, org: str, team: str, since: date, until: date) -> list[Postmortem]:
    """Return those of what happened from `since` to before `until`, whether they are scored or not, in this order."""
    return _read(unit, org, _between(org, since, until).where(_postmortem.c.team_id == team))


# --- Figures ------------------------------------------------------------------------------------------------------


def indexes(unit: Unit, org: str, team: str, since: date, until: date) -> list[Scored]:
    """Return those of one team that have an index now, by the day on which it happened.

    What is not scored yet, or was reopened for missing facts, has none: `of_team` returns these, too.
    """
    found = [(one, index) for one in of_team(unit, org, team, since, until) if (index := one.index) is not None]
    return [
        Scored(
            id=one.id,
            happened_on=one.happened_on,
            index=index.shown,
            band=index.band,
            passes=not index.is_capped,
        )
        for one, index in found
    ]


def verified(unit: Unit, org: str, team: str, since: date, until: date) -> Kept:
    """Return how many of the team's actions were due in the period, and how many of them were kept."""
    those = select(_postmortem.c.id).where(_postmortem.c.org_id == org, _postmortem.c.team_id == team)
    return kept(postmortems_actions.of_those(unit, org, those), since, until)


def recurrence(unit: Unit, org: str, team: str | None, window: tuple[date, date], *, now: int) -> Recurrence:
    """Return how many of what was closed in the window came back within 90 days, of one team or of all."""
    every = select(_postmortem).where(_postmortem.c.org_id == org, *_of(team))
    start, end = (local_time.instant(day, time(0), "UTC") for day in window)
    items = [rules.as_item(one) for one in _read(unit, org, every)]
    return followed.recurrence(items, (start, end), now=now)


def of_teams(unit: Unit, org: str, teams: Collection[str], window: tuple[date, date], *, now: int) -> Figures:
    """Return the same of several teams together. What one of them closed may come back in any team."""
    since, until = window
    every = _read(unit, org, select(_postmortem).where(_postmortem.c.org_id == org))
    ours = [one for one in every if one.team in teams]
    start, end = (local_time.instant(day, time(0), "UTC") for day in window)
    items, counted = [rules.as_item(one) for one in every], {one.id for one in ours}
    return Figures(
        indexes=[found.shown for one in ours if since <= one.happened_on < until and (found := one.index)],
        recurrence=followed.recurrence(items, (start, end), now=now, counted=counted),
    )


def registers(unit: Unit, org: str, teams: Collection[str]) -> Mapping[str, Register]:
    """Return by team every incident as recurrence counts it, and which are the team's; all are read and opened once."""
    every = _read(unit, org, select(_postmortem).where(_postmortem.c.org_id == org)) if teams else []
    items = [rules.as_item(one) for one in every]
    ours = {team: frozenset(one.id for one in every if one.team == team) for team in teams}
    return {team: Register(items=items, ours=ids) for team, ids in ours.items()}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return (_postmortem.c.org_id == org, _postmortem.c.id == id)


def _of(team: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if team is None else (_postmortem.c.team_id == team,)


def _written_by(org: str, writer: str) -> tuple[ColumnElement[bool], ...]:
    """`writer`: "" for whoever wrote it. Both ways by an index: most people wrote few of many."""
    if not writer:
        return ()
    wrote = select(_postmortem.c.id).where(_postmortem.c.org_id == org, _postmortem.c.author_id == writer)
    responded = select(_responder.c.postmortem_id).where(_responder.c.org_id == org, _responder.c.person_id == writer)
    return (_postmortem.c.id.in_(wrote.union(responded)),)


def _newest(org: str) -> Select[Any]:
    here = select(_postmortem).where(_postmortem.c.org_id == org)
    return here.order_by(_postmortem.c.created_at.desc(), _postmortem.c.id)


def _between(org: str, since: date, until: date) -> Select[Any]:
    there = (_postmortem.c.happened_on >= since.isoformat(), _postmortem.c.happened_on < until.isoformat())
    here = select(_postmortem).where(_postmortem.c.org_id == org, *there)
    return here.order_by(_postmortem.c.happened_on, _postmortem.c.id)


def _respond(unit: Unit, org: str, one: Postmortem) -> None:
    rows = [{"org_id": org, "postmortem_id": one.id, "person_id": person} for person in sorted(one.responders)]
    unit.insert_those_new(_responder, rows)


def _columns(unit: Unit, org: str, one: Postmortem) -> dict[str, Any]:
    words = {name: getattr(one, name) for name in _SAID}
    return {
        "id": one.id,
        "team_id": one.team,
        "author_id": one.author,
        "words": unit.keys.seal(json.dumps(words), org, "postmortem", one.id, "words"),
        "happened_on": one.happened_on.isoformat(),
        "closed_on": days.written(one.closed_on),
        "came_back_on": days.written(one.came_back_on),
        "severity": one.severity.value,
        "found_by": one.found_by.value,
        "state": one.state.value,
        "round": one.round,
        "sheets": json.dumps([{"points": list(sheet.points), "blames": sheet.blames} for sheet in one.sheets]),
        "scored_at": one.scored_at,
        "version": one.version,
    }


_SAID = ("title", "link", "component", "cause", "missing")


def _read(unit: Unit, org: str, those: Select[Any]) -> list[Postmortem]:
    rows = unit.rows(those)
    responders = _responders(unit, org, [row["id"] for row in rows])
    return [_from(unit, row, responders[row["id"]]) for row in rows]


def _responders(unit: Unit, org: str, ids: Sequence[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {id: set() for id in ids}
    for row in unit.rows(_RESPONDERS, {"org": org, "those": tuple(ids)}) if ids else ():
        found[row["postmortem_id"]].add(row["person_id"])
    return found


def _from(unit: Unit, row: Row, responders: set[str]) -> Postmortem:
    said = json.loads(unit.keys.open(row["words"], row["org_id"], "postmortem", row["id"], "words"))
    return Postmortem(
        id=row["id"],
        team=row["team_id"],
        author=row["author_id"],
        **{name: said[name] for name in _SAID},
        happened_on=date.fromisoformat(row["happened_on"]),
        closed_on=days.read(row["closed_on"]),
        came_back_on=days.read(row["came_back_on"]),
        severity=Severity(row["severity"]),
        found_by=FoundBy(row["found_by"]),
        responders=frozenset(responders),
        state=State(row["state"]),
        round=row["round"],
        sheets=tuple(Sheet(**sheet) for sheet in json.loads(row["sheets"])),
        scored_at=row["scored_at"],
        version=row["version"],
    )
