"""Who read about whom: one function that records it, and the list that people see of it."""

from __future__ import annotations

import json
import random

from sqlalchemy import select

from domain.privacy import DataClass, Read
from storage import audit, tables
from storage.unit import Row, Unit

ACTION = "data.read"
_audit = tables.table(tables.Audit)


def record(  # noqa: PLR0913 - who read what about whom, in which role, and now and rng
    unit: Unit,
    org: str,
    *,
    reader: str | None,
    role: str,
    subject: str,
    of: DataClass,
    now: int,
    rng: random.Random,
    reason: str = "",
) -> None:
    """Record that somebody read data of this class about a person. `reader` None is the operator.

    Like every audit line it comes last in a unit. The subject is shown role, date and class, never who or why.
    """
    detail = {"role": role, "class": of.value, "reason": reason}
    audit.record(unit, org=org, actor=reader, action=ACTION, object=subject, detail=detail, now=now, rng=rng)


def about(unit: Unit, org: str, subject: str, *, most: int) -> list[Read]:
    """Return who read about the person, the latest first."""
    here = (_audit.c.org_id == org, _audit.c.object == subject, _audit.c.action == ACTION)
    rows = unit.rows(select(_audit).where(*here).order_by(_audit.c.at.desc(), _audit.c.seq).limit(most))
    return [_read(unit, row) for row in rows]


def _read(unit: Unit, row: Row) -> Read:
    place = (row["org_id"], "audit", f"{row['chain']}/{row['seq']}", "detail")
    detail = json.loads(unit.keys.open(row["detail"], *place))
    return Read(role=detail["role"], data_class=DataClass(detail["class"]), at=row["at"])
