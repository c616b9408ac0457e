"""Who received what by nominations, and what they said to telling it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update

from domain.nominations import Reason, Winner
from storage import tables
from storage.unit import Row, Unit

_result = tables.table(tables.NominationResult)
_TABLE = "nomination_result"
ASKED, TOLD, KEPT = "asked", "told", "kept"  # what a winner said to telling it: nothing yet, yes, no


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a winner received, with what they said to telling it."""

    window: str
    winner: Winner
    consent: str


def keep(unit: Unit, org: str, window: str, winners: Sequence[Winner], *, now: int) -> None:
    unit.insert_all(_result, [_row(unit, org, window, one, now) for one in winners])


def of_window(unit: Unit, org: str, window: str, *, person: str = "") -> list[Received]:
    """Return what was received in a window, by one person or by all."""
    mine = (_result.c.person_id == person,) if person else ()
    here = (_result.c.org_id == org, _result.c.window_id == window, *mine)
    rows = unit.rows(select(_result).where(*here).order_by(_result.c.category, _result.c.person_id))
    return [_read(unit, row) for row in rows]


def open_to(unit: Unit, org: str, person: str, *, most: int) -> list[Received]:
    """Return what the person received latest and has not kept private: first what they have not answered."""
    mine = (_result.c.org_id == org, _result.c.person_id == person, _result.c.consent.in_([ASKED, TOLD]))
    order = (_result.c.consent, _result.c.decided_at.desc(), _result.c.window_id, _result.c.category)
    return [_read(unit, row) for row in unit.rows(select(_result).where(*mine).order_by(*order).limit(most))]


def answer(unit: Unit, org: str, one: Received, consent: str) -> bool:
    """Keep what the winner says to telling it; say whether it stood as it was read."""
    here = (
        _result.c.org_id == org,
        _result.c.window_id == one.window,
        _result.c.category == one.winner.category,
        _result.c.person_id == one.winner.person,
        _result.c.consent == one.consent,
    )
    return unit.run(update(_result).where(*here), {"consent": consent}).rowcount == 1


def rested(unit: Unit, org: str, category: str, *, since: int, told: bool = False) -> set[str]:
    """Return who received the category since then; `told`: only of whom everybody was told."""
    known = (_result.c.consent == TOLD,) if told else ()
    here = (_result.c.org_id == org, _result.c.category == category, _result.c.decided_at > since, *known)
    return set(unit.run(select(_result.c.person_id).where(*here)).scalars())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _row(unit: Unit, org: str, window: str, one: Winner, now: int) -> Mapping[str, Any]:
    story = json.dumps([asdict(reason) for reason in one.stories])
    sealed = unit.keys.seal(story, org, _TABLE, f"{window}/{one.category}/{one.person}", "story")
    named = {"org_id": org, "window_id": window, "category": one.category, "person_id": one.person}
    return {**named, "story": sealed, "decided_at": now}


def _read(unit: Unit, row: Row) -> Received:
    place = f"{row['window_id']}/{row['category']}/{row['person_id']}"
    stories = json.loads(unit.keys.open(row["story"], row["org_id"], _TABLE, place, "story"))
    winner = Winner(category=row["category"], person=row["person_id"], stories=tuple(Reason(**one) for one in stories))
    return Received(window=row["window_id"], winner=winner, consent=row["consent"])
