"""What happens by itself happens once: late rather than never, and not at all when it has become pointless."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import insert, select

from schedules import SCHEDULES, fan_out, tick
from schedules.schedule import DuplicateScheduleError, Occasion, Schedule, Schedules
from schedules.tick import BATCH, MOST_ATTEMPTS, MOST_PAUSE_MS, Ticked
from storage import due, opening, tables
from storage.due import Due, State
from storage.unit import Store, Unit

NOON = 1_790_000_000_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_due = tables.table(tables.Due)


@dataclass
class Desk:
    """One org, schedules that note what they did, and a clock that moves when told."""

    store: Store
    now: int = NOON
    done: list[str] = field(default_factory=list)
    does: Callable[[Occasion], int | None] = lambda _: None
    daily: time | None = None

    @property
    def schedules(self) -> Schedules:
        return Schedules(
            (
                Schedule(kind="reminder", run=self._note),
                Schedule(kind="chunk", run=self._note, chunk=True),
                *((Schedule(kind="daily", run=self._note, daily_at=self.daily),) if self.daily else ()),
            )
        )

    def plan(self, kind: str, step: str, at: int, *, subject: str = "s", expires: int | None = None) -> None:
        self._write(lambda unit: due.plan(unit, [occurrence(kind, step, at, subject=subject, expires=expires)]))

    def replan(self, kind: str, steps: dict[str, int]) -> None:
        dues = [occurrence(kind, step, at) for step, at in steps.items()]
        self._write(lambda unit: due.replan(unit, "org", kind, "s", dues))

    def ticks(self) -> Ticked:
        return self._write(lambda unit: tick.tick(unit, self.schedules, now=self.now, rng=random.Random(1)))

    def settles(self) -> None:
        while not self.ticks().is_idle:
            pass

    def states(self) -> dict[str, str]:
        rows = self.store.read(lambda unit: unit.rows(select(_due.c.step, _due.c.state))).result()
        return {row["step"]: row["state"] for row in rows}

    def _note(self, occasion: Occasion) -> int | None:
        self.done.append(occasion.due.step)
        return self.does(occasion)

    def _write(self, work: Callable[[Unit], Ticked | None]) -> Ticked:
        return self.store.write(work).result() or Ticked(0, 0, ())


def occurrence(kind: str, step: str, at: int, *, subject: str = "s", expires: int | None = None) -> Due:
    return Due(org="org", kind=kind, subject=subject, step=step, due_at=at, expires_at=expires)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "Europe/Madrid", "created_at": 0})


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def test_what_is_due_is_done_once(desk: Desk) -> None:
    """Not before, and not again."""
    desk.plan("reminder", "T-1", NOON + 1)
    desk.settles()
    assert desk.done == []
    desk.now += 1
    desk.settles()
    desk.settles()
    assert desk.done == ["T-1"]


def test_planning_again_moves_what_has_not_happened(desk: Desk) -> None:
    """A session that moves takes its reminders along; one that was sent stays sent."""
    desk.replan("reminder", {"T-7": NOON, "T-1": NOON + HOUR_MS, "T-0": NOON + 2 * HOUR_MS})
    desk.settles()
    desk.replan("reminder", {"T-7": NOON + DAY_MS, "T-1": NOON + 9 * HOUR_MS})
    assert desk.states() == {"T-7": "done", "T-1": "planned"}
    desk.now += 8 * HOUR_MS
    desk.settles()
    assert desk.done == ["T-7"]
    desk.now += DAY_MS
    desk.settles()
    assert desk.done == ["T-7", "T-1"]


def test_after_an_outage_only_the_newest_reminder_is_sent(desk: Desk) -> None:
    """Nobody gets three reminders of one deadline at once; each subject gets its own."""
    for subject in ("s", "t"):
        for step, at in (("T-7", NOON), ("T-1", NOON + HOUR_MS), ("T-0", NOON + 2 * HOUR_MS)):
            desk.plan("reminder", f"{step} of {subject}", at, subject=subject)
    desk.now += 90 * 60_000
    desk.settles()
    assert sorted(desk.done) == ["T-1 of s", "T-1 of t"]
    assert desk.states()["T-7 of s"] == State.SUPERSEDED


def test_an_older_step_never_follows_a_newer_one(desk: Desk) -> None:
    """Though it was held up while the newer one was done."""
    desk.plan("reminder", "T-0", NOON)
    desk.settles()
    desk.plan("reminder", "T-1", NOON - HOUR_MS)
    desk.settles()
    assert desk.done == ["T-0"]


def test_every_chunk_of_a_fan_out_counts(desk: Desk) -> None:
    """Late ones do not make earlier ones pointless, and none of them holds up what people wait for."""
    for number in range(7):
        desk.plan("chunk", f"{number:04}", NOON)
    desk.plan("reminder", "first", NOON)
    assert desk.ticks().done == 1
    desk.settles()
    assert desk.done == ["first", *(f"{number:04}" for number in range(7))]


def test_a_unit_never_grows_beyond_its_batch(desk: Desk) -> None:
    """Others write in between."""
    for number in range(BATCH + 3):
        desk.plan("reminder", "T-1", NOON, subject=f"{number}")
    assert [desk.ticks().done for _ in range(3)] == [BATCH, 3, 0]


def test_chunks_share_out_everybody_once() -> None:
    """Also when there is one person too many for a round number."""
    people = [f"p{number:03}" for number in range(21)]
    whole = occurrence("chunk", "2026-05", NOON)
    found = fan_out.chunks(whole, people[::-1], size=10)
    ranges = [fan_out.ends(one) for one in found]
    assert ranges == [("p000", "p009"), ("p010", "p019"), ("p020", "p020")]
    assert [fan_out.size(one) for one in found] == [10, 10, 1]
    assert fan_out.chunks(whole, [], size=10) == []


def test_what_expired_is_not_done(desk: Desk) -> None:
    """A reminder of yesterday's meeting helps nobody; the step before it is not revived either."""
    desk.plan("reminder", "T-1", NOON, expires=NOON + HOUR_MS)
    desk.now += HOUR_MS
    desk.settles()
    assert (desk.done, desk.states()) == ([], {"T-1": "expired"})


def test_an_expired_step_does_not_silence_an_older_one_that_lasts(desk: Desk) -> None:
    """The newest that is still worth doing is done."""
    desk.plan("reminder", "lasts", NOON)
    desk.plan("reminder", "short", NOON + 1, expires=NOON + 2)
    desk.now += HOUR_MS
    desk.settles()
    assert desk.done == ["lasts"]


def test_a_failing_one_leaves_nothing_and_holds_nobody_up(desk: Desk) -> None:
    """What it wrote is undone; it is tried again later, ever less often, and given up in the end with its reason."""

    def fail(occasion: Occasion) -> None:
        if occasion.due.step == "bad":
            due.plan(occasion.unit, [occurrence("reminder", "written by bad", NOON)])
            raise LookupError

    desk.does = fail
    for step in ("bad", "good"):
        desk.plan("reminder", step, NOON, subject=step)
    [failure] = desk.ticks().failures
    assert (failure.error, failure.final) == ("LookupError", False)
    assert desk.states() == {"bad": "planned", "good": "done"}
    for _ in range(MOST_ATTEMPTS):
        desk.now += MOST_PAUSE_MS
        desk.ticks()
    assert desk.done.count("bad") == MOST_ATTEMPTS
    assert desk.states()["bad"] == "failed"


def test_one_that_is_not_welcome_yet_comes_back_at_its_moment(desk: Desk) -> None:
    """That is no failure, however often it happens."""
    desk.does = lambda occasion: NOON + HOUR_MS if occasion.now < NOON + HOUR_MS else None
    desk.plan("reminder", "T-1", NOON)
    assert desk.ticks().failures == ()
    desk.settles()
    assert desk.done == ["T-1"]
    desk.now += HOUR_MS
    desk.settles()
    assert (desk.done, desk.states()) == (["T-1", "T-1"], {"T-1": "done"})


def test_failures_between_which_it_came_back_are_not_added_up(desk: Desk) -> None:
    """What comes back for hours may fail now and then; only in a row are they too many."""
    fails = [*[True, False] * MOST_ATTEMPTS, *[True] * MOST_ATTEMPTS]

    def now_and_then(occasion: Occasion) -> int:
        if fails.pop(0):
            raise LookupError
        return occasion.now + 1

    desk.does = now_and_then
    desk.plan("reminder", "T-1", NOON)
    states = []
    for _ in range(len(fails)):
        desk.ticks()
        states.append(desk.states()["T-1"])
        desk.now += MOST_PAUSE_MS
    assert states == [*["planned"] * (3 * MOST_ATTEMPTS - 1), "failed"]


def test_a_daily_one_happens_once_on_each_local_day(desk: Desk) -> None:
    """At 03:30 in the org's zone, also on the day when a clock shows 02:30 twice or never."""
    desk.daily, desk.now = time(2, 30), madrid(2026, 10, 23, 12)
    for _ in range(4 * 24 * 4):
        desk.settles()
        desk.now += 15 * 60_000
    assert desk.done == ["2026-10-23", "2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27"]


def test_days_missed_while_down_are_caught_up_once(desk: Desk) -> None:
    """Not once for each day."""
    desk.daily, desk.now = time(3, 30), madrid(2026, 5, 4, 12)
    desk.settles()
    desk.now += 3 * DAY_MS
    desk.settles()
    assert desk.done == ["2026-05-04", "2026-05-07"]


def madrid(year: int, month: int, day: int, hour: int) -> int:
    return round(datetime(year, month, day, hour, tzinfo=UTC).timestamp() * 1000) - 2 * HOUR_MS


def test_two_schedules_of_one_kind_are_refused() -> None:
    """The list says who does what."""
    one = Schedule(kind="reminder", run=lambda _: None)
    with pytest.raises(DuplicateScheduleError):
        Schedules((one, Schedule(kind="reminder", run=lambda _: None)))


def test_our_own_schedules_run_on_an_empty_org(desk: Desk) -> None:
    """The real list, as it is shipped."""
    ticked = desk.store.write(lambda unit: tick.tick(unit, SCHEDULES, now=NOON, rng=random.Random(1))).result()
    assert (ticked.done, ticked.failures) == (len(SCHEDULES.daily), ())


@pytest.fixture
def replicas(database: str, desk: Desk) -> Iterator[list[Store]]:
    """Five stores on one PostgreSQL; on SQLite one process serves, so that five threads share its store."""
    if database.startswith("sqlite"):
        yield [desk.store] * 5
        return
    opened = [opening.open_store(database, desk.store.keys) for _ in range(5)]
    yield opened
    for one in opened:
        one.close()


def test_however_many_replicas_tick_each_occurrence_happens_once(desk: Desk, replicas: list[Store]) -> None:
    """The rows decide; there is no leader."""
    for number in range(300):
        desk.plan("chunk", f"{number:04}", NOON)
    lock = threading.Lock()

    def note(occasion: Occasion) -> None:
        with lock:
            desk.done.append(occasion.due.step)

    each = Schedules((Schedule(kind="chunk", run=note, chunk=True),))

    def tick_until_idle(store: Store) -> None:
        while not store.write(lambda unit: tick.tick(unit, each, now=NOON, rng=random.Random(1))).result().is_idle:
            pass

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(tick_until_idle, replicas))
    assert Counter(desk.done) == Counter({f"{number:04}": 1 for number in range(300)})
