"""The doctor looks into the folder of keys: a key that outlives its ballot breaks what the ballot promised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from domain import pulses_wave
from domain.pulses_wave import State
from storage import opening, pulses, tables
from storage.key_folder import KeyFolder
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Unit
from tests.cli.conftest import Terminal
from tests.schedules.test_pulses import furnish, launched

LATE = 4_000_000_000_000  # the doctor has the real clock
_wave = tables.table(tables.PulseWave)


@pytest.fixture
def folder(office: Terminal) -> KeyFolder:
    """Of one pulse under way for long and one that is over, whose key is destroyed."""
    folder = KeyFolder(office.folder / "keys")
    office.set(VOUCHSAFE_PULSE_KEYS=str(folder.path))
    store = opening.open_store(office.database, KeyRing([b"k" * KEY_BYTES], apart=folder))

    def begin(unit: Unit) -> None:
        org = furnish(unit, 9)
        launched(unit, org)
        unit.run(update(_wave).values(closes_at=LATE))
        over = launched(unit, org, id="over")
        pulses.save(unit, org, pulses_wave.moved(over, State.DESTROYED, before=(State.LAUNCHED,)), was=over.version)

    store.write(begin).result()
    store.close()
    folder.destroy("over")
    return folder


def told(office: Terminal) -> list[str]:
    """Return what the doctor finds wrong with the keys."""
    findings = json.loads(office.run("doctor", "--json").data)
    return [f"{one['said']}: {one['fix']}" for one in findings if one["subject"] == "pulse keys" and not one["ok"]]


def test_a_key_whose_ballot_is_over_or_unknown_is_found(office: Terminal, folder: KeyFolder) -> None:
    """With what to do about it; the key of what is under way is where it should be.

    Nothing knows a key yet whose ballot is being launched at this moment: whoever destroyed it would destroy answers.
    """
    assert told(office) == []
    for name in ("over", "strange"):
        folder.make(name)
    over, unknown = told(office)
    assert over.startswith(f"left in {folder.path} after the close of their ballots: over:")
    assert "`vouchsafe due list`" in over
    assert unknown.startswith(f"in {folder.path} of nothing this database knows: strange:")
    assert unknown.index("look again in a minute") < unknown.index("shred -u")


def test_a_key_is_found_of_a_ballot_that_could_not_be_closed(office: Terminal, folder: KeyFolder) -> None:
    """A day after it should have been: what was promised about its key is broken, whatever the reason."""
    store = opening.open_store(office.database, KeyRing([b"k" * KEY_BYTES], apart=folder))
    store.write(lambda unit: unit.run(update(_wave).where(_wave.c.id == "w1").values(closes_at=1)).rowcount).result()
    store.close()
    [over] = told(office)
    assert over.startswith(f"left in {folder.path} after the close of their ballots: w1:")


def test_a_folder_that_is_not_that_of_the_other_replicas_is_found(office: Terminal, folder: KeyFolder) -> None:
    """Before anybody who answers is told that it is our fault."""
    office.set(VOUCHSAFE_PULSE_KEYS=str(Path(office.folder, "another")))
    [away] = told(office)
    assert "of 1 ballot under way: mount the folder" in away
    office.set(VOUCHSAFE_PULSE_KEYS=str(folder.path))
    assert told(office) == []
