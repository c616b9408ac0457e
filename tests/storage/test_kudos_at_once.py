"""A giver's allowance is decided on by one unit at a time, and nobody else has to wait for that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from domain.kudos import Audience, Kudos, Receiver
from storage import kudos, people, tables
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.conftest import Postgres
from tests.storage.test_reach import BADGE, NOW, furnish, person

SECONDS = 20  # before it is given up


@pytest.fixture
def house(postgres: Postgres, keys: KeyRing) -> Iterator[PostgresStore]:
    """PostgreSQL alone: SQLite has one writer."""
    opened = PostgresStore(postgres.fresh(), keys)
    opened.write(furnish).result(SECONDS)
    yield opened
    opened.close()


def thanks(unit: Unit, giver: str, receiver: str) -> None:
    people.lock(unit, "org", giver)
    one = Kudos(
        id=f"{giver}-{receiver}",
        giver=person(giver),
        receivers=(Receiver(person=person(receiver)),),
        badge=BADGE,
        note="You told us early.",
        audience=Audience.PUBLIC,
        given_at=NOW,
    )
    kudos.add(unit, "org", one)


def test_two_thank_each_other_in_the_same_moment(house: PostgresStore) -> None:
    """Whoever is being thanked by Ana does not wait until all that Ana gives is saved, nor does who thanks her."""

    def ana(unit: Unit) -> None:
        thanks(unit, "ana", "ben")
        house.write(lambda other: thanks(other, "ben", "ana")).result(SECONDS)

    house.write(ana).result(SECONDS)
    given = select(tables.table(tables.Kudos).c.id)
    assert house.read(lambda unit: {*unit.run(given).scalars()}).result(SECONDS) == {"ana-ben", "ben-ana"}
