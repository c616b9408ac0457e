"""The audit chain shows any later change."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

from storage import audit, tables
from storage.audit import Verdict
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store, Unit
from tests.storage import mailroom

LINES = 40
_audit = tables.table(tables.Audit)
_head = tables.table(tables.AuditHead)


@pytest.fixture
def org(store: Store) -> str:
    """An org with 40 audit lines over its chains."""
    org = store.write(mailroom.workspace).result().org
    rng = random.Random(11)

    def record(unit: Unit) -> None:
        for line in range(LINES):
            detail = {"line": str(line)}
            audit.record(unit, org=org, actor="ana", action="kudos.given", object="k", detail=detail, now=line, rng=rng)

    store.write(record).result()
    return org


def verify(store: Store, org: str) -> Verdict:
    return store.read(lambda unit: audit.verify(unit, org)).result()


def chain(store: Store) -> list[Any]:
    """Return the lines of the longest chain, in order."""
    rows = store.read(lambda unit: unit.rows(select(_audit).order_by(_audit.c.chain, _audit.c.seq))).result()
    chains = [[row for row in rows if row["chain"] == number] for number in range(audit.CHAINS)]
    return max(chains, key=len)


def at(table: Table, row: Any) -> tuple[Any, ...]:
    return (table.c.chain == row["chain"], table.c.seq == row["seq"])


def _reworded(unit: Unit, lines: list[Any]) -> None:
    unit.run(update(_audit).where(*at(_audit, lines[1])), {"action": "kudos.withdrawn"})


def _detail_of_another(unit: Unit, lines: list[Any]) -> None:
    unit.run(update(_audit).where(*at(_audit, lines[1])), {"detail": lines[2]["detail"]})


def _removed(unit: Unit, lines: list[Any]) -> None:
    unit.run(delete(_audit).where(*at(_audit, lines[1])))


def _swapped(unit: Unit, lines: list[Any]) -> None:
    for here, there in ((lines[1], lines[2]), (lines[2], lines[1])):
        values = {name: there[name] for name in ("at", "actor_id", "action", "object", "detail", "mac")}
        unit.run(update(_audit).where(*at(_audit, here)), values)


def _last_cut(unit: Unit, lines: list[Any]) -> None:
    unit.run(delete(_audit).where(*at(_audit, lines[-1])))


def _last_cut_with_its_head(unit: Unit, lines: list[Any]) -> None:
    unit.run(delete(_audit).where(*at(_audit, lines[-1])))
    unit.run(update(_head).where(_head.c.chain == lines[0]["chain"]), {"seq": lines[-2]["seq"]})


def _moved_to_another_chain(unit: Unit, lines: list[Any]) -> None:
    other = (lines[0]["chain"] + 1) % audit.CHAINS
    unit.run(delete(_audit).where(_audit.c.chain == other))
    unit.run(update(_audit).where(_audit.c.chain == lines[0]["chain"]), {"chain": other})


def test_untouched_chains_hold(store: Store, org: str) -> None:
    """Every line is checked, whichever of the chains it went to."""
    assert verify(store, org) == Verdict(LINES, None)
    assert len({row["chain"] for row in chain(store)}) == 1


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [
        (_reworded, 2),
        (_detail_of_another, 2),
        (_removed, 2),
        (_swapped, 2),
        (_last_cut, -1),
        (_last_cut_with_its_head, -1),
    ],
)
def test_a_line_changed_moved_or_removed_is_found(
    store: Store, org: str, tamper: Callable[[Unit, list[Any]], None], first_bad: int
) -> None:
    """And the first place that does not hold is named."""
    lines = chain(store)
    store.write(lambda unit: tamper(unit, lines)).result()
    bad = lines[first_bad]["seq"] if first_bad < 0 else first_bad
    assert verify(store, org).broken == (lines[0]["chain"], bad)


def test_a_whole_chain_cannot_stand_in_for_another(store: Store, org: str) -> None:
    """Each line is bound to the chain it was written in."""
    lines = chain(store)
    store.write(lambda unit: _moved_to_another_chain(unit, lines)).result()
    assert verify(store, org).broken is not None


def test_without_the_key_no_line_can_be_forged(store: Store, org: str) -> None:
    """Lines written under another key do not hold, even as a whole new chain."""
    forger = KeyRing([b"f" * KEY_BYTES])

    def forge(unit: Unit) -> None:
        unit.keys = forger
        audit.record(
            unit, org=org, actor="ben", action="kudos.given", object="k", detail={}, now=99, rng=random.Random(1)
        )

    store.write(forge).result()
    assert verify(store, org).broken is not None


def test_lines_written_before_a_key_rotation_still_hold(store: Store, org: str) -> None:
    """As long as the old key stays in the ring."""
    store.keys = KeyRing([b"n" * KEY_BYTES, b"k" * KEY_BYTES])
    assert verify(store, org) == Verdict(LINES, None)
    store.keys = KeyRing([b"n" * KEY_BYTES])
    assert verify(store, org).broken is not None


def test_writers_at_once_keep_every_chain_whole(store: Store, org: str) -> None:
    """A hundred units in flight, no line lost and none doubled."""

    def record(unit: Unit, line: int) -> None:
        audit.record(
            unit,
            org=org,
            actor="ana",
            action="kudos.given",
            object="k",
            detail={},
            now=line,
            rng=random.Random(line),
        )

    futures = [store.write(partial(record, line=line)) for line in range(100)]
    for future in futures:
        future.result()
    assert verify(store, org) == Verdict(LINES + 100, None)
