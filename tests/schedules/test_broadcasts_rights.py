"""In whose name, with whose approval and for whom: what holds though roles, rules and words change meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import delete

from domain import local_time
from domain.broadcasts import Audience, Broadcast, Group, State, Team, Timing, Wish
from domain.broadcasts_approval import LOOSER_MS, Rule, Size, version
from domain.broadcasts_request import Deed
from domain.broadcasts_request import Request as Asked
from domain.errors import NotFoundError, StaleError
from domain.roles import Change, Office
from handlers import broadcasts as writing
from handlers import broadcasts_after, broadcasts_approval, broadcasts_home, broadcasts_request
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Submit, Turn
from storage import broadcasts, people, roles, tables
from storage import broadcasts_approval as approvals
from storage.unit import Store, Unit
from tests.schedules.test_broadcasts import AUTHOR, EVENING, Desk, desk_of
from tests.schedules.test_broadcasts_follow import OTHER, becomes_hr, draft, sent_to
from tests.schedules.test_broadcasts_hours import NEXT_MORNING
from tests.schedules.test_broadcasts_pilot import pilot_of
from views.replies import Correct, Reply


def takes_office(desk: Desk, who: str, *, appointed: bool = False) -> None:
    def change(unit: Unit) -> None:
        person = people.by_ids(unit, "org", [who])[who]
        roles.change(unit, "org", [Change(office=Office.HR, person=person, appointed=appointed)], now=desk.now)

    desk.write(change)


def says(desk: Desk, handler: Callable[[Turn], Reply], said: Press | Submit, who: str, unit: Unit) -> Reply:
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account=f"U-{who}",
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("here", ("once",)),
        said=said,
    )
    actor = people.actor(unit, "slack", "T1", f"U-{who}")
    assert actor is not None
    return handler(Turn(request=request, actor=actor, unit=unit, now=desk.now, rng=desk.rng))


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
        desk.write(partial(says, desk, broadcasts_approval.keep_rule, late, AUTHOR))
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


# --- For whom -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late_ms", [-30_000, 600_000])
def test_whoever_left_the_team_while_it_waited_for_their_hours_does_not_get_it(store: Store, late_ms: int) -> None:
    """It was queued overnight for the two of the team; one of them belongs to another one in the morning.

    That holds as well where nobody served for ten minutes, or something else was sent first.
    """
    desk = pilot_of(store, "p0001", "p0002")
    desk.now = EVENING
    wish = Wish(title="It opens", message="On Monday.", audience=Audience(group=Group.TEAMS, teams=(Team("team", ""),)))

    def send(unit: Unit) -> None:
        author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
        found = Broadcast(id="b", author=author, wish=wish, created_at=desk.now)
        broadcasts.add(unit, "org", found)
        broadcasts.send(unit, "org", found, people=2, now=desk.now)

    desk.write(send)
    desk.passes(5)
    member = tables.table(tables.Membership)
    desk.write(lambda unit: unit.run(delete(member).where(member.c.person_id == "p0002")).rowcount)
    desk.now = NEXT_MORNING + late_ms
    desk.passes(40)
    assert desk.had == ["p0001"]
    assert (desk.found().tally.left, desk.found().tally.sent) == (1, 1)


# --- What is not one's own ----------------------------------------------------------------------------------------


def test_to_the_others_of_hr_a_private_draft_reads_like_one_that_there_is_not(store: Store) -> None:
    """Whatever button or form names it: neither its title nor that it exists."""
    desk = desk_of(store, 2)
    becomes_hr(desk, AUTHOR, OTHER)
    draft(desk)
    look = Press(action="", subject="b", version=1)
    form = Submit(action="", subject="b", version=1, values={"reason": "No."})
    for handler, said in (
        (broadcasts_home.question, look),
        (broadcasts_approval.approve, look),
        (broadcasts_approval.open_return, look),
        (broadcasts_approval.send_back, form),
        (broadcasts_approval.send_back, replace(form, version=7)),
    ):
        with pytest.raises(NotFoundError):
            desk.write(partial(says, desk, handler, said, OTHER))


@pytest.mark.parametrize("field", ["audience", "timing", "at"])
def test_a_choice_that_was_not_on_offer_is_said_at_its_field(store: Store, field: str) -> None:
    """Whatever a client was made to send."""
    desk = desk_of(store, 2)
    values = {"title": "It opens", "body": "On Monday.", "audience": "everyone", "timing": "hours", field: "25"}
    reply = desk.write(partial(says, desk, writing.submit, Submit(action="", values=values), AUTHOR))
    assert isinstance(reply, Correct)
    assert dict(reply.errors) == {field: "That choice is no longer on offer. Please choose again."}


# --- What is said of it -------------------------------------------------------------------------------------------


def test_reminding_twice_on_a_day_is_said_to_have_done_nothing(store: Store) -> None:
    """Once a day at most: the second press promises nobody a reminder."""
    desk = desk_of(store, 6)
    found = sent_to(desk, 6)
    press = Press(action="", subject="b", version=found.version)
    first, second = (desk.write(partial(says, desk, broadcasts_request.remind, press, AUTHOR)) for _ in range(2))
    assert "Each is reminded" in str(first)
    assert "reminded of it today already" in str(second)


def test_an_old_preview_says_that_it_was_cancelled_not_that_it_is_being_sent(store: Store) -> None:
    """And one whose request came too late says where its day can be changed."""
    desk = desk_of(store, 6)
    draft(desk, Asked(deed=Deed.READ, by=date(2026, 9, 20)))
    assert "press “Ask for something” in the preview" in str(desk.presses(broadcasts_after.send))
    found = desk.found()
    desk.write(lambda unit: broadcasts.send(unit, "org", found, people=6, now=desk.now))
    sending = desk.found()
    desk.write(lambda unit: broadcasts.cancel(unit, "org", sending, now=desk.now))
    shown = str(desk.presses(broadcasts_after.send))
    assert ("Cancelling" in shown, "is being sent" in shown) == (True, False)
