"""A pulse by itself: everybody is asked once at ten on their own clock, reminded alike, and it closes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from domain import local_time, pulses_wave
from domain.pulses import Template
from domain.pulses_groups import Group, Level
from domain.pulses_roster import COMPANY, Roster
from domain.pulses_wave import State, Wave
from schedules import SCHEDULES, tick
from schedules.pulses import PEOPLE
from storage import pulses, pulses_asked, pulses_due, pulses_keys, pulses_series, tables, workspaces
from storage.pulses import Kept
from storage.unit import Store, Unit
from tests.storage.surveys import CONTRACT

ZONES = (
    "Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Madrid",
    "Europe/London", "America/New_York", "America/Los_Angeles",
)  # fmt: skip
HOUR_MS = 3_600_000
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
        work = partial(tick.tick, schedules=SCHEDULES, now=self.now, rng=self.rng)
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
    told = select(_notice.c.subject).where(_notice.c.person_id == "p00000", _notice.c.kind == "pulse.hr")
    assert store.read(lambda unit: list(unit.run(told).scalars())).result() == [newest.wave.id]
    repeating = store.read(
        lambda unit: [pulses_series.repeats(unit, house.org, one.wave.id) for one in (newest, first)]
    ).result()
    assert repeating == [True, False]
    store.write(lambda unit: pulses_series.end(unit, house.org, newest.wave.id)).result()
    house.until(BEFORE + 60 * day, step=day)
    assert len(store.read(lambda unit: pulses.every(unit, house.org)).result()) == 2


@pytest.mark.soak
def test_five_thousand_people_in_seven_zones(store: Store) -> None:
    """In chunks, none of which keeps others waiting for long."""
    house = House(store, 5_000)
    house.until(BEFORE + 3 * 24 * HOUR_MS)
    check_asked(house, 5_000)
    assert PEOPLE < 5_000 / 5


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
