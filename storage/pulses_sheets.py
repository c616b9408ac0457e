"""What came in for a wave: handed in once each, opened once and all together when it closes, gone when it is released.

In which group it counts is sealed with it: where one person counts alone, a group beside it would be their name.
"""

from __future__ import annotations

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
_WIDEST = 32  # characters, for the id of any group: what is sealed is as long in every group
_END = "\x1f"  # of the group's id


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All that came in for a wave, as `written` wrote it: sheets, and comments with the id of their item."""

    sheets: Sequence[str] = ()
    comments: Sequence[tuple[str, str]] = ()


def written(group: str, said: str) -> str:
    """Return marks or words as they are sealed, together with the group in which they count."""
    return f"{group:<{_WIDEST}}{_END}{said}"


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
    sealed = key.seal(written(ballot.group, ballot.marks), token)
    unit.insert_all(_sheet, [{**here, "token": token, "answers": sealed}])
    for item, words in ballot.comments.items():
        token = _token(rng)
        sealed = key.seal(written(ballot.group, words), token)
        unit.insert_all(_comment, [{**here, "token": token, "item_id": item, "words": sealed}])
    return True


# --- Closing ------------------------------------------------------------------------------------------------------


def take_all(unit: Unit, org: str, wave: str, key: WaveKey | None) -> Taken:
    """Open all there is and delete it, with who handed in. Without the key nothing can be opened: it goes unread."""
    sheets = [key.open(row["answers"], row["token"]) for row in _rows(unit, _sheet, org, wave)] if key else []
    comments = [_with_item(row, key) for row in _rows(unit, _comment, org, wave)] if key else []
    forget(unit, org, wave)
    return Taken(sheets=sheets, comments=comments)


def put_back(unit: Unit, org: str, wave: str, taken: Taken, rng: random.Random) -> None:
    """Write it anew in an order of chance, under tokens nobody has seen, sealed by the key ring."""
    here = {"org_id": org, "wave_id": wave}
    rows = []
    for text in rng.sample(taken.sheets, len(taken.sheets)):
        token = _token(rng)
        rows.append({**here, "token": token, "answers": unit.keys.seal(text, org, _SHEET, token, "answers")})
    unit.insert_all(_sheet, rows)
    said = []
    for item, text in rng.sample(taken.comments, len(taken.comments)):
        token = _token(rng)
        sealed = unit.keys.seal(text, org, _COMMENT, token, "words")
        said.append({**here, "token": token, "item_id": item, "words": sealed})
    unit.insert_all(_comment, said)


# --- Between the close and the release ----------------------------------------------------------------------------


def sheets(unit: Unit, org: str, wave: str, items: Sequence[Item]) -> list[Sheet]:
    """Return the answers to these items by token, which is an order of chance. After the release there are none."""
    found = []
    for row in _rows(unit, _sheet, org, wave):
        group, marks = _read(unit.keys.open(row["answers"], org, _SHEET, row["token"], "answers"))
        found.append(Sheet(group=group, answers=pulses_draft.answers(marks, items)))
    return found


def comments(unit: Unit, org: str, wave: str) -> list[Comment]:
    """Return the comments by token. After the release there are none."""
    found = []
    for row in _rows(unit, _comment, org, wave):
        group, words = _read(unit.keys.open(row["words"], org, _COMMENT, row["token"], "words"))
        found.append(Comment(group=group, item=row["item_id"], words=words))
    return found


def forget(unit: Unit, org: str, wave: str) -> int:
    """Delete what there is of the answers of a wave, and of who handed in; return how many rows."""
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


def _with_item(row: Row, key: WaveKey) -> tuple[str, str]:
    return row["item_id"], key.open(row["words"], row["token"])


def _read(text: str) -> tuple[str, str]:
    group, _, said = text.partition(_END)
    return group.rstrip(), said
