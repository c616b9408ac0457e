"""The release of a pulse: 9 questions of 5,000 people in 200 teams protected, audited and compared with the last."""

from __future__ import annotations

import pickle
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import report
from bench.report import Section
from content import pulses as content
from domain import pulses_release as releases
from domain.pulses import Item, Kind
from domain.pulses_groups import Group, Level, Moved
from domain.pulses_release import Before, Closed, Floors, Released

DEPARTMENTS, TEAMS, PEOPLE = 25, 200, 5_000
ANSWERED, SKIPPED = 0.8, 0.05  # of those asked, and of the questions of those who answered
WITHIN_SECONDS = 30.0
FLOORS = Floors(scores=5, recommend=20, difference=5, share=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    group: str
    answers: Mapping[str, int]


def measure(place: Path) -> Section:
    rng = random.Random(17)
    first = wave(rng)
    took, found = timed(pickle.dumps(first))
    again, _ = timed(pickle.dumps(compared(wave(rng), found)))
    shown = sum(cell.shown is not None for cell in found.cells)
    what = f"Release with audit: {PEOPLE:,} people, {TEAMS} teams, {len(first.items)} questions"
    rows = [
        report.below(what, took, WITHIN_SECONDS, "s"),
        report.below("The same, compared with the wave before", again, WITHIN_SECONDS, "s"),
    ]
    return Section(rows=rows, context=[f"release: {shown:,} of {len(found.cells):,} figures are shown"])


def timed(closed: bytes) -> tuple[float, Released]:
    began = time.perf_counter()
    found = releases.release(pickle.loads(closed))  # noqa: S301 - our own, as it comes from the process that read it
    return time.perf_counter() - began, found


def wave(rng: random.Random) -> Closed:
    bank = content.bank()
    items = (*(bank.items[id] for id in (*bank.core, *bank.rotation[0])), bank.items["rec"])
    groups = tuple(tree())
    sheets = [one for group in groups for one in answered(group, items, rng)]
    return Closed(items=items, groups=groups, sheets=sheets, floors=FLOORS, core=bank.core)


def tree() -> Iterator[Group]:
    """Teams of 12 to 37, and under each department those who lead its teams."""
    yield Group(id="company", level=Level.COMPANY, parent=None, invited=PEOPLE)
    for d in range(DEPARTMENTS):
        department = f"department/{d}"
        sizes = [12 + (t * 7 + d) % 26 for t in range(TEAMS // DEPARTMENTS)]
        yield Group(id=department, level=Level.DEPARTMENT, parent="company", invited=sum(sizes) + len(sizes))
        for t, size in enumerate(sizes):
            yield Group(id=f"team/{d}-{t}", level=Level.TEAM, parent=department, invited=size)


def answered(group: Group, items: tuple[Item, ...], rng: random.Random) -> Iterator[Sheet]:
    """Whoever leads the teams answers in the department; some teams hardly answer."""
    asked = {Level.TEAM: group.invited, Level.DEPARTMENT: TEAMS // DEPARTMENTS, Level.COMPANY: DEPARTMENTS}[group.level]
    share = 0.3 if rng.random() < 0.1 else ANSWERED
    leaning = rng.uniform(2, 4.6)
    for _ in range(sum(rng.random() < share for _ in range(asked))):
        given = {item.id: answer(item, leaning, rng) for item in items if rng.random() >= SKIPPED}
        yield Sheet(group=group.id, answers=given)


def answer(item: Item, leaning: float, rng: random.Random) -> int:
    if item.kind is Kind.RECOMMEND:
        return rng.choice(item.answers)
    good = min(5, max(1, round(rng.gauss(leaning, 0.9))))
    return 6 - good if item.is_reversed else good


def compared(closed: Closed, earlier: Released) -> Closed:
    shown = {(cell.group, cell.question): cell.shown for cell in earlier.cells if cell.shown}
    before = {key: Before(shown=figure, n=earlier.counted[key]) for key, figure in shown.items()}
    moved = {key: Moved(stayed=20, joined=0, left=0) for key in before}
    return Closed(
        items=closed.items,
        groups=closed.groups,
        sheets=closed.sheets,
        floors=closed.floors,
        core=closed.core,
        before=before,
        moved=moved,
    )
