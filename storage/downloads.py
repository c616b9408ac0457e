"""Links to a file for one person: signed, good once and for a quarter of an hour."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, delete, insert, select, update

from domain.policy import Role
from domain.privacy import DataClass
from storage import audit, people, reads, tables
from storage.sealing import KeyRing
from storage.unit import Row, Unit
from views.vocabulary import Card

MINUTES = 15
_MINUTE_MS = 60_000
_BYTES = 16  # 128 bits, so that no link can be guessed
_PURPOSE = "download"
_SHAPE = re.compile(r"[a-z0-9]{1,32}\.[0-9]{13}\.[0-9a-f]{32}\.[0-9a-f]{64}", re.ASCII)
_download = tables.table(tables.Download)
_WANTED = (_download.c.org_id, _download.c.person_id, _download.c.of, _download.c.about)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a link was for: everything about the person, or the file `of` a kind that `about` names."""

    org: str
    person: str
    of: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`media` is its MIME type."""

    name: str
    media: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page to be read outside of chat, which the edge draws; no card in it asks for anything."""

    name: str
    title: str
    cards: tuple[Card, ...]


class Maker(Protocol):
    def __call__(self, unit: Unit, *, taken: Taken, now: int) -> File | Document | None:
        """Return the file as it is at the moment, None when it is not theirs any more."""


def offer(unit: Unit, wanted: Taken, *, now: int, rng: random.Random) -> str:
    """Return the last part of a link to the file. An earlier link of theirs to the same is not good any more.

    `rng` must be a cryptographic one. The link says which org it is of, until when it is good, a secret, and our seal.
    """
    expires, secret = now + MINUTES * _MINUTE_MS, rng.randbytes(_BYTES).hex()
    said = f"{wanted.org}.{expires:013}.{secret}"
    people.lock(unit, wanted.org, wanted.person)  # asked for twice at once, two links would be good
    here = {"org_id": wanted.org, "person_id": wanted.person, "of": wanted.of, "about": wanted.about}
    unit.run(delete(_download).where(*(_download.c[name] == value for name, value in here.items())))
    unit.run(insert(_download), {**here, "digest": _digests(unit.keys, secret)[0], "expires_at": expires})
    detail = {"of": wanted.of} if wanted.of else {}
    action = "download.offered" if wanted.of else "export.offered"
    audit.record(
        unit,
        org=wanted.org,
        actor=wanted.person,
        action=action,
        object=wanted.about or wanted.person,
        detail=detail,
        now=now,
        rng=rng,
    )
    return f"{said}.{_seals(unit.keys, said)[0]}"


def is_good(keys: KeyRing, link: str, *, now: int) -> bool:
    """Say whether it is a link of ours that has not expired. Whether it was used, only `take` can tell."""
    if not _SHAPE.fullmatch(link):
        return False
    said, _, seal = link.rpartition(".")
    ours = any(hmac.compare_digest(one, seal) for one in _seals(keys, said))
    return ours and now < int(link.split(".")[1])


def whose(unit: Unit, link: str, *, now: int) -> Taken | None:
    """Return what the link is for, None when it is not good or was used; nothing is used up by it."""
    if not is_good(unit.keys, link, now=now):
        return None
    found = unit.first(select(*_WANTED).where(*_unused(unit, link, now)))
    return _taken(found) if found else None


def take(unit: Unit, link: str, *, now: int, rng: random.Random) -> Taken | None:
    """Use the link up and return what it was for, None when it is not good. One statement decides: it works once."""
    if not is_good(unit.keys, link, now=now):
        return None
    using = update(_download).where(*_unused(unit, link, now)).values(used_at=now)
    used = unit.rows(using.returning(*_WANTED))
    if not used:
        return None
    taken = _taken(used[0])
    if not taken.of:
        org, me = taken.org, taken.person
        reads.record(unit, org, reader=me, role=Role.SUBJECT, subject=me, of=DataClass.PROFILE, now=now, rng=rng)
    return taken


def _taken(row: Row) -> Taken:
    return Taken(row["org_id"], row["person_id"], row["of"], row["about"])


def _unused(unit: Unit, link: str, now: int) -> tuple[ColumnElement[bool], ...]:
    org, _, secret, _ = link.split(".")
    return (
        _download.c.org_id == org,
        _download.c.digest.in_(_digests(unit.keys, secret)),
        _download.c.used_at.is_(None),
        _download.c.expires_at > now,
    )


def _digests(keys: KeyRing, secret: str) -> list[str]:
    return [hmac.new(key, f"row\x1f{secret}".encode(), hashlib.sha256).hexdigest() for key in keys.keys(_PURPOSE)]


def _seals(keys: KeyRing, said: str) -> list[str]:
    return [hmac.new(key, f"link\x1f{said}".encode(), hashlib.sha256).hexdigest() for key in keys.keys(_PURPOSE)]
