"""What a room says and decides on one rating, by chance, and what must come of it: the rules again, slowly."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from domain.competencies import Level
from domain.ratings import State, Text

LINES = ("r1", "r2", "r3", "r4", "r5", "r6")
CORROBORATED = "r2"
PIECES, PEOPLE = ("e1", "e2", "e3", "e4", "e5"), ("ana", "eve", "kim", "lou")
SAYINGS = ("", " ", "\u3164", "\u200b", "The line fits.", "7", "...")
VISIBLE = {"The line fits.", "7"}
MANY = frozenset(f"m{number}" for number in range(40))  # so many that a set built otherwise is told in another order
OUTCOMES = ("kept", "changed", "returned")
Read = tuple[Level, str, frozenset[str]]
Shared = tuple[Level, str, frozenset[str], tuple[str, ...]]
Stored = str | tuple[Level, str, str, frozenset[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A ruling as the log has it: on whose rating, the how manyeth, what, and whether it was taken back."""

    subject: str
    competency: str
    number: int
    outcome: str
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`good` is the evidence on which the gate holds, two pieces of it at least; `state` is that of the rating.

    `forced` is what is cited by somebody who goes past the room, `holds_at_close` what the gate says in the end.
    """

    readings: Mapping[str, Read]
    points: Mapping[str, Mapping[str, int]]
    level: Level
    good: frozenset[str]
    reason: str
    wording: str
    state: State
    log: Sequence[Said]
    asked: str
    seats: Sequence[str]
    forced: frozenset[str]
    holds_at_close: bool
    texts: tuple[Text, Text]

    def holds(self, cited: frozenset[str]) -> bool:
        return len(cited & self.good) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`stored` is what the rating says afterwards, or why nothing was; `forced`, by a path past the room."""

    backings: tuple[Shared, ...]
    median: float | None
    counts: Mapping[str, tuple[int, int, int]]
    has_points: bool
    is_thin: bool
    stored: Stored
    forced: Stored
    standing: Mapping[tuple[str, str], str]
    replaced: tuple[bool, ...]
    room: str
    is_about: bool


def any_case(chance: random.Random) -> Case:
    """Often one in which nearly everything is right."""
    level, line = chance.choice(list(Level)), chance.choice(("d:0", "c:0"))

    def read() -> Read:
        agrees = chance.random() < 0.8
        cited = frozenset(chance.sample(PIECES, chance.choice((0, 1, 2, 2, 3, 4, 5))))
        return (level if agrees else Level.COMPETENT, line if agrees else "c:1", cited)  # a line is of one level

    def points() -> dict[str, int]:
        given = LINES if chance.random() < 0.85 else LINES[: chance.randrange(6)]
        return {one: chance.choice((0, 1, 1, 1, 2)) for one in given}

    who, log = chance.sample(PEOPLE, chance.choice((0, 1, 2, 3, 4, 4, 4))), list(_log(chance))
    level_before = chance.choice((None, *Level))
    text = Text(by="ana", at=1, level=level_before, rationale="It fits.", cited=MANY, against=MANY)
    return Case(
        readings={one: read() for one in who},
        points={one: points() for one in chance.sample(PEOPLE, chance.randint(0, 4))},
        level=level if chance.random() < 0.9 else chance.choice(list(Level)),
        good=frozenset(chance.sample(PIECES, chance.choice((1, 2, 3, 5)))),
        reason=chance.choice((*SAYINGS, *VISIBLE, *VISIBLE, *VISIBLE)),
        wording=chance.choice((*SAYINGS, *VISIBLE, *VISIBLE, *VISIBLE)),
        state=State.SUBMITTED if chance.random() < 0.8 else chance.choice(list(State)),
        log=chance.sample(log, len(log)),
        asked=chance.choice(OUTCOMES),
        seats=chance.sample(PEOPLE, len(PEOPLE)),
        forced=frozenset(chance.sample(PIECES, chance.choice((0, 0, 1, 2)))),
        holds_at_close=chance.random() < 0.8,
        texts=(text, _other(text, chance)),
    )


def slow(case: Case) -> Answer:
    whole = [one for one in case.points.values() if set(one) == set(LINES)]
    totals = [sum(one.values()) for one in whole]
    median = statistics.median(totals) if totals else None
    seen = [one[CORROBORATED] for one in whole]
    is_thin = median is not None and (median < 7 or seen.count(0) * 2 > len(seen))
    shared = sorted(_shared(case.readings), key=_most_first)
    latest = {(one.subject, one.competency): one for one in sorted(case.log, key=lambda one: one.number)}
    stands = {key: one.outcome for key, one in latest.items() if not one.is_undone}
    return Answer(
        backings=tuple(shared),
        median=median,
        counts={line: _counts([one[line] for one in whole]) for line in LINES},
        has_points=len(whole) > 1,
        is_thin=is_thin,
        stored=_stored(case, shared) if len(whole) > 1 and not is_thin else "not offered",
        forced=_decided(case, case.forced),
        standing=stands,
        replaced=tuple(latest[one.subject, one.competency] is not one for one in case.log),
        room=_room(case.asked, {outcome for (subject, _), outcome in stands.items() if subject == "ben"}),
        is_about=case.texts[0].says_as(case.texts[1]),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _stored(case: Case, shared: Sequence[Shared]) -> Stored:
    found = [cited for level, _, cited, _ in shared if level is case.level and case.holds(cited)]
    return _decided(case, found[0]) if found else "not carried"


def _decided(case: Case, cited: frozenset[str]) -> Stored:
    """Put in the place of a rating in its fourth version, or refused."""
    if case.state is not State.SUBMITTED:
        return "StaleError"
    if case.reason not in VISIBLE or case.wording not in VISIBLE or not cited or not case.holds_at_close:
        return "NoRationaleError"
    return (case.level, case.reason, case.wording, cited, 5)


def _shared(readings: Mapping[str, Read]) -> Iterator[Shared]:
    pairs = [
        (first, second, one[0], one[1], one[2] & other[2])
        for (first, one), (second, other) in combinations(readings.items(), 2)
        if one[:2] == other[:2] and one[2] & other[2]
    ]
    for level, line, cited in {pair[2:] for pair in pairs}:
        voices = {who for pair in pairs if pair[2:] == (level, line, cited) for who in pair[:2]}
        yield level, line, cited, tuple(sorted(voices))


def _most_first(one: Shared) -> tuple[int, int, str, list[str]]:
    return -len(one[3]), -len(one[2]), one[1], sorted(one[2])


def _counts(points: Sequence[int]) -> tuple[int, int, int]:
    return points.count(0), points.count(1), points.count(2)


def _room(asked: str, decided: set[str]) -> str:
    if asked == "changed" and "returned" in decided:
        return "GoesBackError"
    return "ChangesError" if asked == "returned" and "changed" in decided else ""


def _log(chance: random.Random) -> Iterator[Said]:
    for subject in ("ben", "chi"):
        for competency in ("candor", "learning"):
            for number in range(1, 1 + chance.choice((0, 1, 1, 2, 3))):
                is_undone = chance.random() < 0.3
                yield Said(
                    subject=subject,
                    competency=competency,
                    number=number,
                    outcome=chance.choice(OUTCOMES),
                    is_undone=is_undone,
                )


def _other(text: Text, chance: random.Random) -> Text:
    """One thing in it is other, or only who wrote it, and when."""
    return replace(
        text,
        **chance.choice(
            (
                {"by": "eve", "at": 2},
                {"level": chance.choice((None, *Level))},
                {"rationale": "It does not."},
                {"counter": "Once it came late."},
                {"wording": "You said it."},
                {"cited": MANY | {"e1"}},
                {"cited": frozenset(sorted(MANY, reverse=True))},
                {"against": frozenset(sorted(MANY, reverse=True))},
                {"against": MANY | {"e1"}},
            )
        ),
    )
