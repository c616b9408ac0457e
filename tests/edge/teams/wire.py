"""Raw activities to a served Teams edge, as Teams signs them, and what comes back."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.background import Background
from bot.edge import Core
from bot.teams.directory import PLATFORM
from bot.teams.edge import TeamsEdge
from domain.people import Actor
from storage import people, workspaces
from storage.unit import Store
from tests.features.scene import PATIENCE_SECONDS
from tests.platforms import adaptive_card, entra
from tests.platforms import teams as fake
from tests.platforms.teams import FakeTeams, Json, Posted

CHANNEL = "19:general@thread.tacv2"
GROUP = "19:meeting@thread.v2"
ANA, BEN, GIL = (f"{number:08}-0000-4000-8000-000000000000" for number in (1, 2, 3))
NAMES = {ANA: "Ana Ruiz", BEN: "Ben Okafor", GIL: "Gil Guest"}


@dataclass(frozen=True, kw_only=True)
class Told:
    status: int
    body: Json

    @property
    def dialog(self) -> Json:
        """The card of the dialog that is open now."""
        card: Json = self.body["task"]["value"]["card"]["content"]
        return card


@dataclass(kw_only=True)
class Wire:
    url: str
    teams: FakeTeams
    store: Store
    background: Background
    now: int
    session: aiohttp.ClientSession
    bot: str = fake.BOT
    count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def send(self, activity: Json) -> Told:
        """Send what Teams would, and let what it causes end."""
        told = await self.raw(json.dumps(activity).encode(), {"Authorization": self.teams.authorization(self.now)})
        await self.background.drain()
        return told

    async def raw(self, body: bytes, headers: Mapping[str, str]) -> Told:
        async with self.session.post(self.url, data=io.BytesIO(body), headers=headers) as answer:
            text = await answer.text()
            return Told(status=answer.status, body=json.loads(text) if text.startswith("{") else {})

    async def says(self, who: str, text: str) -> Told:
        """Type to the bot in one's own chat."""
        return await self.acts(who, self.teams.direct(who), text=text)

    async def acts(self, who: str, where: str, **said: Any) -> Told:
        return await self.send(self.activity(who, where, {"type": "message", **said}))

    async def invokes(self, who: str, name: str, value: Json, where: str = "") -> Told:
        said = {"type": "invoke", "name": name, "value": value}
        return await self.send(self.activity(who, where or self.teams.direct(who), said))

    async def presses(self, who: str, button: Json, where: str = "") -> Told:
        action = {"type": "Action.Execute", "verb": button["verb"], "data": button["data"]}
        return await self.invokes(who, "adaptiveCard/action", {"action": action, "trigger": "manual"}, where)

    def activity(self, who: str, where: str, said: Json) -> Json:
        kind = "personal" if where.startswith("a:") else "groupChat" if where == GROUP else "channel"
        return {
            "id": f"1790000000{next(self.count):03}",
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": {"id": fake.alias(who), "name": NAMES.get(who, "Somebody"), "aadObjectId": who},
            "recipient": {"id": fake.BOT, "name": "Vouchsafe"},
            "conversation": {"id": where, "conversationType": kind, "tenantId": entra.TENANT},
            "channelData": {"tenant": {"id": entra.TENANT}},
            **said,
        }

    def chat(self, who: str) -> list[Posted]:
        return self.teams.standing_in(self.teams.direct(who))

    def known(self, who: str) -> Actor | None:
        return self.store.read(lambda unit: people.actor(unit, PLATFORM, entra.TENANT, who)).result()

    def workspace(self) -> workspaces.Workspace | None:
        return self.store.read(lambda unit: workspaces.find(unit, PLATFORM, entra.TENANT)).result()


@contextlib.asynccontextmanager
async def served(core: Core, teams: FakeTeams) -> AsyncIterator[Wire]:
    """A served edge. Ana and Ben are in a team with guest Gil; nobody has met the bot."""
    team = [fake.member(id, name, email=f"{name[:3].lower()}@example.org") for id, name in NAMES.items()]
    team[-1]["userRole"] = "guest"
    alone = {teams.direct(one["aadObjectId"]): [one] for one in team}
    teams.rosters = {CHANNEL: team, GROUP: team, **alone}
    teams.check_card = adaptive_card.problem
    edge = TeamsEdge(teams.settings(), core, patience=PATIENCE_SECONDS)
    await edge.start()
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes(edge.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/teams/messages"
    async with aiohttp.ClientSession() as session:
        yield Wire(
            url=url, teams=teams, store=core.store, background=edge.background, now=core.clock(), session=session
        )
    await runner.cleanup()
    await edge.close()


def mention(id: str, name: str) -> Json:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": id, "name": name}}


def buttons(card: Json) -> dict[str, Json]:
    """Every button of a card, by its title."""
    sets = [one["actions"] for one in card["body"] if one["type"] == "ActionSet"]
    return {one["title"]: one for actions in (*sets, card.get("actions", [])) for one in actions}
