"""Our blocks rebuilt as slackblocks' classes, which hold Slack's limits in their own tables: a second opinion."""

from __future__ import annotations

from typing import Any, cast

import slackblocks as kit
from slackblocks._core import resolve

Json = dict[str, Any]
Surface = str


def problem(blocks: list[Json], surface: Surface) -> str:
    """Return what slackblocks refuses, "" when it accepts them all."""
    try:
        built = [_block(block) for block in blocks]
        if surface == "message":
            resolve(kit.Message(channel="C1", text="complete", blocks=built))
        else:
            resolve(kit.HomeTabView(blocks=built))
    except kit.InvalidUsageError as error:
        return str(error)
    return ""


def view_problem(view: Json) -> str:
    if view["type"] == "home":
        return problem(view["blocks"], "home")
    try:
        resolve(
            kit.ModalView(
                title=_plain(view["title"]),
                blocks=[_block(block) for block in view["blocks"]],
                submit=_plain(view.get("submit")),
                private_metadata=view.get("private_metadata"),
                callback_id=view.get("callback_id"),
            )
        )
    except kit.InvalidUsageError as error:
        return str(error)
    return ""


def _block(block: Json) -> Any:
    match block["type"]:
        case "rich_text":
            return kit.RichTextBlock([_rich(one) for one in block["elements"]])
        case "header":
            return kit.HeaderBlock(_plain(block["text"]))
        case "context":
            return kit.ContextBlock([_plain(one) for one in block["elements"]])
        case "divider":
            return kit.DividerBlock()
        case "image":
            return kit.ImageBlock(image_url=block["image_url"], alt_text=block["alt_text"])
        case "table":
            return kit.TableBlock([[kit.RawText(cell["text"]) for cell in row] for row in block["rows"]])
        case "data_visualization":
            return kit.DataVisualizationBlock(block["title"], _chart(block["chart"]))
        case "actions":
            return kit.ActionsBlock([_element(one) for one in block["elements"]], block_id=block.get("block_id"))
        case "input":
            return _input(block)
        case kind:
            raise kit.InvalidUsageError(f"no block {kind}")


def _rich(part: Json) -> Any:
    match part["type"]:
        case "rich_text_section":
            return kit.RichTextSection([_leaf(one) for one in part["elements"]])
        case "rich_text_quote":
            return kit.RichTextQuote([_leaf(one) for one in part["elements"]])
        case "rich_text_preformatted":
            return kit.RichTextCodeBlock([_leaf(one) for one in part["elements"]])
        case "rich_text_list":
            return kit.RichTextList(part["style"], [_rich(one) for one in part["elements"]])
        case kind:
            raise kit.InvalidUsageError(f"no rich text {kind}")


def _leaf(leaf: Json) -> Any:
    match leaf["type"]:
        case "text":
            return kit.RichText(leaf["text"], **leaf.get("style", {}))
        case "link":
            return kit.RichTextLink(leaf["url"], leaf["text"])
        case "user":
            return kit.RichTextUser(leaf["user_id"])
        case "date":  # slackblocks has no class for it: its fallback stands in
            return kit.RichText(leaf["fallback"])
        case kind:
            raise kit.InvalidUsageError(f"no rich text element {kind}")


def _chart(chart: Json) -> Any:
    series = [
        kit.DataSeries(one["name"], [kit.DataPoint(point["label"], point["value"]) for point in one["data"]])
        for one in chart["series"]
    ]
    axes = kit.AxisConfig(chart["axis_config"]["categories"])
    return kit.BarChart(series, axes) if chart["type"] == "bar" else kit.LineChart(series, axes)


def _input(block: Json) -> Any:
    return kit.InputBlock(
        label=_plain(block["label"]),
        element=_element(block["element"]),
        block_id=block["block_id"],
        hint=_plain(block.get("hint")),
        optional=block["optional"],
    )


def _element(one: Json) -> Any:
    name = one["action_id"]
    match one["type"]:
        case "button":
            label = one.get("accessibility_label")
            style = cast(Any, one.get("style"))
            text = _plain(one["text"])
            return kit.Button(text, name, value=one["value"], style=style, accessibility_label=label)
        case "plain_text_input":
            initial, most = one.get("initial_value"), one["max_length"]
            return kit.PlainTextInput(name, initial, one["multiline"], max_length=most)
        case "datepicker":
            return kit.DatePicker(name, one.get("initial_date"))
        case "multi_external_select":
            chosen = [_option(option) for option in one.get("initial_options", ())] or None
            return kit.ExternalMultiSelectMenu(name, one["min_query_length"], chosen)
        case _:
            return _offering(one, name)


def _offering(one: Json, name: str) -> Any:
    options = [_option(option) for option in one["options"]]
    chosen = [_option(option) for option in one.get("initial_options", ())] or None
    first = _option(one["initial_option"]) if "initial_option" in one else None
    match one["type"]:
        case "static_select":
            return kit.StaticSelectMenu(name, options, initial_option=first, placeholder=_plain(one.get("placeholder")))
        case "multi_static_select":
            return kit.StaticMultiSelectMenu(name, options, initial_options=chosen)
        case "radio_buttons":
            return kit.RadioButtonGroup(name, options, initial_option=first)
        case "checkboxes":
            return kit.CheckboxGroup(name, options, initial_options=chosen)
        case kind:
            raise kit.InvalidUsageError(f"no element {kind}")


def _option(option: Json) -> Any:
    return kit.Option(_plain(option["text"]), option["value"], _plain(option.get("description")))


def _plain(text: Json | None) -> Any:
    if text is None:
        return None
    if text["type"] != "plain_text":
        raise kit.InvalidUsageError(f"no text {text['type']}")
    return kit.PlainText(text["text"])
