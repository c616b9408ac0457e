"""How often ratings fell is counted by the database, and comes out as the rule counts it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import insert

from domain import local_time, ratings_tripwire
from domain.competencies import Level
from domain.evidence import Voice as Spoken
from domain.ratings_tripwire import Change, Kind, Voice
from storage import reviews_base_rate, tables
from storage.unit import Store, Unit

DAY_MS = 86_400_000
CYCLES = ("c1", "c2", "c3")
PEOPLE = [f"p{number}" for number in range(25)]
SAYS = {Spoken.OWNED_ERROR: Kind.OWNED_ERROR, Spoken.RAISED_CONCERN: Kind.RAISED_CONCERN, None: None}


def moment(chance: random.Random, cycle: int) -> int:
    """Close to one another, so that some fall on one day."""
    return 1_700_000_000_000 + cycle * 5 * DAY_MS + chance.randrange(2 * DAY_MS)


def rated(chance: random.Random) -> Iterator[tuple[str, str, int, Level]]:
    """Who was handed in a rating in which cycle, when, and which; not everybody in every one."""
    for person in PEOPLE:
        for number, cycle in enumerate(CYCLES):
            if chance.random() < 0.8:
                yield person, cycle, moment(chance, number), chance.choice(list(Level))


def spoke(chance: random.Random) -> Iterator[tuple[str, Spoken | None, int, int | None]]:
    """Who spoke up how and when, and when what is about them was contested."""
    for person in chance.sample(PEOPLE, 15):
        contested_at = moment(chance, chance.randrange(3)) if chance.random() < 0.4 else None
        yield person, chance.choice(list(SAYS)), moment(chance, chance.randrange(3)), contested_at


def put(unit: Unit, row: Any) -> None:
    unit.run(insert(tables.table(type(row))), row.model_dump())


def furnish(unit: Unit, ratings: list[tuple[str, str, int, Level]]) -> None:
    put(unit, tables.Org(id="org", name="House", created_at=0))
    for person in PEOPLE:
        put(unit, tables.Person(org_id="org", id=person, name=person, created_at=0))
    for number, cycle in enumerate(CYCLES):
        days: dict[str, Any] = {"starts_on": f"2026-0{number + 1}-01", "ends_on": f"2026-0{number + 1}-28"}
        named: dict[str, Any] = {
            "org_id": "org",
            "id": cycle,
            "title": cycle,
            "template": "",
            "framework": 1,
            "state": "open",
        }
        put(unit, tables.Cycle(**named, **days, author_id=PEOPLE[0], created_at=0))
    for person, cycle, at, level in ratings:
        key: dict[str, Any] = {"org_id": "org", "cycle_id": cycle, "round_id": "", "subject_id": person}
        put(unit, tables.Review(**key, state="submitted", changed_at=at, submitted_at=at))
        said: dict[str, Any] = {
            "competency": "candor",
            "part": "manager",
            "rater_id": person,
            "level": level.value,
            "words": b"",
        }
        put(unit, tables.Rating(**key, **said, version=1, changed_at=at))


def speak(unit: Unit, those: list[tuple[str, Spoken | None, int, int | None]]) -> None:
    for number, (person, voice, at, contested_at) in enumerate(those):
        put(unit, piece(f"e{number}", person, voice, at, contested_at))


def piece(id: str, person: str, voice: Spoken | None, at: int, contested_at: int | None) -> tables.Evidence:
    who: dict[str, Any] = {"org_id": "org", "id": id, "subject_id": person, "author_id": person}
    facts: dict[str, Any] = {"competency": "candor", "direction": "at", "source": "self report", "words": b""}
    days: dict[str, Any] = {
        "occurred_on": "2026-01-01",
        "recorded_on": "2026-01-01",
        "recorded_at": at,
        "contested_at": contested_at,
    }
    return tables.Evidence(**who, **facts, **days, voice=voice.value if voice else "")


def changes(ratings: list[tuple[str, str, int, Level]]) -> Iterator[Change]:
    for person in PEOPLE:
        mine = [one for one in ratings if one[0] == person]
        for (_, _, before_at, before), (_, _, after_at, after) in pairwise(mine):
            days: dict[str, Any] = {"rated_before_on": day(before_at), "rated_on": day(after_at)}
            yield Change(person=person, competency="candor", before=before, after=after, **days)


def voices(said: list[tuple[str, Spoken | None, int, int | None]]) -> Iterator[Voice]:
    for person, voice, at, contested_at in said:
        if (kind := SAYS[voice]) is not None:
            yield Voice(person=person, kind=kind, on=day(at))
        if contested_at is not None:
            yield Voice(person=person, kind=Kind.CONTESTED, on=day(contested_at))


def day(at: int) -> Any:
    return local_time.day_of(at, "UTC")


def test_ratings_fell_as_often_as_the_rule_says(store: Store) -> None:
    """Among those who spoke up in between and those who did not; and nowhere in a house without any."""
    assert store.read(lambda unit: reviews_base_rate.base_rate(unit, "org")).result().silent == 0
    chance = random.Random(5)
    ratings, said = list(rated(chance)), list(spoke(chance))
    store.write(lambda unit: furnish(unit, ratings)).result()
    store.write(lambda unit: speak(unit, said)).result()
    expected = ratings_tripwire.report(list(changes(ratings)), list(voices(said))).base_rate
    assert min(expected.spoke, expected.spoke_fell, expected.silent, expected.silent_fell) > 0
    assert store.read(lambda unit: reviews_base_rate.base_rate(unit, "org")).result() == expected
