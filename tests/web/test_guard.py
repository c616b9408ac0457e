"""The room stays at home: no other site, no other name, nothing too large, and no token drawn for somebody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, ClientTimeout

from bot import demo, serve
from bot.web.clock import Move, RoomClock, ahead
from bot.web.guard import HEADERS
from content import organization
from content.organization import Leaves

TOLD = organization.read()
LEAVING = tuple(event for event in TOLD.story if isinstance(event.deed, Leaves))
FEW = replace(TOLD, story=(*TOLD.story[:7], *LEAVING))
HERE = "/as/ana/wins"
KUDOS = "/kudos @ben #early-flag you raised the vendor risk nine days early and so we could replan"


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[ClientSession]:
    """A browser's requests without a browser, to a room with its people and one kudos."""
    clock, chosen = RoomClock(), demo.room(tmp_path / "demo.db", 0)
    await demo.furnish(chosen, FEW, clock)
    async with (
        serve.serving(chosen, clock=clock, edges=demo.edges(FEW, clock)) as served,
        ClientSession(served.url) as session,
    ):
        yield session


async def test_only_this_machines_own_names_are_answered(visitor: ClientSession) -> None:
    """A foreign name that resolves to this machine (DNS rebinding) reads nothing."""
    for name in ("room.example", "127.0.0.1.example", "192.0.2.7", ""):
        answer = await visitor.get(HERE, headers={"Host": name})
        assert answer.status in {400, 403}
        assert "Ana Ruiz" not in await answer.text()
    assert (await visitor.get(HERE, headers={"Host": "localhost"})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_another_site_in_the_same_browser_cannot_post(visitor: ClientSession, headers: dict[str, str]) -> None:
    """Nothing it sends is done."""
    answer = await visitor.post(f"{HERE}/say", data={"text": "from elsewhere", "key": "1"}, headers=headers)
    assert answer.status == 403
    assert "from elsewhere" not in await text(await visitor.get(HERE))


async def test_every_answer_carries_the_strict_headers(visitor: ClientSession) -> None:
    """Also a refusal, a missing page and a file."""
    for path in ("/", HERE, "/as/nobody/wins", "/static/room.css", "/static/edge.py", "/go"):
        answer = await visitor.get(path, allow_redirects=False)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path


async def test_a_body_that_is_no_form_or_too_large_is_refused(visitor: ClientSession) -> None:
    """With a status that says so, and the room goes on."""
    assert (await visitor.post(f"{HERE}/say", json={"text": "hello"})).status == 415
    assert (await visitor.post(f"{HERE}/say", data={"text": "x" * 300_000})).status == 413
    assert (await visitor.post(f"{HERE}/say", data={f"f{n}": "x" for n in range(600)})).status == 400
    assert (await visitor.get(HERE)).status == 200


async def test_the_same_post_twice_is_one_kudos(visitor: ClientSession) -> None:
    """A double click, or a reload that posts again."""
    for _ in range(3):
        shown = await text(await visitor.post(f"{HERE}/say", data={"text": KUDOS, "key": "one"}))
    assert shown.count("Your kudos to Ben Okafor is saved") == 1
    await visitor.post(f"{HERE}/clock", data={"move": Move.MINUTE})
    mine = await text(await visitor.post(f"{HERE}/say", data={"text": "/kudos mine", "key": "two"}))
    assert "You can thank 5 more people" in mine


async def test_a_button_drawn_for_one_person_does_nothing_for_another(visitor: ClientSession) -> None:
    """And reads like something that is not there."""
    shown = await text(await visitor.post(f"{HERE}/say", data={"text": KUDOS, "key": "one"}))
    token = re.search(r'value="([^"]+)"[^>]*>Undo<', shown)
    assert token is not None
    for stolen in (token.group(1), token.group(1)[:-4], "nonsense", ""):
        as_ben = await visitor.post("/as/ben/wins/press", data={"token": stolen, "key": "two"})
        assert "I can&#39;t find that, or it isn&#39;t yours to open" in await text(as_ben)
    assert "Undone" not in await text(await visitor.get(HERE))
    assert "Undone" in await text(await visitor.post(f"{HERE}/press", data={"token": token.group(1), "key": "three"}))


async def test_a_page_that_was_drawn_too_early_is_told_as_soon_as_it_listens(visitor: ClientSession) -> None:
    """What happens between the drawing of a page and its first listening is not missed."""
    drawn = re.search(r'data-drawing="(\d+)"', await text(await visitor.get(HERE)))
    assert drawn is not None
    await visitor.post("/as/ben/wins/say", data={"text": "just now", "key": "1"})
    live = visitor.get(f"{HERE}/live", params={"drawing": drawn.group(1)}, timeout=ClientTimeout(total=10))
    async with live as stream:
        assert await stream.content.readuntil(b"data: look\n\n")


async def test_somebody_who_left_cannot_write(visitor: ClientSession) -> None:
    """Not even past the page, which offers no box to write in."""
    for said in ("here I am", KUDOS):
        shown = await text(await visitor.post("/as/jonas/general/say", data={"text": said, "key": said}))
        assert "Only full members" in shown
        assert "here I am" not in shown


async def text(answer: ClientResponse) -> str:
    return await answer.text()


# --- Its clock ----------------------------------------------------------------------------------------------------


def test_the_clock_goes_forward_only_and_is_remembered(tmp_path: Path) -> None:
    """A restart does not jump back; going to a checkpoint that is past, or to none, changes nothing."""
    clock = RoomClock(tmp_path / "clock", real=lambda: 1_000)
    heard: list[int] = []
    clock.on_move(lambda: heard.append(clock()))
    clock.move(Move.HOUR)
    for checkpoint in (None, 500, 9_000_000):
        clock.move(Move.CHECKPOINT, checkpoint=checkpoint)
    assert heard == [3_601_000, 3_601_000, 3_601_000, 9_000_000]
    assert RoomClock(tmp_path / "clock", real=lambda: 2_000)() == 9_001_000


def test_the_clock_says_how_far_ahead_it_is() -> None:
    """In words, and without units that are zero."""
    assert ahead(0) == ""
    assert ahead(60_000) == "1 minute"
    assert ahead(2 * 86_400_000 + 3_600_000) == "2 days 1 hour"
