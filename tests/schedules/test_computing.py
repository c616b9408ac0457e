"""Heavy work that happens by itself: in no unit of work, and still once, whoever dies at whatever step."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest
from sqlalchemy import select

from schedules import SCHEDULES, computing, tick
from schedules.computing import LEASE_MS, Task
from schedules.schedule import Computation, Occasion, Schedule, Schedules
from schedules.tick import MOST_ATTEMPTS, MOST_PAUSE_MS, Ticked
from storage import due, due_again, tables
from storage.due import State
from storage.due_again import GivenUp
from storage.unit import Store, T, Unit
from tests.delivery.crashing import CrashedError, dying
from tests.schedules import computed
from tests.schedules.test_tick import HOUR_MS, NOON, furnish, occurrence

_due = tables.table(tables.Due)


@dataclass
class Hall:
    """One org, a computation that doubles what it reads, and what was saved as rows that nobody can save by halves."""

    store: Store
    now: int = NOON
    rng: random.Random = field(default_factory=partial(random.Random, 1))
    reads: Callable[[Occasion], int | None] = lambda _: 21
    ends: Callable[[Occasion], int | None] = lambda _: None
    saves: list[int] = field(default_factory=list)

    @property
    def schedules(self) -> Schedules:
        doubling = Computation(gather=self._read, compute=double, save=self._save)
        return Schedules(
            (
                Schedule(kind="figures", run=doubling),
                Schedule(kind="every figure", run=doubling, chunk=True),
                Schedule(kind="result", run=lambda _: None),
            )
        )

    def plan(self, step: str = "1", at: int = NOON, *, kind: str = "figures") -> None:
        self.write(lambda unit: due.plan(unit, [occurrence(kind, step, at)]))

    def takes(self) -> Task:
        taken = self.write(self.taking())
        assert isinstance(taken, Task)
        return taken

    def taking(self) -> Callable[[Unit], Task | Ticked]:
        return partial(computing.take, schedules=self.schedules, now=self.now, rng=self.rng)

    def saving(self, task: Task) -> Callable[[Unit], Ticked]:
        rng, result = random.Random(1), double(task.value)
        return partial(computing.save, schedules=self.schedules, task=task, result=result, now=self.now, rng=rng)

    def computes(self) -> Ticked:
        return computed.step(self.store, self.schedules, now=self.now, rng=random.Random(1))

    def states(self) -> dict[str, str]:
        """Of what was to be computed, by step."""
        found = select(_due.c.step, _due.c.state).where(_due.c.kind != "result")
        return {row["step"]: row["state"] for row in self.store.read(lambda unit: unit.rows(found)).result()}

    def results(self) -> int:
        found = select(_due.c.step).where(_due.c.kind == "result")
        return len(self.store.read(lambda unit: unit.rows(found)).result())

    def write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()

    def _read(self, occasion: Occasion) -> int | None:
        return self.reads(occasion)

    def _save(self, occasion: Occasion, result: int) -> int | None:
        self.saves.append(result)
        row = occurrence("result", f"{len(self.saves)}", NOON + 1000 * HOUR_MS, subject="result")
        due.plan(occasion.unit, [row])
        return self.ends(occasion)


def double(value: int) -> int:
    return 2 * value


@pytest.fixture
def hall(store: Store) -> Hall:
    store.write(furnish).result()
    return Hall(store)


def test_it_is_read_computed_and_saved_once(hall: Hall) -> None:
    """Not before its time, and not again."""
    hall.plan(at=NOON + 1)
    assert hall.computes().is_idle
    hall.now += 1
    assert hall.computes().done == 1
    assert hall.computes().is_idle
    assert (hall.saves, hall.states()) == ([42], {"1": "done"})


def test_a_tick_leaves_it_to_whoever_computes(hall: Hall) -> None:
    """The writer has no time for it."""
    for kind in ("figures", "every figure"):
        hall.plan(kind=kind, step=kind)
    assert hall.write(lambda unit: tick.tick(unit, hall.schedules, now=NOON, rng=random.Random(1))).is_idle


def test_where_there_is_nothing_to_compute_it_is_done(hall: Hall) -> None:
    """No process is started for it."""
    hall.reads = lambda _: None
    hall.plan()
    assert (hall.computes().done, hall.saves, hall.states()) == (1, [], {"1": "done"})


def test_wherever_its_taker_dies_it_is_saved_once(hall: Hall) -> None:
    """At each statement of each unit, and between the units."""
    for number, statements in enumerate(range(12)):
        hall.plan(step := f"{number:02}", hall.now, kind="every figure")
        for dies_saving in (False, True):
            try:
                taken = hall.write(hall.taking() if dies_saving else dying(hall.taking(), statements))
                if dies_saving and isinstance(taken, Task):
                    hall.write(dying(hall.saving(taken), statements))
            except CrashedError:
                pass
            hall.now += LEASE_MS
        while not hall.computes().is_idle:
            hall.now += LEASE_MS
        assert (hall.results(), hall.states()[step]) == (number + 1, "done"), statements


def test_one_of_a_dead_replica_is_taken_over_and_its_late_result_refused(hall: Hall) -> None:
    """Work may be wasted; nothing is told twice."""
    hall.plan()
    first = hall.takes()
    assert hall.computes().is_idle
    hall.now += LEASE_MS
    second = hall.takes()
    assert hall.write(hall.saving(first)).dropped == 1
    assert hall.write(hall.saving(second)).done == 1
    assert hall.write(hall.saving(second)).dropped == 1
    assert hall.results() == 1


def test_what_was_planned_anew_meanwhile_is_read_anew(hall: Hall) -> None:
    """The first reading is of yesterday."""
    hall.plan()
    stale = hall.takes()
    hall.plan(at=NOON + 1)
    assert hall.write(hall.saving(stale)).dropped == 1
    hall.now += 1
    hall.reads = lambda _: 5
    assert hall.computes().done == 1
    assert hall.saves == [10]


def test_two_readings_of_one_moment_are_told_apart(hall: Hall) -> None:
    """Planned anew and taken again within the same millisecond, only the later reading is saved."""
    hall.plan()
    stale = hall.takes()
    hall.plan()
    fresh = hall.takes()
    assert hall.write(hall.saving(stale)).dropped == 1
    assert hall.write(hall.saving(fresh)).done == 1


def test_what_was_called_off_meanwhile_is_not_saved(hall: Hall) -> None:
    """A session that is canceled gets no figures."""
    hall.plan()
    taken = hall.takes()
    hall.write(lambda unit: due.cancel(unit, "org", "figures", "s"))
    assert (hall.write(hall.saving(taken)).dropped, hall.saves) == (1, [])


@pytest.mark.parametrize(("kind", "state"), [("figures", "superseded"), ("every figure", "done")])
def test_an_older_result_gives_way_to_a_newer_step(hall: Hall, kind: str, state: str) -> None:
    """Unless each step counts for itself."""
    hall.plan("1", kind=kind)
    taken = hall.takes()
    hall.plan("2", NOON + 1, kind=kind)
    hall.now += 1
    hall.write(hall.saving(taken))
    assert hall.states() == {"1": state, "2": "planned"}


def test_after_an_outage_only_the_newest_is_computed(hall: Hall) -> None:
    """The figures of last week were for last week."""
    hall.plan("1")
    hall.plan("2", NOON + 1)
    hall.now += HOUR_MS
    assert hall.computes().done == 1
    assert hall.states() == {"1": "superseded", "2": "done"}


@pytest.mark.parametrize("where", ["reads", "ends"])
def test_what_fails_is_tried_again_and_given_up_in_the_end(hall: Hall, where: str) -> None:
    """Ever less often, with its reason, and what it wrote is undone."""

    def fail(_: Occasion) -> None:
        raise LookupError

    setattr(hall, where, fail)
    hall.plan()
    ends = []
    for _ in range(MOST_ATTEMPTS):
        [failure] = hall.computes().failures
        ends.append((failure.error, failure.final))
        hall.now += MOST_PAUSE_MS
    assert ends == [*[("LookupError", False)] * (MOST_ATTEMPTS - 1), ("LookupError", True)]
    assert (hall.results(), hall.states()) == (0, {"1": "failed"})


def test_a_computation_that_fails_is_given_up_as_late(hall: Hall) -> None:
    """Wherever it runs, the row counts."""
    hall.plan()
    ends: list[bool] = []
    while not any(ends):
        failing = partial(computing.fail, task=hall.takes(), error="TooLong", now=hall.now)
        ends += [failure.final for failure in hall.write(failing).failures]
        hall.now += MOST_PAUSE_MS
    assert (len(ends), hall.states()) == (MOST_ATTEMPTS, {"1": "failed"})


def test_one_that_kills_whoever_takes_it_is_given_up_too(hall: Hall) -> None:
    """Otherwise it would take down one replica after another, for ever."""
    hall.plan()
    for _ in range(MOST_ATTEMPTS):
        hall.takes()
        hall.now += LEASE_MS
    [failure] = hall.computes().failures
    assert (failure.error, failure.final, hall.states()) == ("Lost", True, {"1": "failed"})


def test_one_that_is_planned_anew_while_it_is_under_way_has_not_failed(hall: Hall) -> None:
    """However often its cause changes."""
    for _ in range(MOST_ATTEMPTS + 1):
        hall.plan(at=hall.now)
        hall.takes()
        hall.now += 1
    hall.plan(at=hall.now)
    assert hall.computes().done == 1
    assert hall.states() == {"1": "done"}


def test_what_was_given_up_is_computed_after_all_when_an_operator_asks(hall: Hall) -> None:
    """As if it had never been tried, unless it is too late; the operator sees kind and reason alone."""
    rows = [occurrence("every figure", "1", NOON), occurrence("every figure", "2", NOON, expires=NOON + 1)]
    hall.write(lambda unit: due.plan(unit, rows))
    for row in rows:
        hall.write(partial(due.settle, one=row, state=State.FAILED, now=NOON, reason="Lost"))
    told = hall.write(lambda unit: due_again.given_up(unit, "org"))
    assert told == [GivenUp(kind="every figure", reason="Lost", count=2, since=NOON)]
    hall.now += 1
    assert hall.write(lambda unit: due_again.retry(unit, "org", ["figures"], now=hall.now)) == 0
    assert hall.write(lambda unit: due_again.retry(unit, "org", None, now=hall.now)) == 1
    assert hall.computes().done == 1
    assert hall.states() == {"1": "done", "2": "failed"}


def test_one_that_is_not_finished_comes_back_at_its_moment(hall: Hall) -> None:
    """Its attempts begin anew."""
    hall.ends = lambda occasion: occasion.now + HOUR_MS if occasion.now == NOON else None
    hall.plan()
    assert hall.computes().done == 1
    assert hall.states() == {"1": "planned"}
    hall.now += HOUR_MS
    assert hall.computes().done == 1
    assert hall.states() == {"1": "done"}


def test_our_own_computations_can_be_called_elsewhere() -> None:
    """They are functions of the domain that can be found by name."""
    for kind in SCHEDULES.computed:
        compute = SCHEDULES.computation(kind).compute
        assert compute.__module__.startswith("domain.")
        assert pickle.loads(pickle.dumps(compute)) is compute  # noqa: S301 - we just wrote it
