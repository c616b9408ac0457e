"""Who is in the tenant: learned from rosters of where the app is installed, and from whoever speaks or is named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import structlog

from bot import arriving
from bot.background import Background
from bot.edge import Core
from bot.teams.connector import Answer, Connector
from bot.teams.heard import Heard, Payload, items, text
from domain.people import MemberKind
from handlers.turn import Place, PlaceKind
from storage import claims, directory, people, workspaces
from storage.directory import Member
from storage.unit import Unit
from storage.workspaces import Workspace

PLATFORM = "teams"
AGAIN_MS = 3600_000  # until a person is asked after again
MOST_KNOWN = 50_000
MOST_NAMED = 10  # people looked up because a message names them
PAUSE_SECONDS = 5.0  # when Teams says to wait and not how long
MOST_PAUSES = 10

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds of somebody: nothing is written again until it changes, or at `until`."""

    address: str
    service_url: str
    until: int


class Directory:
    """Teams has no list of a tenant's people without a permission to read all of Entra, so it is learned bit by bit."""

    def __init__(self, connector: Connector, core: Core, background: Background) -> None:
        self._connector = connector
        self._core = core
        self._background = background
        self._known: dict[tuple[str, str], Known] = {}
        self._named: set[tuple[str, str]] = set()

    async def meet(self, one: Heard, named: Sequence[str], patience: float) -> None:
        """Know who speaks and whom they name before they are answered, if that is done within `patience` seconds.

        What takes longer goes on without the one who asked, and what fails is logged: they are answered all the same.
        """
        unseen = [id for id in named[:MOST_NAMED] if (one.tenant, id) not in self._named]
        if self._is_known(one) and not unseen:
            return
        done = asyncio.Event()
        self._background.start(self._meet(one, unseen, done))
        try:
            await asyncio.wait_for(done.wait(), patience)
        except TimeoutError:
            log.info("it is not known in time who somebody is", action="teams.slow_member")

    async def learn(self, one: Heard) -> None:
        """Bring the tenant and one person up to date: who they are, and where they and Teams are reached."""
        answer = await self._connector.member(one.service_url, one.roster, one.alias)
        await self._write(partial(self._keep, one, _members([answer.body] if answer.ok else [], one)))
        if answer.ok:
            self._remember(one)
        else:
            log.warning("Teams did not say who somebody is", action="teams.member", reason=answer.code)

    async def learn_named(self, one: Heard, ids: Sequence[str]) -> None:
        """Learn these people of the conversation; when they are many, everybody."""
        if len(ids) > MOST_NAMED:
            return await self.read(one)
        answers = await asyncio.gather(*(self._connector.member(one.service_url, one.roster, id) for id in ids))
        found = _members([answer.body for answer in answers if answer.ok], one)
        return await self._write(partial(self._keep, one, found))

    async def read(self, one: Heard) -> None:
        """Learn everybody of the team or chat where the app is, or those of them that Teams tells."""
        found: list[Member] = []
        answer = await self._page(one, "")
        while answer.ok:
            found += _members(items(answer.body, "members"), one)
            after = text(answer.body, "continuationToken")
            if not after:
                break
            answer = await self._page(one, after)
        await self._write(partial(self._sync, one, found))
        log.info("a roster is read", action="teams.roster", people=len(found), whole=answer.ok, reason=answer.code)

    async def is_first_greeting(self, one: Heard) -> bool:
        """Two activities can tell of one installation; replicas agree on who greets."""
        return await self._write(partial(self._greet, one))

    async def chat(self, one: Heard) -> str:
        """Return the person's own conversation with the bot, made if there is none; "" when Teams does not allow it."""
        if one.is_personal:
            return one.conversation
        known = self._known.get((one.tenant, one.account))
        address = (known.address if known else "") or await self._read(partial(_address, one))
        if address:
            return address
        answer = await self._connector.create(one.service_url, one.tenant, one.bot, one.account or one.alias)
        if not answer.ok:
            log.warning("no conversation with a person", action="teams.no_chat", reason=answer.code)
            return ""
        await self._write(partial(_remember_address, one, answer.id))
        self._remember(replace(one, conversation=answer.id, place=Place(PlaceKind.DIRECT, answer.id)))
        return answer.id

    def forget(self, one: Heard) -> None:
        """The person removed the app: what Teams then refuses ends there. Look again when they are back."""
        self._known.pop((one.tenant, one.account), None)
        log.info("a person or a team removed the app", action="teams.removed")

    def _is_known(self, one: Heard) -> bool:
        known = self._known.get((one.tenant, one.account))
        if not one.account:
            return True
        if known is None or known.until < self._core.clock() or known.service_url != one.service_url:
            return False
        return not one.is_personal or known.address == one.conversation

    def _remember(self, one: Heard) -> None:
        if len(self._known) + len(self._named) >= MOST_KNOWN:
            self._known.clear()
            self._named.clear()
        before = self._known.get((one.tenant, one.account))
        address = one.conversation if one.is_personal else before.address if before else ""
        until = self._core.clock() + AGAIN_MS
        self._known[one.tenant, one.account] = Known(address, one.service_url, until)

    async def _meet(self, one: Heard, unseen: Sequence[str], done: asyncio.Event) -> None:
        try:
            asked = [*unseen, *([] if self._is_known(one) else [one.account])]
            missing = await self._read(partial(_unknown, one, asked))
            others = [id for id in missing if id != one.account]
            if one.account in missing:
                await self.learn(one)
            if others:
                await self.learn_named(one, others)
            self._named.update((one.tenant, id) for id in unseen if id not in missing)
        finally:
            done.set()
        if not self._is_known(one):
            self._remember(one)
            await self.learn(one)

    async def _page(self, one: Heard, after: str) -> Answer:
        answer = await self._connector.members(one.service_url, one.roster, after)
        for _ in range(MOST_PAUSES):
            if answer.status != 429:
                break
            await asyncio.sleep(answer.retry_after or PAUSE_SECONDS)
            answer = await self._connector.members(one.service_url, one.roster, after)
        return answer

    def _keep(self, one: Heard, found: Sequence[Member], unit: Unit) -> None:
        now, rng = self._core.clock(), self._core.rng
        here = self._ensure(one, unit)
        for each in found:
            directory.change(unit, here.org, here.id, each, now=now, rng=rng)
        if one.is_personal:
            _remember_address(one, one.conversation, unit)

    def _sync(self, one: Heard, found: Sequence[Member], unit: Unit) -> None:
        here = self._ensure(one, unit)
        directory.sync(unit, here.org, here.id, found, complete=False, now=self._core.clock(), rng=self._core.rng)

    def _ensure(self, one: Heard, unit: Unit) -> Workspace:
        now, rng = self._core.clock(), self._core.rng
        org = workspaces.ensure_org(unit, name="", zone="UTC", now=now, rng=rng)
        return workspaces.ensure(
            unit,
            org,
            PLATFORM,
            one.tenant,
            name="",
            token="",
            bot=one.bot,
            service_url=one.service_url,
            now=now,
            rng=rng,
        )

    def _greet(self, one: Heard, unit: Unit) -> bool:
        here = self._ensure(one, unit)
        return claims.take(unit, here.org, f"teams:{one.tenant}", (f"greeting/{one.account}",), self._core.clock())

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._core.store.write(work))

    async def _read(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._core.store.read(work))


def member(told: Payload, one: Heard) -> Member | None:
    """A roster's entry as an account of the tenant; None for who has no Entra id (PLATFORMS.md B1.4)."""
    external = (text(told, "aadObjectId") or text(told, "objectId")).lower()
    if not external:
        return None
    return Member(
        external=external,
        name=text(told, "name") or " ".join((text(told, "givenName"), text(told, "surname"))).strip() or external,
        email=_proved_email(told),
        handle=text(told, "userPrincipalName").partition("@")[0],
        kind=_kind(told, one.tenant),
        active=True,
        zone=one.zone if external == one.account else "",
        title="",
        alias=text(told, "id"),
    )


def _members(told: Iterable[Payload], one: Heard) -> list[Member]:
    return [found for entry in told if (found := member(entry, one)) is not None]


def _kind(told: Mapping[str, Any], tenant: str) -> MemberKind:
    """Whoever is not plainly a user of this tenant is no full member."""
    role, home = text(told, "userRole").casefold(), text(told, "tenantId").lower()
    if role == "guest" or "#ext#" in text(told, "userPrincipalName").casefold():
        return MemberKind.GUEST
    if home != tenant or role not in ("user", "owner", ""):
        return MemberKind.EXTERNAL
    return MemberKind.FULL


def _proved_email(told: Mapping[str, Any]) -> str | None:
    """A tenant has proved that it owns the domain of its sign-in names, and of no other."""
    email, sign_in = text(told, "email"), text(told, "userPrincipalName")
    same = email.rpartition("@")[2].casefold() == sign_in.rpartition("@")[2].casefold()
    return (email if email and same else sign_in) or None


def _unknown(one: Heard, ids: Sequence[str], unit: Unit) -> Sequence[str]:
    here = workspaces.find(unit, PLATFORM, one.tenant)
    known = people.by_accounts(unit, here.org, here.id, ids) if here is not None else {}
    return [id for id in ids if id not in known]


def _address(one: Heard, unit: Unit) -> str:
    """Return the person's own conversation as far as we know it: an address that is no account."""
    actor = people.actor(unit, PLATFORM, one.tenant, one.account)
    if actor is None:
        return ""
    own = people.reaches(unit, actor.org, [actor.person.id])
    here = (reach for reach in own if reach.workspace == actor.workspace and reach.external == one.account)
    return next((reach.address for reach in here if reach.address != reach.external), "")


def _remember_address(one: Heard, conversation: str, unit: Unit) -> None:
    workspaces.remember_address(
        unit, PLATFORM, one.tenant, one.account, address=conversation, service_url=one.service_url
    )
