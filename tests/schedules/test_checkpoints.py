"""A cycle on a moving clock says what its rehearsal said: to the same people, at the same moments, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from content import reviews
from domain import cycles, cycles_plan, cycles_rehearsal, local_time
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Cycle, Kind, Ladder, State
from schedules import tick
from storage import (
    checkpoints,
    checkpoints_standing,
    delegations,
    due,
    lines,
    notices,
    participants,
    preferences,
    tables,
)
from storage import cycles as storage
from storage.unit import Store, T, Unit
from tests.schedules import mornings
from views.notices import KINDS, SHOWN
from views.vocabulary import Card

ZONES = {
    "hana": "Europe/Madrid",
    "mara": "America/Los_Angeles",
    "ben": "Pacific/Auckland",
    "chi": "Europe/Madrid",
    "dan": "Asia/Kolkata",
    "eva": "America/Los_Angeles",
}
LED = {"ben": "mara", "chi": "mara", "dan": "eva", "eva": "hana"}
# Other features' notices share the budget with a cycle's, and a rehearsal holds the cycle's alone: nobody wants them.
OTHERS = frozenset(KINDS) - {checkpoints.ASK, checkpoints.LATE, checkpoints.MOVED}
START = date(2026, 9, 28)
BEFORE = local_time.instant(date(2026, 9, 24), time(12), "Europe/Madrid")
LATER = local_time.instant(date(2026, 10, 18), time(8), "UTC")  # the day before evidence is asked for
DAY_MS = 86_400_000
_person = tables.table(tables.Person)
_notice = tables.table(tables.Notice)
_due = tables.table(tables.Due)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "Europe/Madrid", "created_at": 0})
    place = {"org_id": "org", "id": "w", "platform": "slack", "tenant": "T1", "created_at": 0}
    unit.run(insert(tables.table(tables.Workspace)), place)
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "blue", "name": "Blue", "created_at": 0})
    for id, zone in ZONES.items():
        row = {"org_id": "org", "id": id, "name": id.title(), "zone": zone, "is_hr": id == "hana", "created_at": 0}
        unit.run(insert(_person), row)
        seat = {"org_id": "org", "workspace_id": "w", "external": f"U-{id}", "person_id": id, "seen_at": 0}
        unit.run(insert(tables.table(tables.Account)), seat)
        wishes = replace(preferences.find(unit, "org", id), stopped=OTHERS)
        preferences.save(unit, "org", id, wishes)
    lines.assign(unit, "org", {one: ["blue"] for one in LED}, now=1)
    lines.lead(unit, "org", dict(LED), now=1)


def autumn() -> Cycle:
    template = reviews.default().template("quarter")
    assert template
    return Cycle(
        id="c1",
        name="Autumn",
        period=cycles_plan.period(template, START),
        checkpoints=cycles_plan.checkpoints(template, START, Calendar()),
        framework=reviews.FRAMEWORK,
        framework_version=1,
        state=State.OPEN,
    )


@dataclass
class Desk:
    store: Store
    now: int = BEFORE

    def write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()

    def launches(self, cycle: Cycle, *, now: int = BEFORE) -> None:
        self.now = now

        def launch(unit: Unit) -> None:
            storage.add(unit, "org", storage.Kept(cycle=cycle, author="hana", created_at=self.now))
            participants.add_teams(unit, "org", cycle.id, ["blue"], now=self.now)
            participants.follow(unit, "org", cycle.id, now=self.now)
            checkpoints.plan(unit, "org", cycle, now=self.now)

        self.write(launch)

    def plays_until(self, end: int) -> None:
        """Let time pass from one due moment to the next."""
        while (at := self.write(due.next_at)) is not None and at <= end:
            self.now = max(self.now, at)
            self.ticks()
        self.now = end
        self.ticks()

    def ticks(self) -> None:
        while not self.write(
            lambda unit: tick.tick(unit, mornings.KEEPING, now=self.now, rng=random.Random(self.now))
        ).is_idle:
            pass

    def changes(self, change: Callable[[Cycle], Cycle]) -> None:
        """As the handlers change a cycle: saved, and planned anew."""

        def work(unit: Unit) -> None:
            kept = storage.locked(unit, "org", "c1")
            assert kept
            changed = change(kept.cycle)
            storage.save(unit, "org", replace(kept, cycle=changed), was=kept.cycle.version)
            checkpoints.plan(unit, "org", changed, now=self.now)

        self.write(work)
        self.ticks()

    def told(self) -> list[tuple[str, int, str, str]]:
        """Who was told what, and when: person, moment, checkpoint and step."""
        sent = select(_notice).where(_notice.c.state == "sent", _notice.c.kind.like("checkpoint.%"))
        rows = self.write(lambda unit: unit.rows(sent))
        parts = [(row["person_id"], row["sent_at"], *row["subject"].split("/")[1:]) for row in rows]
        return sorted((who, at, checkpoint, step[11:]) for who, at, checkpoint, step in parts)

    def rehearsed(self, cycle: Cycle) -> list[tuple[str, int, str, str]]:
        def rehearse(unit: Unit) -> list[tuple[str, int, str, str]]:
            cast = checkpoints_standing.cast(unit, "org", cycle.id)
            calendar = notices.calendar(unit, "org", self.now)
            messages = cycles_rehearsal.rehearse(cycle, cast, calendar, most=SHOWN)
            return sorted((one.to, one.at, item.checkpoint, item.planned.key) for one in messages for item in one.items)

        return self.write(rehearse)


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


@pytest.mark.parametrize("days", [45, pytest.param(120, marks=pytest.mark.soak)])
def test_a_cycle_does_what_its_rehearsal_said(desk: Desk, days: int) -> None:
    """Every prompt, reminder and escalation, to the millisecond, in four zones and within the budget."""
    desk.launches(autumn())
    end = BEFORE + days * DAY_MS
    said = [one for one in desk.rehearsed(autumn()) if one[1] <= end]
    desk.plays_until(end)
    assert desk.told() == said
    assert len(said) >= 35


def test_after_an_outage_people_hear_only_what_was_said_last(desk: Desk) -> None:
    """A week without a tick is caught up with in one message each, not in one for every day that was missed."""
    desk.launches(autumn())
    desk.now = local_time.instant(date(2026, 11, 3), time(12), "Europe/Madrid")
    desk.ticks()
    desk.plays_until(desk.now + DAY_MS // 2)
    assert [(checkpoint, step) for who, _, checkpoint, step in desk.told() if who == "mara"] == [
        ("evidence1", "to_manager")
    ]


def test_whoever_comes_to_lead_somebody_is_asked_about_them(desk: Desk) -> None:
    """At once; the one who led them is not asked any more."""
    desk.launches(autumn(), now=LATER)
    desk.plays_until(local_time.instant(date(2026, 10, 20), time(12), "UTC"))
    desk.now += 1  # what looks again once a day has done so at the moment before
    desk.write(lambda unit: lines.lead(unit, "org", {"ben": "chi"}, now=desk.now))
    desk.ticks()
    assert ("chi", desk.now, "evidence1", "opens") in desk.told()


def test_what_counts_for_a_checkpoint_is_what_it_asks_for(desk: Desk) -> None:
    """A manager's note counts, a colleague's does not; nothing counts before it opens or after its grace."""
    desk.launches(autumn())

    def done(on: date, by: str) -> bool:
        now = local_time.instant(on, time(12), "Europe/Madrid")
        desk.write(lambda unit: checkpoints.done(unit, "org", Kind.EVIDENCE, "chi", by, now))
        evidence = autumn().checkpoint("evidence1")
        assert evidence
        found = desk.write(lambda unit: checkpoints.of_person(unit, "org", "c1", evidence, "chi"))
        return found is not None and found.done_at is not None

    assert not done(date(2026, 10, 16), "mara")
    assert not done(date(2026, 10, 20), "dan")
    assert not done(date(2026, 11, 7), "mara")
    assert done(date(2026, 11, 2), "mara")


def test_a_closed_cycle_says_nothing_more(desk: Desk) -> None:
    """What was planned is not planned any more, and what waits for people is dropped."""
    desk.launches(autumn(), now=LATER)
    desk.plays_until(local_time.instant(date(2026, 10, 20), time(12), "UTC"))
    before = desk.told()

    def close(unit: Unit) -> None:
        kept = storage.found(unit, "org", "c1")
        assert kept
        closed = replace(kept, cycle=cycles.close(kept.cycle), closed_at=desk.now)
        storage.save(unit, "org", closed, was=kept.cycle.version)
        checkpoints.plan(unit, "org", closed.cycle, now=desk.now)

    desk.write(close)
    planned = select(_due.c.step).where(_due.c.kind == checkpoints.DAY, _due.c.state == "planned")
    assert desk.write(lambda unit: unit.rows(planned)) == []
    desk.plays_until(desk.now + 14 * DAY_MS)
    assert desk.told() == before


def test_the_room_goes_to_the_morning_on_which_something_is_said(desk: Desk) -> None:
    """In the org's zone; without a cycle there is none to go to."""
    ask = partial(checkpoints_standing.next_said, org="org", now=BEFORE)
    assert desk.write(ask) is None
    desk.launches(autumn())
    assert desk.write(ask) == local_time.instant(START, time(9), "Europe/Madrid")


def test_whoever_leaves_is_asked_about_no_more(desk: Desk) -> None:
    """Nor is anybody who joined after the deadline."""
    desk.launches(autumn(), now=LATER)
    desk.write(lambda unit: unit.run(update(_person).values(active=False).where(_person.c.id == "dan")).rowcount)
    desk.plays_until(local_time.instant(date(2026, 10, 21), time(12), "UTC"))
    assert all(who not in ("dan", "eva") or checkpoint != "evidence1" for who, _, checkpoint, _ in desk.told())


def noon(month: int, day: int) -> int:
    return local_time.instant(date(2026, month, day), time(12), "Europe/Madrid")


def only(checkpoint: Checkpoint) -> Cycle:
    return replace(autumn(), checkpoints=(checkpoint,))


OWN = Checkpoint(
    id="back",
    kind=Kind.SELF_REFLECTION,
    title="Looking back",
    prompt="What went well?",
    audience=Audience.PARTICIPANTS,
    opens_on=date(2026, 10, 5),
    due_on=date(2026, 10, 16),
)
EVIDENCE = replace(OWN, id="seen", kind=Kind.EVIDENCE, audience=Audience.MANAGERS)


def test_what_waits_for_somebody_outlasts_a_pause(desk: Desk) -> None:
    """Chi is away as it opens, and back while the cycle is paused: once it goes on they are asked."""
    away = replace(desk.write(lambda unit: preferences.find(unit, "org", "chi")), back_on=date(2026, 10, 7))
    desk.write(lambda unit: preferences.save(unit, "org", "chi", away))
    desk.launches(only(OWN))
    desk.plays_until(noon(10, 6))
    desk.changes(lambda cycle: cycles.pause(cycle, today=date(2026, 10, 6)))
    desk.plays_until(noon(10, 8))
    assert [step for who, _, _, step in desk.told() if who == "chi"] == []
    desk.changes(lambda cycle: cycles.resume(cycle, today=date(2026, 10, 8), calendar=Calendar()))
    desk.plays_until(noon(10, 9))
    assert [step for who, _, _, step in desk.told() if who == "chi"] == ["opens"]


def test_what_waits_for_somebody_outlasts_a_new_date(desk: Desk) -> None:
    """The reminder of the old date goes; that it is open stays."""
    away = replace(desk.write(lambda unit: preferences.find(unit, "org", "chi")), back_on=date(2026, 10, 15))
    desk.write(lambda unit: preferences.save(unit, "org", "chi", away))
    desk.launches(only(OWN))
    desk.plays_until(noon(10, 14))
    later = replace(OWN, due_on=date(2026, 10, 30))
    desk.changes(lambda cycle: cycles.move(cycle, later, today=date(2026, 10, 14)).cycle)
    desk.plays_until(noon(10, 16))
    assert [step for who, _, _, step in desk.told() if who == "chi"] == ["opens"]


def test_a_new_date_is_not_told_once_the_cycle_is_closed(desk: Desk) -> None:
    """It waited for the morning, and in the morning there is nothing left to do."""
    desk.launches(only(EVIDENCE))
    desk.plays_until(noon(10, 6) + DAY_MS // 2)
    moved = cycles.move(only(EVIDENCE), replace(EVIDENCE, due_on=date(2026, 10, 23)), today=date(2026, 10, 6))
    desk.changes(lambda _: moved.cycle)
    desk.write(lambda unit: checkpoints.tell_moved(unit, "org", moved.cycle, moved.after, now=desk.now))
    desk.ticks()
    desk.changes(cycles.close)
    desk.plays_until(noon(10, 12))
    those = select(_notice.c.state).where(_notice.c.kind == checkpoints.MOVED, _notice.c.person_id == "hana")
    assert [row["state"] for row in desk.write(lambda unit: unit.rows(those))] == ["dropped"]


def test_steps_that_share_a_day_are_all_told_as_rehearsed(desk: Desk) -> None:
    """To the manager and to HR; and nothing after its grace, neither told nor rehearsed."""
    shared = only(replace(EVIDENCE, ladder=Ladder(reminders=(), manager_after=3, hr_after=3)))
    short = replace(EVIDENCE, id="short", ladder=Ladder(reminders=(), manager_after=None, hr_after=9, grace=2))
    cycle = replace(shared, checkpoints=(*shared.checkpoints, short))
    desk.launches(cycle)
    said = desk.rehearsed(cycle)
    desk.plays_until(noon(11, 10))
    assert desk.told() == said
    assert {step for _, _, _, step in said} == {"opens", "to_manager", "to_hr"}


def test_hr_hears_of_what_stayed_open_however_much_else_they_were_told(desk: Desk) -> None:
    """Three messages in that week leave no room for one more: it comes with the next one, days after the grace."""
    desk.launches(only(EVIDENCE))
    desk.plays_until(noon(10, 20))
    for day in (20, 21, 22):
        sent = partial(notices.leave_sent, org="org", one=_other(day), now=noon(10, day), rng=random.Random(day))
        desk.write(sent)
    desk.plays_until(noon(10, 30))
    [at] = [at for who, at, _, step in desk.told() if who == "hana" and step == "to_hr"]
    assert local_time.day_of(at, "Europe/Madrid") == date(2026, 10, 27)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_hr_with_a_day_for_what_can_wait_hears_on_the_last_day_of_the_grace(desk: Desk) -> None:
    """If they have room; on the Monday after no answer would be taken any more."""
    wishes = replace(desk.write(lambda unit: preferences.find(unit, "org", "hana")), digest_day=1)
    desk.write(lambda unit: preferences.save(unit, "org", "hana", wishes))
    desk.launches(only(EVIDENCE))
    said = desk.rehearsed(only(EVIDENCE))
    desk.plays_until(noon(10, 30))
    assert desk.told() == said
    [at] = [at for who, at, _, step in desk.told() if who == "hana" and step == "to_hr"]
    assert local_time.day_of(at, "Europe/Madrid") == date(2026, 10, 23)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("left_on", [23, 28], ids=["before it is too late", "after"])
def test_while_a_cycle_is_paused_what_can_wait_for_hr_comes_on_their_day(desk: Desk, left_on: int) -> None:
    """Though an escalation of that cycle is held, for which there was no room on the last day of the grace."""
    wishes = replace(desk.write(lambda unit: preferences.find(unit, "org", "hana")), digest_day=1, stopped=frozenset())
    desk.write(lambda unit: preferences.save(unit, "org", "hana", wishes))
    desk.launches(only(EVIDENCE))
    desk.plays_until(noon(10, 22))
    for day in (20, 21, 22):
        desk.write(partial(notices.leave_sent, org="org", one=_other(day), now=noon(10, day), rng=random.Random(day)))
    desk.plays_until(noon(10, 23))
    desk.changes(lambda cycle: cycles.pause(cycle, today=date(2026, 10, 23)))
    desk.plays_until(noon(10, left_on))
    desk.write(partial(notices.leave, org="org", notices=[_other(30)], now=desk.now, rng=random.Random(30)))
    desk.plays_until(noon(11, 3))
    those = select(_notice.c.sent_at).where(_notice.c.kind == "privacy.request", _notice.c.subject == "30")
    [at] = [row["sent_at"] for row in desk.write(lambda unit: unit.rows(those))]
    assert local_time.on(at, "Europe/Madrid").isoweekday() == 1
    assert "to_hr" not in [step for who, _, _, step in desk.told() if who == "hana"]


def _other(subject: int) -> notices.Notice:
    return notices.Notice(person="hana", kind="privacy.request", subject=str(subject), card=Card("Asked", ()))


def test_what_is_done_in_a_pause_counts(desk: Desk) -> None:
    """However long it takes: no day of the cycle goes by. Once it is closed nothing counts."""
    desk.launches(only(EVIDENCE))
    desk.plays_until(noon(10, 6))
    desk.changes(lambda cycle: cycles.pause(cycle, today=date(2026, 10, 6)))
    desk.plays_until(noon(10, 27))

    def done(unit: Unit, person: str) -> bool:
        checkpoints.done(unit, "org", Kind.EVIDENCE, person, "mara", desk.now)
        found = checkpoints.of_person(unit, "org", "c1", EVIDENCE, person)
        return found is not None and found.done_at is not None

    assert desk.write(partial(done, person="chi"))
    desk.changes(cycles.close)
    closed = desk.write(lambda unit: storage.find(unit, "org", "c1"))
    assert closed
    assert desk.write(lambda unit: checkpoints.open_of(unit, "org", closed, "ben", now=noon(10, 12))) == ()


def test_whoever_acted_and_left_is_asked_no_more(desk: Desk) -> None:
    """The manager they acted for is asked again, at once."""
    desk.launches(only(EVIDENCE))
    desk.write(lambda unit: delegations.hand_over(unit, "org", "c1", "mara", "hana", now=desk.now))

    def answers(unit: Unit) -> dict[str, str | None]:
        return {one.person.id: one.manager for one in checkpoints.asked(unit, "org", "c1", EVIDENCE)}

    assert desk.write(answers)["chi"] == "hana"
    desk.write(lambda unit: unit.run(update(_person).values(active=False).where(_person.c.id == "hana")).rowcount)
    assert desk.write(answers)["chi"] == "mara"


def test_whoever_acts_and_comes_to_report_to_the_manager_is_asked_no_more(desk: Desk) -> None:
    """However far below: they would answer for their own peers or bosses."""
    desk.launches(only(EVIDENCE))
    desk.write(lambda unit: delegations.hand_over(unit, "org", "c1", "mara", "hana", now=desk.now))

    def answers(unit: Unit) -> tuple[str | None, frozenset[str]]:
        asked = {one.person.id: one.manager for one in checkpoints.asked(unit, "org", "c1", EVIDENCE)}
        return asked["chi"], delegations.acted_for(unit, "org", "hana")

    assert desk.write(answers) == ("hana", frozenset({"mara"}))
    desk.write(lambda unit: lines.lead(unit, "org", {"hana": "chi"}, now=desk.now))
    assert desk.write(answers) == ("mara", frozenset())
