"""Two teams in the store: Mara leads Checkout with five people, Tom leads her and Search with two; Hana runs HR."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import insert

from domain.people import Actor, Person
from storage import lines, tables
from storage.unit import Store, Unit

T = TypeVar("T")
NOW = 1_791_200_000_000  # October 5, 2026
CHART = {"tom": None, "mara": "tom", "hana": None, "uma": "tom", "vic": "tom"}
CHART |= dict.fromkeys(("ana", "ben", "chi", "dev", "eve"), "mara")
TEAMS = {"ana": "checkout", "ben": "checkout", "chi": "checkout", "dev": "checkout", "eve": "checkout"}
TEAMS |= {"uma": "search", "vic": "search"}


@dataclass(kw_only=True)
class Teams:
    store: Store
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def does(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()


def actor(id: str) -> Actor:
    return Actor(org="org", person=Person(id=id, name=id.title()), workspace="w", account=id, is_hr=id == "hana")


def build(unit: Unit) -> None:
    unit.run(insert(tables.named("org")), {"id": "org", "name": "Acme", "zone": "UTC", "created_at": 0})
    for team in ("checkout", "search"):
        unit.run(insert(tables.named("team")), {"org_id": "org", "id": team, "name": team.title(), "created_at": 0})
    for id in CHART:
        row = {"org_id": "org", "id": id, "name": id.title(), "is_hr": id == "hana", "created_at": 0}
        unit.run(insert(tables.named("person")), row)
    lines.lead(unit, "org", CHART, now=0)
    lines.assign(unit, "org", {person: [team] for person, team in TEAMS.items()}, now=0)
