"""What a migration asks for, and what of it the release before could not live with."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations import ops as asking
from sqlalchemy import DefaultClause

MOST_LOCKED = 4  # tables in use: each may be waited for 200 ms while the others are held, and nobody waits for a second


@dataclass(frozen=True, slots=True)
class Released:
    release: str
    file: str
    sha256: str


def released(listing: Path) -> list[Released]:
    lines = listing.read_text(encoding="utf-8").splitlines()
    return [Released(*line.split()) for line in lines if line and not line.startswith("#")]


def edited(those: Sequence[Released], folder: Path) -> list[str]:
    """Return each released migration that is not what was released."""
    return [one.file for one in those if hashlib.sha256((folder / one.file).read_bytes()).hexdigest() != one.sha256]


def asked(upgrade: Callable[[], None]) -> list[asking.MigrateOperation]:
    """Return what it asks for; nothing of it is done. Raises NotImplementedError where a table is to be rebuilt."""
    offline = {"as_sql": True, "output_buffer": io.StringIO()}
    found: list[asking.MigrateOperation] = []
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=offline)) as recorder:
        vars(recorder).update(invoke=found.append, batch_alter_table=_rebuild)
        upgrade()
    return found


def contractions(upgrade: Callable[[], None]) -> list[str]:
    """Return what the release before could not live with, or would have to wait for."""
    try:
        those = asked(upgrade)
    except NotImplementedError as error:
        return [str(error)]
    new = {one.table_name for one in those if isinstance(one, asking.CreateTableOp)}
    made = {str(one.index_name) for one in those if isinstance(one, asking.CreateIndexOp)}
    found = [str(one.to_diff_tuple()) for one in those if not is_expansion(one, new, made)]
    locked = locks(those) - new
    found += [f"locks {sorted(locked)}"] if len(locked) > MOST_LOCKED else []
    mixed = any(is_beside(one) for one in those) and locked
    return found + ([f"an index beside writers is no part of a transaction, but {sorted(locked)}"] if mixed else [])


def is_expansion(one: asking.MigrateOperation, new: set[str], made: set[str]) -> bool:
    """What only adds: nobody who does not know of it notices, and nobody waits while it is made."""
    match one:
        case asking.CreateTableOp():
            return True
        case asking.AddColumnOp():
            default = one.column.server_default
            return bool(one.column.nullable) or (isinstance(default, DefaultClause) and isinstance(default.arg, str))
        case asking.CreateIndexOp():
            return one.table_name in new or (is_beside(one) and not one.unique)
        case asking.DropIndexOp():
            return one.index_name in made
        case asking.ExecuteSQLOp():
            return str(one.sqltext).startswith(("SET ", "RESET "))
        case _:
            return False


def is_beside(one: asking.MigrateOperation) -> bool:
    return isinstance(one, asking.CreateIndexOp) and bool(one.kw.get("postgresql_concurrently"))


def locks(those: Sequence[asking.MigrateOperation]) -> set[str]:
    """The tables that nobody can write to until it ends: altered, or referred to by a new one."""
    altered = {one.table_name for one in those if isinstance(one, asking.AddColumnOp)}
    tables = [one.to_table() for one in those if isinstance(one, asking.CreateTableOp)]
    keys = [key for table in tables for constraint in table.foreign_key_constraints for key in constraint.elements]
    return altered | {key.target_fullname.partition(".")[0] for key in keys}


def _rebuild(table: str, **more: object) -> NoReturn:
    raise NotImplementedError(f"{table} is rebuilt only to take something away")
