"""The audit chain shows any later change."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

from storage import audit, audit_anchor, audit_upkeep, tables
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


def _digest_in_place_of_the_detail(unit: Unit, lines: list[Any]) -> None:
    """As if it were a line of before there were digests: what is hashed is the same."""
    unit.run(update(_audit).where(*at(_audit, lines[1])), {"detail": lines[1]["digest"], "digest": None})


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


def _last_cut_by_somebody_who_knows_the_tables(unit: Unit, lines: list[Any]) -> None:
    """The end is set back to what was the end before: without any key, and without a trace in the database."""
    unit.run(delete(_audit).where(*at(_audit, lines[-1])))
    before = {"seq": lines[-2]["seq"], "mac": lines[-2]["mac"]}
    unit.run(update(_head).where(_head.c.chain == lines[0]["chain"]), before)


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
        (_digest_in_place_of_the_detail, 2),
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


# --- Any change at all --------------------------------------------------------------------------------------------

COLUMNS = ("at", "actor_id", "action", "object", "detail", "digest", "mac")


class _UndoneError(Exception):
    """What was tampered with is put back."""


def tampered(unit: Unit, org: str, chance: random.Random) -> tuple[tuple[int, int], Verdict]:
    """Change one thing anywhere, and return the first place that does not hold then, and what was found."""
    rows = unit.rows(select(_audit).order_by(_audit.c.chain, _audit.c.seq))
    row = chance.choice(rows)
    place = (row["chain"], row["seq"])
    match chance.randrange(4):
        case 0:
            unit.run(delete(_audit).where(*at(_audit, row)))
        case 1:
            column = chance.choice(COLUMNS)
            unit.run(update(_audit).where(*at(_audit, row)), {column: _otherwise(row[column], chance)})
        case 2:
            other = chance.choice([one for one in rows if one["mac"] != row["mac"]])
            values = {name: other[name] for name in (*COLUMNS,)}
            unit.run(update(_audit).where(*at(_audit, row)), values)
        case _:
            unit.run(update(_head).where(_head.c.chain == row["chain"]), {"mac": _otherwise(b"x" * 32, chance)})
            last = max(one["seq"] for one in rows if one["chain"] == row["chain"])
            place = (row["chain"], last + 1)
    return place, audit.verify(unit, org)


def _otherwise(value: Any, chance: random.Random) -> Any:
    """Return something else of the same kind."""
    if isinstance(value, int):
        return value + chance.randrange(1, 10**6)
    if isinstance(value, bytes | memoryview):
        content = bytearray(bytes(value))
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)
    return f"{value}{chance.randrange(10)}"


def test_a_thousand_tampers_are_found_and_the_first_bad_line_is_named(store: Store, org: str) -> None:
    """A row removed, altered in any column by any bit, or put in place of another; or an end made up."""
    chance = random.Random(99)
    found: list[tuple[tuple[int, int], Verdict]] = []

    def tamper(unit: Unit) -> None:
        with unit.attempt():
            found.append(tampered(unit, org, chance))
            raise _UndoneError

    for _ in range(1_000):
        with pytest.raises(_UndoneError):
            store.write(tamper).result()
    assert [(place, told.broken) for place, told in found if told.broken != place] == []
    assert verify(store, org) == Verdict(LINES, None)


# --- The anchor outside -------------------------------------------------------------------------------------------


def anchor(store: Store, org: str) -> str:
    return store.read(lambda unit: audit_anchor.line(unit, org, now=1)).result()


def compare(store: Store, org: str, *lines: str) -> audit_anchor.Anchored:
    return store.read(lambda unit: audit_anchor.compare(unit, org, lines)).result()


def test_a_tail_that_was_cut_off_is_found_by_the_anchor_and_not_without_it(store: Store, org: str) -> None:
    """Inside the database nothing tells of it: whoever cuts can set the end back. Outside it is known."""
    kept, lines = anchor(store, org), chain(store)
    store.write(lambda unit: _last_cut_by_somebody_who_knows_the_tables(unit, lines)).result()
    assert verify(store, org).broken is None
    assert compare(store, org, kept).broken == (lines[-1]["chain"], lines[-1]["seq"])


def test_an_anchor_holds_while_lines_are_added(store: Store, org: str) -> None:
    """Every line that was ever kept is compared, the oldest too."""
    first = anchor(store, org)
    store.write(lambda unit: _record_one(unit, org)).result()
    assert compare(store, org, first, anchor(store, org)) == audit_anchor.Anchored(2, None)


def test_a_tail_that_was_cut_and_grew_again_is_found(store: Store, org: str) -> None:
    """Other lines of the same numbers are not the same lines."""
    kept, lines = anchor(store, org), chain(store)
    store.write(lambda unit: _last_cut_by_somebody_who_knows_the_tables(unit, lines)).result()
    for _ in range(60):
        store.write(lambda unit: _record_one(unit, org)).result()
    assert verify(store, org).broken is None
    assert compare(store, org, kept).broken == (lines[-1]["chain"], lines[-1]["seq"])


@pytest.mark.parametrize("spoil", [lambda line: line.replace('"at":1', '"at":2'), lambda _: "{}", lambda _: "notes"])
def test_a_line_that_is_not_ours_is_named(store: Store, org: str, spoil: Callable[[str], str]) -> None:
    """Whoever can write the file cannot make up what stood in the database."""
    kept = anchor(store, org)
    assert compare(store, org, kept, spoil(kept)).forged == 2


# --- What is too old ----------------------------------------------------------------------------------------------


def test_old_lines_go_from_the_beginning_and_the_rest_still_holds(store: Store, org: str) -> None:
    """With anchors from before, too: what went by our own hand was not cut off."""
    kept = anchor(store, org)
    gone = store.write(lambda unit: audit_upkeep.purge(unit, org, LINES // 2)).result()
    assert gone == LINES // 2
    assert verify(store, org) == Verdict(LINES - gone, None)
    assert compare(store, org, kept) == audit_anchor.Anchored(1, None)


def test_a_beginning_that_somebody_else_cut_off_is_found(store: Store, org: str) -> None:
    """What says from where a chain goes on is signed."""
    lines = chain(store)

    def cut(unit: Unit) -> None:
        unit.run(delete(_audit).where(*at(_audit, lines[0])))
        said = {"pruned_seq": 1, "pruned_mac": lines[0]["mac"], "pruned_seal": b"x" * 32}
        unit.run(update(_head).where(_head.c.chain == lines[0]["chain"]), said)

    store.write(cut).result()
    assert verify(store, org).broken == (lines[0]["chain"], 1)


def test_lines_about_somebody_under_a_hold_stay_and_all_after_them(store: Store, org: str) -> None:
    """A chain has no gaps, so what comes after waits, too."""
    assert store.write(lambda unit: audit_upkeep.purge(unit, org, LINES, ["ana"])).result() == 0


def _record_one(unit: Unit, org: str) -> None:
    rng = random.Random(str(unit.run(select(_head.c.seq)).scalars().all()))
    audit.record(unit, org=org, actor="ben", action="tested", object="", detail={}, now=99, rng=rng)


def test_what_was_shredded_is_known_from_what_is_sealed_by_its_length(keys: KeyRing) -> None:
    """So another round of an erasure reads no line that it has shredded already."""
    row = {"org_id": "acme", "chain": 1, "seq": 1, "digest": b"d"}
    assert len(audit.shredded(keys, row)) == audit.MARK_BYTES < len(keys.seal("{}", "acme"))
