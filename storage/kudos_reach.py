"""Whom recognition reaches and whom it does not, counted only from what everyone may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select

from domain.kudos import Audience, State
from domain.people import MemberKind, Person
from storage import people, tables
from storage.unit import Unit

_AT_ONCE = 500  # people asked for in one statement
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_other = tables.table(tables.KudosReceiver).alias("other")
_person = tables.table(tables.Person)
_manager = tables.table(tables.Person).alias("manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Somebody whom nobody recognized publicly since then (UTC epoch ms), and their manager."""

    report: Person
    manager: str
    since: int


_SAME_KUDOS = and_(_receiver.c.org_id == _kudos.c.org_id, _receiver.c.kudos_id == _kudos.c.id)
_KEPT_PRIVATE = (
    select(_other.c.person_id)
    .where(_other.c.org_id == _kudos.c.org_id, _other.c.kudos_id == _kudos.c.id, ~_other.c.shared)
    .exists()
)
_READABLE = or_(_kudos.c.audience == Audience.PUBLIC.value, ~_KEPT_PRIVATE)
_LAST = (  # found at the newest end of a person's index: what they got in all the years before is never read
    select(_receiver.c.given_at)
    .select_from(_receiver.join(_kudos, _SAME_KUDOS))
    .where(
        _receiver.c.org_id == _person.c.org_id,
        _receiver.c.person_id == _person.c.id,
        _kudos.c.state == State.GIVEN.value,
        _READABLE,
    )
    .order_by(_receiver.c.given_at.desc())
    .limit(1)
    .scalar_subquery()
)
_SINCE = func.coalesce(_LAST, _person.c.created_at)
_UNSEEN = (
    select(_person.c.id, _person.c.manager_id, _SINCE.label("since"))
    .select_from(
        _person.join(_manager, and_(_manager.c.org_id == _person.c.org_id, _manager.c.id == _person.c.manager_id))
    )
    .where(
        _person.c.org_id == bindparam("org"),
        *(one.c.active for one in (_person, _manager)),
        *(one.c.kind == MemberKind.FULL.value for one in (_person, _manager)),
        bindparam("before") >= _SINCE,
        _person.c.manager_id.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_person.c.manager_id, _person.c.id)
)

_NOTES = (
    select(_kudos.c.id, _kudos.c.giver_id, _receiver.c.person_id, _kudos.c.given_at)
    .select_from(_receiver.join(_kudos, _SAME_KUDOS))
    .where(
        _receiver.c.org_id == bindparam("org"),
        _kudos.c.state == State.GIVEN.value,
        _READABLE,
    )
)
_RECEIVED = _NOTES.where(
    _receiver.c.person_id.in_(bindparam("people", expanding=True)),
    _receiver.c.given_at.between(bindparam("first"), bindparam("last")),
)
_GAVE = _NOTES.where(
    _kudos.c.giver_id.in_(bindparam("people", expanding=True)),
    _kudos.c.given_at.between(bindparam("first"), bindparam("last")),
)


@dataclass(frozen=True, slots=True)
class Passed:
    """One public kudos to one person (UTC epoch ms)."""

    kudos: str
    giver: str
    receiver: str
    at: int


def passed(unit: Unit, org: str, people: Sequence[str], *, first: int, last: int) -> list[Passed]:
    """Return what anybody may read that these people gave or received between two moments, the oldest first."""
    found: set[Passed] = set()
    for those in (people[start : start + _AT_ONCE] for start in range(0, len(people), _AT_ONCE)):
        for query in (_RECEIVED, _GAVE):
            rows = unit.rows(query, {"org": org, "people": those, "first": first, "last": last})
            found |= {Passed(row["id"], row["giver_id"], row["person_id"], row["given_at"]) for row in rows}
    return sorted(found, key=lambda one: (one.at, one.kudos, one.receiver))


def managers(unit: Unit, org: str) -> list[str]:
    """Return whoever leads somebody."""
    leading = select(_person.c.manager_id).distinct().where(_person.c.org_id == org, _person.c.active)
    return [row["manager_id"] for row in unit.rows(leading.where(_person.c.manager_id.is_not(None)))]


def unseen(unit: Unit, org: str, *, managers: tuple[str, str], before: int) -> list[Unseen]:
    """Return whom nobody recognized publicly since the moment, nor since they came; managers between two ids."""
    first, last = managers
    rows = unit.rows(_UNSEEN, {"org": org, "before": before, "first": first, "last": last})
    known = people.by_ids(unit, org, [row["id"] for row in rows])
    return [Unseen(report=known[row["id"]], manager=row["manager_id"], since=row["since"]) for row in rows]
