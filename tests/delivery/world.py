"""Deliveries, what is due, and two relays that may die at any statement, with a platform that tells the truth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial

from sqlalchemy import delete, select

from bot.relay import LEASE_MS, QUIET_MS
from domain import ids
from schedules import computing, tick
from schedules.computing import LEASE_MS as COMPUTING_MS
from schedules.computing import Task
from schedules.schedule import Computation, Occasion, Schedule, Schedules
from storage import claims, due, leasing, outbox, tables
from storage.due import Due
from storage.leasing import Lease, Verdict
from storage.outbox import Kind, Message, Owed, State
from storage.unit import Store, T, Unit
from storage.workspaces import Workspace
from tests.delivery.crashing import CrashedError, dying
from tests.storage import mailroom
from tests.storage.mailroom import NOON, UNLIMITED, card

LIMITS = {"slack": UNLIMITED}
PAUSE_MS = 30_000  # a tick that failed comes back after as much at first
RELAYS = 2
_outbox = tables.table(tables.Outbox)
_due = tables.table(tables.Due)


class Answer(Enum):
    """What comes of a call: done and heard, done and not heard, neither, or refused for now."""

    HEARD = auto()
    UNHEARD = auto()
    NOTHING = auto()
    REFUSED = auto()


@dataclass(kw_only=True)
class World:
    """`standing` is what people see in each lane, in order, `landed` when each came to stand.

    `acknowledged` and `planned` are what must come to stand.
    """

    store: Store
    workspace: Workspace
    now: int = NOON
    rng: random.Random = field(default_factory=lambda: random.Random(3))
    held: list[list[Owed]] = field(default_factory=lambda: [[] for _ in range(RELAYS)])
    computed: list[Task] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    planned: dict[str, str] = field(default_factory=dict)
    standing: dict[str, list[str]] = field(default_factory=dict)
    landed: dict[str, int] = field(default_factory=dict)

    # --- What happens ---------------------------------------------------------------------------------------------

    def arrives(self, key: str, lane: str, statements: int | None) -> None:
        """The same delivery again is answered as the first one was."""
        answer = self._write(partial(self._deliver, key=key, lane=lane), statements)
        if answer is not None:
            assert self.acknowledged.setdefault(key, answer) == answer

    def plans(self, kind: str, step: str, lane: str, statements: int | None) -> None:
        one = Due(org=self.workspace.org, kind=kind, subject=lane, step=step, due_at=self.now)
        if self._write(partial(_plan, one=one), statements):
            self.planned.setdefault(kind + step + lane, lane)

    def ticks(self, statements: int | None) -> bool:
        work = partial(tick.tick, schedules=self._schedules(), now=self.now, rng=self.rng)
        ticked = self._write(work, statements)
        assert ticked is None or not ticked.failures
        return ticked is not None and not ticked.is_idle

    def begins_to_compute(self, statements: int | None) -> bool:
        """Whoever dies now has taken it or not; whoever does not may still die with it."""
        taking = partial(computing.take, schedules=self._schedules(), now=self.now, rng=self.rng)
        took = self._write(taking, statements)
        self.computed += [took] if isinstance(took, Task) else []
        return isinstance(took, Task)

    def ends_computing(self, which: int, statements: int | None) -> None:
        """However late, and whoever took it over meanwhile."""
        task = self.computed.pop(which % len(self.computed))
        saving = partial(
            computing.save, schedules=self._schedules(), task=task, result=task.value, now=self.now, rng=self.rng
        )
        ticked = self._write(saving, statements)
        assert ticked is None or not ticked.failures

    def takes(self, relay: int, statements: int | None) -> bool:
        taking = Lease(token=ids.new(self.rng), until=self.now + LEASE_MS, limits=LIMITS, most=8, busy={})
        self._write(partial(leasing.expire, now=self.now), None)
        leased = self._write(partial(leasing.lease, taking=taking, now=self.now), statements)
        if leased is not None:
            assert leased.unreadable == ()
            self.held[relay] += leased.owed
        return bool(leased and leased.owed)

    def sends(self, relay: int, answer: Answer, statements: int | None) -> None:
        """As the relay does: look first where it may have arrived, never send what it holds no longer."""
        owed = self.held[relay].pop(0)
        settle = partial(leasing.settle, verdicts=[self._verdict(owed, answer)], limits=LIMITS, now=self.now)
        self._write(settle, statements)

    def dies(self, relay: int) -> None:
        self.held[relay].clear()

    def passes(self, ms: int) -> None:
        """No call is under way for longer than a lease."""
        self.now += ms
        if ms >= LEASE_MS:
            for held in self.held:
                held.clear()

    def ends(self) -> None:
        """Nobody dies any more: everything owed comes to stand."""
        self.passes(COMPUTING_MS)
        for _ in range(100):
            self.passes(LEASE_MS)
            busy = self.ticks(None)
            while self.begins_to_compute(None):
                self.ends_computing(-1, None)
                busy = True
            while self.takes(0, None):
                while self.held[0]:
                    self.sends(0, Answer.HEARD, None)
                busy = True
            if not busy and not self._owed():
                return
        raise AssertionError(self._owed())

    # --- The laws -------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Nothing stands twice, and each lane is in the order in which it was owed."""
        rows = self.store.read(lambda unit: unit.rows(select(_outbox.c.id, _outbox.c.seq, _outbox.c.lane))).result()
        order = {row["id"]: (row["seq"], row["id"]) for row in rows}
        for lane, standing in self.standing.items():
            assert len(set(standing)) == len(standing), f"twice in {lane}"
            assert standing == sorted(standing, key=order.__getitem__), f"out of order in {lane}"

    def check_end(self) -> None:
        """What was acknowledged or planned stands once; what was not was undone as a whole."""
        keys = self.store.read(lambda unit: unit.rows(select(_outbox.c.id, _outbox.c.dedupe_key))).result()
        key_of = {row["id"]: row["dedupe_key"].partition(" ")[0] for row in keys}
        stands = Counter(key_of[id] for standing in self.standing.values() for id in standing)
        wanted = [*(f"answer/{key}" for key in self.acknowledged), *(f"due/{step}" for step in self.planned)]
        assert stands == Counter(wanted)

    # --- Pieces ---------------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[Unit], T], statements: int | None) -> T | None:
        """Return None when the process died of it."""
        self.now += 1
        try:
            return self.store.write(work if statements is None else dying(work, statements)).result()
        except CrashedError:
            return None

    def _deliver(self, unit: Unit, *, key: str, lane: str) -> str:
        org = self.workspace.org
        if not claims.take(unit, org, "here", [key], self.now):
            return str(claims.answer(unit, org, "here", [key]))
        answer = f"told {ids.new(self.rng)}"
        outbox.owe(unit, org, [self._letter(f"answer/{key} {answer}", lane)], now=self.now, rng=self.rng)
        claims.remember(unit, org, "here", [key], answer)
        return answer

    def _schedules(self) -> Schedules:
        def write(occasion: Occasion) -> None:
            one = occasion.due
            key = f"due/{one.kind}{one.step}{one.subject} {ids.new(self.rng)}"
            letter = self._letter(key, one.subject)
            outbox.owe(occasion.unit, one.org, [letter], now=self.now, rng=self.rng)

        computed = Computation(gather=lambda occasion: occasion.now, compute=int, save=lambda one, _: write(one))
        return Schedules(
            (
                Schedule(kind="letter", run=write, chunk=True),
                Schedule(kind="figures", run=computed, chunk=True),
            )
        )

    def _letter(self, key: str, lane: str) -> Message:
        place = self.workspace.id
        return Message(
            workspace=place,
            kind=Kind.POST,
            lane=lane,
            address=lane,
            dedupe_key=key,
            card=card("x"),
            not_before=self.now,
        )

    def _verdict(self, owed: Owed, answer: Answer) -> Verdict:
        standing = self.standing.setdefault(owed.address, [])
        if owed.doubtful and self.landed.get(owed.id, 0) >= owed.started_at:  # it is looked for from then on
            return Verdict(owed=owed, state=State.SENT, ref="found")
        if answer in (Answer.HEARD, Answer.UNHEARD):
            standing.append(owed.id)
            self.landed[owed.id] = self.now
        match answer:
            case Answer.HEARD:
                return Verdict(owed=owed, state=State.SENT, ref="sent")
            case Answer.REFUSED:
                return Verdict(owed=owed, state=State.QUEUED, not_before=self.now + PAUSE_MS)
            case Answer.UNHEARD | Answer.NOTHING:
                return Verdict(owed=owed, state=State.AMBIGUOUS, in_doubt=True, not_before=self.now + QUIET_MS)

    def _owed(self) -> list[str]:
        final = [State.SENT.value]
        rows = self.store.read(
            lambda unit: unit.rows(select(_outbox.c.id).where(_outbox.c.state.not_in(final)))
        ).result()
        return [row["id"] for row in rows]


def _plan(unit: Unit, one: Due) -> bool:
    due.plan(unit, [one])
    return True


def fresh(store: Store) -> World:
    """Begin anew on the same store."""

    def clear(unit: Unit) -> None:
        for table in (tables.Outbox, tables.Due, tables.Claim, tables.Pace):
            unit.run(delete(tables.table(table)))

    room = mailroom.open_mailroom(store)
    store.write(clear).result()
    return World(store=store, workspace=room.workspace)
