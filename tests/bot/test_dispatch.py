"""Dispatch: one unit of work for each request, an honest answer whatever happens, and no words of people in any log."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs

from bot import dispatch
from bot.dispatch import Dispatcher
from bot.edge import NotSavedError
from domain import ids
from domain.errors import StaleError
from handlers import router
from handlers.router import Router
from handlers.turn import Command, Delivery, Place, PlaceKind, Platform, Press, Request, Submit, Turn
from storage import tables
from storage.unit import Store, Unit
from tests.storage import mailroom
from tests.storage.mailroom import NOON
from views import codec
from views.replies import Reply, Whisper
from views.vocabulary import Card

SECRET_WORDS = "between the two of us"
THREADS = 8  # at least as many as a store has
PATIENCE_SECONDS = 30  # for a gate that a failing test leaves closed
_draft = tables.table(tables.Draft)


@dataclass
class Desk:
    """Handlers as a scenario needs them, over one person of each kind."""

    store: Store
    does: Callable[[Turn], Reply] = lambda _: Whisper(Card("done", ()))
    budget: float = dispatch.BUDGET_SECONDS
    calls: list[Turn] = field(default_factory=list)
    strangers: int = 0

    def __post_init__(self) -> None:
        note, look = router.command("note", self._handle), router.word("look", self._handle)
        vote = router.untraced(router.command("vote", self._handle))
        routes = Router([note, look, *vote, router.submit("kept", self._handle, keeps=True)])
        self.dispatcher = Dispatcher(
            store=self.store, router=routes, clock=lambda: NOON, rng=random.Random(1), budget=self.budget
        )
        self.dispatcher.on_stranger("slack", self._meet)

    def _handle(self, turn: Turn) -> Reply:
        self.calls.append(turn)
        return self.does(turn)

    def _meet(self) -> None:
        self.strangers += 1

    async def asks(self, who: str = "U-ana", verb: str = "note", keys: tuple[str, ...] = ("1",)) -> str:
        """Return the title of what they are told."""
        return title(await self.dispatcher.answer(request(who, verb, keys)))

    def saved(self) -> int:
        return len(self.store.read(lambda unit: unit.rows(select(_draft))).result())


def request(who: str, verb: str = "note", keys: tuple[str, ...] = ("1",)) -> Request:
    return Request(
        platform=Platform.SLACK,
        tenant="T1",
        account=who,
        place=Place(PlaceKind.CHANNEL),
        delivery=Delivery("slack", keys),
        said=Command(verb, (SECRET_WORDS,)),
    )


def title(reply: Reply) -> str:
    assert isinstance(reply, Whisper)
    return reply.card.title


def save(turn: Turn) -> Reply:
    """Save one row, and answer with something that tells two calls apart."""
    form = ids.new(turn.rng)
    row = {"org_id": turn.actor.org, "person_id": turn.actor.person.id, "form": form, "content": b"", "at": turn.now}
    turn.unit.run(insert(_draft), row)
    return Whisper(Card(form, ()))


def settle_in(unit: Unit) -> None:
    place = mailroom.workspace(unit)
    for name, kind in (("ana", "full"), ("gil", "guest")):
        person = {"org_id": place.org, "id": name, "name": name, "kind": kind, "created_at": NOON}
        unit.run(insert(tables.table(tables.Person)), person)
        account = {"org_id": place.org, "workspace_id": place.id, "external": f"U-{name}", "person_id": name}
        unit.run(insert(tables.table(tables.Account)), account | {"kind": kind, "seen_at": NOON})


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(settle_in).result()
    return Desk(store)


@pytest.mark.parametrize(("active", "drafts"), [(False, ["kept"]), (True, [])], ids=["leaver", "guest"])
async def test_what_somebody_submits_who_has_just_left_is_refused_and_kept(
    desk: Desk, active: bool, drafts: list[str]
) -> None:
    """It stands in the form again if they come back. Whoever never took part leaves nothing."""
    person = tables.table(tables.Person)
    desk.store.write(lambda unit: unit.run(update(person).where(person.c.id == "gil").values(active=active))).result()
    said = Submit(action="kept", values={"note": SECRET_WORDS})
    answer = await desk.dispatcher.answer(replace(request("U-gil"), said=said))
    assert isinstance(answer, Whisper)
    assert ("is kept as a draft" in str(answer.card), desk.calls) == (not active, [])
    found = desk.store.read(lambda unit: unit.rows(select(_draft.c.form))).result()
    assert [row["form"] for row in found] == drafts


async def test_the_same_delivery_again_hears_the_first_answer_and_changes_nothing(desk: Desk) -> None:
    """Whichever of its keys gives it away, and however many arrive at once."""
    desk.does = save
    first = await desk.asks(keys=("a", "b"))
    again = await asyncio.gather(*(desk.asks(keys=keys) for keys in (("a", "b"), ("b", "c"), ("a",), ("c", "b"))))
    assert again == [first] * 4
    assert desk.saved() == 1
    at_once = await asyncio.gather(*(desk.asks(keys=("d",)) for _ in range(12)))
    assert len(set(at_once)) == 1
    assert desk.saved() == 2


async def test_a_failing_handler_leaves_nothing_and_the_person_is_told(desk: Desk) -> None:
    """With a reference the operator finds in the log, and without a word of what was said."""

    def fail(turn: Turn) -> Reply:
        save(turn)
        raise ValueError(SECRET_WORDS)

    desk.does = fail
    with capture_logs() as logs, pytest.raises(NotSavedError) as failure:
        await desk.asks()
    [line] = [line for line in logs if line["log_level"] == "error"]
    assert desk.saved() == 0
    assert title(failure.value.reply) == "Not saved"
    assert line["reference"] in codec.dump(failure.value.reply)
    assert (line["error"], line["where"].split(":")[0]) == ("ValueError", __name__)
    assert SECRET_WORDS not in repr(logs)


async def test_a_failed_delivery_may_come_again(desk: Desk) -> None:
    """What was not saved was not claimed either."""
    failing = iter([ValueError()])

    def fail_once(turn: Turn) -> Reply:
        for error in failing:
            raise error
        return save(turn)

    desk.does = fail_once
    with capture_logs(), pytest.raises(NotSavedError):
        await desk.asks()
    await desk.asks()
    assert desk.saved() == 1


async def test_a_refusal_is_told_in_its_own_words_and_saves_nothing(desk: Desk) -> None:
    """It is no fault: nothing goes to the log."""

    def refuse(turn: Turn) -> Reply:
        save(turn)
        raise StaleError

    desk.does = refuse
    with capture_logs() as logs:
        assert await desk.asks() == "That didn't work"
    assert (desk.saved(), logs) == (0, [])


async def test_a_stranger_is_told_so_and_the_directory_is_read_again(desk: Desk) -> None:
    """They may simply be new; their handler does not run."""
    assert await desk.asks("U-new") == "We haven't met"
    assert (desk.strangers, desk.calls) == (1, [])


@pytest.mark.parametrize("verb", ["note", "look"])
async def test_a_guest_is_turned_away_before_any_handler(desk: Desk, verb: str) -> None:
    """Reading or writing alike."""
    assert await desk.asks("U-gil", verb) == "That didn't work"
    assert desk.calls == []


async def test_what_nobody_registered_is_denied(desk: Desk) -> None:
    """A command or an action: no route, no way in."""
    assert await desk.asks(verb="secret") == "That didn't work"
    pressed = replace(request("U-ana"), said=Press(action="secret"))
    assert title(await desk.dispatcher.answer(pressed)) == "That didn't work"
    assert desk.calls == []


async def test_a_handler_that_only_reads_cannot_write(desk: Desk) -> None:
    """A wrongly declared route fails loudly instead of changing something unclaimed."""
    desk.does = save
    with capture_logs(), pytest.raises(NotSavedError):
        await desk.asks(verb="look")
    assert desk.saved() == 0


@pytest.fixture
def gate(store: Store) -> Iterator[threading.Event]:
    """Closed until the test is over; then whoever waits at it goes on, and the store can close."""
    store.write(settle_in).result()
    opened = threading.Event()
    yield opened
    opened.set()


def block(store: Store, gate: threading.Event) -> None:
    """Keep every thread of the store at the gate, with the first one surely there: what comes now has to queue."""
    began = threading.Event()

    def wait(_: Unit) -> None:
        began.set()
        gate.wait(PATIENCE_SECONDS)

    store.write(wait)
    assert began.wait(PATIENCE_SECONDS)
    for _ in range(THREADS):
        store.write(wait)


async def test_a_store_that_does_not_answer_makes_us_say_so_in_time(store: Store, gate: threading.Event) -> None:
    """Before Slack's three seconds are over; what has not begun by then never will, and the person is told that."""
    assert dispatch.BUDGET_SECONDS * (1 + dispatch.GRACE) < 3
    block(store, gate)
    desk = Desk(store, budget=0.05)
    with capture_logs(), pytest.raises(NotSavedError) as failure:
        await desk.asks()
    assert title(failure.value.reply) == "Not saved"
    gate.set()
    assert (desk.saved(), desk.calls) == (0, [])


@pytest.mark.parametrize(("verb", "advice"), [("note", "before you send it again"), ("vote", "It counts once")])
async def test_a_handler_caught_by_the_end_of_its_time_claims_no_outcome(
    store: Store, gate: threading.Event, verb: str, advice: str
) -> None:
    """It may still be saved or undone, so neither is said; what counts once is simply sent again."""

    def linger(turn: Turn) -> Reply:
        gate.wait(PATIENCE_SECONDS)
        return save(turn)

    desk = Desk(store, does=linger, budget=0.05)
    with capture_logs() as logs, pytest.raises(NotSavedError) as failure:
        await desk.asks(verb=verb)
    assert title(failure.value.reply) == "Taking too long"
    assert advice in codec.dump(failure.value.reply)
    assert [line["action"] for line in logs] == ["dispatch.failed"]


async def test_a_reader_out_of_time_has_nothing_to_be_unsure_of(store: Store, gate: threading.Event) -> None:
    """Looking saves nothing, however long it takes."""

    def linger(turn: Turn) -> Reply:
        gate.wait(PATIENCE_SECONDS)
        return Whisper(Card("late", ()))

    desk = Desk(store, does=linger, budget=0.05)
    with capture_logs(), pytest.raises(NotSavedError) as failure:
        await desk.asks(verb="look")
    assert title(failure.value.reply) == "Not saved"
