"""People are told unasked when it is welcome, in one message, and never more often than the budget says."""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select

from domain import local_time
from domain.broadcasts import Broadcast, State, Wish
from domain.broadcasts_request import Deed, Request
from domain.contact import Wishes
from schedules import SCHEDULES, tick
from schedules.notices import ASKED_AGAIN
from schedules.schedule import Schedules
from storage import broadcasts, broadcasts_answers, notices, preferences, tables
from storage import people as people_rows
from storage.notices import Notice
from storage.preferences import WorkingDays
from storage.unit import Store, T, Unit
from tests.schedules import mornings
from views import codec
from views import notices as views
from views.vocabulary import Card, Heading, Menu, Text

MADRID = "Europe/Madrid"
DAY_MS = 86_400_000
KIND = "kudos.unseen"
ALL = "all"  # messages, whatever kinds are in them
_outbox = tables.table(tables.Outbox)
_person = tables.table(tables.Person)


def at(day: int, hour: int, month: int = 3) -> int:
    """A moment in 2026 in Madrid; 2 March is a Monday."""
    return local_time.instant(date(2026, month, day), time(hour), MADRID)


@dataclass
class Desk:
    """One org in Madrid with people who have an account, a clock, and what was sent to whom and when."""

    store: Store
    now: int = at(2, 10)
    schedules: Schedules = mornings.KEEPING
    rng: random.Random = field(default_factory=lambda: random.Random(3))

    def leave(self, person: str, subject: str, *, deadline: int | None = None) -> None:
        self.leave_all([person], subject, deadline)

    def leave_all(self, people: list[str], subject: str, deadline: int | None, kind: str = KIND) -> None:
        card = Card(f"About {subject}", (Text((f"Words about {subject}",)),))
        those = [Notice(person=one, kind=kind, subject=subject, card=card, deadline=deadline) for one in people]
        chance = random.Random(f"{people}{subject}")
        self.write(lambda unit: notices.leave(unit, "org", those, now=self.now, rng=chance))

    def wish(self, person: str, **changes: object) -> None:
        def change(unit: Unit) -> None:
            wishes: Wishes = replace(preferences.find(unit, "org", person), **changes)  # type: ignore[arg-type]  # by name
            preferences.save(unit, "org", person, wishes)
            notices.plan(unit, "org", person, now=self.now)

        self.write(change)

    def moves_to(self, moment: int, step: int = DAY_MS) -> None:
        """Let time pass, ticking whenever something is due."""
        while self.now < moment:
            self.now = min(moment, self.now + step)
            self.ticks()

    def ticks(self) -> None:
        """Each tick has chance of its own: with the same, what it makes would be named like what the last one made."""
        while not (ticked := self.write(self._tick)).is_idle:
            assert ticked.failures == ()

    def _tick(self, unit: Unit) -> tick.Ticked:
        return tick.tick(unit, self.schedules, now=self.now, rng=self.rng)

    def sent(self, person: str = "ana") -> list[tuple[int, Card]]:
        rows = self.store.read(
            lambda unit: unit.rows(select(_outbox).where(_outbox.c.reader_id == person).order_by(_outbox.c.not_before))
        ).result()
        keys = self.store.keys
        return [
            (row["not_before"], codec.load(keys.open(row["card"], "org", "outbox", row["id"], "card"))) for row in rows
        ]

    def titles(self, person: str = "ana") -> list[tuple[int, str]]:
        return [(moment, card.title) for moment, card in self.sent(person)]

    def write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()


def furnish(unit: Unit, people: dict[str, str]) -> None:
    org = {"id": "org", "name": "House", "zone": MADRID, "created_at": 0}
    unit.run(insert(tables.table(tables.Org)), org)
    place = {"org_id": "org", "id": "w", "platform": "slack", "tenant": "T1", "created_at": 0}
    unit.run(insert(tables.table(tables.Workspace)), place)
    for id, zone in people.items():
        unit.run(insert(_person), {"org_id": "org", "id": id, "name": id, "zone": zone, "created_at": at(1, 0)})
        account = {"org_id": "org", "workspace_id": "w", "external": f"U-{id}", "person_id": id, "seen_at": 0}
        unit.run(insert(tables.table(tables.Account)), account)


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(lambda unit: furnish(unit, {"ana": MADRID, "ben": "Asia/Kolkata"})).result()
    return Desk(store)


def test_in_working_hours_it_is_told_at_once(desk: Desk) -> None:
    """With why it came, and how to put it off."""
    desk.leave("ana", "one")
    desk.ticks()
    [(moment, card)] = desk.sent()
    assert (moment, card.title) == (at(2, 10), "About one")
    assert "You get this because" in codec.dump(card)
    assert "Remind me later" in codec.dump(card)


def test_what_exceeds_the_budget_comes_together_and_deadlines_come_first(desk: Desk) -> None:
    """The second message of a day waits until tomorrow, and brings all that came meanwhile."""
    desk.leave("ana", "one")
    desk.ticks()
    for subject, deadline in (("late", None), ("urgent", at(6, 12)), ("more urgent", at(5, 12))):
        desk.leave("ana", subject, deadline=deadline)
    desk.moves_to(at(4, 9), step=3_600_000)
    (_, first), (moment, second) = desk.sent()
    assert (first.title, moment) == ("About one", at(3, 9))
    headings = [part.text for part in second.parts if isinstance(part, Heading)]
    assert headings == ["About more urgent", "About urgent", "About late"]


def test_the_same_notice_is_told_once(desk: Desk) -> None:
    """However often it is left."""
    for _ in range(3):
        desk.leave("ana", "one")
        desk.moves_to(desk.now + DAY_MS)
    assert len(desk.sent()) == 1


def test_what_is_too_late_is_not_told(desk: Desk) -> None:
    """A reminder after its deadline helps nobody."""
    desk.now = at(6, 20)
    desk.leave("ana", "friday night", deadline=at(7, 12))
    desk.moves_to(at(12, 9))
    assert desk.sent() == []


def test_a_kind_that_was_stopped_is_not_told(desk: Desk) -> None:
    """Also when it was stopped after it had been left."""
    desk.now = at(2, 20)
    desk.leave("ana", "one")
    desk.wish("ana", stopped=frozenset({KIND}))
    desk.moves_to(at(12, 9))
    assert desk.sent() == []


def test_wishes_move_what_waits(desk: Desk) -> None:
    """Whoever is away finds it on the first morning back; whoever changes their hours, in those hours."""
    desk.now = at(2, 20)
    desk.leave("ana", "one")
    desk.wish("ana", back_on=date(2026, 3, 11))
    desk.wish("ana", opens=time(11))
    desk.moves_to(at(14, 9), step=3_600_000)
    assert desk.titles() == [(at(11, 11), "About one")]


def test_each_in_their_own_zone_and_on_their_orgs_working_days(desk: Desk) -> None:
    """19 March is a holiday in Valencia; Kolkata's nine o'clock comes before Madrid's."""
    desk.write(lambda unit: preferences.set_working_days(unit, "org", WorkingDays(frozenset({1, 2, 3, 4}), "ES-VC")))
    desk.now = at(18, 20)
    for person in ("ana", "ben"):
        desk.leave(person, "one")
    desk.moves_to(at(25, 9), step=1_800_000)
    kolkata = local_time.instant(date(2026, 3, 23), time(9), "Asia/Kolkata")
    [(anas, _)], [(bens, _)] = desk.sent("ana"), desk.sent("ben")
    assert (anas, bens) == (at(23, 9), kolkata)


def test_what_was_put_off_comes_back_and_no_longer_counts(desk: Desk) -> None:
    """An hour later means an hour later, though one message a day was spent."""
    desk.leave("ana", "one")
    desk.ticks()
    assert len(desk.write(lambda unit: notices.put_back(unit, "org", "ana", at(2, 10)))) == 1
    desk.wish("ana", snoozed_until=at(2, 11))
    desk.moves_to(at(3, 9), step=900_000)
    assert desk.titles() == [(at(2, 10), "About one"), (at(2, 11), "About one")]


def simulate(desk: Desk, people: list[str], days: int) -> None:
    """Everybody is left something of every kind that may be sent, at any hour; some change what they want."""
    chance, kinds = random.Random(11), itertools.cycle([one for one in views.KINDS if one not in UNASKED])
    for day in range(days):
        start = at(2, 0) + day * DAY_MS
        for hour in sorted(chance.sample(range(24), 4)):
            desk.moves_to(start + hour * 3_600_000)
            some = chance.sample(people, len(people) // 3)
            desk.leave_all(some, f"{day}/{hour}", chance.choice([None, desk.now + 3 * DAY_MS]), next(kinds))
            if chance.random() < 0.3:
                away = local_time.day_of(desk.now, "UTC") + timedelta(days=chance.randrange(9))
                desk.wish(chance.choice(people), back_on=away, opens=time(chance.randrange(6, 12)))


def kinds_of(card: Card) -> set[str]:
    """The kinds in one message: each can be stopped there."""
    options = [option.value for part in card.parts if isinstance(part, Menu) for option in part.options]
    return {value.removeprefix("stop ") for value in options if value.startswith("stop ")}


def check_budget(desk: Desk, person: str, zone: str) -> Counter[str]:
    """Return in how many messages each kind came, and how many there were in all."""
    wishes = desk.store.read(lambda unit: preferences.find(unit, "org", person)).result()
    sent = desk.sent(person)
    moments = [moment for moment, _ in sent]
    days = [local_time.day_of(moment, zone) for moment in moments]
    assert len(set(days)) == len(days), person
    assert all(sum(timedelta(0) <= day - other < timedelta(7) for other in days) <= 3 for day in days), person
    assert all(day.isoweekday() <= 5 for day in days), person
    assert all(time(6) <= local_time.on(moment, zone).time() < wishes.closes for moment in moments), person
    return Counter(itertools.chain.from_iterable((ALL, *kinds_of(card)) for _, card in sent))


ZONES = [MADRID, "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"]


# Of these it is asked whether they still hold, and here nothing was asked; only of broadcasts something is, each day.
UNASKED = ASKED_AGAIN.keys() - {broadcasts_answers.NOTICE}


def ask_daily(unit: Unit, author: str, days: int) -> None:
    """A message to all on each day that asks for something: of what is not asked nobody is reminded."""
    signs = people_rows.by_ids(unit, "org", [author])[author]
    wish = Wish(title="A title", message="A message.", request=Request(deed=Deed.READ))
    for day in range(days):
        asks = Broadcast(id=str(day), author=signs, wish=wish, state=State.SENT, created_at=0)
        broadcasts.add(unit, "org", asks)


def run_simulation(store: Store, people: int, days: int, schedules: Schedules = mornings.KEEPING) -> Counter[str]:
    """No message is forgotten before it is counted: none leaves here, and what is owed still is kept."""
    cast = {f"p{number:04}": ZONES[number % len(ZONES)] for number in range(people)}
    store.write(lambda unit: furnish(unit, cast)).result()
    store.write(lambda unit: ask_daily(unit, next(iter(cast)), days)).result()
    desk = Desk(store, schedules=schedules)
    simulate(desk, list(cast), days)
    return sum((check_budget(desk, person, zone) for person, zone in cast.items()), Counter[str]())


def test_over_weeks_nobody_ever_gets_more_than_their_budget(store: Store) -> None:
    """Never over it, never in quiet hours; and people are written to: the budget is used."""
    assert run_simulation(store, people=9, days=14)[ALL] > 9 * 3


@pytest.mark.soak
def test_over_a_year_a_thousand_people_never_get_more_than_their_budget(store: Store) -> None:
    """The same for a thousand people, a year, and every kind of nudge there is, with the nightly forgetting."""
    told = run_simulation(store, people=1_000, days=365, schedules=SCHEDULES)
    assert {ALL, *views.KINDS} - set(told) <= UNASKED, told
    kinds = len(set(told) & views.KINDS.keys())
    figures = f"{told[ALL]} messages, {kinds} of {len(views.KINDS)} kinds, 0 over budget, 0 in quiet hours"
    sys.stdout.write(f"1,000 people, 365 days: {figures}\n")
    assert told[ALL] > 1_000 * 52
