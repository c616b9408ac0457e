"""Forms as modals, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from bot.frame import Frame
from bot.slack.render import OPTIONS, Surface, option, part_blocks
from bot.slack.render_text import Block
from bot.tokens import choice_of
from views.forms import (
    Choice,
    Choices,
    DateField,
    Field,
    Form,
    PeopleField,
    Scale,
    TextField,
)
from views.vocabulary import Option

# Limits (PLATFORMS.md A3)
TITLE = 24
RADIO = 10
INPUT_LENGTH = 3_000
HINT = 2_000
PLACEHOLDER = 150

ANSWER = "answer"  # the action id of every field that is not searched


@dataclass(frozen=True, slots=True)
class One:
    """The token of the one option chosen, "" when none is."""

    token: str


@dataclass(frozen=True, slots=True)
class Many:
    """The tokens of the options chosen."""

    tokens: tuple[str, ...]


Answer = str | One | Many


def modal(form: Form, frame: Frame) -> dict[str, Any]:
    """The field's name is its block id, so that errors find it; the sealed subject travels as private metadata."""
    intro = [block for n, part in enumerate(form.intro) for block in part_blocks(part, frame, Surface.MODAL, n)]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": frame.seal(form.action, form.subject, form.version),
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "notify_on_close": True,
        "blocks": [*intro, *(_input(field, form, frame) for field in form.fields)],
    }


def values(state: Mapping[str, Any]) -> dict[str, Answer]:
    """Return what stands in each field: plain text, or the tokens of what was chosen."""
    return {name: _value(next(iter(answers.values()))) for name, answers in state.items() if answers}


def typed(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what stands in the fields that people write into."""
    every = [answer for answers in state.values() for answer in answers.values()]
    return tuple(one.get("value") or "" for one in every if one.get("type") == "plain_text_input")


def errors(form: Form, wrong: Mapping[str, str]) -> dict[str, str]:
    """Return one message per block; one without a field of its own stands at the first."""
    names = [field.name for field in form.fields]
    found: dict[str, list[str]] = {}
    for name, problem in wrong.items():
        found.setdefault(name if name in names else names[0], []).append(problem)
    return {name: " ".join(problems) for name, problems in found.items()}


def _input(field: Field, form: Form, frame: Frame) -> Block:
    hint = {"hint": _plain(field.hint)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "element": _element(field, form, frame),
        "optional": not field.required,
        **hint,
    }


def _element(field: Field, form: Form, frame: Frame) -> Block:
    match field:
        case TextField():
            return _text(field)
        case Choice(value=value):
            kind = "radio_buttons" if len(field.options) <= RADIO else "static_select"
            chosen = _sealed((one for one in field.options if one.value == value), field, form, frame)
            return _offer(kind, field, form, frame) | _initial("initial_option", chosen[:1])
        case Choices(value=value):
            kind = "checkboxes" if len(field.options) <= RADIO else "multi_static_select"
            chosen = _sealed((one for one in field.options if one.value in value), field, form, frame)
            return _offer(kind, field, form, frame) | ({"initial_options": chosen} if chosen else {})
        case PeopleField():
            return _people(field, form, frame)
        case DateField(value=value):
            return {
                "type": "datepicker",
                "action_id": ANSWER,
                **({"initial_date": value} if value else {}),
            }
        case Scale():
            return _scale(field, form, frame)
        case _:
            assert_never(field)


def _text(field: TextField) -> Block:
    """Never less room than what stands in it already: the check on the server says what is too long."""
    room = min(INPUT_LENGTH, max(field.max_length, len(field.value)))
    value = {"initial_value": field.value[:INPUT_LENGTH]} if field.value else {}
    kind = {
        "type": "plain_text_input",
        "action_id": ANSWER,
        "multiline": field.multiline,
        "max_length": room,
    }
    return kind | value


def _people(field: PeopleField, form: Form, frame: Frame) -> Block:
    chosen = _sealed(field.value, field, form, frame)
    return {
        "type": "multi_external_select",
        "action_id": field.action,
        "min_query_length": 1,
        "max_selected_items": field.max_people,
        **({"initial_options": chosen} if chosen else {}),
    }


def _scale(field: Scale, form: Form, frame: Frame) -> Block:
    steps = tuple(Option(str(step), f"{step} {label}") for step, label in enumerate(field.labels, 1))
    kind = "radio_buttons" if len(steps) <= RADIO else "static_select"
    chosen = _sealed((one for one in steps if one.value == field.value), field, form, frame)
    offered = {
        "type": kind,
        "action_id": ANSWER,
        "options": _sealed(steps, field, form, frame),
    }
    return offered | _initial("initial_option", chosen)


def _offer(kind: str, field: Choice | Choices, form: Form, frame: Frame) -> Block:
    return {
        "type": kind,
        "action_id": ANSWER,
        "options": _sealed(field.options[:OPTIONS], field, form, frame),
    }


def _sealed(options: Iterable[Option], field: Field, form: Form, frame: Frame) -> list[Block]:
    return [option(one, frame.seal(choice_of(form.action, field.name), one.value)) for one in options]


def _initial(name: str, chosen: list[Block]) -> Block:
    return {name: chosen[0]} if chosen else {}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _value(answer: Mapping[str, Any]) -> Answer:
    match answer.get("type"):
        case "plain_text_input":
            return answer.get("value") or ""
        case "datepicker":
            return answer.get("selected_date") or ""
        case "radio_buttons" | "static_select":
            chosen = answer.get("selected_option")
            return One(chosen["value"] if chosen else "")
        case _:
            return Many(tuple(one["value"] for one in answer.get("selected_options") or ()))
