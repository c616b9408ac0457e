"""Of whom a session has decided something that is not carried out yet: until it closes, their review stays as it is."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, select

from domain.calibration import State
from domain.reviews_rounds import Round
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_decision = tables.table(tables.CalibrationDecision)
_session = tables.table(tables.CalibrationSession)
_later = _decision.alias()


def of_round(unit: Unit, org: str, round: Round) -> frozenset[str]:
    """Return their ids; what was taken back holds nobody up, nor does what a later decision replaced."""
    here = {"org": org, "cycle": round.cycle.id, "round": round.id, "open": State.OPEN.value}
    return frozenset(row["subject_id"] for row in unit.rows(_PENDING, here))


# Taken back, the later one brings none to life (domain.calibration_decisions.standing).
_REPLACED = exists().where(
    _later.c.org_id == _decision.c.org_id,
    _later.c.session_id == _decision.c.session_id,
    _later.c.subject_id == _decision.c.subject_id,
    _later.c.competency == _decision.c.competency,
    _later.c.number > _decision.c.number,
)
_PENDING = Prepared(
    select(_decision.c.subject_id)
    .distinct()
    .join(_session, (_session.c.org_id == _decision.c.org_id) & (_session.c.id == _decision.c.session_id))
    .where(
        _decision.c.org_id == bindparam("org"),
        _decision.c.undone_at.is_(None),
        ~_REPLACED,
        _session.c.cycle_id == bindparam("cycle"),
        _session.c.round_id == bindparam("round"),
        _session.c.state == bindparam("open"),
    )
)
