"""What is still missing before a session: for a manager's reminders and Home, and for the facilitator's board."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from content import calibration as content
from domain import calibration_packets as rules
from domain import calibration_script as script
from domain.calibration_packets import Missing, Rated
from domain.calibration_script import Moment
from domain.people import Actor
from domain.policy import Action
from storage import calibration, calibration_anchors, calibration_packets, calibration_reviews, calibration_views
from storage.calibration import Kept
from storage.unit import Unit


def of_manager(unit: Unit, manager: Actor, kept: Kept, *, now: int) -> Missing:
    """Own people's packets count as they stand now: what is missing may still be put right."""
    me = manager.person.id
    to_mark, marked = marked_of(unit, manager, kept, now=now)
    return rules.missing(
        _own(unit, manager.org, kept, me, now=now),
        anchors=len(anchors_left(unit, manager.org, kept, me)),
        unmarked=to_mark - marked,
    )


def anchors_left(unit: Unit, org: str, kept: Kept, manager: str) -> Sequence[str]:
    """Return the cases of their first set that the manager has not rated; none once the room has seen them."""
    if kept.revealed_at is not None or manager not in kept.forms:
        return ()
    said = calibration_anchors.of_person(unit, org, kept.id, manager, Moment.BEFORE)
    cases = content.default().cases(script.form(kept.forms[manager], Moment.BEFORE))
    return [one.id for one in cases if one.id not in said]


def marked_of(unit: Unit, manager: Actor, kept: Kept, *, now: int) -> tuple[int, int]:
    """Return how many packets the manager has a voice on, and how many of these are marked."""
    found = calibration_packets.readable(unit, manager, kept, now=now)
    speaks = {one.packet.subject for one in found if one.allows(Action.WRITE)}
    marks = calibration_views.marks(unit, manager.org, kept.id).get(manager.person.id, {})
    return len(speaks), len(speaks & marks.keys())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _own(unit: Unit, org: str, kept: Kept, manager: str, *, now: int) -> list[Collection[Rated]]:
    """Return the ratings, as they stand, of each of the people whom the manager rates here."""
    cases = calibration.cases(unit, org, replace(kept.session, managers=(manager,)), now=now)
    stands = [calibration_reviews.stands(unit, org, kept.session, one.subject, now=now) for one in cases]
    return [one.rated for one in stands if one is not None]
