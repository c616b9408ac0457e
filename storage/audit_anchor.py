"""The ends of the audit chains as a line to keep outside the database: whoever cuts a tail off cannot cut it there.

A line is JSON: when, the org, and for each chain the number and hash of its last line; signed, so that no line can be
made up without the keys. Lines are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from storage import audit, signed_lines, tables
from storage.audit import Place
from storage.sealing import KeyRing
from storage.unit import Unit

_PURPOSE = "audit anchor"
_audit = tables.table(tables.Audit)
_head = tables.table(tables.AuditHead)


@dataclass(frozen=True, slots=True)
class Anchored:
    """How many lines of the org were compared, and the first (chain, seq) that is not as it was anchored, if any.

    `forged` is the first line (counted from 1) that we did not write as it stands, 0 when there is none.
    """

    lines: int
    broken: Place | None
    forged: int = 0

    @property
    def holds(self) -> bool:
        return self.broken is None and not self.forged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    org: str
    heads: dict[int, tuple[int, str]]


def line(unit: Unit, org: str, *, now: int) -> str:
    """Return the ends of the org's chains as they are."""
    rows = unit.rows(select(_head.c.chain, _head.c.seq, _head.c.mac).where(_head.c.org_id == org))
    heads = {str(row["chain"]): [row["seq"], bytes(row["mac"]).hex()] for row in rows}
    said = {"at": now, "org": org, "heads": dict(sorted(heads.items()))}
    return signed_lines.write(unit.keys, _PURPOSE, said)


def compare(unit: Unit, org: str, lines: Iterable[str]) -> Anchored:
    """Look whether everything that was anchored is still there, unless it grew too old and went by our own hand."""
    count, ends = 0, dict[int, set[tuple[int, str]]]()
    for number, text in enumerate(lines, start=1):
        told = _read(unit.keys, text)
        if told is None:
            return Anchored(count, None, forged=number)
        if told.org == org:
            count += 1
            for chain, end in told.heads.items():
                ends.setdefault(chain, set()).add(end)
    base = audit.bases(unit, org)
    broken = (_first_break(unit, org, chain, those, base.get(chain, 0)) for chain, those in sorted(ends.items()))
    return Anchored(count, next((place for place in broken if place), None))


def _first_break(unit: Unit, org: str, chain: int, ends: set[tuple[int, str]], base: int) -> Place | None:
    """The line after the last one where the tail was cut; the anchored line where another stands in its place."""
    here = (_audit.c.org_id == org, _audit.c.chain == chain)
    macs = {row["seq"]: bytes(row["mac"]).hex() for row in unit.rows(select(_audit.c.seq, _audit.c.mac).where(*here))}
    lost = [seq for seq, mac in ends if seq > base and macs.get(seq) != mac]
    return (chain, min(*lost, max(macs, default=base) + 1)) if lost else None


def _read(keys: KeyRing, text: str) -> _Line | None:
    """Return what a line says, None when it is not ours."""
    told = signed_lines.read(keys, _PURPOSE, text)
    if told is None:
        return None
    heads = {int(chain): (int(seq), str(mac)) for chain, (seq, mac) in dict(told["heads"]).items()}
    return _Line(org=str(told["org"]), heads=heads)
