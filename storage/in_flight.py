"""Which transactions of others are under way: what they read may be older than what has been committed since."""

from __future__ import annotations

from sqlalchemy import text

from storage.unit import Unit

_OTHERS = text(
    "SELECT l.virtualtransaction AS name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database() AND l.pid <> pg_backend_pid()"
    " AND a.backend_type IS DISTINCT FROM 'autovacuum worker' ORDER BY 1"  # unknown of sessions of other users
)


def others(unit: Unit) -> tuple[str, ...]:
    """Return the name that each has for as long as it lasts, in any process; none on SQLite, where a writer is alone.

    One that ended never comes back under its name, so whoever waits for those of a moment waits for nobody else.
    """
    return () if unit.is_alone else tuple(row["name"] for row in unit.rows(_OTHERS))
