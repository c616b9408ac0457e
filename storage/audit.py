"""Who did what, in hash chains that show any later change.

A chain is over the digest of each line's sealed detail, not over the detail: so the words can be shredded, and the
chain holds. Whatever stands in the place of shredded words, or of lines that grew too old, is signed with our key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage import tables
from storage.prepared import Prepared
from storage.sealing import KeyRing
from storage.unit import Row, Unit

CHAINS = 8  # per org, so that writers on PostgreSQL do not queue for one row (docs/decisions/0007)
_audit = tables.table(tables.Audit)
_head = tables.table(tables.AuditHead)
_START = b"\0" * 32
_PURPOSE = "audit"
MARK_BYTES = 32  # of what stands in place of a line's detail; nothing that is sealed is so short
_DIGESTED = b"\0digest"  # no line ends like this without it: what comes before is JSON
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: dumps would make one for each line
_SAID = ("org_id", "chain", "seq", "at", "actor_id", "action", "object")
Place = tuple[int, int]  # chain and seq


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows were checked, and the first (chain, seq) that does not hold, if any."""

    rows: int
    broken: Place | None


def record(  # noqa: PLR0913 - one keyword per column
    unit: Unit,
    *,
    org: str,
    actor: str | None,
    action: str,
    object: str,
    detail: Mapping[str, str],
    now: int,
    rng: random.Random,
) -> None:
    """Append one line to one of the org's chains. Call it last in a unit: on PostgreSQL it locks the chain's end."""
    chain = rng.randrange(CHAINS)
    head = _end_of(unit, org, chain)
    seq = head["seq"] + 1
    sealed = unit.keys.seal(json.dumps(dict(detail)), org, "audit", f"{chain}/{seq}", "detail")
    row = {"org_id": org, "chain": chain, "seq": seq, "at": now, "actor_id": actor, "action": action, "object": object}
    row |= {"detail": sealed, "digest": _digest(sealed)}
    mac = _mac(unit.keys.keys(_PURPOSE)[0], bytes(head["mac"]), row)
    unit.do(_ADD, row | {"mac": mac})
    unit.do(_MOVE, {"org": org, "which": chain, "to": seq, "end": mac})


def verify(unit: Unit, org: str) -> Verdict:
    """Walk every chain from its start and compare its end with the recorded one."""
    rows = unit.rows(select(_audit).where(_audit.c.org_id == org).order_by(_audit.c.chain, _audit.c.seq))
    heads = {row["chain"]: row for row in unit.rows(select(_head).where(_head.c.org_id == org))}
    chains: dict[int, list[Row]] = {chain: [] for chain in heads}
    for row in rows:
        chains.setdefault(row["chain"], []).append(row)
    broken = (_first_break(unit.keys, chain, entries, heads.get(chain)) for chain, entries in sorted(chains.items()))
    return Verdict(len(rows), next((place for place in broken if place), None))


def shredded(keys: KeyRing, row: Row) -> bytes:
    """Return what stands in place of a line's detail once that is gone. Lines without a digest keep theirs."""
    return _signed(keys.keys(_PURPOSE)[0], "shredded", row)


def pruned(keys: KeyRing, org: str, chain: int, seq: int, mac: bytes) -> dict[str, Any]:
    """Return what the end of a chain says when its lines up to `seq` are gone."""
    base = {"org_id": org, "chain": chain, "pruned_seq": seq, "pruned_mac": mac}
    return {"pruned_seq": seq, "pruned_mac": mac, "pruned_seal": _signed(keys.keys(_PURPOSE)[0], "pruned", base)}


def bases(unit: Unit, org: str) -> dict[int, int]:
    """Return up to which line each chain has been pruned by our own hand."""
    heads = unit.rows(select(_head).where(_head.c.org_id == org))
    known = {row["chain"]: _base(unit.keys, row) for row in heads}
    return {chain: base[0] for chain, base in known.items() if base is not None}


def _first_break(keys: KeyRing, chain: int, entries: Iterable[Row], head: Row | None) -> Place | None:
    base = _base(keys, head)
    if base is None:
        return chain, 1
    seq, previous = base
    for entry in entries:
        seq += 1
        if entry["seq"] != seq or not _holds(keys, previous, entry):
            return chain, seq
        previous = bytes(entry["mac"])
    cut = head is None or head["seq"] != seq or (seq > 0 and bytes(head["mac"]) != previous)
    return (chain, seq + 1) if cut else None


def _base(keys: KeyRing, head: Row | None) -> tuple[int, bytes] | None:
    """Return from where the chain goes on; None when what says so is not ours."""
    if head is None or not head["pruned_seq"]:
        return 0, _START
    ours = (_signed(key, "pruned", head) for key in keys.keys(_PURPOSE))
    told = bytes(head["pruned_seal"] or b"")
    return (head["pruned_seq"], bytes(head["pruned_mac"])) if _is_one_of(ours, told) else None


def _holds(keys: KeyRing, previous: bytes, entry: Row) -> bool:
    told = bytes(entry["mac"])
    return _is_one_of((_mac(key, previous, entry) for key in keys.keys(_PURPOSE)), told) and _is_whole(keys, entry)


def _is_whole(keys: KeyRing, entry: Row) -> bool:
    """The detail is what the digest is of, or we have shredded it ourselves."""
    detail = bytes(entry["detail"])
    if entry["digest"] is None or _digest(detail) == bytes(entry["digest"]):
        return True
    return _is_one_of((_signed(key, "shredded", entry) for key in keys.keys(_PURPOSE)), detail)


def _is_one_of(ours: Iterable[bytes], told: bytes) -> bool:
    return any(hmac.compare_digest(one, told) for one in ours)


def _mac(key: bytes, previous: bytes, row: Row) -> bytes:
    """Over the digest of the detail; over the detail itself in lines that were written before there were digests.

    Which of the two it is stands in it, too: else a digest could be put in place of the detail, and the words be lost.
    """
    said = _JSON.encode([row[name] for name in _SAID]).encode()
    content, mark = (row["detail"], b"") if row["digest"] is None else (row["digest"], _DIGESTED)
    return hmac.new(key, previous + bytes(content) + b"\0" + said + mark, hashlib.sha256).digest()


def _signed(key: bytes, what: str, row: Row) -> bytes:
    names = (
        ("org_id", "chain", "pruned_seq", "pruned_mac") if what == "pruned" else ("org_id", "chain", "seq", "digest")
    )
    parts = [part.hex() if isinstance(part, bytes) else str(part) for part in (row[name] for name in names)]
    return hmac.new(key, "\x1f".join((what, *parts)).encode(), hashlib.sha256).digest()


def _digest(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()


def _end_of(unit: Unit, org: str, chain: int) -> Row:
    end = _END if unit.is_alone else _END_LOCKED
    found = unit.first(end, {"org": org, "which": chain})
    if found is not None:
        return found
    unit.insert_if_new(_head, {"org_id": org, "chain": chain, "seq": 0, "mac": _START})
    return unit.first(end, {"org": org, "which": chain}) or {"seq": 0, "mac": _START}


_THAT_CHAIN = (_head.c.org_id == bindparam("org"), _head.c.chain == bindparam("which"))
_FIND_END = select(_head.c.seq, _head.c.mac).where(*_THAT_CHAIN)
_END = Prepared(_FIND_END)
_END_LOCKED = Prepared(_FIND_END.with_for_update())
_MOVE = Prepared(update(_head).where(*_THAT_CHAIN).values(seq=bindparam("to"), mac=bindparam("end")))
_ADD = Prepared(insert(_audit), _audit.columns.keys())
