"""What people are told of nominations by themselves, and whether it still holds when it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.nominations import State
from storage import nominations, notices
from storage import nominations_received as received
from storage.nominations_received import ASKED, Received
from storage.notices import Notice
from storage.unit import Unit

DECIDE, RECEIVED, LOST = "nominations.decide", "nominations.received", "nominations.lost"  # kinds of notices


def subject(one: Received) -> str:
    """Name what a winner is told of."""
    return f"{one.winner.person}/{one.window}/{one.winner.category}"


def still_decided(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those of windows that votes are taken for: of one that was stopped nobody is asked any more."""
    found = {one.subject: nominations.find(unit, org, one.subject) for one in waiting}
    deciding = {id for id, window in found.items() if window is not None and window.state is State.DECIDING}
    return [one for one in waiting if one.subject in deciding]


def still_unanswered(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those of which the winner has not said yet whether they may be told."""
    windows = {one.subject.split("/")[1] for one in waiting}
    mine = [one for id in sorted(windows) for one in received.of_window(unit, org, id, person=person)]
    asked = {subject(one) for one in mine if one.consent == ASKED}
    return [one for one in waiting if one.subject in asked]


def has_heard(unit: Unit, org: str, one: Received) -> bool:
    """Whether the winner knows: nothing of it waits to be told any more, or they have answered."""
    waits = notices.waiting(unit, org, one.winner.person)
    return one.consent != ASKED or not any(left.kind == RECEIVED and left.subject == subject(one) for left in waits)
