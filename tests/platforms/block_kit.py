"""What Slack would refuse: Block Kit's documented limits, apart from the renderer's own table (PLATFORMS.md A3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
IN_MODAL = {"actions", "alert", "context", "divider", "header", "image", "input", "rich_text", "section"}
IN_HOME = IN_MODAL - {"alert"} | {"table", "data_table"}
IN_MESSAGE = IN_HOME - {"input"} | {"data_visualization", "markdown"}
ALLOWED = {"message": IN_MESSAGE, "modal": IN_MODAL, "home": IN_HOME}
OPTIONS = {"static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10}
RICH = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
RICH_LEAVES = {"text", "user", "link", "date", "emoji"}


def problem(blocks: list[Json], surface: str) -> str:
    """Return the first thing Slack would refuse, "" when there is none."""
    return next(_problems(blocks, surface), "")


def view_problem(view: Json) -> str:
    return next(_view_problems(view), "")


def _view_problems(view: Json) -> Iterator[str]:
    for name in ("title", "submit", "close"):
        yield from _long(view.get(name), 24, name)
    if len(view.get("private_metadata", "")) > 3_000 or len(view.get("callback_id", "")) > 255:
        yield "view metadata"
    if any(block["type"] == "input" for block in view["blocks"]) and view["type"] == "modal" and "submit" not in view:
        yield "a modal with inputs needs a submit button"
    yield from _problems(view["blocks"], view["type"])


def _problems(blocks: list[Json], surface: str) -> Iterator[str]:
    if len(blocks) > BLOCKS[surface]:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids) or any(len(id) > 255 for id in ids):
        yield "block ids"
    for block in blocks:
        if block["type"] not in ALLOWED[surface]:
            yield f"{block['type']} in a {surface}"
        yield from _block(block)


def _block(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield from _long(block["text"], 150, "header")
        case "rich_text":
            yield from _rich(block["elements"])
        case "context":
            yield from (fault for one in block["elements"] for fault in _long(one, 3_000, "context"))
            if len(block["elements"]) > 10:
                yield "context elements"
        case "actions":
            yield from _actions(block["elements"])
        case "input":
            yield from _long(block["label"], 2_000, "label")
            yield from _long(block.get("hint"), 2_000, "hint")
            yield from _element(block["element"])
        case "image":
            if not block["alt_text"] or len(block["alt_text"]) > 2_000 or len(block["image_url"]) > 3_000:
                yield "image"
        case "table":
            if len(block["rows"]) > 100 or any(len(row) > 20 for row in block["rows"]):
                yield "table"
        case "data_visualization":
            yield from _chart(block)


def _actions(elements: list[Json]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield "actions elements"
    ids = [one["action_id"] for one in elements]
    if len(set(ids)) != len(ids):
        yield "the same action id twice"
    for one in elements:
        yield from _element(one)


def _element(element: Json) -> Iterator[str]:
    if not 1 <= len(element["action_id"]) <= 255:
        yield "action_id"
    kind = element["type"]
    if kind == "button":
        yield from _long(element["text"], 75, "button")
        if len(element.get("value", "")) > 2_000 or len(element.get("accessibility_label", "")) > 75:
            yield "button value or accessibility label"
    if kind == "plain_text_input" and not len(element.get("initial_value", "")) <= element["max_length"] <= 3_000:
        yield "plain_text_input length"
    yield from _long(element.get("placeholder"), 150, "placeholder")
    if kind in OPTIONS:
        yield from _offered(kind, element)
    for option in element.get("initial_options", []):
        yield from _option(option)


def _offered(kind: str, element: Json) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= OPTIONS[kind]:
        yield f"{kind} with {len(options)} options"
    for option in options:
        yield from _option(option)
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is not among the options"


def _option(option: Json) -> Iterator[str]:
    yield from _long(option["text"], 75, "option")
    yield from _long(option.get("description"), 75, "option description")
    if not 1 <= len(option["value"]) <= 150:
        yield f"option value of {len(option['value'])}"


def _rich(elements: list[Json]) -> Iterator[str]:
    if not elements:
        yield "rich text without elements"
    for one in elements:
        if one["type"] in RICH:
            yield from _rich(one["elements"])
        elif one["type"] not in RICH_LEAVES:
            yield f"rich text element {one['type']}"
        elif one["type"] == "text" and not one["text"]:
            yield "empty text"


def _chart(block: Json) -> Iterator[str]:
    chart = block["chart"]
    labels = chart["axis_config"]["categories"]
    if not 1 <= len(block["title"]) <= 50 or not 1 <= len(chart["series"]) <= 12 or not 1 <= len(labels) <= 20:
        yield "data_visualization size"
    for series in chart["series"]:
        if not 1 <= len(series["name"]) <= 20 or [point["label"] for point in series["data"]] != labels:
            yield "data_visualization series"


def _long(text: Json | None, most: int, name: str) -> Iterator[str]:
    if text is not None and not 1 <= len(text["text"]) <= most:
        yield f"{name} of {len(text['text'])} characters"
