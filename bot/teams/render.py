"""Cards as Adaptive Cards 1.5. What people wrote goes out as runs, which Teams never parses, or else escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.pictures import picture
from bot.teams import render_data
from bot.teams.markup import escaped, inert, lines
from bot.teams.render_text import Json, Pen, block, called, entities, rich, run, title
from bot.tokens import choice_of
from views import forms
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Heading,
    Image,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Progress,
    Quote,
    Rule,
    Table,
    Text,
    Visibility,
    Weight,
)

# Limits (PLATFORMS.md B2.3, B3): bytes of UTF-16, actions, characters
SOFT, HARD = 28_000, 80_000
ACTIONS = 6  # buttons beyond these stand in the overflow menu
SUMMARY = 4_000
OPENS_FORM = {"msteams": {"type": "task/fetch"}}
VERB = "press"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
NO_INPUTS = {"associatedInputs": "none"}
CHOOSE = "Choose"

_SYMBOLS = {Mood.GOOD: "check mark button", Mood.INFO: "information", Mood.PROBLEM: "warning"}
_MOODS = {Mood.GOOD: "good", Mood.INFO: "accent", Mood.PROBLEM: "attention"}
_STYLES: dict[Weight, Json] = {
    Weight.NORMAL: {},
    Weight.PRIMARY: {"style": "positive"},
    Weight.DANGER: {"style": "destructive"},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a message is sent with.

    `text` is complete by itself, and plain: beside a card the activity's `summary`, without one its `text`.
    """

    card: Json
    text: str


def message(view: Card, frame: Frame) -> Drawn:
    text = plain.card(view, frame.zone)
    return Drawn(_card(view, text, frame), _cut(text, SUMMARY))


def dialog(view: Card, frame: Frame, heading: str) -> Json:
    """A card shown where a form stood, as the `value` of a task/continue."""
    return {"title": heading, "width": "medium", "height": "medium", "card": attachment(card(view, frame, True))}


def card(view: Card, frame: Frame, in_dialog: bool = False) -> Json:
    return _card(view, plain.card(view, frame.zone), frame, in_dialog)


def complete(body: list[Json], text: str, mentions: list[Json]) -> Json:
    """Return the card around its body, within its budget; `text` says the same in words."""
    _overflow(body)
    drawn = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "body": body,
        "fallbackText": inert(text),
        "speak": inert(text),
        "msteams": {"width": "Full", **({"entities": mentions} if mentions else {})},
    }
    return _lighter(drawn)


def attachment(card: Json) -> Json:
    return {"contentType": CONTENT_TYPE, "content": card}


def choice(view: Option, token: str) -> Json:
    """One option of a compact or searched list, which shows its title as it is."""
    return {"title": inert(_said(view)), "value": token}


def listed_choice(view: Option, token: str) -> Json:
    """One option with its own button or box: clients may read its title as Markdown."""
    return {"title": lines(escaped(_said(view))), "value": token}


def chosen(data: Mapping[str, Any]) -> str:
    """Return the token of the option chosen in the menu that a press came from, "" when it came from none."""
    found = data.get(str(data.get("menu", "")), "")
    return found if isinstance(found, str) else ""


def elements(view: Part, pen: Pen, index: int) -> list[Json]:
    """Return what one part is drawn as. `index` keeps the ids of two menus apart."""
    match view:
        case Text(said):
            return [block(said, pen)]
        case Heading(text):
            return [title(text, "Default")]
        case Quote(text):
            return [{"type": "Container", "style": "emphasis", "items": [rich([run(f"“{text}”")])]}]
        case Bullets(items):
            return _together([block(("• ", *item), pen) for item in items])
        case Facts(rows):
            return _together([block((Bold(name), ": ", *said), pen) for name, said in rows])
        case Note(said):
            return [block(said, pen, isSubtle=True, size="Small")]
        case Notice(mood, said):
            inside = block((f"{picture(_SYMBOLS[mood])} ", *said), pen)
            return [{"type": "Container", "style": _MOODS[mood], "items": [inside]}]
        case Visibility(text):
            return [rich([run(f"{picture('eyes')} {text}", isSubtle=True, size="Small")])]
        case Image(url, alt):
            return [_image(url, alt)]
        case Table():
            return render_data.table(view)
        case Chart():
            return render_data.chart(view)
        case Progress(label, done, total):
            return [rich([run(f"{label}: {done:,} of {total:,}")])]
        case Rule():
            return []
        case Buttons(buttons):
            return [{"type": "ActionSet", "actions": [_button(one, pen) for one in buttons]}]
        case Menu():
            return _menu(view, pen, index)
        case _:
            assert_never(view)


def _card(view: Card, text: str, frame: Frame, in_dialog: bool = False) -> Json:
    pen = Pen(frame=frame, called=called(view, frame), in_dialog=in_dialog)
    body = [title(view.title, "Medium"), *_parts(view, pen)]
    return complete(body, text, entities(view, pen))


def _parts(view: Card, pen: Pen) -> Iterator[Json]:
    """A rule is no element of its own: it is the line above the next one."""
    ruled = False
    for index, part in enumerate(view.parts):
        for one in elements(part, pen, index):
            yield one | {"separator": True, "spacing": "Medium"} if ruled else one
            ruled = False
        ruled = ruled or isinstance(part, Rule)


def _together(items: list[Json]) -> list[Json]:
    return [one | {"spacing": "Small"} if place else one for place, one in enumerate(items)]


def _image(url: str, alt: str) -> Json:
    """Clients fetch only public addresses; any other picture is told by its words."""
    return {"type": "Image", "url": url, "altText": inert(alt)} if plain.is_web(url) else rich([run(alt)])


def _button(view: Button, pen: Pen) -> Json:
    data = {"token": pen.frame.seal(view.action, view.subject, view.version)}
    spoken = {"tooltip": inert(view.spoken)} if view.spoken else {}
    looks = {"title": inert(view.label), **_STYLES[view.weight], **spoken, **NO_INPUTS}
    if view.opens_form and not pen.in_dialog:
        return {"type": "Action.Submit", "data": OPENS_FORM | data, **looks}
    return _press(data, looks, pen)


def _press(data: Json, looks: Json, pen: Pen) -> Json:
    """Dialogs know only Action.Submit, and so do older clients: the same data arrives either way."""
    submit = {"type": "Action.Submit", "data": data, **looks}
    return (
        submit if pen.in_dialog else {"type": "Action.Execute", "verb": VERB, "data": data, "fallback": submit, **looks}
    )


def _menu(view: Menu, pen: Pen, index: int) -> list[Json]:
    """The choice is made in a list and sent by its own button; which list it was travels with the button."""
    name = f"menu-{index}"
    purpose = choice_of(view.action)
    select = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": inert(view.label),
        "choices": [choice(one, pen.frame.seal(purpose, one.value)) for one in view.options],
        "isRequired": True,
        "errorMessage": forms.CHOOSE,
    }
    data = {"token": pen.frame.seal(view.action, view.subject), "menu": name}
    looks = {"title": CHOOSE, "tooltip": inert(f"{CHOOSE}: {view.label}")}
    return [select, {"type": "ActionSet", "actions": [_press(data, looks, pen)]}]


def _overflow(body: list[Json]) -> None:
    """Number the buttons over the whole card and move the last ones to the overflow menu."""
    actions = [action for one in body if one["type"] == "ActionSet" for action in one["actions"]]
    for action in actions[ACTIONS:]:
        action["mode"] = "secondary"


def _lighter(card: Json) -> Json:
    """Return the card within its budget: without its spoken copy, with a brief fallback, at last with its text cut."""
    if weight(card) <= SOFT:
        return card
    unspoken = {name: value for name, value in card.items() if name != "speak"}
    if weight(unspoken) <= HARD:
        return unspoken
    text = _cut(card["fallbackText"], SUMMARY)
    brief = unspoken | {"fallbackText": text}
    if weight(brief) <= HARD:
        return brief
    presses = [one for one in card["body"] if one["type"].startswith(("ActionSet", "Input."))]
    return brief | {"body": [rich([run(text)]), *presses]}


def weight(card: Json) -> int:
    """Return its size as Teams counts it, in bytes of UTF-16."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def _said(view: Option) -> str:
    return f"{view.label}: {view.description}" if view.description else view.label


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
