"""In whose name, with whose approval and for whom: what holds though roles, rules and words change meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from functools import partial

import pytest

from domain import local_time
from domain.broadcasts import State, Timing
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


# --- In whose name ------------------------------------------------------------------------------------------------


def test_what_is_planned_does_not_begin_under_the_name_of_who_is_hr_no_more(store: Store) -> None:
    """Also when it needed no approval: nobody has it, and the others of HR are told what they can do."""
    desk = desk_of(store, 3)
    becomes_hr(desk, AUTHOR, OTHER)
    desk.write(lambda unit: approvals.keep_rule(unit, "org", Rule(size=Size(50))))
    desk.sends(timing=Timing.LOCAL, day=date(2026, 9, 24))
    takes_office(desk, AUTHOR)
    desk.now = local_time.instant(date(2026, 9, 25), time(12), "UTC")
    desk.ticks()
    assert (desk.found().state, desk.owed_to()) == (State.WAITING, Counter())
    asked = {one.address: str(one.card) for one in desk.leases() if "/approval/" in one.dedupe_key}
    assert list(asked) == ["U-" + OTHER]
    assert "needs somebody who signs it" in asked["U-" + OTHER]
    assert "Approve and send" not in asked["U-" + OTHER]
