"""Of which times a person's review is handed in: whoever is above their manager reads what is from these alone."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from domain import reviews_rounds
from domain.evidence import Period
from domain.ratings import OPEN
from storage import cycles, tables
from storage.prepared import Prepared
from storage.unit import Unit

_review = tables.table(tables.Review)
_STILL_OPEN = {None, *(state.value for state in OPEN)}


def periods(unit: Unit, org: str, subject: str) -> list[tuple[Period, bool]]:
    """Return those in which the person is reviewed, the latest first, and whether that review is handed in.

    What is open again, or was given back, is with its manager alone.
    """
    rows = unit.rows(_STATES, {"org": org, "subject": subject})
    states = {(row["cycle_id"], row["round_id"]): row["state"] for row in rows}
    found = [
        (round.period, states.get((cycle.id, round.id)) not in _STILL_OPEN)
        for cycle in cycles.ever_of_person(unit, org, subject)
        for round in reviews_rounds.rounds(cycle)
    ]
    return sorted(found, key=lambda one: one[0].start, reverse=True)


_STATES = Prepared(
    select(_review.c.cycle_id, _review.c.round_id, _review.c.state).where(
        _review.c.org_id == bindparam("org"), _review.c.subject_id == bindparam("subject")
    )
)
