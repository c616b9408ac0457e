"""The gate and the shield: on what a rating may stand (promises 1, 2 and 8; the rule is MEASURES.md section 7).

A rating above or below what the role needs needs two independent pieces of evidence, up and down alike. Whoever owned
an error, raised a concern or missed a goal that taught something is never rated down for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from domain import competencies, links
from domain.competencies import Direction, Level
from domain.evidence import Item, Outline, Period, State, Strength, strength
from domain.evidence_sources import Kind, Source

EXCHANGE_DAYS = 14  # recognition between the same two people within this is one exchange
APART_DAYS = 7  # two things that happened so far apart are two events
EARLY_DAYS = 10  # notes written only in the last days of the period do not count alone
MIN_ITEMS: Mapping[Direction, int] = {Direction.BELOW: 2, Direction.AT: 1, Direction.ABOVE: 2}
STRICT_MIN_ITEMS: Mapping[Direction, int] = dict.fromkeys(Direction, 2)
_STRONG = {Strength.A, Strength.B}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """A recognition note that the person wrote to a colleague; `at` is UTC epoch ms."""

    colleague: str
    on: date
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that a rating of one person in one competency may be based on.

    `items` are about the person, of every competency: all that was chosen for any rating, and every error they owned;
    `notes` are the other thanks they got. `cited`, when it is not None, are the items chosen for this rating.
    `managers` may rate the person or could in this cycle; `thanks` are notes the person wrote; `learned_goals` the
    events (ids) of goals that closed as learned.
    """

    subject: str
    competency: str
    period: Period
    items: tuple[Item, ...]
    managers: frozenset[str]
    notes: tuple[Outline, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    learned_goals: frozenset[str] = frozenset()
    cited: frozenset[str] | None = None


class Reason(StrEnum):
    """What is missing, in the order in which it is told."""

    TOO_FEW = "more pieces are needed"
    ELSEWHERE = "it speaks for another competency or direction"
    NOT_SHOWN = "the person has not been shown it yet"
    CONTESTED = "it is contested, or was struck"
    INCOMPLETE = "situation, behavior and impact are not all there"
    OUTSIDE = "it happened outside the period"
    NEVER = "this is never evidence"
    SPOKE_UP = "it is about speaking up, which never counts against anybody"
    OWNED_ALREADY = "it is about an error that the person had owned and corrected"
    LEARNED = "it is about a goal that closed as learned"
    REPEATED = "it repeats another piece, or is one of an exchange of thanks"
    SAME_AUTHOR = "the same person wrote both"
    SAME_EVENT = "both are about the same event"
    BOTH_MANAGERS = "both come from people who may rate"
    SELF_AND_RECOLLECTION = "the person's own account stands only beside a manager's recollection"
    NOTHING_STRONG = "neither is an artifact or a colleague's fresh note"
    ONLY_LATE = "all were written in the last days of the period"
    ONLY_POSTMORTEMS = "all are post-mortems, which alone never count against anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """`items` are the ids of the pieces it is said of; none when it is said of the whole."""

    reason: Reason
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`support` counts for the rating, and `pair` (off the expected level) are two of them that are independent."""

    direction: Direction
    needed: int
    support: tuple[Item, ...]
    pair: tuple[Item, Item] | None
    missing: tuple[Missing, ...]

    @property
    def holds(self) -> bool:
        return not self.missing


def judge(rated: Level, expected: Level, file: File, *, min_items: Mapping[Direction, int] = MIN_ITEMS) -> Verdict:
    """Say whether the rating may stand on this evidence, and if not, everything that is missing."""
    way = competencies.direction(rated, expected)
    faults = {item.id: _faults(item, way, file) for item in _present(file)}
    fitting = [item for item in _present(file) if not faults[item.id]]
    support = tuple(_without_repeats(fitting, file))
    pair = None if way is Direction.AT else independent_pair(support, file.managers)
    lacks = list(_lacks(way, support, file, min_items[way]))
    if lacks:
        lacks += _within_reach(faults, {item.id for item in fitting} - {item.id for item in support})
    order = list(Reason)
    missing = tuple(sorted(lacks, key=lambda one: order.index(one.reason)))
    return Verdict(direction=way, needed=min_items[way], support=support, pair=pair, missing=missing)


def independent_pair(support: Sequence[Item], managers: frozenset[str]) -> tuple[Item, Item] | None:
    """Return the first two that corroborate each other."""
    return next((pair for pair in combinations(support, 2) if not _pair_faults(*pair, managers)), None)


# --- Each piece by itself -----------------------------------------------------------------------------------------


def _present(file: File) -> list[Item]:
    """What was withdrawn, or not chosen, is not there."""
    return [
        item
        for item in file.items
        if item.subject == file.subject
        and item.state is not State.WITHDRAWN
        and (file.cited is None or item.id in file.cited)
    ]


def _faults(item: Item, way: Direction, file: File) -> frozenset[Reason]:
    """Return all that keeps a piece from counting for a rating in this direction."""
    fits = item.competency == file.competency and way in {Direction.AT, item.direction}
    found = {
        Reason.ELSEWHERE: not fits,
        Reason.NOT_SHOWN: item.shown_at is None,
        Reason.CONTESTED: item.state in {State.CONTESTED, State.STRUCK},
        Reason.INCOMPLETE: not item.is_complete,
        Reason.OUTSIDE: not file.period.holds(item.occurred_on),
        Reason.NEVER: not item.source.is_allowed,
        **(_shield(item, file) if way is Direction.BELOW else {}),
    }
    return frozenset(reason for reason, holds in found.items() if holds)


def _shield(item: Item, file: File) -> Mapping[Reason, bool]:
    """What never counts against anybody: speaking up, an error they owned first, and a goal that closed as learned."""
    return {
        Reason.SPOKE_UP: item.speaks_up,
        Reason.OWNED_ALREADY: any(_had_owned(owned, item, file.subject) for owned in file.items),
        Reason.LEARNED: item.source is Source.GOAL_RECORD and item.event in file.learned_goals,
    }


def _had_owned(owned: Item, item: Item, subject: str) -> bool:
    """Whether the first piece owns and corrects the error that the second, not older one is about."""
    stands = owned.subject == subject and owned.state not in {State.WITHDRAWN, State.STRUCK}
    is_first = owned.id != item.id and owned.recorded_at <= item.recorded_at
    return stands and owned.owns_and_corrects and is_first and owned.event != "" and owned.event == item.event


# --- Said twice ---------------------------------------------------------------------------------------------------


def _when(item: Item) -> tuple[int, str]:
    return item.recorded_at, item.id


def _without_repeats(fitting: Iterable[Item], file: File) -> Iterator[Item]:
    """Yield the oldest of each, by age."""
    answered, seen = frozenset(_answered(file)), set[str]()
    for item in sorted(fitting, key=_when):
        document = links.normalized(item.link)
        if item.id in answered or document in seen:
            continue
        if document:
            seen.add(document)
        yield item


def _answered(file: File) -> Iterator[str]:
    """Yield the ids of recognition notes that are not the first of their exchange, whichever of the two gave that."""
    notes = [item for item in (*file.items, *file.notes) if _is_thanks(item, file.subject)]
    for colleague in {note.author for note in notes}:
        got = [(note.recorded_at, note.recorded_on, note.id) for note in notes if note.author == colleague]
        gave = [(one.at, one.on, "") for one in file.thanks if one.colleague == colleague]
        first: date | None = None
        for _, on, id in sorted(got + gave):
            if first is None or (on - first).days > EXCHANGE_DAYS:
                first = on
            elif id:
                yield id


def _is_thanks(item: Outline, subject: str) -> bool:
    is_note = item.source is Source.RECOGNITION_NOTE and item.subject == subject
    return is_note and item.state is not State.WITHDRAWN


# --- Two pieces beside each other ---------------------------------------------------------------------------------


def _sources(item: Item) -> frozenset[str]:
    return item.artifact_authors if item.source.kind is Kind.SYSTEM_ARTIFACT else frozenset({item.author})


def _pair_faults(one: Item, other: Item, managers: frozenset[str]) -> tuple[Reason, ...]:
    """Return why two pieces for the same rating do not corroborate each other; nothing when they do."""
    sources = _sources(one), _sources(other)
    found = {
        Reason.SAME_AUTHOR: bool(sources[0] & sources[1]),
        Reason.SAME_EVENT: not _are_two_events(one, other),
        Reason.BOTH_MANAGERS: all(managers & source for source in sources),
        Reason.SELF_AND_RECOLLECTION: _is_recollected(one, other) or _is_recollected(other, one),
        Reason.NOTHING_STRONG: not _STRONG & {strength(one), strength(other)},
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _are_two_events(one: Item, other: Item) -> bool:
    are_named = bool(one.event) and bool(other.event)
    are_apart = abs((one.occurred_on - other.occurred_on).days) >= APART_DAYS
    return (are_named and one.event != other.event) or are_apart


def _is_recollected(own: Item, other: Item) -> bool:
    is_late = other.source.kind is Kind.MANAGER and strength(other) is Strength.D
    return own.source.kind is Kind.SELF and is_late


# --- What is missing ----------------------------------------------------------------------------------------------


def _lacks(way: Direction, support: Sequence[Item], file: File, needed: int) -> Iterator[Missing]:
    if len(support) < needed:
        yield Missing(reason=Reason.TOO_FEW)
    if way is Direction.AT or not support:
        return
    yield from _nearest(support, file.managers)
    if not any((file.period.end - item.recorded_on).days >= EARLY_DAYS for item in support):
        yield Missing(reason=Reason.ONLY_LATE, items=tuple(item.id for item in support))
    if way is Direction.BELOW and all(item.source is Source.POSTMORTEM for item in support):
        yield Missing(reason=Reason.ONLY_POSTMORTEMS, items=tuple(item.id for item in support))


def _nearest(support: Sequence[Item], managers: frozenset[str]) -> Iterator[Missing]:
    """Say of those two that lack least what they lack, so that the shortest way is named."""
    pairs = [(_pair_faults(*pair, managers), pair) for pair in combinations(support, 2)]
    faults, nearest = min(pairs, key=lambda one: len(one[0]), default=((), ()))
    yield from (Missing(reason=reason, items=tuple(item.id for item in nearest)) for reason in faults)


def _within_reach(faults: Mapping[str, frozenset[Reason]], repeated: set[str]) -> Iterator[Missing]:
    """Name the pieces that would count but for one thing."""
    for reason in Reason:
        ids = [id for id, found in faults.items() if found == {reason}]
        if reason is Reason.REPEATED:
            ids = [id for id in faults if id in repeated]
        if ids:
            yield Missing(reason=reason, items=tuple(ids))
