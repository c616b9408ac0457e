"""`vouchsafe outbox`: an operator sees what is owed without reading it, and decides what becomes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from storage import tables
from storage.outbox import Promise, State
from storage.unit import Store
from tests.cli.conftest import Terminal
from tests.storage import mailroom
from tests.storage.mailroom import Mailroom

_outbox = tables.table(tables.Outbox)


@pytest.fixture
def room(stored: Store) -> Mailroom:
    """The serving process's store with one workspace, at the real time: the commands read the real clock."""
    return mailroom.open_mailroom(stored)


def owe(room: Mailroom, *keys: str, **more: Any) -> list[str]:
    """Owe posts whose words and keys are secret; return their ids."""
    for key in keys:
        room.owe(f"secret {key}", lane=key, now=clock.now(), not_before=clock.now(), **more)
    return [room.row(f"secret {key}")["id"] for key in keys]


def failed(room: Mailroom, key: str, *, in_doubt: bool = False, **more: Any) -> str:
    [id] = owe(room, key, **more)
    [owed] = room.lease(now=clock.now())
    room.settle(owed, State.FAILED, error="is_archived", in_doubt=in_doubt, now=clock.now())
    return id


def listed(office: Terminal, *words: str) -> Sequence[dict[str, object]]:
    found: Sequence[dict[str, object]] = json.loads(office.run("outbox", "list", "--json", *words).data)["messages"]
    return found


# --- list ------------------------------------------------------------------------------------------------------------


def test_messages_are_counted_and_listed_beside_the_serving_process(office: Terminal, room: Mailroom) -> None:
    """By id, state, tries, age and reason; their words and whom they are for stay out of it."""
    broken = failed(room, "two")
    [waiting] = owe(room, "one")
    room.owe("secret three", lane="three")
    room.cancel("secret three")
    ran = office.run("outbox", "list", "--json")
    told = json.loads(ran.data)
    assert (ran.code, ran.said, told["held"]) == (0, "", False)
    assert told["counts"] == {"queued": 1, "failed": 1, "dropped": 1}
    assert [(one["id"], one["state"], one["attempts"], one["reason"]) for one in told["messages"]] == [
        (broken, "failed", 1, "is_archived"),
        (waiting, "queued", 0, ""),
    ]
    assert all(0 <= one["age_seconds"] < 60 for one in told["messages"])
    table = office.run("outbox", "list").data
    assert re.search(r"queued\W+1", table)
    assert waiting in table
    assert not [ran for ran in office.ran if "secret" in ran.data + ran.said]


def test_a_list_can_be_narrowed(office: Terminal, room: Mailroom) -> None:
    """A long queue is looked at by state, and only as far as somebody reads."""
    broken = failed(room, "four")
    owe(room, "one", "two", "three")
    assert [one["id"] for one in listed(office, "--state", "failed")] == [broken]
    assert len(listed(office, "--limit", "2")) == 2


# --- retry -----------------------------------------------------------------------------------------------------------


def test_what_failed_is_sent_after_all(office: Terminal, room: Mailroom) -> None:
    """As if it had never been tried: the channel was archived, and is not any more."""
    one, other = failed(room, "one"), failed(room, "other")
    assert office.run("outbox", "retry", one).said == "1 message will be sent.\n"
    assert [owed.id for owed in room.lease(now=clock.now())] == [one]
    assert office.run("outbox", "retry", "--failed").code == 0
    assert [(owed.id, owed.doubtful, owed.attempts) for owed in room.lease(now=clock.now())] == [(other, False, 1)]


def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(office: Terminal, room: Mailroom) -> None:
    """And what was never to be repeated is, since the operator asks for it."""
    failed(room, "nudge", in_doubt=True, promise=Promise.AT_MOST_ONCE)
    office.run("outbox", "retry", "--failed")
    [owed] = room.lease(now=clock.now())
    assert (owed.doubtful, owed.promise) == (True, Promise.AT_LEAST_ONCE)
    assert owed.started_at > 0


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_an_id_that_does_not_fit_changes_nothing(office: Terminal, room: Mailroom, command: str) -> None:
    """Neither a mistyped one nor one that was sent meanwhile; the others given with it are left alone too."""
    broken, [sent] = failed(room, "one"), owe(room, "two")
    [owed] = room.lease(now=clock.now())
    room.settle(owed, now=clock.now())
    ran = office.run("outbox", command, broken, sent, "mistyped")
    assert (ran.code, ran.data) == (1, "")
    assert "There is no message mistyped." in ran.said
    assert f"{sent} is sent: too late for that." in ran.said
    assert "Nothing was changed." in ran.said
    assert room.state("secret one") == "failed"


@pytest.mark.parametrize("words", [("retry",), ("retry", "--failed", "x"), ("drop",)], ids=" ".join)
def test_which_messages_must_be_said(office: Terminal, words: tuple[str, ...]) -> None:
    """Nothing is meant by nothing."""
    assert office.run("outbox", *words).code == 2


# --- drop ------------------------------------------------------------------------------------------------------------


def test_dropping_asks_and_names_what_it_drops(office: Terminal, room: Mailroom) -> None:
    """Without a terminal to ask on, the answer is no."""
    [one] = owe(room, "one")
    ran = office.run("outbox", "drop", one)
    assert (ran.code, ran.said) == (1, "Nothing was dropped. To go on without being asked, add --yes.\n")
    asked = office.answers("no", "outbox", "drop", one)
    assert (asked.code, room.state("secret one")) == (1, "queued")
    assert asked.said.startswith(f"Never send post {one} to slack Acme (queued)? [y/N]\n")
    assert office.answers("y", "outbox", "drop", one).code == 0
    assert (room.state("secret one"), room.lease(now=clock.now())) == ("dropped", [])


def test_what_is_being_sent_is_not_dropped(office: Terminal, room: Mailroom) -> None:
    """Nobody can call it back."""
    [one] = owe(room, "one")
    room.lease(now=clock.now())
    assert office.run("outbox", "drop", one).code == 1
    ran = office.run("outbox", "drop", one, "--yes")
    assert (ran.code, room.state("secret one")) == (1, "sending")


# --- hold and release ------------------------------------------------------------------------------------------------


def test_on_hold_nothing_is_sent_until_it_is_released(office: Terminal, room: Mailroom) -> None:
    """Releasing asks: what it sends cannot be called back."""
    [one] = owe(room, "one")
    assert office.run("outbox", "hold").code == 0
    assert room.lease(now=clock.now()) == []
    assert "on hold" in office.run("outbox", "list").said
    assert json.loads(office.run("outbox", "list", "--json").data)["held"] is True
    assert (office.run("outbox", "release").code, room.lease(now=clock.now())) == (1, [])
    assert office.run("outbox", "release", "--yes").code == 0
    assert [owed.id for owed in room.lease(now=clock.now())] == [one]


def test_in_a_restored_store_what_was_due_is_looked_for_first(office: Terminal, room: Mailroom) -> None:
    """It may have been sent after the backup was made; what is due later cannot have been."""
    owe(room, "due")
    room.owe("secret later", lane="later", now=clock.now(), not_before=clock.now() + 3_600_000)
    assert "1 message may have been sent since the backup" in office.run("outbox", "hold", "--restored").said
    assert (room.state("secret due"), room.state("secret later")) == ("ambiguous", "queued")
    office.run("outbox", "release", "--yes")
    [owed] = room.lease(now=clock.now())
    assert (owed.doubtful, owed.started_at) == (True, room.row("secret due")["created_at"])


def test_what_an_operator_decides_is_in_the_audit_log(office: Terminal, room: Mailroom) -> None:
    """Every command that changes something left its line, and the chains hold."""
    one = failed(room, "one")
    for words in (("retry", one), ("drop", one, "--yes"), ("hold",), ("release", "--yes")):
        assert office.run("outbox", *words).code == 0
    audit = tables.table(tables.Audit)
    actions = room.store.read(lambda unit: {row["action"] for row in unit.rows(select(audit.c.action))}).result()
    assert {f"outbox.{done}" for done in ("retried", "dropped", "held", "released")} <= actions
    assert office.run("audit", "verify").code == 0
