"""Every id that comes back from a platform is swapped for every other one, by everybody: forbidden reads like missing.

`make test` takes some of the ids that are of the right kind, and a few others; `make soak` takes all there are.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterable

import pytest

from bot.tokens import Pointer, Tokens
from handlers import ROUTER
from handlers.router import name_of
from handlers.turn import Chose, Place, PlaceKind, Press, Submit
from tests.features.scene import Figure, Seen
from tests.features.slack_stage import CHANNELS
from tests.swaps import swapping
from tests.swaps.recording import Hands
from tests.swaps.replaying import Replays, Slot
from tests.swaps.rights import RIGHTS
from tests.swaps.rights_reviews import SUBJECT
from tests.swaps.swapping import MADE_UP, Trial, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOME, FEW = 5, 200  # of the right kind in each place, and of others in all, in `make test`
PRESSES = 40  # through the platform
NOT_FOUND = "I can't find that"
FROM = int(
    os.environ.get("SWAPS_FROM", "0")
)  # the place with which the soak begins: an earlier sitting saw those before
UNTIL = int(os.environ.get("SWAPS_UNTIL", "1000000"))  # and the one before which it ends
EACH = int(
    os.environ.get("SWAPS_EACH", "0")
)  # so many of each kind of what belongs elsewhere, others in each place; 0: all
IN_PUBLIC, AT_BENS = Place(PlaceKind.CHANNEL, CHANNELS["general"]), Place(PlaceKind.DIRECT, "D0BEN")


async def test_whoever_may_not_finds_what_nobody_has(world: World, replays: Replays) -> None:
    """No effect, and the same words as for an id that was made up; and each right is of use to whoever has it."""
    trial, chance = Trial(world, replays), random.Random(4)
    for slot in world.slots:
        chosen = swapping.some(world, slot, world.takes(slot), SOME, chance)
        await trial.play(one for one in chosen if not world.may(one))
    for slot in chance.choices(world.slots, k=FEW):
        await trial.play(swapping.some(world, slot, world.leaves(slot), 1, chance), doubts=True)
    await trial.play(trial.allowed())
    assert trial.found.faults == [], "\n".join(trial.found.faults)
    assert trial.found.granted == RIGHTS.keys()


async def test_the_story_leaves_nothing_out(hands: Hands, replays: Replays) -> None:
    """Every button, menu, form and search is used; where decides nothing."""
    those = {(route.kind, route.name) for route in ROUTER.routes if route.kind in (Press, Submit, Chose)}
    said = swapping.interactions(hands)
    left_out = those - {(type(one), name_of(one)) for one in said}
    assert {name for _, name in left_out} == set(), "see tests/swaps/story.py"
    for who, place in ((hands.scene.hana, IN_PUBLIC), (hands.scene.ana, AT_BENS)):
        for one in said:
            assert await replays.outcome(who, one, place) == await replays.outcome(who, one), one


async def test_a_sealed_id_of_another_reads_like_one_of_nothing(world: World) -> None:
    """Through the platform, sealed as it would have been for that very person; what is sealed for one is no other's."""
    hands, chance = world.hands, random.Random(4)
    buttons = [one for one in world.slots if one.name == SUBJECT and isinstance(one.said, Press) and world.takes(one)]
    chosen = [swap for one in buttons for swap in swapping.some(world, one, world.takes(one), 2, chance)]
    forbidden = [one for one in chosen if not world.may(one) and one.who.key != "gil"]
    for one in chance.sample(forbidden, PRESSES):
        action = one.slot.said.action
        of_nothing = await presses(hands, one.who, Pointer(action, MADE_UP, one.version))
        assert (await presses(hands, one.who, Pointer(action, one.id, one.version))).words == of_nothing.words, one
    [slot] = [one for one in buttons if one.key == ("kudos.withdraw", SUBJECT)]
    allowed = next(one for one in swapping.every(world, slot, world.takes(slot)) if world.may(one))
    others = next(one for one in hands.scene.stage.people.values() if one.key not in (allowed.who.key, "gil"))
    sealed = Pointer("kudos.withdraw", allowed.id, allowed.version)
    assert NOT_FOUND in (await presses(hands, others, sealed, reader=allowed.who)).words


async def presses(hands: Hands, who: Figure, pointer: Pointer, *, reader: Figure | None = None) -> Seen:
    """Press a button of a message as Slack sends it, with what is sealed for the reader."""
    scene = hands.scene
    workspace, sealed_for = f"slack:{scene.stage.tenant}", (reader or who).external
    token = Tokens(scene.store.keys).seal(pointer, workspace=workspace, reader=sealed_for, now=scene.clock())
    button = {"action_id": pointer.action, "value": token}
    return await scene.stage.presses(who, Seen(words="", buttons={"x": button}, surface=MESSAGE), "x")


MESSAGE = {"channel": CHANNELS["general"], "stamp": "1790000000.000001"}


@pytest.mark.soak
async def test_no_id_of_anything_is_of_use_elsewhere(world: World, replays: Replays) -> None:
    """Every id of the store in every place where one is read, and every one that was shown in every other place."""
    chosen = [world.takes(slot) | set(elsewhere(world, slot, turn)) for turn, slot in enumerate(world.slots)]
    counts = [swapping.count(world, slot, those) for slot, those in zip(world.slots, chosen, strict=True)]
    trial, total = Trial(world, replays), sum(counts[FROM:UNTIL])
    tell(f"{sum(counts):,} swaps of {len(world.in_store.keys() | world.offered):,} ids in {len(counts)} places")
    began = time.monotonic()
    for number, slot in enumerate(world.slots[FROM:UNTIL], FROM):
        known = set(trial.found.faults)
        await trial.play_every(slot, chosen[number])
        found = trial.found
        left = (time.monotonic() - began) * (total / found.swaps - 1)
        played = f"{found.played:,} played, {len(found.faults)} faults, {left / 60:.0f} minutes left"
        tell(f"place {number}, {' '.join(slot.key)}: {found.swaps:,} of {total:,} swaps, {played}")
        for one in set(found.faults) - known:
            tell(one)
    assert trial.found.faults == [], "\n".join(trial.found.faults)


def elsewhere(world: World, slot: Slot, turn: int) -> Iterable[str]:
    """Return what belongs elsewhere: all of it, or some of each kind."""
    return swapping.of_each_kind(world, world.leaves(slot), EACH, turn) if EACH else world.leaves(slot)


def tell(line: str) -> None:
    """Say at once how far it is: it takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
