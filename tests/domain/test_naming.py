"""Whose name is whose alone, and whose is a word as well."""

from __future__ import annotations

import pytest

from domain.naming import Named, Names


def called(name: str, **more: tuple[str, ...]) -> Named:
    return Named(id="one", name=name, **more)


def without(who: Named, text: str, *, has_namesake: bool = False) -> str:
    said = Names((words, who.id) for words in who.telling(has_namesake=has_namesake))
    return said.replaced(text, lambda _: "somebody")


def test_a_name_of_one_word_is_left_where_it_may_be_a_word() -> None:
    """Nobody's sentence loses a verb because somebody of that name was erased."""
    assert without(called("Will"), "I will help, Will") == "I will help, Will"
    assert without(called("Will Summer"), "I will help Will Summer") == "I will help somebody"


def test_what_is_only_theirs_goes_whatever_their_name_is() -> None:
    """An address, a handle with its @, and an account of a platform name nobody else."""
    will = called("Will", handles=("will",), addresses=("will@example.org",), accounts=("U0WILL7",))
    assert without(will, "@will, will@example.org and U0WILL7 will") == "somebody, somebody and somebody will"


def test_an_account_that_reads_like_a_word_is_left() -> None:
    """In the rehearsal room people's accounts are their first names."""
    assert without(called("Will Summer", accounts=("will",)), "I will help") == "I will help"


def test_a_name_that_two_people_have_is_left() -> None:
    """Whoever is still here keeps theirs."""
    assert without(called("Ana Ruiz"), "Ana Ruiz helped", has_namesake=True) == "Ana Ruiz helped"


@pytest.mark.parametrize(
    ("other", "is_one"),
    [("ana  ruiz", True), ("Ana Ruiz Gomez", True), ("Ana Ruizo", False), ("Ana", False), ("Mariana Ruiz", False)],
)
def test_a_namesake_is_whoever_has_the_whole_name(other: str, is_one: bool) -> None:
    """Alone or within a longer one, however it is written."""
    assert called("Ana Ruiz").has_namesake_in(["Ben Okafor", other]) is is_one
