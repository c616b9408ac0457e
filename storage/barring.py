"""Accounts and addresses of people who were erased, as keyed hashes: no directory brings them back by itself."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select

from domain.roster import Member, normal_email
from storage import tables
from storage.sealing import KeyRing
from storage.unit import Unit

_barred = tables.table(tables.Barred)
_PURPOSE = "barred"


def bar(unit: Unit, org: str, erasure: str, accounts: Iterable[tuple[str, str]], addresses: Iterable[str]) -> None:
    """Let these (workspace, external id) and e-mail addresses not come back."""
    _bar(unit, org, erasure, [*(("account", *one) for one in accounts), *(("email", one) for one in addresses)])


def bar_users(unit: Unit, org: str, erasure: str, names: Iterable[str]) -> None:
    """The same for the names by which an identity provider knows them."""
    _bar(unit, org, erasure, [("user", one.casefold()) for one in names])


def _bar(unit: Unit, org: str, erasure: str, said: Iterable[tuple[str, ...]]) -> None:
    rows = [{"org_id": org, "digest": _digests(unit.keys, *one)[0], "erasure_id": erasure} for one in said]
    unit.insert_those_new(_barred, rows)


def readmit(unit: Unit, org: str, erasure: str) -> int:
    """Let whom the erasure was about be taken in again, as somebody new; return how many hashes went."""
    return unit.run(delete(_barred).where(_barred.c.org_id == org, _barred.c.erasure_id == erasure)).rowcount


def admitted(unit: Unit, org: str, workspace: str, members: Sequence[Member]) -> list[Member]:
    """Return the members who are not barred, by their account or by their address."""
    if not _is_any(unit, org):
        return list(members)
    said: dict[Member, list[tuple[str, ...]]] = {
        one: [("account", workspace, one.external), *_address(one.email)] for one in members
    }
    found = _found(unit, org, {words for those in said.values() for words in those})
    return [one for one in members if not any(words in found for words in said[one])]


def addresses(unit: Unit, org: str, those: Collection[str]) -> set[str]:
    """Return which of these normal e-mail addresses are barred, for whoever brings in people by address."""
    if not _is_any(unit, org):
        return set()
    found = _found(unit, org, {("email", one) for one in those})
    return {words[1] for words in found}


def users(unit: Unit, org: str, names: Collection[str]) -> set[str]:
    """Return which of these names, by which an identity provider may know somebody, are barred; addresses, too."""
    if not _is_any(unit, org):
        return set()
    asked = {(kind, one.casefold()) for kind in ("user", "email") for one in names}
    found = {words[1] for words in _found(unit, org, asked)}
    return {one for one in names if one.casefold() in found}


def _address(email: str | None) -> list[tuple[str, ...]]:
    normal = normal_email(email)
    return [("email", normal)] if normal else []


def _is_any(unit: Unit, org: str) -> bool:
    return bool(unit.run(select(func.count()).select_from(_barred).where(_barred.c.org_id == org)).scalar_one())


def _found(unit: Unit, org: str, said: Collection[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Under any key of the ring: a rotation lets nobody back in. The list is small, so it is read whole."""
    barred = set(unit.run(select(_barred.c.digest).where(_barred.c.org_id == org)).scalars())
    keyed: Mapping[tuple[str, ...], list[str]] = {words: _digests(unit.keys, *words) for words in said}
    return {words for words, digests in keyed.items() if barred.intersection(digests)}


def _digests(keys: KeyRing, *words: str) -> list[str]:
    said = "\x1f".join(words).encode()
    return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in keys.keys(_PURPOSE)]
