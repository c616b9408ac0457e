"""Whether somebody may have said something else: an example is believed only where a program says the same."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pytest

from domain import pulses_otherwise as otherwise
from domain import pulses_shown as showing
from domain.pulses import Kind
from domain.pulses_bounds import ContradictionError, Doubt, Insider, World
from domain.pulses_groups import Atom
from domain.pulses_otherwise import Told

TEAMS = ("a", "b", "c")


def world(rng: random.Random) -> World:
    """A company of three teams of one mind and a few others, all of whose figures are shown."""
    sizes = {frozenset({"company", team}): rng.randint(5, 9) for team in TEAMS} | {frozenset({"company"}): 5}
    blocks = [Atom(groups=held, counts=counts(n, rng)) for held, n in sizes.items()]
    facts = {}
    for group in ("company", *TEAMS):
        those = [block.counts for block in blocks if group in block.groups]
        facts[group] = showing.facts(Kind.SCALE, tuple(map(sum, zip(*those, strict=True))))
    return World(blocks=blocks, facts=facts)


def counts(n: int, rng: random.Random) -> tuple[int, ...]:
    said = [rng.choice([2, 3, 3, 3])] * (n - 1) + [rng.choice([2, 3, 4])]
    return tuple(said.count(answer) for answer in range(5))


def doubts(seed: int) -> list[Doubt]:
    """Somebody of the first team, to outsiders and to each who knows an answer, in that team and in the company."""
    found = world(random.Random(seed))
    known = [Insider(block=b, answer=a) for b, one in enumerate(found.blocks) for a in range(5) if one.counts[a]]
    around = (found.inside({"a"}), found.inside({"company"}))
    return [Doubt(world=found, few={0: 1}, surroundings=one, insider=who) for one in around for who in (None, *known)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_by_example_or_in_a_list_is_what_a_program_finds(seed: int) -> None:
    """Also that there is nothing to find."""
    for doubt in doubts(seed):
        low, high = doubt.computed
        assert doubt.is_wide(1) == (high - low >= 1)
        assert len(doubt.surroundings) > 1 or doubt.span == (low, high)


def test_an_example_may_need_two_who_change_at_once() -> None:
    """A team of seven who all said 3; whoever said 4 instead needs one who said 2, and two elsewhere for those."""
    company = [np.outer([1, 1, 1], np.eye(5, dtype=int)[answer]) for answer in range(5)]
    weights = np.array([np.outer([0, 1, 1], [1, 2, 3, 4, 5]), *company])
    elsewhere, team, one = [0, 2, 2, 2, 0], [0, 0, 6, 0, 0], [0, 0, 1, 0, 0]
    given = np.array([elsewhere, team, one])
    sums = np.tensordot(weights, given, axes=2)
    assert otherwise.may_differ(Told(weights=weights, low=sums, high=sums), given, (2, 2), 1)


def test_a_company_of_two_hundred_teams_is_not_tried_two_by_two() -> None:
    """Every two changes in it are a million sums of two hundred facts: that is computed, and takes no gigabytes."""
    teams = 200
    of_team = np.array([np.outer(column, [1, 2, 3, 4, 5]) for column in np.eye(teams + 1, dtype=int)[:teams]])
    of_company = np.array([np.outer(np.ones(teams + 1, dtype=int), one) for one in np.eye(5, dtype=int)])
    weights = np.concatenate([of_team, of_company])
    given = np.array([[2, 2, 2, 2, 2]] * teams + [[0, 0, 1, 0, 0]])
    sums = np.tensordot(weights, given, axes=2)
    tracemalloc.start()
    try:
        assert not otherwise.may_differ(Told(weights=weights, low=sums, high=sums), given, (teams, 2), 1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 400_000_000


@pytest.mark.parametrize("others", [1, 2])
def test_nobody_changes_twice_to_make_an_example(others: int) -> None:
    """Where the one says 3, one other has to say 1 and one 3, in the place of 2: that takes two."""
    weights = np.array([[[1, 0, 0], [0, 0, -1]], [[0, 0, 1], [0, 0, -1]], [[0] * 3, [1, 0, 0]], [[0, 1, 2], [0] * 3]])
    exactly = np.array([0, 0, 0, others])
    told = Told(weights=weights, low=exactly, high=exactly)
    assert otherwise.may_differ(told, np.array([[0, others, 0], [0, 1, 0]]), (1, 1), 1) == (others == 2)


def test_where_nobody_else_can_change_there_is_no_example() -> None:
    """One person in the company beside a team of one, and that one is who looks."""
    blocks = [Atom(groups=frozenset(held), counts=(0, 0, 1, 0, 0)) for held in (("company", "a"), ("company",))]
    mean = showing.Fact(weights=(1, 2, 3, 4, 5), low=6, high=6)
    found = World(blocks=blocks, facts={"company": [mean]})
    looks = Insider(block=1, answer=2)
    assert not Doubt(world=found, few={0: 1}, surroundings=found.inside({"company"}), insider=looks).is_wide(1)


def test_figures_that_are_not_those_of_the_answers_stop_everything() -> None:
    """Nothing is released of what can't be true."""
    found = world(random.Random(1))
    other = {**found.facts, "a": showing.facts(Kind.SCALE, (9, 0, 0, 0, 0))}
    wrong = World(blocks=found.blocks, facts=other)
    with pytest.raises(ContradictionError):
        Doubt(world=wrong, few={0: 1}, surroundings=wrong.inside({"company"})).is_wide(1)
