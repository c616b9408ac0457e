"""What of reviews waits for somebody, as counts: each is then found for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from sqlalchemy import and_, bindparam, exists, func, select, union

from domain.people import Actor
from domain.policy import Action
from domain.ratings import State
from domain.roles import Office
from storage import reviews, reviews_concerns, roles, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_review = tables.table(tables.Review)
_person = tables.table(tables.Person)
_delegation = tables.table(tables.Delegation)
TO_READ = (State.RELEASED.value, State.UPHELD.value)
BACK = (State.RETURNED.value, State.REOPENED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """`to_read` are ids of one's own, `back` came back of people one leads or acts for; the others an ombud's: ids."""

    to_read: tuple[str, ...]
    back: int
    disputes: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()


def waiting(unit: Unit, reader: Actor, *, most: int, now: int) -> Open:
    """Return no more of what waits for an ombud than `most` of each."""
    told = {"org": reader.org, "me": reader.person.id}
    mine, back = unit.rows(_MINE, {**told, "states": TO_READ}), unit.first(_BACK, {**told, "states": BACK})
    return Open(
        to_read=tuple(map(_id, mine)),
        back=back["count"] if back else 0,
        disputes=_disputes(unit, reader, most=most, now=now),
        concerns=tuple(reviews_concerns.waiting(unit, reader, most=most, now=now)),
    )


def _disputes(unit: Unit, reader: Actor, *, most: int, now: int) -> tuple[str, ...]:
    if not roles.holds(unit, reader.org, reader.person.id, Office.OMBUD):
        return ()
    rows = unit.rows(_DISPUTED, {"org": reader.org, "state": State.DISPUTED.value})
    found = ((one, reviews.find(unit, reader, one, now=now)) for one in map(_id, rows))
    theirs = (one for one, review in found if review is not None and review.allows(Action.RESOLVE))
    return tuple(islice(theirs, most))


def _id(row: Row) -> str:
    return f"{row['subject_id']}/{row['cycle_id']}/{row['round_id']}"


_IDS = select(_review.c.subject_id, _review.c.cycle_id, _review.c.round_id)
_MINE = Prepared(
    _IDS.where(
        _review.c.org_id == bindparam("org"),
        _review.c.subject_id == bindparam("me"),
        _review.c.state.in_(bindparam("states", expanding=True)),
    ).order_by(_review.c.released_at.desc(), _review.c.round_id)
)
_ACTS = and_(
    _delegation.c.org_id == bindparam("org"),
    _delegation.c.acting_id == bindparam("me"),
    _delegation.c.ends_at.is_(None),
)
_OF_AWAY = and_(_person.c.org_id == _delegation.c.org_id, _person.c.manager_id == _delegation.c.away_id)
_LED = select(_person.c.id).where(_person.c.org_id == bindparam("org"), _person.c.manager_id == bindparam("me"))
_ANSWERED_FOR = select(_person.c.id).join(_delegation, _OF_AWAY).where(_ACTS)
_IN_CYCLE = exists().where(
    _ACTS, _OF_AWAY, _delegation.c.cycle_id == _review.c.cycle_id, _person.c.id == _review.c.subject_id
)
_CAME_BACK = _IDS.where(
    _review.c.org_id == bindparam("org"),
    _review.c.state.in_(bindparam("states", expanding=True)),
    _review.c.subject_id != bindparam("me"),
)
_BACK = Prepared(  # found from the people, and not among all reviews of the org
    select(func.count().label("count")).select_from(
        union(
            _CAME_BACK.where(_review.c.subject_id.in_(_LED)),
            _CAME_BACK.where(_review.c.subject_id.in_(_ANSWERED_FOR), _IN_CYCLE),
        ).subquery()
    )
)
_DISPUTED = Prepared(
    _IDS.where(_review.c.org_id == bindparam("org"), _review.c.state == bindparam("state")).order_by(
        _review.c.answered_at, _review.c.subject_id, _review.c.round_id
    )
)
