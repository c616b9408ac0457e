"""A hint on wording helps its writer; it neither blocks nor nags."""

from __future__ import annotations

from domain import language
from domain.language import Check, Hint

VAGUE = Check(category="vague", words=("is strong", "strong", "age"), advice="Which event shows this?")
ABSOLUTE = Check(category="absolutes", words=("never", "doesn't"), advice="Give two dates.")
BOTH = (VAGUE, ABSOLUTE)


def test_a_category_gives_one_hint_for_its_longest_words() -> None:
    """Three hints on three words in a row would be a lecture."""
    assert language.hints("Ben is strong, so strong", BOTH) == (
        Hint(category="vague", found="is strong", advice="Which event shows this?"),
    )
    assert [hint.found for hint in language.hints("He is  STRONG and\nnever late", BOTH)] == ["is strong", "never"]


def test_a_word_inside_another_is_another_word() -> None:
    """ "age" is not in "manager"."""
    assert language.hints("The manager agreed on the usage", BOTH) == ()
    assert [hint.found for hint in language.hints("At her age, ", BOTH)] == ["age"]


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    """As phones write it."""
    assert language.hints("He doesn\u2019t test", BOTH)[0].found == "doesn't"
