"""Reviews that grow too old, from the end of their cycle on. Each function returns how many rows went."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Table, and_, delete, exists, select, tuple_

from storage import sparing, tables
from storage.keeping import AT_ONCE
from storage.unit import Unit

_cycle = tables.table(tables.Cycle)
_participant = tables.table(tables.Participant)
_delegation = tables.table(tables.Delegation)
_citation = tables.table(tables.RatingCitation)
_evidence = tables.table(tables.Evidence)
_evidence_change = tables.table(tables.EvidenceChange)
_request = tables.table(tables.FeedbackRequest)
_goal = tables.table(tables.Goal)
_checkin = tables.table(tables.GoalCheckin)
_BY_SUBJECT = tuple(
    tables.table(row)
    for row in (
        tables.RatingCitation,
        tables.RatingChange,
        tables.Rating,
        tables.SecondRater,
        tables.ReviewConcern,
        tables.Review,
    )
)
_done = tables.table(tables.CheckpointDone)


def cycles(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """What was said of people in cycles that closed before the moment, some people at once."""
    closed = select(_cycle.c.id).where(_cycle.c.org_id == org, _cycle.c.closed_at < before)
    free = sparing.free("participant", org, spared)
    old = (_participant.c.org_id == org, _participant.c.cycle_id.in_(closed), free)
    those = select(_participant.c.cycle_id, _participant.c.person_id).where(*old).limit(AT_ONCE)
    keys = [(row["cycle_id"], row["person_id"]) for row in unit.rows(those)]
    gone = sum(_of_people(unit, org, table, "subject_id", keys) for table in _BY_SUBJECT)
    gone += sum(_of_people(unit, org, table, "person_id", keys) for table in (_done, _participant))
    free = sparing.free("delegation", org, spared)
    over = (_delegation.c.org_id == org, _delegation.c.cycle_id.in_(closed), free)
    return gone + unit.run(delete(_delegation).where(*over)).rowcount


def evidence(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """What was recorded before the moment and no rating that is kept rests on, and what colleagues were asked."""
    cited = exists().where(_citation.c.org_id == _evidence.c.org_id, _citation.c.evidence_id == _evidence.c.id)
    old = (_evidence.c.org_id == org, _evidence.c.recorded_at < before, ~cited)
    free = sparing.free("evidence", org, spared)
    ids = list(unit.run(select(_evidence.c.id).where(*old, free).limit(AT_ONCE)).scalars())
    return _records(unit, org, ids) + _requests(unit, org, before, spared)


def _records(unit: Unit, org: str, ids: Sequence[str]) -> int:
    if not ids:
        return 0
    changes = (_evidence_change.c.org_id == org, _evidence_change.c.evidence_id.in_(ids))
    unit.run(delete(_evidence_change).where(*changes))
    return unit.run(delete(_evidence).where(_evidence.c.org_id == org, _evidence.c.id.in_(ids))).rowcount


def _requests(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    old = (_request.c.org_id == org, _request.c.created_at < before, sparing.free("feedback_request", org, spared))
    ids = list(unit.run(select(_request.c.id).where(*old).limit(AT_ONCE)).scalars())
    return unit.run(delete(_request).where(_request.c.org_id == org, _request.c.id.in_(ids))).rowcount if ids else 0


def goals(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Goals that ended before the moment, or that nobody has touched since."""
    ended = (_goal.c.org_id == org, _goal.c.changed_at < before, sparing.free("goal", org, spared))
    ids = list(unit.run(select(_goal.c.id).where(*ended).limit(AT_ONCE)).scalars())
    if not ids:
        return 0
    unit.run(delete(_checkin).where(_checkin.c.org_id == org, _checkin.c.goal_id.in_(ids)))
    return unit.run(delete(_goal).where(_goal.c.org_id == org, _goal.c.id.in_(ids))).rowcount


def _of_people(unit: Unit, org: str, table: Table, column: str, keys: Collection[tuple[str, str]]) -> int:
    if not keys:
        return 0
    those = and_(table.c.org_id == org, tuple_(table.c.cycle_id, table.c[column]).in_(keys))
    return unit.run(delete(table).where(those)).rowcount
