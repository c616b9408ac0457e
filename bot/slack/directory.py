"""Who is in the workspace: read whole from users.list, kept up to date by events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.edge import Core
from bot.slack.api import SlackApi
from domain.people import MemberKind
from storage import directory, leasing, workspaces
from storage.directory import Member, ShrinkError
from storage.unit import Unit
from storage.workspaces import Workspace

PLATFORM = "slack"
PAGE = 500  # members per call; Slack advises 200 and refuses beyond 1,000 (PLATFORMS.md A2.1)
PAUSE_SECONDS = 5  # when Slack says to wait and not how long
MOST_PAUSES = 10
AGAIN_MS = 60_000  # the shortest time between two readings that strangers cause

T = TypeVar("T")
log = structlog.get_logger()


class RefusedError(RuntimeError):
    """Slack does not accept our token."""


class UnreachableError(RuntimeError):
    """Slack gave no usable answer."""


class Directory:
    """The one workspace whose bot token is in the settings."""

    def __init__(self, api: SlackApi, token: str, core: Core) -> None:
        self._api = api
        self._token = token
        self._core = core
        self._read_at = 0

    async def join(self) -> Workspace:
        """Learn which workspace the token is for and remember it. Raises RefusedError or UnreachableError."""
        answer = await self._api.call(self._token, "auth.test", {})
        if not answer.ok:
            known = answer.readable and 200 <= answer.status < 300
            raise (RefusedError if known else UnreachableError)(answer.error)
        return await self._write(partial(self._ensure, answer.body))

    async def read(self, workspace: Workspace) -> None:
        """Bring everyone up to date. A listing that lost too many people is not believed. Raises UnreachableError."""
        self._read_at = self._core.clock()
        members = [member(user, workspace.tenant) for user in await self._everyone()]
        try:
            result = await self._write(partial(self._sync, workspace, members))
        except ShrinkError as error:
            log.error(
                "the directory shrank too much",
                action="slack.shrink",
                missing=error.missing,
                of=error.active,
            )
            return
        log.info(
            "the directory is read",
            action="slack.directory",
            added=result.added,
            left=result.left,
        )

    def is_worth_reading(self) -> bool:
        """Not when it was read a moment ago."""
        return self._core.clock() - self._read_at > AGAIN_MS

    async def change(self, tenant: str, user: Mapping[str, Any]) -> None:
        """One person joined or changed."""
        await self._write(partial(self._change, tenant, member(user, tenant)))

    async def heard(self, tenant: str, key: str, ref: str) -> None:
        """A message of ours stands there."""
        await self._write(partial(self._arrived, tenant, key, ref))

    async def leave(self, tenant: str) -> None:
        """The app was removed: its token is erased at once, what is owed waits for its return."""
        await self._write(lambda unit: workspaces.mark_gone(unit, PLATFORM, tenant))
        log.warning("the workspace removed the app", action="slack.gone")

    async def _everyone(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        cursor = ""
        while True:
            body = await self._page(cursor)
            found += body.get("members", ())
            cursor = (body.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return found

    async def _page(self, cursor: str) -> Mapping[str, Any]:
        for _ in range(MOST_PAUSES):
            answer = await self._api.list_users(self._token, PAGE, cursor)
            if answer.ok:
                return answer.body
            if answer.status != 429:
                break
            await asyncio.sleep(answer.retry_after or PAUSE_SECONDS)
        raise UnreachableError(answer.error)

    def _ensure(self, who: Mapping[str, Any], unit: Unit) -> Workspace:
        now, rng = self._core.clock(), self._core.rng
        org = workspaces.ensure_org(unit, name=who.get("team", ""), zone="UTC", now=now, rng=rng)
        return workspaces.ensure(
            unit,
            org,
            PLATFORM,
            who["team_id"],
            name=who.get("team", ""),
            token=self._token,
            bot=who.get("user_id", ""),
            service_url="",
            now=now,
            rng=rng,
        )

    def _sync(self, workspace: Workspace, members: Sequence[Member], unit: Unit) -> directory.SyncResult:
        now, rng = self._core.clock(), self._core.rng
        return directory.sync(unit, workspace.org, workspace.id, members, complete=True, now=now, rng=rng)

    def _change(self, tenant: str, one: Member, unit: Unit) -> None:
        found = workspaces.find(unit, PLATFORM, tenant)
        if found is not None:
            directory.change(
                unit,
                found.org,
                found.id,
                one,
                now=self._core.clock(),
                rng=self._core.rng,
            )

    def _arrived(self, tenant: str, key: str, ref: str, unit: Unit) -> None:
        found = workspaces.find(unit, PLATFORM, tenant)
        if found is not None:
            leasing.arrived(unit, found, key, ref, now=self._core.clock())

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await asyncio.wrap_future(self._core.store.write(work))


def member(user: Mapping[str, Any], tenant: str) -> Member:
    """Slack's user as an account. Only an address Slack has confirmed may link it to somebody on Teams."""
    profile = user.get("profile") or {}
    confirmed = user.get("is_email_confirmed") is True
    return Member(
        external=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        email=(profile.get("email") or None) if confirmed else None,
        handle=profile.get("display_name") or user.get("name") or "",
        kind=_kind(user, tenant),
        active=not user.get("deleted", False),
        zone=user.get("tz") or "",
        title=profile.get("title") or "",
    )


def _kind(user: Mapping[str, Any], tenant: str) -> MemberKind:
    if user["id"] == "USLACKBOT" or user.get("is_bot") or user.get("bot_id") or user.get("is_app_user"):
        return MemberKind.BOT
    if user.get("is_stranger") or user.get("team_id", tenant) != tenant:
        return MemberKind.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return MemberKind.GUEST
    return MemberKind.FULL
