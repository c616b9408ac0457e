"""Rows R5 and R6 of TRUST.md: how long people wait for an acknowledgement, also while the store is slow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import kudos, processes, report, steady, stores
from bench.processes import Child
from bench.report import Row, Section, say
from bench.steady import SAVED, UNSURE, Answered, Steady

RATE = 100  # a second
SECONDS = 10.0
USUAL_MS, LATE_MS, LATEST_MS = 250, 1_000, 2_500
USUAL, LATE, VERY_LATE, BAD_DISK = ("late", 0), ("late", 500), ("late", 2_000), ("disk", 2_000)
WAYS = (USUAL, LATE, VERY_LATE, BAD_DISK)

Way = tuple[str, int]


class PromiseError(RuntimeError):
    """Somebody was told that their kudos is saved, and it is not."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What people heard, and the longest time for which the event loop stood still (ms; 0 = never for 100)."""

    answered: Answered
    stall: float

    @property
    def context(self) -> str:
        told = self.answered
        outcomes = ", ".join(f"{count} “{name}”" for name, count in sorted(told.outcomes.items()))
        stall = f"{self.stall:.0f} ms" if self.stall else "under 100 ms"
        waits = f"p50 {told.p50:.0f}, p99 {told.p99:.0f}, worst {told.worst:.0f} ms"
        return f"{waits}; longest stall {stall}; the load itself up to {told.late:.0f} ms late; {outcomes}"


def on_sqlite(place: Path) -> Section:
    return _measured("SQLite", f"sqlite:///{place / 'acks.db'}", place)


def on_postgres(place: Path) -> Section:
    with stores.postgres(place) as server:
        return _measured("PostgreSQL", server.fresh("acks"), place)


def _measured(name: str, url: str, place: Path) -> Section:
    found: dict[Way, Found] = {}
    with kudos.platform(place) as slack:
        settings = kudos.environ(url, slack) | {"VOUCHSAFE_KEYS": kudos.KEYS}
        processes.migrate(settings)
        kudos.prepare(place, settings)
        for number, way in enumerate(WAYS):
            found[way] = _played(place, settings, way, first=int(number * RATE * SECONDS))
            say(f"  {name}, {way[0]} {way[1]} ms: {found[way].context}")
    return Section(
        rows=_rows(f"Acknowledged on {name} at {RATE} commands/s", found),
        context=[f"{name}, {way} slower by {ms} ms: {one.context}" for (way, ms), one in found.items()],
    )


def _rows(heard: str, found: Mapping[Way, Found]) -> list[Row]:
    usual, late = found[USUAL].answered.p99, found[LATE].answered.p99
    very_late, bad_disk = found[VERY_LATE].answered.worst, found[BAD_DISK].answered.worst
    return [
        report.below(f"{heard}, 99th percentile", usual, USUAL_MS, "ms"),
        report.below("The same, the store answers 500 ms late", late, LATE_MS, "ms"),
        report.below("The same, it answers 2 s late: the last anybody hears", very_late, LATEST_MS, "ms"),
        report.below("The same, each commit takes 2 s: the last anybody hears", bad_disk, LATEST_MS, "ms"),
    ]


def _played(place: Path, settings: Mapping[str, str], way: Way, *, first: int) -> Found:
    before = stores.count(settings["VOUCHSAFE_DATABASE_URL"], "kudos")
    words = (way[0], str(way[1]))
    with processes.running("bench.slowed", *words, folder=place, ready="/readyz", **settings) as child:
        answered = asyncio.run(steady.play(Steady(port=child.port, rate=RATE, seconds=SECONDS, first=first)))
        stall = _longest_stall(child, place)
    held = stores.count(settings["VOUCHSAFE_DATABASE_URL"], "kudos") - before
    saved, unsure = (answered.outcomes.get(name, 0) for name in (SAVED, UNSURE))
    if not saved <= held <= saved + unsure:
        raise PromiseError(f"{saved} acknowledged, {unsure} in doubt, {held} saved")
    return Found(answered=answered, stall=stall)


def _longest_stall(child: Child, place: Path) -> float:
    """The process logs each stall of 100 ms or more, with its length."""
    lines = (place / f"{child.port}.log").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    return max((one["seconds"] * 1000 for one in told if one["action"] == "loop.stalled"), default=0.0)
