"""Whatever happens in whatever order, and wherever a process dies: once, in order, and nothing by halves (row R18)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from storage.unit import Store
from tests.delivery import world
from tests.delivery.world import RELAYS, Answer, World

KEYS = st.sampled_from("abcdef")
LANES = st.sampled_from(["general", "random"])
WHICH = st.integers(0, RELAYS - 1)
DEATH = st.sampled_from([None, None, None, *range(9)])  # after so many statements
QUICK = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=500, stateful_step_count=100, derandomize=False)


def machine(store: Store) -> type[RuleBasedStateMachine]:
    """Return the machine whose worlds are in this store, one after another."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world: World = world.fresh(store)

        @rule(key=KEYS, lane=LANES, statements=DEATH)
        def something_arrives(self, key: str, lane: str, statements: int | None) -> None:
            self.world.arrives(key, lane, statements)

        @rule(kind=st.sampled_from(["letter", "figures"]), step=KEYS, lane=LANES, statements=DEATH)
        def something_is_planned(self, kind: str, step: str, lane: str, statements: int | None) -> None:
            self.world.plans(kind, step, lane, statements)

        @rule(statements=DEATH)
        def a_tick(self, statements: int | None) -> None:
            self.world.ticks(statements)

        @rule(ms=st.sampled_from([0, 0, 600_000]), statements=DEATH)
        def a_computation_begins(self, ms: int, statements: int | None) -> None:
            self.world.passes(ms)
            self.world.begins_to_compute(statements)

        @precondition(lambda self: self.world.computed)
        @rule(which=st.integers(0, 3), statements=DEATH)
        def a_computation_ends(self, which: int, statements: int | None) -> None:
            self.world.ends_computing(which, statements)

        @rule(relay=WHICH, ms=st.sampled_from([0, 0, 30_000, 60_000]), statements=DEATH)
        def a_relay_takes(self, relay: int, ms: int, statements: int | None) -> None:
            self.world.passes(ms)
            self.world.takes(relay, statements)

        @precondition(lambda self: any(self.world.held))
        @rule(which=WHICH, answer=st.sampled_from(Answer), is_recorded=st.booleans())
        def a_relay_sends(self, which: int, answer: Answer, is_recorded: bool) -> None:
            relay = which if self.world.held[which] else 1 - which
            self.world.sends(relay, answer, None if is_recorded else 0)

        @rule(relay=WHICH, ms=st.sampled_from([0, 60_000]))
        def a_relay_dies_with_what_it_took(self, relay: int, ms: int) -> None:
            self.world.passes(ms)
            self.world.takes(relay, None)
            self.world.dies(relay)
            self.world.passes(ms)

        @invariant()
        def once_and_in_order(self) -> None:
            self.world.check()

        def teardown(self) -> None:
            self.world.ends()
            self.world.check()
            self.world.check_end()

    return Machine


def test_nothing_is_lost_doubled_or_half_done(store: Store) -> None:
    """Deliveries, ticks and relays in any order, each dying at any statement."""
    run_state_machine_as_test(machine(store), settings=QUICK)


@pytest.mark.soak
def test_nothing_is_lost_doubled_or_half_done_for_long(store: Store) -> None:
    """Fifty thousand steps."""
    run_state_machine_as_test(machine(store), settings=LONG)
