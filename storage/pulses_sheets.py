"""What came in for a wave: handed in once each, opened once and all together when it closes, gone when it is released.

In which group it counts is sealed with it: where one person counts alone, a group beside it would be their name.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select

from domain import pulses_draft
from domain.pulses import Item
from storage import ballot_box, tables
from storage.ballot_box import Box, Slip
from storage.prepared import Prepared
from storage.pulses_keys import WaveKey
from storage.unit import Unit

_ballot = tables.table(tables.PulseBallot)
_sheet = tables.table(tables.PulseSheet)
_comment = tables.table(tables.PulseComment)
_WIDEST = 32  # characters, for the id of any group: what is sealed is as long in every group
_COMMENT = 4_096  # bytes of any comment: 1,000 characters, of four bytes each, and its group
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

    What is sealed is as long for everybody: nobody sees by it who skipped what, or knows a comment again by its length.
    """
    if not unit.insert_if_new(_ballot, {**_here(org, wave), "ballot": key.ballot(ballot.person)}):
        return False
    ballot_box.drop_in(unit, _sheets(org, wave), Slip(words=written(ballot.group, ballot.marks)), key, rng)
    for item, words in ballot.comments.items():
        said = ballot_box.padded(written(ballot.group, words), _COMMENT)
        slip = Slip(words=said, beside={"item_id": item})
        ballot_box.drop_in(unit, _comments(org, wave), slip, key, rng)
    return True


# --- Closing ------------------------------------------------------------------------------------------------------


def take_all(unit: Unit, org: str, wave: str, key: WaveKey | None) -> Taken:
    """Open all there is and delete it, with who handed in. Without the key nothing can be opened: it goes unread."""
    sheets = ballot_box.opened(unit, _sheets(org, wave), key) if key else []
    comments = ballot_box.opened(unit, _comments(org, wave), key) if key else []
    forget(unit, org, wave)
    return Taken(
        sheets=[one.words for one in sheets], comments=[(one.beside["item_id"], one.words) for one in comments]
    )


def put_back(unit: Unit, org: str, wave: str, taken: Taken, rng: random.Random) -> None:
    """Write it anew in an order of chance, under tokens nobody has seen, sealed by the key ring."""
    ballot_box.put_back(unit, _sheets(org, wave), [Slip(words=text) for text in taken.sheets], rng)
    comments = [Slip(words=text, beside={"item_id": item}) for item, text in taken.comments]
    ballot_box.put_back(unit, _comments(org, wave), comments, rng)


# --- Between the close and the release ----------------------------------------------------------------------------


def sheets(unit: Unit, org: str, wave: str, items: Sequence[Item]) -> list[Sheet]:
    """Return the answers to these items by token, which is an order of chance. After the release there are none."""
    found = []
    for slip in ballot_box.read(unit, _sheets(org, wave)):
        group, marks = _read(slip.words)
        found.append(Sheet(group=group, answers=pulses_draft.answers(marks, items)))
    return found


def comments(unit: Unit, org: str, wave: str) -> list[Comment]:
    """Return the comments by token. After the release there are none."""
    found = []
    for slip in ballot_box.read(unit, _comments(org, wave)):
        group, words = _read(slip.words)
        found.append(Comment(group=group, item=slip.beside["item_id"], words=words.rstrip()))
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


def _sheets(org: str, wave: str) -> Box:
    return Box(table=_sheet, words="answers", here=_here(org, wave))


def _comments(org: str, wave: str) -> Box:
    return Box(table=_comment, words="words", here=_here(org, wave))


def _here(org: str, wave: str) -> Mapping[str, str]:
    return {"org_id": org, "wave_id": wave}


def _read(text: str) -> tuple[str, str]:
    group, _, said = text.partition(_END)
    return group.rstrip(), said
