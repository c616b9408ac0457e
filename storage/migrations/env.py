"""Runs migrations on the connection that storage.migrating hands over.

On SQLite all of them are one transaction. On PostgreSQL each is one, so that no table is locked for longer than that.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from storage import tables


def _upgrade(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # batch migrations rebuild tables, which enforced foreign keys would forbid; they are checked at the end
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        connection.execute(text("BEGIN IMMEDIATE"))
    context.configure(
        connection=connection,
        target_metadata=tables.Row.metadata,
        render_as_batch=sqlite,
        transactional_ddl=not sqlite,
        transaction_per_migration=not sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        _check_foreign_keys(connection)
        connection.execute(text("COMMIT"))
        connection.execute(text("PRAGMA foreign_keys=ON"))
    else:
        connection.commit()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"the migration would break {len(broken)} references; nothing was changed")


_upgrade(context.config.attributes["connection"])
