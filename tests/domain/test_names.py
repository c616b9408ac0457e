"""Close matches for what was nearly right."""

from __future__ import annotations

from domain import names

PEOPLE = ["Ana Ruiz", "Chiara Lindqvist", "Jérôme Petit", "Ben Okafor"]
TAGS = {"early-flag": "1", "own-and-fix": "2", "Owned it and fixed it": "2", "clear-feedback": "3"}


def test_a_misspelled_name_finds_its_person() -> None:
    """By the whole name or any part of it, without accents."""
    assert names.closest("Chiarra", PEOPLE) == ("Chiara Lindqvist",)
    assert names.closest("jerome", PEOPLE) == ("Jérôme Petit",)
    assert names.closest("zzzz", PEOPLE) == ()


def test_a_tag_is_found_by_its_letters_or_its_beginning() -> None:
    """#early_flag, #EarlyFlag and #early all mean the same badge; an ambiguous beginning means none."""
    assert {names.match(tag, TAGS) for tag in ("early-flag", "early_flag", "EarlyFlag", "early")} == {"1"}
    assert names.match("owned-it-and-fixed-it", TAGS) == "2"
    assert names.match("own", TAGS) is None
    assert names.match("nothing", TAGS) is None
    assert names.match("", TAGS) is None
