"""When each source of people last said something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.sources import Source
from storage import tables, workspaces
from storage.unit import Unit

EXACT_MS = 60_000  # how exactly it is known of a platform: events come many at a time
_STANDING = ("running", "done")  # states of an import that was not undone, as storage.importing names them
_workspace = tables.table(tables.Workspace)
_token = tables.table(tables.ScimToken)
_user = tables.table(tables.ScimUser)
_run = tables.table(tables.ImportRun)


def hear(unit: Unit, org: str, workspace: str, *, now: int) -> None:
    """Note that the workspace has said something of its people."""
    old = or_(_workspace.c.heard_at.is_(None), _workspace.c.heard_at <= now - EXACT_MS)
    here = (_workspace.c.org_id == org, _workspace.c.id == workspace, old)
    unit.run(update(_workspace).where(*here).values(heard_at=now))


def last_words(unit: Unit, org: str) -> Mapping[Source, int | None]:
    """Return when each source last said something (UTC epoch ms): None of one that is connected and was silent so far.

    A source that is not connected and never was is not in it.
    """
    found: dict[Source, int | None] = {}
    for row in unit.rows(select(_workspace).where(_workspace.c.org_id == org)):
        source = Source(row["platform"])
        if row["state"] == workspaces.ACTIVE or row["heard_at"] is not None:
            found[source] = max(found.get(source) or 0, row["heard_at"] or 0) or None
    imports = and_(_run.c.org_id == org, _run.c.state.in_(_STANDING))
    if (file := _latest(unit, func.max(_run.c.began_at), imports)) is not None:
        found[Source.FILE] = file
    said = [_latest(unit, func.max(_token.c.used_at), _token.c.org_id == org), _changed(unit, org)]
    if _has_token(unit, org) or any(said):
        found[Source.SCIM] = max((at for at in said if at), default=None)
    return found


def _changed(unit: Unit, org: str) -> int | None:
    return _latest(unit, func.max(_user.c.changed_at), _user.c.org_id == org)


def _has_token(unit: Unit, org: str) -> bool:
    return unit.first(select(_token.c.name).where(_token.c.org_id == org, _token.c.revoked_at.is_(None))) is not None


def _latest(unit: Unit, newest: ColumnElement[Any], where: ColumnElement[bool]) -> int | None:
    at: int | None = unit.run(select(newest).where(where)).scalar_one()
    return at
