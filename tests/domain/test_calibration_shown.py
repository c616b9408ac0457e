"""When there is too little to say anything, and what an interval allows to be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import calibration_shown as shown
from domain import result
from domain.calibration_raters import Halo, Middle
from domain.calibration_shown import Change, Shown, Word
from domain.calibration_spread import Spread
from domain.result import Reason
from domain.severity import Leniency

TOO_FEW = Shown(figure=None, word=Word.TOO_FEW)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.50, 0.90, Word.ONE_READING),
        (0.10, 0.49, Word.DIFFERENT),
        (-0.20, 0.10, Word.DIFFERENT),
        (0.20, 0.50, Word.CANNOT_TELL),
        (0.49, 0.90, Word.CANNOT_TELL),
        (0.25, 0.86, Word.TOO_FEW),
    ],
)
def test_the_word_about_a_standard_comes_from_the_interval(low: float, high: float, word: Word) -> None:
    """Not from the figure; a wide interval has a figure and no word."""
    found = result.found(0.5, 5, low, high)
    assert shown.icc(found, 3) == Shown(figure=found, word=word)


def test_agreement_needs_five_cases_and_three_raters() -> None:
    """And an interval; what does not exist stands with its reason instead."""
    assert shown.icc(result.found(0.5, 4, 0.5, 0.6), 3) == TOO_FEW
    assert shown.icc(result.found(0.5, 5, 0.5, 0.6), 2) == TOO_FEW
    assert shown.icc(result.found(0.5, 5), 3) == TOO_FEW
    missing = result.missing(Reason.NO_VARIATION, 2)
    assert shown.icc(missing, 3).figure == missing


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.80, 0.95, Word.FIRM),
        (0.667, 0.95, Word.TENTATIVE),
        (0.40, 0.66, Word.DIFFERENT),
        (0.60, 0.70, Word.CANNOT_TELL),
        (0.20, 0.81, Word.TOO_FEW),
    ],
)
def test_the_word_about_gaps_comes_from_the_interval(low: float, high: float, word: Word) -> None:
    """By Krippendorff's customary readings."""
    assert shown.alpha(result.found(0.7, 10, low, high)).word is word
    assert shown.alpha(result.found(0.7, 9, low, high)) == TOO_FEW


def test_a_pair_needs_twenty_common_cases() -> None:
    """Otherwise too few to say."""
    assert shown.kappa(result.found(0.7, 20, 0.5, 0.9)) is not None
    assert shown.kappa(result.found(0.7, 19, 0.5, 0.9)) is None


def test_habits_of_a_rater_need_enough_in_common() -> None:
    """Five shared people, eight common cases, five people by three competencies."""
    lenient = Leniency(rater="ana", effect=result.found(0.4, 9, 0.1, 0.7), error=0.1, shown=0.3, shared=5)
    assert shown.severity(lenient) is not None
    assert shown.severity(replace(lenient, shared=4)) is None
    assert shown.leniency(result.found(0.5, 8)) is not None
    assert shown.leniency(result.found(0.5, 7)) is None
    middle = Middle(share=result.found(0.5, 8), ratio=result.missing(Reason.NO_VARIATION, 8))
    assert shown.central_tendency(middle) is not None
    assert shown.central_tendency(replace(middle, share=result.found(0.5, 7))) is None
    same = Halo(together=result.found(0.9, 5), apart=result.found(0.1, 5))
    assert shown.halo(same, 3) is not None
    assert shown.halo(same, 2) is None
    assert shown.halo(replace(same, together=result.found(0.9, 4)), 3) is None


@pytest.mark.parametrize(
    ("chance", "cases", "change"),
    [
        (0.05, 5, Change.SHRANK),
        (0.051, 5, Change.NO_CLEAR_CHANGE),
        (0.01, 4, Change.TOO_FEW),
        (None, 0, Change.TOO_FEW),
    ],
)
def test_a_spread_shrank_only_where_chance_would_not_do_it(chance: float | None, cases: int, change: Change) -> None:
    """In one of twenty cases at most, of five cases or more."""
    spread = Spread(before=0.6, after=0.3, difference=result.found(0.3, cases), chance=chance)
    assert shown.spread(spread) is change
