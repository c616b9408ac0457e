"""Laws over every example of every view: whatever we say survives the store, leads somewhere and reads well."""

from __future__ import annotations

import html
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import views
from bot.frame import Frame
from bot.tokens import Tokens
from bot.web import render, render_forms
from handlers import ROUTER
from handlers.turn import Chose, Press, Submit
from storage.sealing import KeyRing
from views import codec, examples
from views.forms import Form, PeopleField
from views.vocabulary import Button, Card, Emoji, Mention, Menu, Option, Quote, Visibility

MODULES = [importlib.import_module(f"views.{module.name}") for module in pkgutil.iter_modules(views.__path__)]
EXAMPLES = [
    pytest.param(example, id=f"{module.__name__.removeprefix('views.')}-{number}")
    for module in MODULES
    for number, example in enumerate(getattr(module, "EXAMPLES", ()))
]
every_example = pytest.mark.parametrize("view", EXAMPLES)
# Makes no cards or forms of its own: the vocabulary, its codec, and the words and people others are made of.
WITHOUT_EXAMPLES = {"codec", "examples", "forms", "product", "replies", "vocabulary", "wording"}

# What a view holds besides words: our ids, addresses, and names that only programs read.
UNSEEN = {"action", "subject", "url", "person"}
UNSEEN_VALUE = (Option,)
UNSEEN_NAME = (Emoji,)
# What Slack or Teams would read as markup; our own words hold none, so each edge may escape all of them.
MARKUP = re.compile(r"[*~`<>]|(?<!\w)_\w|\[[^\]]*\]\(|:[a-z_]+:|&(?:amp|lt|gt);")
TITLE = 24  # characters: Slack's limit for a modal's title and its submit button


def found(view: object, *kinds: type) -> list[Any]:
    return [node for node in codec.walk(view) if isinstance(node, kinds)]


def words(view: object) -> Iterator[str]:
    """Yield every piece of text that somebody reads or hears."""
    if isinstance(view, str):
        yield from (line.strip() for line in view.splitlines() if line.strip())
    elif isinstance(view, tuple):
        for item in view:
            yield from words(item)
    elif is_dataclass(view) and not isinstance(view, type):
        for field in fields(view):
            if not unseen(view, field.name):
                yield from words(getattr(view, field.name))


def unseen(view: object, name: str) -> bool:
    is_field = hasattr(view, "required")
    return (
        name in UNSEEN
        or (name == "value" and isinstance(view, UNSEEN_VALUE))
        or (name == "value" and is_field and hasattr(view, "options"))
        or (name == "name" and (is_field or isinstance(view, UNSEEN_NAME)))
        or name in {"weight", "mood", "style", "kind"}
    )


@pytest.fixture(scope="module")
def frame() -> Frame:
    ring = KeyRing([b"k" * 32])
    return Frame(tokens=Tokens(ring), workspace="web:room", reader="", now=examples.MORNING, zone="Europe/Madrid")


def drawn(view: object, frame: Frame) -> str:
    cards = [str(render.card(card, frame)) for card in found(view, Card)]
    forms = [f"{form.title}\n{render_forms.form(form, frame)}" for form in found(view, Form)]  # the page has the title
    return "\n".join(cards + forms)


def test_every_view_has_examples() -> None:
    """A screen nobody can look at without a chat account is not reviewed."""
    without = {module.__name__.removeprefix("views.") for module in MODULES if not hasattr(module, "EXAMPLES")}
    assert without == WITHOUT_EXAMPLES


@every_example
def test_a_view_survives_the_store(view: object) -> None:
    """What the outbox holds is what was said."""
    assert codec.load(codec.dump(view)) == view


@every_example
def test_everything_to_press_is_answered(view: object) -> None:
    """No button, menu, form or search leads nowhere."""
    wanted: set[tuple[type, str]] = {(Press, one.action) for one in found(view, Button, Menu)}
    wanted |= {(Submit, form.action) for form in found(view, Form)}
    wanted |= {(Chose, field.action) for field in found(view, PeopleField)}
    assert wanted - {(route.kind, route.name) for route in ROUTER.routes} == set()


@every_example
def test_titles_of_forms_fit_everywhere(view: object) -> None:
    """Slack refuses a modal whose title or submit button is longer."""
    long = [text for form in found(view, Form) for text in (form.title, form.submit) if len(text) > TITLE]
    assert long == []


@every_example
def test_our_own_words_hold_no_markup(view: object) -> None:
    """Bold is a word of the vocabulary, not two asterisks; only what people wrote may hold anything."""
    quoted = {line for quote in found(view, Quote) for line in words(quote)}
    assert [text for text in words(view) if text not in quoted and MARKUP.search(text)] == []


@every_example
def test_every_form_says_who_will_read_it(view: object) -> None:
    """Promise 9: each input carries its visibility line."""
    for form in found(view, Form):
        assert found(form.intro, Visibility), form.title


@every_example
def test_the_room_shows_every_word(view: object, frame: Frame) -> None:
    """The web renderer drops nothing: text, labels, hints, options, and what screen readers say."""
    page = html.unescape(drawn(view, frame))
    assert [text for text in words(view) if text not in page] == []


@every_example
def test_the_room_shows_no_id(view: object, frame: Frame) -> None:
    """Ids travel sealed, so that nobody can make one up."""
    page = drawn(view, frame)
    ids = {one.subject for one in found(view, Button, Menu) if one.subject} | {m.person for m in found(view, Mention)}
    assert [id for id in ids if re.search(rf"\b{re.escape(id)}\b", re.sub(r">[^<]*<", "><", page))] == []
