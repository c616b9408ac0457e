"""The relay: what is owed arrives, in order, and nothing is given up in silence."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot import relay as relay_module
from bot.delivery import Absent, Ambiguous, CannotTell, Failed, Found, Outcome, Retry, Scope, Sent, UndrawableError
from bot.relay import DAY_OF_TRIES, JITTER_MS, LEASE_MS, MOST_BACKOFF_MS, MOST_REPEATS, QUIET_MS, Relay
from domain.pace import Limits
from storage import leasing, outbox, workspaces
from storage.outbox import Kind, Owed, Promise
from storage.unit import Store
from tests.storage import mailroom
from tests.storage.mailroom import NOON, Mailroom, words


@dataclass
class ScriptedSender:
    """Answers from its script, then with Sent; remembers what it was given."""

    script: Sequence[Outcome | Exception] = ()
    given: list[Owed] = field(default_factory=list)

    repeated: list[str] = field(default_factory=list)
    finds: list[Found] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    limits: Limits = mailroom.UNLIMITED

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        self.given.append(owed)
        self.repeated += [owed.dedupe_key] if again else []
        if not self.script:
            return Sent(f"ref of {owed.dedupe_key}")
        outcome, *self.script = self.script
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def find(self, owed: Owed) -> Found:
        self.looked_for.append(owed.dedupe_key)
        return self.finds.pop(0) if self.finds else CannotTell()


@dataclass
class Clock:
    now: int = NOON

    def __call__(self) -> int:
        return self.now


@dataclass(kw_only=True)
class Scene:
    room: Mailroom
    sender: ScriptedSender
    clock: Clock
    relay: Relay

    async def settle(self) -> None:
        while await self.relay.round():
            pass

    async def passes(self, ms: int) -> None:
        self.clock.now += ms
        await self.settle()

    @property
    def said(self) -> list[str]:
        return words(self.sender.given)


@pytest.fixture
async def scene(store: Store, rng: random.Random) -> Scene:
    sender, clock = ScriptedSender(), Clock()
    relay = Relay(store=store, senders={"slack": sender}, clock=clock, rng=rng)
    return Scene(room=mailroom.open_mailroom(store), sender=sender, clock=clock, relay=relay)


async def test_what_was_sent_is_not_sent_again(scene: Scene) -> None:
    """And the platform's name of it is kept."""
    scene.room.owe("post")
    await scene.settle()
    await scene.passes(LEASE_MS * 10)
    assert scene.said == ["post"]
    assert scene.room.row("post")["platform_ref"] == "ref of post"


async def test_retry_after_is_honored_to_the_millisecond(scene: Scene) -> None:
    """Neither earlier, nor overtaken by the next message of the channel."""
    scene.sender.script = [Retry(9_000, "ratelimited")]
    scene.room.owe("first")
    scene.room.owe("second", now=NOON + 1)
    await scene.settle()
    await scene.passes(8_999)
    assert scene.said == ["first"]
    await scene.passes(1 + JITTER_MS)
    assert scene.said == ["first", "first", "second"]


async def test_a_platform_that_keeps_refusing_is_asked_ever_less_often(scene: Scene) -> None:
    """Each wait is longer than the one before, though the platform named none."""
    scene.sender.script = [Retry(0, "internal_error") for _ in range(6)]
    scene.room.owe("post")
    waits: list[int] = []
    for _ in range(6):
        await scene.relay.round()
        waits.append(scene.room.row("post")["not_before"] - scene.clock.now)
        scene.clock.now += waits[-1]
    assert waits[0] < JITTER_MS
    assert waits[1:] == sorted(waits[1:])
    assert waits[5] > 30_000


async def test_a_send_of_unknown_outcome_is_looked_for_after_the_quiet_period(scene: Scene) -> None:
    """It may still arrive until then; the next message of the channel waits as well. What is there stays single."""
    scene.sender.script, scene.sender.finds = [Ambiguous("no answer")], [Sent("found")]
    scene.room.owe("first")
    scene.room.owe("second", now=NOON + 1)
    await scene.settle()
    await scene.passes(QUIET_MS - 1)
    assert (scene.said, scene.sender.looked_for) == (["first"], [])
    await scene.passes(1 + JITTER_MS)
    assert (scene.said, scene.sender.looked_for) == (["first", "second"], ["first"])
    assert (scene.room.state("first"), scene.room.row("first")["platform_ref"]) == ("sent", "found")


async def test_what_is_not_there_is_sent_again_as_if_for_the_first_time(scene: Scene) -> None:
    """The platform knows; nobody can have seen it twice."""
    scene.sender.script, scene.sender.finds = [Ambiguous("no answer")], [Absent()]
    scene.room.owe("post")
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    assert (scene.said, scene.sender.repeated) == (["post", "post"], [])


async def test_what_nobody_can_see_is_repeated_and_says_so(scene: Scene) -> None:
    """A receipt or a decision must arrive; a person who reads it twice reads that it is a repetition."""
    scene.sender.script, scene.sender.finds = [Ambiguous("no answer")], [CannotTell()]
    scene.room.owe("post")
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    assert (scene.said, scene.sender.repeated) == (["post", "post"], ["post"])


async def test_an_edit_of_unknown_outcome_is_simply_made_again(scene: Scene) -> None:
    """It cannot be doubled, so it is not looked for and says nothing of a repetition."""
    scene.room.owe("post")
    await scene.settle()
    scene.sender.script = [Ambiguous("no answer")]
    scene.room.amend("post", "new")
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    assert scene.said == ["post", "new", "new"]
    assert (scene.sender.looked_for, scene.sender.repeated) == ([], [])


async def test_a_nudge_is_rather_lost_than_repeated(scene: Scene) -> None:
    """And the loss is counted, with its reason."""
    scene.sender.script = [Ambiguous("no answer")]
    scene.room.owe("nudge", promise=Promise.AT_MOST_ONCE)
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    assert scene.said == ["nudge"]
    assert (scene.room.state("nudge"), scene.room.row("nudge")["error"]) == ("failed", relay_module.NOT_REPEATED)


async def test_a_look_that_fails_is_tried_again(scene: Scene) -> None:
    """Not knowing yet is no reason to send."""
    scene.sender.script = [Ambiguous("no answer")]
    scene.sender.finds = [Retry(9_000, "ratelimited"), Sent("found")]
    scene.room.owe("post")
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    await scene.passes(9_000)
    assert (scene.said, scene.sender.looked_for) == (["post"], ["post", "post"])


async def test_a_pause_of_the_whole_bucket_holds_every_channel(scene: Scene) -> None:
    """Retry-After speaks for the workspace: one call was wasted, and no second one is."""
    scene.sender.script = [Retry(9_000, "ratelimited", bucket=True)]
    scene.room.owe("first")
    await scene.settle()
    scene.room.owe("other channel", lane="other")
    await scene.passes(8_999)
    assert scene.said == ["first"]
    await scene.passes(1 + JITTER_MS)
    assert sorted(scene.said) == ["first", "first", "other channel"]


async def test_a_slow_send_holds_nobody_else_up(scene: Scene) -> None:
    """While one platform call hangs, the rest goes out."""
    hanging, sent = asyncio.Event(), asyncio.Event()

    async def send(owed: Owed, now: int, *, again: bool = False) -> Outcome:
        await (hanging.wait() if owed.dedupe_key == "slow" else asyncio.sleep(0))
        if owed.dedupe_key == "third":
            sent.set()
        return Sent("1")

    scene.sender.send = send  # type: ignore[method-assign]  # an event instead of a script
    running = asyncio.create_task(scene.relay.run())
    scene.room.owe("slow", lane="a")
    scene.room.owe("second", lane="b")
    scene.room.owe("third", lane="b", now=NOON + 1)
    await asyncio.wait_for(sent.wait(), 5)
    hanging.set()
    scene.relay.close()
    await running
    assert scene.room.state("slow") == "sent"


async def test_what_nobody_can_look_for_is_not_repeated_without_end(scene: Scene) -> None:
    """Else it would flood a channel with the same words; the loss is counted, with its reason."""
    scene.sender.script = [Ambiguous("no answer")] * 20
    scene.room.owe("post")
    for _ in range(20):
        await scene.passes(MOST_BACKOFF_MS + JITTER_MS)
    assert len(scene.said) == MOST_REPEATS
    assert (scene.room.state("post"), scene.room.row("post")["error"]) == ("failed", relay_module.NOT_REPEATED)


async def test_an_outage_of_hours_is_waited_out_where_the_platform_can_be_asked(scene: Scene) -> None:
    """Each try might have arrived, and each time it was not there: the message is sent once it can be."""
    scene.sender.script = [Ambiguous("internal_error")] * 50
    scene.sender.finds = [Absent()] * 50
    scene.room.owe("post")
    for _ in range(51):
        await scene.passes(MOST_BACKOFF_MS + JITTER_MS)
    assert (len(scene.said), scene.room.state("post")) == (51, "sent")


async def test_a_post_that_is_never_there_is_left_to_the_operator(scene: Scene) -> None:
    """After a day of trying, ever less often."""
    scene.sender.script = [Ambiguous("internal_error")] * (DAY_OF_TRIES + 1)
    scene.sender.finds = [Absent()] * (DAY_OF_TRIES + 1)
    scene.room.owe("post")
    for _ in range(DAY_OF_TRIES + 1):
        await scene.passes(MOST_BACKOFF_MS + JITTER_MS)
    assert len(scene.said) == DAY_OF_TRIES
    assert (scene.room.state("post"), scene.room.row("post")["error"]) == ("failed", "internal_error")


@pytest.mark.parametrize("scope", [Scope.MESSAGE, Scope.RECIPIENT])
async def test_one_failed_message_holds_nobody_else_up(scene: Scene, scope: Scope) -> None:
    """Its reason is kept for the operator, and the lane goes on."""
    scene.sender.script = [Failed("channel_not_found", scope)]
    scene.room.owe("wrong")
    scene.room.owe("right", now=NOON + 1)
    await scene.passes(1)
    assert (scene.room.state("wrong"), scene.room.row("wrong")["error"]) == ("failed", "channel_not_found")
    assert scene.room.state("right") == "sent"


async def test_a_workspace_that_left_gets_everything_when_it_returns(scene: Scene, store: Store) -> None:
    """Nothing is tried meanwhile, and nothing is lost."""
    scene.sender.script = [Failed("account_inactive", Scope.WORKSPACE)]
    scene.room.owe("first")
    scene.room.owe("second", now=NOON + 1)
    await scene.passes(LEASE_MS)
    assert scene.said == ["first"]
    store.write(mailroom.workspace).result()
    await scene.passes(1)
    assert scene.said == ["first", "first", "second"]


async def test_a_relay_that_died_while_sending_is_followed_by_another(scene: Scene) -> None:
    """What it had taken is sent again when its lease ends: late rather than never."""
    scene.room.owe("post")
    scene.room.lease("of a relay that dies now", now=scene.clock.now)
    await scene.passes(mailroom.LEASE_MS - 1)
    assert scene.said == []
    await scene.passes(1)
    assert (scene.sender.looked_for, scene.said) == (["post"], ["post"])


async def test_an_edit_waits_for_its_post_and_names_it(scene: Scene) -> None:
    """The platform must have said how it calls the post before anything can change it."""
    scene.sender.script = [Ambiguous("no answer")]
    scene.room.owe("post", words="old")
    await scene.settle()
    scene.room.amend("post", "new")
    await scene.settle()
    assert scene.said == ["old"]
    await scene.passes(QUIET_MS + JITTER_MS)
    assert [(one.kind, one.ref) for one in scene.sender.given[1:]] == [(Kind.POST, ""), (Kind.EDIT, "ref of post")]
    assert scene.said == ["old", "old", "new"]


@pytest.mark.parametrize("outcome", [Retry(0, "internal_error"), RuntimeError("of ours")])
async def test_an_edit_that_never_succeeds_is_left_to_the_operator(
    scene: Scene, store: Store, outcome: Outcome | Exception
) -> None:
    """After a day of trying; what it would change stands as it was."""
    scene.room.owe("post")
    await scene.settle()
    scene.sender.script = [outcome] * (DAY_OF_TRIES + 1)
    scene.room.amend("post", "new")
    for _ in range(DAY_OF_TRIES + 1):
        await scene.passes(MOST_BACKOFF_MS + JITTER_MS)
    assert len(scene.said) == 1 + DAY_OF_TRIES
    assert store.read(outbox.counts).result() == {"sent": 1, "failed": 1}


@pytest.mark.parametrize(("found", "state"), [(Absent(), "queued"), (CannotTell(), "failed"), (Sent("1"), "sent")])
async def test_what_is_too_late_is_looked_for_and_not_sent_again(scene: Scene, found: Found, state: str) -> None:
    """Certainly not sent: it stays for whoever owed it. Nobody can tell: it is rather lost than sent too late."""
    scene.sender.script, scene.sender.finds = [Ambiguous("no answer")], [found]
    scene.room.owe("post", not_after=NOON + 1_000)
    await scene.settle()
    await scene.passes(QUIET_MS + JITTER_MS)
    assert (scene.said, scene.sender.looked_for, scene.room.state("post")) == (["post"], ["post"], state)


async def test_an_edit_of_a_post_that_never_arrived_is_dropped(scene: Scene) -> None:
    """There is nothing it could change."""
    scene.sender.script = [Failed("msg_too_long", Scope.MESSAGE)]
    scene.room.owe("post")
    scene.room.lease("slow", now=scene.clock.now)
    scene.room.amend("post", "new")
    await scene.passes(mailroom.LEASE_MS)
    assert scene.said == ["post"]
    assert scene.room.next_due(now=scene.clock.now) is None


async def test_what_is_owed_while_the_relay_sleeps_wakes_it(scene: Scene) -> None:
    """No polling interval stands between a commit and its message."""
    sent = asyncio.Event()

    async def send(owed: Owed, now: int, *, again: bool = False) -> Outcome:
        sent.set()
        return Sent("1")

    scene.sender.send = send  # type: ignore[method-assign]  # an event instead of a script
    running = asyncio.create_task(scene.relay.run())
    await asyncio.to_thread(scene.room.owe, "post")
    await asyncio.wait_for(sent.wait(), relay_module.POLL_SECONDS / 2)
    scene.relay.close()
    await running


# --- What cannot be sent ------------------------------------------------------------------------------------------


async def test_a_message_that_cannot_be_read_holds_nobody_else_up(scene: Scene) -> None:
    """Not even its own channel for long: it is tried a few times, for a replica that knows more, then set aside."""
    scene.room.owe("poison")
    scene.room.owe("next in its channel", now=NOON + 1)
    scene.room.owe("elsewhere", lane="other")
    scene.room.spoil("poison")
    await scene.settle()
    assert scene.said == ["elsewhere"]
    for _ in range(leasing.MOST_TRIES):
        await scene.passes(2**leasing.MOST_TRIES * 1_000)
    assert scene.said == ["elsewhere", "next in its channel"]
    assert scene.room.row("poison")["error"] == "cannot be read: SealingError"
    assert (scene.room.state("poison"), scene.room.row("poison")["attempts"]) == ("failed", leasing.MOST_TRIES)


async def test_a_message_that_cannot_be_drawn_was_certainly_not_sent(scene: Scene) -> None:
    """So nobody looks for it, nobody reads “(repeat)”, and the channel goes on soon."""
    scene.sender.script = [UndrawableError("KeyError")] * leasing.MOST_TRIES
    scene.room.owe("poison")
    scene.room.owe("next in its channel", now=NOON + 1)
    for _ in range(leasing.MOST_TRIES):
        await scene.passes(2**leasing.MOST_TRIES * 1_000)
    assert scene.said == ["poison"] * leasing.MOST_TRIES + ["next in its channel"]
    assert (scene.room.state("poison"), scene.room.row("poison")["error"]) == ("failed", "cannot be drawn: KeyError")
    assert scene.sender.looked_for == []


async def test_a_send_that_breaks_off_may_have_arrived(scene: Scene) -> None:
    """Whatever went wrong in it: it is looked for, as any other, and given up in the end."""
    scene.sender.script = [RuntimeError("of ours")] * 20
    scene.sender.finds = [Absent()] * 20
    scene.room.owe("poison")
    for _ in range(20):
        await scene.passes(MOST_BACKOFF_MS + JITTER_MS)
    assert len(scene.said) == MOST_REPEATS
    assert (scene.room.state("poison"), scene.room.row("poison")["error"]) == ("failed", "broke off: RuntimeError")


# --- Stopping -----------------------------------------------------------------------------------------------------


async def test_what_was_taken_while_it_was_told_to_stop_is_given_back(scene: Scene) -> None:
    """The next process sends it at once, and need not wait for a lease to end or look whether it arrived."""
    scene.room.owe("post")
    running = asyncio.create_task(scene.relay.run())
    await asyncio.sleep(0)  # the relay is on its way to the store
    scene.relay.close()
    await running
    assert scene.said == []
    row = scene.room.row("post")
    assert (row["state"], row["attempts"], row["lease_token"], row["started_at"]) == ("queued", 0, "", 0)


async def test_on_hold_nothing_is_sent(scene: Scene, store: Store) -> None:
    """Until an operator says so; what people do meanwhile is kept."""
    org = scene.room.workspace.org
    store.write(lambda unit: workspaces.hold(unit, org, NOON)).result()
    scene.room.owe("post")
    await scene.passes(LEASE_MS)
    assert (scene.said, scene.room.next_due(now=scene.clock.now)) == ([], None)
    store.write(lambda unit: workspaces.hold(unit, org, None)).result()
    await scene.settle()
    assert scene.said == ["post"]
