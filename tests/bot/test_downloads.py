"""A link to one's own data works once, for a quarter of an hour, and for nobody who guesses."""

from __future__ import annotations

import asyncio
import io
import random
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import delete, select, update

from bot.downloads import Downloads
from content import reviews
from storage import competencies, downloads, reads, tables
from storage.downloads import Taken
from storage.unit import Store, Unit
from tests.features.scene import SceneClock
from tests.privacy import furniture
from tests.privacy.furniture import BEN, CANARY, NOW, ZORA, House

MINUTE_MS = 60_000


@dataclass(kw_only=True)
class Desk:
    """The edge as it is served, and somebody with a browser."""

    house: House
    edge: Downloads
    clock: SceneClock
    url: str
    browser: aiohttp.ClientSession

    def link(self, person: str = ZORA, of: str = "", about: str = "") -> str:
        rng = random.Random(f"{person}{of}{self.clock()}")
        wanted = Taken(self.house.org, person, of, about)
        work = lambda unit: downloads.offer(unit, wanted, now=self.clock(), rng=rng)  # noqa: E731
        return f"{self.url}/download/{self.house.writes(work)}"

    async def opens(self, link: str) -> tuple[int, str]:
        async with self.browser.get(link) as answer:
            return answer.status, await answer.text()

    async def presses(self, link: str) -> tuple[int, bytes]:
        async with self.browser.post(link) as answer:
            return answer.status, await answer.read()


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    clock = SceneClock(now=NOW)
    app = web.Application()
    edge = Downloads(store=store, clock=clock, rng=random.Random(4))
    app.add_routes(edge.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as browser:
        yield Desk(house=furniture.furnish(store), edge=edge, clock=clock, url=url, browser=browser)
    await runner.cleanup()


async def test_a_link_gives_everything_once(desk: Desk) -> None:
    """The second press finds the same page as a link that never was."""
    link = desk.link()
    status, packed = await desk.presses(link)
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert CANARY in archive.read("vouchsafe-data.json").decode()
    again, page = await desk.presses(link)
    nonsense, other = await desk.presses(f"{desk.url}/download/nonsense")
    assert (again, page) == (nonsense, other)
    assert again == 404
    assert b"does not work any more" in page


async def test_whoever_only_looks_at_a_link_uses_nothing_up(desk: Desk) -> None:
    """Programs open links to preview and to check them, before people do."""
    link = desk.link()
    for _ in range(5):
        status, page = await desk.opens(link)
        assert (status, "Download everything about me" in page) == (200, True)
    assert (await desk.presses(link))[0] == 200


async def test_of_many_presses_at_once_one_gets_it(desk: Desk) -> None:
    """One statement of the database decides."""
    link = desk.link()
    answers = await asyncio.gather(*(desk.presses(link) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [200, *[404] * 7]


async def test_whoever_guesses_does_not_wait_for_others_files(desk: Desk) -> None:
    """And nobody waits for them: a file is made for one at a time, and only for a link that is good."""
    async with desk.edge._one_at_a_time:
        assert (await asyncio.wait_for(desk.presses(f"{desk.url}/download/nonsense"), 30))[0] == 404


async def test_a_link_ends_after_a_quarter_of_an_hour(desk: Desk) -> None:
    """To the minute."""
    link = desk.link()
    desk.clock.now += 15 * MINUTE_MS - 1
    assert (await desk.opens(link))[0] == 200
    desk.clock.now += 1
    assert (await desk.opens(link))[0] == 404
    assert (await desk.presses(link))[0] == 404


async def test_a_link_whose_file_could_not_be_made_is_not_used_up(desk: Desk) -> None:
    """Whoever pressed is told so, with a reference and a button; once it is mended the same link works."""
    link, draft = desk.link(), tables.named("draft")

    def spoil(unit: Unit) -> None:
        row = unit.first(select(draft))
        assert row is not None
        sealed = unit.keys.seal("no JSON", desk.house.org, "draft", row["person_id"], row["form"])
        unit.run(update(draft).values(content=sealed))

    desk.house.writes(spoil)
    status, page = await desk.presses(link)
    assert status == 500
    for words in (b"The link is not used up", b"this reference: ", b"Try again"):
        assert words in page
    assert desk.house.reads(lambda unit: reads.about(unit, desk.house.org, ZORA, most=5)) == []
    desk.house.writes(lambda unit: unit.run(delete(draft)).rowcount)
    assert (await desk.presses(link))[0] == 200


async def test_a_newer_link_takes_the_place_of_an_older_one(desk: Desk) -> None:
    """Whoever asked twice has one door open, not two."""
    first = desk.link()
    desk.clock.now += 1
    second = desk.link()
    assert (await desk.presses(first))[0] == 404
    assert (await desk.presses(second))[0] == 200


async def test_no_letter_of_a_link_can_be_changed(desk: Desk) -> None:
    """Not to live longer, to be of another org, or to be guessed from one's own."""
    link = desk.link()
    head, _, said = link.rpartition("/")
    for place, letter in enumerate(said):
        other = "1" if letter != "1" else "2"
        assert (await desk.presses(f"{head}/{said[:place]}{other}{said[place + 1 :]}"))[0] == 404
    assert (await desk.presses(link))[0] == 200


async def test_nothing_of_it_is_kept_on_the_way(desk: Desk) -> None:
    """No cache, no referrer, no frame, and a file that no browser shows as a page."""
    link = desk.link()
    async with desk.browser.get(link) as page, desk.browser.post(link) as file:
        for answer in (page, file):
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert file.headers["Content-Disposition"].startswith("attachment")


async def test_the_person_sees_that_it_was_taken(desk: Desk) -> None:
    """Also when it was somebody else who had the link."""
    link = desk.link(BEN)
    await desk.presses(link)
    [read] = desk.house.reads(lambda unit: reads.about(unit, desk.house.org, BEN, most=5))
    assert read.role == "subject"


@pytest.mark.parametrize(
    ("kind", "begins"), [("framework.yaml", b"language: en"), ("framework.csv", b"competency,level")]
)
async def test_a_version_of_the_competencies_is_for_hr_alone(desk: Desk, kind: str, begins: bytes) -> None:
    """Whoever does not run HR any more when the link is pressed gets nothing; the link works again when they do."""
    org, person = desk.house.org, tables.named("person")

    def furnish(unit: Unit) -> int:
        return competencies.add(unit, org, reviews.default().framework, by=ZORA, now=NOW).version.number

    def runs_hr(unit: Unit, *, is_hr: bool) -> int:
        return unit.run(update(person).where(person.c.id == ZORA).values(is_hr=is_hr)).rowcount

    link = desk.link(ZORA, kind, str(desk.house.writes(furnish)))
    desk.house.writes(partial(runs_hr, is_hr=False))
    assert (await desk.presses(link))[0] == 404
    desk.house.writes(partial(runs_hr, is_hr=True))
    status, body = await desk.presses(link)
    assert (status, body.startswith(begins), b"early_candor" in body) == (200, True, True)
    assert (await desk.presses(link))[0] == 404
