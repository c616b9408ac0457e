"""Who is in the workspace: read whole from users.list, kept up to date by events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from bot import arriving
from bot.dispatch import BUDGET_SECONDS, GRACE
from bot.edge import Core, RefusedError
from bot.slack import outbound
from bot.slack.api import Answer, SlackApi
from bot.slack.inbound import Changed, MalformedError, strictly
from bot.slack.member import member
from handlers.turn import Delivery
from storage import claims, directory, leasing, workspaces
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


class UnreachableError(RuntimeError):
    """Slack gave no usable answer."""


class Directory:
    """The one workspace whose bot token is in the settings."""

    def __init__(self, api: SlackApi, token: str, core: Core) -> None:
        self._api = api
        self._token = token
        self._core = core
        self._read_at = 0
        self._news: dict[str, Changed] = {}  # what events told since the last reading began, by account

    async def join(self) -> Workspace:
        """Learn which workspace the token is for and remember it. Raises RefusedError or UnreachableError."""
        answer = await self._api.call(self._token, "auth.test", {})
        if not answer.ok:
            raise refusal(answer)
        return await self._write(partial(self._ensure, answer.body))

    async def read(self, workspace: Workspace) -> None:
        """Bring everyone up to date. A listing that lost too many people is not believed. Raises UnreachableError."""
        self._read_at = self._core.clock()
        self._news.clear()
        members = await self._everyone(workspace.tenant)
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

    async def change(self, told: Changed) -> None:
        """One person joined or changed. Events come in no promised order: an older one changes nothing."""
        known = self._news.get(told.member.external)
        if known is not None and told.stamp < known.stamp:
            return
        self._news[told.member.external] = told
        await self._write_in_time(partial(self._change, told))

    async def heard(self, tenant: str, key: str, ref: str) -> None:
        """A message of ours stands there."""
        await self._write_in_time(partial(self._arrived, tenant, key, ref))

    async def leave(self, tenant: str, delivery: Delivery) -> None:
        """The app was removed: its token is erased at once, what is owed waits for its return."""
        if await self._write_in_time(partial(self._leave, tenant, delivery)):
            log.warning("the workspace removed the app", action="slack.gone")

    async def _everyone(self, tenant: str) -> list[Member]:
        found: list[Member] = []
        cursors = [""]
        while True:
            body = await self._page(cursors[-1])
            members, cursor = _read_page(body, tenant)
            found += members
            if not cursor:
                return found
            if cursor in cursors:
                raise UnreachableError("the listing does not end")
            cursors.append(cursor)

    async def _page(self, cursor: str) -> Mapping[str, Any]:
        for _ in range(MOST_PAUSES):
            answer = await self._api.list_users(self._token, PAGE, cursor)
            if answer.ok:
                return answer.body
            if answer.status != 429:
                break
            await asyncio.sleep(PAUSE_SECONDS if answer.retry_after is None else answer.retry_after)
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
        """What events told while the pages were read is newer than the pages."""
        now, rng = self._core.clock(), self._core.rng
        newer = [told.member for told in self._news.values() if told.tenant == workspace.tenant]
        latest = {one.external: one for one in (*members, *newer)}.values()
        return directory.sync(unit, workspace.org, workspace.id, latest, complete=True, now=now, rng=rng)

    def _change(self, told: Changed, unit: Unit) -> None:
        now, rng = self._core.clock(), self._core.rng
        found = self._claimed(unit, told.tenant, told.delivery)
        if found is not None:
            directory.change(unit, found.org, found.id, told.member, now=now, rng=rng)

    def _leave(self, tenant: str, delivery: Delivery, unit: Unit) -> bool:
        """A copy that comes late must not remove what was installed again meanwhile."""
        found = self._claimed(unit, tenant, delivery)
        if found is not None:
            workspaces.mark_gone(unit, PLATFORM, tenant)
        return found is not None

    def _claimed(self, unit: Unit, tenant: str, delivery: Delivery) -> Workspace | None:
        """Return the workspace when this delivery is the first of its kind."""
        found = workspaces.find(unit, PLATFORM, tenant)
        if found is None or not claims.take(unit, found.org, delivery.source, delivery.keys, self._core.clock()):
            return None
        return found

    def _arrived(self, tenant: str, key: str, ref: str, unit: Unit) -> None:
        found = workspaces.find(unit, PLATFORM, tenant)
        if found is not None:
            leasing.arrived(unit, found, key, ref, now=self._core.clock())

    async def _write_in_time(self, work: Callable[[Unit], T]) -> T:
        """Slack waits three seconds for an event, and sends it again (PLATFORMS.md A1.3)."""
        writing = self._core.store.write(work, deadline=BUDGET_SECONDS)
        return await asyncio.wait_for(arriving.wait(writing), BUDGET_SECONDS * (1 + GRACE))

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._core.store.write(work))


def refusal(answer: Answer) -> RefusedError | UnreachableError:
    """Return what an unsuccessful answer means: only Slack's own lasting no is a refusal."""
    if answer.readable and answer.status == 200 and answer.error not in outbound.PASSING:
        return RefusedError(answer.error)
    return UnreachableError(answer.error)


def _read_page(body: Mapping[str, Any], tenant: str) -> tuple[list[Member], str]:
    """Return the page's members and the next cursor. Raises UnreachableError."""
    try:
        return _page_of(body, tenant)
    except MalformedError as error:
        raise UnreachableError("a page has no known shape") from error


@strictly
def _page_of(body: Mapping[str, Any], tenant: str) -> tuple[list[Member], str]:
    cursor = (body.get("response_metadata") or {}).get("next_cursor") or ""
    return [member(user, tenant) for user in body["members"]], cursor
