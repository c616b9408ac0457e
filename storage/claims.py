"""Each inbound delivery, once: the unique key decides, also between replicas."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_claim = tables.table(tables.Claim)
_THAT = (
    _claim.c.org_id == bindparam("org"),
    _claim.c.source == bindparam("from"),
    _claim.c.key == bindparam("claimed"),
)
_REMEMBER = Prepared(update(_claim).where(*_THAT).values(answer=bindparam("told")))


def take(unit: Unit, org: str, source: str, keys: Sequence[str], now: int) -> bool:
    """Claim the delivery by all its keys; False when any is taken (on PostgreSQL after waiting for who took it)."""
    rows = ({"org_id": org, "source": source, "key": key, "at": now} for key in keys)
    return all([unit.insert_if_new(_claim, row) for row in rows])  # noqa: C419 - every key is taken, also after a miss


def remember(unit: Unit, org: str, source: str, keys: Sequence[str], answer: str) -> None:
    """Keep the answer, sealed because it may quote people; under every key, as a copy may share only one of them."""
    for key in keys:
        sealed = unit.keys.seal(answer, org, "claim", source, key)
        unit.do(_REMEMBER, {"org": org, "from": source, "claimed": key, "told": sealed})


def answer(unit: Unit, org: str, source: str, keys: Sequence[str]) -> str | None:
    """Return what the first arrival was answered, or None when that is not known."""
    found = select(_claim.c.key, _claim.c.answer).where(
        _claim.c.org_id == org, _claim.c.source == source, _claim.c.key.in_(keys), _claim.c.answer.is_not(None)
    )
    row = unit.first(found)
    return unit.keys.open(row["answer"], org, "claim", source, row["key"]) if row else None


def purge(unit: Unit, org: str, before: int) -> int:
    """Forget claims older than the moment; return how many."""
    return unit.run(delete(_claim).where(_claim.c.org_id == org, _claim.c.at < before)).rowcount
