"""The room is furnished through the product's own doors, whole, and once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import select

from bot.web import furnishing
from bot.web.furnishing_forms import StoryError
from bot.web.visit import PLATFORM, TENANT
from content import organization
from content.organization import Fills, Presses, Says
from domain.people import MemberKind
from storage import audit, opening, outbox, people, room, tables, workspaces
from storage.room import Site
from storage.sealing import KeyRing
from storage.unit import Store, Unit

NOW = int(datetime(2026, 3, 2, 8, 30, tzinfo=UTC).timestamp() * 1000)  # a Monday
TOLD = organization.read()


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path, keys: KeyRing) -> Iterator[Store]:
    """An empty one; the demo is always on SQLite."""
    path = copy(sqlite_template, tmp_path / "demo.db")
    opened = opening.open_store(f"sqlite:///{path}", keys)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keys: KeyRing
) -> Iterator[tuple[Store, Site]]:
    """A room as it is when the first visitor comes, for those who only look or furnish it again."""
    path = copy(sqlite_template, tmp_path_factory.mktemp("furnished") / "demo.db")
    opened = opening.open_store(f"sqlite:///{path}", keys)
    yield opened, asyncio.run(furnish(opened))
    opened.close()


async def furnish(store: Store, told: organization.Organization = TOLD, *, now: int = NOW) -> Site:
    await furnishing.furnish(store, told, clock=lambda: now, rng=random.SystemRandom())
    return store.read(site).result()


def site(unit: Unit) -> Site:
    found = workspaces.find(unit, PLATFORM, TENANT)
    assert found is not None
    return Site(found.org, found.id)


def stands(unit: Unit) -> dict[str, object]:
    """What the store holds, counted."""
    named = ("Person", "Account", "Kudos", "KudosEndorsement", "RoomMessage", "Outbox", "Audit", "Evidence", "Goal")
    return {name: len(unit.rows(select(tables.table(getattr(tables, name))))) for name in named}


def test_everything_the_story_tells_has_happened(furnished: tuple[Store, Site]) -> None:
    """Each kudos, each “I saw this too”, the edit and the withdrawal: none was refused, and nothing is left to send."""
    store, there = furnished
    deeds = [event.deed for event in TOLD.story]
    counted = store.read(stands).result()
    assert counted["Kudos"] == sum(isinstance(deed, Says) and bool(deed.kudos) for deed in deeds)
    forms = Counter(deed.form for deed in deeds if isinstance(deed, Fills))
    assert (counted["Evidence"], counted["Goal"]) == (forms["evidence.add"], forms["goals.new"]) == (4, 2)
    presses = Counter(deed.action for deed in deeds if isinstance(deed, Presses))
    assert counted["KudosEndorsement"] == presses["kudos.endorse"]
    lines = store.read(lambda unit: room.latest(unit, there, "#wins")).result()
    assert sum("Noor Jansen withdrew a kudos" in line.body for line in lines) == presses["kudos.withdraw"] == 1
    assert sum("(edited)" in line.body for line in lines) == 1
    assert store.read(outbox.counts).result().keys() == {"sent"}
    assert store.read(lambda unit: audit.verify(unit, there.org)).result().broken is None


def test_the_organization_is_what_its_files_say(furnished: tuple[Store, Site]) -> None:
    """Four teams with a manager each, one person above them, one HR person, a guest and somebody who has left."""
    store, there = furnished
    everyone = store.read(lambda unit: room.residents(unit, there)).result()
    assert len(everyone) == 26
    assert store.read(lambda unit: room.teams(unit, there)).result() == [
        "Billing",
        "Customer Care",
        "Field Service",
        "Platform",
    ]
    assert [one.name for one in everyone if one.is_hr] == ["Hana Weiss"]
    assert [one.name for one in everyone if not one.active] == ["Jonas Keller"]
    assert [one.name for one in everyone if one.kind is not MemberKind.FULL] == ["Gil Armand"]
    leaders = {one.name for one in everyone if one.leads}
    assert leaders == {"Helen Achterberg", "Ingrid Solberg", "Chiara Lindqvist", "Rosa Delgado", "Marcus Hale"}
    assert len({one.zone for one in everyone}) > 15


def test_everyone_has_a_line_of_what_to_try() -> None:
    """The first page sends nobody anywhere without a hint."""
    assert {member.external for member in TOLD.members} == {who for who, line in TOLD.blurbs.items() if line}


async def test_furnishing_a_room_that_is_furnished_changes_nothing(furnished: tuple[Store, Site]) -> None:
    """A second start, a day later, finds what happened and leaves it."""
    store, _ = furnished
    before = store.read(stands).result()
    await furnish(store, now=NOW + 86_400_000)
    assert store.read(stands).result() == before


async def test_an_interrupted_story_is_told_to_its_end(store: Store, furnished: tuple[Store, Site]) -> None:
    """Whatever was told before the interruption is not told twice."""
    await furnish(store, replace(TOLD, story=TOLD.story[:40]))
    await furnish(store)
    whole, _ = furnished
    assert store.read(stands).result() == whole.read(stands).result()


@pytest.mark.parametrize("day", ["2026-01-01", "2028-02-29", "2026-10-31"])
async def test_the_story_can_be_told_on_any_day(store: Store, day: str) -> None:
    """New Year, a leap day, weeks in which the clocks change: weekends are skipped, limits are kept."""
    now = int(datetime.fromisoformat(f"{day}T05:00:00+00:00").timestamp() * 1000)
    there = await furnish(store, now=now)
    lines = store.read(lambda unit: room.latest(unit, there, "#wins")).result()
    assert all(line.at < now for line in lines)
    assert {datetime.fromtimestamp(line.at / 1000, UTC).weekday() for line in lines} <= {0, 1, 2, 3, 4}


async def test_a_refused_deed_is_not_glossed_over(store: Store) -> None:
    """A story that the product's rules do not allow is an error of the story, not a gap in the room."""
    too_short = replace(TOLD.story[6], deed=Says("wins", "/kudos @fatou #quiet-work well done", "ladder"))
    with pytest.raises(StoryError):
        await furnish(store, replace(TOLD, story=(too_short,)))


def test_whoever_left_was_there_before(furnished: tuple[Store, Site]) -> None:
    """What Jonas wrote stands under his name, and he is nobody's to thank any more."""
    store, there = furnished
    lines = store.read(lambda unit: room.latest(unit, there, "#general")).result()
    assert any(line.author == "jonas" for line in lines)
    assert store.read(lambda unit: people.named(unit, there.org, "jonas")).result() == []
