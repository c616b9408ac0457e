"""Teams as its people use it: signed activities to the served edge, and what Teams was really told to show."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import aiohttp

from bot.background import Background
from handlers import ROUTER
from tests.features.scene import NOBODY, NOTHING, Field, Figure, Seen, figures
from tests.platforms import adaptive_card, entra
from tests.platforms import teams as fake
from tests.platforms.teams import FakeTeams, Json, Posted

CHANNELS = {"general": "19:general@thread.tacv2", "wins": "19:wins@thread.tacv2"}
OPENING = "Open the form"

_ESCAPED = re.compile(r"\\([\\`*_~\[\]<>&|#+=.)-])")
_AT = re.compile(r"</?at>")
_JOINER = "\u2060"


def cast(more: Mapping[str, str] = NOBODY) -> dict[str, Figure]:
    return figures(lambda key: f"{key.encode().hex():0>8}-0000-4000-8000-000000000000", more)


def rosters(people: Mapping[str, Figure]) -> dict[str, list[Json]]:
    """Everybody is in the team; nobody has a chat with the bot yet."""
    roles = {"gil": "guest"}
    team = [
        fake.member(one.external, one.name, email=one.email, role=roles.get(one.key, "user")) for one in people.values()
    ]
    alone = {FakeTeams.direct(one["aadObjectId"]): [one] for one in team}
    return {**dict.fromkeys(CHANNELS.values(), team), **alone}


class TeamsStage:
    name = "teams"
    tenant = entra.TENANT
    recognition_channel = CHANNELS["wins"]

    def __init__(
        self, url: str, teams: FakeTeams, people: dict[str, Figure], clock: Callable[[], int], background: Background
    ) -> None:
        self.people = people
        self._url = f"{url}/teams/messages"
        self._teams = teams
        self._clock = clock
        self._background = background
        self._answers: set[str] = set()
        self._count = itertools.count(1)
        self._answered_with: list[Json] = []
        self._session = aiohttp.ClientSession()

    async def installed(self, who: Figure) -> None:
        """Somebody adds the app to the team."""
        change = {"type": "conversationUpdate", "membersAdded": [{"id": fake.BOT}]}
        await self._post(self._activity(who, CHANNELS["general"], change))

    async def says(self, who: Figure, line: str, *, where: str = "general", delivery: str = "") -> Seen:
        """In a channel, where people can be mentioned; the answer comes to the asker alone."""
        said, people = self._marked(line.removeprefix("/"))
        mentions = [_mention(fake.BOT, "Vouchsafe"), *(_mention(fake.alias(one.external), one.name) for one in people)]
        message = {"type": "message", "text": f"<at>Vouchsafe</at> {said}", "entities": mentions}
        message |= {"id": delivery} if delivery else {}
        seen = await self._answered(who, f"{CHANNELS[where]};messageid=1790000000000", message)
        return await self._opened(who, seen) if OPENING in seen.buttons else seen

    async def presses(self, who: Figure, seen: Seen, label: str) -> Seen:
        return await self._act(who, seen, seen.buttons[label], {})

    async def chooses(self, who: Figure, seen: Seen, menu: str, option: str) -> Seen:
        select, action = seen.menus[menu]
        [chosen] = [one["value"] for one in select["choices"] if one["title"].startswith(option)]
        return await self._act(who, seen, action, {select["id"]: chosen})

    async def submits(self, who: Figure, form: Seen, values: Mapping[str, Any]) -> Seen:
        filled = {name: await self._filled(who, field, values.get(name)) for name, field in form.fields.items()}
        [submit] = form.surface["dialog"]["card"]["content"]["actions"]
        return await self._act(who, form, submit, filled)

    async def uses(self, who: Figure, action: str, author: Figure, text: str) -> Seen:
        [route] = [one for one in ROUTER.message_actions() if one.title == action]
        message = {
            "id": "1790000000001",
            "linkToMessage": "https://teams.microsoft.com/l/message/19:general@thread.tacv2/1790000000001",
            "from": {"user": {"userIdentityType": "aadUser", "id": author.external, "displayName": author.name}},
            "body": {"contentType": "html", "content": f"<div>{html.escape(text)}</div>"},
        }
        value = {"commandId": route.name, "commandContext": "message", "messagePayload": message}
        answer = await self._invoke(who, CHANNELS["general"], "composeExtension/fetchTask", value)
        return self._shown(answer, {"command": route.name})

    async def opens_home(self, who: Figure) -> Seen:
        return await self._answered(who, self._teams.direct(who.external), {"type": "message", "text": "home"})

    async def finds(self, who: Figure, query: str, form: Seen) -> list[str]:
        return [one["title"] for one in await self._search(who, form.fields["receivers"], query)]

    def channel(self) -> list[Seen]:
        return [self._message(one) for one in self._teams.standing_in(CHANNELS["wins"])]

    def direct(self, who: Figure) -> list[Seen]:
        found = self._teams.standing_in(self._teams.direct(who.external))
        return [self._message(one) for one in found if one.id not in self._answers]

    def sent(self) -> str:
        return json.dumps([[call.body for call in self._teams.calls], self._answered_with], ensure_ascii=False)

    async def close(self) -> None:
        await self._session.close()

    # --- To the edge ----------------------------------------------------------------------------------------------

    async def _opened(self, who: Figure, seen: Seen) -> Seen:
        """The form lies behind a button of the answer; people see the answer first."""
        form = await self._act(who, seen, seen.buttons[OPENING], {})
        return Seen(words=f"{seen.words}\n{form.words}", fields=form.fields, surface=form.surface)

    async def _act(self, who: Figure, seen: Seen, action: Json, inputs: Json) -> Seen:
        data = {**action["data"], **inputs}
        if "dialog" in seen.surface:
            return await self._submit(who, seen, data)
        where = seen.surface["conversation"]
        if action["type"] == "Action.Submit":
            return self._shown(await self._invoke(who, where, "task/fetch", {"data": data}), {})
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}, "trigger": "manual"}
        before = self._chat(who)
        answer = await self._invoke(who, where, "adaptiveCard/action", value)
        return self._newest(who, before) or self._shown(answer, seen.surface)

    async def _submit(self, who: Figure, seen: Seen, data: Json) -> Seen:
        command = seen.surface.get("command")
        value = {"data": data, **({"commandId": command} if command else {})}
        name = "composeExtension/submitAction" if command else "task/submit"
        return self._shown(await self._invoke(who, CHANNELS["general"], name, value), seen.surface)

    async def _filled(self, who: Figure, field: Field, given: Any) -> str:
        """Return one input as Teams sends it: what was given, else what stood in it."""
        if given is None:
            return str(field.handle.get("value", ""))
        if "choices.data" in field.handle:
            found = [await self._search(who, field, one.name.split()[0]) for one in given]
            return ",".join(options[0]["value"] for options in found)
        if field.handle.get("isMultiSelect"):
            return ",".join(field.choices[one] for one in given)
        return field.choices[given] if field.choices else str(given)

    async def _search(self, who: Figure, field: Field, query: str) -> list[Json]:
        source = field.handle["choices.data"]
        value = {"queryText": query, "queryOptions": {"skip": 0, "top": 15}, "dataset": source["dataset"]}
        answer = await self._invoke(who, CHANNELS["general"], "application/search", value)
        assert answer["statusCode"] == 200
        results: list[Json] = answer["value"]["results"]
        return results

    async def _invoke(self, who: Figure, where: str, name: str, value: Json) -> Json:
        return await self._post(self._activity(who, where, {"type": "invoke", "name": name, "value": value}))

    async def _answered(self, who: Figure, where: str, message: Json) -> Seen:
        before = self._chat(who)
        await self._post(self._activity(who, where, message))
        return self._newest(who, before) or NOTHING

    def _activity(self, who: Figure, where: str, said: Json) -> Json:
        kind = "personal" if where.startswith("a:") else "channel"
        return {
            "id": f"1790000000{next(self._count):03}",
            "channelId": "msteams",
            "serviceUrl": self._teams.service_url,
            "from": {"id": fake.alias(who.external), "name": who.name, "aadObjectId": who.external},
            "recipient": {"id": fake.BOT, "name": "Vouchsafe"},
            "conversation": {"id": where, "conversationType": kind, "tenantId": entra.TENANT},
            "channelData": {"tenant": {"id": entra.TENANT}},
            "locale": "en-GB",
            "localTimezone": who.zone,
            **said,
        }

    async def _post(self, activity: Json) -> Json:
        headers = {"Authorization": self._teams.authorization(self._clock())}
        async with self._session.post(self._url, json=activity, headers=headers) as answer:
            assert answer.status == 200, answer.status
            body: Json = await answer.json() if activity["type"] == "invoke" else {}
        self._answered_with.append(body)
        await self._background.drain()
        return body

    # --- What is seen ---------------------------------------------------------------------------------------------

    def _chat(self, who: Figure) -> list[str]:
        return [one.id for one in self._teams.standing_in(self._teams.direct(who.external))]

    def _newest(self, who: Figure, before: list[str]) -> Seen | None:
        """Return what the bot has just answered in the person's own chat."""
        new = [one for one in self._teams.standing_in(self._teams.direct(who.external)) if one.id not in before]
        self._answers.update(one.id for one in new)
        return self._message(new[-1]) if new else None

    def _shown(self, answer: Json, surface: Json) -> Seen:
        if answer.get("type") == fake.CARD:
            return self._seen(answer["value"], surface, in_dialog=False)
        told = answer.get("task", answer)
        if told.get("type") == "continue":
            dialog = told["value"]
            return self._seen(dialog["card"]["content"], {**surface, "dialog": dialog}, in_dialog=True)
        return Seen(words=_plain(told["value"])) if told.get("value") else NOTHING

    def _message(self, posted: Posted) -> Seen:
        return self._seen(posted.card, {"conversation": posted.conversation}, in_dialog=False)

    def _seen(self, card: Json, surface: Json, *, in_dialog: bool) -> Seen:
        assert adaptive_card.problem(card, in_dialog=in_dialog) == ""
        elements = list(_flat(card["body"]))
        actions = [action for one in elements if one["type"] == "ActionSet" for action in one["actions"]]
        menus = {one["data"]["menu"]: one for one in actions if "menu" in one["data"]}
        inputs = [one for one in elements if one["type"].startswith("Input.")]
        return Seen(
            words="\n".join(line for one in elements for line in _lines(one)),
            fallback=_plain(card["fallbackText"]),
            buttons={one["title"]: one for one in actions if "menu" not in one["data"]},
            menus={one["label"]: (one, menus[one["id"]]) for one in inputs if one["id"] in menus},
            fields={one["id"]: _field(one) for one in inputs if one["id"] not in menus},
            errors=dict(_errors(elements)),
            surface=surface,
        )

    def _marked(self, line: str) -> tuple[str, list[Figure]]:
        """Teams turns @name of somebody picked into its mention, and sends the rest with <, > and & as entities."""
        people: list[Figure] = []

        def mention(found: re.Match[str]) -> str:
            person = self.people.get(found[1])
            if person is None:
                return found[0]
            people.append(person)
            return f"<at>{person.name}</at>"

        return re.sub(r"@(\w+)", mention, html.escape(line, quote=False)), people


def _mention(id: str, name: str) -> Json:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": id, "name": name}}


def _flat(body: list[Json]) -> Iterator[Json]:
    for one in body:
        yield one
        yield from _flat(one.get("items", []))


def _lines(element: Json) -> Iterator[str]:
    match element["type"]:
        case "TextBlock":
            yield _plain(_AT.sub("", _ESCAPED.sub(r"\1", element["text"].replace("**", ""))))
        case "RichTextBlock":
            yield _plain("".join(one["text"] for one in element["inlines"]))
        case "Table":
            rows = (row["cells"] for row in element["rows"])
            yield from (
                " | ".join(line for cell in row for one in cell["items"] for line in _lines(one)) for row in rows
            )
        case kind if kind.startswith("Input."):
            yield _plain(element["label"])


def _errors(elements: list[Json]) -> Iterator[tuple[str, str]]:
    """What stands in red right above an input."""
    for above, one in itertools.pairwise(elements):
        is_problem = above["type"] == "RichTextBlock" and above["inlines"][0].get("color") == "Attention"
        if is_problem and one["type"].startswith("Input."):
            yield one["id"], next(_lines(above))


def _field(element: Json) -> Field:
    return Field(
        name=element["id"],
        label=element["label"],
        value=element.get("value"),
        choices={one["title"].partition(": ")[0]: one["value"] for one in element.get("choices", [])},
        handle=element,
    )


def _plain(text: str) -> str:
    return text.replace(_JOINER, "")
