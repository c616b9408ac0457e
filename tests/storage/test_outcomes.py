"""Sixty people over half a year, made by chance from a known truth: the report's figures hold it in their intervals."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import insert

from domain import local_time
from domain.cycles import Cycle, State
from domain.evidence import Period
from domain.outcomes import SHARES, Measure, Outcomes
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems import State as Scored
from domain.postmortems_index import LINES, Sheet
from domain.pulses import Template
from domain.pulses_published import Cell, Shown, Side, Trend
from domain.pulses_release import CORE, Released
from domain.pulses_roster import COMPANY
from domain.pulses_wave import State as WaveState
from domain.pulses_wave import Wave
from storage import cycles, lines, outcomes, postmortems, pulses, pulses_release, tables
from storage.cycles import Kept
from storage.unit import Store, Unit
from tests.storage.surveys import CONTRACT

NOW = 1_783_000_000_000  # early in July 2026
DAY_MS = 86_400_000
PERIOD = Period(start=date(2026, 1, 5), end=date(2026, 7, 5))
TODAY = date(2026, 7, 2)
TEAMS = {"sky": 20, "sea": 20}  # the pilot; twenty more to compare with are in no cycle
CYCLE = Cycle(
    id="c1",
    name="Pilot",
    period=PERIOD,
    checkpoints=(),
    framework="default",
    framework_version=1,
    state=State.OPEN,
)
TRUTH: Mapping[Measure, float] = {  # what each person, piece or incident is drawn by
    Measure.PAIRED: 0.85,
    Measure.REACH: 0.7,
    Measure.CONTESTED: 0.06,
    Measure.DISPUTED: 0.1,
    Measure.RECURRENCE: 0.25,
    Measure.POSTMORTEMS: 50.0,  # each line 0, 1 or 2 alike: half of the points
}


@dataclass
class Half:
    """What happened in half a year, as rows."""

    unit: Unit
    org: str
    chance: random.Random

    def __call__(self) -> None:
        people = [f"p{number:02}" for number in range(60)]
        self.put("org", {"id": self.org, "name": "House", "zone": "UTC", "created_at": 0}, org=False)
        self.put("person", *({"id": one, "name": one, "created_at": 0} for one in people))
        cycles.add(self.unit, self.org, Kept(cycle=CYCLE, author="p00", template="six_months", launched_at=0))
        rest = list(people)
        for team, size in TEAMS.items():
            members, rest = rest[:size], rest[size:]
            self.team(team, members)
        self.put("team", {"id": "rest", "name": "rest", "created_at": 0})
        lines.assign(self.unit, self.org, {one: ["rest"] for one in rest}, now=0)
        self.people(people[:40])
        for number in range(60):
            self.incident(number, list(TEAMS)[number % 2])

    def team(self, team: str, members: list[str]) -> None:
        self.put("team", {"id": team, "name": team, "created_at": 0})
        lines.assign(self.unit, self.org, {one: [team] for one in members}, now=0)
        self.put("cycle_team", {"cycle_id": "c1", "team_id": team, "joined_at": 0})
        self.put("participant", *({"cycle_id": "c1", "person_id": one, "joined_at": 0} for one in members))

    def people(self, those: list[str]) -> None:
        when = {"created_at": 0, "changed_at": 0}
        goal = {"state": "active", "words": b"", "ends_on": "2026-07-05", **when}
        paired = [one for one in those if self.is_so(Measure.PAIRED)]
        self.put("goal", *({"id": f"g{one}", "person_id": one, "author_id": one, **goal} for one in paired))
        kudos = {"giver_id": "p59", "badge": "early_flag", "note": b"", "audience": "public", "given_at": NOW - DAY_MS}
        thanked = [one for one in those if self.is_so(Measure.REACH)]
        self.put("kudos", *({"id": f"k{one}", **kudos} for one in thanked))
        got = {"given_at": NOW - DAY_MS}
        self.put("kudos_receiver", *({"kudos_id": f"k{one}", "person_id": one, **got} for one in thanked))
        self.put("evidence", *(self.piece(one, number) for one in those for number in range(4)))
        self.put("review", *(self.review(one) for one in those))

    def piece(self, about: str, number: int) -> dict[str, object]:
        said = {"competency": "x", "direction": "at", "source": "manager_observation", "words": b""}
        when = {"occurred_on": "2026-03-02", "recorded_on": "2026-03-02", "recorded_at": 0, "shown_at": 1}
        contested = {"contested_at": 2 if self.is_so(Measure.CONTESTED) else None}
        return {"id": f"e{about}{number}", "subject_id": about, "author_id": "p00", **said, **when, **contested}

    def review(self, about: str) -> dict[str, object]:
        """One that was disputed was written anew since, and read."""
        disputed = {"disputed_at": 1 if self.is_so(Measure.DISPUTED) else None}
        state = {"state": "acknowledged", "answered_at": 2, "changed_at": 2}
        return {"cycle_id": "c1", "round_id": "", "subject_id": about, **state, **disputed}

    def incident(self, number: int, team: str) -> None:
        """Closed on the day after, and followed for long enough."""
        happened = PERIOD.start + timedelta(days=number)
        points = [[self.chance.randrange(3) for _ in range(sum(LINES.values()))] for _ in range(2)]
        one = Postmortem(
            id=f"i{number}",
            team=team,
            author="p00",
            title="Cards were charged twice",
            link="",
            happened_on=happened,
            severity=Severity.MAJOR,
            found_by=FoundBy.TEAM,
            component=f"part {number}",
            cause="time-out",
            closed_on=happened + timedelta(days=1),
            came_back_on=happened + timedelta(days=20) if self.is_so(Measure.RECURRENCE) else None,
            state=Scored.SCORED,
            sheets=tuple(Sheet(points=each, blames=False) for each in points),
            scored_at=1,
        )
        postmortems.add(self.unit, self.org, one, now=1)

    def is_so(self, measure: Measure) -> bool:
        return self.chance.random() < TRUTH[measure]

    def put(self, table: str, *rows: Mapping[str, object], org: bool = True) -> None:
        first = {"org_id": self.org} if org else {}
        for row in rows:
            self.unit.run(insert(tables.named(table)), {**first, **row})


def figures(store: Store, seed: int) -> Outcomes:
    org = f"org{seed}"
    store.write(lambda unit: Half(unit, org, random.Random(seed))()).result()
    kept = store.read(lambda unit: cycles.found(unit, org, "c1")).result()
    assert kept is not None
    return store.read(lambda unit: outcomes.outcomes(unit, org, kept, TODAY, now=NOW)).result()


def held(found: Outcomes) -> Counter[Measure]:
    """Return which of the figures hold the truth in their intervals."""
    told = {one: found[one].figure for one in TRUTH}
    return Counter(
        one
        for one, figure in told.items()
        if figure and figure.low is not None and figure.high is not None and figure.low <= TRUTH[one] <= figure.high
    )


def test_what_happened_is_what_the_figures_say(store: Store) -> None:
    """Forty of the sixty are in the cycle; what nobody measured is not measured, and each share says of how many."""
    found = figures(store, seed=3)
    assert held(found).keys() == TRUTH.keys()
    told = {one: outcome.figure for one, outcome in found.items() if outcome.figure}
    counted = {one: told[one].n for one in SHARES & TRUTH.keys()}
    assert counted[Measure.PAIRED] == counted[Measure.REACH] == counted[Measure.DISPUTED] == 40
    assert (counted[Measure.CONTESTED], counted[Measure.RECURRENCE]) == (160, 60)
    assert {one for one, figure in told.items() if figure.value is not None} == TRUTH.keys()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("closed", "counted"), [(False, (60, 59)), (True, (50, 49))])
def test_what_happened_on_the_last_day_counts_and_nothing_after_it(
    store: Store, closed: bool, counted: tuple[int, int]
) -> None:
    """The last day is the sixtieth, or the fiftieth if it was closed then; an incident is closed a day after it."""
    figures(store, seed=3)
    short = replace(CYCLE, period=replace(PERIOD, end=PERIOD.start + timedelta(days=59)))
    at = local_time.instant(PERIOD.start + timedelta(days=49), time(15), "UTC")
    state = {"cycle": replace(short, state=State.CLOSED), "closed_at": at} if closed else {"cycle": short}
    kept = replace(Kept(cycle=short, author="p00"), **state)
    found = store.read(lambda unit: outcomes.outcomes(unit, "org3", kept, TODAY, now=NOW)).result()
    told = [found[one].figure for one in (Measure.POSTMORTEMS, Measure.RECURRENCE)]
    assert tuple(one.n for one in told if one) == counted


def pulse(unit: Unit, id: str, figure: Shown | None, at: int, **contract: object) -> None:
    """One that closed and was released, of which this was published for the core questions."""
    asked = replace(CONTRACT, **{"closes_on": date(2026, 5, 8), **contract})  # type: ignore[arg-type]  # as named
    draft = Wave(id=id, title=id, template=Template.FOUR_WEEKLY, number=1, contract=asked)
    pulses.add(unit, "org3", pulses.Kept(wave=draft, author="p00", created_at=at))
    sealed = replace(draft, state=WaveState.SEALED, version=2)
    pulses.launch(unit, "org3", pulses.Kept(wave=sealed, author="p00", created_at=at), was=1)
    group = {"org_id": "org3", "wave_id": id, "id": COMPANY, "level": "company", "invited": 40}
    unit.run(insert(tables.named("pulse_group")), group)
    cell = Cell(group=COMPANY, question=CORE, shown=figure, trend=Trend.UP)
    found = Released(cells=(cell,), standings=(), counted={(COMPANY, CORE): 9})
    assert pulses_release.save(unit, "org3", sealed, found, now=at, rng=random.Random(at))


def test_the_pulse_is_the_latest_that_asked_everybody_in_the_cycle_as_it_was_published(store: Store) -> None:
    """Near an end of the scale it was published as a side, and stays one. Of two teams' pulse it says nothing."""
    figures(store, seed=3)
    kept = store.read(lambda unit: cycles.found(unit, "org3", "c1")).result()
    assert kept is not None
    low = Shown(figure=Decimal(10), side=Side.LOW, low_precision=True)
    for id, more in (
        ("before", {"closes_on": date(2025, 12, 19)}),
        ("whole", {}),
        ("two teams", {"teams": ("sky", "sea")}),
        ("after", {"closes_on": date(2026, 7, 17)}),
    ):
        at, shown = NOW + len(id), low if id == "whole" else Shown(figure=Decimal(80))
        store.write(partial(pulse, id=id, figure=shown, at=at, **more)).result()
    found = store.read(lambda unit: outcomes.outcomes(unit, "org3", kept, date(2026, 8, 3), now=NOW)).result()
    assert (found[Measure.PULSE].shown, found[Measure.PULSE].trend) == (low, Trend.UP)


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_intervals_hold_the_truth_as_often_as_they_say(store: Store) -> None:
    """Nineteen times in twenty, for each of the figures: of a hundred such organizations, in nine of ten and more."""
    times = sum((held(figures(store, seed)) for seed in range(100)), Counter[Measure]())
    sys.stdout.write(f"100 organizations of 60 people, truth within the interval: {dict(times)}\n")
    assert min(times[one] for one in TRUTH) >= 90
