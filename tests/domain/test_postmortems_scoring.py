"""Two people score alone, and talk about what they see quite differently before it counts."""

from __future__ import annotations

import random

import pytest

from domain import postmortems_scoring as rules
from domain.errors import StaleError
from domain.postmortems_index import Sheet
from domain.postmortems_scoring import Scoring, Stage

CHI, DEV = Scoring(scorer="chi", round=1), Scoring(scorer="dev", round=1)
FULL = Sheet(points=[2] * 14, blames=False)
GAP = Sheet(points=[0, 1, *[2] * 11, 0], blames=True)


def test_nothing_counts_until_both_have_handed_in() -> None:
    """One scorer alone is none."""
    assert rules.stage([CHI]) is Stage.ALONE
    assert rules.stage([rules.hand_in(CHI, FULL), DEV]) is Stage.ALONE
    assert rules.stage([rules.hand_in(CHI, FULL), rules.hand_in(DEV, FULL)]) is Stage.DONE


def test_two_points_apart_is_talked_through_and_one_is_not() -> None:
    """The first and the last line; not the second."""
    both = [rules.hand_in(CHI, FULL), rules.hand_in(DEV, GAP)]
    assert rules.stage(both) is Stage.TALKING
    assert rules.to_talk_through(both) == [0, 13]
    assert all(rules.owes(one, both) for one in both)


def test_what_they_say_after_the_talk_counts_and_the_first_is_kept() -> None:
    """Only what was talked about changes; what they still see differently is how it is."""
    both = [rules.hand_in(CHI, FULL), rules.hand_in(DEV, GAP)]
    after = rules.after_talk(both[0], both, {0: 1, 13: 2})
    assert (after.first, after.counts) == (FULL, Sheet(points=[1, *[2] * 13], blames=False))
    assert not rules.owes(after, [after, both[1]])
    assert rules.stage([after, both[1]]) is Stage.TALKING
    assert rules.stage([after, rules.after_talk(both[1], [after, both[1]], {0: 0, 13: 0})]) is Stage.DONE


def test_nobody_hands_in_twice_or_speaks_of_other_lines() -> None:
    """What was handed in alone stays as it was."""
    done = rules.hand_in(CHI, FULL)
    both = [done, rules.hand_in(DEV, GAP)]
    with pytest.raises(StaleError):
        rules.hand_in(done, GAP)
    with pytest.raises(StaleError):
        rules.after_talk(done, both, {0: 1, 5: 0})
    with pytest.raises(StaleError):
        rules.step_back(done)
    with pytest.raises(StaleError):
        rules.after_talk(CHI, [CHI, DEV], {})


def test_whoever_has_the_fewest_to_score_is_drawn_first() -> None:
    """And among equals, chance decides."""
    drawn = {tuple(rules.draw("abc", {"a": 2}, 2, random.Random(seed))) for seed in range(20)}
    assert drawn == {("b", "c"), ("c", "b")}
