"""How often ratings fell in the whole org: counted by the database, so that nobody's rating is read for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select

from domain.competencies import Level
from domain.evidence import Voice
from domain.local_time import DAY_MS
from domain.ratings_tripwire import BaseRate
from domain.reviews import Part
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

VOICES = (Voice.OWNED_ERROR.value, Voice.RAISED_CONCERN.value)
_rating = tables.table(tables.Rating)
_review = tables.table(tables.Review)
_cycle = tables.table(tables.Cycle)
_checkpoint = tables.table(tables.Checkpoint)
_evidence = tables.table(tables.Evidence)
_COUNTS = ("spoke", "spoke_fell", "silent", "silent_fell")


def base_rate(unit: Unit, org: str) -> BaseRate:
    """Return it as domain.ratings_tripwire.report counts it, among those who spoke up and those who did not."""
    row = unit.first(_BASE_RATE, {"org": org}) or {}
    return BaseRate(**{name: int(row.get(name) or 0) for name in _COUNTS})


def _day(moment: ColumnElement[int]) -> ColumnElement[int]:
    """A day of UTC, as a number."""
    return moment // DAY_MS


def _between(moment: ColumnElement[int], before: ColumnElement[int], after: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(_day(moment) > before, _day(moment) <= after)


_TOGETHER = [_review.c[name] == _rating.c[name] for name in ("org_id", "cycle_id", "round_id", "subject_id")]
_RANK = case({level.value: level.rank for level in Level}, value=_rating.c.level)
_IN_ORDER: dict[str, Any] = {
    "partition_by": (_rating.c.subject_id, _rating.c.competency),
    "order_by": (_cycle.c.starts_on, _cycle.c.id, _checkpoint.c.opens_on),
}
_RATED = (
    select(
        _rating.c.org_id,
        _rating.c.subject_id,
        _RANK.label("rank"),
        _day(_review.c.submitted_at).label("day"),
        func.lag(_RANK).over(**_IN_ORDER).label("rank_before"),
        func.lag(_day(_review.c.submitted_at)).over(**_IN_ORDER).label("day_before"),
    )
    .join(_review, and_(*_TOGETHER))
    .join(_cycle, and_(_cycle.c.org_id == _rating.c.org_id, _cycle.c.id == _rating.c.cycle_id))
    .outerjoin(
        _checkpoint,
        and_(
            _checkpoint.c.org_id == _rating.c.org_id,
            _checkpoint.c.cycle_id == _rating.c.cycle_id,
            _checkpoint.c.id == _rating.c.round_id,
        ),
    )
    .where(
        _rating.c.org_id == bindparam("org"),
        _rating.c.part == Part.MANAGER.value,
        _rating.c.level != "",
        _review.c.submitted_at.is_not(None),
    )
    .cte("rated")
)
_SPOKE = exists().where(
    _evidence.c.org_id == _RATED.c.org_id,
    _evidence.c.subject_id == _RATED.c.subject_id,
    or_(
        and_(_evidence.c.voice.in_(VOICES), _between(_evidence.c.recorded_at, _RATED.c.day_before, _RATED.c.day)),
        _between(_evidence.c.contested_at, _RATED.c.day_before, _RATED.c.day),
    ),
)
_PEOPLE = (
    select(
        func.max(case((_SPOKE, 1), else_=0)).label("spoke"),
        func.max(case((_RATED.c.rank < _RATED.c.rank_before, 1), else_=0)).label("fell"),
    )
    .where(_RATED.c.rank_before.is_not(None))
    .group_by(_RATED.c.subject_id)
    .cte("people")
)
_BASE_RATE = Prepared(
    select(
        func.sum(_PEOPLE.c.spoke).label("spoke"),
        func.sum(_PEOPLE.c.spoke * _PEOPLE.c.fell).label("spoke_fell"),
        func.sum(1 - _PEOPLE.c.spoke).label("silent"),
        func.sum((1 - _PEOPLE.c.spoke) * _PEOPLE.c.fell).label("silent_fell"),
    )
)
