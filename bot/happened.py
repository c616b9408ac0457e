"""Counts what happened by itself, and reports what could not."""

from __future__ import annotations

import structlog
from prometheus_client import Counter, Histogram

from schedules.tick import Failure, Ticked

log = structlog.get_logger()
HAPPENED = Counter("vouchsafe_due_total", "Occurrences that were due, by outcome", ["outcome"])
COMPUTED = Histogram(
    "vouchsafe_computed_seconds",
    "How long a computation took in its own process, by kind",
    ["kind"],
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 120, 300),
)


def count(ticked: Ticked) -> None:
    HAPPENED.labels("done").inc(ticked.done)
    HAPPENED.labels("dropped").inc(ticked.dropped)
    for failure in ticked.failures:
        _report(failure)


def _report(failure: Failure) -> None:
    HAPPENED.labels("failed").inc()
    log.error(
        "something that was due could not be done",
        action="ticker.failed",
        kind=failure.due.kind,
        subject=failure.due.subject,
        step=failure.due.step,
        error=failure.error,
        final=failure.final,
    )
