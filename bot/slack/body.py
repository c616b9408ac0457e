"""A signed body as a payload: events are JSON, commands a form, interactions JSON inside a form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

MOST_FIELDS = 100
MOST_DEPTH = 100  # objects and lists inside each other; the rich text of a message needs about a dozen


def parse(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the payload. Raises ValueError."""
    text = body.decode()
    if content_type == "application/json":
        return _object(text)
    form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS))
    return _object(form["payload"]) if "payload" in form else form


def _object(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except RecursionError as error:
        raise ValueError("a payload is not that deep") from error
    if not isinstance(payload, dict):
        raise ValueError("a payload is an object")
    _refuse_depth(payload)
    return payload


def _refuse_depth(payload: object) -> None:
    """What is deeper than any payload of Slack's could exhaust whoever walks it later."""
    level = [payload]
    for _ in range(MOST_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("a payload is not that deep")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
