"""Sends to the rehearsal room: the message goes into its table, then every open page is told to look."""

from __future__ import annotations

from typing import assert_never

from bot import arriving
from bot.delivery import Absent, Failed, Found, Outcome, Scope, Sent
from bot.web.live import Listeners
from domain.pace import Bucket, Limits, Pace
from storage import room, workspaces
from storage.outbox import Kind, Owed
from storage.room import Site
from storage.unit import Store, Unit
from views import codec

_FREE = Pace(every_ms=1, burst=1_000)
LIMITS = Limits(buckets=(Bucket(name="room", kinds=frozenset(kind.value for kind in Kind), pace=_FREE),), lane=_FREE)


class RoomSender:
    """bot.delivery.Sender. The owed message's id is the room's id, so that sending it again does not double it."""

    limits = LIMITS

    def __init__(self, store: Store, listeners: Listeners) -> None:
        self._store = store
        self._listeners = listeners

    async def find(self, owed: Owed) -> Found:
        """The same message again is one message here."""
        return Absent()

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        outcome = await arriving.wait(self._store.write(lambda unit: _deliver(unit, owed, now)))
        self._listeners.changed(owed.address)
        return outcome


def _deliver(unit: Unit, owed: Owed, now: int) -> Outcome:
    workspace = workspaces.find(unit, owed.platform, owed.tenant)
    if workspace is None:
        return Failed("there is no such room", Scope.WORKSPACE)
    return _settle(unit, Site(workspace.org, workspace.id), owed, now)


def _settle(unit: Unit, site: Site, owed: Owed, now: int) -> Outcome:
    match owed.kind:
        case Kind.POST:
            room.post(unit, site, id=owed.id, place=owed.address, author="", body=codec.dump(owed.card), at=now)
            return Sent(owed.id)
        case Kind.EDIT:
            return _found(room.edit(unit, site, owed.ref, codec.dump(owed.card)), owed.ref)
        case Kind.REMOVE:
            return _found(room.remove(unit, site, owed.ref), owed.ref)
        case _:
            assert_never(owed.kind)


def _found(found: bool, ref: str) -> Outcome:
    return Sent(ref) if found else Failed("the message is no longer there", Scope.MESSAGE)
