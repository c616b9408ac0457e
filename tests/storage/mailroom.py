"""One workspace with messages owed in it, and the relay's moves on them, one unit each."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from domain.pace import Bucket, Limits, Pace
from storage import leasing, outbox, tables, workspaces
from storage.leasing import Lease, Verdict
from storage.outbox import Kind, Message, Owed, State
from storage.unit import Store, T, Unit
from storage.workspaces import Workspace
from views.vocabulary import Card, Text

NOON = 1_790_000_000_000
LEASE_MS = 60_000
KINDS = frozenset(kind.value for kind in Kind)
_FAST = Pace(every_ms=1, burst=1_000)
UNLIMITED = Limits(buckets=(Bucket(name="all", kinds=KINDS, pace=_FAST),), lane=_FAST, at_once=1_000)
_outbox = tables.table(tables.Outbox)


def card(words: str) -> Card:
    return Card("", (Text((words,)),))


@dataclass(kw_only=True)
class Mailroom:
    store: Store
    workspace: Workspace
    rng: random.Random = field(default_factory=lambda: random.Random(3))

    def owe(
        self,
        key: str,
        *,
        lane: str = "general",
        not_before: int = NOON,
        words: str = "",
        now: int = NOON,
        **more: Any,
    ) -> None:
        """Owe a post whose words are its key, unless other words are given."""
        message = Message(
            workspace=self.workspace.id,
            kind=Kind.POST,
            lane=lane,
            address=lane,
            dedupe_key=key,
            card=card(words or key),
            not_before=not_before,
            **more,
        )
        self._write(lambda unit: outbox.owe(unit, self.workspace.org, [message], now=now, rng=self.rng))

    def amend(self, key: str, words: str, *, now: int = NOON) -> None:
        org = self.workspace.org
        self._write(lambda unit: outbox.amend(unit, org, key, card(words), now=now, rng=self.rng))

    def spoil(self, key: str) -> None:
        """Alter the words as they lie sealed in the store."""
        broken = update(_outbox).where(_outbox.c.dedupe_key == key).values(card=b"altered in the store")
        self._write(lambda unit: unit.run(broken).rowcount)

    def share(self, batch: str, words: str) -> None:
        self._write(lambda unit: outbox.share(unit, self.workspace.org, batch, card(words)))

    def close(self, batch: str, *, now: int = NOON) -> None:
        self._write(lambda unit: outbox.close(unit, self.workspace.org, batch, now=now))

    def recall(self, *people: str, now: int = NOON) -> None:
        self._write(lambda unit: outbox.recall(unit, self.workspace.org, people, now=now))

    def cancel(self, *keys: str) -> bool:
        return self._write(lambda unit: outbox.cancel(unit, self.workspace.org, keys))

    def hasten(self, *keys: str, now: int) -> None:
        self._write(lambda unit: outbox.hasten(unit, self.workspace.org, keys, now=now))

    def lease(
        self, token: str = "one", *, now: int = NOON, limit: int = 64, limits: Limits = UNLIMITED, busy: int = 0
    ) -> list[Owed]:
        here = {self.workspace.id: busy}
        taking = Lease(token=token, until=now + LEASE_MS, limits={"slack": limits}, most=limit, busy=here)
        return list(self._write(lambda unit: leasing.lease(unit, taking, now=now)).owed)

    def settle(self, owed: Owed, state: State = State.SENT, *, now: int = NOON, **more: Any) -> None:
        verdict = Verdict(owed=owed, state=state, **({"ref": f"ref of {owed.dedupe_key}"} | more))
        self._write(lambda unit: leasing.settle(unit, [verdict], {"slack": UNLIMITED}, now=now))

    def expire(self, *, now: int) -> int:
        return self._write(lambda unit: leasing.expire(unit, now=now))

    def next_due(self, *, now: int = NOON) -> int | None:
        return self.store.read(lambda unit: leasing.next_due(unit, now=now)).result()

    def state(self, key: str) -> str:
        return str(self.row(key)["state"])

    def row(self, key: str) -> dict[str, Any]:
        found = self.store.read(lambda unit: unit.first(select(_outbox).where(_outbox.c.dedupe_key == key))).result()
        assert found is not None
        return dict(found)

    def _write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()


def open_mailroom(store: Store) -> Mailroom:
    return Mailroom(store=store, workspace=store.write(workspace).result())


def workspace(unit: Unit) -> Workspace:
    """Install the one workspace, or install it again."""
    rng = random.Random(5)
    org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=NOON, rng=rng)
    told = {"name": "Acme", "token": "xoxb-1", "bot": "B1", "service_url": ""}
    return workspaces.ensure(unit, org, "slack", "T1", now=NOON, rng=rng, **told)


def second(room: Mailroom) -> Mailroom:
    """Another workspace of the same org."""
    told = {"name": "Small", "token": "xoxb-2", "bot": "B2", "service_url": ""}
    org = room.workspace.org
    small = room.store.write(
        lambda unit: workspaces.ensure(unit, org, "slack", "T2", now=NOON, rng=random.Random(6), **told)
    ).result()
    return Mailroom(store=room.store, workspace=small, rng=random.Random(4))


def words(owed: Sequence[Owed]) -> list[str]:
    """What each message says."""
    return [
        "".join(str(span) for part in one.card.parts if isinstance(part, Text) for span in part.spans) for one in owed
    ]
