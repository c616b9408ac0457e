"""One file in five is rated a second time, by somebody who is near nobody in it."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain import ratings_second

PEOPLE = [f"p{number:02}" for number in range(24)]
RATERS = ["r1", "r2", "r3"]


def test_a_fifth_of_the_files_is_spread_evenly(rng: random.Random) -> None:
    """Rounded up, and the same for the same chance."""
    sample = ratings_second.draw(PEOPLE, RATERS, {}, rng=rng)
    assert len(sample.raters) == 5
    assert sorted(Counter(sample.raters.values()).values()) == [1, 2, 2]
    assert sample == ratings_second.draw(PEOPLE[::-1], RATERS, {}, rng=random.Random(7))


def test_whom_nobody_may_rate_is_named(rng: random.Random) -> None:
    """Rather than given to somebody of their line."""
    sample = ratings_second.draw(["sam"], ["sam", "mo"], {"sam": {"mo"}}, rng=rng)
    assert (sample.raters, sample.without) == ({}, ("sam",))


@given(
    st.randoms(use_true_random=False), st.dictionaries(st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(RATERS)))
)
def test_nobody_is_rated_by_their_line(chance: random.Random, barred: dict[str, frozenset[str]]) -> None:
    """Whatever is barred."""
    sample = ratings_second.draw(PEOPLE, RATERS, barred, rng=chance)
    assert len(sample.raters) + len(sample.without) == 5
    assert all(rater not in barred.get(person, ()) for person, rater in sample.raters.items())
    assert all(barred[person] == frozenset(RATERS) for person in sample.without)
