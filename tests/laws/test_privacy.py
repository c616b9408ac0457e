"""Every table and column has an answer to: whose is it, for how long is it kept, and what becomes of it on erasure."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, Table

from storage import retention, tables
from storage.tagging import KEPT, Erased

TABLES = sorted(tables.Row.metadata.tables.values(), key=lambda table: table.name)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
UNSEALED = {"mac", "digest", "pruned_mac", "pruned_seal", "word", "token"}  # hashes, and what opens our own doors


@every_table
def test_every_column_says_whose_it_is(table: Table) -> None:
    """In storage/tagging.py, once. Otherwise it would be missing in what people are shown and in what is erased."""
    tagged = KEPT[table.name].columns
    assert sorted(tagged) == sorted(table.columns.keys())
    assert len(tagged) == len(set(tagged))
    assert set(KEPT[table.name].writers) <= set(KEPT[table.name].others)


def test_nothing_is_tagged_that_is_not_there() -> None:
    """A table that went takes its entry with it."""
    assert {table.name for table in TABLES} == KEPT.keys()
    named = {through.table for kept in KEPT.values() for through in kept.through}
    assert named <= KEPT.keys()


@every_table
def test_every_reference_to_a_person_is_tagged_as_one(table: Table) -> None:
    """A column that points at people is about them, or names them."""
    kept = KEPT[table.name]
    pointing = {
        element.parent.name
        for constraint in table.foreign_key_constraints
        for element in constraint.elements
        if element.column.table.name == "person" and element.column.name == "id"
    }
    assert pointing <= {*kept.people, *kept.others}


@every_table
def test_what_is_sealed_can_be_opened_for_whom_it_is_about(table: Table) -> None:
    """Every sealed column is tagged as such, with the place it is bound to."""
    sealed = {column.name for column in table.columns if isinstance(column.type, LargeBinary)} - UNSEALED
    assert sealed == KEPT[table.name].sealed.keys()


@every_table
def test_what_is_about_people_is_erased_or_says_why_not(table: Table) -> None:
    """And what is technical says what it is for."""
    kept = KEPT[table.name]
    assert kept.erased is not Erased.STAYS or kept.why
    assert kept.data_class or not kept.is_about_people


@every_table
def test_every_table_grows_too_old_or_says_why_not(table: Table) -> None:
    """In storage/retention.py: a rule, or a reason."""
    assert (table.name in retention.RULES) != (table.name in retention.STAYS)


def test_no_rule_is_for_a_table_that_is_not_there() -> None:
    """A table that went takes its rule with it."""
    assert {*retention.RULES, *retention.STAYS} == {table.name for table in TABLES}
