"""The migrations build exactly the tables that the code declares, on both databases, and a release only adds."""

from __future__ import annotations

import hashlib
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, ForeignKey, Integer, String

from storage import migrating, opening, tables
from storage.opening import OutdatedError
from tests.laws import expanding, source

FOLDER = source.ROOT / "storage" / "migrations"
RELEASED = expanding.released(Path(__file__).parent / "released.txt")
SCRIPTS = list(reversed([*ScriptDirectory.from_config(migrating.config()).walk_revisions()]))  # the oldest first


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url = request.getfixturevalue("postgres").empty()
    assert isinstance(url, str)
    return url


def engine_of(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def differences(url: str) -> list[object]:
    engine = engine_of(url)
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        found = list(compare_metadata(context, tables.Row.metadata))
    engine.dispose()
    return found


def test_a_migration_is_named_by_its_revision() -> None:
    """So the newest is known without asking Alembic, which takes long to load."""
    assert opening.head() == SCRIPTS[-1].revision
    assert opening.known() == {script.revision for script in SCRIPTS}


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


def test_each_migration_can_be_gone_back_on_and_gone_on_from(empty: str) -> None:
    """Down to nothing and up again, one after another."""
    for script in SCRIPTS:
        _go(empty, command.upgrade, script.revision)
    for script in reversed(SCRIPTS):
        _go(empty, command.downgrade, str(script.down_revision or "base"))
    opening.migrate(empty)
    assert differences(empty) == []


def test_an_older_version_says_that_the_tables_are_newer(empty: str) -> None:
    """It neither serves nor changes what it does not know."""
    opening.migrate(empty)
    engine = engine_of(empty)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for act in (opening.migrate, opening.require_head):
        with pytest.raises(OutdatedError, match="newer version"):
            act(empty)


def test_a_released_migration_is_never_edited() -> None:
    """It has run out there, and runs nowhere again."""
    assert expanding.edited(RELEASED, FOLDER / "versions") == []


def test_an_edit_of_a_released_migration_is_noticed(tmp_path: Path) -> None:
    """Even of a comment: then nobody has to judge."""
    (tmp_path / "0001_one.py").write_bytes(b"# one")
    (tmp_path / "listing").write_text(f"# of one\n0.1.0 0001_one.py {hashlib.sha256(b'# one').hexdigest()}\n")
    those = expanding.released(tmp_path / "listing")
    assert expanding.edited(those, tmp_path) == []
    (tmp_path / "0001_one.py").write_bytes(b"# two")
    assert expanding.edited(those, tmp_path) == ["0001_one.py"]


def test_what_comes_after_a_release_only_adds() -> None:
    """Unless it says since which release nothing uses what it takes away (docs/operations.md, Upgrades)."""
    out_there = {one.file for one in RELEASED}
    fresh = [one for one in SCRIPTS if out_there and Path(one.path).name not in out_there]
    taking = {one.revision: getattr(one.module, "unused_since", None) for one in fresh}
    assert {release for release in taking.values() if release} <= {one.release for one in RELEASED}
    adding = [one.module.upgrade for one in fresh if taking[one.revision] is None]
    assert [expanding.contractions(upgrade) for upgrade in adding] == [[] for _ in adding]


def a_table_with_an_index() -> None:
    op.create_table("new", Column("org_id", String))
    op.create_index("ix_new", "new", ["org_id"])


EXPANSIONS: list[Callable[[], object]] = [
    lambda: op.add_column("kudos", Column("warmth", Integer, nullable=True)),
    lambda: op.add_column("kudos", Column("warmth", Integer, nullable=False, server_default="0")),
    a_table_with_an_index,
    lambda: migrating.add_index("ix_kudos", "kudos", ["org_id"]),
    *(runpy.run_path(str(path))["upgrade"] for path in sorted((source.ROOT / "tests/processes/later").glob("*.py"))),
]
CONTRACTIONS: list[Callable[[], object]] = [
    lambda: op.add_column("kudos", Column("warmth", Integer, nullable=False)),  # the release before writes none
    lambda: op.add_column("kudos", Column("at", Integer, nullable=False, server_default=sqlalchemy.func.now())),
    lambda: op.create_index("ix_kudos", "kudos", ["org_id"]),  # whoever writes waits for it
    lambda: op.create_index("ix_kudos", "kudos", ["org_id"], unique=True, postgresql_concurrently=True),
    lambda: op.drop_column("kudos", "note"),
    lambda: op.drop_table("kudos"),
    lambda: op.alter_column("kudos", "note", nullable=False),
    lambda: op.batch_alter_table("kudos").__enter__(),
    lambda: op.execute("UPDATE kudos SET edited = true"),  # that is work for due rows, a thousand at a time
    lambda: op.create_table("new", *(Column(one, ForeignKey(f"{one}.id")) for one in "abcde")),  # too many locks
    lambda: (EXPANSIONS[0](), EXPANSIONS[3]()),
]


@pytest.mark.parametrize("upgrade", EXPANSIONS)
def test_what_adds_is_let_through(upgrade: Callable[[], None]) -> None:
    """The release before goes on as if nothing had happened."""
    assert expanding.contractions(upgrade) == []


@pytest.mark.parametrize("upgrade", CONTRACTIONS)
def test_what_the_release_before_would_stumble_over_is_not(upgrade: Callable[[], None]) -> None:
    """Or what it would have to wait for."""
    assert expanding.contractions(upgrade) != []


def _go(url: str, move: Callable[..., None], revision: str) -> None:
    engine, scripts = engine_of(url), migrating.config()
    with engine.connect() as connection:
        scripts.attributes["connection"] = connection
        move(scripts, revision)
    engine.dispose()
