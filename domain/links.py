"""One document, one address: the same link written in two ways is found to be the same."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

_NOISE = re.compile(r"utm_\w+|gclid|fbclid|mc_[ce]id|usp|ouid|rtpof|sd|web|pli|authuser")
_HOPS = 3  # a link in a link in a link; deeper ones are taken as they stand
_WRAPPED = {  # host ending -> where it carries the address it leads to
    "safelinks.protection.outlook.com": "url",
    "google.com": "q",
    "slack-redir.net": "url",
}
_DOCUMENTS = (  # what names a document in its path; what follows is how it is shown
    (
        "docs.google.com",
        re.compile(r"(?:/a/[^/]+)?(/(?:document|spreadsheets|presentation|forms)(?:/u/\d+)?/d/[\w-]+)"),
    ),
    ("drive.google.com", re.compile(r"(?:/u/\d+)?(/file/d/[\w-]+)")),
    ("github.com", re.compile(r"(/[^/]+/[^/]+/(?:pull|issues|discussions|commit)/\w+)")),
    ("gitlab.com", re.compile(r"(/.+/-/(?:merge_requests|issues)/\d+)")),
    ("atlassian.net", re.compile(r"(/wiki/spaces/[^/]+/pages/\d+)")),
    ("atlassian.net", re.compile(r"(/browse/[\w-]+)")),
    ("slack.com", re.compile(r"(/archives/\w+/p\d+)")),
    ("teams.microsoft.com", re.compile(r"(/l/message/[^/]+/\d+)")),
)
_PORTS = {"http": 80, "https": 443}


def is_link(text: str) -> bool:
    """Only what a browser opens from afar is a link: no file, no script, no address without a host."""
    try:
        parts = urlsplit(text.strip())
        return parts.scheme.lower() in _PORTS and bool(parts.hostname) and not re.search(r"\s", text.strip())
    except ValueError:
        return False


def normalized(link: str) -> str:
    """Return the address by which two links to one document are equal; "" for no link. Not meant to be opened.

    What is no link is only trimmed and put in lower case, so that it still equals itself.
    """
    for _ in range(_HOPS):
        inner = _unwrapped(link)
        if inner is None:
            break
        link = inner
    return _address(link) if is_link(link) else link.strip().casefold()


def _unwrapped(link: str) -> str | None:
    if not is_link(link):
        return None
    parts = urlsplit(link.strip())
    for ending, name in _WRAPPED.items():
        carried = parse_qs(parts.query).get(name, [""])[0]
        if _is_at(parts.hostname or "", ending) and is_link(carried):
            return carried
    return None


def _address(link: str) -> str:
    parts = urlsplit(link.strip())
    host, path = _host(parts.hostname or "", parts.scheme.lower(), _port(parts.netloc)), _path(parts.path)
    for ending, pattern in _DOCUMENTS:
        found = pattern.match(path)
        if found and _is_at(parts.hostname or "", ending):
            return host + re.sub(r"/u/\d+", "", found[1])
    query = sorted((name, value) for name, value in parse_qsl(parts.query) if not _NOISE.fullmatch(name.lower()))
    return host + path + (f"?{urlencode(query)}" if query else "")


def _host(name: str, scheme: str, port: int | None) -> str:
    name = name.rstrip(".").removeprefix("www.")
    return name if port in {None, _PORTS[scheme]} else f"{name}:{port}"


def _port(netloc: str) -> int | None:
    found = re.search(r":(\d{1,5})$", netloc)
    return int(found[1]) if found else None


def _path(path: str) -> str:
    """Say each character in one way, and leave out what points at the same place: "//", "/./" and the last "/"."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in {"", "."}:
            segments.append(quote(unquote(segment), safe=":@!$&'()*+,;=~-._"))
    return "".join(f"/{segment}" for segment in segments)


def _is_at(host: str, ending: str) -> bool:
    return host == ending or host.endswith(f".{ending}")
