"""Slack as its people use it: signed payloads to the served edge, and what Slack was really told to show."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.background import Background
from bot.slack import verify
from handlers import ROUTER
from tests.features.scene import NOBODY, NOTHING, Field, Figure, Seen, figures
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Json

CHANNELS = {"general": "C0GENERAL", "wins": "C0WINS"}


def cast(more: Mapping[str, str] = NOBODY) -> dict[str, Figure]:
    return figures(lambda key: f"U0{key.upper()}", more)


def roster(people: Mapping[str, Figure]) -> list[Json]:
    found = [fake.user(one.external, one.name, email=one.email, zone=one.zone) for one in people.values()]
    for entry in found:
        entry["is_restricted"] = entry["id"] == people["gil"].external
    return [*found, fake.user("USLACKBOT", "Slackbot"), fake.user(fake.BOT_USER, "Vouchsafe", is_bot=True)]


class SlackStage:
    name = "slack"
    tenant = fake.TEAM
    recognition_channel = CHANNELS["wins"]

    def __init__(
        self, url: str, slack: FakeSlack, people: dict[str, Figure], clock: Callable[[], int], background: Background
    ) -> None:
        self.people = people
        self._url = f"{url}/slack/events"
        self._slack = slack
        self._clock = clock
        self._background = background
        self._names = {one.external: one.name for one in people.values()}
        self._count = itertools.count(1)
        self._answered_with: list[str] = []
        self._session = aiohttp.ClientSession()

    async def says(self, who: Figure, line: str, *, where: str = "general", delivery: str = "") -> Seen:
        verb, _, text = line.partition(" ")
        trigger = delivery or self._trigger()
        body = {
            "command": verb,
            "text": self._marked(text),
            "team_id": fake.TEAM,
            "team_domain": "house",
            "channel_id": CHANNELS[where],
            "channel_name": where,
            "user_id": who.external,
            "user_name": who.key,
            "api_app_id": "A0APP",
            "is_enterprise_install": "false",
            "trigger_id": trigger,
            "response_url": f"{self._slack.url}/respond/{trigger}",
        }
        return await self._shown(await self._form(body), trigger)

    async def presses(self, who: Figure, seen: Seen, label: str) -> Seen:
        button = seen.buttons[label]
        action = {"type": "button", **{name: button[name] for name in ("action_id", "value")}}
        return await self._act(who, seen, action)

    async def chooses(self, who: Figure, seen: Seen, menu: str, option: str) -> Seen:
        block = seen.menus[menu]
        select = block["elements"][0]
        [chosen] = [one for one in select["options"] if one["text"]["text"] == option]
        action = {"type": "static_select", "action_id": select["action_id"], "block_id": block["block_id"]}
        return await self._act(who, seen, {**action, "selected_option": chosen})

    async def submits(self, who: Figure, form: Seen, values: Mapping[str, Any]) -> Seen:
        view = form.surface["view"]
        state = {
            name: {field.handle["action_id"]: await self._answered(who, form, field, values.get(name))}
            for name, field in form.fields.items()
        }
        payload = {
            "type": "view_submission",
            "team": {"id": fake.TEAM, "domain": "house"},
            "user": {"id": who.external, "team_id": fake.TEAM},
            "trigger_id": self._trigger(),
            "view": {**view, "app_installed_team_id": fake.TEAM, "state": {"values": state}},
        }
        answer = await self._interact(payload)
        if answer.get("response_action") == "errors":
            errors = answer["errors"]
            return Seen(
                words="\n".join([form.words, *errors.values()]),
                fields=form.fields,
                errors=errors,
                surface=form.surface,
            )
        return self._view(answer["view"] | {"id": view["id"], "hash": "h2"}) if "view" in answer else NOTHING

    async def uses(self, who: Figure, action: str, author: Figure, text: str) -> Seen:
        [route] = [one for one in ROUTER.message_actions() if one.title == action]
        trigger = self._trigger()
        payload = {
            "type": "message_action",
            "callback_id": route.name,
            "trigger_id": trigger,
            "response_url": f"{self._slack.url}/respond/{trigger}",
            "team": {"id": fake.TEAM, "domain": "house"},
            "channel": {"id": CHANNELS["general"], "name": "general"},
            "user": {"id": who.external, "team_id": fake.TEAM},
            "message_ts": "1790000000.000001",
            "message": {"type": "message", "user": author.external, "text": html.escape(text, quote=False)},
        }
        return await self._shown(await self._interact(payload), trigger)

    async def opens_home(self, who: Figure) -> Seen:
        event = {"type": "app_home_opened", "user": who.external, "channel": "D1", "tab": "home"}
        await self._event(event)
        return self._view(self._slack.homes[who.external])

    async def finds(self, who: Figure, query: str, form: Seen) -> list[str]:
        return [one["text"]["text"] for one in await self._options(who, form, "receivers", query)]

    def channel(self) -> list[Seen]:
        return [self._message(one) for one in self._slack.standing_in(CHANNELS["wins"])]

    def direct(self, who: Figure) -> list[Seen]:
        return [self._message(one) for one in self._slack.standing_in(self._slack.direct(who.external))]

    def sent(self) -> str:
        calls = [call.arguments for call in self._slack.calls]
        return "\n".join([json.dumps([calls, self._slack.responses], ensure_ascii=False), *self._answered_with])

    async def close(self) -> None:
        await self._session.close()

    # --- To the edge ----------------------------------------------------------------------------------------------

    async def _act(self, who: Figure, seen: Seen, action: Json) -> Seen:
        trigger, surface = self._trigger(), seen.surface
        payload = {
            "type": "block_actions",
            "team": {"id": fake.TEAM, "domain": "house"},
            "user": {"id": who.external, "team_id": fake.TEAM},
            "api_app_id": "A0APP",
            "trigger_id": trigger,
            "actions": [{"block_id": "b", "action_ts": "1", **action}],
        }
        if "view" in surface:
            payload |= {"view": surface["view"], "container": {"type": "view", "view_id": surface["view"].get("id")}}
        else:
            payload |= {
                "channel": {"id": surface["channel"], "name": "directmessage"},
                "container": {"type": "message", "message_ts": surface["stamp"]},
                "response_url": f"{self._slack.url}/respond/{trigger}",
            }
        shown = await self._shown(await self._interact(payload), trigger)
        if shown is NOTHING and "view" in surface and surface["view"].get("id") in self._slack.views:
            return self._view(self._slack.views[surface["view"]["id"]])
        return shown

    async def _options(self, who: Figure, form: Seen, name: str, query: str) -> list[Json]:
        payload = {
            "type": "block_suggestion",
            "team": {"id": fake.TEAM, "domain": "house"},
            "user": {"id": who.external, "team_id": fake.TEAM},
            "action_id": form.fields[name].handle["action_id"],
            "block_id": name,
            "value": query,
            "view": form.surface["view"],
        }
        options: list[Json] = (await self._interact(payload))["options"]
        return options

    async def _answered(self, who: Figure, form: Seen, field: Field, given: Any) -> Json:
        """Return one field's state: what was given, else what stood in it."""
        element = field.handle
        kind = element["type"]
        if kind == "plain_text_input":
            return {"type": kind, "value": element.get("initial_value") if given is None else given}
        if kind == "multi_external_select":
            people = (
                element.get("initial_options", []) if given is None else await self._people(who, form, field, given)
            )
            return {"type": kind, "selected_options": people}
        if kind == "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date") if given is None else given}
        if kind in ("checkboxes", "multi_static_select"):
            chosen = [one for one in element["options"] if given is not None and one["text"]["text"] in given]
            return {"type": kind, "selected_options": element.get("initial_options", []) if given is None else chosen}
        if given is None:
            return {"type": kind, "selected_option": element.get("initial_option")}
        [chosen] = [one for one in element["options"] if one["text"]["text"] == given]
        return {"type": kind, "selected_option": chosen}

    async def _people(self, who: Figure, form: Seen, field: Field, given: list[Figure]) -> list[Json]:
        found = [await self._options(who, form, field.name, one.name.split()[0]) for one in given]
        return [options[0] for options in found]

    async def _interact(self, payload: Json) -> Json:
        return await self._form({"payload": json.dumps(payload)})

    async def _event(self, event: Json) -> Json:
        envelope = {
            "type": "event_callback",
            "team_id": fake.TEAM,
            "api_app_id": "A0APP",
            "event_id": f"Ev{next(self._count)}",
            "event_time": self._clock() // 1000,
            "event": event,
        }
        return await self._post(json.dumps(envelope).encode(), "application/json")

    async def _form(self, body: Json) -> Json:
        return await self._post(urlencode(body).encode(), "application/x-www-form-urlencoded")

    async def _post(self, body: bytes, kind: str) -> Json:
        stamp = str(self._clock() // 1000)
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": verify.sign(fake.SECRET, stamp, body),
        }
        async with self._session.post(self._url, data=body, headers=headers) as answer:
            assert answer.status == 200, answer.status
            text = await answer.text()
        self._answered_with.append(text)
        await self._background.drain()
        answered: Json = json.loads(text) if text else {}
        return answered

    # --- What is seen ---------------------------------------------------------------------------------------------

    async def _shown(self, answer: Json, trigger: str) -> Seen:
        if answer.get("blocks"):
            return self._ephemeral(answer)
        if trigger in self._slack.opened:
            return self._view(self._slack.opened[trigger])
        if trigger in self._slack.responses:
            return self._ephemeral(self._slack.responses[trigger][-1])
        return NOTHING

    def _ephemeral(self, body: Json) -> Seen:
        return self._seen(body["blocks"], {"channel": CHANNELS["general"], "stamp": "e"}, body["text"])

    def _message(self, posted: fake.Posted) -> Seen:
        return self._seen(posted.blocks, {"channel": posted.channel, "stamp": posted.stamp}, posted.text)

    def _view(self, view: Json) -> Seen:
        return self._seen(view["blocks"], {"view": view})

    def _seen(self, blocks: list[Json], surface: Json, text: str = "") -> Seen:
        elements = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
        return Seen(
            words="\n".join(line for block in blocks for line in self._lines(block)),
            fallback=html.unescape(text),
            buttons={one["text"]["text"]: one for one in elements if one["type"] == "button"},
            menus={
                block["elements"][0]["placeholder"]["text"]: block
                for block in blocks
                if block["type"] == "actions" and block["elements"][0]["type"] == "static_select"
            },
            fields={block["block_id"]: _field(block) for block in blocks if block["type"] == "input"},
            surface=surface,
        )

    def _lines(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "rich_text":
                yield from ("".join(self._leaves(one)) for one in block["elements"])
            case "header":
                yield block["text"]["text"]
            case "table":
                yield from (" | ".join(cell["text"] for cell in row) for row in block["rows"])
            case "context":
                yield from (one["text"] for one in block["elements"])
            case "input":
                yield block["label"]["text"]
                yield block.get("hint", {}).get("text", "")

    def _leaves(self, element: Json) -> Iterator[str]:
        if "elements" in element:
            for one in element["elements"]:
                yield from self._leaves(one)
        elif element["type"] == "user":
            yield self._names[element["user_id"]]
        else:
            yield element.get("text") or element.get("fallback", "")

    def _marked(self, text: str) -> str:
        """Slack turns @name of somebody known into its mention, and escapes the rest."""
        escaped = html.escape(text, quote=False)
        return re.sub(r"@(\w+)", self._mention, escaped)

    def _mention(self, found: re.Match[str]) -> str:
        person = self.people.get(found[1])
        return f"<@{person.external}|{person.key}>" if person else found[0]

    def _trigger(self) -> str:
        return f"trigger.{next(self._count)}"


def _field(block: Json) -> Field:
    element = block["element"]
    value = element.get("initial_value")
    for chosen in ("initial_option", "initial_options"):
        value = element.get(chosen, value)
    return Field(
        name=block["block_id"],
        label=block["label"]["text"],
        value=value,
        choices={one["text"]["text"]: one["value"] for one in element.get("options", [])},
        handle=element,
    )
