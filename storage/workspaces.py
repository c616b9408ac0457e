"""Workspaces of the org: a Slack workspace, an Entra tenant or a rehearsal room, with sealed token and channel."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text

from domain import ids
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

ACTIVE = "active"
GONE = "gone"

_ORG = tables.table(tables.Org)
_WORKSPACE = tables.table(tables.Workspace)
_ACCOUNT = tables.table(tables.Account)


class ForeignWorkspaceError(ValueError):
    """This workspace already belongs to another org of this store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """`state` is active or gone; a gone one has no token. `token` is in the clear: never log it."""

    org: str
    id: str
    platform: str
    tenant: str
    name: str
    state: str
    token: str = field(repr=False)
    bot: str
    service_url: str
    recognition_channel: str
    recognition_channel_name: str


def ensure_org(unit: Unit, *, name: str, zone: str, now: int, rng: random.Random) -> str:
    """Return the id of the deployment's one org, creating it when the store is new."""
    found = _org(unit)
    if found is not None:
        return found
    if unit.dialect == "postgresql":
        unit.run(text("LOCK TABLE org IN SHARE ROW EXCLUSIVE MODE"))  # two replicas starting at once make one org
        found = _org(unit)
    return found or _new_org(unit, {"id": ids.new(rng), "name": name, "zone": zone, "created_at": now})


def ensure(  # noqa: PLR0913 - one keyword per fact that a platform tells of a workspace
    unit: Unit,
    org: str,
    platform: str,
    tenant: str,
    *,
    name: str,
    token: str,
    bot: str,
    service_url: str,
    now: int,
    rng: random.Random,
) -> Workspace:
    """Create the workspace, or bring it up to date: a gone one is active again, and its channel is kept.

    An empty name, token, bot or service URL means "not told this time" and leaves what is stored.
    Raises ForeignWorkspaceError.
    """
    key = {"org_id": org, "id": ids.new(rng), "platform": platform, "tenant": tenant, "created_at": now}
    unit.insert_if_new(_WORKSPACE, {**key, "state": ACTIVE})
    before = _require(unit, platform, tenant)
    if before.org != org:
        raise ForeignWorkspaceError(f"{platform} workspace {tenant} belongs to another org")
    told = {"name": name, "bot": bot, "service_url": service_url, "token": token, "state": ACTIVE}
    changes = {column: value for column, value in told.items() if value and value != getattr(before, column)}
    _update(unit, before, changes)
    return _require(unit, platform, tenant) if changes else before


@dataclass(frozen=True, slots=True)
class Org:
    """`zone` is the IANA zone of what happens to the org as a whole; `is_held`: nothing owed is sent for now."""

    id: str
    zone: str
    is_held: bool


_ORGS = Prepared(select(_ORG.c.id, _ORG.c.zone, _ORG.c.held_at))


def orgs(unit: Unit) -> list[Org]:
    """Return the orgs there are, for what happens by itself."""
    rows = unit.rows(_ORGS, {})
    return [Org(row["id"], row["zone"], row["held_at"] is not None) for row in rows]


def hold(unit: Unit, org: str, since: int | None) -> None:
    """Send nothing owed any more, or None: as usual again. What is under way ends."""
    unit.run(_ORG.update().where(_ORG.c.id == org).values(held_at=since))
    unit.wake("outbox")


def find(unit: Unit, platform: str, tenant: str) -> Workspace | None:
    row = unit.first(select(_WORKSPACE).where(_WORKSPACE.c.platform == platform, _WORKSPACE.c.tenant == tenant))
    return None if row is None else _workspace(unit, row)


def of_org(unit: Unit, org: str) -> tuple[Workspace, ...]:
    """Return the org's workspaces, the oldest first."""
    ordered = select(_WORKSPACE).where(_WORKSPACE.c.org_id == org).order_by(_WORKSPACE.c.created_at, _WORKSPACE.c.id)
    return tuple(_workspace(unit, row) for row in unit.rows(ordered))


def mark_gone(unit: Unit, platform: str, tenant: str) -> None:
    """Erase the token at once; what is owed stays queued for a re-installation."""
    unit.run(
        _WORKSPACE.update()
        .where(_WORKSPACE.c.platform == platform, _WORKSPACE.c.tenant == tenant)
        .values(state=GONE, token=None)
    )


def remember_address(unit: Unit, platform: str, tenant: str, external: str, *, address: str, service_url: str) -> None:
    """Keep where a person's direct messages go, and the workspace's service URL. Unknown accounts are not made."""
    found = find(unit, platform, tenant)
    if found is None:
        return
    if service_url and service_url != found.service_url:
        _update(unit, found, {"service_url": service_url})
    unit.run(
        _ACCOUNT.update()
        .where(_ACCOUNT.c.org_id == found.org, _ACCOUNT.c.workspace_id == found.id)
        .where(_ACCOUNT.c.external == external, _ACCOUNT.c.address != address)
        .values(address=address)
    )


def choose_channel(unit: Unit, org: str, workspace: str, *, channel: str, name: str) -> None:
    """Set where public kudos of this workspace are posted; "" keeps them private."""
    unit.run(
        _WORKSPACE.update()
        .where(_WORKSPACE.c.org_id == org, _WORKSPACE.c.id == workspace)
        .values(recognition_channel=channel, recognition_channel_name=name)
    )


def _org(unit: Unit) -> str | None:
    oldest: str | None = unit.run(select(_ORG.c.id).order_by(_ORG.c.created_at, _ORG.c.id).limit(1)).scalar()
    return oldest


def _new_org(unit: Unit, values: dict[str, Any]) -> str:
    unit.run(_ORG.insert(), values)
    return str(values["id"])


def _require(unit: Unit, platform: str, tenant: str) -> Workspace:
    found = find(unit, platform, tenant)
    if found is None:
        raise LookupError("a workspace that was inserted, or was there, in this very unit is gone")
    return found


def _update(unit: Unit, workspace: Workspace, changes: dict[str, Any]) -> None:
    if not changes:
        return
    if "token" in changes:
        changes = {**changes, "token": unit.keys.seal(changes["token"], *_token_place(workspace.org, workspace.id))}
    unit.run(
        _WORKSPACE.update()
        .where(_WORKSPACE.c.org_id == workspace.org, _WORKSPACE.c.id == workspace.id)
        .values(**changes)
    )


def _workspace(unit: Unit, row: Row) -> Workspace:
    sealed = row["token"]
    return Workspace(
        org=row["org_id"],
        id=row["id"],
        platform=row["platform"],
        tenant=row["tenant"],
        name=row["name"],
        state=row["state"],
        token=open_token(unit, row["org_id"], row["id"], sealed),
        bot=row["bot"],
        service_url=row["service_url"],
        recognition_channel=row["recognition_channel"],
        recognition_channel_name=row["recognition_channel_name"],
    )


def open_token(unit: Unit, org: str, workspace: str, sealed: bytes | None) -> str:
    """Return the workspace's platform token in the clear, "" when it has none. Never log it."""
    return unit.keys.open(sealed, *_token_place(org, workspace)) if sealed else ""


def _token_place(org: str, workspace: str) -> tuple[str, ...]:
    return org, "workspace", workspace, "token"
