"""Whoever reads everything that is published learns nobody's answer, wave after wave, though people come and go.

The auditor is a second program (disclosure_auditor.py), which knows who counts where and every published figure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pytest

from domain import pulses_groups as groups
from domain import pulses_shown as showing
from domain import pulses_suppression as suppression
from domain.pulses import Kind
from domain.pulses_groups import Atom, Group, Level
from domain.pulses_suppression import Question
from tests.domain.disclosure_auditor import Auditor, Cellmates, looks

FLOOR, WAVES = 5, 12
Place = tuple[str, ...]  # the groups one counts in, the company first


class Organization:
    """A made-up one: two to four departments with teams of 1 to 12, whoever leads them, and leanings of each team."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.places: list[Place] = [("company",)]
        for d in range(rng.randint(2, 4)):
            self.places.append(("company", f"d{d}"))
            self.places += [("company", f"d{d}", f"d{d}/t{t}") for t in range(rng.randint(1, 4))]
        self.people = {place: rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 9, 12]) for place in self.places}
        self.people[("company",)] = rng.randint(0, 3)
        self.leaning = {place: rng.choice([1, 1.5, 2.5, 3, 3.5, 4, 4.5, 5]) for place in self.places}
        self.spread = rng.choice([0.2, 0.7, 1.2])

    def moves(self) -> None:
        """Somebody joins here and leaves there."""
        for place in self.rng.sample(self.places, k=2):
            self.people[place] = max(0, self.people[place] + self.rng.choice([-1, 1]))

    def answers(self) -> list[Cellmates]:
        turnout = self.rng.choice([0.7, 0.9, 1.0])
        return [
            Cellmates(groups=frozenset(place), answers=tuple(self._answer(place) for _ in range(n)))
            for place, people in self.people.items()
            if (n := sum(self.rng.random() < turnout for _ in range(people)))
        ]

    def _answer(self, place: Place) -> int:
        return min(5, max(1, round(self.rng.gauss(self.leaning[place], self.spread))))

    def declared(self) -> dict[str, Group]:
        found = {}
        for place in self.places:
            invited = sum(n for other, n in self.people.items() if other[: len(place)] == place)
            parent = place[-2] if len(place) > 1 else None
            level = (Level.COMPANY, Level.DEPARTMENT, Level.TEAM)[len(place) - 1]
            found[place[-1]] = Group(id=place[-1], level=level, parent=parent, invited=invited)
        return found


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What the auditor makes of the sum of `n` people: it lies between `low` and `high`."""

    on: str
    n: int
    low: int
    high: int

    @property
    def hits(self) -> bool:
        return self.high - self.low < self.n


def release(cells: Sequence[Cellmates], declared: Mapping[str, Group]) -> Auditor:
    """Return the auditor of what the product publishes of these answers."""
    speaking, figure = spoken(cells, declared)
    question = Question(kind=Kind.SCALE, figure=figure, least=FLOOR, floor=FLOOR)
    choice = suppression.protect(question, declared, speaking)
    shown = {
        group: showing.show(Kind.SCALE, groups.answers(figure, group), coded=group in choice.coded)
        for group in choice.shown
    }
    return Auditor(cells=cells, published=shown)


def spoken(cells: Sequence[Cellmates], declared: Mapping[str, Group]) -> tuple[frozenset[str], list[Atom]]:
    """Return the groups in which enough people answered, and the answers."""
    figure = [Atom(groups=cell.groups, counts=tuple(cell.answers.count(x) for x in range(1, 6))) for cell in cells]
    answered = {group: groups.people(figure, group) for group in declared}
    return groups.speaking(declared.values(), answered, FLOOR, 60), figure


def learned(auditor: Auditor) -> Iterator[str]:
    """Yield what the auditor finds out that nobody should."""
    yield from (f"exactly {cells}" for cells in auditor.exact(FLOOR))
    yield from (f"{one.on}: {one.low} to {one.high}" for one in attacks(auditor) if one.hits)


def attacks(auditor: Auditor) -> Iterator[Attack]:
    """Yield all that is tried: on few people, and, where all others of theirs agree, on one, also by who knows one."""
    for few in protected(auditor.cells):
        low, high = auditor.ends(few)
        yield Attack(on=f"nearly {few}", n=sum(few.values()), low=low, high=high)
    for target, cell in enumerate(auditor.cells):
        for known in (None, *looks(auditor.cells)):
            others = list(cell.answers)
            if known and known[0] == target:
                others.remove(known[1])
            if len(set(others)) == 1:  # where others differ, nobody can say who gave which
                low, high = auditor.ends({target: 1}, known)
                yield Attack(on=f"as {known}, on somebody of {target}", n=1, low=low, high=high)


def protected(cells: Sequence[Cellmates]) -> Iterator[dict[int, int]]:
    small = [i for i, cell in enumerate(cells) if len(cell.answers) < FLOOR]
    for size in range(1, FLOOR):
        for chosen in combinations(small, size):
            few = {i: len(cells[i].answers) for i in chosen}
            if sum(few.values()) < FLOOR:
                yield few


def waves(seed: int, most: int) -> list[str]:
    """Return all that can be learned from the waves of one made-up organization."""
    organization = Organization(random.Random(seed))
    found = []
    for wave in range(most):
        auditor = release(organization.answers(), organization.declared())
        found += [f"{seed}, wave {wave}: {one}" for one in learned(auditor)]
        organization.moves()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_nobody_s_answer_follows_from_what_is_published(seed: int) -> None:
    """Two waves of made-up organizations whose teams are small and of one mind."""
    assert waves(seed, 2) == []


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(20))
def test_nobody_s_answer_follows_in_2000_organizations(hundred: int) -> None:
    """Twelve waves each."""
    assert [one for seed in range(100) for one in waves(100 * hundred + seed, WAVES)] == []


def test_the_auditor_finds_what_is_there_to_find() -> None:
    """Without suppression it recovers the one who is left, and whoever agrees with all others."""
    cells = [
        Cellmates(groups=frozenset({"company", "a"}), answers=(3, 4, 4, 5, 2)),
        Cellmates(groups=frozenset({"company", "b"}), answers=(2,)),
    ]
    figure = [Atom(groups=c.groups, counts=tuple(c.answers.count(x) for x in range(1, 6))) for c in cells]
    shown = {g: showing.show(Kind.SCALE, groups.answers(figure, g)) for g in ("company", "a")}
    found = [*learned(Auditor(cells=cells, published=shown))]
    assert found[:2] == ["exactly (1,)", "nearly {1: 1}: 2 to 2"]
