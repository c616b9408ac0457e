"""A second org in the same store, with the same people, teams, channels and ids, whose texts carry a canary.

It holds a copy of each row of the org that plays, under the same keys but for the org, and does nothing by itself. So
whatever forgets the org reads a canary, changes a row of the twin, or writes one. A Slack team or an Entra tenant
belongs to one org of a store (docs/decisions/0010), so the tenant is all that the two have different.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Table, select

from storage import tables, workspaces
from storage.lines import FOREVER
from storage.sealing import SealingError
from storage.tagging import KEPT
from storage.unit import Store, Unit
from tests.schedules import mornings

T = TypeVar("T")
Row = Mapping[str, Any]
Key = tuple[str, ...]

TWIN = "twin"
CANARY = "twincanary"
# Running text outside of sealed columns: what people read of whoever or whatever has it.
WORDS: Mapping[str, tuple[str, ...]] = {
    "org": ("name",),
    "person": ("name", "title"),
    "account": ("handle",),
    "team": ("name",),
    "workspace": ("name", "recognition_channel_name", "tenant"),
    "scim_user": ("given_name", "family_name", "display_name"),
}
_TABLES = [table for table in tables.Row.metadata.sorted_tables if table.name != "seal_check"]


class CrossingError(AssertionError):
    """Something of one org is found in the other."""


class Mirrored:
    """A store in which each unit of work begins by giving the twin a copy of whatever is new."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self.keys = store.keys
        self.written: dict[Key, Row] = {}
        self.read, self.close, self.waiting = store.read, store.close, store.waiting
        self.on_wake, self.on_commit = store.on_wake, store.on_commit
        self._store = store
        self._now = now
        self._lock = threading.Lock()

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        copied: dict[Key, Row] = {}

        def beside(unit: Unit) -> T:
            copied.clear()
            copied.update(self._copy(unit))
            return work(unit)

        future = self._store.write(beside, deadline=deadline)
        future.add_done_callback(lambda done: self._keep(done, copied))
        return future

    def _keep(self, done: Future[T], copied: Mapping[Key, Row]) -> None:
        """What a unit that failed has copied is gone with it."""
        if not done.cancelled() and done.exception() is None:
            with self._lock:
                self.written.update(copied)

    def _copy(self, unit: Unit) -> Iterator[tuple[Key, Row]]:
        has_org = bool(workspaces.orgs(unit))
        for table in _TABLES if has_org else ():
            mine = unit.rows(select(table).where(_org_of(table) != TWIN))
            today = mornings.rows(TWIN, now=self._now()) if table.name == "due" else ()
            for row in (*(_twin_of(unit, table, one) for one in mine), *today):
                if _key(table, row) not in self.written and unit.insert_if_new(table, row):
                    yield _key(table, row), row


# --- A row of the twin --------------------------------------------------------------------------------------------


def _twin_of(unit: Unit, table: Table, row: Row) -> Row:
    made = {**row, _org_of(table).name: TWIN}
    made |= {name: _marked(row[name]) for name in WORDS.get(table.name, ()) if row[name]}
    kept = KEPT[table.name]
    for name, sealed in kept.sealed.items():
        if row[name]:
            words = _opened(unit, table, name, row)
            text = json.dumps(_within(json.loads(words))) if sealed.is_json(row) and words else _marked(words)
            made[name] = unit.keys.seal(text, *sealed.place(TWIN, table.name, name, row))
    return {**made, **_still(table, made)}


def _still(table: Table, row: Row) -> Row:
    """So that it does nothing by itself: it is held, what is planned is far away, and it is the younger org.

    All its people run HR, so that whoever looks for those who do finds them; who leads whom stands in its lines.
    """
    match table.name:
        case "org":
            return {"held_at": row["created_at"], "created_at": row["created_at"] + 1, "zone": "UTC"}
        case "due" if row["state"] == "planned":
            return {"due_at": FOREVER, "expires_at": None}
        case "person":
            return {"is_hr": True, "manager_id": None}
        case "workspace":
            return {"token": None}
        case _:
            return {}


def _opened(unit: Unit, table: Table, column: str, row: Row) -> str:
    """Return what a sealed column says, "" when it was shredded."""
    try:
        return unit.keys.open(
            row[column], *KEPT[table.name].sealed[column].place(row["org_id"], table.name, column, row)
        )
    except SealingError:
        return ""


def _marked(text: str) -> str:
    return f"{text} {CANARY}"


def _within(value: Any) -> Any:
    """Mark the running text of a card, a form or an answer: what has a blank in it is no word of ours."""
    if isinstance(value, dict):
        return {name: _within(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_within(one) for one in value]
    return _marked(value) if isinstance(value, str) and " " in value else value


# --- What must be so after a scenario -----------------------------------------------------------------------------


def check(store: Store, *, sent: str) -> None:
    """Say what crossed from one org to the other, if there is a twin; `sent` is all that left. Raises CrossingError."""
    if not isinstance(store, Mirrored):
        return
    standing = store.read(lambda unit: dict(_rows(unit, TWIN))).result()
    crossed = [f"{one} of the twin" for one in _differences(store.written, standing)]
    crossed += [f"{'/'.join(key)} holds a text of the twin" for key in store.read(_carried).result()]
    crossed += ["a text of the twin was sent"] if CANARY in sent.casefold() else []
    if crossed or not store.written:
        raise CrossingError("\n".join(crossed) or "nothing was played beside the twin")


def _rows(unit: Unit, org: str) -> Iterator[tuple[Key, Row]]:
    for table in _TABLES:
        for row in unit.rows(select(table).where(_org_of(table) == org)):
            yield _key(table, row), dict(row)


def _differences(written: Mapping[Key, Row], standing: Mapping[Key, Row]) -> list[str]:
    """Say which rows came or went, and in the others which columns changed."""
    changed = [
        (key, [name for name, value in row.items() if standing[key][name] != value])
        for key, row in written.items()
        if key in standing
    ]
    those = [f"{'/'.join(key)}: {', '.join(names)}" for key, names in changed if names]
    return those + [f"{'/'.join(key)}: came or went" for key in written.keys() ^ standing.keys()]


def _carried(unit: Unit) -> list[Key]:
    found = []
    for table in _TABLES:
        for row in unit.rows(select(table).where(_org_of(table) != TWIN)):
            texts = [_opened(unit, table, name, row) for name in KEPT[table.name].sealed if row[name]]
            texts += [value for value in row.values() if isinstance(value, str)]
            found += [_key(table, row)] if any(CANARY in text.casefold() for text in texts) else []
    return found


def _org_of(table: Table) -> Any:
    return table.c.id if table.name == "org" else table.c.org_id


def _key(table: Table, row: Row) -> Key:
    return table.name, *(str(row[column.name]) for column in table.primary_key)
