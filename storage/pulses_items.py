"""Questions of the org's own. What was written is never changed, because waves have asked it: it is retired instead."""

from __future__ import annotations

import json

from sqlalchemy import insert, select, update

from domain import pulses
from domain.pulses import Item
from storage import tables
from storage.unit import Unit

_item = tables.table(tables.PulseItem)


def add(unit: Unit, org: str, item: Item, *, author: str, now: int) -> None:
    content = json.dumps(pulses.as_json(item), sort_keys=True)
    row = {"org_id": org, "id": item.id, "content": content, "author_id": author, "created_at": now}
    unit.run(insert(_item), {**row, "retired_at": None})


def own(unit: Unit, org: str) -> list[Item]:
    """Return those that may be asked, the oldest first."""
    here = (_item.c.org_id == org, _item.c.retired_at.is_(None))
    rows = unit.rows(select(_item.c.content).where(*here).order_by(_item.c.created_at, _item.c.id))
    return [pulses.from_json(json.loads(row["content"])) for row in rows]


def retire(unit: Unit, org: str, id: str, *, now: int) -> bool:
    """Let it be asked no more; say whether it was there."""
    here = (_item.c.org_id == org, _item.c.id == id, _item.c.retired_at.is_(None))
    return unit.run(update(_item).where(*here).values(retired_at=now)).rowcount == 1
