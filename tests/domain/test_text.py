"""Text from people: harmless, and the same on every database."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import text
from domain.errors import InvalidTextError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u202egnirts\u202c \u2066x\u2069", "gnirts x"),
        ("שלום عالم", "שלום عالم"),
        ("z\u0303\u0304\u0305\u0306\u0307\u0308\u0309", "z\u0303\u0304\u0305\u0306"),
        ("  trimmed  ", "trimmed"),
        ("👩‍👩‍👧 family stays", "👩‍👩‍👧 family stays"),
    ],
)
def test_text_is_stored_in_one_harmless_form(typed: str, kept: str) -> None:
    """Controls, lone surrogates, overrides and stacked marks go; scripts and emoji stay."""
    assert text.clean(typed) == kept


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    """What is stored is already in its final form, and both databases can hold it."""
    once = text.clean(typed)
    assert text.clean(once) == once
    assert "\x00" not in once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=50))
def test_plain_letters_are_kept_as_they_are_beside_others(typed: str) -> None:
    """Text in ASCII takes a shorter way, and comes out like the same text beside an accent."""
    assert text.harmless(typed) == text.harmless(f"\u00e9{typed}\u00e9")[1:-1].strip()


def test_too_long_a_text_is_refused_with_what_to_do() -> None:
    """Nothing is cut silently."""
    with pytest.raises(InvalidTextError, match=r"3,001 characters.*at most 3,000.*Nothing was saved"):
        text.clean("x" * 3_001)


@pytest.mark.parametrize(
    ("note", "count"),
    [
        ("you raised the vendor risk nine days early, we could replan", 11),
        ("👍 !!! ...", 0),
        ("it's a well-kept secret", 4),
        ("早期にリスクを共有してくれて助かりました", 10),
        ("", 0),
    ],
)
def test_words_are_counted_as_people_count_them(note: str, count: int) -> None:
    """Emoji and punctuation are not words; scripts without spaces count by length."""
    assert text.words(note) == count


@pytest.mark.parametrize("nothing", ["", " \n", "\u200b", "\u00ad", "\u2060", "\u3164", "\u2800", "\uffa0\u0301"])
def test_what_nobody_can_see_is_no_text(nothing: str) -> None:
    """Nor does it say anything; a thumb or a full stop can be seen, and say nothing in words."""
    assert not text.shows(nothing)
    assert not text.says(nothing)
    assert [text.shows(one) for one in ("👍", ".", "é", "早")] == [True] * 4
    assert [text.says(one) for one in ("👍", ".", "é", "早")] == [False, False, True, True]
