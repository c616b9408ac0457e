"""Of a stored view only its words are changed."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import StrEnum

from views import codec, forms, rewording, vocabulary
from views.forms import Form, TextField
from views.vocabulary import Button, Buttons, Card, Link, Mention, Menu, Option, Text

WORDS = {
    name: word
    for module in (vocabulary, forms)
    for name, word in vars(module).items()
    if isinstance(word, type) and word.__module__ == module.__name__
}
READ = {"text", "label", "alt", "caption", "title", "finding", "hint", "description", "spoken", "submit"}
TYPED = {  # words, though in other views a field of that name is none
    ("Mention", "name"),
    ("TextField", "value"),
    ("Table", "columns"),
    ("Chart", "categories"),
    ("Scale", "labels"),
}


def shouted(view: object) -> object:
    """Return it with every word in capitals."""
    return codec.load(rewording.reworded(codec.dump(view), str.upper))


def test_what_is_read_changes_and_what_machines_read_by_does_not() -> None:
    """A button still does what it did, a mention still reaches whom it did, a form still knows its fields."""
    button, menu = (
        Button(label="undo", action="a", subject="s"),
        Menu(label="m", action="a", options=(Option("v", "o"),)),
    )
    card = Card("t", (Text(("w", Mention("p", "n"), Link("l", "u"))), Buttons((button,)), menu))
    button, menu = (
        Button(label="UNDO", action="a", subject="s"),
        Menu(label="M", action="a", options=(Option("v", "O"),)),
    )
    assert shouted(card) == Card("T", (Text(("W", Mention("p", "N"), Link("L", "u"))), Buttons((button,)), menu))
    form = Form(title="t", action="a", submit="s", fields=(TextField(name="f", label="l", value="typed"),))
    assert shouted(form) == Form(
        title="T", action="a", submit="S", fields=(TextField(name="f", label="L", hint="", value="TYPED"),)
    )


def test_what_names_nobody_stays_as_it_is_to_the_byte() -> None:
    """Also in an order and with spaces that we would not write."""
    text = json.dumps({"is": "Text", "spans": ["words"]}, indent=1)
    assert rewording.reworded(text, lambda words: words) == text


def test_every_word_of_the_vocabulary_says_which_of_its_fields_are_not_read() -> None:
    """A new word that holds an id says so, or this fails; and nothing is said of what is not there."""
    choices = {name for name, word in WORDS.items() if issubclass(word, StrEnum)}
    told = {(name, field) for name, those in rewording.NO_WORDS.items() for field in those if name not in choices}
    texts = {
        (name, field.name)
        for name, word in WORDS.items()
        if is_dataclass(word)
        for field in fields(word)
        if field.type in ("str", "tuple[str, ...]") and field.name not in READ
    }
    assert told <= texts
    assert texts - told == TYPED
    assert choices <= rewording.NO_WORDS.keys()
