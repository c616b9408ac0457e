"""In whose name, with whose approval and for whom: what holds though roles, rules and words change meanwhile."""

from __future__ import annotations

from functools import partial

import pytest

from domain.broadcasts import State
from domain.broadcasts_approval import LOOSER_MS, Rule, Size, version
from domain.errors import StaleError
from domain.roles import Change, Office
from handlers import broadcasts_after, broadcasts_approval
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Submit, Turn
from storage import broadcasts_approval as approvals
from storage import people, roles
from storage.unit import Store, Unit
from tests.schedules.test_broadcasts import AUTHOR, Desk, desk_of
from tests.schedules.test_broadcasts_follow import OTHER, becomes_hr, draft
from views.replies import Reply


def takes_office(desk: Desk, who: str, *, appointed: bool = False) -> None:
    def change(unit: Unit) -> None:
        person = people.by_ids(unit, "org", [who])[who]
        roles.change(unit, "org", [Change(office=Office.HR, person=person, appointed=appointed)], now=desk.now)

    desk.write(change)


def submits(desk: Desk, said: Submit, unit: Unit) -> Reply:
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account="U-" + AUTHOR,
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("here", ("once",)),
        said=said,
    )
    actor = people.actor(unit, "slack", "T1", "U-" + AUTHOR)
    assert actor is not None
    return broadcasts_approval.keep_rule(Turn(request=request, actor=actor, unit=unit, now=desk.now, rng=desk.rng))


# --- The second person --------------------------------------------------------------------------------------------


def test_nobody_takes_the_office_from_the_others_to_send_alone(store: Store) -> None:
    """For a day it needs somebody else as before: time for the others to object. Whoever is HR again may approve."""
    desk = desk_of(store, 3)
    becomes_hr(desk, AUTHOR, OTHER)
    draft(desk)
    takes_office(desk, OTHER)
    for press in (broadcasts_after.send, broadcasts_approval.ask):
        shown = str(desk.presses(press))
        assert "nobody else is an HR administrator any more" in shown
        assert "Ask to send" not in shown
    assert desk.found().state is State.DRAFT
    takes_office(desk, OTHER, appointed=True)
    assert "Ask to send" in str(desk.presses(broadcasts_after.send))
    takes_office(desk, OTHER)
    desk.now += LOOSER_MS
    desk.presses(broadcasts_after.send)
    assert desk.found().state is State.SENDING


def test_of_two_who_change_the_rule_at_once_the_second_is_told(store: Store) -> None:
    """What is stricter is not undone by a form that was opened before it."""
    desk = desk_of(store, 2)
    becomes_hr(desk, AUTHOR, OTHER)
    opened = Rule(size=Size(50))
    desk.write(lambda unit: approvals.keep_rule(unit, "org", Rule(size=Size(25))))
    late = Submit(action="broadcast.rule", version=version(opened), values={"over": "100"})
    with pytest.raises(StaleError):
        desk.write(partial(submits, desk, late))
    assert desk.store.read(lambda unit: approvals.rule(unit, "org")).result() == Rule(size=Size(25))
