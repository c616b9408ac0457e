"""The body of a request as a JSON object: small, not deep, and nothing in it twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from domain.scim import Kind, ScimError, wrong

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
SECONDS = 5.0  # for it to arrive
_KINDS = ("application/scim+json", "application/json")


async def read(request: web.Request) -> dict[str, Any]:
    """Raises ScimError."""
    if request.content_type not in _KINDS or "Content-Encoding" in request.headers:
        raise ScimError(415, Kind.NONE, "Send application/scim+json, not packed.")
    return parse(await received(request, most=MOST_BYTES))


async def received(request: web.Request, *, most: int) -> bytes:
    """Return what was sent, at most so many bytes, in time. Raises ScimError."""
    if (request.content_length or 0) > most:
        raise _too_large(most)
    try:
        return await asyncio.wait_for(_bounded(request, most), SECONDS)
    except TimeoutError as error:
        raise ScimError(408, Kind.NONE, "The body did not arrive in time.") from error


async def _bounded(request: web.Request, most: int) -> bytes:
    found = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        found += chunk
        if len(found) > most:
            raise _too_large(most)
    return bytes(found)


def parse(raw: bytes) -> dict[str, Any]:
    """Raises ScimError."""
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise wrong("The body is not valid JSON.", Kind.SYNTAX) from error
    if not isinstance(document, dict):
        raise wrong("The body must be a JSON object.", Kind.SYNTAX)
    level: list[object] = [document]
    for _ in range(MOST_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return document
    raise wrong("The body is nested too deeply.", Kind.SYNTAX)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _too_large(most: int) -> ScimError:
    return ScimError(413, Kind.NONE, f"The body has more than {most:,} bytes.")
