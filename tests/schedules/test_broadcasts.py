"""A long send by itself: nobody twice, nobody missing, whatever dies, and one message of progress that is true."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import func, insert, select, update

from domain import broadcasts as rules
from domain import local_time
from domain.broadcasts import Broadcast, State, Timing
from domain.broadcasts import Start as When
from domain.broadcasts import Wish as Words
from domain.pace import Bucket, Limits, Pace
from domain.people import Actor, MemberKind
from domain.roster import Member
from handlers import broadcasts_after
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Turn
from schedules import SCHEDULES, fan_out, tick
from schedules.broadcasts import CHUNK
from storage import broadcasts, directory, due, leasing, people, preferences, tables
from storage.leasing import Lease, Verdict
from storage.outbox import Kind, Owed
from storage.outbox import State as Sending
from storage.unit import Store, T, Unit
from tests.delivery.crashing import CrashedError, dying
from tests.schedules import mornings
from views.replies import Replace, Reply
from views.vocabulary import Buttons, Card, Facts

MORNING = 1_790_000_000_000  # a Monday, 14:13 UTC
EVENING = MORNING + 6 * 3_600_000
DAY_MS = 86_400_000
AUTHOR = "p0000"
FIVE_A_SECOND = Limits(
    buckets=(
        Bucket(name="post", kinds=frozenset({Kind.POST.value}), pace=Pace(every_ms=200, burst=5)),
        Bucket(name="change", kinds=frozenset({Kind.EDIT.value}), pace=Pace(every_ms=1)),
    ),
    lane=Pace(every_ms=1),
)
_outbox = tables.table(tables.Outbox)
_due = tables.table(tables.Due)


@dataclass
class Desk:
    """An org whose HR sends one broadcast, and a platform that takes five posts a second and tells the truth.

    `had` is who has got it, in order; `told` each thing the author's one message has said, and when.
    """

    store: Store
    now: int = MORNING
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    had: list[str] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def sends(self, *, timing: Timing = Timing.NOW, day: date | None = None) -> None:
        """HR writes it and presses Send."""

        def add(unit: Unit) -> None:
            wish = Words(title="It opens", message="On Monday.", start=When(timing=timing, day=day))
            author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
            broadcasts.add(unit, "org", Broadcast(id="b", author=author, wish=wish, created_at=self.now))

        self.write(add)
        self.presses(broadcasts_after.send)

    def begins(self, *, timing: Timing = Timing.NOW) -> None:
        """It is sent, and its chunks are planned: none is done yet."""
        self.sends(timing=timing)
        for _ in range(2):
            self.tick()

    def presses(self, handler: Callable[[Turn], Reply]) -> Reply:
        return self.write(partial(self._press, handler))

    def leaves(self, person: str, kind: MemberKind = MemberKind.FULL) -> None:
        """The platform says that their account is closed, or with a kind that it has become that."""
        active = kind is not MemberKind.FULL
        account, name = f"U-{person}", f"Name {person}"
        said = Member(
            external=account, name=name, email=None, handle="", kind=kind, active=active, zone="UTC", title=""
        )
        self.write(lambda unit: directory.change(unit, "org", "w", said, now=self.now, rng=self.rng))

    def _press(self, handler: Callable[[Turn], Reply], unit: Unit) -> Reply:
        author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
        request = Request(
            platform=Platform.SLACK,
            tenant="T1",
            account="U-" + AUTHOR,
            place=Place(PlaceKind.DIRECT),
            delivery=Delivery("here", ("once",)),
            said=Press(action="", subject="b", version=1),
        )
        actor = Actor(org="org", person=author, workspace="w", account="U-" + AUTHOR, is_hr=True)
        return handler(Turn(request=request, actor=actor, unit=unit, now=self.now, rng=self.rng))

    def passes(self, seconds: int, *, slowly: bool = False) -> None:
        """Let time pass second by second: the ticker ticks, and the relay sends what the platform takes.

        `slowly`: now and then the relay is held up.
        """
        for _ in range(seconds):
            self.now += 1_000
            self.ticks()
            for owed in [] if slowly and self.rng.random() < 0.6 else self.leases():
                self.write(partial(leasing.settle, verdicts=[self._send(owed)], limits=LIMITS, now=self.now))

    def ticks(self) -> None:
        while not self.tick().is_idle:
            pass

    def tick(self) -> tick.Ticked:
        ticked = self.write(partial(tick.tick, schedules=SCHEDULES, now=self.now, rng=self.rng))
        assert ticked.failures == ()
        return ticked

    def leases(self) -> list[Owed]:
        taking = Lease(token=str(self.now), until=self.now + 60_000, limits=LIMITS, most=64, busy={})
        return list(self.write(partial(leasing.lease, taking=taking, now=self.now)).owed)

    def _send(self, owed: Owed) -> Verdict:
        person = owed.address.removeprefix("U-")
        if "/progress" in owed.dedupe_key:
            self.told.append((self.now, owed.card.title))
            self.cards.append(owed.card)
        elif person in self.refused:
            return Verdict(owed=owed, state=Sending.FAILED, error=self.refused[person])
        else:
            self.had.append(person)
        return Verdict(owed=owed, state=Sending.SENT, ref=f"D/{owed.id}")

    @property
    def last(self) -> str:
        return self.told[-1][1]

    @property
    def results(self) -> dict[str, str]:
        """The figures of the last word."""
        [facts] = [part for part in self.cards[-1].parts if isinstance(part, Facts)]
        return {name: "".join(str(span) for span in value) for name, value in facts.rows}

    def found(self) -> Broadcast:
        found = self.store.read(lambda unit: broadcasts.find(unit, "org", "b")).result()
        assert found is not None
        return found

    def count(self, table: type[tables.Row]) -> int:
        """How many rows there are."""
        rows = select(func.count()).select_from(tables.table(table))
        return int(self.store.read(lambda unit: unit.run(rows).scalar_one()).result())

    def owed_to(self) -> Counter[str]:
        mine = select(_outbox.c.reader_id).where(_outbox.c.batch == "b")
        return Counter(self.store.read(lambda unit: unit.run(mine).scalars().all()).result())

    def write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()


LIMITS = {"slack": FIVE_A_SECOND}


def numbered(first: int, last: int) -> list[str]:
    return [f"p{number:04}" for number in range(first, last)]


def furnish(unit: Unit, those: Sequence[str]) -> None:
    rows = [{"org_id": "org", "id": one, "name": f"Name {one}", "zone": "UTC", "created_at": 0} for one in those]
    unit.run(insert(tables.table(tables.Person)), rows)
    there = {"org_id": "org", "workspace_id": "w", "seen_at": 0}
    accounts = [{**there, "external": f"U-{one}", "person_id": one} for one in those]
    unit.run(insert(tables.table(tables.Account)), accounts)


def desk_of(store: Store, count: int) -> Desk:
    def begin(unit: Unit) -> None:
        unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
        place = {"org_id": "org", "id": "w", "platform": "slack", "tenant": "T1", "created_at": 0}
        unit.run(insert(tables.table(tables.Workspace)), place)
        furnish(unit, numbered(0, count))
        mornings.pass_by(unit, "org", now=MORNING)
        person = tables.table(tables.Person)
        unit.run(update(person).where(person.c.id == AUTHOR).values(is_hr=True))

    store.write(begin).result()
    return Desk(store)


def numbers(title: str) -> tuple[int, ...]:
    return tuple(int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", title))


# --- Everyone once ------------------------------------------------------------------------------------------------


def test_everyone_is_owed_it_once_though_ticks_die_in_the_middle(store: Store) -> None:
    """Between chunks and within them: a chunk is done as a whole or not at all, and the count is true."""
    desk, died = desk_of(store, 2_500), 0
    desk.sends()
    for _ in range(30):
        work = partial(tick.tick, schedules=SCHEDULES, now=desk.now, rng=desk.rng)
        try:
            desk.write(dying(work, desk.rng.randrange(24)))
        except CrashedError:
            died += 1
    desk.ticks()
    assert died >= 10
    assert desk.owed_to() == Counter(f"p{number:04}" for number in range(2_500))
    assert (desk.found().tally.people, desk.found().tally.planned) == (2_500, 2_500)


def test_whoever_comes_while_it_is_planned_is_in_it_once_or_not_at_all(store: Store) -> None:
    """A chunk is for those between two ids, as they are when it is done."""
    desk = desk_of(store, 2_000)
    desk.sends()
    for _ in range(3):
        desk.tick()
    desk.write(lambda unit: furnish(unit, numbered(2_000, 2_100)))
    desk.ticks()
    assert desk.owed_to() == Counter(f"p{number:04}" for number in range(2_000))


def test_whoever_comes_or_goes_within_a_chunk_leaves_the_count_true(store: Store) -> None:
    """Two come and one goes between the planning of the chunks and the chunk that they are in."""
    desk = desk_of(store, 5)
    desk.begins()
    desk.write(lambda unit: furnish(unit, ["p0001a", "p0001b"]))
    desk.leaves("p0003")
    desk.passes(10)
    assert sorted(desk.had) == ["p0000", "p0001", "p0001a", "p0001b", "p0002", "p0004"]
    assert desk.last == "“It opens” is sent: 6 of 6 (100 %) have it"
    assert (desk.found().tally.people, desk.found().tally.planned) == (6, 6)


def test_others_write_between_two_chunks(store: Store) -> None:
    """One tick does one chunk."""
    desk = desk_of(store, 2_500)
    desk.sends()
    owed = []
    while not desk.tick().is_idle:
        owed.append(len(desk.owed_to()))
    assert owed == sorted(owed)
    assert {1_000, 2_000, 2_500} <= set(owed)


def test_whoever_is_away_for_long_is_not_reachable(store: Store) -> None:
    """The news would be old; for a shorter while it waits for the first morning back."""
    desk = desk_of(store, 4)
    for person, back_on in (("p0001", date(2026, 9, 28)), ("p0002", date(2026, 11, 30))):
        desk.write(partial(away, person=person, back_on=back_on))
    desk.sends(timing=Timing.HOURS)
    desk.passes(8)
    assert sorted(desk.had) == ["p0000", "p0003"]
    assert numbers(desk.last) == (2, 3, 66)
    desk.now += 7 * DAY_MS
    desk.passes(8)
    assert sorted(desk.had) == ["p0000", "p0001", "p0003"]
    assert "is sent: 3 of 3 (100 %) have it" in desk.last
    assert desk.found().tally.away == 1


def test_whoever_becomes_a_guest_before_their_turn_is_sent_nothing(store: Store) -> None:
    """It is for members; the report counts a guest like one who has left."""
    desk = desk_of(store, 5)
    desk.now = EVENING
    desk.sends(timing=Timing.HOURS)
    desk.passes(10)
    desk.leaves("p0003", MemberKind.GUEST)
    desk.now += 13 * 3_600_000
    desk.passes(10)
    assert sorted(desk.had) == ["p0000", "p0001", "p0002", "p0004"]
    assert desk.results == {"Sent": "4", "Not reachable: left, changed team, or became a guest meanwhile": "1"}


def away(unit: Unit, person: str, back_on: date) -> None:
    wishes = preferences.find(unit, "org", person)
    preferences.save(unit, "org", person, type(wishes)(zone=wishes.zone, back_on=back_on))


# --- Progress -----------------------------------------------------------------------------------------------------


def test_progress_is_told_at_most_every_three_seconds_and_the_last_word_is_true(store: Store) -> None:
    """One message, with count and share, an estimate from the real rate, and an end."""
    desk = desk_of(store, 100)
    desk.sends()
    desk.passes(40)
    moments = [moment for moment, _ in desk.told]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert min(gaps) >= 3_000
    assert len(desk.told) >= 6
    counts = [numbers(title)[0] for _, title in desk.told]
    assert counts == sorted(counts)
    assert sorted(desk.had) == sorted(f"p{number:04}" for number in range(100))
    assert desk.last == "“It opens” is sent: 100 of 100 (100 %) have it"
    assert desk.found().state is State.SENT
    assert posts_to(desk, AUTHOR) == 2  # its own copy, and the one message of progress


def test_while_everyone_waits_for_the_morning_the_message_rests(store: Store) -> None:
    """Though somebody left while it was planned: it says once what everyone waits for, and moves on in the morning."""
    desk = desk_of(store, 5)
    desk.now = EVENING
    desk.begins(timing=Timing.HOURS)
    desk.leaves("p0003")
    desk.passes(60)
    assert desk.last == "“It opens” waits for working hours: 0 of 4 (0 %)"
    assert len(desk.told) <= 3
    desk.now += 13 * 3_600_000
    desk.passes(10)
    assert desk.last == "“It opens” is sent: 4 of 4 (100 %) have it"


def test_while_others_wait_a_chunk_that_was_given_up_keeps_nobody_busy(store: Store) -> None:
    """Nothing can be done about it before the end, when it can be tried again."""
    desk = desk_of(store, 1_500)
    desk.now = EVENING
    desk.begins(timing=Timing.HOURS)
    gives_up(desk, CHUNK)
    desk.passes(60)
    assert "waits for working hours" in desk.last
    assert len(desk.told) <= 3


def test_a_relay_that_is_held_up_makes_no_two_edits_come_close(store: Store) -> None:
    """Three seconds count from when the last one reached the chat."""
    desk = desk_of(store, 150)
    desk.sends()
    desk.passes(150, slowly=True)
    gaps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(desk.told)]
    assert len(gaps) >= 12
    assert min(gaps) >= 3_000
    assert desk.last == "“It opens” is sent: 150 of 150 (100 %) have it"


def test_the_estimate_comes_from_the_real_rate(store: Store) -> None:
    """Five a second: what is left takes as many seconds as it says, within a minute's rounding."""
    desk = desk_of(store, 1_000)
    desk.sends()
    desk.passes(30)
    sent = numbers(desk.last)[0]
    [minutes] = re.findall(r"about (\d+) min left", desk.last)
    assert abs(int(minutes) * 60 - (1_000 - sent) / 5) <= 60


def test_after_the_last_word_nothing_is_told(store: Store) -> None:
    """Also days later."""
    desk = desk_of(store, 5)
    desk.sends()
    desk.passes(10)
    said = len(desk.told)
    desk.now += 3 * DAY_MS
    desk.passes(10)
    assert len(desk.told) == said


def test_what_was_cancelled_while_it_waited_has_one_last_word(store: Store) -> None:
    """Also when the morning comes for which it waited."""
    desk = desk_of(store, 3)
    desk.write(partial(away, person="p0002", back_on=date(2026, 9, 28)))
    desk.sends(timing=Timing.HOURS)
    desk.passes(8)
    desk.presses(broadcasts_after.cancel)
    desk.passes(8)
    said = len(desk.told)
    assert desk.last == "“It opens” was cancelled: 2 people have it"
    desk.now += 8 * DAY_MS
    desk.passes(8)
    assert len(desk.told) == said
    assert len(desk.had) == 2


def test_a_long_send_leaves_few_edits_behind(store: Store) -> None:
    """An edit every three seconds for hours would be thousands of rows."""
    desk = desk_of(store, 150)
    desk.sends()
    desk.passes(45)
    edits = select(func.count()).where(_outbox.c.kind == Kind.EDIT.value)
    assert len(desk.told) >= 9
    assert desk.store.read(lambda unit: unit.run(edits).scalar_one()).result() <= 3


def posts_to(desk: Desk, person: str) -> int:
    those = select(func.count()).where(_outbox.c.reader_id == person, _outbox.c.kind == Kind.POST.value)
    return int(desk.store.read(lambda unit: unit.run(those).scalar_one()).result())


# --- Cancelling ---------------------------------------------------------------------------------------------------


def test_cancelled_midway_nothing_more_leaves(store: Store) -> None:
    """From the press on; and the report counts who has it."""
    desk = desk_of(store, 100)
    desk.sends()
    desk.passes(6)
    had = len(desk.had)
    assert 0 < had < 100
    desk.presses(broadcasts_after.cancel)
    desk.passes(20)
    assert len(desk.had) == had
    assert desk.last == f"“It opens” was cancelled: {had} people have it"
    assert desk.found().tally.dropped == 100 - had


def test_chunks_that_were_not_planned_yet_are_cancelled_too(store: Store) -> None:
    """And what is queued goes in pieces, however much it is."""
    desk = desk_of(store, 3_500)
    desk.sends()
    while len(desk.owed_to()) < 1_000:
        desk.tick()
    planned = len(desk.owed_to())
    assert planned < 3_500
    desk.presses(broadcasts_after.cancel)
    desk.passes(5)
    assert len(desk.owed_to()) == planned
    assert desk.had == []
    assert desk.found().settled_at is not None
    assert desk.results == {"Sent": "0", "Not sent, because it was cancelled": "3,500"}


def test_a_send_that_was_refused_for_now_does_not_come_back_after_a_cancellation(store: Store) -> None:
    """It was under way when Cancel was pressed, and is queued again after that."""
    desk = desk_of(store, 3)
    desk.sends()
    desk.ticks()
    [one, *_] = [owed for owed in desk.leases() if owed.address == "U-p0002"]
    desk.presses(broadcasts_after.cancel)
    desk.ticks()
    back = Verdict(owed=one, state=Sending.QUEUED, error="ratelimited", not_before=desk.now + 5_000)
    desk.write(partial(leasing.settle, verdicts=[back], limits=LIMITS, now=desk.now))
    desk.passes(20)
    assert "p0002" not in desk.had


# --- Failures -----------------------------------------------------------------------------------------------------


def test_only_what_failed_is_tried_again(store: Store) -> None:
    """The reasons are told in words and grouped; whoever has it does not get it twice."""
    desk = desk_of(store, 10)
    desk.refused = {"p0003": "user_not_found", "p0004": "is_inactive", "p0005": "http_418"}
    desk.sends()
    desk.passes(10)
    assert "is sent: 7 of 10 (70 %) have it" in desk.last
    desk.refused = {"p0005": "http_418"}
    desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert "is sent: 9 of 10 (90 %) have it" in desk.last
    assert Counter(desk.had) == Counter(f"p{number:04}" for number in range(10) if number != 5)


def test_whoever_has_left_is_not_tried_again(store: Store) -> None:
    """What failed for them is taken back, and the report says why."""
    desk = desk_of(store, 5)
    desk.refused = {"p0003": "http_418", "p0004": "http_418"}
    desk.sends()
    desk.passes(10)
    desk.leaves("p0003")
    desk.refused = {}
    desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert sorted(desk.had) == ["p0000", "p0001", "p0002", "p0004"]
    assert "is sent: 4 of 4 (100 %) have it" in desk.last
    assert (desk.found().tally.left, desk.found().tally.failed) == (1, 0)


def test_whoever_is_away_for_long_is_not_tried_again(store: Store) -> None:
    """It would reach them at once, at whatever hour; it stays failed, and can be tried again when they are back."""
    desk = desk_of(store, 5)
    desk.refused = {"p0003": "http_418", "p0004": "http_418"}
    desk.sends(timing=Timing.HOURS)
    desk.passes(10)
    desk.write(partial(away, person="p0003", back_on=date(2026, 11, 30)))
    desk.refused = {}
    desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert sorted(desk.had) == ["p0000", "p0001", "p0002", "p0004"]
    assert "is sent: 4 of 5 (80 %) have it" in desk.last
    assert rules.may_be_retried(desk.found(), now=desk.now)


def test_retry_pressed_twice_tries_once(store: Store) -> None:
    """The second press finds it under way."""
    desk = desk_of(store, 5)
    desk.refused = {"p0003": "user_not_found"}
    desk.sends()
    desk.passes(10)
    desk.refused = {}
    for _ in range(2):
        desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert Counter(desk.had) == Counter(f"p{number:04}" for number in range(5))


def test_a_chunk_that_was_given_up_is_told_and_can_be_tried_again(store: Store) -> None:
    """Nobody is left out silently."""
    desk = desk_of(store, 1_500)
    desk.begins()
    gives_up(desk, CHUNK)
    desk.ticks()
    missing = 1_500 - len(desk.owed_to())
    assert missing in (500, fan_out.CHUNK)
    desk.write(lambda unit: unit.run(update(_outbox).where(_outbox.c.batch == "b").values(state="sent")).rowcount)
    desk.passes(5)
    assert numbers(desk.last)[:2] == (1_500 - missing, 1_500)
    desk.presses(broadcasts_after.retry)
    desk.ticks()
    assert desk.owed_to() == Counter(f"p{number:04}" for number in range(1_500))


def test_a_beginning_that_was_given_up_is_told_and_can_be_tried_again(store: Store) -> None:
    """Then nothing has been planned yet, and everything is."""
    desk = desk_of(store, 5)
    desk.sends()
    gives_up(desk, broadcasts.START)
    desk.passes(5)
    assert desk.had == []
    assert desk.results == {"Sent": "0", "Could not be prepared": "5"}
    desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert Counter(desk.had) == Counter(numbered(0, 5))
    assert desk.last == "“It opens” is sent: 5 of 5 (100 %) have it"


def gives_up(desk: Desk, kind: str) -> None:
    """The last one of this kind that is planned was tried for the last time."""
    last = select(func.max(_due.c.step)).where(_due.c.kind == kind, _due.c.state == due.State.PLANNED.value)
    lost = update(_due).where(_due.c.kind == kind, _due.c.step.in_(last)).values(state=due.State.FAILED.value)
    desk.write(lambda unit: unit.run(lost).rowcount)


def test_a_finished_report_stays_when_its_messages_are_forgotten(store: Store) -> None:
    """After ninety days only the counts are left."""
    desk = desk_of(store, 6)
    desk.refused = {"p0003": "user_not_found"}
    desk.sends()
    desk.passes(10)
    desk.now += 80 * DAY_MS
    desk.ticks()
    assert desk.count(tables.Batch) == 1
    desk.now += 20 * DAY_MS
    desk.ticks()
    found = desk.found()
    assert (found.tally.sent, found.tally.failed) == (5, 1)
    assert desk.count(tables.Batch) == 0


@pytest.mark.parametrize("state", [State.DRAFT, State.DISCARDED])
def test_what_was_never_sent_is_forgotten_after_thirty_days(store: Store, state: State) -> None:
    """As its last card says; what was sent stays in the list."""
    desk = desk_of(store, 3)
    desk.sends()
    desk.passes(10)
    author = desk.found().author
    draft = Broadcast(id="d", author=author, wish=Words(title="Not this", message="Nor now."), created_at=desk.now)
    desk.write(lambda unit: broadcasts.add(unit, "org", replace(draft, state=state)))
    desk.now += 29 * DAY_MS
    desk.ticks()
    assert desk.count(tables.Broadcast) == 2
    desk.now += 2 * DAY_MS
    desk.ticks()
    assert desk.count(tables.Broadcast) == 1
    assert desk.found().state is State.SENT


def test_what_is_planned_for_months_ahead_is_not_forgotten(store: Store) -> None:
    """It still has to be sent."""
    desk = desk_of(store, 3)
    desk.sends(timing=Timing.LOCAL, day=date(2027, 3, 1))
    desk.now += 100 * DAY_MS
    desk.ticks()
    desk.now = local_time.instant(date(2027, 3, 1), time(12), "UTC")
    desk.passes(10)
    assert len(desk.had) == 3


def test_what_failed_is_not_tried_again_once_its_messages_may_be_forgotten(store: Store) -> None:
    """The counts would no longer be true: the report stays as it was, without the button."""
    desk = desk_of(store, 6)
    desk.refused = {"p0003": "user_not_found"}
    desk.sends()
    desk.passes(10)
    assert any(isinstance(part, Buttons) for part in desk.cards[-1].parts)
    desk.now += 61 * DAY_MS
    before = desk.found()
    shown = desk.presses(broadcasts_after.retry)
    desk.passes(10)
    assert desk.found() == before
    assert isinstance(shown, Replace)
    assert not any(isinstance(part, Buttons) for part in shown.card.parts)


@pytest.mark.parametrize("handler", [broadcasts_after.cancel, broadcasts_after.retry, broadcasts_after.send])
def test_buttons_of_what_is_over_change_nothing(store: Store, handler: Callable[[Turn], Reply]) -> None:
    """They answer with how it ended."""
    desk = desk_of(store, 3)
    desk.sends()
    desk.passes(10)
    before = desk.found()
    desk.presses(handler)
    desk.passes(10)
    assert desk.found() == before
    assert len(desk.had) == 3
