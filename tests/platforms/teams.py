"""Teams on loopback: its signing keys, our token endpoint and a Bot Connector that remembers what people would see."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.settings import TeamsSettings
from tests.platforms import entra
from tests.platforms.entra import APP_ID, PASSWORD, TENANT

Json = dict[str, Any]

BOT = f"28:{APP_ID}"
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass
class Posted:
    """One message as it stands in a conversation now. `card` is its first card, {} when it has none."""

    conversation: str
    id: str
    activity: Json

    @property
    def card(self) -> Json:
        return next((one["content"] for one in self.activity.get("attachments", []) if one["contentType"] == CARD), {})

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or self.activity.get("summary") or "")


@dataclass(kw_only=True)
class Call:
    """One call to the Bot Connector. `operation` is one of OPERATIONS; ids are as Teams gave them."""

    operation: str
    authorization: str
    conversation: str = ""
    activity: str = ""
    body: Json = field(default_factory=dict)


@dataclass(kw_only=True)
class Scripted:
    """What the next call of an operation is answered with. `done`: it happens all the same.

    With `held`, the answer waits for that event; `arrived` is set when the call is there.
    """

    status: int
    body: Json | str = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    done: bool = False
    held: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


OPERATIONS = ("post", "update", "delete", "create", "members", "member", "keys", "metadata", "token")


def refusal(status: int, code: str, **headers: str) -> Scripted:
    """An answer as the Bot Connector shapes its refusals; `Retry_After="7"` is the header Retry-After."""
    body = {"error": {"code": code, "message": "told for tests"}} if code else {}
    return Scripted(status=status, body=body, headers={name.replace("_", "-"): told for name, told in headers.items()})


class FakeTeams:
    """`check_card` says what is wrong with a card sent here, "" for nothing; `rosters` maps conversations to members.

    `installed` are the members a chat may be opened with, None for everybody.
    """

    def __init__(self, page: int = 3) -> None:
        self.calls: list[Call] = []
        self.messages: dict[tuple[str, str], Posted] = {}
        self.rosters: dict[str, list[Json]] = {}
        self.installed: set[str] | None = None
        self.keys: list[Json] = [entra.published()]
        self.lasts = 3600
        self.url = ""
        self.check_card: Callable[[Json], str] = lambda card: ""
        self._page = page
        self._tokens: list[str] = []
        self._issuer = self
        self._stamps = itertools.count(1_790_000_000_001)
        self._scripted: dict[str, list[Scripted]] = {}
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """On any free port, unless one is given."""
        one = "/teams/v3/conversations/{conversation}"
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/openid", self._route("metadata", self._metadata)),
                web.get("/keys", self._route("keys", self._keys)),
                web.post("/token", self._route("token", self._token)),
                web.post("/teams/v3/conversations", self._route("create", self._create)),
                web.post(f"{one}/activities", self._route("post", self._post)),
                web.put(f"{one}/activities/{{activity}}", self._route("update", self._update)),
                web.delete(f"{one}/activities/{{activity}}", self._route("delete", self._delete)),
                web.get(f"{one}/pagedmembers", self._route("members", self._members)),
                web.get(f"{one}/members/{{member}}", self._route("member", self._member)),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    def settings(self, **changes: Any) -> TeamsSettings:
        """Settings that lead here and nowhere else."""
        led: Json = {
            "app_id": APP_ID,
            "app_password": PASSWORD,
            "tenants": frozenset({TENANT}),
            "openid_url": f"{self.url}/openid",
            "token_url": f"{self.url}/token",
            "service_hosts": frozenset({"127.0.0.1"}),
        }
        return TeamsSettings(**{**led, **changes})

    def environ(self) -> dict[str, str]:
        """The same, as the environment that bot.settings.load reads."""
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": f"{self.url}/openid",
            "TEAMS_TOKEN_URL": f"{self.url}/token",
            "TEAMS_SERVICE_HOSTS": "127.0.0.1",
        }

    def authorization(self, now: int, **changes: Any) -> str:
        """The header Teams signs its own requests with; `changes` are claims."""
        return entra.signed(entra.claims(now, self.service_url, **changes))

    def tokens_of(self, other: FakeTeams) -> None:
        """Take the tokens of another Teams: one sign-in, two clouds."""
        self._issuer = other

    def script(self, operation: str, *answers: Scripted) -> None:
        """Answer the next calls of the operation like this, then normally again."""
        self._scripted.setdefault(operation, []).extend(answers)

    def called(self, operation: str) -> list[Call]:
        return [call for call in self.calls if call.operation == operation]

    def standing_in(self, conversation: str) -> list[Posted]:
        """What people see there, the oldest first."""
        return [message for message in self.messages.values() if message.conversation == conversation]

    @staticmethod
    def direct(member: str) -> str:
        """The 1:1 conversation with somebody, named by Entra object id."""
        return f"a:chat/{member}"

    # --- Answers ------------------------------------------------------------------------------------------------

    def _route(
        self, operation: str, answer: Callable[[Call, web.Request], web.Response]
    ) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.Response:
            call = await _call(operation, request)
            self.calls.append(call)
            scripted = self._scripted.get(operation)
            if scripted:
                told = scripted.pop(0)
                told.arrived.set()
                if told.held is not None:
                    await told.held.wait()
                if told.done:
                    answer(call, request)
                return _told(told)
            needs_token = operation not in ("keys", "metadata", "token")
            if needs_token and call.authorization not in self._issuer._tokens:
                return _told(refusal(401, "Unauthorized"))
            return answer(call, request)

        return serve

    def _metadata(self, call: Call, request: web.Request) -> web.Response:
        return web.json_response({"issuer": entra.ISSUER, "jwks_uri": f"{self.url}/keys"})

    def _keys(self, call: Call, request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    def _token(self, call: Call, request: web.Request) -> web.Response:
        if (call.body.get("client_id"), call.body.get("client_secret")) != (APP_ID, PASSWORD):
            return web.json_response({"error": "invalid_client", "error_description": "told for tests"}, status=401)
        token = f"token {len(self._tokens) + 1}"
        self._tokens.append(f"Bearer {token}")
        return web.json_response({"token_type": "Bearer", "expires_in": self.lasts, "access_token": token})

    def _create(self, call: Call, request: web.Request) -> web.Response:
        [member] = call.body["members"]
        if self.installed is not None and member["id"] not in self.installed:
            return _told(refusal(403, "ForbiddenOperationException"))
        return web.json_response({"id": self.direct(member["id"])}, status=201)

    def _post(self, call: Call, request: web.Request) -> web.Response:
        if self._problem(call.body):
            return _told(refusal(400, "BadSyntax"))
        posted = Posted(call.conversation, str(next(self._stamps)), call.body)
        self.messages[posted.conversation, posted.id] = posted
        return web.json_response({"id": posted.id}, status=201)

    def _update(self, call: Call, request: web.Request) -> web.Response:
        found = self.messages.get((call.conversation, call.activity))
        if found is None:
            return _told(refusal(404, "ActivityNotFoundInConversation"))
        if self._problem(call.body):
            return _told(refusal(400, "BadSyntax"))
        found.activity = call.body
        return web.json_response({"id": found.id})

    def _delete(self, call: Call, request: web.Request) -> web.Response:
        if self.messages.pop((call.conversation, call.activity), None) is None:
            return _told(refusal(404, "ActivityNotFoundInConversation"))
        return web.Response()

    def _members(self, call: Call, request: web.Request) -> web.Response:
        roster = self.rosters.get(call.conversation)
        if roster is None:
            return _told(refusal(404, "ConversationNotFound"))
        start = int(request.query.get("continuationToken") or 0)
        until = start + min(self._page, int(request.query["pageSize"]))
        more = {"continuationToken": str(until)} if until < len(roster) else {}
        return web.json_response({"members": roster[start:until], **more})

    def _member(self, call: Call, request: web.Request) -> web.Response:
        id = request.match_info["member"]
        for one in self.rosters.get(call.conversation, []):
            if id in (one["id"], one["aadObjectId"]):
                return web.json_response(one)
        return _told(refusal(404, "MemberNotFoundInConversation"))

    def _problem(self, activity: Json) -> str:
        if not activity.get("text") and not activity.get("attachments"):
            return "a message says something"
        cards = [one["content"] for one in activity.get("attachments", []) if one["contentType"] == CARD]
        return next((problem for card in cards if (problem := self.check_card(card))), "")


def member(id: str, name: str, *, email: str = "", tenant: str = TENANT, role: str = "user") -> Json:
    """One entry of a roster, shaped as Teams sends it; `id` is the Entra object id. Roles: user, guest, anonymous."""
    given, _, family = name.partition(" ")
    return {
        "id": alias(id),
        "name": name,
        "aadObjectId": id,
        "objectId": id,
        "givenName": given,
        "surname": family,
        "email": email,
        "userPrincipalName": email,
        "tenantId": tenant,
        "userRole": role,
    }


def alias(id: str) -> str:
    """How Teams names somebody to this bot alone."""
    return f"29:alias-of-{id}"


async def _call(operation: str, request: web.Request) -> Call:
    if request.content_type == "application/json":
        body = await request.json()
    else:
        body = {name: str(value) for name, value in (await request.post()).items()}
    return Call(
        operation=operation,
        authorization=request.headers.get("Authorization", ""),
        conversation=request.match_info.get("conversation", ""),
        activity=request.match_info.get("activity", ""),
        body=body,
    )


def _told(scripted: Scripted) -> web.Response:
    if isinstance(scripted.body, str):
        return web.Response(status=scripted.status, text=scripted.body, headers=scripted.headers)
    return web.json_response(scripted.body, status=scripted.status, headers=scripted.headers)
