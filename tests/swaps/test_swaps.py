"""Every id that comes back from a platform is swapped for every other one, by everybody: forbidden reads like missing.

`make test` takes some of the ids that are of the right kind, and a few others; `make soak` takes all there are.
"""

from __future__ import annotations

import itertools
import random

import pytest

from bot.tokens import Pointer, Tokens
from handlers import ROUTER
from handlers.router import name_of
from handlers.turn import Chose, Place, PlaceKind, Press, Submit
from tests.features.scene import Figure, Seen
from tests.features.slack_stage import CHANNELS
from tests.swaps import swapping
from tests.swaps.recording import Hands
from tests.swaps.replaying import Replays
from tests.swaps.rights import RIGHTS
from tests.swaps.rights_reviews import SUBJECT
from tests.swaps.swapping import MADE_UP

SOME, FEW = 2_000, 200  # of the right kind, and of others, in `make test`
PRESSES = 40  # through the platform
NOT_FOUND = "I can't find that"
NOT_YET: set[str] = set()  # names of what the story does not use, with the test that tries their ids elsewhere
NOT_YET |= {  # post-mortems: tests/swaps/test_postmortems.py tries every id in every place
    *("postmortem.list", "postmortem.show", "postmortem.new.open", "postmortem.new", "postmortem.edit.open"),
    *("postmortem.edit", "postmortem.score.open", "postmortem.score", "postmortem.step_back"),
    *("postmortem.reopen.open", "postmortem.reopen", "postmortem.again", "postmortem.action"),
    *("postmortem.recommend.open", "postmortem.recommend", "postmortem.take_on.open", "postmortem.take_on"),
    *("postmortem.ask_another", "postmortem.hand_over.open", "postmortem.hand_over", "postmortem.hand_back"),
    *("postmortem.move.open", "postmortem.move", "postmortem.finish.open", "postmortem.finish"),
    *("postmortem.verify.open", "postmortem.verify", "postmortem.decline.open", "postmortem.decline"),
}
IN_PUBLIC, AT_BENS = Place(PlaceKind.CHANNEL, CHANNELS["general"]), Place(PlaceKind.DIRECT, "D0BEN")


async def test_whoever_may_not_finds_what_nobody_has(hands: Hands) -> None:
    """No effect, and the same words as for an id that was made up; and each right is of use to whoever has it."""
    world = swapping.world(hands)
    near, far, chance = list(swapping.near(world)), list(swapping.far(world)), random.Random(4)
    forbidden, allowed = ([one for one in near if world.may(one) is may] for may in (False, True))
    chosen = [*chance.sample(forbidden, SOME), *allowed, *chance.sample(far, FEW)]
    found = await swapping.play(Replays(hands=hands), world, chosen)
    assert found.faults == [], "\n".join(found.faults)
    assert found.granted == RIGHTS.keys()


async def test_the_story_leaves_nothing_out(hands: Hands) -> None:
    """Every button, menu, form and search is used; where decides nothing."""
    those = {(route.kind, route.name) for route in ROUTER.routes if route.kind in (Press, Submit, Chose)}
    said = swapping.interactions(hands)
    left_out = those - {(type(one), name_of(one)) for one in said}
    assert {name for _, name in left_out} == NOT_YET, "see tests/swaps/story.py"
    replays = Replays(hands=hands)
    for who, place in ((hands.scene.hana, IN_PUBLIC), (hands.scene.ana, AT_BENS)):
        for one in said:
            assert await replays.outcome(who, one, place) == await replays.outcome(who, one), one


async def test_a_sealed_id_of_another_reads_like_one_of_nothing(hands: Hands) -> None:
    """Through the platform, sealed as it would have been for that very person; what is sealed for one is no other's."""
    world = swapping.world(hands)
    those = [one for one in swapping.near(world) if one.slot.name == SUBJECT and isinstance(one.said, Press)]
    forbidden = [one for one in those if not world.may(one) and one.who.key != "gil"]
    for one in random.Random(4).sample(forbidden, PRESSES):
        action = one.slot.said.action
        of_nothing = await presses(hands, one.who, Pointer(action, MADE_UP, one.version))
        assert (await presses(hands, one.who, Pointer(action, one.id, one.version))).words == of_nothing.words, one
    allowed = next(one for one in those if world.may(one) and one.slot.said.action == "kudos.withdraw")
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
async def test_no_id_of_anything_is_of_use_elsewhere(hands: Hands) -> None:
    """Every id of the store in every place where one is read, and every one that was shown in every other place."""
    world = swapping.world(hands)
    every = itertools.chain(swapping.near(world), swapping.far(world))
    found = await swapping.play(Replays(hands=hands), world, every)
    print(f"{found.swaps} swaps of {len(world.in_store | world.offered)} ids")  # noqa: T201 - what was measured
    assert found.faults == [], "\n".join(found.faults)
