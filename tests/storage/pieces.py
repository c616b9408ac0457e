"""A piece of evidence as tests of the store keep it: Mara saw on a Friday that Ben named a risk early."""

from __future__ import annotations

from datetime import date

from domain.competencies import Direction
from domain.evidence import Item
from domain.evidence_sources import Source

ITEM = Item(
    id="e1",
    subject="ben",
    author="mara",
    competency="early_candor",
    direction=Direction.ABOVE,
    source=Source.MANAGER_OBSERVATION,
    occurred_on=date(2026, 9, 18),
    recorded_on=date(2026, 9, 21),
    recorded_at=0,
    situation="The checkpoint on Friday",
    behavior="He said that it would be late",
    impact="We could replan in time",
)
