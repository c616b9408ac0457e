"""Whether recognition reaches everybody in a team: five figures, from when each is shown, and when to look closer.

For the manager of a team of five or more and the lead of the program: no names, no ranking, nothing for ratings. The
levels at which to look closer are choices, not norms (MEASURES.md section 9).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain import result
from domain.local_time import DAY_MS
from domain.result import Reason, Result

WINDOW_DAYS = 60
ANSWER_DAYS = 14  # a note back within so many days answers the first
SMALLEST_TEAM = 5


class Metric(StrEnum):
    COVERAGE = "coverage"  # of members, who received any note
    GINI = "gini"  # how unevenly notes are received: 0 is evenly, 1 is all to one
    RECIPROCITY = "reciprocity"  # of notes given, how many answer one
    CONCENTRATION = "concentration"  # of notes given, how many by the tenth who give most
    CROSS_TEAM = "cross_team"  # of notes given, how many leave the team


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note to one person. `leaves_team` is as the teams were when it was given (UTC epoch ms)."""

    giver: str
    receiver: str
    given_at: int
    leaves_team: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From how many members and notes a figure is shown, and beyond which level to look closer."""

    members: int = SMALLEST_TEAM
    notes: int = 0
    notes_each: int = 0
    under: float | None = None
    over: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`figure` is None where there are too few to say; one that does not exist stands with its reason."""

    figure: Result | None
    look_closer: bool


RULES: Mapping[Metric, Rule] = {
    Metric.COVERAGE: Rule(under=0.70),
    Metric.GINI: Rule(members=8, notes_each=3, over=0.50),  # with one note each, chance alone passes .50 in 6 of 10
    Metric.RECIPROCITY: Rule(notes=20, over=0.25),
    Metric.CONCENTRATION: Rule(members=10, notes=20, over=0.40),
    Metric.CROSS_TEAM: Rule(notes=20, under=0.10),
}


def reach(
    members: Collection[str], notes: Sequence[Note], *, now: int, days: int = WINDOW_DAYS
) -> Mapping[Metric, Reading]:
    """Return each figure of the active members over these days; `notes` are given by or to them, older too."""
    window = [note for note in notes if now - days * DAY_MS < note.given_at <= now]
    received, given = Counter(dict.fromkeys(members, 0)), [note for note in window if note.giver in members]
    received.update(note.receiver for note in window if note.receiver in members)
    found = {
        Metric.COVERAGE: coverage(list(received.values())),
        Metric.GINI: gini(list(received.values())),
        Metric.RECIPROCITY: reciprocity(given, notes),
        Metric.CONCENTRATION: concentration(given, len(members)),
        Metric.CROSS_TEAM: cross_team(given),
    }
    counts = {metric: received.total() if metric is Metric.GINI else len(given) for metric in Metric}
    return {metric: _reading(found[metric], RULES[metric], len(members), counts[metric]) for metric in Metric}


def coverage(received: Sequence[int]) -> Result:
    """Of how many notes each member received; `n` counts members."""
    return _share(sum(count > 0 for count in received), len(received))


def gini(received: Sequence[int]) -> Result:
    """Corrected for the size of the team, so that all to one is 1; `n` counts members."""
    n, total = len(received), sum(received)
    if n == 1:
        return result.missing(Reason.ONE_MEMBER, n)
    return result.found(uncorrected(received) * n / (n - 1), n) if total else result.missing(Reason.NO_DATA, n)


def uncorrected(received: Sequence[int]) -> float:
    """Of at least one note."""
    n, weighed = len(received), sum((2 * i - len(received) - 1) * x for i, x in enumerate(sorted(received), start=1))
    return weighed / (n * sum(received))


def reciprocity(given: Sequence[Note], earlier: Sequence[Note]) -> Result:
    """A note answers another that its receiver gave its giver in the 14 days before; `n` counts notes."""
    times = defaultdict[tuple[str, str], list[int]](list)
    for note in earlier:
        times[note.giver, note.receiver].append(note.given_at)

    def answers(note: Note) -> bool:
        first = note.given_at - ANSWER_DAYS * DAY_MS
        return any(first <= at < note.given_at for at in times[note.receiver, note.giver])

    return _share(sum(answers(note) for note in given), len(given))


def concentration(given: Sequence[Note], members: int) -> Result:
    """Of the tenth of the members, rounded up, who gave most; `n` counts notes."""
    most = Counter(note.giver for note in given).most_common(-(-members // 10))
    return _share(sum(count for _, count in most), len(given))


def cross_team(given: Sequence[Note]) -> Result:
    return _share(sum(note.leaves_team for note in given), len(given))


def _share(part: int, whole: int) -> Result:
    return result.found(part / whole, whole) if whole else result.missing(Reason.NO_DATA, 0)


def _reading(found: Result, rule: Rule, members: int, notes: int) -> Reading:
    if members < rule.members or notes < max(rule.notes, rule.notes_each * members):
        return Reading(figure=None, look_closer=False)
    value = found.value
    is_under = value is not None and rule.under is not None and value < rule.under
    is_over = value is not None and rule.over is not None and value > rule.over
    return Reading(figure=found, look_closer=is_under or is_over)
