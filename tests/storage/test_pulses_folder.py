"""A replica with a folder of keys of its own makes no key in it that the other replicas do not see."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from domain.pulses_wave import State
from storage import pulses, pulses_launching
from storage.ballot_keys import OtherFolderError
from storage.pulses import Kept
from storage.unit import Store
from tests.storage import surveys
from tests.storage.surveys import NOW, ORG


def test_nothing_is_launched_where_the_keys_of_open_pulses_are_not(store: Store) -> None:
    """It stays a draft, no key is made, and where the folder is the shared one it is launched."""
    those = surveys.people(store, 12)
    survey = surveys.opened(store, those, random.Random(1))
    id = f"later-{type(store).__name__}"  # the folder is one for all tests
    draft = Kept(wave=replace(survey.wave, id=id, state=State.DRAFT, version=1, digest=""), author=those[0])
    store.write(lambda unit: pulses.add(unit, ORG, draft)).result()
    folder = store.keys.apart
    assert folder is not None
    away = (folder.path / survey.wave.id).rename(folder.path / "away")
    with pytest.raises(OtherFolderError):
        store.write(lambda unit: pulses_launching.launch(unit, ORG, draft, now=NOW)).result()
    assert (folder.find(id), state(store, id)) == (None, State.DRAFT)
    away.rename(folder.path / survey.wave.id)
    store.write(lambda unit: pulses_launching.launch(unit, ORG, draft, now=NOW)).result()
    assert folder.find(id) is not None
    assert state(store, id) is State.LAUNCHED


def state(store: Store, id: str) -> State:
    kept = store.read(lambda unit: pulses.find(unit, ORG, id)).result()
    assert kept is not None
    return kept.wave.state
