"""A wave among fictional people, played in the store: opened, answered by everybody in an order of chance, closed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import insert

from content import pulses as content
from domain import pulses_wave
from domain.pulses import Template, questions
from domain.pulses_contract import Contract
from domain.pulses_wave import State, Wave
from storage import lines, pulses, pulses_asked, pulses_closing, pulses_keys, pulses_sheets, tables
from storage.pulses import Kept
from storage.pulses_keys import WaveKey
from storage.pulses_sheets import Ballot
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
ORG = "org"
TEAMS = ("north", "south")
FIRST = 5  # people who are in no team
CONTRACT = Contract(
    items=content.bank().asked(Template.FOUR_WEEKLY, 1),
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
)
ITEMS = questions(CONTRACT.items)


@dataclass(kw_only=True)
class Survey:
    """`people` in the order of their ids; `order` is the one in which they answered, which an adversary may know.

    `homes` says in which group each counts.
    """

    store: Store
    people: tuple[str, ...]
    rng: random.Random
    wave: Wave
    homes: Mapping[str, str]
    order: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Mapping[str, str]:
        """What each person answered, all of them different."""
        return self.marks

    def key(self) -> WaveKey | None:
        return self.store.read(lambda unit: pulses_keys.find(unit, ORG, self.wave.id)).result()

    def answer(self, person: str, marks: str, comment: str = "") -> bool:
        comments = {"open1": comment} if comment else {}
        ballot = Ballot(person=person, group=self.homes[person], marks=marks, comments=comments)

        def work(unit: Unit) -> bool:
            key = pulses_keys.find(unit, ORG, self.wave.id)
            assert key is not None
            return pulses_sheets.hand_in(unit, ORG, self.wave.id, key, ballot, rng=self.rng)

        return self.store.write(work).result()

    def everybody_answers(self) -> None:
        """In an order of chance, each something else."""
        self.order = self.rng.sample(self.people, len(self.people))
        for number, person in enumerate(self.order):
            first, second = divmod(number, 5)
            self.marks[person] = f"{second + 1}{first % 5 + 1}{first // 5 % 5 + 1}" + "3" * (len(ITEMS) - 3)
            assert self.answer(person, self.marks[person], f"comment {number}" if number % 3 == 0 else "")

    def close(self, now: int = NOW) -> State | None:
        closing = self.store.write(lambda unit: pulses_closing.close(unit, ORG, self.wave.id, now=now, rng=self.rng))
        return closing.result()

    def forget_key(self) -> bool:
        return self.store.write(lambda unit: pulses_closing.forget_key(unit, ORG, self.wave.id)).result()

    def now(self) -> Wave:
        kept = self.store.read(lambda unit: pulses.find(unit, ORG, self.wave.id)).result()
        assert kept is not None
        return kept.wave

    def sheets(self) -> list[pulses_sheets.Sheet]:
        return self.store.read(lambda unit: pulses_sheets.sheets(unit, ORG, self.wave.id, ITEMS)).result()

    def of(self, marks: str) -> dict[str, int]:
        return {item.id: int(mark) for item, mark in zip(ITEMS, marks, strict=True)}


def people(store: Store, number: int) -> tuple[str, ...]:
    """The first heads the company, two head departments, two lead a team each, and all others are in these teams."""
    ids = tuple(f"person-{place:04d}" for place in range(number))

    def furnish(unit: Unit) -> None:
        unit.run(insert(tables.table(tables.Org)), {"id": ORG, "name": "Acme", "created_at": NOW})
        rows = [{"org_id": ORG, "id": id, "name": id.title(), "created_at": NOW} for id in ids]
        unit.run(insert(tables.table(tables.Person)), rows)
        teams = [{"org_id": ORG, "id": id, "name": id.title(), "created_at": NOW} for id in TEAMS]
        unit.run(insert(tables.table(tables.Team)), teams)
        above = {id: ids[(0, 0, 0, 1, 2)[place] if place < FIRST else 3 + place % 2] for place, id in enumerate(ids)}
        lines.lead(unit, ORG, {**above, ids[0]: None}, now=NOW)
        within = {id: [TEAMS[place % 2]] for place, id in enumerate(ids) if place >= FIRST}
        lines.assign(unit, ORG, within, now=NOW)

    store.write(furnish).result()
    return ids


def opened(store: Store, those: tuple[str, ...], rng: random.Random, id: str = "w1") -> Survey:
    """A wave that is open to all of these."""
    draft = Wave(id=id, title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=CONTRACT)

    def work(unit: Unit) -> tuple[Wave, Mapping[str, str]]:
        pulses.add(unit, ORG, Kept(wave=draft, author=those[0], created_at=NOW))
        launched = pulses_wave.moved(draft, State.LAUNCHED, before=(State.DRAFT,))
        frozen = pulses.launch(unit, ORG, Kept(wave=launched, author=those[0], created_at=NOW), was=1).wave
        pulses_keys.make(unit, ORG, id)
        found = pulses_asked.roster(unit, ORG, frozen)
        pulses_asked.fix(unit, ORG, id, found)
        wave = replace(frozen, state=State.OPEN, version=3)
        pulses.save(unit, ORG, wave, was=2)
        return wave, found.home

    wave, homes = store.write(work).result()
    return Survey(store=store, people=those, rng=rng, wave=wave, homes=homes)
