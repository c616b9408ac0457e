"""Logs: one JSON object a line on standard error, with allow-listed fields only. Never content: this is HR data."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "action",
        "added",
        "address",
        "attempts",
        "by",
        "code",
        "count",
        "dropped",
        "edge",
        "error",
        "event",
        "final",
        "kind",
        "left",
        "level",
        "logger",
        "message",  # the id of a message owed, never its words
        "messages",  # how many
        "method",
        "missing",
        "of",
        "offset_ms",
        "org",
        "outcome",
        "people",  # how many
        "platform",
        "reason",
        "reference",
        "said",
        "scope",
        "seconds",
        "status",
        "step",
        "subject",  # an id of ours
        "timestamp",
        "url",
        "where",
        "whole",
        "workspace",
    }
)
MAX_VALUE = 200  # characters; a longer value is no id, code or sentence of ours

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


def configure(level: str = "info") -> None:
    """Send our logs, and the bare fact of every library's warnings, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_listed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryHandler()], force=True)


def only_listed(logger: object, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep the listed fields, short; name the others without their values, so that they can be missed."""
    kept = {name: _short(value) for name, value in event.items() if name in FIELDS}
    dropped = sorted(set(event) - FIELDS)
    return {**kept, "dropped": dropped} if dropped else kept


class LibraryHandler(logging.Handler):
    """Libraries put payloads into their messages (slack_bolt warns with whole bodies), so only the place is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        line = {
            "event": "a library logged",
            "action": "library.logged",
            "level": record.levelname.lower(),
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
            "error": record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "",
        }
        sys.stderr.write(json.dumps(line) + "\n")


def _short(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:MAX_VALUE]


def where(error: Exception) -> str:
    """The innermost place in the code, without the error's text: it may quote people."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}" if trace else ""
