"""Forms as dialogs, what comes back from them, and the answer to a search inside one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from bot import plain, shapes
from bot.frame import Frame
from bot.pictures import picture
from bot.shapes import Kind
from bot.teams import render
from bot.teams.markup import inert
from bot.teams.render_text import Json, Pen, rich, run
from bot.tokens import choice_of
from views import forms
from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, Scale, TextField
from views.vocabulary import Card, Option

# Limits (PLATFORMS.md B3; dynamic-search.md), in items
BOXES = 10  # as many options as stand open; more are searched in a list
FOUND = 15  # options a search may answer with
TALL = 3  # fields in a dialog of middle height

SEARCH = "Data.Query"
SEARCH_ANSWER = "application/vnd.microsoft.search.searchResponse"


@dataclass(frozen=True, slots=True)
class One:
    """The token of the one option chosen, "" when none is."""

    token: str


@dataclass(frozen=True, slots=True)
class Many:
    """The tokens of the options chosen."""

    tokens: tuple[str, ...]


Answer = str | One | Many


def dialog(form: Form, frame: Frame, errors: Mapping[str, str] | None = None) -> Json:
    """Return the `value` of a task/continue. What was typed is in the form; an error stands at its field and on top."""
    wrong = errors or {}
    return {
        "title": form.title,
        "width": "medium",
        "height": "medium" if len(form.fields) <= TALL else "large",
        "card": render.attachment(_card(form, frame, wrong)),
    }


def values(data: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Answer]:
    """Return what stands in each field the form was drawn with: plain text, or the tokens of what was chosen.

    `data` is what was submitted, one entry for each input id; `kinds` comes out of the sealed "shape" beside them.
    """
    return {name: _answer(data.get(name), kind) for name, kind in kinds.items()}


def found(options: Sequence[Option], purpose: str, frame: Frame) -> Json:
    """Return the body that answers application/search; `purpose` is what the field's options are sealed for."""
    results = [render.choice(one, frame.seal(purpose, one.value)) for one in options[:FOUND]]
    return {"type": SEARCH_ANSWER, "value": {"results": results}}


def _card(form: Form, frame: Frame, errors: Mapping[str, str]) -> Json:
    pen = Pen(frame=frame, in_dialog=True)
    intro = (one for index, part in enumerate(form.intro) for one in render.elements(part, pen, index))
    fields = (one for field in form.fields for one in _field(field, form, frame, errors.get(field.name, "")))
    told = plain.card(Card(form.title, form.intro), frame.zone)
    labels = "\n".join(field.label for field in form.fields)
    drawn = render.complete([*_summary(form, errors), *intro, *fields], f"{told}\n{labels}", [])
    return drawn | {"actions": [_submit(form, frame)]}


def _submit(form: Form, frame: Frame) -> Json:
    data = {
        "token": frame.seal(form.action, form.subject, form.version),
        "shape": frame.seal(shapes.shape_of(form.action), shapes.written(form)),
    }
    return {"type": "Action.Submit", "title": form.submit, "style": "positive", "data": data}


def _summary(form: Form, errors: Mapping[str, str]) -> list[Json]:
    """Name every field that needs another look, before anything else is read."""
    labels = {field.name: f"{field.label}: " for field in form.fields}
    said = [rich([run(labels.get(name, ""), weight="Bolder"), run(problem)]) for name, problem in errors.items()]
    return [{"type": "Container", "style": "attention", "items": said}] if said else []


def _field(field: Field, form: Form, frame: Frame, error: str) -> list[Json]:
    problem = [rich([run(f"{picture('warning')} {error}", color="Attention", weight="Bolder")])] if error else []
    hint = [rich([run(field.hint, isSubtle=True, size="Small")]) | {"spacing": "None"}] if field.hint else []
    return [*problem, {**_input(field, form, frame), **_asked(field)}, *hint]


def _asked(field: Field) -> Json:
    required = {"isRequired": True, "errorMessage": forms.missing(field)} if field.required else {}
    return {"id": field.name, "label": inert(field.label), **required}


def _input(field: Field, form: Form, frame: Frame) -> Json:
    match field:
        case TextField():
            return _text(field)
        case Choice(options=options, value=value):
            return _choices(options, (value,), field, form, frame)
        case Choices(options=options, value=value):
            return _choices(options, value, field, form, frame) | {"isMultiSelect": True}
        case PeopleField():
            return _people(field, form, frame)
        case DateField(value=value):
            return {"type": "Input.Date", **({"value": value} if value else {})}
        case Scale(labels=labels, value=value):
            steps = tuple(Option(str(step), f"{step} {label}") for step, label in enumerate(labels, 1))
            return _choices(steps, (value,), field, form, frame)
        case _:
            assert_never(field)


def _text(field: TextField) -> Json:
    """Never less room than what stands in it already: the check on the server says what is too long."""
    room = max(field.max_length, len(field.value))
    value = {"value": field.value} if field.value else {}
    return {"type": "Input.Text", "isMultiline": field.multiline, "maxLength": room, **value}


def _choices(options: Sequence[Option], chosen: Iterable[str], field: Field, form: Form, frame: Frame) -> Json:
    tokens = {one.value: _token(one.value, field, form, frame) for one in options}
    is_open = len(options) <= BOXES
    draw = render.listed_choice if is_open else render.choice
    value = ",".join(tokens[one] for one in chosen if one in tokens)
    return {
        "type": "Input.ChoiceSet",
        "style": "expanded" if is_open else "filtered",
        "choices": [draw(one, tokens[one.value]) for one in options],
        "wrap": True,
        **({"value": value} if value else {}),
    }


def _people(field: PeopleField, form: Form, frame: Frame) -> Json:
    """The search names itself by a token: who answers it, and what its options are to be sealed for."""
    chosen = [render.choice(one, _token(one.value, field, form, frame)) for one in field.value]
    search = frame.seal(field.action, choice_of(form.action, field.name))
    return {
        "type": "Input.ChoiceSet",
        "style": "filtered",
        "isMultiSelect": True,
        "choices": chosen,
        "choices.data": {"type": SEARCH, "dataset": search},
        **({"value": ",".join(one["value"] for one in chosen)} if chosen else {}),
    }


def _token(value: str, field: Field, form: Form, frame: Frame) -> str:
    return frame.seal(choice_of(form.action, field.name), value)


def _answer(value: object, kind: Kind) -> Answer:
    said = value if isinstance(value, str) else ""
    match kind:
        case Kind.TEXT:
            return said
        case Kind.ONE:
            return One(said)
        case Kind.MANY:
            return Many(tuple(token for token in said.split(",") if token))
        case _:
            assert_never(kind)
