"""Laws over every view on every surface: the same words, the same actions, and text that is complete by itself."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args
from urllib.parse import urlsplit

import pytest

from bot import plain, shapes
from bot.pictures import picture
from bot.shapes import Kind
from bot.slack import render as slack
from bot.teams import render as teams
from bot.teams import render_form as teams_form
from bot.tokens import Pointer, choice_of
from tests.laws import edges
from tests.laws.edges import Shown
from tests.laws.view_examples import WHOLE_CARD, WHOLE_FORM, every_view, found, words
from views import forms, vocabulary
from views.forms import Form, PeopleField, Scale
from views.vocabulary import Button, Buttons, Card, Emoji, Link, Mention, Menu, Option, When, WhenStyle


def shown_words(view: Card | Form) -> list[str]:
    """Return the words of a view as they are seen: an emoji is a picture, a moment depends on the reader."""
    spoken = [word for emoji in found(view, Emoji) for word in words(emoji)]
    return [text for text in words(view) if text not in spoken]


def expected(view: Card | Form) -> set[Pointer]:
    """Return everything a person can press or choose in a view."""
    told = {Pointer(one.action, one.subject, one.version) for one in found(view, Button)}
    for menu in found(view, Menu):
        told |= {Pointer(menu.action, menu.subject)}
        told |= {Pointer(choice_of(menu.action), one.value) for one in menu.options}
    for form in found(view, Form):
        told |= {Pointer(form.action, form.subject, form.version)}
        told |= {
            Pointer(choice_of(form.action, field.name), value) for field in form.fields for value in offered(field)
        }
    return told


def offered(field: forms.Field) -> list[str]:
    if isinstance(field, Scale):
        return [str(step) for step in range(1, len(field.labels) + 1)]
    return [option.value for option in found(field, Option)]


def unpressed(view: Card | Form) -> set[Pointer]:
    """Return what Teams and the room seal beside that, which Slack carries in the modal's own fields."""
    drawn = {Pointer(shapes.shape_of(form.action), shapes.written(form)) for form in found(view, Form)}
    searches = {
        Pointer(field.action, choice_of(form.action, field.name))
        for form in found(view, Form)
        for field in found(form, PeopleField)
    }
    return drawn | searches


def platform(shown: Shown) -> str:
    return shown.where.split()[0]


def said(card: Card) -> list[str]:
    """Return the words of a card without its buttons and menus."""
    return shown_words(Card(card.title, tuple(part for part in card.parts if not isinstance(part, Buttons | Menu))))


def test_the_whole_vocabulary_is_looked_at() -> None:
    """A word that no example uses would be drawn by nobody's eyes."""
    used = {type(node) for node in (*found(WHOLE_CARD, object), *found(WHOLE_FORM, object))}
    alphabet = {*get_args(vocabulary.Part), *get_args(vocabulary.Span), *get_args(forms.Field)}
    assert alphabet - used == set()


@every_view
def test_every_platform_says_every_word(view: Card | Form) -> None:
    """What is read on Slack is read on Teams and in the room, labels, hints and choices included."""
    for shown in edges.everywhere(view):
        missing = [text for text in shown_words(view) if text not in shown.words and not is_mention(text, view, shown)]
        assert missing == [], shown.where


def is_mention(text: str, view: Card | Form, shown: Shown) -> bool:
    """On Slack a person with an account there is shown by it."""
    accounts = {one.name: edges.MENTIONED.get(one.person, "") for one in found(view, Mention)}
    account = accounts.get(text, "")
    return platform(shown) == "slack" and bool(account) and account in shown.words


@every_view
def test_every_platform_offers_the_same_actions(view: Card | Form) -> None:
    """Whatever can be pressed or chosen on one can be pressed or chosen on all, for the same subject and version."""
    for shown in edges.everywhere(view):
        told = edges.pointers(shown, platform(shown))
        assert told - unpressed(view) == expected(view), shown.where


@every_view
def test_emoji_are_pictures_or_their_words(view: Card | Form) -> None:
    """An emoji nobody can draw is still said."""
    for shown in edges.everywhere(view):
        missing = [one for one in found(view, Emoji) if (picture(one.name) or one.text) not in shown.words]
        assert missing == [], shown.where


@every_view
def test_moments_are_shown_in_the_readers_own_time(view: Card | Form) -> None:
    """Slack and Teams are told the instant and show it on the reader's clock."""
    for shown in edges.on_slack(view):
        stamps = str(shown.drawn)
        assert [one for one in found(view, When) if f"'timestamp': {one.at // 1000}" not in stamps] == []
    for shown in edges.on_teams(view):
        told = re.findall(r"\{\{(?:DATE|TIME)\((.{20})(?:, SHORT)?\)\}\}", shown.words)
        assert sorted(told) == sorted(instant for one in found(view, When) for instant in instants(one))


def instants(moment: When) -> list[str]:
    """Return what Teams is told: date and time are two functions."""
    exact = f"{datetime.fromtimestamp(moment.at // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return [exact, exact] if moment.style is WhenStyle.DATE_TIME else [exact]


@every_view
def test_text_is_complete_without_the_card(view: Card | Form) -> None:
    """Notifications, screen readers and old clients get every fact of the card (U9)."""
    for card in found(view, Card):
        texts = {
            "slack": html.unescape(slack.message(card, edges.frame("slack")).text),
            "teams": teams.message(card, edges.frame("teams")).text,
            "teams fallback": edges.on_teams(card)[0].drawn["fallbackText"],
            "teams spoken": edges.on_teams(card)[0].drawn["speak"],
        }
        for where, text in texts.items():
            assert [word for word in said(card) if word not in text] == [], where
            assert [one for one in found(card, When) if plain.when(one, edges.ZONE) not in text] == [], where


@every_view
def test_a_dialog_without_its_card_names_every_field(view: Card | Form) -> None:
    """A client that cannot draw the form still says what it would have asked."""
    for form in found(view, Form):
        told = edges.on_teams(form)[0].drawn["fallbackText"]
        assert [field.label for field in form.fields if field.label not in told] == []


@every_view
def test_links_lead_where_they_say(view: Card | Form) -> None:
    """On Teams and in the room a link shows its host; nothing but http and https is one."""
    for shown in (*edges.on_teams(view), *edges.on_web(view)):
        hosts = [urlsplit(link.url).netloc for link in found(view, Link)]
        assert [host for host in hosts if f"({host})" not in shown.words] == [], shown.where


@every_view
def test_no_id_is_readable(view: Card | Form) -> None:
    """Ids travel sealed, so that nobody can make one up."""
    ids = {one.subject for one in found(view, Button, Menu, Form) if one.subject}
    ids |= {one.person for one in found(view, Mention)}
    ids |= {one.value for one in found(view, Option) if one.value != one.label}  # an hour of the day is no id
    for shown in edges.everywhere(view):
        strings = set(leaves(shown.drawn))
        assert ids & strings == set(), shown.where


def leaves(node: object) -> list[str]:
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in leaves(value)]
    if isinstance(node, list):
        return [leaf for value in node for leaf in leaves(value)]
    return [str(node)]


# --- Forms on Teams -----------------------------------------------------------------------------------------------


def test_a_mistake_leaves_what_was_typed_and_says_at_the_field_what_is_wrong() -> None:
    """The dialog stays, nothing has to be typed again, and the words stand with the field's name."""
    wrong = {"story": "Say a little more.", "few": "Please choose.", "nowhere": "Something else."}
    [shown] = edges.on_teams(WHOLE_FORM, wrong)
    inputs = {one["id"]: one for one in shown.drawn["body"] if one["type"].startswith("Input.")}
    assert inputs["line"]["value"] == "typed before"
    assert inputs["story"]["value"] == "two\nlines"
    assert inputs["day"]["value"] == "2026-03-31"
    place = shown.drawn["body"].index(inputs["story"])
    assert "Say a little more." in str(shown.drawn["body"][place - 1])
    assert "The story: \nSay a little more." in shown.words
    assert "Something else." in shown.words


def test_what_is_submitted_is_read_as_the_form_was_drawn() -> None:
    """Commas in text stay text, several choices are several, and fields nobody drew are left out."""
    kinds = drawn_kinds()
    data = {"line": "one, two", "story": "", "some": "t1,t2", "few": "t3", "who": "", "token": "x", "stranger": "y"}
    values = teams_form.values(data, kinds)
    assert values["line"] == "one, two"
    assert values["some"] == teams_form.Many(("t1", "t2"))
    assert values["few"] == teams_form.One("t3")
    assert values["who"] == teams_form.Many(())
    assert values["grade"] == teams_form.One("")
    assert "stranger" not in values


def drawn_kinds() -> Mapping[str, Kind]:
    return shapes.kinds(shapes.written(WHOLE_FORM))


@pytest.mark.parametrize("value", [None, 7, ["t1"], {"a": "b"}, True])
def test_a_submitted_value_of_another_type_is_nothing(value: object) -> None:
    """A client can send whatever it likes."""
    values = teams_form.values({"line": value, "some": value, "few": value}, drawn_kinds())
    assert (values["line"], values["some"], values["few"]) == ("", teams_form.Many(()), teams_form.One(""))


def test_a_press_says_which_option_of_which_menu_was_chosen() -> None:
    """Two menus on one card do not answer for each other."""
    assert teams.chosen({"token": "x", "menu": "menu-2", "menu-1": "a", "menu-2": "b"}) == "b"
    assert teams.chosen({"token": "x"}) == ""
    assert teams.chosen({"menu": "menu-2", "menu-2": ["b"]}) == ""


def test_a_search_answers_with_at_most_what_teams_shows() -> None:
    """Fifteen names; each value opens for the field it was searched in."""
    options = [Option(f"p{number}", f"Person {number}") for number in range(40)]
    body = teams_form.found(options, "kudos.give#receivers", edges.frame("teams"))
    results = body["value"]["results"]
    opened = edges.pointers(Shown("teams search", results, ""), "teams")
    assert len(results) == 15
    assert opened == {Pointer("kudos.give#receivers", f"p{number}") for number in range(15)}
