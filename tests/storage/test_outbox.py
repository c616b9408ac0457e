"""Messages owed: in order, sent by one relay at a time, and never silently lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import update

from domain.pace import Bucket, Pace
from storage import leasing, tables
from storage.leasing import Verdict
from storage.outbox import Kind, State, Urgency
from storage.unit import Store
from tests.storage import mailroom
from tests.storage.mailroom import LEASE_MS, NOON, Mailroom, words

_outbox = tables.table(tables.Outbox)
SLOW = Pace(every_ms=1_000, burst=3)


@pytest.fixture
def room(store: Store) -> Mailroom:
    return mailroom.open_mailroom(store)


def test_a_lane_keeps_its_order(room: Mailroom) -> None:
    """The second message of a channel is not taken before the first is settled; other channels do not wait."""
    for key, lane in (
        ("first", "general"),
        ("second", "general"),
        ("elsewhere", "random"),
    ):
        room.owe(key, lane=lane)
    taken = room.lease()
    assert words(taken) == ["first", "elsewhere"]
    assert room.lease() == []
    room.settle(taken[0])
    assert words(room.lease()) == ["second"]


def test_a_message_waiting_for_another_try_still_holds_its_lane(room: Mailroom) -> None:
    """An order to wait is no reason to let later words overtake."""
    room.owe("first")
    room.owe("second", now=NOON + 1)
    [first] = room.lease()
    room.settle(first, State.QUEUED, not_before=NOON + 9_000)
    assert room.lease(now=NOON + 8_999) == []
    assert words(room.lease(now=NOON + 9_000)) == ["first"]


def test_an_edit_waiting_for_another_try_lets_others_pass(room: Mailroom) -> None:
    """What changes words that stand already must not hold up new ones."""
    room.owe("post", words="old")
    [post] = room.lease()
    room.amend("post", "new")
    room.settle(post)
    [edit] = room.lease()
    room.settle(edit, State.QUEUED, not_before=NOON + 9_000)
    room.owe("other", now=NOON + 1)
    assert words(room.lease(now=NOON + 1)) == ["other"]


def test_an_older_edit_never_brings_the_old_words_back(room: Mailroom) -> None:
    """Whatever became of it on its way: a newer edit of the same post is made after it."""
    room.owe("post", words="given")
    [post] = room.lease()
    room.amend("post", "seen by two")
    room.settle(post)
    [older] = room.lease()
    room.amend("post", "withdrawn", now=NOON + 1)
    room.settle(older, State.QUEUED, not_before=NOON + 9_000)
    assert room.lease(now=NOON + 8_999) == []
    [older] = room.lease(now=NOON + 9_000)
    room.settle(older)
    [newer] = room.lease(now=NOON + 9_000)
    assert words([older, newer]) == ["seen by two", "withdrawn"]


def test_a_message_for_later_holds_nobody_up(room: Mailroom) -> None:
    """A post inside its undo window has not taken its turn yet."""
    room.owe("later", not_before=NOON + 30_000)
    room.owe("now", now=NOON + 1)
    assert words(room.lease()) == ["now"]


def test_two_relays_never_take_the_same_message_nor_two_of_one_lane(
    room: Mailroom,
) -> None:
    """Leasing at once from eight threads, each message goes out once and each lane in order."""
    for turn in range(4):
        for lane in range(12):
            room.owe(f"{lane}/{turn}", lane=f"lane {lane}", now=NOON + turn)
    sent: list[str] = []

    def relay(token: str) -> None:
        for owed in room.lease(token, now=NOON + 10, limit=5):
            sent.append(owed.dedupe_key)
            room.settle(owed, now=NOON + 10)

    with ThreadPoolExecutor(8) as pool:
        while len(sent) < 48:
            list(pool.map(relay, map(str, range(8))))
    assert len(set(sent)) == len(sent) == 48
    for lane in range(12):
        assert [key for key in sent if key.startswith(f"{lane}/")] == [f"{lane}/{turn}" for turn in range(4)]


def test_a_relay_that_lost_its_lease_changes_nothing(room: Mailroom) -> None:
    """A sender thought dead that comes back late must not overwrite what its successor knows."""
    room.owe("post")
    [stale] = room.lease("slow")
    assert room.expire(now=NOON + LEASE_MS) == 1
    [taken] = room.lease("quick", now=NOON + LEASE_MS)
    room.settle(stale, State.FAILED, error="too late")
    assert room.state("post") == "sending"
    room.settle(taken)
    room.settle(stale, State.QUEUED)
    assert (room.state("post"), room.row("post")["platform_ref"]) == (
        "sent",
        "ref of post",
    )


def test_a_sender_that_died_is_followed_by_another_once_its_lease_ends(
    room: Mailroom,
) -> None:
    """Not a moment earlier: the first may still be sending."""
    room.owe("post")
    room.lease()
    assert room.expire(now=NOON + LEASE_MS - 1) == 0
    assert room.expire(now=NOON + LEASE_MS) == 1
    [again] = room.lease(now=NOON + LEASE_MS)
    assert (again.attempts, again.doubtful, again.started_at) == (2, True, NOON)


def test_an_unknown_outcome_waits_out_its_quiet_period(room: Mailroom) -> None:
    """And its lane waits with it, so that nothing overtakes a message that may still arrive."""
    room.owe("unsure")
    room.owe("next", now=NOON + 1)
    [owed] = room.lease()
    room.settle(owed, State.AMBIGUOUS, not_before=NOON + 35_000)
    assert room.lease(now=NOON + 34_999) == []
    [again] = room.lease(now=NOON + 35_000)
    assert (words([again]), again.doubtful) == (["unsure"], True)


def test_what_is_in_doubt_is_looked_for_though_something_more_urgent_waits_for_it(room: Mailroom) -> None:
    """Neither waits for the other for ever: the lane goes on."""
    room.owe("news to many", urgency=Urgency.BULK)
    [owed] = room.lease()
    room.owe("an answer", urgency=Urgency.ANSWER, now=NOON + 1)
    room.settle(owed, State.AMBIGUOUS, not_before=NOON + 35_000)
    assert room.lease(now=NOON + 34_999) == []
    [again] = room.lease(now=NOON + 35_000)
    assert (words([again]), again.doubtful) == (["news to many"], True)
    room.settle(again)
    assert words(room.lease(now=NOON + 35_000)) == ["an answer"]


def test_of_several_in_doubt_the_first_is_looked_for_first(room: Mailroom) -> None:
    """As after a restore: none of them waits for the others for ever."""
    for number in range(3):
        room.owe(f"{number}", lane="general", now=NOON + number)
    doubt = update(_outbox).values(state=State.AMBIGUOUS.value, attempts=1)
    room.store.write(lambda unit: unit.run(doubt).rowcount).result()
    for number in range(3):
        [one] = room.lease(now=NOON + 60_000)
        assert (one.dedupe_key, one.doubtful) == (f"{number}", True)
        room.settle(one)
    assert room.lease(now=NOON + 60_000) == []


def test_an_edit_whose_sender_died_is_simply_made_again(room: Mailroom) -> None:
    """Making the same edit twice shows the same words once."""
    room.owe("post")
    room.settle(room.lease()[0])
    room.amend("post", "new")
    room.lease()
    room.expire(now=NOON + LEASE_MS)
    [edit] = room.lease(now=NOON + LEASE_MS)
    assert (edit.kind, edit.doubtful) == (Kind.EDIT, False)


def test_a_post_that_the_platform_shows_is_not_sent_again(room: Mailroom) -> None:
    """Its echo settles it, whether its sender died, is unsure or has not answered yet; and settles nothing else."""
    room.owe("waiting", lane="w", not_before=NOON + 1)
    room.owe("post")
    [owed] = room.lease()
    room.settle(owed, State.AMBIGUOUS, not_before=NOON + 35_000)
    for key, news in (("post", True), ("post", False), ("waiting", False)):
        seen = partial(leasing.arrived, workspace=room.workspace, id=room.row(key)["id"], ref="C1/1", now=NOON)
        assert room.store.write(seen).result() is news
    assert (room.state("post"), room.row("post")["platform_ref"]) == ("sent", "C1/1")
    assert words(room.lease(now=NOON + 60_000)) == ["waiting"]
    room.settle(owed, State.QUEUED)
    assert room.state("post") == "sent"


def test_no_bucket_gives_out_more_than_its_pace(room: Mailroom) -> None:
    """A burst, and then one at a time; nothing that waits is forgotten, and the relay knows when to come back."""
    limits = replace(mailroom.UNLIMITED, buckets=(Bucket(name="all", kinds=mailroom.KINDS, pace=SLOW),))
    for number in range(5):
        room.owe(f"{number}", lane=f"{number}")
    assert len(room.lease(limits=limits)) == 3
    assert room.lease(limits=limits) == []
    assert room.next_due() == NOON + 1_000
    assert words(room.lease(now=NOON + 1_000, limits=limits)) == ["3"]


def test_a_lane_has_a_pace_of_its_own(room: Mailroom) -> None:
    """One busy channel does not hold up the others."""
    limits = replace(mailroom.UNLIMITED, lane=Pace(every_ms=1_000))
    for number in range(2):
        room.owe(f"busy {number}", lane="busy", now=NOON + number)
    [first] = room.lease(limits=limits)
    room.settle(first)
    room.owe("other", lane="other")
    assert words(room.lease(limits=limits)) == ["other"]
    assert words(room.lease(now=NOON + 1_000, limits=limits)) == ["busy 1"]


def test_a_pause_holds_its_bucket_and_no_other(room: Mailroom) -> None:
    """As Retry-After says, also after a restart: it is a row."""
    room.owe("post")
    room.settle(room.lease()[0])
    apart = tuple(Bucket(name=kind, kinds=frozenset({kind}), pace=SLOW) for kind in ("post", "edit"))
    limits = replace(mailroom.UNLIMITED, buckets=apart)
    room.owe("refused", lane="a")
    [owed] = room.lease(limits=limits)
    verdict = Verdict(owed=owed, state=State.QUEUED, not_before=NOON + 9_000, pause_until=NOON + 9_000)
    room.store.write(lambda unit: leasing.settle(unit, [verdict], {"slack": limits}, now=NOON)).result()
    room.owe("next", lane="b")
    room.amend("post", "new")
    assert [one.kind for one in room.lease(now=NOON + 8_999, limits=limits)] == [Kind.EDIT]
    assert len(room.lease(now=NOON + 9_000, limits=limits)) == 1


def test_a_broadcast_lets_answers_and_news_go_first(room: Mailroom) -> None:
    """In the workspace and in each person's own lane."""
    for number in range(3):
        room.owe(f"bulk {number}", lane=f"{number}", urgency=Urgency.BULK)
    room.owe("kudos", lane="0", now=NOON + 1)
    room.owe("answer", lane="9", urgency=Urgency.ANSWER, now=NOON + 2)
    assert words(room.lease(limit=2)) == ["answer", "kudos"]
    assert words(room.lease()) == ["bulk 1", "bulk 2"]


def test_only_so_many_are_under_way_in_one_workspace(room: Mailroom) -> None:
    """A platform that does not answer ties up no more than its share."""
    for number in range(5):
        room.owe(f"{number}", lane=f"{number}")
    limits = replace(mailroom.UNLIMITED, at_once=3)
    assert len(room.lease(limits=limits, busy=1)) == 2


def test_a_long_queue_of_one_workspace_leaves_the_others_their_share(room: Mailroom) -> None:
    """What may be taken at once is divided among those who wait."""
    for number in range(30):
        room.owe(f"{number}", lane=f"{number}", urgency=Urgency.BULK)
    small = mailroom.second(room)
    small.owe("hello")
    assert "hello" in words(room.lease(limit=10))


def test_the_same_message_is_owed_once(room: Mailroom) -> None:
    """Its key says so, and the first words stand."""
    room.owe("post", words="first")
    room.owe("post", words="second")
    assert words(room.lease()) == ["first"]


def test_a_message_not_yet_sent_is_changed_in_place(room: Mailroom) -> None:
    """Nobody saw the old words, so nobody needs an edit."""
    room.owe("post", words="old")
    room.amend("post", "new")
    [post] = room.lease()
    assert (post.kind, words([post])) == (Kind.POST, ["new"])


def test_a_message_under_way_is_changed_by_an_edit_that_knows_its_post(
    room: Mailroom,
) -> None:
    """Only the newest edit goes out, after the post, and with the platform's name of it."""
    room.owe("post", words="old")
    [post] = room.lease()
    room.amend("post", "newer")
    room.amend("post", "newest", now=NOON + 1)
    assert room.lease(now=NOON + 1) == []
    room.settle(post)
    [edit] = room.lease(now=NOON + 1)
    assert (edit.kind, edit.ref, words([edit])) == (
        Kind.EDIT,
        "ref of post",
        ["newest"],
    )


# --- Too late to begin --------------------------------------------------------------------------------------------


def test_a_message_is_not_begun_once_it_is_no_longer_welcome(room: Mailroom) -> None:
    """However long the queue before it was; and it holds up nobody who comes after it."""
    room.owe("welcome until noon", not_after=NOON + 1_000)
    room.owe("after it", now=NOON + 1)
    assert words(room.lease(now=NOON + 1_000)) == ["after it"]


def test_a_message_in_time_is_begun_as_ever(room: Mailroom) -> None:
    """Up to the last moment."""
    room.owe("welcome until noon", not_after=NOON + 1_000)
    [owed] = room.lease(now=NOON + 999)
    assert not owed.is_late


def test_what_may_have_been_sent_is_looked_for_however_late_it_is(room: Mailroom) -> None:
    """Whoever looks is told that it is not to be sent."""
    room.owe("post", not_after=NOON + 1_000)
    [post] = room.lease()
    room.settle(post, State.AMBIGUOUS)
    [post] = room.lease(now=NOON + 1_000)
    assert (post.doubtful, post.is_late) == (True, True)


def test_nothing_more_of_a_long_send_is_begun_once_it_is_closed(room: Mailroom) -> None:
    """Neither what waits nor what comes back to the queue; another long send goes on."""
    for batch in ("closed", "open"):
        room.share(batch, f"of the {batch} one")
        room.owe(f"{batch} first", lane=batch, batch=batch)
        room.owe(f"{batch} second", lane=batch, batch=batch, now=NOON + 1)
    taken = {owed.dedupe_key: owed for owed in room.lease()}
    room.close("closed")
    for owed in taken.values():
        room.settle(owed, State.QUEUED)
    assert words(room.lease(now=NOON + 1)) == ["of the open one"]


def test_whoever_changed_their_hours_is_asked_for_anew(room: Mailroom) -> None:
    """What is queued for them waits; what is sent whatever their hours is not held up."""
    room.share("sent", "of the long send")
    room.owe("in hours", lane="a", batch="sent", reader_id="ana", not_after=NOON + 9_000)
    room.owe("at any hour", lane="b", batch="sent", reader_id="ana")
    room.owe("for ben", lane="c", batch="sent", reader_id="ben", not_after=NOON + 9_000)
    room.recall("ana")
    assert [owed.dedupe_key for owed in room.lease()] == ["at any hour", "for ben"]


def test_canceling_is_all_or_nothing(room: Mailroom) -> None:
    """Undo means nobody saw it; if one message left, none is taken back and the person is told."""
    for key in ("ana", "ben"):
        room.owe(key, lane=key, not_before=NOON if key == "ana" else NOON + 30_000)
    [ana] = room.lease()
    assert room.cancel("ana", "ben") is False
    room.settle(ana)
    assert room.cancel("ana", "ben") is False
    assert room.state("ben") == "queued"
    assert room.cancel("ben") is True
    assert room.lease(now=NOON + 60_000) == []


def test_undo_and_send_at_the_same_moment_agree(room: Mailroom) -> None:
    """Whoever comes first, a message is either sent or canceled, never both."""
    for turn in range(20):
        keys = [f"{turn}/{person}" for person in range(3)]
        for key in keys:
            room.owe(key, lane=key)
        with ThreadPoolExecutor(2) as pool:
            canceling, leasing_now = (
                pool.submit(room.cancel, *keys),
                pool.submit(room.lease),
            )
            taken = {owed.dedupe_key for owed in leasing_now.result()}
        assert (taken == set()) if canceling.result() else taken


def test_send_now_brings_forward_only_what_still_waits(room: Mailroom) -> None:
    """A second press after the post left repeats nothing."""
    room.owe("post", not_before=NOON + 30_000)
    room.hasten("post", now=NOON + 1)
    [post] = room.lease(now=NOON + 1)
    room.settle(post)
    room.hasten("post", now=NOON + 2)
    assert room.lease(now=NOON + 2) == []


def test_a_workspace_that_is_gone_keeps_its_queue_for_its_return(
    room: Mailroom,
) -> None:
    """Its token is erased at once; nothing owed is lost."""
    for key in ("first", "second"):
        room.owe(key, lane=key)
    first, _ = room.lease()
    room.settle(first, State.QUEUED, error="account_inactive", workspace_gone=True)
    room.expire(now=NOON + LEASE_MS)
    assert room.lease(now=NOON + LEASE_MS) == []
    room.store.write(mailroom.workspace).result()
    assert sorted(words(room.lease(now=NOON + LEASE_MS))) == ["first", "second"]


def test_the_relay_knows_when_to_look_again(room: Mailroom) -> None:
    """The earliest of what is queued, under way or in its quiet period; nothing owed, nothing to wake for."""

    assert room.next_due() is None
    room.owe("later", not_before=NOON + 90_000)
    assert room.next_due() == NOON + 90_000
    room.owe("now", lane="other")
    [post] = room.lease()
    assert room.next_due() == NOON + LEASE_MS
    room.settle(post, State.AMBIGUOUS, not_before=NOON + 5_000)
    assert room.next_due() == NOON + 5_000


def test_cards_stand_sealed_in_the_store(room: Mailroom) -> None:
    """A message may quote people; a copy of the file alone tells nothing."""
    room.owe("post", words="between the two of us")
    assert b"between" not in bytes(room.row("post")["card"])
