"""Slack's payloads as requests. Pure: what cannot be understood raises, and nothing here knows a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from bot.slack import arrival, markup
from bot.slack.arrival import opaque
from bot.slack.member import member
from bot.slack.opener import Opener, Who
from bot.tokens import choice_of
from domain.roster import Member
from handlers.turn import (
    Account,
    Chose,
    Closed,
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
)

Payload = Mapping[str, Any]
P = ParamSpec("P")
R = TypeVar("R")

_DOMAIN = re.compile(r"[a-z0-9.-]+")


class MalformedError(ValueError):
    """A signed payload that lacks what its kind must have."""


def strictly(read: Callable[P, R]) -> Callable[P, R]:
    """Raise MalformedError for what is missing, or of another type than Slack documents."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise MalformedError(f"{read.__name__}: {type(error).__name__}") from error

    return reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What an event told of one member; `stamp` orders such events (seconds, 0 where Slack did not say)."""

    tenant: str
    member: Member
    stamp: float
    delivery: Delivery


@strictly
def delivery(payload: Payload, tenant: str) -> Delivery:
    return arrival.delivery(payload, tenant)


# --- Who ----------------------------------------------------------------------------------------------------------


@strictly
def who(payload: Payload) -> Who:
    """Return who clicked or sent a form."""
    installed = tenant(payload)
    return Who(installed, _account(payload["user"]["id"], payload["user"].get("team_id"), installed))


@strictly
def tenant(payload: Payload) -> str:
    """The workspace the app is installed in, also when somebody of another one acts in a shared channel."""
    if payload.get("type") == "event_callback":
        [first, *_] = payload.get("authorizations") or [payload]
        return opaque(first.get("team_id") or payload["team_id"])
    installed = (payload.get("view") or {}).get("app_installed_team_id")
    return opaque(installed or (payload.get("team") or {}).get("id") or payload["user"]["team_id"])


def _speaker(payload: Payload) -> Who:
    """Return who an event is from. Shared channels tell the speaker's own workspace, or only its enterprise."""
    event, installed = payload["event"], tenant(payload)
    home = event.get("user_team") or event.get("team")
    own = home == payload.get("enterprise_id")
    return Who(installed, _account(event["user"], installed if own else home, installed))


def _account(user: object, home: object, installed: str) -> str:
    """Ids are unique only within a workspace: one of another is never taken for ours (PLATFORMS.md A1.6)."""
    account = opaque(user)
    return account if not home or home == installed else f"{opaque(home)}/{account}"


# --- What was said ------------------------------------------------------------------------------------------------


@strictly
def command(payload: Payload) -> Request:
    """A slash command."""
    verb = markup.line(payload["command"].removeprefix("/"))
    by = Who(opaque(payload["team_id"]), opaque(payload["user_id"]))
    place = _place(payload["channel_id"], payload.get("channel_name", ""))
    return _request(payload, by, place, Command(verb, markup.words(payload.get("text", ""))))


@strictly
def typed(payload: Payload) -> Request | None:
    """A mention of the bot or a direct message to it, as a command; None for anything else that was written."""
    event = payload["event"]
    if event.get("subtype") or event.get("bot_id") or event.get("user", "USLACKBOT") == "USLACKBOT":
        return None
    is_direct = event.get("channel_type") == "im"
    if event["type"] == "message" and not is_direct:
        return None
    verb, rest, *_ = [*markup.unaddressed(event.get("text") or "").removeprefix("/").split(None, 1), "", ""]
    place = Place(PlaceKind.DIRECT if is_direct else PlaceKind.CHANNEL, opaque(event["channel"]))
    said = Command(markup.line(markup.readable(verb)).casefold(), markup.words(rest))
    return _request(payload, _speaker(payload), place, said)


@strictly
def opened_home(payload: Payload) -> Request:
    return _request(payload, _speaker(payload), Place(PlaceKind.HOME), Opened())


@strictly
def changed(payload: Payload) -> Changed:
    """Somebody joined the workspace, or was changed."""
    event, installed = payload["event"], tenant(payload)
    told = str(event.get("event_ts") or "")
    return Changed(
        tenant=installed,
        member=member(event["user"], installed),
        stamp=float(told) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", told) else 0.0,
        delivery=arrival.delivery(payload, installed),
    )


@strictly
def ends_installation(event: Payload) -> bool:
    """Tokens of single people may be revoked too; only our own ends it."""
    return event["type"] == "app_uninstalled" or bool(event["tokens"].get("bot"))


@strictly
def action(payload: Payload, opener: Opener) -> Request:
    """A button pressed or a menu's option chosen. Raises InvalidTokenError."""
    pressed = payload["actions"][0]
    said = _chosen(pressed, opener) if "selected_option" in pressed else _pressed(pressed["value"], opener)
    return _request(payload, opener.who, _where(payload), said)


@strictly
def submission(payload: Payload, opener: Opener) -> Request:
    """A form sent. Raises InvalidTokenError, also when the form is not the one its sealed subject was made for."""
    view = payload["view"]
    view["state"]["values"]  # whoever sends a form tells what stands in it
    found = opener.form(view)
    said = Submit(action=found.action, subject=found.subject, version=found.version, values=found.values)
    return _request(payload, opener.who, Place(PlaceKind.FORM), said)


@strictly
def closed(payload: Payload, opener: Opener) -> Request:
    """A form put away, with what Slack tells of it, which may be nothing. Raises InvalidTokenError as above."""
    found = opener.form(payload["view"])
    said = Closed(action=found.action, subject=found.subject, values=found.values, typed=found.typed)
    return _request(payload, opener.who, Place(PlaceKind.FORM), said)


@strictly
def shortcut(payload: Payload) -> Request:
    """A global shortcut presses the action it is named after; one on a message saves that message."""
    name = opaque(payload["callback_id"])
    if payload["type"] == "shortcut":
        return _request(payload, who(payload), Place(PlaceKind.FORM), Press(action=name))
    message = payload["message"]
    author = message.get("user")
    said = Saved(
        action=name,
        author=Account(opaque(author)) if author else None,
        text=markup.readable(message.get("text") or ""),
        link=_link(payload),
    )
    return _request(payload, who(payload), _where(payload), said)


@strictly
def search(payload: Payload) -> tuple[Request, str]:
    """What is typed into a people field, and what its options are to be sealed for."""
    purpose = choice_of(opaque(payload["view"]["callback_id"]), opaque(payload["block_id"]))
    said = Chose(opaque(payload["action_id"]), markup.line(payload.get("value") or ""))
    return _request(payload, who(payload), Place(PlaceKind.FORM), said), purpose


# --- Pieces -------------------------------------------------------------------------------------------------------


def _pressed(token: str, opener: Opener) -> Said:
    name, subject, version = opener.pointer(token)
    return Press(action=name, subject=subject, version=version)


def _chosen(pressed: Payload, opener: Opener) -> Said:
    name, subject, version = opener.pointer(pressed["block_id"].partition(".")[2])
    value = opener.choice(pressed["selected_option"]["value"], choice_of(name))
    return Press(action=name, subject=subject, version=version, value=value)


def _where(payload: Payload) -> Place:
    container = payload.get("container") or {}
    if container.get("type") == "view":
        is_home = (payload.get("view") or {}).get("type") == "home"
        return Place(PlaceKind.HOME if is_home else PlaceKind.FORM)
    channel = payload.get("channel") or {}
    return _place(channel.get("id") or container.get("channel_id"), channel.get("name") or "")


def _place(channel: object, name: str) -> Place:
    if name == "directmessage":
        return Place(PlaceKind.DIRECT, opaque(channel))
    if name.startswith("mpdm-"):
        return Place(PlaceKind.GROUP, opaque(channel))
    return Place(PlaceKind.CHANNEL, opaque(channel), "" if name == "privategroup" else markup.line(name))


def _link(payload: Payload) -> str:
    domain, stamp = (payload.get("team") or {}).get("domain") or "", (payload.get("message_ts") or "").replace(".", "")
    if not (_DOMAIN.fullmatch(domain) and stamp.isdecimal()):
        return ""
    return f"https://{domain}.slack.com/archives/{opaque(payload['channel']['id'])}/p{stamp}"


def _request(payload: Payload, by: Who, place: Place, said: Said) -> Request:
    return Request(
        platform=Platform.SLACK,
        tenant=by.tenant,
        account=by.account,
        place=place,
        delivery=arrival.delivery(payload, by.tenant),
        said=said,
    )
