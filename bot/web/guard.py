"""Keeps the room at home: this machine only, this origin only, and nothing from anywhere else on its pages.

In the room anyone may be anybody, so nobody else may reach it: no other machine, no other site in the same browser,
and no foreign name that resolves to this machine (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_OWN_SITES = frozenset({"same-origin", "none"})


class PublicBindError(ValueError):
    """Anyone may be anybody in the rehearsal room, so it is served on this machine only: 127.0.0.1, ::1, localhost."""


def refuse_public(host: str) -> None:
    """Raise PublicBindError unless the address to listen on is a loopback address."""
    if not _is_loopback(host):
        raise PublicBindError(str(PublicBindError.__doc__))


def guarded(page: Page) -> Page:
    """Wrap a page: foreign requests are refused before it runs, and every answer carries the headers."""

    async def guard(request: web.Request) -> web.StreamResponse:
        refusal = refused(request)
        if refusal:
            return web.Response(status=403, text=refusal, headers=HEADERS)
        try:
            response = await page(request)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guard


def refused(request: web.Request) -> str:
    """Return why the request may not pass, or ""."""
    if not _is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        return "The rehearsal room answers only to this machine's own names."
    if request.method in _SAFE_METHODS:
        return ""
    origin = request.headers.get("Origin", "")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OWN_SITES or origin not in ("", _own(request)):
        return "The rehearsal room takes posts only from its own pages."
    return ""


def _own(request: web.Request) -> str:
    return f"http://{request.host}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
