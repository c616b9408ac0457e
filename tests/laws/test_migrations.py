"""The migrations build exactly the tables that the code declares, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import migrating, opening, tables


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url = request.getfixturevalue("postgres").empty()
    assert isinstance(url, str)
    return url


def differences(url: str) -> list[object]:
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        found = list(compare_metadata(context, tables.Row.metadata))
    engine.dispose()
    return found


def test_a_migration_is_named_by_its_revision() -> None:
    """So the newest is known without asking Alembic, which takes long to load."""
    scripts = ScriptDirectory.from_config(migrating.config())
    assert opening.head() == scripts.get_current_head()
    assert opening.known() == {script.revision for script in scripts.walk_revisions()}


def test_migrating_makes_the_tables_that_the_code_declares(empty: str) -> None:
    """No column, key or index exists in one of the two only."""
    assert differences(empty) != []
    opening.migrate(empty)
    assert differences(empty) == []


def test_migrating_twice_changes_nothing(empty: str) -> None:
    """Every replica may run `migrate` at its start."""
    opening.migrate(empty)
    opening.migrate(empty)
    assert differences(empty) == []
