"""What of reviews stands in the furnished room: competencies that are approved, so that a cycle can begin."""

from __future__ import annotations

import random
from collections.abc import Mapping

from content import reviews
from domain import competencies as rules
from storage import audit, competencies
from storage.unit import Unit


def approve_competencies(unit: Unit, org: str, people: Mapping[str, str], *, now: int, rng: random.Random) -> None:
    """Hana wrote them, Helen read them; she ran HR with her at that time. `people` are ids by account."""
    kept = competencies.add(unit, org, reviews.default().framework, by=people["hana"], now=now)
    approved = rules.approve(kept.version, by=people["helen"], now=now)
    competencies.save(unit, org, kept, approved, by=people["helen"], now=now)
    audit.record(
        unit,
        org=org,
        actor=people["helen"],
        action="framework.approved",
        object=str(kept.version.number),
        detail={"edition": "2"},
        now=now,
        rng=rng,
    )
