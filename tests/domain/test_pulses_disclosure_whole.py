"""Whole releases of made-up companies are audited: all questions, the words, and where comments are read.

The roster is the one the product makes, with leads who count one level up. Figures are audited as in
test_pulses_disclosure.py; the word of a group together with all its figures, by what is possible in that group.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from domain import pulses_release as releases
from domain import pulses_roster as rosters
from domain.pulses import Item, Kind
from domain.pulses_agreement import Agreement
from domain.pulses_groups import Group, Level
from domain.pulses_published import Shown
from domain.pulses_release import Closed, Floors, Released
from domain.pulses_roster import Member, Roster
from tests.domain.disclosure_auditor import Auditor, Cellmates
from tests.domain.test_pulses_disclosure import FLOOR, learned

TEXT, POINTS = 20, 5
FLOORS = Floors(scores=FLOOR, recommend=20, difference=FLOOR, share=60)
SCALES = tuple(f"q{n}" for n in range(8))


def item(id: str, kind: Kind, many: int) -> Item:
    return Item(id=id, kind=kind, text=id, labels=tuple(map(str, range(many))), license="x", source="x", status="x")


ITEMS = (
    *(item(id, Kind.SCALE, POINTS) for id in SCALES),
    item("rec", Kind.RECOMMEND, 11),
    item("pick", Kind.CHOICE, 3),
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    group: str
    answers: Mapping[str, int]


def roster(rng: random.Random) -> Roster:
    """Two or three departments with teams of 1 to 24, whose leads are asked, too."""
    managers: dict[str, str | None] = {"ceo": None}
    teams: dict[str, tuple[str, ...]] = {"ceo": ()}
    for d in range(rng.randint(2, 3)):
        managers[f"h{d}"] = "ceo"
        for t in range(rng.randint(1, 3)):
            lead = f"h{d}" if t == 0 else f"l{d}{t}"
            managers |= {lead: "ceo" if t == 0 else f"h{d}"} | {f"{lead}p{n}": lead for n in range(rng.randint(1, 24))}
    teams |= {one: ((above if above != "ceo" else one),) for one, above in managers.items() if above}
    members = [Member(id=one, manager=above, teams=teams[one]) for one, above in managers.items()]
    return rosters.formed(members, managers, least=FLOOR)


def sheets(found: Roster, rng: random.Random) -> Iterator[Sheet]:
    """Teams are of one mind or of many; some questions are skipped in some companies."""
    leaning = {group.id: rng.choice([1, 2, 2.5, 3, 3, 3.5, 4, 5]) for group in found.groups}
    spread, skipped = rng.choice([0.2, 0.7, 1.5]), rng.choice([0, 0.1])
    for home in found.home.values():
        scales = {id: min(POINTS, max(1, round(rng.gauss(leaning[home], spread)))) for id in SCALES}
        answers = {**scales, "rec": rng.randint(4, 10), "pick": rng.randint(1, 3)}
        yield Sheet(group=home, answers={id: value for id, value in answers.items() if rng.random() >= skipped})


@dataclass(frozen=True, kw_only=True)
class Wave:
    roster: Roster
    sheets: Sequence[Sheet]
    released: Released

    def of(self, group: str) -> list[Sheet]:
        by_id = {one.id: one for one in self.roster.groups}
        return [sheet for sheet in self.sheets if group in rosters.path(by_id, sheet.group)]

    def auditor(self, question: str) -> Auditor:
        by_id = {one.id: one for one in self.roster.groups}
        given: dict[str, list[int]] = {}
        for sheet in self.sheets:
            if question in sheet.answers:
                given.setdefault(sheet.group, []).append(sheet.answers[question])
        cells = [
            Cellmates(groups=frozenset(rosters.path(by_id, h)), answers=tuple(those)) for h, those in given.items()
        ]
        return Auditor(cells=cells, published=self.published(question))

    def published(self, question: str) -> Mapping[str, Shown]:
        return {one.group: one.shown for one in self.released.cells if one.question == question and one.shown}


@cache
def wave(seed: int) -> Wave:
    rng = random.Random(seed)
    found = roster(rng)
    filled = [*sheets(found, rng)]
    closed = Closed(items=ITEMS, groups=found.groups, sheets=filled, floors=FLOORS)
    return Wave(roster=found, sheets=filled, released=releases.release(closed))


# --- A word, with all figures of its group ------------------------------------------------------------------------


@cache
def reach(people: int) -> frozenset[tuple[int, int]]:
    """Return every sum of so many answers, with the sum of their squares."""
    if people == 0:
        return frozenset({(0, 0)})
    return frozenset((s + a, q + a * a) for s, q in reach(people - 1) for a in range(1, POINTS + 1))


def settled(found: Wave, group: str, said: Agreement) -> Iterator[str]:
    """Yield of whom somebody who knows the own answers learns by the word what all others said to one question."""
    those = [sheet.answers for sheet in found.of(group)]
    allowed = {id: found.auditor(id).allowed(group) for id in SCALES}
    for own in those:
        for id in SCALES:
            others = Counter(one[id] for one in those)
            others.subtract([own[id]])
            if len(+others) == 1:
                [x] = +others
                if not _is_open(own, id, x, len(those), allowed, said):
                    yield f"{group}: all others said {x} to {id}"


def _is_open(own: Mapping[str, int], asked: str, x: int, n: int, allowed: Mapping[str, int], said: Agreement) -> bool:
    """Whether others may have said something else than x, and the word be the same."""
    totals = 1  # bits: the sums of n * squares - square of the sum that are possible over all questions
    for id in SCALES:
        one = {
            n * (q + own[id] ** 2) - (s + own[id]) ** 2
            for s, q in reach(n - 1)
            if allowed[id] >> (s + own[id]) & 1 and not (id == asked and (s, q) == ((n - 1) * x, (n - 1) * x * x))
        }
        totals = _added(totals, one)
    return any(_word(total, n) is said for total in range(totals.bit_length()) if totals >> total & 1)


def _added(totals: int, one: set[int]) -> int:
    found = 0
    for value in one:
        found |= totals << value
    return found


def _word(total: int, n: int) -> Agreement:
    share = min(1.0, total / (n * (n - 1)) / len(SCALES) / 2)  # of the variance of answers at random on 1 to 5
    value = len(SCALES) * (1 - share) / (len(SCALES) * (1 - share) + share)
    if value < 0.51:
        return Agreement.SPLIT
    return Agreement.SHARED if value >= (0.83 if n < 8 else 0.75 if n < 10 else 0.7) else Agreement.MIXED


# --- Promises -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_no_figure_of_a_whole_release_tells_an_answer(seed: int) -> None:
    """Question by question; of recommending and of choices nothing of fewer than five follows exactly."""
    found = wave(seed)
    assert [one for id in SCALES for one in learned(found.auditor(id))] == []
    assert [one for id in ("rec", "pick") for one in found.auditor(id).exact(FLOOR)] == []


@pytest.mark.parametrize("seed", range(8))
def test_no_word_tells_an_answer_to_somebody_who_knows_their_own(seed: int) -> None:
    """With all figures of the group at hand, in groups of up to eight who skipped nothing."""
    found = wave(seed)
    told = {one.group: one.agreement for one in found.released.standings if one.agreement}
    small = [
        group for group in told if len(found.of(group)) <= 8 and all(len(s.answers) == 10 for s in found.of(group))
    ]
    assert [one for group in small for one in settled(found, group, told[group])] == []


def test_the_auditor_finds_a_word_that_tells_an_answer_and_that_word_is_not_said() -> None:
    """Somebody said 1 to six questions. Two others one step further apart, and these were mixed views."""
    columns = [*[[1, 4, 4, 4, 3]] * 5, [1, 3, 3, 3, 4], *[[3, 3, 3, 3, 3]] * 2]
    team = [Sheet(group="team/a", answers=dict(zip(SCALES, row, strict=True))) for row in zip(*columns, strict=True)]
    rest = [Sheet(group="company", answers=dict.fromkeys(SCALES, 1 + n % POINTS)) for n in range(20)]
    groups = (
        Group(id="company", level=Level.COMPANY, parent=None, invited=25),
        Group(id="team/a", level=Level.TEAM, parent="company", invited=5),
    )
    both = [*team, *rest]
    closed = Closed(items=ITEMS[: len(SCALES)], groups=groups, sheets=both, floors=FLOORS)
    found = Wave(roster=Roster(groups=groups, home={}), sheets=both, released=releases.release(closed))
    assert "team/a: all others said 3 to q7" in [*settled(found, "team/a", Agreement.SHARED)]
    assert {one.agreement for one in found.released.standings if one.group == "team/a"} == {None}


@pytest.mark.parametrize("seed", range(8))
def test_a_comment_stands_where_twenty_people_can_have_written_it(seed: int) -> None:
    """Whoever knows the roster counts those who answered and whose comments stand there."""
    found = wave(seed)
    counts = releases.answered(found.roster.groups, found.sheets)
    shelves = releases.shelves(found.roster.groups, counts, TEXT)
    writers = Counter(shelves[sheet.group] for sheet in found.sheets if sheet.group in shelves)
    assert [group for group, many in writers.items() if many < TEXT] == []
