"""What came in for a wave: handed in once each, opened once and all together when it closes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, delete, func, select

from domain import pulses_draft
from domain.pulses import Item
from storage import tables
from storage.prepared import Prepared
from storage.pulses_keys import WaveKey
from storage.unit import Row, Unit

_ballot = tables.table(tables.PulseBallot)
_sheet = tables.table(tables.PulseSheet)
_comment = tables.table(tables.PulseComment)
_SHEET, _COMMENT = "pulse_sheet", "pulse_comment"
_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The answers of one person, nobody knows of whom. `group` is where they count; skipped items are missing."""

    group: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote on an item. Nothing says which answers it came with."""

    group: str
    item: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What one person hands in. `marks` as domain.pulses_draft writes them, `comments` by the id of their item."""

    person: str
    group: str
    marks: str
    comments: Mapping[str, str]


def has_answered(unit: Unit, org: str, wave: str, key: WaveKey, person: str) -> bool:
    """Only ever asked for the person themself."""
    return unit.first(_HANDED_IN, {"org": org, "wave": wave, "ballot": key.ballot(person)}) is not None


def hand_in(unit: Unit, org: str, wave: str, key: WaveKey, ballot: Ballot, *, rng: random.Random) -> bool:
    """Keep it, once; False when the person has answered already, and then nothing changes.

    What is sealed is as long for everybody: nobody sees by it who skipped what.
    """
    here = {"org_id": org, "wave_id": wave}
    if not unit.insert_if_new(_ballot, {**here, "ballot": key.ballot(ballot.person)}):
        return False
    token = _token(rng)
    unit.insert_all(
        _sheet, [{**here, "token": token, "group_id": ballot.group, "answers": key.seal(ballot.marks, token)}]
    )
    for item, words in ballot.comments.items():
        token = _token(rng)
        sealed = key.seal(words, token)
        row = {**here, "token": token, "group_id": ballot.group, "item_id": item, "words": sealed}
        unit.insert_all(_comment, [row])
    return True


# --- Closing ------------------------------------------------------------------------------------------------------


def take_all(
    unit: Unit, org: str, wave: str, key: WaveKey | None, items: Sequence[Item]
) -> tuple[list[Sheet], list[Comment]]:
    """Open all there is and delete it, with who handed in. Without the key nothing can be opened: it goes unread."""
    sheets = [_sheet_of(row, key, items) for row in _rows(unit, _sheet, org, wave)] if key else []
    comments = [_comment_of(row, key) for row in _rows(unit, _comment, org, wave)] if key else []
    for table in (_sheet, _comment, _ballot):
        unit.run(delete(table).where(table.c.org_id == org, table.c.wave_id == wave))
    return sheets, comments


def put_back(
    unit: Unit, org: str, wave: str, sheets: Sequence[Sheet], comments: Sequence[Comment], rng: random.Random
) -> None:
    """Write it anew in an order of chance, under tokens nobody has seen, sealed by the key ring."""
    here = {"org_id": org, "wave_id": wave}
    rows = []
    for one in rng.sample(sheets, len(sheets)):
        token = _token(rng)
        sealed = unit.keys.seal(json.dumps(dict(one.answers)), org, _SHEET, token, "answers")
        rows.append({**here, "token": token, "group_id": one.group, "answers": sealed})
    unit.insert_all(_sheet, rows)
    said = []
    for remark in rng.sample(comments, len(comments)):
        token = _token(rng)
        sealed = unit.keys.seal(remark.words, org, _COMMENT, token, "words")
        said.append({**here, "token": token, "group_id": remark.group, "item_id": remark.item, "words": sealed})
    unit.insert_all(_comment, said)


# --- Once it is closed --------------------------------------------------------------------------------------------


def sheets(unit: Unit, org: str, wave: str) -> list[Sheet]:
    """Return the answers of a closed wave, by token, which is an order of chance."""
    return [
        Sheet(
            group=row["group_id"],
            answers=json.loads(unit.keys.open(row["answers"], org, _SHEET, row["token"], "answers")),
        )
        for row in _rows(unit, _sheet, org, wave)
    ]


def comments(unit: Unit, org: str, wave: str) -> list[Comment]:
    """Return the comments of a closed wave, by token."""
    return [
        Comment(
            group=row["group_id"],
            item=row["item_id"],
            words=unit.keys.open(row["words"], org, _COMMENT, row["token"], "words"),
        )
        for row in _rows(unit, _comment, org, wave)
    ]


def forget(unit: Unit, org: str, wave: str) -> int:
    """Delete what is left of the answers of a wave; return how many rows."""
    tables_of = (_sheet, _comment, _ballot)
    return sum(unit.run(delete(one).where(one.c.org_id == org, one.c.wave_id == wave)).rowcount for one in tables_of)


def count(unit: Unit, org: str, wave: str) -> int:
    """Return how many answered, of a closed wave: nobody is told how many have while it is open."""
    return int(unit.run(select(func.count()).where(_sheet.c.org_id == org, _sheet.c.wave_id == wave)).scalar_one())


# --- Pieces -------------------------------------------------------------------------------------------------------

_HANDED_IN = Prepared(
    select(_ballot.c.ballot).where(
        _ballot.c.org_id == bindparam("org"),
        _ballot.c.wave_id == bindparam("wave"),
        _ballot.c.ballot == bindparam("ballot"),
    )
)


def _token(rng: random.Random) -> str:
    return rng.randbytes(_TOKEN_BYTES).hex()


def _rows(unit: Unit, table: Table, org: str, wave: str) -> Sequence[Row]:
    return unit.rows(select(table).where(table.c.org_id == org, table.c.wave_id == wave).order_by(table.c.token))


def _sheet_of(row: Row, key: WaveKey, items: Sequence[Item]) -> Sheet:
    marks = key.open(row["answers"], row["token"])
    return Sheet(group=row["group_id"], answers=pulses_draft.answers(marks, items))


def _comment_of(row: Row, key: WaveKey) -> Comment:
    return Comment(group=row["group_id"], item=row["item_id"], words=key.open(row["words"], row["token"]))
