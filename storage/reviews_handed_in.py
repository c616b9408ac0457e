"""Of which times a person's review is handed in: whoever is above their manager reads what is from these alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select

from domain.cycles import State
from domain.evidence import Period
from domain.ratings import OPEN
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_review = tables.table(tables.Review)
_participant = tables.table(tables.Participant)
_cycle = tables.table(tables.Cycle)
_STILL_OPEN = {None, *(state.value for state in OPEN)}


def periods(unit: Unit, org: str, subject: str) -> list[tuple[Period, bool]]:
    """Return those in which the person is reviewed, the latest first, and whether that review is handed in.

    What is open again, or was given back, is with its manager alone.
    """
    rows = unit.rows(_REVIEWS, {"org": org, "subject": subject, "draft": State.DRAFT.value})
    return [(_period(row), row["state"] not in _STILL_OPEN) for row in rows]


def _period(row: Row) -> Period:
    return Period(start=date.fromisoformat(row["starts_on"]), end=date.fromisoformat(row["ends_on"]))


_IN = (_cycle.c.org_id == _participant.c.org_id) & (_cycle.c.id == _participant.c.cycle_id)
_OF = (
    (_review.c.org_id == _participant.c.org_id)
    & (_review.c.cycle_id == _participant.c.cycle_id)
    & (_review.c.subject_id == _participant.c.person_id)
)
_REVIEWS = Prepared(
    select(_cycle.c.starts_on, _cycle.c.ends_on, _review.c.state)
    .select_from(_participant.join(_cycle, _IN).outerjoin(_review, _OF))
    .where(
        _participant.c.org_id == bindparam("org"),
        _participant.c.person_id == bindparam("subject"),
        _cycle.c.state != bindparam("draft"),
    )
    .order_by(_cycle.c.starts_on.desc(), _cycle.c.id)
)
