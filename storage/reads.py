"""Who read about whom: one function that records it, and the list that people see of it."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from sqlalchemy import select

from domain.privacy import DataClass, Read
from storage import audit, tables
from storage.unit import Row, Unit

ACTION, OPENED = "data.read", "profile.opened"
_audit = tables.table(tables.Audit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`what`: evidence, review or goals."""

    subject: str
    what: str


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


def open_profile(  # noqa: PLR0913 - who opens what about whom, and now and rng
    unit: Unit, org: str, *, reader: str, subject: str, what: str, now: int, rng: random.Random
) -> None:
    """Count somebody whose records the reader opened for a purpose. The line is filed under the reader."""
    detail = {"subject": subject, "what": what}
    audit.record(unit, org=org, actor=reader, action=OPENED, object=reader, detail=detail, now=now, rng=rng)


def opened(unit: Unit, org: str, reader: str, *, since: int) -> list[Opened]:
    """Return whose records the reader has opened for a purpose since the moment."""
    here = (_audit.c.org_id == org, _audit.c.object == reader, _audit.c.action == OPENED, _audit.c.at > since)
    return [Opened(**_detail(unit, row)) for row in unit.rows(select(_audit).where(*here))]


def about(unit: Unit, org: str, subject: str, *, most: int) -> list[Read]:
    """Return who read about the person, the latest first."""
    here = (_audit.c.org_id == org, _audit.c.object == subject, _audit.c.action == ACTION)
    rows = unit.rows(select(_audit).where(*here).order_by(_audit.c.at.desc(), _audit.c.seq).limit(most))
    return [_read(unit, row) for row in rows]


def _detail(unit: Unit, row: Row) -> dict[str, str]:
    place = (row["org_id"], "audit", f"{row['chain']}/{row['seq']}", "detail")
    found: dict[str, str] = json.loads(unit.keys.open(row["detail"], *place))
    return found


def _read(unit: Unit, row: Row) -> Read:
    detail = _detail(unit, row)
    return Read(role=detail["role"], data_class=DataClass(detail["class"]), at=row["at"])
