"""Forms in the closed vocabulary, and the server-side check that every submission passes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain import text as words
from views.vocabulary import Notice, Option, Text, Visibility

Value = str | tuple[str, ...]
Values = Mapping[str, Value]
Errors = Mapping[str, str]

CHOOSE = "Please choose."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    name: str
    label: str
    hint: str = ""
    value: str = ""
    multiline: bool = False
    required: bool = True
    max_length: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    value: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    value: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleField:
    """People of the org, whatever platform they are on, found by typing (`action` answers the search).

    `value` holds the ones already chosen as options (person id, name). What else is named and many, such as teams, is
    found in the same way.
    """

    name: str
    label: str
    action: str
    hint: str = ""
    value: tuple[Option, ...] = ()
    max_people: int = 10
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField:
    """A calendar date, as ISO 8601 text."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A rating from 1 to len(labels); the value is the digit as text."""

    name: str
    label: str
    labels: tuple[str, ...]
    hint: str = ""
    value: str = ""
    required: bool = True


Field = TextField | Choice | Choices | PeopleField | DateField | Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Title and submit at most 24 characters (Slack's modal limit; a law test holds all forms to it)."""

    title: str
    action: str
    submit: str
    fields: tuple[Field, ...]
    subject: str = ""
    version: int = 0
    intro: tuple[Text | Notice | Visibility, ...] = ()


def check(form: Form, values: Values) -> dict[str, str]:
    """Return what is wrong, by field name; empty when the submission may be used.

    Platforms check on the client, and clients can be bypassed: this runs on every submission.
    """
    problems = {field.name: _problem(field, values.get(field.name, "")) for field in form.fields}
    return {name: problem for name, problem in problems.items() if problem}


def filled(form: Form, values: Values) -> Form:
    """Return the form as somebody filled it in, to be shown again. Whom a people field names stays as it was."""
    return replace(form, fields=tuple(_filled(field, values) for field in form.fields))


def text(values: Values, name: str) -> str:
    value = values.get(name, "")
    return value if isinstance(value, str) else ""


def many(values: Values, name: str) -> tuple[str, ...]:
    value = values.get(name, ())
    return value if isinstance(value, tuple) else (value,) if value else ()


def _filled(field: Field, values: Values) -> Field:
    match field:
        case _ if field.name not in values:
            return field
        case PeopleField():
            return field
        case Choices():
            return replace(field, value=many(values, field.name))
        case TextField() | Choice() | DateField() | Scale():
            return replace(field, value=text(values, field.name))
        case _:
            assert_never(field)


def _problem(field: Field, value: Value) -> str:
    if not value or (isinstance(value, str) and not words.shows(value)):
        return missing(field) if field.required else ""
    match field:
        case TextField():
            return _long_text(field, value)
        case Choice():
            return _not_offered({option.value for option in field.options}, (value,))
        case Choices():
            return _not_offered({option.value for option in field.options}, value)
        case PeopleField():
            return f"Choose at most {field.max_people}." if len(value) > field.max_people else ""
        case DateField():
            return _not_a_date(value)
        case Scale():
            return _not_offered({str(step) for step in range(1, len(field.labels) + 1)}, (value,))
        case _:
            assert_never(field)


def missing(field: Field) -> str:
    return "Please write something here." if isinstance(field, TextField) else CHOOSE


def _long_text(field: TextField, value: Value) -> str:
    if len(value) <= field.max_length:
        return ""
    return f"At most {field.max_length:,} characters; this has {len(value):,}. Nothing was lost: shorten it and send again."


def _not_offered(offered: set[str], chosen: tuple[Value, ...] | Value) -> str:
    return (
        "" if all(value in offered for value in chosen) else "That choice is no longer on offer. Please choose again."
    )


def _not_a_date(value: Value) -> str:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return "Please give a date such as 2026-03-31."
    return ""
