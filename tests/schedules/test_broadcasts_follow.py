"""What becomes of a broadcast besides its sending: nobody beyond the approval, nobody reminded twice or for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select, update

from domain.broadcasts import Broadcast, State, Wish
from domain.broadcasts_approval import Decision, Rule, Size
from domain.broadcasts_request import Deed, Request
from schedules import SCHEDULES, tick
from storage import broadcasts, broadcasts_answers, due, notices, people, tables
from storage import broadcasts_approval as approvals
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.delivery.crashing import CrashedError, dying
from tests.schedules.test_broadcasts import AUTHOR, DAY_MS, Desk, desk_of, furnish, numbered
from views.vocabulary import Card

OTHER = "p0001"
READ = Request(deed=Deed.READ, by=date(2026, 10, 1), reminds=True)
_notice = tables.table(tables.Notice)
_person = tables.table(tables.Person)
_due = tables.table(tables.Due)


def draft(desk: Desk, request: Request = READ) -> None:
    def add(unit: Unit) -> None:
        author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
        wish = Wish(title="It opens", message="On Monday.", request=request)
        broadcasts.add(unit, "org", Broadcast(id="b", author=author, wish=wish, created_at=desk.now))

    desk.write(add)


def becomes_hr(desk: Desk, *those: str) -> None:
    here = update(_person).where(_person.c.id.in_(those))
    desk.write(lambda unit: unit.run(here.values(is_hr=True)).rowcount)
    desk.write(lambda unit: approvals.keep_rule(unit, "org", Rule(size=Size(0))))


def approved(desk: Desk, count: int) -> None:
    """Another one of HR has approved it for so many."""

    found = desk.found()

    def decide(unit: Unit) -> None:
        by = people.by_ids(unit, "org", [OTHER])[OTHER]
        waiting, _ = approvals.ask(unit, "org", found, [by], people=count, now=desk.now)
        approvals.decide(unit, "org", waiting, Decision.APPROVED, by, now=desk.now)
        broadcasts.send(unit, "org", waiting, people=count, now=desk.now)

    desk.write(decide)


def reminded(desk: Desk) -> Counter[str]:
    rows = desk.store.read(lambda unit: unit.rows(select(_notice.c.person_id))).result()
    return Counter(row["person_id"] for row in rows)


def answers(desk: Desk, *those: str) -> None:
    found = desk.found()

    def add(unit: Unit) -> None:
        for person in those:
            broadcasts_answers.add(unit, "org", found, person, now=desk.now)

    desk.write(add)


# --- Not beyond the approval --------------------------------------------------------------------------------------


def test_whoever_joins_while_it_is_planned_is_not_sent_what_was_approved_for_fewer(store: Store) -> None:
    """An approval for thirty covers forty; the forty-first has to be asked about."""
    desk = desk_of(store, 30)
    becomes_hr(desk, AUTHOR, OTHER)
    draft(desk)
    approved(desk, 30)
    desk.tick()
    desk.tick()
    desk.write(lambda unit: furnish(unit, [f"p0010{letter}" for letter in "abcdefghijklmnopqrst"]))
    desk.ticks()
    owed = desk.owed_to()
    assert (len(owed), owed.total()) == (40, 40)
    desk.passes(60)
    found = desk.found()
    assert (found.state, found.tally.people, found.tally.sent) == (State.SENT, 40, 40)


def test_what_was_sent_without_approval_and_grows_beyond_the_size_waits(store: Store) -> None:
    """It was for few when Send was pressed, and is for many when it begins."""
    desk = desk_of(store, 30)
    becomes_hr(desk, AUTHOR, OTHER)
    desk.write(lambda unit: approvals.keep_rule(unit, "org", Rule(size=Size(40))))
    desk.sends()
    desk.write(lambda unit: furnish(unit, numbered(30, 50)))
    desk.ticks()
    assert desk.found().state is State.WAITING
    assert desk.owed_to() == Counter()


def test_holding_it_is_done_once_though_ticks_die_in_the_middle(store: Store) -> None:
    """One question to each, however often it was begun."""
    desk, died = desk_of(store, 30), 0
    becomes_hr(desk, AUTHOR, OTHER, "p0002")
    desk.write(lambda unit: approvals.keep_rule(unit, "org", Rule(size=Size(40))))
    desk.sends()
    desk.write(lambda unit: furnish(unit, numbered(30, 50)))
    for _ in range(40):
        work = partial(tick.tick, schedules=SCHEDULES, now=desk.now, rng=desk.rng)
        try:
            desk.write(dying(work, desk.rng.randrange(30)))
        except CrashedError:
            died += 1
    desk.ticks()
    assert died >= 5
    found = desk.store.read(lambda unit: approvals.latest(unit, "org", "b")).result()
    assert found is not None
    assert (desk.count(tables.BroadcastApproval), sorted(found.asked), found.people) == (1, [OTHER, "p0002"], 50)


@pytest.mark.parametrize("days", [29, 31])
def test_a_question_is_forgotten_with_its_draft(store: Store, days: int) -> None:
    """Thirty days after it came back, however long before that it was written."""
    desk = desk_of(store, 3)
    becomes_hr(desk, AUTHOR, OTHER)
    draft(desk)
    found = desk.found()
    other = desk.store.read(lambda unit: people.by_ids(unit, "org", [OTHER])[OTHER]).result()
    desk.write(lambda unit: approvals.ask(unit, "org", found, [other], people=3, now=desk.now))
    desk.now += 32 * DAY_MS
    desk.ticks()
    assert desk.found().state is State.DRAFT
    desk.now += days * DAY_MS
    desk.ticks()
    assert (desk.count(tables.BroadcastApproval), desk.count(tables.Broadcast)) == ((1, 1) if days == 29 else (0, 0))


# --- Following up -------------------------------------------------------------------------------------------------


def test_of_many_exactly_those_who_have_not_are_reminded_once_a_step(store: Store) -> None:
    """In chunks, though ticks die in the middle; whoever has left, or was never reached, is not."""
    desk, died = desk_of(store, 450), 0
    draft(desk)
    found = desk.found()
    desk.write(lambda unit: broadcasts.send(unit, "org", found, people=450, now=desk.now))
    desk.passes(100)
    assert len(desk.had) == 450
    answers(desk, *numbered(0, 150))
    desk.leaves("p0444")
    desk.now += 8 * DAY_MS
    for _ in range(60):
        work = partial(tick.tick, schedules=SCHEDULES, now=desk.now, rng=desk.rng)
        try:
            desk.write(dying(work, desk.rng.randrange(2_000)))
        except CrashedError:
            died += 1
    desk.ticks()
    assert died >= 1
    assert reminded(desk) == Counter(one for one in numbered(150, 450) if one != "p0444")


def test_nobody_is_reminded_by_what_an_earlier_sending_planned(store: Store) -> None:
    """It was held, its author chose a later day without reminders, and it was sent again."""
    desk = desk_of(store, 3)
    becomes_hr(desk, AUTHOR, OTHER)
    draft(desk)
    first = desk.found()

    def held_and_sent_again(unit: Unit) -> None:
        author, other = (people.by_ids(unit, "org", [one])[one] for one in (AUTHOR, OTHER))
        sending = broadcasts.send(unit, "org", first, people=3, now=desk.now)
        held, _ = approvals.ask(unit, "org", sending, [other], people=3, now=desk.now)
        assert steps(unit) == []
        wish = replace(held.wish, request=replace(READ, reminds=False))
        changed = broadcasts.rewrite(unit, "org", held, wish, author, now=desk.now)
        broadcasts.send(unit, "org", changed, people=3, now=desk.now)

    desk.write(held_and_sent_again)
    assert desk.store.read(steps).result() == ["end.000005"]


def steps(unit: Unit) -> list[str]:
    """Which reminders are planned."""
    planned = (_due.c.kind == broadcasts.REMIND, _due.c.state == due.State.PLANNED.value)
    return list(unit.run(select(_due.c.step).where(*planned)).scalars())


def test_an_outage_over_both_steps_reminds_once(store: Store) -> None:
    """Only the newest step is worth telling."""
    desk = desk_of(store, 3)
    draft(desk, replace(READ, by=date(2026, 9, 30)))
    found = desk.found()
    desk.write(lambda unit: broadcasts.send(unit, "org", found, people=3, now=desk.now))
    desk.passes(10)
    desk.now += 8 * DAY_MS
    desk.ticks()
    assert reminded(desk) == Counter(numbered(0, 3))


# --- What was left to remind of it, and holds no more -------------------------------------------------------------


def sent_to(desk: Desk, count: int) -> Broadcast:
    """It reached so many; their reminders wait for the next morning of their hours."""
    draft(desk)
    found = desk.found()
    desk.write(lambda unit: broadcasts.send(unit, "org", found, people=count, now=desk.now))
    desk.passes(10)
    return desk.found()


def reminds(desk: Desk, found: Broadcast, step: str, *those: str) -> None:
    """As a chunk leaves them."""

    def leave(unit: Unit) -> None:
        left = [
            Notice(person=one, kind=broadcasts_answers.NOTICE, subject=f"{found.id}/{step}", card=Card(step, ()))
            for one in those
        ]
        notices.leave(unit, "org", left, now=desk.now, rng=desk.rng)

    desk.write(leave)


def told(desk: Desk) -> dict[str, str]:
    """What leaves in two days, by whom it is for."""
    desk.now += 2 * DAY_MS
    desk.ticks()
    mine = [one for one in desk.leases() if one.dedupe_key.startswith("notices/")]
    return {one.address.removeprefix("U-"): str(one.card) for one in mine}


def test_no_reminder_leaves_once_its_request_is_cancelled_or_done(store: Store) -> None:
    """Cancelled, or answered while the reminders of many were being made."""
    desk = desk_of(store, 4)
    found = sent_to(desk, 4)
    answers(desk, "p0001")  # between the look at who has not, and this
    reminds(desk, found, "T-3", "p0001", "p0002")
    assert list(told(desk)) == ["p0002"]
    reminds(desk, found, "T-1", "p0003")
    desk.write(lambda unit: broadcasts.cancel(unit, "org", found, now=desk.now))
    assert told(desk) == {}


def test_of_two_reminders_of_one_request_the_later_one_comes(store: Store) -> None:
    """Both waited over a weekend."""
    desk = desk_of(store, 3)
    found = sent_to(desk, 3)
    reminds(desk, found, "T-3", "p0001")
    desk.now += 1
    reminds(desk, found, "T-1", "p0001")
    [said] = told(desk).values()
    assert ("T-1" in said, "T-3" in said) == (True, False)
