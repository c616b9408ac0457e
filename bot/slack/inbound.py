"""Slack's payloads as requests. Pure: what cannot be understood raises, and nothing here knows a socket."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack import render_form
from bot.slack.render_form import Answer, Many, One
from bot.tokens import InvalidTokenError, Tokens, choice_of
from handlers.turn import (
    Account,
    Chose,
    Command,
    Delivery,
    Opened,
    Place,
    PlaceKind,
    Platform,
    Press,
    Request,
    Said,
    Saved,
    Submit,
    Words,
)
from views.forms import Value

Payload = Mapping[str, Any]

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_REFERENCE = re.compile(r"<(?:#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!|https?:|mailto:)([^>|]*)(?:\|([^>]*))?>")


class MalformedError(ValueError):
    """A signed payload that lacks what its kind must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens tokens that were sealed for one account of one workspace. `now` is UTC epoch ms."""

    tokens: Tokens
    tenant: str
    account: str
    now: int

    def pointer(self, token: str) -> tuple[str, str, int]:
        """Return action, subject and version. Raises InvalidTokenError."""
        found = self.tokens.open(token, workspace=f"slack:{self.tenant}", account=self.account, now=self.now)
        return found.action, found.subject, found.version

    def choice(self, token: str, purpose: str) -> str:
        """Return the value of an option sealed for this purpose. Raises InvalidTokenError."""
        action, value, _ = self.pointer(token)
        if action != purpose:
            raise InvalidTokenError
        return value


def command(payload: Payload) -> Request:
    """A slash command."""
    verb = payload["command"].removeprefix("/")
    place = _place(payload["channel_id"], payload.get("channel_name", ""))
    said = Command(verb, words(payload.get("text", "")))
    return _request(payload, payload["team_id"], payload["user_id"], place, said)


def typed(payload: Payload) -> Request | None:
    """A mention of the bot or a direct message to it, as a command; None for anything else that was written."""
    event = payload["event"]
    if event.get("subtype") or event.get("bot_id") or "user" not in event:
        return None
    is_direct = event.get("channel_type") == "im"
    if event["type"] == "message" and not is_direct:
        return None
    text = re.sub(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>", "", event.get("text", "")).strip()
    verb, _, rest = text.removeprefix("/").partition(" ")
    place = Place(PlaceKind.DIRECT if is_direct else PlaceKind.CHANNEL, event["channel"])
    said = Command(verb.casefold(), words(rest.strip()))
    return _request(payload, payload["team_id"], event["user"], place, said)


def opened_home(payload: Payload) -> Request:
    event = payload["event"]
    return _request(payload, payload["team_id"], event["user"], Place(PlaceKind.HOME), Opened())


def action(payload: Payload, opener: Opener) -> Request:
    """A button pressed or a menu's option chosen. Raises InvalidTokenError."""
    pressed = payload["actions"][0]
    said = _chosen(pressed, opener) if "selected_option" in pressed else _pressed(pressed["value"], opener)
    return _request(payload, opener.tenant, opener.account, _where(payload), said)


def submission(payload: Payload, opener: Opener) -> Request:
    """A form sent. Raises InvalidTokenError, also when the form is not the one its sealed subject was made for."""
    view = payload["view"]
    name, subject, version = opener.pointer(view["private_metadata"])
    if name != view["callback_id"]:
        raise InvalidTokenError
    answers = render_form.values(view["state"]["values"])
    values = {field: _open(answer, choice_of(name, field), opener) for field, answer in answers.items()}
    said = Submit(action=name, subject=subject, version=version, values=values)
    return _request(payload, opener.tenant, opener.account, Place(PlaceKind.FORM), said)


def shortcut(payload: Payload) -> Request:
    """A global shortcut presses the action it is named after; one on a message saves that message."""
    if payload["type"] == "shortcut":
        return _request(
            payload,
            tenant(payload),
            payload["user"]["id"],
            Place(PlaceKind.FORM),
            Press(action=payload["callback_id"]),
        )
    message = payload["message"]
    author = message.get("user")
    said = Saved(
        action=payload["callback_id"],
        author=Account(author) if author else None,
        text=readable(message.get("text", "")),
        link=_link(payload),
    )
    return _request(payload, tenant(payload), payload["user"]["id"], _where(payload), said)


def search(payload: Payload) -> tuple[Request, str]:
    """What is typed into a people field, and what its options are to be sealed for."""
    purpose = choice_of((payload.get("view") or {}).get("callback_id", ""), payload["block_id"])
    said = Chose(payload["action_id"], payload.get("value", ""))
    return _request(payload, tenant(payload), payload["user"]["id"], Place(PlaceKind.FORM), said), purpose


def tenant(payload: Payload) -> str:
    """The workspace the app is installed in, also when somebody of another one acts in a shared channel."""
    installed = (payload.get("view") or {}).get("app_installed_team_id")
    found = installed or (payload.get("team") or {}).get("id") or payload["user"].get("team_id")
    if not found:
        raise MalformedError("the payload names no workspace")
    return str(found)


def words(text: str) -> Words:
    """Split at mentions of people; anything else Slack marked up becomes the text people see."""
    found: list[str | Account] = []
    rest = 0
    for mention in _MENTION.finditer(text):
        found += [
            readable(text[rest : mention.start()]),
            Account(mention[1], html.unescape(mention[2] or "")),
        ]
        rest = mention.end()
    return tuple(word for word in (*found, readable(text[rest:])) if word)


def readable(text: str) -> str:
    """Return Slack's markup as plain text."""
    plain = _MENTION.sub(lambda found: f"@{found[2] or '…'}", text)
    return html.unescape(_REFERENCE.sub(_shown, plain))


def _shown(found: re.Match[str]) -> str:
    marked = found[0]
    if marked.startswith("<#"):
        return f"#{found[2] or '…'}"
    if marked.startswith("<!"):
        return f"@{(found[2] or found[1]).removeprefix('@')}"
    return found[2] or marked[1:-1]


def _pressed(token: str, opener: Opener) -> Said:
    name, subject, version = opener.pointer(token)
    return Press(action=name, subject=subject, version=version)


def _chosen(pressed: Payload, opener: Opener) -> Said:
    name, subject, version = opener.pointer(pressed["block_id"].partition(".")[2])
    value = opener.choice(pressed["selected_option"]["value"], choice_of(name))
    return Press(action=name, subject=subject, version=version, value=value)


def _open(answer: Answer, purpose: str, opener: Opener) -> Value:
    match answer:
        case One(token):
            return opener.choice(token, purpose) if token else ""
        case Many(tokens):
            return tuple(opener.choice(token, purpose) for token in tokens)
        case _:
            return answer


def _where(payload: Payload) -> Place:
    kind = (payload.get("container") or {}).get("type")
    if kind == "view":
        is_home = (payload.get("view") or {}).get("type") == "home"
        return Place(PlaceKind.HOME if is_home else PlaceKind.FORM)
    channel = payload.get("channel") or {}
    return _place(channel.get("id", ""), channel.get("name", ""))


def _place(channel: str, name: str) -> Place:
    if name == "directmessage":
        return Place(PlaceKind.DIRECT, channel)
    if name.startswith("mpdm-"):
        return Place(PlaceKind.GROUP, channel)
    return Place(PlaceKind.CHANNEL, channel, "" if name == "privategroup" else name)


def _link(payload: Payload) -> str:
    domain, channel = (
        (payload.get("team") or {}).get("domain"),
        (payload.get("channel") or {}).get("id"),
    )
    stamp = payload.get("message_ts", "").replace(".", "")
    return f"https://{domain}.slack.com/archives/{channel}/p{stamp}" if domain and channel and stamp else ""


def _request(payload: Payload, team: str, account: str, place: Place, said: Said) -> Request:
    delivery = Delivery(f"slack:{team}", (_key(payload),))
    return Request(
        platform=Platform.SLACK,
        tenant=team,
        account=account,
        place=place,
        delivery=delivery,
        said=said,
    )


def _key(payload: Payload) -> str:
    """What stays the same when Slack, a proxy or an attacker sends it again (PLATFORMS.md A1.5).

    A form is the same delivery while its view and its content are the same: people correct and send again.
    """
    if "event_id" in payload:
        return f"event/{payload['event_id']}"
    if payload.get("type") == "view_submission":
        view = payload["view"]
        return f"view/{_digest([view['id'], view.get('hash'), view['state']['values']])}"
    if payload.get("trigger_id"):
        return f"trigger/{payload['trigger_id']}"
    return f"payload/{_digest(payload)}"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
