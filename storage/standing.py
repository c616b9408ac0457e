"""How things stand, for whoever watches: what is owed and since when, and how late what happens by itself is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from storage import due, operating, tables, workspaces
from storage.outbox import State
from storage.prepared import Prepared
from storage.unit import Unit

_outbox = tables.table(tables.Outbox)
_workspace = tables.table(tables.Workspace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The messages of one workspace in one state; `since` is when the oldest was due (UTC epoch ms).

    `may_go`: neither is the workspace gone nor the outbox on hold.
    """

    state: State
    count: int
    since: int
    may_go: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`due_since` is when the next thing that happens by itself is due (UTC epoch ms), None when there is none."""

    queues: tuple[Queue, ...]
    is_held: bool
    due_since: int | None

    def count(self, state: State) -> int:
        return sum(one.count for one in self.queues if one.state is state)

    def age_ms(self, state: State, now: int) -> int:
        return max([0, *(now - one.since for one in self.queues if one.state is state)])

    def owed_ms(self, now: int) -> int:
        """For how long the oldest message that may go has been waiting for it."""
        waits = (one for one in self.queues if one.state is State.QUEUED and one.may_go)
        return max([0, *(now - one.since for one in waits)])


def look(unit: Unit) -> Standing:
    """Read only the entries of an index, and of it only what is not settled."""
    orgs = workspaces.orgs(unit)
    queues = tuple(queue for org in orgs for queue in _queues(unit, org.id, is_held=org.is_held))
    return Standing(queues=queues, is_held=any(org.is_held for org in orgs), due_since=due.next_at(unit))


def _queues(unit: Unit, org: str, *, is_held: bool) -> Iterator[Queue]:
    for place in unit.rows(_PLACES, {"org": org}):
        may_go = place["state"] == workspaces.ACTIVE and not is_held
        for state in operating.UNSETTLED:
            where: Mapping[str, str] = {"org": org, "workspace": place["id"], "state": state.value}
            [found] = unit.rows(_QUEUE, where)
            if found["count"]:
                yield Queue(state=state, count=found["count"], since=found["since"], may_go=may_go)


_PLACES = Prepared(select(_workspace.c.id, _workspace.c.state).where(_workspace.c.org_id == bindparam("org")))
_QUEUE = Prepared(
    select(func.count().label("count"), func.min(_outbox.c.not_before).label("since")).where(
        _outbox.c.org_id == bindparam("org"),
        _outbox.c.workspace_id == bindparam("workspace"),
        _outbox.c.state == bindparam("state"),
    )
)
