"""Bearer tokens of identity providers: shown once, kept as a keyed hash, two good at once so that one can follow."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select, update

from domain import sources
from domain.sources import Source
from storage import audit, directory, tables
from storage.unit import Unit

MOST = 2
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTERS = 43  # 256 bits
_SHAPE = re.compile(rf"vsc_[0-9A-Za-z]{{{_LETTERS}}}", re.ASCII)
_PURPOSE = "scim token"
_USED_MS = 3_600_000  # how exactly it is known when a token was last used
_TOKEN = tables.table(tables.ScimToken)
_PERSON = tables.table(tables.Person)


class TooManyError(Exception):
    """Two tokens are good already. Revoke the older one first: vouchsafe scim-token --revoke NAME."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is listed: its name, and when it was made and last used (UTC epoch ms)."""

    name: str
    made_at: int
    used_at: int | None


def new(rng: random.Random) -> str:
    """Return a token. `rng` must be a cryptographic one."""
    return "vsc_" + "".join(rng.choice(_ALPHABET) for _ in range(_LETTERS))


def has_shape(token: str) -> bool:
    """Say whether it could be one, without asking the store."""
    return _SHAPE.fullmatch(token) is not None


def keep(unit: Unit, org: str, token: str, *, now: int, rng: random.Random) -> str:
    """Keep the token's hash and return the name it is listed by. Raises TooManyError."""
    unit.run(delete(_TOKEN).where(_TOKEN.c.org_id == org, _TOKEN.c.revoked_at.is_not(None)))
    if len(listed(unit, org)) >= MOST:
        raise TooManyError
    name = token[-4:]
    unit.run(_TOKEN.insert(), {"org_id": org, "digest": _digests(unit, token)[0], "name": name, "made_at": now})
    audit.record(unit, org=org, actor=None, action="scim_token.made", object=name, detail={}, now=now, rng=rng)
    return name


def listed(unit: Unit, org: str) -> list[Token]:
    good = select(_TOKEN).where(_TOKEN.c.org_id == org, _TOKEN.c.revoked_at.is_(None)).order_by(_TOKEN.c.made_at)
    return [Token(name=row["name"], made_at=row["made_at"], used_at=row["used_at"]) for row in unit.rows(good)]


def revoke(unit: Unit, org: str, name: str, *, now: int, rng: random.Random) -> bool:
    """Let the token open nothing any more; say whether there was one. With the last one SCIM falls silent.

    It waits for what is being done with the token, and what waits meanwhile finds that it opens nothing.
    """
    directory.alone_in(unit, org)
    those = (_TOKEN.c.org_id == org, _TOKEN.c.name == name, _TOKEN.c.revoked_at.is_(None))
    if unit.run(update(_TOKEN).where(*those).values(revoked_at=now)).rowcount == 0:
        return False
    if not listed(unit, org):
        _fall_silent(unit, org)
    audit.record(unit, org=org, actor=None, action="scim_token.revoked", object=name, detail={}, now=now, rng=rng)
    return True


def good(unit: Unit, tokens: Collection[str]) -> set[str]:
    """Return which of the tokens open something."""
    kept = set(unit.run(select(_TOKEN.c.digest).where(_TOKEN.c.revoked_at.is_(None))).scalars())
    return {token for token in tokens if kept.intersection(_digests(unit, token))}


def org_of(unit: Unit, token: str) -> str | None:
    """Return whose token it is, None when it opens nothing. Any key of the ring will do, also after a rotation."""
    row = unit.first(select(_TOKEN.c.org_id).where(*_same(unit, token)))
    return None if row is None else str(row["org_id"])


def use(unit: Unit, token: str, *, now: int) -> None:
    """Note when a good token was last used. Whoever calls it is alone in the org, as is whoever revokes a token."""
    old = or_(_TOKEN.c.used_at.is_(None), _TOKEN.c.used_at < now - _USED_MS)
    unit.run(update(_TOKEN).where(*_same(unit, token), old).values(used_at=now))


def _same(unit: Unit, token: str) -> tuple[ColumnElement[bool], ...]:
    return (_TOKEN.c.digest.in_(_digests(unit, token)), _TOKEN.c.revoked_at.is_(None))


def _fall_silent(unit: Unit, org: str) -> None:
    """What it said stays until another source says otherwise."""
    said = select(_PERSON.c.sources).where(_PERSON.c.org_id == org, _PERSON.c.sources.contains("=scim"))
    for told in unit.run(said.distinct()).scalars().all():
        alike = (_PERSON.c.org_id == org, _PERSON.c.sources == told)
        unit.run(update(_PERSON).where(*alike).values(sources=sources.released(told, Source.SCIM)))


def _digests(unit: Unit, token: str) -> list[str]:
    return [hmac.new(key, token.encode(), hashlib.sha256).hexdigest() for key in unit.keys.keys(_PURPOSE)]
