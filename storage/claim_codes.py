"""One-time codes that make their bearer an HR administrator: printed by the server, typed in chat, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import random

from sqlalchemy import ColumnElement, case, or_, select

from domain.set_up import CLAIM_PAUSE_MS, MOST_CLAIM_TRIES
from storage import audit, tables
from storage.unit import Unit

LIFETIME_MS = 15 * 60_000

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that reads like a digit
_MISREAD = str.maketrans("OIL", "011")
_GROUPS, _GROUP = 3, 4  # 60 bits
_PURPOSE = "claim code"

_CODE = tables.table(tables.ClaimCode)
_TRY = tables.table(tables.ClaimTry)
_PERSON = tables.table(tables.Person)


def new_code(rng: random.Random) -> str:
    """Return a code such as 7F3K-9QXM-2BTV. `rng` must be a cryptographic one."""
    return "-".join("".join(rng.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def create(unit: Unit, org: str, code: str, *, now: int, rng: random.Random) -> int:
    """Keep the code's hash and return when it expires (UTC epoch ms). Used and expired codes are forgotten."""
    expires_at = now + LIFETIME_MS
    dead = or_(_CODE.c.expires_at <= now, _CODE.c.used_by.is_not(None))
    unit.run(_CODE.delete().where(_CODE.c.org_id == org, dead))
    unit.run(
        _CODE.insert(),
        {
            "org_id": org,
            "digest": _digests(unit, org, code)[0],
            "expires_at": expires_at,
        },
    )
    audit.record(
        unit,
        org=org,
        actor=None,
        action="claim_code.made",
        object="",
        detail={},
        now=now,
        rng=rng,
    )
    return expires_at


def is_guessing(unit: Unit, org: str, person: str, *, now: int) -> bool:
    """Say whether the person has typed too many wrong codes of late; then none of theirs is looked at."""
    row = unit.first(unit.locked(select(_TRY).where(*_tries_of(org, person))))
    return row is not None and row["since"] > now - CLAIM_PAUSE_MS and row["count"] >= MOST_CLAIM_TRIES


def count_wrong(unit: Unit, org: str, person: str, *, now: int) -> None:
    """Count one more wrong code; what is older than the pause is forgotten."""
    tried = {"org_id": org, "person_id": person, "since": now, "count": 1}
    if unit.insert_if_new(_TRY, tried):
        return
    long_ago = _TRY.c.since <= now - CLAIM_PAUSE_MS
    since, count = case((long_ago, now), else_=_TRY.c.since), case((long_ago, 1), else_=_TRY.c.count + 1)
    unit.run(_TRY.update().where(*_tries_of(org, person)).values(since=since, count=count))


def use(unit: Unit, org: str, code: str, person: str, *, now: int, rng: random.Random) -> bool:
    """Make the person an HR administrator if the code is good. One statement decides, so a code works once."""
    good = (
        _CODE.c.digest.in_(_digests(unit, org, code)),
        _CODE.c.used_by.is_(None),
        _CODE.c.expires_at > now,
    )
    if unit.run(_CODE.update().where(_CODE.c.org_id == org, *good).values(used_by=person)).rowcount != 1:
        return False
    hr = _PERSON.update().where(_PERSON.c.org_id == org, _PERSON.c.id == person)
    unit.run(hr.values(is_hr=True, version=_PERSON.c.version + 1))
    audit.record(
        unit,
        org=org,
        actor=person,
        action="hr.claimed",
        object=person,
        detail={},
        now=now,
        rng=rng,
    )
    return True


def _tries_of(org: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return _TRY.c.org_id == org, _TRY.c.person_id == person


def _digests(unit: Unit, org: str, code: str) -> list[str]:
    """Return the hash under each key of the ring, the current one first: a code survives a rotation."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)
    keys = unit.keys.keys(_PURPOSE)
    return [hmac.new(key, f"{org}\x1f{plain}".encode(), hashlib.sha256).hexdigest() for key in keys]
