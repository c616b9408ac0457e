"""`python -m bench [rows]` measures ratios side by side on this machine and prints them as a table."""

from __future__ import annotations

import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from bench import (
    acks,
    answers,
    broadcast,
    calibration,
    kudos,
    people,
    reads,
    rehearsal,
    releases,
    report,
    reviews,
    store,
    stores,
    teams,
)
from bench.report import Section, say

MEASUREMENTS: dict[str, Callable[[Path], Section]] = {
    "sqlite": kudos.on_sqlite,
    "postgresql": kudos.on_postgres,
    "teams": teams.measure,
    "store": store.measure,
    "acks": acks.on_sqlite,
    "broadcast": broadcast.on_sqlite,
    "reads": reads.on_sqlite,
    "reviews": reviews.on_sqlite,
    "import": people.on_sqlite,
    "rehearse": rehearsal.measure,
    "answers": answers.measure,
    "release": releases.measure,
    "calibration": calibration.measure,
}
WHEN_ASKED: dict[str, Callable[[Path], Section]] = {  # so that all together end within some minutes
    "acks-postgresql": acks.on_postgres,
    "broadcast-postgresql": broadcast.on_postgres,
    "import-postgresql": people.on_postgres,
    "reads-postgresql": reads.on_postgres,
    "reviews-postgresql": reviews.on_postgres,
}


def main(asked: list[str]) -> int:
    known = MEASUREMENTS | WHEN_ASKED
    unknown = [name for name in asked if name not in known]
    if unknown:
        say(f"There is no {unknown[0]!r}. Rows: {', '.join(known)}; none means all but the last {len(WHEN_ASKED)}.")
        return 2
    signal.signal(signal.SIGTERM, stop)
    sections = [measured(name) for name in asked or MEASUREMENTS]
    print(report.table([*sections, machine()]))
    return 0


def measured(name: str) -> Section:
    say(f"{name} ...")
    began = time.perf_counter()
    with stores.folder() as place:
        section = (MEASUREMENTS | WHEN_ASKED)[name](place)
    say(f"{name}: done in {time.perf_counter() - began:.0f} s")
    return section


def stop(signum: int, frame: FrameType | None) -> None:
    """Asked to end, we end what we started too."""
    sys.exit(128 + signum)


def machine() -> Section:
    """Load, servers and database share the processors: figures compare within one run, not across machines."""
    with stores.folder() as place:
        sync = stores.sync_milliseconds(place)
    line = f"{os.cpu_count()} processors shared by load, servers and database; Python {platform.python_version()}"
    return Section(rows=[], context=[f"{line}; {sync:.2f} ms to make 4 KiB durable on this disk"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
