"""The Slack edge served on loopback with a Slack of our own behind it, and the raw requests anybody can send to it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import itertools
import json
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from sqlalchemy import select

from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.relay import Relay
from bot.settings import SlackSettings
from bot.slack import verify
from bot.slack.edge import SlackEdge
from bot.tokens import Tokens
from handlers import ROUTER
from storage import claim_codes, people, tables, workspaces
from storage.unit import Store, Unit
from tests.features.scene import PATIENCE_SECONDS
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Json

MORNING = 1_790_000_000_000
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ANA, BEN, CHI, HANA = "U0ANA", "U0BEN", "U0CHI", "U0HANA"
WINS, GENERAL = "C0WINS", "C0GENERAL"
ELSEWHERE = "T0ELSEWHERE"
NOTE = "you raised the vendor risk nine days early, we could replan"

SETTINGS = {"signing_secret": fake.SECRET, "bot_token": fake.TOKEN}


def roster() -> list[Json]:
    """Four full members and one of every other kind."""
    return [
        fake.user(ANA, "Ana Ruiz", email="ana@example.org"),
        fake.user(BEN, "Ben Okafor", email="ben@example.org"),
        fake.user(CHI, "Chiara Lindqvist", email="chi@example.org"),
        fake.user(HANA, "Hana Weiss", email="hana@example.org"),
        fake.user("U0MULTI", "Mo Multi", is_restricted=True),
        fake.user("U0SINGLE", "Si Single", is_restricted=True, is_ultra_restricted=True),
        fake.user("U0STRANGE", "Sal Strange", is_stranger=True),
        fake.user("U0OUTSIDE", "Olu Outside") | {"team_id": ELSEWHERE},
        fake.user("U0ROBOT", "Robo", is_bot=True),
        fake.user("USLACKBOT", "Slackbot"),
        fake.user(fake.BOT_USER, "Vouchsafe", is_bot=True),
        fake.user("U0LEFT", "Lea Left", deleted=False),
    ]


@dataclass(frozen=True)
class Raw:
    """One request as it goes over the wire, before it is signed."""

    body: bytes
    kind: str


@dataclass(frozen=True)
class Heard:
    status: int
    text: str

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.text) if self.text else {}
        return found


@dataclass
class Clock:
    now: int = MORNING

    def __call__(self) -> int:
        return self.now


@dataclass
class House:
    url: str
    core: Core
    edge: SlackEdge
    slack: FakeSlack
    clock: Clock
    relay: Relay
    session: aiohttp.ClientSession
    count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # --- Sending --------------------------------------------------------------------------------------------------

    async def send(self, raw: Raw, headers: CIMultiDict[str] | None = None) -> Heard:
        """Send it signed, or with exactly these headers; wait for what the edge still does in the background."""
        if headers is None:
            headers = self.signed(raw)
        async with self.session.post(self.url, data=io.BytesIO(raw.body), headers=headers) as answer:
            heard = Heard(answer.status, await answer.text())
        await self.edge.background.drain()
        return heard

    def signed(self, raw: Raw, *, ago: int = 0) -> CIMultiDict[str]:
        stamp = str(self.clock() // 1000 - ago)
        signature = verify.sign(fake.SECRET, stamp, raw.body)
        seal = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        return CIMultiDict({"Content-Type": raw.kind, **seal})

    async def says(self, account: str, line: str, **changes: str) -> Heard:
        return await self.send(self.command(account, line, **changes))

    async def settle(self, seconds: float = 0) -> None:
        """Let time pass, and send what is due."""
        self.clock.now += int(seconds * 1000)
        while await self.relay.round():
            pass

    async def gives(self, account: str, line: str) -> None:
        heard = await self.says(account, line)
        assert heard.status == 200
        await self.settle(31)

    # --- What Slack sends -----------------------------------------------------------------------------------------

    def trigger(self) -> str:
        return f"trigger.{next(self.count)}"

    def command(self, account: str, line: str, **changes: str) -> Raw:
        verb, _, text = line.partition(" ")
        trigger = self.trigger()
        fields = {
            "token": "legacy",
            "command": verb,
            "text": text,
            "team_id": fake.TEAM,
            "team_domain": "house",
            "channel_id": GENERAL,
            "channel_name": "general",
            "user_id": account,
            "user_name": "name",
            "api_app_id": "A0APP",
            "is_enterprise_install": "false",
            "trigger_id": trigger,
            "response_url": f"{self.slack.url}/respond/{trigger}",
        }
        return Raw(urlencode(fields | changes).encode(), FORM)

    def interaction(self, kind: str, account: str, **parts: Any) -> Raw:
        return as_payload(self.payload(kind, account, **parts))

    def payload(self, kind: str, account: str, **parts: Any) -> Json:
        trigger = self.trigger()
        return {
            "type": kind,
            "team": {"id": fake.TEAM, "domain": "house"},
            "user": {"id": account, "username": "name", "team_id": fake.TEAM},
            "api_app_id": "A0APP",
            "trigger_id": trigger,
            "response_url": f"{self.slack.url}/respond/{trigger}",
            **parts,
        }

    def press(self, account: str, button: Json, **parts: Any) -> Raw:
        """A button of a message, unless `parts` say it stands in a view."""
        action = {"type": "button", "block_id": "b", "action_ts": "1", "action_id": button["action_id"]}
        place = {
            "channel": {"id": "D0ANA", "name": "directmessage"},
            "container": {"type": "message", "message_ts": "1790000000.000001", "channel_id": "D0ANA"},
        }
        pressed = {"actions": [action | {"value": button["value"]}]}
        return self.interaction("block_actions", account, **pressed, **(parts or place))

    def event(self, event: Json, **changes: Any) -> Raw:
        number = next(self.count)
        envelope = {
            "type": "event_callback",
            "team_id": fake.TEAM,
            "api_app_id": "A0APP",
            "event_id": f"Ev{number}",
            "event_time": self.clock() // 1000,
            "authorizations": [{"team_id": fake.TEAM, "user_id": fake.BOT_USER, "is_bot": True}],
            "event": {"event_ts": f"{self.clock() // 1000}.{number:06}", **event},
        }
        return Raw(json.dumps(envelope | changes).encode(), JSON)

    def direct(self, account: str, text: str, **changes: Any) -> Raw:
        stamp = f"{self.clock() // 1000}.{next(self.count):06}"
        event = {"type": "message", "channel_type": "im", "channel": f"D{account[1:]}", "user": account, "ts": stamp}
        return self.event({**event, "event_ts": stamp, "text": text, **changes})

    # --- Forms ----------------------------------------------------------------------------------------------------

    async def open_form(self, account: str, line: str = "/kudos") -> Json:
        before = set(self.slack.views)
        heard = await self.says(account, line)
        assert heard.status == 200
        [new] = set(self.slack.views) - before
        return self.slack.views[new]

    async def filled(self, account: str, view: Json, note: str = NOTE, receiver: str = "Ben") -> Json:
        """Return the state of the give form, filled in with what the edge itself offers."""
        [found] = (await self.options(account, view, receiver))[:1]
        inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
        state = {name: {element["action_id"]: _standing(element)} for name, element in inputs.items()}
        people = {"type": "multi_external_select", "selected_options": [found]}
        state["receivers"] = {inputs["receivers"]["action_id"]: people}
        state["note"] = {inputs["note"]["action_id"]: {"type": "plain_text_input", "value": note}}
        badge = next(one for one in inputs["badge"]["options"] if "Early flag" in one["text"]["text"])
        chosen = {"type": inputs["badge"]["type"], "selected_option": badge}
        state["badge"] = {inputs["badge"]["action_id"]: chosen}
        return state

    async def options(self, account: str, view: Json, query: str) -> list[Json]:
        heard = await self.send(self.search(account, view, query))
        found: list[Json] = heard.json["options"]
        return found

    def search(self, account: str, view: Json, query: str, **changes: Any) -> Raw:
        asked = {"action_id": "people.search", "block_id": "receivers", "value": query, "view": view}
        return self.interaction("block_suggestion", account, **(asked | changes))

    def submit(self, account: str, view: Json, state: Json, **changes: Any) -> Raw:
        sent = {**view, "app_installed_team_id": fake.TEAM, "state": {"values": state}, **changes}
        return self.interaction("view_submission", account, view=sent)

    # --- What stands afterwards -----------------------------------------------------------------------------------

    def stored(self) -> str:
        """Return a digest of every row there is."""
        return hashlib.sha256(repr(self.rows()).encode()).hexdigest()

    def rows(self) -> dict[str, list[Any]]:
        def look(unit: Unit) -> dict[str, list[Any]]:
            every = tables.Row.metadata.sorted_tables
            return {one.name: sorted(map(repr, unit.run(select(one)).all())) for one in every}

        return self.core.store.read(look).result()

    def count_of(self, table: str) -> int:
        return len(self.rows()[table])


def as_payload(payload: object) -> Raw:
    return Raw(urlencode({"payload": json.dumps(payload)}).encode(), FORM)


def buttons(blocks: Sequence[Json]) -> dict[str, Json]:
    elements = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
    return {one["text"]["text"]: one for one in elements if one["type"] == "button"}


def words(value: object) -> str:
    """Return every piece of text Slack would show of it."""
    if isinstance(value, Mapping):
        shown = [str(value[name]) for name in ("text", "fallback") if isinstance(value.get(name), str)]
        return "".join([*shown, *(words(inner) for inner in value.values() if not isinstance(inner, str))])
    return "".join(words(inner) for inner in value) if isinstance(value, list) else ""


def _standing(element: Json) -> Json:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value")}
    return {"type": kind, "selected_option": element.get("initial_option")}


@contextlib.asynccontextmanager
async def housing(store: Store, slack: FakeSlack, **settings: Any) -> AsyncIterator[House]:
    """Serve the edge over the store. `settings` beside the usual ones go to it."""
    clock, rng = Clock(), random.Random(7)
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    core = Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)
    async with contextlib.AsyncExitStack() as closing:
        edge = SlackEdge(SlackSettings(api_url=slack.api_url, **(SETTINGS | settings)), core)
        await edge.start()
        closing.push_async_callback(edge.close)
        url = await _serve(edge, closing)
        relay = Relay(store=store, senders={edge.platform: edge.sender}, clock=clock, rng=rng)
        session = await closing.enter_async_context(aiohttp.ClientSession())
        yield House(url, core, edge, slack, clock, relay, session)
        relay.close()


async def _serve(edge: SlackEdge, closing: contextlib.AsyncExitStack) -> str:
    app = web.Application(client_max_size=verify.MAX_BODY_BYTES)
    app.add_routes(edge.routes())
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)  # as bot/serve.py
    closing.push_async_callback(runner.cleanup)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


async def furnish(house: House) -> None:
    """Hana runs HR, and public kudos have their channel."""

    def work(unit: Unit) -> None:
        hana = people.actor(unit, "slack", fake.TEAM, HANA)
        assert hana is not None
        now, rng = house.clock(), house.core.rng
        code = claim_codes.new_code(rng)
        claim_codes.create(unit, hana.org, code, now=now, rng=rng)
        assert claim_codes.use(unit, hana.org, code, hana.person.id, now=now, rng=rng)
        workspaces.choose_channel(unit, hana.org, hana.workspace, channel=WINS, name="wins")

    for _ in range(int(PATIENCE_SECONDS / 0.05)):  # on a busy machine the members are still being read
        if await asyncio.wrap_future(house.core.store.read(_is_known)):
            break
        await asyncio.sleep(0.05)
    await asyncio.wrap_future(house.core.store.write(work))


def _is_known(unit: Unit) -> bool:
    return people.actor(unit, "slack", fake.TEAM, HANA) is not None
