"""The hosts a bearer token may be sent to: those of PLATFORMS.md B4 T13, and what the settings add (TRUST.md T6)."""

from __future__ import annotations

import functools
import re

from bot.settings import is_loopback

PUBLIC_CLOUD = "https://smba.trafficmanager.net/teams/"
GCC_CLOUD = "https://smba.infra.gcc.teams.microsoft.com/teams"  # PLATFORMS.md B1.5

MOST_PORT = 65_535

_EXACT = frozenset({"smba.trafficmanager.net", "botframework.com"})
_BELOW = (".teams.microsoft.com", ".teams.microsoft.us")

# Read by full match and not by a parser, so that no second reading of the same text can find another host in it:
# plain ASCII, no user, no escape, no backslash, no query, no fragment.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}|\[[0-9A-Fa-f:]{2,39}\])"
    r"(?P<port>:[0-9]{1,5})?"
    r"(?P<path>/[A-Za-z0-9._~/-]{0,200})?"
)


@functools.lru_cache(maxsize=256)  # asked with every request and before every call, about the same few addresses
def is_allowed(service_url: str, extra: frozenset[str]) -> bool:
    """Say whether a token may go there. `extra` holds exact hosts, each "host" (any port) or "host:port"."""
    found = _ADDRESS.fullmatch(service_url)
    if found is None or ".." in (found["path"] or ""):
        return False
    host, port = found["host"].lower(), found["port"] or ""
    if port and int(port[1:]) > MOST_PORT:
        return False
    if host in extra or f"{host}{port}" in extra:
        return found["scheme"] == "https" or is_loopback(host)
    known = host in _EXACT or host.endswith(_BELOW)
    return known and not port and found["scheme"] == "https"
