"""How long people wait for what they look at: store by store in turns, each person by the median of their looks."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench import filling
from bot.dispatch import Dispatcher
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Said
from views.replies import Home, Whisper

ROUNDS = 5
_DELIVERIES = itertools.count()

Look = Callable[[int], Awaitable[None]]
Took = Mapping[int, Sequence[float]]


class UnreadError(RuntimeError):
    """Somebody was shown less than they should see."""


@dataclass(kw_only=True)
class Eyes:
    """What is looked at in one store, by whom, and how long each person had to wait for it every time (ms).

    `worked`: for how much of that a processor worked in this process, which no other process on the machine makes more.
    """

    looks: Mapping[str, Look]
    seen: Sequence[int]
    took: dict[str, dict[int, list[float]]] = field(default_factory=dict)
    worked: dict[str, dict[int, list[float]]] = field(default_factory=dict)

    async def look(self, name: str, who: int) -> None:
        began, idle = time.perf_counter(), time.process_time()
        await self.looks[name](who)
        worked = self.worked.setdefault(name, {}).setdefault(who, [])
        worked.append((time.process_time() - idle) * 1000)
        took = self.took.setdefault(name, {}).setdefault(who, [])
        took.append((time.perf_counter() - began) * 1000)


async def rounds(*stores: Eyes) -> None:
    """Turn by turn, so that whatever else this machine does happens to all. The first round only warms up."""
    for number in range(ROUNDS + 1):
        for name in stores[0].looks:
            for those in zip(*(store.seen for store in stores), strict=True):
                for store, who in zip(stores, those, strict=True):
                    await store.look(name, who)
        if number == 0:
            for store in stores:
                store.took.clear()
                store.worked.clear()


async def ask(dispatcher: Dispatcher, who: int, said: Said, *, shown: str) -> None:
    """Through dispatch, as an edge asks. Raises UnreadError unless these words are shown."""
    reply = await dispatcher.answer(
        Request(
            platform=Platform.SLACK,
            tenant=filling.TENANT,
            account=filling.account(who),
            place=Place(PlaceKind.HOME),
            delivery=Delivery("bench", (str(next(_DELIVERIES)),)),  # what repeats one is answered from memory
            said=said,
        )
    )
    if not isinstance(reply, Home | Whisper) or shown not in repr(reply.card):
        raise UnreadError(f"{filling.person(who)} was not shown {shown!r} by {said}, but {reply}")


def pair(took: Took) -> str:
    return f"{statistics.median(_usual(took)):.2f} / {p99(took):.2f} ms"


def p99(took: Took) -> float:
    usual = sorted(_usual(took))
    return usual[int(len(usual) * 0.99)]


def _usual(took: Took) -> list[float]:
    """Each person's median: what else this machine does slows anybody once, what the store holds slows them always."""
    return [statistics.median(every) for every in took.values()]
