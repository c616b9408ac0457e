"""Windows of nominations as rows, who sits on their committees, and who received what."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from domain.errors import StaleError
from domain.nominations import OVER, Anchor, Category, Decider, State, Terms, Window
from storage import people, pilot, tables
from storage.unit import Row, Unit

_window = tables.table(tables.NominationWindow)
_seat = tables.table(tables.NominationSeat)
_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)


def add(unit: Unit, org: str, window: Window, seats: Collection[str], author: str, *, now: int) -> None:
    row = {"org_id": org, "id": window.id, "author_id": author, "created_at": now, **_written(window)}
    unit.run(insert(_window), row)
    unit.insert_all(_seat, [{"org_id": org, "window_id": window.id, "person_id": one} for one in sorted(set(seats))])


def find(unit: Unit, org: str, id: str) -> Window | None:
    row = unit.first(select(_window).where(*_one(org, id)))
    return _read(row) if row else None


def shared(unit: Unit, org: str, id: str) -> Window | None:
    """The same; it does not close before this unit ends, and others may hand in meanwhile."""
    those = select(_window).where(*_one(org, id))
    row = unit.first(those if unit.is_alone else those.with_for_update(read=True))
    return _read(row) if row else None


def locked(unit: Unit, org: str, id: str) -> Window | None:
    """The same; nobody hands in or decides on it until this unit ends."""
    row = unit.first(unit.locked(select(_window).where(*_one(org, id))))
    return _read(row) if row else None


def running(unit: Unit, org: str) -> list[Window]:
    """Return those that are not over, the one that closes first first."""
    still = _window.c.state.not_in([one.value for one in OVER])
    rows = unit.rows(select(_window).where(_window.c.org_id == org, still).order_by(_window.c.closes_at, _window.c.id))
    return [_read(row) for row in rows]


def every(unit: Unit, org: str, *, most: int | None = None) -> list[Window]:
    """Return all, or as many of the latest, the newest first."""
    newest = select(_window).where(_window.c.org_id == org).order_by(_window.c.created_at.desc(), _window.c.id)
    return [_read(row) for row in unit.rows(newest.limit(most))]


def save(unit: Unit, org: str, window: Window, *, was: int) -> None:
    """Keep how it stands and until when. Raises StaleError when it is no longer in the version `was`."""
    here = (*_one(org, window.id), _window.c.version == was)
    written = _written(window)
    stands = {name: written[name] for name in ("state", "closes_at", "decides_at", "version")}
    if not unit.run(update(_window).where(*here), stands).rowcount:
        raise StaleError


# --- Who decides, and who may be nominated ------------------------------------------------------------------------


def seats(unit: Unit, org: str, window: str) -> list[str]:
    """Return the ids of its committee."""
    mine = (_seat.c.org_id == org, _seat.c.window_id == window)
    return list(unit.run(select(_seat.c.person_id).where(*mine).order_by(_seat.c.person_id)).scalars())


def decides(unit: Unit, org: str, window: Window, person: str) -> bool:
    """Whether the person has a vote: a seat, or no committee there is."""
    return window.terms.decider is Decider.PEERS or person in seats(unit, org, window.id)


def eligible(unit: Unit, org: str, window: Window, those: Collection[str]) -> set[str]:
    """Return which of these people may be nominated: never whoever decides by a seat."""
    meant = (_person.c.org_id == org, _person.c.id.in_(those), people.taking_part(), *pilot.condition(unit, org))
    sits = select(_seat.c.person_id).where(_seat.c.org_id == org, _seat.c.window_id == window.id)
    found = select(_person.c.id).where(*meant, _person.c.id.not_in(sits))
    if window.terms.teams:
        of_teams = (_membership.c.org_id == org, _membership.c.team_id.in_(window.terms.teams))
        found = found.where(_person.c.id.in_(select(_membership.c.person_id).where(*of_teams)))
    return set(unit.run(found).scalars())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return _window.c.org_id == org, _window.c.id == id


def _written(window: Window) -> Mapping[str, Any]:
    return {
        "title": window.title,
        "terms": json.dumps(asdict(window.terms)),
        "state": window.state.value,
        "closes_at": window.closes_at,
        "decides_at": window.decides_at,
        "version": window.version,
    }


def _read(row: Row) -> Window:
    terms = json.loads(row["terms"])
    return Window(
        id=row["id"],
        title=row["title"],
        terms=Terms(
            categories=tuple(Category(**one) for one in terms["categories"]),
            decider=Decider(terms["decider"]),
            teams=tuple(terms["teams"]),
            rest_days=terms["rest_days"],
            anchor=Anchor(**terms["anchor"]) if terms.get("anchor") else None,
        ),
        closes_at=row["closes_at"],
        decides_at=row["decides_at"],
        state=State(row["state"]),
        version=row["version"],
    )
