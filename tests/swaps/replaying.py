"""Plays one interaction again with another id in it, sees what it would have done, and undoes it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from sqlite3 import Connection as Connected
from typing import TypeVar

from sqlalchemy import Connection, text

from bot.dispatch import Dispatcher
from bot.edge import NotSavedError
from domain.errors import NotFoundError
from domain.people import Actor
from handlers.router import Route
from handlers.turn import Chose, Place, Press, Request, Said, Submit
from storage import sqlite, tables
from storage.tagging import KEPT
from storage.unit import Store, Unit
from tests.features.scene import PATIENCE_SECONDS, Figure
from tests.swaps import recording, watching
from tests.swaps.recording import DIRECT, Hands
from tests.swaps.rights import RIGHTS
from tests.swaps.rights_reviews import QUERY, SUBJECT, VALUE
from views import codec
from views.replies import Reply

T = TypeVar("T")
SEED = 5
EVERYTHING = frozenset({"id"})  # of a person: no two have the same
FAILED = "a fault of ours"


class Forgetting:
    """A store that does everything and keeps nothing. `left` is what the last unit would have left.

    It works at once, on connections of its own to the file of another one that is idle meanwhile.
    """

    def __init__(self, store: Store) -> None:
        path = Path(store.read(lambda unit: unit.first(text("PRAGMA database_list")) or {}).result()["file"])
        self.keys, self.left = store.keys, ""
        self.waiting, self.on_wake, self.on_commit = store.waiting, store.on_wake, store.on_commit
        self._writing, self._reading = (sqlite.engine(path).connect() for _ in range(2))
        sqlite.raw_of(self._reading).execute("PRAGMA query_only=ON")

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        raw = sqlite.raw_of(self._writing)
        before, self.left = raw.total_changes, ""

        def once(unit: Unit) -> T:
            given = work(unit)
            self.left = _state(raw) if raw.total_changes != before else ""
            return given

        return self._undone(self._writing, once)

    def read(self, work: Callable[[Unit], T]) -> Future[T]:
        return self._undone(self._reading, work)

    def close(self) -> None:
        for connection in (self._writing, self._reading):
            connection.close()
            connection.engine.dispose()

    def _undone(self, connection: Connection, work: Callable[[Unit], T]) -> Future[T]:
        answer: Future[T] = Future()
        raw = sqlite.raw_of(connection)
        raw.execute("BEGIN")
        try:
            answer.set_result(work(Unit(connection, self.keys)))
        except Exception as error:  # noqa: BLE001 - as the store does: it goes to the caller whose unit it was
            answer.set_exception(error)
        finally:
            raw.execute("ROLLBACK")
        return answer


class AtOnce(Dispatcher):
    """It need not wait for a store that works at once. `read` is what was read of who asked: all, if not even asked."""

    read: AbstractSet[str] = EVERYTHING

    def _turn(self, request: Request, route: Route, unit: Unit, actor: Actor) -> Reply:
        read = set[str]()
        self.read = read
        return super()._turn(watching.asked(request, read), route, unit, watching.asker(actor, read))

    async def _run(self, request: Request) -> Reply:
        route = self._router.find(request.said)
        if route is None:
            raise NotFoundError
        return self._begin(request, route).result()


def _state(raw: Connected) -> str:
    """A digest of every row, but for what is sealed, each time with another nonce."""
    digest = hashlib.sha256()
    for statement in _every_row():
        digest.update(repr(raw.execute(statement).fetchone()).encode())
    return digest.hexdigest()


@cache
def _every_row() -> tuple[str, ...]:
    """Return a statement for each table; SQLite puts its rows together several times as fast as we could."""
    found = []
    for table in tables.Row.metadata.sorted_tables:
        hidden = {*KEPT[table.name].sealed, "mac", "digest"}
        row = " || ',' || ".join(f'quote("{one.name}")' for one in table.columns if one.name not in hidden)
        found.append(f"SELECT group_concat(row, ';') FROM (SELECT {row} AS row FROM {table.name} ORDER BY 1)")  # noqa: S608 - our own names
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer as it was written, and what it would have left; "" is as it was before.

    `read` is what was read of the interaction, `of_asker` of who asked (see watching).
    """

    answer: str
    left: str
    read: AbstractSet[str] = field(compare=False)
    of_asker: AbstractSet[str] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of an interaction in which an id stands."""

    said: Press | Submit | Chose
    name: str

    @property
    def key(self) -> tuple[str, str]:
        return self.said.action, self.name

    @property
    def of(self) -> str:
        """What the form is about in which it is a field, "" where it stands for that itself."""
        return self.said.subject if isinstance(self.said, Submit) and self.name != SUBJECT else ""

    @property
    def part(self) -> str:
        """Of the interaction, in which it stands."""
        return self.name if self.name in {SUBJECT, VALUE, QUERY} else "values"

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
                return replace(said, version=version, values={**said.values, self.name: put})
        raise AssertionError(self.name)


def slots(said: Said) -> Iterator[Slot]:
    match said:
        case Chose():
            yield Slot(said=said, name=QUERY)
        case Press():
            yield Slot(said=said, name=SUBJECT)
            yield Slot(said=said, name=VALUE)
        case Submit(action=action, values=values):
            yield Slot(said=said, name=SUBJECT)
            yield from (Slot(said=said, name=name) for name in values if (action, name) in RIGHTS)


class Replays:
    """As if each were said at the end of the story, and the only thing said after it."""

    def __init__(self, hands: Hands) -> None:
        self._scene, self._rng = hands.scene, random.Random(SEED)
        self._store = Forgetting(hands.scene.store)
        self._dispatcher = AtOnce(
            store=self._store,
            router=watching.router(),
            clock=hands.scene.clock,
            rng=self._rng,
            budget=PATIENCE_SECONDS,
        )

    async def outcome(self, who: Figure, said: Said, place: Place = DIRECT) -> Outcome:
        self._rng.seed(SEED)
        self._store.left = ""
        self._dispatcher.read, read = EVERYTHING, set[str]()
        asked = recording.request(self._scene, who, watching.said(said, read), key="again", place=place)
        try:
            answer = codec.dump(await self._dispatcher.answer(asked))
        except NotSavedError:
            answer = FAILED
        return Outcome(answer, self._store.left, read, self._dispatcher.read)

    def close(self) -> None:
        self._store.close()
