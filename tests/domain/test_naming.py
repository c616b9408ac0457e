"""Whose name is whose alone, and whose is a word as well."""

from __future__ import annotations

import pytest

from domain.naming import Named, Names, Pseudonyms


def called(name: str, **more: tuple[str, ...]) -> Named:
    return Named(id="one", name=name, **more)


def without(who: Named, text: str, *others: str) -> str:
    said = Names((words, who.id) for words in who.telling(others))
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
    assert without(called("Ana Ruiz"), "Ana Ruiz helped", "Ana Ruiz") == "Ana Ruiz helped"


@pytest.mark.parametrize(
    ("other", "is_one"),
    [("ana  ruiz", True), ("Ana Ruiz Gomez", True), ("Ana Ruizo", False), ("Ana", False), ("Mariana Ruiz", False)],
)
def test_a_namesake_is_whoever_has_the_whole_name(other: str, is_one: bool) -> None:
    """Alone or within a longer one, however it is written."""
    assert (not [*called("Ana Ruiz").telling(["Ben Okafor", other])]) is is_one


ANN = called("Ann Lee", handles=("ann",), addresses=("ann@corp.com",), accounts=("U0ANN7",))


@pytest.mark.parametrize(
    "text",
    [
        "@ann.lee, @ann-marie, @ann_b and @anna",
        "Ann Lee-Smith, Mary-Ann Lee, Ann Lee_x and Ann Lee'Neil",
        "mary-ann@corp.com, jo.ann@corp.com, ann@corp.com.au and x@ann",
        "U0ANN7X and XU0ANN7",
    ],
)
def test_what_is_a_part_of_somebody_elses_name_is_left(text: str) -> None:
    """Whoever is called a little like somebody who was erased keeps name, handle and address."""
    assert without(ANN, text) == text


@pytest.mark.parametrize(
    "text",
    ["Ann Lee's", "_Ann Lee_", "(Ann Lee)", "Ann Lee-", "'Ann Lee'.", "@ann.", "<@U0ANN7>,", "*@ann*", "ann@corp.com."],
)
def test_what_is_theirs_goes_whatever_marks_stand_around_it(text: str) -> None:
    """Somebody's in the genitive, in quotes, in bold, and at the end of a sentence."""
    assert "somebody" in without(ANN, text)
    assert "nn" not in without(ANN, text).casefold()


def test_a_handle_that_somebody_else_has_is_left() -> None:
    """In another workspace the same one may be theirs."""
    assert without(ANN, "@ann and Ann Lee", "@ANN", "@ann.lee") == "@ann and somebody"


def test_a_name_written_without_a_space_is_a_whole_name() -> None:
    """Words follow it without a space as well. Two letters, and a word in kana alone, may be anything."""
    assert without(called("山田太郎"), "昨日山田太郎さんが助けた") == "昨日somebodyさんが助けた"
    assert without(called("山田太郎"), "山田太郎さん", "小山田太郎") == "山田太郎さん"
    assert without(called("김철수"), "김철수가 도왔다") == "somebody가 도왔다"
    assert [*called("山田").telling()] == [*called("さくら").telling()] == []


def test_of_whom_a_text_speaks_each_single_name_counts_wherever_it_stands() -> None:
    """In an export others stay unknown, also where one name is joined to another."""
    people = {"one": called("Ann-Marie Lee")}
    assert (
        Pseudonyms(subject="me", people=people).text("Marie-Ann said so", near=["one"]) == "Person 1-Person 1 said so"
    )
