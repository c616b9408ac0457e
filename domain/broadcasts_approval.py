"""A second person's approval: from what size on it is needed, what it covers, and who may give it."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.broadcasts import Broadcast, State, Timing, local_start
from domain.errors import NotFoundError
from domain.people import Person

OVER = 50  # people, unless the org decides otherwise
SIZES = (0, 25, 50, 100, 500, 1_000)  # on offer
MARGIN, LEAST_MARGIN = 10, 10  # who joins meanwhile: so many in a hundred, and at least so many people
LOOSER_MS = 86_400_000  # after which a looser rule, or an office taken, counts: time for the others to object
WAITS_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Size:
    """More people than `over` need approval; None: never."""

    over: int | None = OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`following` holds from `from_at` on (UTC epoch ms), `size` until then."""

    size: Size = Size()
    following: Size | None = None
    from_at: int = 0

    def at(self, now: int) -> Size:
        return self.following if self.following is not None and now >= self.from_at else self.size

    def coming(self, now: int) -> Size | None:
        """What was decided and does not hold yet."""
        return self.following if now < self.from_at else None


def changed(rule: Rule, size: Size, *, now: int) -> Rule:
    """What is stricter holds at once. What is looser holds a day later, so that nobody alone lifts it to send alone."""
    current = rule.at(now)
    is_looser = current.over is not None and (size.over is None or size.over > current.over)
    return Rule(size=current, following=size, from_at=now + LOOSER_MS) if is_looser else Rule(size=size)


class Decision(StrEnum):
    """`void`: its words were changed, or it was taken back, before anybody decided. `lapsed`: its hour passed.

    `grown`: it is for more people than were asked about, and was asked for again.
    """

    ASKED = "asked"
    APPROVED = "approved"
    RETURNED = "returned"
    VOID = "void"
    LAPSED = "lapsed"
    GROWN = "grown"


class Held(StrEnum):
    """Why it may not begin as it was to: for more people, or approved by nobody who may; its author is HR no more."""

    GROWN = "grown"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What was asked of `asked`, for the broadcast as its `version` says it; `people` were meant then.

    It covers at most `most` people, and can be given until `until` (UTC epoch ms).
    """

    version: int
    asked: tuple[str, ...]
    people: int
    most: int
    until: int
    decision: Decision = Decision.ASKED
    by: Person | None = None
    decided_at: int | None = None
    reason: str = ""


def most_of(people: int) -> int:
    """Return how many an approval for so many covers: people join every week."""
    return people + max(LEAST_MARGIN, people * MARGIN // 100)


def until(broadcast: Broadcast, *, now: int) -> int:
    """Return until when it can be approved: its hour where its author is, or a week."""
    start = broadcast.wish.start
    hour = local_start(start, broadcast.author.zone) if start.timing is Timing.LOCAL else now
    return min(hour, now + WAITS_MS) if hour > now else now + WAITS_MS


def version(rule: Rule) -> int:
    """The same for the same rule, so that two who change it at once notice."""
    following = rule.following.over if rule.following else ""
    return zlib.crc32(f"{rule.size.over}/{following}/{rule.from_at}".encode())


def is_needed(size: Size, *, people: int, others: int) -> bool:
    """Whether somebody else has to approve; with no other HR administrator there is nobody to ask.

    Whoever was one less than LOOSER_MS ago is among the `others`: nobody takes the office from them to send alone.
    """
    return bool(others) and size.over is not None and people > size.over


def covers(approval: Approval | None, *, people: int, hr: Collection[str]) -> bool:
    """Whether it was approved for so many, by somebody who still is an HR administrator."""
    if approval is None or approval.decision is not Decision.APPROVED or approval.by is None:
        return False
    return approval.by.id in hr and people <= approval.most


def require_other(found: Broadcast | None, person: str, *, is_shared: bool) -> Broadcast:
    """Nobody approves what they wrote, or changed last; what nobody was asked about is its author's alone.

    Raises NotFoundError.
    """
    if found is None or found.author.id == person or found.state is State.DISCARDED or not is_shared:
        raise NotFoundError
    return found
