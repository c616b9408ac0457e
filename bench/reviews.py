"""Row 9: what a person and their manager look at in a review cycle, in three stores.

One of 5,000 people with 60,000 pieces of evidence; one with ten times as many people; and one in which ten times as
much is about each of them, as after years.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench import filling, looks, report, reviews_filling, stores
from bench.looks import Eyes, Look
from bench.report import Row, Section, say
from bench.reviews_filling import BEHAVIOR, IN_CYCLE, Half, boss_of
from bot.dispatch import Dispatcher
from handlers import ROUTER
from handlers.turn import Opened, Press, Said
from storage import opening
from storage.sealing import KEY_BYTES, KeyRing

PEOPLE = 5_000
TENFOLD = 10
SEEN = 40  # people of each store who look, and whose managers look, at everything, in every round
WITHIN_MS = 50.0
MOST = 2.0
PATIENCE_SECONDS = 60.0  # with a file that no cache knows yet
SIZES = {  # name of a store: people, pieces about each
    "usual": (PEOPLE, IN_CYCLE),
    "wide": (PEOPLE * TENFOLD, IN_CYCLE),
    "deep": (PEOPLE, IN_CYCLE * TENFOLD),
}

View = Callable[[Half, int], tuple[int, Said, str]]  # for a person: who asks, what, and what they are shown


def on_sqlite(place: Path) -> Section:
    return _measured("SQLite", {name: f"sqlite:///{place / f'{name}.db'}" for name in SIZES})


def on_postgres(place: Path) -> Section:
    with stores.postgres(place) as server:
        return _measured("PostgreSQL", {name: server.fresh(f"reviews_{name}") for name in SIZES})


def _measured(name: str, urls: Mapping[str, str]) -> Section:
    with contextlib.ExitStack() as open:
        eyes = {size: open.enter_context(_eyes(size, url)) for size, url in urls.items()}
        asyncio.run(looks.rounds(*eyes.values()))
    usual, wide, deep = (eyes[size] for size in SIZES)
    rows = [
        _within(name, usual),
        _grown("The same with ten times as many people", usual, wide),
        _grown("The same with ten times as much about each", usual, deep),
    ]
    return Section(rows=rows, context=[_context(name, size, one) for size, one in eyes.items()])


@contextlib.contextmanager
def _eyes(size: str, url: str) -> Iterator[Eyes]:
    people, each = SIZES[size]
    seen = random.Random(people).sample(range(1, people), SEEN)
    half = Half(url=url, keys=KeyRing([bytes(KEY_BYTES)]), people=people, each=each, seen=frozenset(seen))
    say(f"  {half.pieces:,} pieces about {people:,} people made in {reviews_filling.fill(half):.0f} s")
    store = opening.open_store(url, half.keys)
    dispatcher = Dispatcher(
        store=store,
        router=ROUTER,
        clock=lambda: reviews_filling.NOW,
        rng=random.Random(1),
        budget=PATIENCE_SECONDS,
    )
    yield Eyes(looks=_looks(half, dispatcher), seen=seen)
    store.close()


def _looks(half: Half, dispatcher: Dispatcher) -> Mapping[str, Look]:
    def looks_at(view: View) -> Look:
        async def look(who: int) -> None:
            asker, said, shown = view(half, who)
            await looks.ask(dispatcher, asker, said, shown=shown)

        return look

    return {name: looks_at(view) for name, view in VIEWS.items()}


def _mine(said: Said, shown: str) -> View:
    return lambda half, who: (who, said, shown)


def _managers(action: str, shown: str, *, of_person: bool = True) -> View:
    """Whoever leads the person presses this."""

    def view(half: Half, who: int) -> tuple[int, Said, str]:
        subject = filling.person(who) if of_person else ""
        return boss_of(who) or 0, Press(action=action, subject=subject), shown

    return view


def _piece(half: Half, who: int) -> tuple[int, Said, str]:
    return who, Press(action="evidence.show", subject=reviews_filling.piece(half, who, IN_CYCLE - 1)), BEHAVIOR


VIEWS: Mapping[str, View] = {
    "Home": _mine(Opened(), "pieces about you"),
    "my evidence": _mine(Press(action="evidence.mine"), "Older ones"),
    "one piece": _piece,
    "my review": _mine(Press(action="review.open"), "is being written"),
    "a manager's Home": lambda half, who: (boss_of(who) or 0, Opened(), "Competencies without a piece"),
    "their people": _managers("evidence.team", "gaps", of_person=False),
    "one of them": _managers("evidence.person", "Older ones"),
    "that one's review": _managers("review.open", "5 of 5 can be handed in"),
}


def _within(name: str, usual: Eyes) -> Row:
    worst = max(usual.took, key=lambda view: looks.p99(usual.took[view]))
    what = f"A person's and a manager's reviews on {name}, 60,000 pieces, 99th percentile (worst: {worst})"
    return report.below(what, looks.p99(usual.took[worst]), WITHIN_MS, "ms")


def _grown(what: str, usual: Eyes, other: Eyes) -> Row:
    """The view whose slowest hundredth grew most."""
    grown = {view: looks.p99(other.took[view]) / looks.p99(usual.took[view]) for view in usual.took}
    worst = max(grown, key=lambda view: grown[view])
    return report.at_most(f"{what} (worst: {worst})", grown[worst], MOST, "that")


def _context(name: str, size: str, eyes: Eyes) -> str:
    people, each = SIZES[size]
    told = "; ".join(f"{view} {looks.pair(took)} ({looks.pair(eyes.worked[view])})" for view, took in eyes.took.items())
    what = "p50 / p99 of people (and for how much of it this process worked)"
    return f"reviews on {name}, {people:,} people and {people * each:,} pieces, {what}: {told}"
