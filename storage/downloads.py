"""Links to what is kept about a person: signed, good once and for a quarter of an hour."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, insert, select, update

from domain.policy import Role
from domain.privacy import DataClass
from storage import audit, reads, tables
from storage.sealing import KeyRing
from storage.unit import Unit

MINUTES = 15
_MINUTE_MS = 60_000
_BYTES = 16  # 128 bits, so that no link can be guessed
_PURPOSE = "download"
_SHAPE = re.compile(r"[a-z0-9]{1,32}\.[0-9]{13}\.[0-9a-f]{32}\.[0-9a-f]{64}", re.ASCII)
_download = tables.table(tables.Download)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a link was for."""

    org: str
    person: str


def offer(unit: Unit, org: str, person: str, *, now: int, rng: random.Random) -> str:
    """Return the last part of a link to everything about the person. An earlier link of theirs is not good any more.

    `rng` must be a cryptographic one. The link says which org it is of, until when it is good, a secret, and our seal.
    """
    expires, secret = now + MINUTES * _MINUTE_MS, rng.randbytes(_BYTES).hex()
    said = f"{org}.{expires:013}.{secret}"
    unit.run(delete(_download).where(_download.c.org_id == org, _download.c.person_id == person))
    row = {"org_id": org, "digest": _digests(unit.keys, secret)[0], "person_id": person, "expires_at": expires}
    unit.run(insert(_download), row)
    audit.record(unit, org=org, actor=person, action="export.offered", object=person, detail={}, now=now, rng=rng)
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
    found = unit.first(select(_download.c.org_id, _download.c.person_id).where(*_unused(unit, link, now)))
    return Taken(found["org_id"], found["person_id"]) if found else None


def take(unit: Unit, link: str, *, now: int, rng: random.Random) -> Taken | None:
    """Use the link up and return what it was for, None when it is not good. One statement decides: it works once."""
    if not is_good(unit.keys, link, now=now):
        return None
    using = update(_download).where(*_unused(unit, link, now)).values(used_at=now)
    used = unit.rows(using.returning(_download.c.org_id, _download.c.person_id))
    if not used:
        return None
    org, person = used[0]["org_id"], used[0]["person_id"]
    reads.record(unit, org, reader=person, role=Role.SUBJECT, subject=person, of=DataClass.PROFILE, now=now, rng=rng)
    return Taken(org, person)


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
