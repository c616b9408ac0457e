"""Every key begins with the org, so that a partitioned PostgreSQL can take over unchanged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage import tables

# Each key without the org in front, and why. An entry that is no longer true fails the test too.
WITHOUT_ORG = {
    ("org", "pk", ("id",)): "the org itself",
    ("seal_check", "pk", ("id",)): "one row for the whole store: are these its keys?",
    ("workspace", "uq", ("platform", "tenant")): "by it a request, which names no org, finds its org",
}
TABLES = sorted(tables.Row.metadata.tables.values(), key=lambda table: table.name)


def keys(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            kind = "pk" if isinstance(constraint, PrimaryKeyConstraint) else "uq"
            yield kind, tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        assert isinstance(index, Index)
        yield "ix", tuple(column.name for column in index.columns)


def test_every_key_begins_with_the_org() -> None:
    """But for the three keys that are named here with their reason."""
    without = {(table.name, *key) for table in TABLES for key in keys(table) if key[1][0] != "org_id"}
    assert without == WITHOUT_ORG.keys()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_reference_stays_inside_one_org(table: Table) -> None:
    """A row cannot point at another org's row: the org is part of every foreign key."""
    for constraint in table.foreign_key_constraints:
        pairs = {(element.parent.name, element.column.name) for element in constraint.elements}
        assert pairs & {("org_id", "org_id"), ("org_id", "id")}, constraint.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table: Table) -> None:
    """Only what has a name can be changed by a migration on every database."""
    assert all(constraint.name for constraint in table.constraints)
    assert all(index.name for index in table.indexes)
