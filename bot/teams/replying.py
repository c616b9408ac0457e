"""Where on Teams an answer goes: into the answer of an invoke where that can carry it, else into the 1:1 chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.teams import render, render_form
from bot.teams.markup import inert
from views import errors as error_views
from views import help as help_views
from views import product
from views.forms import Form
from views.replies import Ask, Correct, Home, Nothing, Options, Replace, Reply, Whisper
from views.vocabulary import Buttons, Card, Menu

Json = dict[str, Any]

MESSAGE = "application/vnd.microsoft.activity.message"
TOAST = 300  # characters of an answer that shows for a moment beside the card; longer ones become a message


class Surface(Enum):
    """What the person has just used."""

    TYPED = auto()
    CARD = auto()
    OLD_CARD = auto()  # a client without Action.Execute: its press comes as a message
    DIALOG = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """`activity` is the message whose button was pressed. In a channel or a group everybody can read that one."""

    surface: Surface
    activity: str = ""
    is_personal: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The body that answers the invoke, a message for the asker alone, and what the pressed message becomes."""

    body: Json = field(default_factory=dict)
    message: Json | None = field(default=None, repr=False)
    instead: Json | None = field(default=None, repr=False)


def plan(reply: Reply, spot: Spot, frame: Frame) -> Plan:
    match reply:
        case Whisper(card):
            return _card(card, spot, frame)
        case Replace(card) | Home(card):
            return _replace(card, spot, frame)
        case Ask(form):
            return _form(form, spot, frame)
        case Correct(form, wrong):
            return Plan(_continue(render_form.dialog(form, frame, dict(wrong))))
        case Options() | Nothing():
            return Plan(_toast("") if spot.surface is Surface.CARD else {})
        case _:
            assert_never(reply)


def found(reply: Reply, purpose: str, frame: Frame) -> Json:
    """The answer to a search; whoever may not search, or when searching fails, finds nobody."""
    options = reply.options if isinstance(reply, Options) else ()
    return {"statusCode": 200, **render_form.found(options, purpose, frame)}


def keep(reply: Reply, sent: Mapping[str, Any], frame: Frame) -> Plan:
    """After a fault of ours the dialog holds what was sent, ready to be sent again, and says so."""
    card = reply.card if isinstance(reply, Whisper) else Card("", ())
    shown = render.dialog(card, frame, product.NAME)
    again = {"type": "Action.Submit", "title": error_views.SEND_AGAIN, "style": "positive", "data": dict(sent)}
    shown["card"]["content"]["actions"] = [again]
    return Plan(_continue(shown))


def message(card: Card, frame: Frame) -> Json:
    """Return the activity that shows a card."""
    drawn = render.message(card, frame)
    return {"type": "message", "summary": drawn.text, "attachments": [render.attachment(drawn.card)]}


def _card(card: Card, spot: Spot, frame: Frame) -> Plan:
    match spot.surface:
        case Surface.TYPED | Surface.OLD_CARD:
            return Plan({}, message(card, frame))
        case Surface.CARD if _is_short(card):
            return Plan(_toast(plain.card(card, frame.zone)))
        case Surface.CARD:
            said = card.title if spot.is_personal else help_views.is_in_your_chat(card.title)
            return Plan(_toast(said), message(card, frame))
        case Surface.DIALOG if _is_only_words(card):
            return Plan({"task": {"type": "message", "value": inert(plain.card(card, frame.zone))}})
        case Surface.DIALOG:
            return Plan(_continue(render.dialog(card, frame, product.NAME)))
        case _:
            assert_never(spot.surface)


def _replace(card: Card, spot: Spot, frame: Frame) -> Plan:
    """The answer to Action.Execute changes what its presser sees, and nobody else."""
    if spot.surface is Surface.CARD:
        return Plan({"statusCode": 200, "type": render.CONTENT_TYPE, "value": render.card(card, frame)})
    if spot.surface is Surface.OLD_CARD and spot.is_personal and spot.activity:
        return Plan({}, instead=message(card, frame))
    return _card(card, spot, frame)


def _form(form: Form, spot: Spot, frame: Frame) -> Plan:
    """Only an invoke that asks for a dialog opens one; elsewhere a button does, and what was typed is a draft."""
    if spot.surface is Surface.DIALOG:
        return Plan(_continue(render_form.dialog(form, frame)))
    return _card(help_views.form_is_ready(form), spot, frame)


def _continue(value: Json) -> Json:
    return {"task": {"type": "continue", "value": value}}


def _toast(said: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE, "value": inert(said)}


def _is_short(card: Card) -> bool:
    return _is_only_words(card) and len(plain.card(card, "UTC")) <= TOAST


def _is_only_words(card: Card) -> bool:
    return not any(isinstance(part, Buttons | Menu) for part in card.parts)
