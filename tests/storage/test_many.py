"""Very many rows at once are the rows that would have been written one by one, on both databases."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from storage import many, tables
from storage.unit import Store, Unit

COUNT = 10 * many.WORTH_IT
_draft = tables.table(tables.Draft)
_person = tables.table(tables.Person)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})


def somebody(number: int, **values: Any) -> dict[str, Any]:
    row = {"org_id": "org", "id": f"p{number:04}", "name": f"Name {number}", "zone": "UTC", "created_at": number}
    return row | values


def everybody(store: Store) -> list[dict[str, Any]]:
    rows = store.read(lambda unit: unit.rows(select(_person).order_by(_person.c.id))).result()
    return [dict(row) for row in rows]


def write(store: Store, rows: list[dict[str, Any]]) -> None:
    store.write(lambda unit: unit.insert_those_new(_person, rows)).result()


def test_each_row_is_there_with_its_own_values_and_the_defaults_of_the_rest(store: Store) -> None:
    """Texts, numbers, nothing, and what was not given at all."""
    store.write(furnish).result()
    rows = [somebody(number, email=None if number % 3 else f"p{number}@example.org") for number in range(COUNT)]
    write(store, rows)
    found = everybody(store)
    assert [{name: one[name] for name in rows[0]} for one in found] == rows
    assert {(one["kind"], one["active"], one["is_hr"], one["version"]) for one in found} == {("full", True, False, 1)}


def test_a_row_whose_key_is_taken_is_left_out_and_the_others_are_not(store: Store) -> None:
    """Taken before, or by another one of the same rows; the first one stands."""
    store.write(furnish).result()
    write(store, [somebody(3, name="Before")])
    rows = [somebody(number) for number in range(COUNT)] + [somebody(number, name="Again") for number in range(COUNT)]
    write(store, rows)
    found = everybody(store)
    assert len(found) == COUNT
    assert [one["name"] for one in found[:5]] == ["Name 0", "Name 1", "Name 2", "Before", "Name 4"]


def test_rows_that_differ_in_nothing_are_one(store: Store) -> None:
    """The key says so."""
    store.write(furnish).result()
    write(store, [somebody(1)] * COUNT)
    assert len(everybody(store)) == 1


def test_bytes_and_hostile_names_stay_what_they_are(store: Store) -> None:
    """No value is ever a part of the statement."""
    store.write(furnish).result()
    hostile = ["'; DROP TABLE person; --", "%s %(name)s", '{"a",NULL}', "NULL", "\\", "é漢😀"]
    rows = [somebody(number, name=hostile[number % len(hostile)]) for number in range(COUNT)]
    write(store, rows)
    assert [one["name"] for one in everybody(store)] == [row["name"] for row in rows]
    drafts = [
        {"org_id": "org", "person_id": f"p{number:04}", "form": "f", "content": bytes([number % 256, 0, 255]), "at": 1}
        for number in range(COUNT)
    ]
    store.write(lambda unit: unit.insert_those_new(_draft, drafts)).result()
    kept = select(_draft.c.content).order_by(_draft.c.person_id)
    found = store.read(lambda unit: [bytes(row["content"]) for row in unit.rows(kept)]).result()
    assert found == [draft["content"] for draft in drafts]


def test_a_row_that_points_nowhere_undoes_all_of_them(store: Store) -> None:
    """As one by one: the unit fails as a whole."""
    store.write(furnish).result()
    rows = [somebody(number, org_id="org" if number else "nowhere") for number in range(COUNT)]
    future = store.write(lambda unit: unit.insert_those_new(_person, rows))
    assert future.exception() is not None
    count = select(func.count()).select_from(_person)
    assert store.read(lambda unit: unit.run(count).scalar_one()).result() == 0


def test_rows_that_change_together_each_get_their_own_values_and_a_new_version(store: Store) -> None:
    """Many at once as well as few, and nobody else."""
    store.write(furnish).result()
    store.write(lambda unit: unit.insert_all(_person, [somebody(number) for number in range(COUNT)])).result()
    titles: list[dict[str, Any]] = [
        {"org_id": "org", "id": f"p{number:04}", "title": f"Title {number}"} for number in range(COUNT - 1)
    ]
    for rows in (titles, titles[:2]):
        store.write(partial(_titled, rows=rows)).result()
    found = everybody(store)
    assert [one["title"] for one in found] == [*(one["title"] for one in titles), ""]
    assert [one["version"] for one in found] == [3, 3, *([2] * (COUNT - 3)), 1]


def _titled(unit: Unit, rows: list[dict[str, Any]]) -> None:
    unit.update_all(_person, rows, at=("org_id", "id"), counts="version")


def test_of_rows_whose_key_is_taken_none_is_inserted_where_all_must_be_new(store: Store) -> None:
    """It fails, and nothing of it stays."""
    store.write(furnish).result()
    write(store, [somebody(3)])
    with pytest.raises((IntegrityError, psycopg.IntegrityError, sqlite3.IntegrityError)):
        store.write(lambda unit: unit.insert_all(_person, [somebody(number) for number in range(COUNT)])).result()
    assert len(everybody(store)) == 1
