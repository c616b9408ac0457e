"""Plays one interaction again with another id in it, sees what it would have done, and undoes it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import text

from bot.dispatch import Dispatcher
from bot.edge import NotSavedError
from handlers import ROUTER
from handlers.turn import Chose, Place, Press, Said, Submit
from storage import tables
from storage.tagging import KEPT
from storage.unit import Store, Unit
from tests.features.scene import PATIENCE_SECONDS, Figure
from tests.swaps import recording
from tests.swaps.recording import DIRECT, Hands
from tests.swaps.rights import RIGHTS
from tests.swaps.rights_reviews import SUBJECT, VALUE
from views import codec

T = TypeVar("T")
SEED = 5
OWN_ROWS = 2  # that every answer changes: the claim of its delivery, and the answer kept with it
FAILED = "a fault of ours"


class _UndoneError(Exception):
    """Thrown after a unit, so that it leaves nothing."""


class Forgetting:
    """A store that does everything and keeps nothing. `left` is what the last unit would have left."""

    def __init__(self, store: Store) -> None:
        self.keys, self.left = store.keys, ""
        self.read, self.close, self.waiting = store.read, store.close, store.waiting
        self.on_wake, self.on_commit = store.on_wake, store.on_commit
        self._store = store

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        given: list[T] = []
        self.left = ""

        def once(unit: Unit) -> None:
            before = _changes(unit)
            given.append(work(unit))
            self.left = _state(unit) if _changes(unit) - before > OWN_ROWS else ""
            raise _UndoneError

        answer: Future[T] = Future()
        self._store.write(once, deadline=deadline).add_done_callback(lambda done: _pass_on(done, given, answer))
        return answer


def _pass_on(done: Future[None], given: list[T], answer: Future[T]) -> None:
    error = done.exception()
    if isinstance(error, _UndoneError):
        answer.set_result(given[-1])
    else:
        answer.set_exception(error or RuntimeError("a unit that was to be undone was kept"))


def _changes(unit: Unit) -> int:
    return int(unit.run(text("SELECT total_changes()")).scalar_one())


def _state(unit: Unit) -> str:
    """A digest of every row, but for what is sealed, each time with another nonce, and for the delivery itself."""
    digest = hashlib.sha256()
    for table in tables.Row.metadata.sorted_tables:
        if table.name != "claim":
            kept = KEPT[table.name].sealed
            columns = ", ".join(f'"{one.name}"' for one in table.columns if one.name not in {*kept, "mac", "digest"})
            digest.update(repr(sorted(map(repr, unit.run(text(f"SELECT {columns} FROM {table.name}"))))).encode())  # noqa: S608 - our own names
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer as it was written, and what it would have left; "" is as it was before."""

    answer: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of an interaction in which an id stands."""

    said: Press | Submit | Chose
    name: str

    @property
    def key(self) -> tuple[str, str]:
        return self.said.action, self.name

    def with_id(self, id: str, version: int) -> Said:
        match self.said:
            case Chose() as said:
                return replace(said, query=id)
            case Press() as said if self.name == VALUE:
                return replace(said, value=id)
            case Press() | Submit() as said if self.name == SUBJECT:
                return replace(said, subject=id, version=version)
            case Submit() as said:
                put = (id,) if isinstance(said.values[self.name], tuple) else id
                return replace(said, values={**said.values, self.name: put})
        raise AssertionError(self.name)


def slots(said: Said) -> Iterator[Slot]:
    match said:
        case Chose():
            yield Slot(said=said, name="query")
        case Press():
            yield Slot(said=said, name=SUBJECT)
            yield Slot(said=said, name=VALUE)
        case Submit(action=action, values=values):
            yield Slot(said=said, name=SUBJECT)
            yield from (Slot(said=said, name=name) for name in values if (action, name) in RIGHTS)


@dataclass(kw_only=True)
class Replays:
    """`tried` counts them."""

    hands: Hands
    tried: int = 0
    _rng: random.Random = field(default_factory=random.Random)
    _store: Forgetting = field(init=False)
    _dispatcher: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        scene = self.hands.scene
        self._store = Forgetting(scene.store)
        self._dispatcher = Dispatcher(
            store=self._store, router=ROUTER, clock=scene.clock, rng=self._rng, budget=PATIENCE_SECONDS
        )

    async def outcome(self, who: Figure, said: Said, place: Place = DIRECT) -> Outcome:
        self.tried += 1
        self._rng.seed(SEED)
        self._store.left = ""
        asked = recording.request(self.hands.scene, who, said, key="again", place=place)
        try:
            reply = await self._dispatcher.answer(asked)
        except NotSavedError:
            return Outcome(FAILED, self._store.left)
        return Outcome(codec.dump(reply), self._store.left)
