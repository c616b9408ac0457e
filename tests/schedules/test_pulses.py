"""A pulse by itself: everybody is asked once at ten on their own clock, reminded alike, and it closes."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event

from sqlalchemy import insert, select, update

from domain import local_time, pulses_wave
from domain.pulses import Template
from domain.pulses_groups import Group, Level
from domain.pulses_roster import COMPANY, Roster
from domain.pulses_wave import State, Wave
from schedules import tick
from schedules.pulses import DAILY, begin, look_again
from schedules.schedule import Occasion
from storage import due, pulses, pulses_asked, pulses_due, pulses_keys, pulses_series, tables, workspaces
from storage.due import Due
from storage.pulses import Kept
from storage.unit import Store, Unit
from tests.schedules import mornings
from tests.storage.surveys import CONTRACT

ZONES = (
    "Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Madrid",
    "Europe/London", "America/New_York", "America/Los_Angeles",
)  # fmt: skip
HOUR_MS = 3_600_000
SOON_S = 0.5  # for the other to come in between, if it can
BEFORE = local_time.instant(CONTRACT.opens_on - timedelta(days=2), CONTRACT.opens_at, "UTC")
_outbox = tables.table(tables.Outbox)
_notice = tables.table(tables.Notice)
_invitation = tables.table(tables.PulseInvitation)


def furnish(unit: Unit, number: int) -> str:
    """So many people, one after the other in each of the seven zones, all on one workspace."""
    rng = random.Random(5)
    org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=BEFORE, rng=rng)
    told = {"name": "Acme", "token": "xoxb-1", "bot": "B1", "service_url": ""}
    space = workspaces.ensure(unit, org, "slack", "T1", now=BEFORE, rng=rng, **told)
    ids = [f"p{place:05d}" for place in range(number)]
    people = [
        {"org_id": org, "id": id, "name": id, "zone": ZONES[place % 7], "created_at": BEFORE}
        for place, id in enumerate(ids)
    ]
    unit.run(insert(tables.table(tables.Person)), people)
    accounts = [
        {"org_id": org, "workspace_id": space.id, "external": f"U{id}", "person_id": id, "seen_at": BEFORE}
        for id in ids
    ]
    unit.run(insert(tables.table(tables.Account)), accounts)
    return org


def launched(unit: Unit, org: str, reminders: tuple[int, ...] = (), id: str = "w1") -> Wave:
    contract = replace(CONTRACT, reminders=reminders)
    draft = Wave(id=id, title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=contract)
    kept = Kept(wave=draft, author="p00000", created_at=BEFORE)
    pulses.add(unit, org, kept)
    begun = pulses_wave.moved(draft, State.LAUNCHED, before=(State.DRAFT,))
    wave = pulses.launch(unit, org, replace(kept, wave=begun), was=1).wave
    pulses_keys.make(unit, org, wave.id)
    pulses_due.plan(unit, org, wave)
    return wave


class House:
    def __init__(self, store: Store, people: int, reminders: tuple[int, ...] = ()) -> None:
        self.store = store
        self.rng = random.Random(9)
        self.now = BEFORE
        self.org = store.write(lambda unit: furnish(unit, people)).result()
        self.wave = store.write(lambda unit: launched(unit, self.org, reminders)).result()

    def until(self, moment: int, step: int = HOUR_MS) -> None:
        while self.now < moment:
            self.now = min(moment, self.now + step)
            self.tick()

    def tick(self) -> None:
        work = partial(tick.tick, schedules=mornings.KEEPING, now=self.now, rng=self.rng)
        for _ in range(500):
            if self.store.write(work).result().is_idle:
                return
        raise AssertionError("it never comes to rest")

    def owed(self) -> list[tuple[str, int]]:
        """Return who was owed a ballot, and when."""
        here = select(_outbox.c.reader_id, _outbox.c.not_before).where(_outbox.c.batch == self.wave.id)
        return self.store.read(lambda unit: [(row["reader_id"], row["not_before"]) for row in unit.rows(here)]).result()


def check_asked(house: House, people: int) -> None:
    """Each once, at ten on their own clock, on the first day."""
    found = house.owed()
    assert len({person for person, _ in found}) == len(found) == people
    zones = {f"p{place:05d}": ZONES[place % 7] for place in range(people)}
    clocks = Counter(local_time.on(at, zones[person]).isoformat()[:16] for person, at in found)
    assert set(clocks) <= {f"{CONTRACT.opens_on}T10:00", f"{CONTRACT.opens_on}T10:30"}, "Kolkata is half an hour off"


def test_everybody_in_seven_zones_is_asked_once_at_ten(store: Store) -> None:
    """Also after an outage: what was missed is caught up on, once."""
    house = House(store, 21)
    house.until(BEFORE + 4 * 24 * HOUR_MS)
    check_asked(house, 21)
    late = len(house.owed())
    house.until(house.now + 48 * HOUR_MS, step=48 * HOUR_MS)
    assert len(house.owed()) == late


def test_a_pulse_beside_which_another_has_come_to_ask_nearly_the_same_people_is_not_opened(store: Store) -> None:
    """Since the launch three have joined: the two together would tell what they said. Nobody is asked; HR hears why."""
    house = House(store, 21)

    def come_between(unit: Unit) -> None:
        wave = launched(unit, house.org, id="w0")
        company = Group(id=COMPANY, level=Level.COMPANY, parent=None, invited=18)
        home = {f"p{place:05d}": COMPANY for place in range(18)}
        pulses_asked.fix(unit, house.org, wave.id, Roster(groups=(company,), home=home))
        pulses.save(unit, house.org, pulses_wave.moved(wave, State.OPEN, before=(State.LAUNCHED,)), was=wave.version)
        unit.run(
            update(tables.table(tables.Person)).where(tables.table(tables.Person).c.id == "p00000"), {"is_hr": True}
        )

    store.write(come_between).result()
    house.until(BEFORE + 4 * 24 * HOUR_MS)
    assert house.owed() == []
    kept = store.read(lambda unit: pulses.find(unit, house.org, "w1")).result()
    assert kept is not None
    assert kept.wave.state is State.DESTROYED
    told = select(_notice.c.person_id, _notice.c.kind).where(_notice.c.kind == "pulse.hr")
    assert store.read(lambda unit: [row["person_id"] for row in unit.rows(told)]).result() == ["p00000"]


def test_of_two_pulses_that_open_at_one_moment_the_second_finds_the_first_open(store: Store) -> None:
    """Also on two replicas: the first asks three who have left by the time the second looks, so it does not open."""
    house, second, looked = House(store, 21), list[Future[None]](), Event()
    store.write(lambda unit: launched(unit, house.org, id="w2")).result()

    def begins(unit: Unit, wave: str) -> None:
        opening = Due(org=house.org, kind=pulses_due.OPEN, subject=wave, step="x", due_at=house.wave.begins_at)
        begin(Occasion(due=opening, unit=unit, now=opening.due_at, rng=house.rng))
        if wave == "w2":
            looked.set()
            return
        person = tables.table(tables.Person)
        unit.run(update(person).where(person.c.id > "p00017").values(active=False))
        second.append(store.write(partial(begins, wave="w2")))
        looked.wait(SOON_S)

    store.write(partial(begins, wave="w1")).result()
    second[0].result()
    found = store.read(lambda unit: {kept.wave.id: kept.wave.state for kept in pulses.every(unit, house.org)}).result()
    assert found == {"w1": State.OPEN, "w2": State.DESTROYED}


def test_a_pulse_that_repeats_is_launched_again_by_itself_until_it_is_stopped(store: Store) -> None:
    """A week before it opens HR hears of it; stopping the newest ends the series and leaves the wave."""
    house = House(store, 9)
    person = tables.table(tables.Person)
    store.write(lambda unit: unit.run(update(person).where(person.c.id == "p00000").values(is_hr=True))).result()
    store.write(lambda unit: pulses_series.begin(unit, house.org, house.wave)).result()
    day = 24 * HOUR_MS
    house.until(BEFORE + 24 * day, step=day)
    newest, first = store.read(lambda unit: pulses.every(unit, house.org)).result()
    assert (newest.wave.state, newest.wave.number) == (State.LAUNCHED, 2)
    assert newest.wave.digest not in ("", first.wave.digest)
    assert newest.wave.contract.opens_on == first.wave.contract.opens_on + timedelta(days=28)
    told = select(_notice.c.subject, _notice.c.deadline).where(_notice.c.kind == "pulse.hr")
    heard = store.read(lambda unit: [tuple(row) for row in unit.run(told)]).result()
    assert heard == [(newest.wave.id, newest.wave.begins_at)], "to HR alone, and before it opens"
    repeating = store.read(
        lambda unit: [pulses_series.repeats(unit, house.org, one.wave.id) for one in (newest, first)]
    ).result()
    assert repeating == [True, False]
    store.write(lambda unit: pulses_series.end(unit, house.org, newest.wave.id)).result()
    house.until(BEFORE + 60 * day, step=day)
    assert len(store.read(lambda unit: pulses.every(unit, house.org)).result()) == 2


def test_hr_hears_that_the_next_of_a_series_did_not_open_though_it_heard_that_it_would(store: Store) -> None:
    """Of nine people six have left in the week between; nobody is asked, and none comes after it."""
    house = House(store, 9)
    person, day = tables.table(tables.Person), 24 * HOUR_MS
    store.write(lambda unit: unit.run(update(person).where(person.c.id == "p00000").values(is_hr=True))).result()
    store.write(lambda unit: pulses_series.begin(unit, house.org, house.wave)).result()
    for days, hours in ((22, 24), (24, 6), (29, 24)):
        house.until(BEFORE + days * day, step=hours * HOUR_MS)
    gone = update(person).where(person.c.id > "p00002").values(active=False)
    store.write(lambda unit: unit.run(gone).rowcount).result()
    house.until(BEFORE + 31 * day, step=6 * HOUR_MS)
    newest = store.read(lambda unit: pulses.every(unit, house.org)).result()[0].wave
    assert newest.state is State.DESTROYED
    told = select(_notice.c.subject, _notice.c.state).where(_notice.c.kind == "pulse.hr").order_by(_notice.c.subject)
    heard = store.read(lambda unit: [tuple(row) for row in unit.run(told)]).result()
    assert heard == [(newest.id, "sent"), (f"{newest.id}/withheld", "sent")]


def test_hr_hears_once_that_a_series_ended_because_the_server_could_not_launch_the_next(store: Store) -> None:
    """It was tried until nobody tried any more; the night after, HR is told, and on no other."""
    house = House(store, 9)
    person = tables.table(tables.Person)
    failed = Due(org=house.org, kind=pulses_series.NEXT, subject=house.wave.id, step="x", due_at=BEFORE)

    def fails(unit: Unit) -> None:
        unit.run(update(person).where(person.c.id == "p00000").values(is_hr=True))
        due.plan(unit, [failed])
        due.settle(unit, failed, due.State.FAILED, now=BEFORE, reason="NoKeyFolderError")

    store.write(fails).result()
    for night in ("2026-10-03", "2026-10-04"):
        row = Due(org=house.org, kind=DAILY, subject="", step=night, due_at=BEFORE)
        occasion = partial(Occasion, due=row, now=BEFORE, rng=house.rng)
        store.write(lambda unit, occasion=occasion: look_again(occasion(unit=unit))).result()  # type: ignore[misc]
    told = select(_notice.c.subject).where(_notice.c.kind == "pulse.hr")
    assert store.read(lambda unit: list(unit.run(told).scalars())).result() == [f"{house.wave.id}/given-up"]
    assert not store.write(lambda unit: pulses_series.end(unit, house.org, house.wave.id)).result(), "nothing to stop"


def test_after_the_close_nobody_is_asked_or_reminded_and_the_key_is_gone(store: Store) -> None:
    """Whoever was away until then is not asked at all; the roster stays, and says nothing of who answered."""
    house = House(store, 14, reminders=(4,))
    house.until(house.wave.closes_at + 24 * HOUR_MS, step=4 * HOUR_MS)
    kinds = store.read(lambda unit: [row["kind"] for row in unit.rows(select(_notice.c.kind))]).result()
    assert Counter(kinds)["pulse.reminder"] == 14
    kept = store.read(lambda unit: pulses.find(unit, house.org, house.wave.id)).result()
    assert kept is not None
    assert kept.wave.state is State.DESTROYED
    assert store.read(lambda unit: pulses_keys.find(unit, house.org, house.wave.id)).result() is None
    assert len(store.read(lambda unit: unit.rows(select(_invitation))).result()) == 14
