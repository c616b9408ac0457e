"""What Teams would refuse or show badly: Adaptive Cards 1.5 and the limits beside it (PLATFORMS.md B2.3, B3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adaptive_cards
import jsonschema_rs
from jsonschema import Draft6Validator

Json = dict[str, Any]

SCHEMA = json.loads((Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json").read_text("utf-8"))
QUICK, VALIDATOR = jsonschema_rs.Draft6Validator(SCHEMA), Draft6Validator(SCHEMA)  # the second one explains
HARD = 80_000  # bytes of UTF-16
PRIMARY = 6
# What Teams documents beyond the schema: mentions and width, searched lists, charts.
BEYOND = {"msteams", "choices.data"}
PRESSED = {"Action.Execute", "Action.Submit"}


def problem(card: Json, *, in_dialog: bool = False) -> str:
    """Return the first thing that is wrong with the card, "" when nothing is."""
    return next(_problems(card, in_dialog), "")


def nodes(value: object) -> Iterator[Json]:
    """Yield every element and action, what stands in as a fallback included."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value
        for inside in value.values():
            yield from nodes(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from nodes(inside)


def weight(card: Json) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode("utf-16-le"))


def _problems(card: Json, in_dialog: bool) -> Iterator[str]:
    within = _within_schema(card)
    if not QUICK.is_valid(within):
        yield from (f"schema: {min(_causes(error), key=len)}" for error in VALIDATOR.iter_errors(within))
    if card.get("version") != "1.5" or not card.get("fallbackText"):
        yield "version or fallbackText"
    if weight(card) > HARD:
        yield f"{weight(card)} bytes"
    yield from _ids(card)
    for node in nodes(card):
        yield from _node(node, in_dialog)
    primary = [one for one in _actions(card) if one.get("mode") != "secondary"]
    if len(primary) > PRIMARY:
        yield f"{len(primary)} actions"


def _causes(error: Any) -> Iterator[str]:
    yield str(error.message)
    for cause in error.context or ():
        yield from _causes(cause)


def _within_schema(value: object) -> object:
    """Return the card as a client sees it that knows the schema and nothing more: without charts and searches."""
    if isinstance(value, list):
        return [_within_schema(one) for one in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("type", "")).startswith("Chart."):
        return _within_schema(value["fallback"])
    kept = {name: _within_schema(one) for name, one in value.items() if name not in BEYOND}
    return kept | {"style": "compact"} if kept.get("style") == "filtered" else kept


def _ids(card: Json) -> Iterator[str]:
    ids = [node["id"] for node in nodes(card["body"]) if node["type"].startswith("Input.")]
    if len(set(ids)) != len(ids) or not all(ids):
        yield "input ids"


def _actions(card: Json) -> list[Json]:
    """Every button people see: those under the card and those in it, without what stands in for them."""
    sets = [one["actions"] for one in nodes(card["body"]) if one["type"] == "ActionSet"]
    return [action for actions in (*sets, card.get("actions", [])) for action in actions]


def _node(node: Json, in_dialog: bool) -> Iterator[str]:
    kind = node["type"]
    if kind == "Image" and not node.get("altText"):
        yield "a picture without words"
    if kind.startswith("Chart.") and node.get("fallback", {}).get("type") not in ("Table", "RichTextBlock"):
        yield "a chart without figures to fall back to"
    if kind.startswith("Input."):
        yield from _input(node)
    if kind in PRESSED:
        yield from _action(node, in_dialog)
    if kind in ("TextBlock", "TextRun") and not node["text"]:
        yield "empty text"
    if kind == "TextBlock" and not node.get("wrap"):
        yield "a text that is cut at the edge"


def _input(node: Json) -> Iterator[str]:
    if not node.get("label"):
        yield "an input without a label"
    if node.get("isRequired") and not node.get("errorMessage"):
        yield "a required input that does not say so"
    if node["type"] == "Input.Text" and len(node.get("value", "")) > node["maxLength"]:
        yield "a value longer than its input"
    values = [one["value"] for one in node.get("choices", ())]
    if len(set(values)) != len(values) or any("," in value or not value for value in values):
        yield "values of choices"
    if any(one not in values for one in node.get("value", "").split(",") if one and node["type"] == "Input.ChoiceSet"):
        yield "chosen what is not offered"


def _action(node: Json, in_dialog: bool) -> Iterator[str]:
    if not node.get("title") or not node.get("data", {}).get("token"):
        yield "a button without words or token"
    if node["type"] == "Action.Execute":
        instead = node.get("fallback", {})
        if in_dialog or instead.get("type") != "Action.Submit" or instead.get("data") != node["data"]:
            yield "Action.Execute without the same Action.Submit to fall back to"
