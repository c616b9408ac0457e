"""What is promised to whoever answers a pulse: frozen at launch, hashed, shown on the ballot, obeyed ever after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from typing import Any

from domain import pulses
from domain.errors import RefusalError
from domain.pulses import Item

SCORES, TEXT, RECOMMEND, DIFFERENCE = 5, 20, 20, 5  # people (MEASURES.md section 3): floors
SHARE = 60  # percent of those asked in a group who have to answer before it has a figure of its own
MOST_RETENTION_DAYS = 90
SHORT = 8  # characters of the hash that people see
LEVELS = ("company", "department", "team")


class Viewer(StrEnum):
    """Who may read what is released of a group: those who count in it, whoever leads it, and HR."""

    ASKED = "asked"
    LEAD = "lead"
    HR = "hr"


VIEWERS: Mapping[str, tuple[Viewer, ...]] = {
    "company": (Viewer.ASKED, Viewer.HR),
    "department": (Viewer.ASKED, Viewer.LEAD, Viewer.HR),
    "team": (Viewer.ASKED, Viewer.LEAD, Viewer.HR),
}
DELETED: Mapping[str, str] = {
    "answers": "in the moment in which the results are published, and after retention_days at the latest",
    "comments": "retention_days after the close, those that are shown included",
}


class BrokenContractError(RefusalError):
    """What was promised for this pulse is not what is stored. Nothing of it is asked, shown or exported."""


class ThresholdError(ValueError):
    """A threshold lies below its floor: it can be raised, never lowered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """`core` are the ids of items that every wave of its kind asks: what changes over all of them is told.
    `chosen` are the ids of what HR asks beside its plan: where it repeats, each one asks them.

    `frame` is what people are asked to think of; `teams` are the ids of those asked, none for everybody.

    `opens_at` is a wall clock in each person's own zone; `reminders` are days after the first. Thresholds are numbers
    of people. `share_back_on` is by when the results are talked about with those who answered. `viewers` says by level
    who reads figures and comments: the ballot shows it and storage.pulses_readers obeys it.
    """

    items: tuple[Item, ...]
    core: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    frame: str = ""
    teams: tuple[str, ...] = ()
    opens_on: date
    opens_at: time = time(10)
    closes_on: date
    share_back_on: date
    reminders: tuple[int, ...] = ()
    scores: int = SCORES
    text: int = TEXT
    recommend: int = RECOMMEND
    difference: int = DIFFERENCE
    share: int = SHARE
    breakdowns: tuple[str, ...] = LEVELS
    viewers: tuple[tuple[str, tuple[Viewer, ...]], ...] = tuple(VIEWERS.items())
    retention_days: int = MOST_RETENTION_DAYS

    def __post_init__(self) -> None:
        """Raises ThresholdError."""
        floors = {"scores": SCORES, "text": TEXT, "recommend": RECOMMEND, "difference": DIFFERENCE}
        if any(getattr(self, name) < floor for name, floor in floors.items()) or self.share < SHARE:
            raise ThresholdError(ThresholdError.__doc__)
        if not set(self.breakdowns) <= set(LEVELS) or not 0 < self.retention_days <= MOST_RETENTION_DAYS:
            raise ThresholdError("breakdowns are declared levels, and answers are kept for 90 days at most")

    def viewers_of(self, level: str) -> tuple[Viewer, ...]:
        return dict(self.viewers).get(level, ())


def canonical(contract: Contract) -> str:
    """Return the one way in which it is written down: sorted names, no blanks, dates as ISO 8601."""
    said: dict[str, Any] = {**asdict(contract), "viewers": dict(contract.viewers), "deleted": dict(DELETED)}
    for name in ("opens_on", "closes_on", "share_back_on"):
        said[name] = getattr(contract, name).isoformat()
    said["opens_at"] = contract.opens_at.isoformat("minutes")
    said["items"] = [pulses.as_json(item) for item in contract.items]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(text: str) -> str:
    """Return the SHA-256 of what is written down, in hexadecimal: any letters may be in what was changed by hand."""
    return hashlib.sha256(text.encode()).hexdigest()


def short(digest: str) -> str:
    """Return the beginning of it, in two groups, for people to compare."""
    head = digest[:SHORT].upper()
    return f"{head[:4]}-{head[4:]}"


@lru_cache(maxsize=32)  # each answer asks for the contract of the same few waves
def read(text: str, expected: str | None) -> Contract:
    """Return the contract that was written down; `expected` is its hash, None for a draft: nothing is promised yet.

    Raises BrokenContractError, also for what `canonical` would never write.
    """
    if expected is not None and digest(text) != expected:
        raise BrokenContractError
    try:
        return _read(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # no JSON, no such names, or no such values
        raise BrokenContractError from error


def _read(text: str) -> Contract:
    said: dict[str, Any] = json.loads(text)
    said.pop("deleted")
    viewers = said["viewers"].items()
    said["viewers"] = tuple((level, tuple(Viewer(one) for one in who)) for level, who in viewers)
    for name in ("opens_on", "closes_on", "share_back_on"):
        said[name] = date.fromisoformat(said[name])
    said["opens_at"] = time.fromisoformat(said["opens_at"])
    said["items"] = tuple(pulses.from_json(one) for one in said["items"])
    for name in ("core", "chosen", "teams", "reminders", "breakdowns"):
        said[name] = tuple(said.get(name, ()))
    return Contract(**said)
