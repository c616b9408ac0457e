"""A rater saves in the moment in which somebody else is drawn for the file: one of the two is first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from sqlalchemy import select, text, update

from domain.competencies import Level
from domain.ratings import Text
from storage import reviews_second, tables
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.second_raters import File
from storage.unit import Unit
from tests.conftest import Postgres
from tests.storage.test_second_raters import NOW, actor, follow, furnish, given

SECONDS = 20  # before it is given up
_person = tables.table(tables.Person)
_rating = tables.table(tables.Rating)
_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def house(postgres: Postgres, keys: KeyRing) -> Iterator[PostgresStore]:
    """PostgreSQL alone: SQLite has one writer, so there one is always first."""
    opened = PostgresStore(postgres.fresh(), keys)
    opened.write(furnish).result(SECONDS)
    yield opened
    opened.close()


def leave(unit: Unit, who: str) -> list[File]:
    unit.run(update(_person).values(active=False).where(_person.c.id == who))
    return follow(unit)


def test_what_one_rater_said_never_stands_in_the_file_of_another(house: PostgresStore) -> None:
    """Whoever has begun to save is first; the file is done then, and stays with them."""
    file = given(house)
    again: list[Future[list[File]]] = []

    def save(unit: Unit) -> None:
        packet = reviews_second.find_to_rate(unit, actor(unit, file.rater), file.id, now=NOW)
        assert packet is not None
        again.append(house.write(lambda other: leave(other, file.rater)))
        while not again[0].done() and not unit.run(_WAITING).scalar_one():
            pass  # until the draw is through, or waits for this
        said = Text(by=file.rater, at=NOW, level=Level.COMPETENT, rationale="It meets the words.")
        reviews_second.save(unit, "org", packet, "early_candor", said)

    house.write(save).result(SECONDS)
    files = {one.subject: one for one in again[0].result(SECONDS)}
    raters = house.read(lambda unit: [row["rater_id"] for row in unit.rows(select(_rating))]).result(SECONDS)
    assert (files[file.subject].rater, files[file.subject].done_at) == (file.rater, NOW)
    assert raters == [file.rater]
