"""Sealed columns open only where they were sealed, and only with the right keys."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage import opening, tables, workspaces
from storage.opening import WrongKeyError
from storage.sealing import KEY_BYTES, KeyRing, SealingError, new_key
from storage.unit import Store
from tests.storage import mailroom
from tests.storage.mailroom import Mailroom

HERE = ("org", "evidence", "row", "text")
_outbox = tables.table(tables.Outbox)


def ring(*letters: bytes) -> KeyRing:
    return KeyRing(letter * KEY_BYTES for letter in letters)


@pytest.mark.parametrize("place", range(4))
def test_a_value_moved_to_another_org_table_row_or_column_does_not_open(place: int) -> None:
    """Whoever may write the file still cannot pass one person's words off as another's."""
    sealed = ring(b"a").seal("words", *HERE)
    elsewhere = [*HERE]
    elsewhere[place] = "other"
    with pytest.raises(SealingError, match="moved or altered"):
        ring(b"a").open(sealed, *elsewhere)


def test_no_byte_of_a_sealed_value_can_change() -> None:
    """Key name, nonce, text and tag alike."""
    sealed = ring(b"a").seal("words", *HERE)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealingError):
            ring(b"a").open(bytes(altered), *HERE)


def test_the_same_words_never_look_the_same_twice() -> None:
    """Equal answers cannot be told by comparing rows."""
    assert ring(b"a").seal("words", *HERE) != ring(b"a").seal("words", *HERE)


def test_a_rotated_ring_opens_old_values_and_seals_with_the_new_key() -> None:
    """Once nothing old is left, the old key may go."""
    old, both, new = ring(b"a"), ring(b"b", b"a"), ring(b"b")
    sealed = old.seal("words", *HERE)
    assert both.open(sealed, *HERE) == "words"
    assert new.open(both.seal("words", *HERE), *HERE) == "words"
    with pytest.raises(SealingError, match="not in the ring"):
        new.open(sealed, *HERE)


@pytest.mark.parametrize("text", ["", "c2hvcnQ=", "not base64!"])
def test_a_ring_that_is_no_ring_is_refused(text: str) -> None:
    """Before anything is sealed with half a key."""
    with pytest.raises(SealingError):
        KeyRing.parse(text)


def test_a_ring_reads_keys_as_people_write_them() -> None:
    """Commas, spaces and line ends; the first key is the current one."""
    first, second = new_key(), new_key()
    sealed = KeyRing.parse(first).seal("words", *HERE)
    assert KeyRing.parse(f"{first},\n {second}").open(sealed, *HERE) == "words"
    assert KeyRing.parse(f"{second} {first}").seal("words", *HERE)[:4] != sealed[:4]


def test_swapping_two_rows_in_the_store_is_noticed(store: Store) -> None:
    """A card put into another message is not sent to that one's readers."""
    room: Mailroom = mailroom.open_mailroom(store)
    for key in ("ana", "ben"):
        room.owe(key, lane=key)
    ana, ben = room.row("ana"), room.row("ben")
    store.write(lambda unit: unit.run(update(_outbox).where(_outbox.c.id == ana["id"]), {"card": ben["card"]})).result()
    assert [owed.id for owed in room.lease()] == [ben["id"]]
    assert room.row("ana")["error"] == "cannot be read: SealingError"


def test_tokens_stand_sealed_and_are_erased_when_a_workspace_goes(store: Store) -> None:
    """A stolen copy of the file posts nowhere; an uninstalled workspace leaves no token at all."""
    store.write(mailroom.workspace).result()
    columns = select(tables.table(tables.Workspace).c.token)
    stored = store.read(lambda unit: unit.run(columns).scalar()).result()
    assert stored is not None
    assert b"xoxb" not in bytes(stored)
    store.write(lambda unit: workspaces.mark_gone(unit, "slack", "T1")).result()
    assert store.read(lambda unit: unit.run(columns).scalar()).result() is None


def test_a_store_opens_with_a_rotated_ring_but_not_with_strange_keys(database: str, store: Store) -> None:
    """The wrong keys are refused at the door, with nothing written."""
    store.close()
    with pytest.raises(WrongKeyError, match="VOUCHSAFE_KEYS"):
        opening.open_store(database, ring(b"x"))
    opening.open_store(database, ring(b"x", b"k")).close()
