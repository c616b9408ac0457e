"""Post-mortems as they are registered: of which team, about what, who responded, and when one is scored anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from domain import links, local_time, postmortems_index, text
from domain.errors import StaleError
from domain.postmortems_index import Index, Sheet
from domain.recurrence import Item


class Severity(StrEnum):
    """A near miss hurt nobody, and teaches as much."""

    NEAR_MISS = "near_miss"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class FoundBy(StrEnum):
    """Who noticed first. A team that reports less while customers find as much may have learned to keep quiet."""

    TEAM = "own_team"
    CUSTOMERS = "customers"


class State(StrEnum):
    WAITING = "waiting"  # for its two scorers, or for what they talk through
    SCORED = "scored"
    REOPENED = "reopened"  # a fact is missing; it has no index until it is scored again


class Flaw(StrEnum):
    UNTITLED = "untitled"
    NO_LINK = "no_link"
    AHEAD = "ahead"
    BEFORE = "before"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmortem:
    """`cause` is a tag, "" while nobody knows; without it nobody can say whether the same came back.

    `sheets` are the two that its index is made of, in an order that says nothing of whose they are; `missing` is what
    somebody found missing when they reopened it. `author` registered it.
    """

    id: str
    team: str
    author: str
    title: str
    link: str
    happened_on: date
    severity: Severity
    found_by: FoundBy
    component: str
    cause: str = ""
    closed_on: date | None = None
    came_back_on: date | None = None
    responders: frozenset[str] = frozenset()
    state: State = State.WAITING
    round: int = 1
    sheets: tuple[Sheet, ...] = ()
    missing: str = ""
    scored_at: int | None = None
    version: int = 1

    @property
    def writers(self) -> frozenset[str]:
        """Who may change what is said of it: who registered it, and who responded."""
        return self.responders | {self.author}

    @property
    def index(self) -> Index | None:
        """None while it is not scored, whoever scored it before."""
        return postmortems_index.index(self.sheets) if self.state is State.SCORED else None


def flaws(one: Postmortem, *, today: date) -> dict[str, Flaw]:
    """Return what is wrong, by field. Whoever closes it or sees it come back cannot do so before it happened."""
    found = {
        "title": (Flaw.UNTITLED, not text.says(one.title)),
        "link": (Flaw.NO_LINK, not links.is_link(one.link)),
        "happened_on": (Flaw.AHEAD, one.happened_on > today),
        "responders": (Flaw.NOBODY, not one.responders),
        "closed_on": _of_later(one.closed_on, one.happened_on, today),
        "came_back_on": _of_later(one.came_back_on, one.closed_on or one.happened_on, today),
    }
    return {field: flaw for field, (flaw, holds) in found.items() if holds}


def may_score(one: Postmortem, person: str) -> bool:
    """Neither who responded to the incident nor who registered it judges how well it is written up."""
    return person not in one.writers


def changes(before: Postmortem, after: Postmortem) -> dict[str, str]:
    """Return what the audit says of a change: days and choices as they were and are, and of words only which ones.

    These decide which quarter it counts in and who scores it. Of people it says how many.
    """
    changed = [name for name in (*_DECIDING, *_WORDS) if getattr(before, name) != getattr(after, name)]
    found = {
        name: f"{getattr(before, name) or ''} > {getattr(after, name) or ''}" if name in _DECIDING else "changed"
        for name in changed
    }
    come, gone = len(after.responders - before.responders), len(before.responders - after.responders)
    return found | ({"responders": f"+{come} -{gone}"} if come or gone else {})


def scored(one: Postmortem, sheets: tuple[Sheet, Sheet], *, now: int) -> Postmortem:
    ordered = tuple(sorted(sheets, key=lambda sheet: (sheet.blames, tuple(points or 0 for points in sheet.points))))
    return replace(one, state=State.SCORED, sheets=ordered, scored_at=now, missing="", version=one.version + 1)


def reopened(one: Postmortem, missing: str) -> Postmortem:
    """Raises StaleError unless it is scored."""
    if one.state is not State.SCORED:
        raise StaleError
    return replace(one, state=State.REOPENED, missing=missing, version=one.version + 1)


def again(one: Postmortem) -> Postmortem:
    """Its text was changed: it is scored anew. Raises StaleError while it is being scored."""
    if one.state is State.WAITING:
        raise StaleError
    return replace(one, state=State.WAITING, round=one.round + 1, version=one.version + 1)


# --- For figures of teams -----------------------------------------------------------------------------------------


def as_item(one: Postmortem) -> Item:
    """As recurrence counts it: tags that differ in capitals or blanks are one.

    Days are in UTC. Each begins with what happened and goes on with what was closed, so that two at once are not taken
    for one that came back.
    """
    return Item(
        id=one.id,
        component=tag(one.component),
        cause=tag(one.cause) or None,
        opened_at=local_time.instant(one.happened_on, time(0), "UTC"),
        closed_at=_noon(one.closed_on),
        reopened_at=_noon(one.came_back_on),
    )


def tag(said: str) -> str:
    """Return a tag as it is compared."""
    return " ".join(said.casefold().split())


_DECIDING = ("happened_on", "closed_on", "came_back_on", "severity", "found_by")
_WORDS = ("title", "link", "component", "cause")


def _noon(day: date | None) -> int | None:
    return None if day is None else local_time.instant(day, time(12), "UTC")


def _of_later(day: date | None, first: date, today: date) -> tuple[Flaw, bool]:
    if day is None or day > today:
        return Flaw.AHEAD, day is not None
    return Flaw.BEFORE, day < first
