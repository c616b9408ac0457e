"""What of a review is told to the person it is about: nothing before it is released, or before its cycle is over.

Until then a level is a draft, and what a session says of it is said among those who sit there. What people say of
themselves is told them at once.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, exists, or_

from domain.reviews import READ, Part
from storage import tables

_review = tables.table(tables.Review).alias("released")
_cycle = tables.table(tables.Cycle)
_session = tables.table(tables.CalibrationSession)


def is_told(table: Table) -> ColumnElement[bool]:
    """Of a table whose rows name a cycle with its round, or a session that does, and whom they are about."""
    named, where = (_session, _of_session(table)) if "session_id" in table.c else (table, ())
    is_released = exists().where(
        *where,
        _review.c.org_id == table.c.org_id,
        _review.c.cycle_id == named.c.cycle_id,
        _review.c.round_id == named.c.round_id,
        _review.c.subject_id == table.c.subject_id,
        _review.c.state.in_([one.value for one in READ]),
    )
    is_over = exists().where(
        *where, _cycle.c.org_id == table.c.org_id, _cycle.c.id == named.c.cycle_id, _cycle.c.closed_at.is_not(None)
    )
    own = (table.c.part == Part.SELF.value,) if "part" in table.c else ()
    return or_(is_released, is_over, *own)


def _of_session(table: Table) -> tuple[ColumnElement[bool], ...]:
    return _session.c.org_id == table.c.org_id, _session.c.id == table.c.session_id
