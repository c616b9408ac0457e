"""Where on Slack an answer goes: into the acknowledgement where that can carry it, else by one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.slack import render, render_form
from bot.slack.outbound import INERT
from views import help as help_views
from views import product
from views.forms import Form
from views.replies import Ask, Correct, Home, Nothing, Options, Replace, Reply, Whisper
from views.vocabulary import Card

Json = dict[str, Any]


class Surface(Enum):
    """What the person has just used."""

    COMMAND = auto()
    MESSAGE = auto()
    MODAL = auto()
    HOME = auto()
    SUBMISSION = auto()
    SHORTCUT = auto()
    DIRECT = auto()
    MENTION = auto()
    OPENED_HOME = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """`trigger` opens a modal within three seconds; `respond_to` is the interaction's own address; `user` as Slack
    names who acts.
    """

    surface: Surface
    user: str
    channel: str = ""
    trigger: str = ""
    respond_to: str = field(default="", repr=False)
    view: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A Web API method, or "" for the interaction's own address; `instead` is done when it fails.

    A trigger lives for three seconds and opens one modal (PLATFORMS.md A1.4), so opening has something to do instead.
    """

    method: str
    arguments: Mapping[str, Any] = field(repr=False)
    instead: Call | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The body of the acknowledgement, and what is to be called after it."""

    body: Json | None = None
    call: Call | None = None


def plan(reply: Reply, spot: Spot, frame: Frame) -> Plan:
    match reply:
        case Home(card) if spot.surface is Surface.HOME:
            return _publish(card, spot, frame)
        case Whisper(card) | Home(card):
            return _card(card, spot, frame, replace=False)
        case Replace(card):
            return _card(card, spot, frame, replace=True)
        case Ask(form):
            return _form(form, spot, frame)
        case Correct(form, errors):
            wrong = render_form.errors(form, dict(errors))
            return Plan({"response_action": "errors", "errors": wrong})
        case Options() | Nothing():
            return Plan()
        case _:
            assert_never(reply)


def keep_form(reply: Reply, fields: Mapping[str, Any]) -> Plan:
    """After a fault of ours the form stays open with what was typed, and says so at its first field."""
    words = plain.card(reply.card, "UTC") if isinstance(reply, Whisper) else ""
    return Plan({"response_action": "errors", "errors": {next(iter(fields)): words}}) if fields else Plan()


def _card(card: Card, spot: Spot, frame: Frame, *, replace: bool) -> Plan:
    match spot.surface:
        case Surface.COMMAND:
            return Plan({"response_type": "ephemeral", **_message(card, frame)})
        case Surface.MESSAGE:
            body = {"response_type": "ephemeral", "replace_original": replace, **_message(card, frame)}
            return Plan(call=Call(method="", arguments=body))
        case Surface.MODAL:
            return Plan(call=Call(method="views.update", arguments={"view_id": spot.view, "view": _modal(card, frame)}))
        case Surface.HOME | Surface.SHORTCUT:
            return Plan(call=_opening(_modal(card, frame), spot, _elsewhere(card, spot, frame)))
        case Surface.SUBMISSION:
            return Plan({"response_action": "update", "view": _modal(card, frame)})
        case Surface.DIRECT:
            return Plan(call=_post("chat.postMessage", {"channel": spot.channel}, card, frame))
        case Surface.MENTION:
            only = {"channel": spot.channel, "user": spot.user}
            return Plan(call=_post("chat.postEphemeral", only, card, frame))
        case Surface.OPENED_HOME:
            return _publish(card, spot, frame)
        case _:
            assert_never(spot.surface)


def _publish(card: Card, spot: Spot, frame: Frame) -> Plan:
    """Home is drawn anew where it stands."""
    arguments = {"user_id": spot.user, "view": render.home(card, frame)}
    return Plan(call=Call(method="views.publish", arguments=arguments))


def _form(form: Form, spot: Spot, frame: Frame) -> Plan:
    """Where no form can open, or no longer, a button opens it: what was typed is kept as a draft."""
    view = render_form.modal(form, frame)
    if spot.surface is Surface.SUBMISSION:
        return Plan({"response_action": "update", "view": view})
    if spot.surface is Surface.MODAL:
        return Plan(call=Call(method="views.update", arguments={"view_id": spot.view, "view": view}))
    if not spot.trigger:
        return _card(help_views.form_is_ready(form), spot, frame, replace=False)
    return Plan(call=_opening(view, spot, _elsewhere(help_views.form_is_ready(form), spot, frame)))


def _opening(view: Json, spot: Spot, instead: Call) -> Call:
    return Call(method="views.open", arguments={"trigger_id": spot.trigger, "view": view}, instead=instead)


def _elsewhere(card: Card, spot: Spot, frame: Frame) -> Call:
    """Where it can still be read when no modal opens: beside the message, else as a direct message."""
    if not spot.respond_to:
        return _post("chat.postMessage", {"channel": spot.user}, card, frame)
    later = {"response_type": "ephemeral", "replace_original": False}
    return Call(method="", arguments=later | _message(card, frame))


def _post(method: str, to: Json, card: Card, frame: Frame) -> Call:
    return Call(method=method, arguments=to | _message(card, frame) | INERT)


def _message(card: Card, frame: Frame) -> Json:
    drawn = render.message(card, frame)
    return {"text": drawn.text, "blocks": drawn.blocks}


def _modal(card: Card, frame: Frame) -> Json:
    return render.modal(card, frame, product.NAME)
