"""Whoever forgets which of two orgs it is about is noticed by the twin that plays beside the scenarios."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from storage import tables, tagging
from storage.unit import Store, Unit
from tests.features import twin
from tests.features.conftest import ALONE, ALWAYS
from tests.features.twin import CANARY, TWIN, CrossingError, Mirrored
from tests.privacy import furniture

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the scenarios run on both
_person = tables.table(tables.Person)
_kudos = tables.table(tables.Kudos)


@pytest.fixture
def mirrored(store: Store) -> Mirrored:
    """Something of ours in every table, and the same of the twin."""
    both = Mirrored(store, lambda: furniture.NOW)
    furniture.furnish(both)
    both.write(lambda unit: None).result()
    return both


def changes_both(unit: Unit) -> None:
    unit.run(update(_person).values(zone="Europe/Oslo"))


def deletes_both(unit: Unit) -> None:
    unit.run(tables.table(tables.Introduction).delete())


def reads_the_other(unit: Unit) -> None:
    theirs = select(_person.c.title).where(_person.c.org_id == TWIN, _person.c.id == furniture.ZORA).scalar_subquery()
    unit.run(update(_person).where(_person.c.org_id != TWIN).values(title=theirs))


def writes_to_the_other(unit: Unit) -> None:
    of = {"org_id": TWIN, "id": "new", "giver_id": furniture.BEN, "badge": "early_flag", "note": b"", "version": 1}
    unit.run(_kudos.insert(), {**of, "audience": "public", "state": "given", "edited": False, "given_at": 1})


@on_sqlite
@pytest.mark.parametrize("forgets", [changes_both, deletes_both, reads_the_other, writes_to_the_other])
def test_whatever_forgets_the_org_is_noticed(mirrored: Mirrored, forgets: Callable[[Unit], None]) -> None:
    """A row changed, gone, copied or added: each alone."""
    twin.check(mirrored, sent="")
    mirrored.write(forgets).result()
    with pytest.raises(CrossingError):
        twin.check(mirrored, sent="")


@on_sqlite
def test_a_text_of_the_twin_on_a_screen_is_noticed(mirrored: Mirrored) -> None:
    """However it is written there."""
    with pytest.raises(CrossingError):
        twin.check(mirrored, sent=f"Ana Ruiz {CANARY.upper()}")


@on_sqlite
def test_the_twin_has_a_row_in_every_table(mirrored: Mirrored) -> None:
    """But for what the furniture leaves empty."""
    assert {key[0] for key in mirrored.written} == tagging.KEPT.keys() - {"seal_check", "barred"} - furniture.NOBODYS


@on_sqlite
def test_what_failed_left_nothing_beside_the_twin(mirrored: Mirrored) -> None:
    """A unit that is undone takes the copies it made with it."""

    def fails(unit: Unit) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        mirrored.write(fails).result()
    twin.check(mirrored, sent="")


def test_the_scenarios_that_always_have_a_twin_exist(request: pytest.FixtureRequest) -> None:
    """A new name of theirs is told here, and of those that never have one."""
    written = "".join(path.read_text() for path in request.path.parent.glob("test_*.py"))
    assert {name for name in ALWAYS | ALONE if f"def {name}(" not in written} == set()
