"""Which ids are put in the place of which, by whom, and what is wrong with what comes of it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from domain import ids
from handlers.router import name_of
from handlers.turn import Chose, Press, Said, Submit
from storage import people
from storage.unit import Unit
from tests.features.scene import Figure
from tests.swaps import facts as rows
from tests.swaps.facts import Facts
from tests.swaps.recording import Hands, Interaction
from tests.swaps.replaying import FAILED, Outcome, Replays, Slot, slots
from tests.swaps.rights import RIGHTS

MADE_UP = ids.new(random.Random(99))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """`me` is our id of who asks; `version` is the one that the button says it was drawn for."""

    who: Figure
    me: str
    slot: Slot
    id: str
    version: int

    @property
    def said(self) -> Said:
        return self.slot.with_id(self.id, self.version)

    @property
    def of_nothing(self) -> Said:
        """The same with an id that nobody ever had."""
        return self.slot.with_id(MADE_UP, self.version)

    def __str__(self) -> str:
        return f"{self.who.key} {' '.join(self.slot.key)} {self.id} at {self.version}"


@dataclass(frozen=True, kw_only=True)
class World:
    """The story at its end."""

    hands: Hands
    facts: Facts
    me: dict[str, str]
    in_store: frozenset[str]

    @property
    def offered(self) -> frozenset[str]:
        """Whatever the product has put in the place of an id, and what there is of each kind."""
        shown = {word for one in self.hands.recorder.offers for word in (one.press.subject, one.press.value)}
        used = {one.subject for one in self.hands.recorder.said if isinstance(one, Press | Submit)}
        return frozenset().union(shown, used, *self.facts.kinds) - {""}

    def may(self, swap: Swap) -> bool:
        right = RIGHTS.get(swap.slot.key)
        return right is not None and right(self.facts, swap.me, swap.id)

    def takes(self, slot: Slot) -> frozenset[str]:
        """Return the ids of the kind that belongs there: what somebody may use is of that kind."""
        right = RIGHTS.get(slot.key)
        if right is None:
            return frozenset()
        those = self.facts.people
        fitting = [kind for kind in self.facts.kinds if any(right(self.facts, me, id) for me in those for id in kind)]
        return frozenset().union(*fitting)


def world(hands: Hands) -> World:
    scene = hands.scene

    def look(unit: Unit) -> World:
        found = {
            key: people.actor(unit, scene.stage.name, scene.stage.tenant, one.external)
            for key, one in scene.stage.people.items()
        }
        return World(
            hands=hands,
            facts=rows.read(unit, scene.org),
            me={key: one.person.id for key, one in found.items() if one},
            in_store=rows.known_ids(unit, scene.org),
        )

    return scene.store.read(look).result()


def interactions(hands: Hands) -> list[Interaction]:
    """One of each, with all that was filled in: the last one that people did."""
    return list({(type(one), name_of(one)): one for one in hands.recorder.said}.values())


def near(world: World) -> Iterator[Swap]:
    """Everybody's, of every id of the kind that belongs there."""
    for slot in every_slot(world):
        yield from _swaps(world, slot, world.takes(slot))


def far(world: World) -> Iterator[Swap]:
    """Everybody's, of what belongs elsewhere: any id of the store where one is read, any that was shown elsewhere."""
    for slot in every_slot(world):
        others = world.offered | world.in_store if slot.key in RIGHTS else world.offered
        yield from _swaps(world, slot, others - world.takes(slot))


def every_slot(world: World) -> Iterator[Slot]:
    for said in interactions(world.hands):
        yield from slots(said)


def _swaps(world: World, slot: Slot, others: Iterable[str]) -> Iterator[Swap]:
    """As the button would be drawn now, and as it was drawn then."""
    drawn = 0 if isinstance(slot.said, Chose) else slot.said.version
    for id in sorted(others):
        for version in sorted({drawn, world.facts.version(id)}):
            for key, me in world.me.items():
                yield Swap(who=world.hands.scene.stage.people[key], me=me, slot=slot, id=id, version=version)


# --- What comes of them -------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Found:
    """What was wrong, each as "who action slot id"; `granted` are the rights that were of use to somebody."""

    swaps: int = 0
    differing: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    granted: set[tuple[str, str]] = field(default_factory=set)

    @property
    def faults(self) -> list[str]:
        named = {"the answer differs": self.differing, "an effect": self.effects, "a fault of ours": self.failed}
        return [f"{name}: {one}" for name, those in named.items() for one in those]


async def play(replays: Replays, world: World, chosen: Iterable[Swap]) -> Found:
    """What may be done is done once, to see that the right is one; all that may not be must be like nothing."""
    found = Found()
    missing: dict[object, Outcome] = {}
    for swap in chosen:
        if world.may(swap) and swap.slot.key in found.granted:
            continue
        key = (swap.who.key, swap.slot.key, type(swap.slot.said), swap.version)
        if key not in missing:
            missing[key] = await replays.outcome(swap.who, swap.of_nothing)
        found.swaps += 1
        _compare(found, swap, await replays.outcome(swap.who, swap.said), missing[key], may=world.may(swap))
    return found


def _compare(found: Found, swap: Swap, came: Outcome, missing: Outcome, *, may: bool) -> None:
    if came.answer == FAILED:
        found.failed.append(str(swap))
    elif may:
        found.granted |= {swap.slot.key} if came != missing else set()
    elif came.answer != missing.answer.replace(MADE_UP, swap.id):
        found.differing.append(str(swap))
    elif came.left != missing.left:
        found.effects.append(str(swap))
