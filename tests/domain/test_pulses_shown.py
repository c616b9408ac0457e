"""What is shown depends on how many answered, and never says what all others said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest

from domain import pulses_shown as showing
from domain.pulses import Kind
from domain.pulses_published import Part, Shown, Side
from tests.domain.published_cases import case


def show(*answers: int, points: int = 5) -> Shown:
    return showing.show(Kind.SCALE, counts(answers, points))


def counts(answers: tuple[int, ...], points: int = 5) -> tuple[int, ...]:
    return tuple(answers.count(x) for x in range(1, points + 1))


def test_five_people_read_one_figure() -> None:
    """No shares, and with a word of caution."""
    found = show(2, 3, 3, 3, 3)
    assert (found.figure, found.side, found.low_precision, found.shares) == (Decimal("2.8"), Side.EXACT, True, ())
    assert not show(2, 3, 3, 3, 3, 4, 4, 2).low_precision


def test_near_the_ends_a_figure_is_a_word() -> None:
    """All five agree: that reads the same as if some did not."""
    assert (show(5, 5, 5, 5, 5).figure, show(5, 5, 5, 5, 5).side) == (Decimal("4.0"), Side.HIGH)
    assert show(5, 5, 5, 5, 5) == show(4, 4, 4, 4, 4)
    assert show(1, 1, 1, 1, 4) == show(2, 2, 2, 2, 2)
    assert show(*[5] * 9).figure == Decimal("4.4")
    assert showing.show(Kind.SCALE, (0, 0, 0, 2, 38)).figure == Decimal("4.9")
    assert showing.show(Kind.SCALE, (0, 0, 0, 2, 38), coded=True).figure == Decimal("4.6")


def test_ten_people_also_read_shares() -> None:
    """Low, middle, high; what a few chose is a word, and so is what nearly all chose."""
    shares = show(1, 2, 2, 3, 3, 3, 4, 4, 5, 5).shares
    assert [share.percent for share in shares] == [30, 30, 40]
    few, none, most = show(2, 2, 4, 4, 4, 4, 4, 5, 5, 5).shares
    assert (few.part, none.part, most.part) == (Part.FEW, Part.FEW, Part.MOST)


def everything(n: int) -> Iterator[tuple[int, ...]]:
    yield from combinations_with_replacement(range(1, 6), n)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 10, 11])
def test_whoever_answered_never_learns_what_all_others_said(n: int) -> None:
    """All answer sets are gone through: with one's own answer known, at least two answers stay possible for another."""
    possible: dict[tuple[Shown, int], set[int]] = {}
    sets = [(answers, show(*answers)) for answers in everything(n)]
    for answers, shown in sets:
        for own in set(answers):
            others = list(answers)
            others.remove(own)
            possible.setdefault((shown, own), set()).update(others)
    assert {key for key, found in possible.items() if len(found) < 2} == set()


@pytest.mark.parametrize("n", [5, 8, 10])
def test_what_is_shown_fixes_no_answer_set_where_a_mean_alone_would(n: int) -> None:
    """A mean alone fixes 3 % of the sets of five people (published); with words near the ends none."""
    expected = case("leak_small_n")[1]["mean"]
    alone = share_fixed([(sum(answers), answers) for answers in everything(n)])
    assert round(alone) == expected[str(n)]
    figures = [((show(*answers).figure, show(*answers).side), answers) for answers in everything(n)]
    assert share_fixed(figures) == 0


def share_fixed(shown: Sequence[tuple[object, tuple[int, ...]]]) -> float:
    """Return the percentage of sets of which no other shows the same."""
    seen = Counter(figure for figure, _ in shown)
    return 100 * sum(count == 1 for count in seen.values()) / len(shown)


def test_what_figures_tell_is_true_and_as_much_as_they_tell() -> None:
    """Each set of ten answers lies within the facts of its own figures, and a sum outside would show something else."""
    for answers in everything(10):
        each = counts(answers)
        for fact in showing.facts(Kind.SCALE, each):
            assert fact.low <= sum(w * c for w, c in zip(fact.weights, each, strict=True)) <= fact.high
    [mean, *_] = showing.facts(Kind.SCALE, (0, 3, 3, 3, 0))
    assert (mean.low, mean.high) == (27, 27)
    [mean, *_] = showing.facts(Kind.SCALE, (0, 10, 20, 10, 0))
    assert (mean.low, mean.high) == (118, 121)


def test_a_recommend_score_has_its_range_and_a_choice_its_shares() -> None:
    """Few and most are words here as well."""
    score = showing.show(Kind.RECOMMEND, (4, 8, 8))
    assert (score.figure, score.half_width) == (Decimal(20), 33)
    assert showing.show(Kind.RECOMMEND, (0, 0, 20)).half_width is None
    assert [share.part for share in showing.show(Kind.CHOICE, (1, 9, 10)).shares] == [Part.FEW, Part.SOME, Part.SOME]
