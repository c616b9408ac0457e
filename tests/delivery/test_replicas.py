"""Several replicas on one PostgreSQL, killed again and again over simulated years: each occurrence happens once."""

from __future__ import annotations

import contextlib
import itertools
import random
import subprocess
import sys
import time as real
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain import local_time
from storage import due, opening, tables
from storage.due import Due
from storage.sealing import KeyRing
from storage.unit import Store, Unit
from tests.conftest import Postgres
from tests.delivery import replica
from tests.laws import source
from tests.processes import hurried
from tests.processes.hurried import FileClock
from tests.storage import mailroom

FIRST = date(2026, 1, 1)
ZONES = sorted(zoneinfo.available_timezones())
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
PATIENCE_SECONDS = 60
BEAT_SECONDS = 0.05
KILL_SECONDS = 3.0
_due, _outbox = tables.table(tables.Due), tables.table(tables.Outbox)
_PLANNED = select(func.count()).select_from(_due).where(_due.c.state == due.State.PLANNED.value)


@dataclass(frozen=True, kw_only=True)
class Years:
    """So many occurrences in each zone, `apart` days each, told by so many replicas; time passes in such steps."""

    steps: int
    apart: int
    replicas: int
    hours: int
    zones: tuple[str, ...]
    kills: float = KILL_SECONDS

    @property
    def end(self) -> int:
        return local_time.instant(FIRST + timedelta(days=self.apart * self.steps + 2), time(0), "UTC")


@dataclass(kw_only=True)
class Fleet:
    url: str
    path: Path
    clock: FileClock
    running: list[subprocess.Popen[str]] = field(default_factory=list)
    kills: int = 0

    def start(self, count: int) -> None:
        """Return once they tick."""
        for one in self.begin(count):
            assert one.stdout is not None
            assert one.stdout.readline() == "ticking\n"

    def begin(self, count: int) -> list[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "tests.delivery.replica", self.url, str(self.path)]
        fresh = [subprocess.Popen(command, cwd=source.ROOT, stdout=subprocess.PIPE, text=True) for _ in range(count)]
        self.running += fresh
        return fresh

    def kill(self, one: subprocess.Popen[str]) -> None:
        self.running.remove(one)
        one.kill()
        one.communicate()
        self.kills += 1

    def kill_all(self) -> None:
        for one in list(self.running):
            self.kill(one)


def occurrences(org: str, years: Years) -> list[Due]:
    """At 02:30 on the clocks of the zone, which on some days show it twice or never."""
    days = [FIRST + timedelta(days=1 + number * years.apart) for number in range(years.steps)]
    return [
        Due(
            org=org,
            kind=replica.KIND,
            subject=zone,
            step=day.isoformat(),
            due_at=local_time.instant(day, time(2, 30), zone),
        )
        for zone, day in itertools.product(years.zones, days)
    ]


@contextlib.contextmanager
def fleet(url: str, folder: Path) -> Iterator[Fleet]:
    path = folder / "clock"
    clock = hurried.new(path, local_time.instant(FIRST, time(0), "UTC"))
    one = Fleet(url=url, path=path, clock=clock)
    try:
        yield one
    finally:
        one.kill_all()


def pass_years(ships: Fleet, years: Years, rng: random.Random) -> None:
    """Time passes, sometimes jumps a day ahead or an hour back; one replica dies now and then, once all for 3 days."""
    ships.start(years.replicas)
    killed_at, outage = real.monotonic(), ships.clock() + (years.end - ships.clock()) // 2
    while ships.clock() < years.end:
        real.sleep(BEAT_SECONDS)
        jump = rng.random()
        ships.clock.move(DAY_MS if jump < 0.01 else -HOUR_MS if jump < 0.02 else years.hours * HOUR_MS)
        if outage and ships.clock() > outage:
            ships.kill_all()
            ships.clock.move(3 * DAY_MS)
            ships.start(years.replicas)
            outage = 0
        if real.monotonic() - killed_at > years.kills:
            ships.kill(rng.choice(ships.running))
            ships.begin(1)
            killed_at = real.monotonic()


def until_done(store: Store) -> None:
    """Wait until nothing is planned any more, as long as that becomes less."""
    left, until = sys.maxsize, real.monotonic() + PATIENCE_SECONDS
    while real.monotonic() < until:
        now_left = store.read(lambda unit: int(unit.run(_PLANNED).scalar_one())).result()
        if not now_left:
            return
        if now_left < left:
            left, until = now_left, real.monotonic() + PATIENCE_SECONDS
        real.sleep(BEAT_SECONDS)
    raise AssertionError(f"{left} of what is due does not happen")


def rows(store: Store) -> list[dict[str, object]]:
    columns = (_due.c.subject, _due.c.step, _due.c.state, _due.c.due_at, _due.c.attempts)
    return [dict(row) for row in store.read(lambda unit: unit.rows(select(*columns))).result()]


def check(store: Store) -> str:
    """Return the figures."""
    found = rows(store)
    effects = store.read(lambda unit: unit.rows(select(_outbox.c.address, _outbox.c.created_at))).result()
    happened = Counter(row["address"] for row in effects)
    states = Counter(str(row["state"]) for row in found)
    done = {f"{row['subject']} {row['step']}": row["due_at"] for row in found if row["state"] == "done"}
    last = {str(row["subject"]): str(row["step"]) for row in sorted(found, key=lambda row: str(row["step"]))}
    said = f"{len(found)} occurrences, {dict(states)}, {happened.total()} happened"
    assert set(states) <= {"done", "superseded"}, said
    assert happened == Counter(dict.fromkeys(done, 1)), said
    assert all(f"{zone} {step}" in done for zone, step in last.items()), said
    assert all(int(row["created_at"]) >= int(str(done[row["address"]])) for row in effects), said
    return said


def live(postgres: Postgres, keys: KeyRing, folder: Path, years: Years) -> str:
    url, rng = postgres.fresh(), random.Random(9)
    store = opening.open_store(url, keys)
    room = mailroom.open_mailroom(store)

    def plan(unit: Unit) -> None:
        due.plan(unit, occurrences(room.workspace.org, years))

    store.write(plan).result()
    with fleet(url, folder) as ships:
        pass_years(ships, years, rng)
        until_done(store)
        said = f"{check(store)}, {ships.kills} kills"
    store.close()
    return said


def test_each_occurrence_happens_once_whoever_dies(postgres: Postgres, keys: KeyRing, tmp_path: Path) -> None:
    """Three replicas, weeks within seconds; what an outage made pointless does not happen, the newest does."""
    years = Years(steps=3, apart=5, replicas=3, hours=12, zones=tuple(ZONES[::6]), kills=1.0)
    assert "happened" in live(postgres, keys, tmp_path, years)


@pytest.mark.soak
def test_ten_thousand_occurrences_in_every_zone(postgres: Postgres, keys: KeyRing, tmp_path: Path) -> None:
    """Five replicas, one killed every three seconds, three years (rows R12, R13)."""
    years = Years(steps=17, apart=64, replicas=5, hours=12, zones=tuple(ZONES))
    sys.stdout.write(f"{live(postgres, keys, tmp_path, years)}\n")
