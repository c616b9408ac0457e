"""The report of a program as a page: for HR alone, and readable without anything else."""

from __future__ import annotations

import re
from functools import partial

import pytest
from sqlalchemy import update

from bot import document_page
from handlers import outcomes
from storage import tables
from storage.downloads import Document, Taken
from storage.unit import Store, Unit
from tests.storage.test_plan import NOW, furnish

_cycle, _person = tables.table(tables.Cycle), tables.table(tables.Person)


@pytest.fixture
def house(store: Store) -> Store:
    """Hana runs HR; the cycle has a name that a browser could take for more."""

    def work(unit: Unit) -> None:
        furnish(unit)
        unit.run(update(_person).where(_person.c.id == "hana").values(is_hr=True))
        unit.run(update(_cycle).values(title="<Pilot>"))
        unit.insert_all(
            tables.table(tables.CycleTeam), [{"org_id": "org", "cycle_id": "c1", "team_id": "sky", "joined_at": NOW}]
        )

    store.write(work).result()
    return store


def made(store: Store, person: str, about: str = "c1") -> Document | None:
    taken = Taken("org", person, outcomes.OF, about)
    return store.read(partial(outcomes.page_file, taken=taken, now=NOW)).result()


def test_the_report_is_made_for_whoever_runs_hr_when_it_is_taken(house: Store) -> None:
    """Not for whoever did when the link was made, and not of a cycle that is gone."""
    assert made(house, "hana") is not None
    assert made(house, "ana") is None
    assert made(house, "hana", "c2") is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_needs_nothing_else_and_nothing_on_it_can_be_pressed(house: Store) -> None:
    """No script, no picture, no address; all words are words."""
    document = made(house, "hana")
    assert document is not None
    page = document_page.drawn(document, house.keys, now=NOW).body.decode()
    assert "report on &lt;Pilot&gt;" in page
    assert page.count("not measured yet") > 5
    assert "Close the baseline pulse" in page
    assert "Fewer than 5 people" in page
    assert not re.findall(r"<script|<img|<button|<form|https?://", page)
