"""Which ids are put in the place of which, by whom, and what is wrong with what comes of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from domain import ids
from domain.people import Actor
from handlers.router import name_of
from handlers.turn import Chose, Press, Said, Submit
from storage import people
from storage.unit import Unit
from tests.features.scene import Figure
from tests.swaps import facts as rows
from tests.swaps import known, watching
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
    actors: Mapping[str, Actor]
    in_store: Mapping[str, str]

    @cached_property
    def offered(self) -> frozenset[str]:
        """Whatever the product has put in the place of an id, and what there is of each kind."""
        shown = {word for one in self.hands.recorder.offers for word in (one.press.subject, one.press.value)}
        used = {one.subject for one in self.hands.recorder.said if isinstance(one, Press | Submit)}
        return frozenset().union(shown, used, *self._kinds) - {""}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for said in interactions(self.hands) for slot in slots(said))

    def may(self, swap: Swap) -> bool:
        right = RIGHTS.get(swap.slot.key)
        return right is not None and right(self.facts, swap.me, swap.id)

    def takes(self, slot: Slot) -> frozenset[str]:
        """Return the ids of the kind that belongs there: what somebody may use is of that kind."""
        if slot.key not in self._taken:
            self._taken[slot.key] = frozenset().union(*self._fitting(slot))
        return self._taken[slot.key]

    def leaves(self, slot: Slot) -> frozenset[str]:
        """Return what belongs elsewhere: any id of the store where one is read, any that was shown elsewhere."""
        others = self.offered | self.in_store.keys() if slot.key in RIGHTS else self.offered
        return others - self.takes(slot)

    def kind_of(self, id: str) -> tuple[str, ...]:
        """Return of what kind each part of it is."""
        return tuple(self.in_store.get(part, "number" if part.isdecimal() else "word") for part in id.split("/"))

    def versions(self, slot: Slot, id: str) -> list[int]:
        """As the button or the form would be drawn now, and as it was drawn then."""
        drawn, about = 0 if isinstance(slot.said, Chose) else slot.said.version, slot.of or id
        if about not in self._versions:
            self._versions[about] = self.facts.version(about)
        return sorted({drawn, self._versions[about]})

    def _fitting(self, slot: Slot) -> Iterator[frozenset[str]]:
        if right := RIGHTS.get(slot.key):
            for kind in self._kinds:
                if any(right(self.facts, me, id) for me in self.facts.people for id in kind):
                    yield kind

    @cached_property
    def _kinds(self) -> tuple[frozenset[str], ...]:
        return self.facts.kinds

    @cached_property
    def _taken(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    @cached_property
    def _versions(self) -> dict[str, int]:
        return {}


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
            actors={key: one for key, one in found.items() if one},
            in_store=known.ids(unit),
        )

    return scene.store.read(look).result()


def interactions(hands: Hands) -> list[Interaction]:
    """One of each, with all that was filled in: the last one that people did."""
    return list({(type(one), name_of(one)): one for one in hands.recorder.said}.values())


def every(world: World, slot: Slot, those: Iterable[str]) -> Iterator[Swap]:
    """Everybody's, in one place."""
    for id in sorted(those):
        for version in world.versions(slot, id):
            for key in world.actors:
                yield _swap(world, slot, key, id, version)


def some(world: World, slot: Slot, those: Iterable[str], number: int, chance: random.Random) -> Iterator[Swap]:
    ids = sorted(those)
    for _ in range(number if ids else 0):
        id, key = chance.choice(ids), chance.choice(list(world.actors))
        yield _swap(world, slot, key, id, chance.choice(world.versions(slot, id)))


def of_each_kind(world: World, those: Iterable[str], each: int, turn: int) -> list[str]:
    """Return so many of each kind, others at each turn."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for id in sorted(those):
        kinds.setdefault(world.kind_of(id), []).append(id)
    return [ids[(turn * each + one) % len(ids)] for ids in kinds.values() for one in range(min(each, len(ids)))]


def count(world: World, slot: Slot, those: Iterable[str]) -> int:
    """Return how many swaps there are with these ids in one place."""
    return len(world.actors) * sum(len(world.versions(slot, id)) for id in those)


def _swap(world: World, slot: Slot, key: str, id: str, version: int) -> Swap:
    return Swap(
        who=world.hands.scene.stage.people[key], me=world.actors[key].person.id, slot=slot, id=id, version=version
    )


# --- What comes of them -------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Found:
    """What was wrong, each as "who action slot id"; `granted` are the rights that were of use to somebody.

    Of all `swaps` those are `played` of which the outcome is not known yet.
    """

    swaps: int = 0
    played: int = 0
    differing: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    granted: set[tuple[str, str]] = field(default_factory=set)

    @property
    def faults(self) -> list[str]:
        named = {"the answer differs": self.differing, "an effect": self.effects, "a fault of ours": self.failed}
        return [f"{name}: {one}" for name, those in named.items() for one in those]


class Trial:
    """What may be done is done once, to see that the right is one; all that may not be must be like nothing.

    The outcome follows from what is read. Where the id was not read, it is that of any other id; where the version
    was not read either, that of any other version; and of any other person in whom the same is to be read.
    """

    def __init__(self, world: World, replays: Replays) -> None:
        self.found = Found()
        self._world, self._replays = world, replays
        self._missing: dict[object, Outcome] = {}
        self._latest: dict[object, tuple[str, AbstractSet[str]]] = {}
        self._shared: list[tuple[Swap, Outcome]] = []

    def allowed(self) -> Iterator[Swap]:
        """Return what may be done, of each right until it was of use."""
        for slot in self._world.slots:
            for swap in every(self._world, slot, self._world.takes(slot)):
                if slot.key in self.found.granted:
                    break
                if self._world.may(swap):
                    yield swap

    async def play(self, chosen: Iterable[Swap], *, doubts: bool = False) -> None:
        """Also those of which the outcome is known, if it is doubted."""
        for swap in chosen:
            self.found.swaps += 1
            missing = await self._of_nothing(swap)
            if doubts or not self._is_known(swap, missing):
                await self._play(swap, missing, doubts=doubts)

    async def play_every(self, slot: Slot, those: Iterable[str]) -> None:
        """Everybody's, in one place: whoever's id is not read there is done with at once."""
        ids = {id: self._world.versions(slot, id) for id in sorted(those)}
        drawn = Counter(version for versions in ids.values() for version in versions)
        keys = self._world.actors
        swaps = {(key, version): _swap(self._world, slot, key, MADE_UP, version) for version in drawn for key in keys}
        read = [place for place, swap in swaps.items() if await self._reads(swap)]
        self.found.swaps += sum(drawn[version] for key, version in swaps.keys() - set(read))
        for id, versions in ids.items():
            await self.play(_swap(self._world, slot, key, id, one) for key, one in read if one in versions)

    async def _reads(self, swap: Swap) -> bool:
        return swap.slot.part in (await self._of_nothing(swap)).read

    async def _play(self, swap: Swap, missing: Outcome, *, doubts: bool) -> None:
        may = self._world.may(swap)
        if may and swap.slot.key in self.found.granted:
            return
        came = None if doubts else self._of_another(swap)
        if came is None:
            came = await self._replays.outcome(swap.who, swap.said)
            self.found.played += 1
            self._remember(swap, came)
        self._latest[_place(swap)] = (swap.id, came.read)
        _compare(self.found, swap, came, missing, may=may)

    def _remember(self, swap: Swap, came: Outcome) -> None:
        """For others who say the same next."""
        if self._shared and _said(self._shared[0][0]) != _said(swap):
            self._shared.clear()
        self._shared.append((swap, came))

    def _of_another(self, swap: Swap) -> Outcome | None:
        """Return what came of it for somebody whom nothing that was read tells from this one."""
        actors = self._world.actors
        for one, came in self._shared if self._shared and _said(self._shared[0][0]) == _said(swap) else ():
            if watching.is_same(came.of_asker, actors[one.who.key], actors[swap.who.key]):
                return came
        return None

    async def _of_nothing(self, swap: Swap) -> Outcome:
        key = (*_place(swap), swap.version)
        if key not in self._missing:
            self._missing[key] = await self._replays.outcome(swap.who, swap.of_nothing)
            if self._missing[key].answer == FAILED:
                self.found.failed.append(f"{swap} of nothing")
        return self._missing[key]

    def _is_known(self, swap: Swap, missing: Outcome) -> bool:
        if swap.slot.part not in missing.read:
            return True
        id, read = self._latest.get(_place(swap), ("", frozenset[str]()))
        return id == swap.id and "version" not in read | missing.read


def _said(swap: Swap) -> tuple[object, ...]:
    return id(swap.slot), swap.id, swap.version


def _place(swap: Swap) -> tuple[object, ...]:
    return swap.who.key, swap.slot.key, type(swap.slot.said)


def _compare(found: Found, swap: Swap, came: Outcome, missing: Outcome, *, may: bool) -> None:
    if came.answer == FAILED:
        found.failed.append(str(swap))
    elif may:
        found.granted |= {swap.slot.key} if came != missing else set()
    elif came.answer != missing.answer.replace(MADE_UP, swap.id):
        found.differing.append(str(swap))
    elif came.left != missing.left:
        found.effects.append(str(swap))
