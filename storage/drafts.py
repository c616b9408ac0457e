"""What a person typed into a form that was not accepted yet, sealed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, delete, select

from storage import sparing, tables
from storage.prepared import Prepared
from storage.unit import Unit

_draft = tables.table(tables.Draft)
Values = Mapping[str, str | tuple[str, ...]]


def keep(unit: Unit, org: str, person: str, form: str, values: Values, now: int) -> None:
    """Keep the values in place of an earlier draft of the same form."""
    forget(unit, org, person, form)
    sealed = unit.keys.seal(json.dumps(dict(values)), org, "draft", person, form)
    unit.insert_if_new(_draft, {"org_id": org, "person_id": person, "form": form, "content": sealed, "at": now})


def find(unit: Unit, org: str, person: str, form: str) -> Values:
    """Return the draft, empty when there is none."""
    row = unit.first(_FIND, _mine(org, person, form))
    if row is None:
        return {}
    values = json.loads(unit.keys.open(row["content"], org, "draft", person, form))
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def forget(unit: Unit, org: str, person: str, form: str) -> None:
    unit.do(_FORGET, _mine(org, person, form))


def purge(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget drafts older than the moment, but those of whoever is spared; return how many."""
    old = (_draft.c.org_id == org, _draft.c.at < before, sparing.free("draft", org, spared))
    return unit.run(delete(_draft).where(*old)).rowcount


_MINE = (
    _draft.c.org_id == bindparam("org"),
    _draft.c.person_id == bindparam("person"),
    _draft.c.form == bindparam("of_form"),
)
_FIND = Prepared(select(_draft.c.content).where(*_MINE))
_FORGET = Prepared(delete(_draft).where(*_MINE))


def _mine(org: str, person: str, form: str) -> dict[str, str]:
    return {"org": org, "person": person, "of_form": form}
