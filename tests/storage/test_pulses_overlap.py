"""A draft among the pulses that are there: whether the two could be subtracted."""

from __future__ import annotations

import random
from dataclasses import replace

from domain.local_time import DAY_MS
from domain.pulses_wave import State, Wave
from storage import lines, pulses, pulses_overlap
from storage.unit import Store
from tests.storage import surveys
from tests.storage.surveys import ORG


def test_a_team_that_somebody_left_is_not_asked_alone_beside_everybody(store: Store, rng: random.Random) -> None:
    """The two pulses would differ by that one. Four weeks later nothing does."""
    people = surveys.people(store, 45)
    survey = surveys.opened(store, people, rng)
    store.write(lambda unit: lines.assign(unit, ORG, {people[6]: []}, now=surveys.NOW + 1)).result()
    alone = replace(survey.wave.contract, teams=("north",), scores=5)
    draft = replace(survey.wave, id="draft", contract=alone, digest="", state=State.DRAFT)

    def is_close(wave: Wave, now: int) -> bool:
        return store.read(lambda unit: pulses_overlap.is_close(unit, ORG, wave, now=now)).result()

    closes_at = survey.wave.closes_at
    assert is_close(draft, closes_at)
    assert not is_close(draft, closes_at + 28 * DAY_MS)
    assert not is_close(replace(draft, contract=replace(alone, items=())), closes_at)
    stopped = replace(survey.now(), state=State.DESTROYED, version=4)
    store.write(lambda unit: pulses.save(unit, ORG, stopped, was=3)).result()
    assert not is_close(draft, closes_at)
