"""Whoever rates a file a second time does not read whose it is, as far as rules can hide it."""

from __future__ import annotations

import pytest

from domain import masking
from domain.naming import Named

OTHERS = (
    "Ana Ruiz",
    "Will Mark-Jones",
    "Li Na",
    "ben smith",
    "Ed O'Neill",
    "田中",
    "Anna-Lena Stone",
    "Bj\u00f8rn Lee",
    "",
)
MASK = masking.mask(
    Named(id="ben", name="Ben Okaf\u00f3r", handles=("bigben",), accounts=("U0BEN",)),
    [Named(id=str(number), name=name) for number, name in enumerate(OTHERS)],
)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Ben Okafór told Ana Ruiz.", "[the person] told [a colleague]."),
        ("Ben's note reached Ruiz and @Will.", "[the person]'s note reached [a colleague] and [a colleague]."),
        ("He said that she owed him his part.", "[they] said that [they] owed [them] [their] part."),
        ("I told her. Her plan was hers, by herself.", "I told [them]. [their] plan was [theirs], by [themselves]."),
        ("See https://wiki.example/ben?id=1 now", "See [link] now"),
        ("Write to ben.okafor@house.example or <@U123>", "Write to [link] or [link]"),
        ("Mr. Okafór and Ms Ruiz", "[the person] and [a colleague]"),
        ("Li Na will mark the bend; there.", "[a colleague] will mark the bend; there."),
        ("O'Neill agreed, and Ben Okafór's plan stood.", "[a colleague] agreed, and [the person]'s plan stood."),
        ("田中さんが言った", "[a colleague]さんが言った"),
        ("BEN told ana and bjorn early", "[the person] told [a colleague] and [a colleague] early"),
        ("@ben.okafor, @will and @bigben", "[the person], [a colleague] and [the person]"),
        ("u0ben fixed the Okafór-led plan", "[the person] fixed the [the person]-led plan"),
        ("Anna said so, Lena too, and Anna-Lena", "[a colleague] said so, [a colleague] too, and [a colleague]"),
        ("Okafor and Okafo\u0301r said", "[the person] and [the person] said"),
        ("Okafors plan, ONeill's note", "[the person]'s plan, [a colleague]'s note"),
        ("Ben_O at docs.example/ben", "[the person]_O at [link]"),
        ("Stone left no stone unturned and/or bent", "[a colleague] left no stone unturned and/or bent"),
        ("The other heard nothing.", "The other heard nothing."),
    ],
)
def test_names_pronouns_and_links_are_hidden_and_nothing_else(said: str, read: str) -> None:
    """A word that is a name only with a capital stays where it is written small."""
    assert MASK.hide(said) == read


def test_without_names_there_is_nothing_to_look_for() -> None:
    """The pronouns are hidden all the same."""
    assert masking.mask(Named(id="", name=""), []).hide("Ben said it to him") == "Ben said it to [them]"
