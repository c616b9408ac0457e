"""Whoever rates a file a second time does not read whose it is, as far as rules can hide it."""

from __future__ import annotations

import pytest

from domain import masking

MASK = masking.mask("Ben Okafor", ["Ana Ruiz", "Will Mark-Jones", "Li Na", "ben smith", "Ed O'Neill", "田中", ""])


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Ben Okafor told Ana Ruiz.", "[the person] told [a colleague]."),
        ("Ben's note reached Ruiz and @Will.", "[the person]'s note reached [a colleague] and [a colleague]."),
        ("He said that she owed him his part.", "[they] said that [they] owed [them] [their] part."),
        ("I told her. Her plan was hers, by herself.", "I told [them]. [their] plan was [theirs], by [themselves]."),
        ("See https://wiki.example/ben?id=1 now", "See [link] now"),
        ("Write to ben.okafor@house.example or <@U123>", "Write to [link] or [link]"),
        ("Mr. Okafor and Ms Ruiz", "[the person] and [a colleague]"),
        ("Li Na will mark the bend; there.", "[a colleague] will mark the bend; there."),
        ("O'Neill agreed, and Ben Okafor's plan stood.", "[a colleague] agreed, and [the person]'s plan stood."),
        ("田中さんが言った", "[a colleague]さんが言った"),
        ("The other heard nothing.", "The other heard nothing."),
    ],
)
def test_names_pronouns_and_links_are_hidden_and_nothing_else(said: str, read: str) -> None:
    """A word that is a name only with a capital stays where it is written small."""
    assert MASK.hide(said) == read


def test_without_names_there_is_nothing_to_look_for() -> None:
    """The pronouns are hidden all the same."""
    assert masking.mask("", []).hide("Ben said it to him") == "Ben said it to [them]"
