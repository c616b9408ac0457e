"""Forms as HTML: a label for each field, its hint and its error joined to it, tokens in place of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from bot import shapes
from bot.frame import Frame
from bot.tokens import choice_of
from bot.web.elements import Attribute, element, joined
from bot.web.render import Spot, hidden, option, part
from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, Scale, TextField
from views.vocabulary import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """What every field of one form is drawn with."""

    form: Form
    frame: Frame
    spot: Spot
    errors: Mapping[str, str]

    def token(self, field: Field, value: str) -> str:
        return self.frame.seal(choice_of(self.form.action, field.name), value)


def form(view: Form, frame: Frame, spot: Spot | None = None, *, errors: Mapping[str, str] | None = None) -> Markup:
    """Return the form; a field with an error is marked, described by it, and the first one takes the focus."""
    drawn = _Drawn(form=view, frame=frame, spot=spot or Spot(), errors=errors or {})
    token = hidden("token", frame.seal(view.action, view.subject, view.version))
    shape = hidden("shape", frame.seal(shapes.shape_of(view.action), shapes.written(view)))
    intro = (part(one, frame, drawn.spot, 3) for one in view.intro)
    fields = (_field(field, drawn) for field in view.fields)
    body = element("div", _summary(drawn), *intro, *fields, class_="fields")
    return element(
        "form",
        drawn.spot.hidden,
        token,
        shape,
        body,
        _foot(drawn),
        method="post",
        action=f"{drawn.spot.path}/submit",
        data_live=True,
        novalidate=True,
    )


def _foot(drawn: _Drawn) -> Markup:
    cancel = element("button", "Cancel", class_="button", formaction=f"{drawn.spot.path}/close", data_close=True)
    return element(
        "div", cancel, element("button", drawn.form.submit, class_="button primary", data_submit=True), class_="foot"
    )


def _summary(drawn: _Drawn) -> Markup:
    if not drawn.errors:
        return Markup("")
    labels = {field.name: field.label for field in drawn.form.fields}
    items = (
        element("li", _pointer(name, labels[name], said) if name in labels else said)
        for name, said in drawn.errors.items()
    )
    lead = (
        "One thing needs your attention"
        if len(drawn.errors) == 1
        else f"{len(drawn.errors)} things need your attention"
    )
    return element("div", element("p", lead), element("ul", *items), class_="problems", role="alert")


def _pointer(name: str, label: str, said: str) -> Markup:
    return joined((element("a", label, href=f"#{_id(name)}"), ": ", said))


def _field(field: Field, drawn: _Drawn) -> Markup:
    match field:
        case TextField():
            return _wrapped(field, drawn, _text(field, drawn))
        case DateField():
            return _wrapped(field, drawn, element("input", type="date", value=field.value, **_common(field, drawn)))
        case Choice():
            return _wrapped(field, drawn, _select(field, drawn))
        case PeopleField():
            return _wrapped(field, drawn, _people(field, drawn))
        case Choices():
            return _group(field, drawn, [_tick(field, one, drawn) for one in field.options])
        case Scale():
            return _group(
                field, drawn, [_step(field, number, label, drawn) for number, label in enumerate(field.labels, 1)]
            )
        case _:
            assert_never(field)


# --- One field ----------------------------------------------------------------------------------------------------


def _text(field: TextField, drawn: _Drawn) -> Markup:
    common = _common(field, drawn)
    if field.multiline:
        return element("textarea", "\n" + field.value, rows=5, maxlength=field.max_length, data_count=True, **common)
    return element("input", type="text", value=field.value, maxlength=field.max_length, autocomplete="off", **common)


def _select(field: Choice, drawn: _Drawn) -> Markup:
    empty = element("option", "Choose one" if field.required else "None", value="")
    options = (option(one, drawn.token(field, one.value), chosen=one.value == field.value) for one in field.options)
    return element("select", empty, *options, **_common(field, drawn))


def _people(field: PeopleField, drawn: _Drawn) -> Markup:
    """The chosen people are check boxes, so that they can be taken away again without any script."""
    search = drawn.frame.seal(field.action, choice_of(drawn.form.action, field.name))
    chosen = (_chip(one, field.name, drawn.token(field, one.value)) for one in field.value)
    box = element(
        "input",
        type="text",
        autocomplete="off",
        role="combobox",
        aria_expanded="false",
        aria_autocomplete="list",
        aria_controls=f"{_id(field.name)}-found",
        placeholder="Type a name",
        **_common(field, drawn, named=False),
    )
    found = element(
        "ul",
        id=f"{_id(field.name)}-found",
        class_="found",
        role="listbox",
        aria_label=f"{field.label} Suggestions",
        hidden=True,
    )
    chips = element("div", *chosen, class_="chips", data_name=field.name)
    without = element(
        "noscript",
        element("p", "Searching needs scripts. Without them, type “/kudos @name” in the conversation.", class_="hint"),
    )
    status = element("p", role="status", class_="unseen")
    said: dict[str, Attribute] = {
        "data_search": f"{drawn.spot.path}/search",
        "data_token": search,
        "data_most": field.max_people,
    }
    return element("div", chips, box, found, status, without, class_="people", **said)


def _chip(one: Option, name: str, token: str) -> Markup:
    box = element("input", type="checkbox", name=name, value=token, checked=True)
    return element("label", box, element("span", one.label), class_="chip")


def _tick(field: Choices, one: Option, drawn: _Drawn) -> Markup:
    token = drawn.token(field, one.value)
    box = element(
        "input", type="checkbox", name=field.name, value=token, checked=one.value in field.value, **_focus(field, drawn)
    )
    return element("label", box, element("span", one.label, _small(one.description)), class_="tick")


def _step(field: Scale, number: int, label: str, drawn: _Drawn) -> Markup:
    chosen = field.value == str(number)
    box = element(
        "input",
        type="radio",
        name=field.name,
        value=drawn.token(field, str(number)),
        checked=chosen,
        **(_focus(field, drawn) if number == 1 else {}),
    )
    return element("label", box, element("span", f"{number} ", element("small", label)), class_="step")


# --- Around a field -----------------------------------------------------------------------------------------------


def _wrapped(field: Field, drawn: _Drawn, control: Markup) -> Markup:
    label = element("label", _label(field), for_=_id(field.name))
    return element("div", label, _hint(field), control, _error(field, drawn), class_=_field_class(field, drawn))


def _group(field: Choices | Scale, drawn: _Drawn, controls: list[Markup]) -> Markup:
    """Each control alone would lose the question: a fieldset says it."""
    steps = element("div", *controls, class_="steps" if isinstance(field, Scale) else "ticks")
    described = _described(field, drawn)
    return element(
        "fieldset",
        element("legend", _label(field)),
        _hint(field),
        steps,
        _error(field, drawn),
        id=_id(field.name),
        tabindex=-1,
        aria_describedby=described,
        class_=_field_class(field, drawn),
    )


def _common(field: Field, drawn: _Drawn, *, named: bool = True) -> dict[str, Attribute]:
    wrong = field.name in drawn.errors
    return {
        "id": _id(field.name),
        "name": field.name if named else None,
        "aria_required": "true" if field.required else None,
        "aria_invalid": "true" if wrong else None,
        "aria_describedby": _described(field, drawn),
        **_focus(field, drawn),
    }


def _focus(field: Field, drawn: _Drawn) -> dict[str, Attribute]:
    first_wrong = next((one.name for one in drawn.form.fields if one.name in drawn.errors), None)
    first = first_wrong or next((one.name for one in drawn.form.fields), None)
    return {"autofocus": field.name == first}


def _described(field: Field, drawn: _Drawn) -> str | None:
    ids = [f"{_id(field.name)}-hint"] if field.hint else []
    ids += [f"{_id(field.name)}-error"] if field.name in drawn.errors else []
    return " ".join(ids) or None


def _label(field: Field) -> Markup:
    return joined((field.label, Markup("") if field.required else element("span", " (optional)", class_="optional")))


def _hint(field: Field) -> Markup:
    return element("p", field.hint, class_="hint", id=f"{_id(field.name)}-hint") if field.hint else Markup("")


def _error(field: Field, drawn: _Drawn) -> Markup:
    said = drawn.errors.get(field.name, "")
    return element("p", said, class_="error", id=f"{_id(field.name)}-error") if said else Markup("")


def _small(text: str) -> Markup:
    return element("small", text) if text else Markup("")


def _field_class(field: Field, drawn: _Drawn) -> str:
    return "field wrong" if field.name in drawn.errors else "field"


def _id(name: str) -> str:
    return f"field-{name}"
