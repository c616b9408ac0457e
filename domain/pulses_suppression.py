"""What is not shown so that nothing else gives it away: hidden step by step, and audited anew after each step.

The order in which groups are hidden looks at who is how many and at ids, never at answers. The audit decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from domain import pulses_groups as groups
from domain import pulses_shown as showing
from domain.pulses import Kind
from domain.pulses_audit import Audit, Failure, Way
from domain.pulses_groups import Figure, Group
from domain.pulses_shown import Fact

MOST_IN_PAIRS = 12  # siblings that are tried two at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The answers to one question.

    `least`: of how many a figure is shown at all; `floor`: how many people any sum that follows must have.
    """

    kind: Kind
    figure: Figure
    least: int
    floor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The groups that are shown, and those of them whose figure is a word near the ends whatever their size."""

    shown: frozenset[str]
    coded: frozenset[str] = frozenset()


def protect(question: Question, declared: Mapping[str, Group], speaking: Set[str]) -> Choice:
    """Return what may be shown of a question. The last choice left is to show nothing, which fails nothing."""
    wide = question.kind is Kind.SCALE
    counts = {group: groups.answers(question.figure, group) for group in speaking if wide or declared[group].is_wide}
    told = {group: showing.facts(question.kind, each) for group, each in counts.items() if sum(each) >= question.least}
    trial = Trial(question=question, declared=declared, told=told, coded=frozenset())
    while trial.audit.failures:
        failure = trial.audit.failures[0]
        trial = trial.with_words(failure) or trial.with_less(failure)
    return Choice(shown=frozenset(trial.told), coded=trial.coded)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One choice, with what it tells of each group that is shown, and what to do where it lays somebody open."""

    question: Question
    declared: Mapping[str, Group]
    told: Mapping[str, Sequence[Fact]]
    coded: frozenset[str]

    @cached_property
    def audit(self) -> Audit:
        return Audit(figure=self.question.figure, facts=self.told, floor=self.question.floor)

    @cached_property
    def size(self) -> Mapping[str, int]:
        return {group: groups.people(self.question.figure, group) for group in self.told}

    def with_words(self, failure: Failure) -> Trial | None:
        """Let a figure near an end of the scale become a word before anything is hidden for what follows nearly."""
        if failure.way < Way.NEAR or self.question.kind is not Kind.SCALE:
            return None
        for group in sorted(set(failure.within) & self.told.keys() - self.coded, key=self._rank):
            facts = showing.facts(Kind.SCALE, groups.answers(self.question.figure, group), coded=True)
            if facts != self.told[group]:
                return replace(self, told={**self.told, group: facts}, coded=self.coded | {group})
        return None

    def with_less(self, failure: Failure) -> Trial:
        """Hide the one group that helps, or two, or all siblings; or all but the whole, and at last everything.

        Before that, departments that are one team and its lead: the team is the one that talks about its figures.
        """
        siblings = self._siblings(failure)
        for hidden in (self._thin(), *_ways(self._ranked(failure, siblings), siblings)):
            after = self._without(hidden)
            if after.helps(self, failure):
                return after
        top = {group for group in self.told if self.declared[group].parent is None}
        return self._without(frozenset(self.told.keys() - top or top))

    def helps(self, before: Trial, failure: Failure) -> bool:
        """Whether that failure is gone, and nothing is laid open that was not before."""
        plain = failure.way < Way.NEAR
        left = self.audit.plain if plain else self.audit.failures
        known = before.audit.failures
        return {_who(one) for one in left} <= {_who(one) for one in known} - {_who(failure)}

    def _siblings(self, failure: Failure) -> list[str]:
        """Return the shown groups right under the smallest that holds all who are laid open, the smallest first."""
        parent = min(set(failure.within) & self.told.keys(), key=self._rank, default=None)
        return sorted((group for group in self.told if self._above(group) == parent), key=self._rank)

    def _rank(self, group: str) -> tuple[int, str]:
        return self.size[group], group

    def _above(self, group: str) -> str | None:
        """Return the next shown group above one."""
        parent = self.declared[group].parent
        while parent is not None and parent not in self.told:
            parent = self.declared[parent].parent
        return parent

    def _thin(self) -> frozenset[str]:
        """Return the groups within the whole that are hardly more than the one group within them."""
        within: dict[str | None, list[str]] = {}
        for group in self.told:
            within.setdefault(self._above(group), []).append(group)
        thin = {
            parent
            for parent, (first, *others) in within.items()
            if parent and not others and 0 < self.size[parent] - self.size[first] < self.question.floor
        }
        return frozenset(parent for parent in thin if self.declared[parent].parent is not None)

    def _ranked(self, failure: Failure, siblings: Sequence[str]) -> list[str]:
        """Return which groups to hide, the best first: siblings, then the smallest, then by id.

        Of a difference it is one of the two. Else no other group than a sibling and those around has a part in it.
        """
        wanted = {*failure.pair} if failure.pair else {*siblings, *failure.within}
        return sorted(wanted & self.told.keys(), key=lambda group: (group not in siblings, *self._rank(group)))

    def _without(self, hidden: frozenset[str]) -> Trial:
        told = {group: facts for group, facts in self.told.items() if group not in hidden}
        return replace(self, told=told, coded=self.coded - hidden)


def _ways(ranked: Sequence[str], siblings: Sequence[str]) -> Iterator[frozenset[str]]:
    yield from (frozenset({one}) for one in ranked)
    yield from (frozenset(pair) for pair in combinations(siblings[:MOST_IN_PAIRS], 2))
    if siblings:
        yield frozenset(siblings)


def _who(failure: Failure) -> tuple[tuple[int, ...], int]:
    return failure.atoms, failure.n
