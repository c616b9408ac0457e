"""Where people come from, as HR reads it on Slack and Teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage import importing, scim_tokens
from storage.importing_offices import Work
from storage.unit import Unit
from tests.features.scene import Scene


def writes(scene: Scene, work: Callable[[Unit], Any]) -> Any:
    return scene.store.write(work).result()


def imports(scene: Scene, unit: Unit) -> None:
    run = importing.begin(unit, scene.org, (), now=scene.clock(), rng=scene.rng)
    importing.end(Work(unit=unit, org=scene.org, run=run.id, now=scene.clock(), rng=scene.rng), {})


async def test_hr_reads_which_source_goes_first_and_when_each_was_last_heard(scene: Scene) -> None:
    """By a word, and by a button of set-up's first step; what is not in use says so."""
    seen = await scene.stage.says(scene.hana, "/vouchsafe sources")
    chat = {"slack": "Slack", "teams": "Microsoft Teams"}[scene.stage.name]
    assert f"your identity provider (SCIM), then {chat}, then the people file" in seen.words
    assert seen.words.count("not in use") == 2
    writes(scene, lambda unit: imports(scene, unit))
    writes(
        scene,
        lambda unit: scim_tokens.keep(unit, scene.org, scim_tokens.new(scene.rng), now=scene.clock(), rng=scene.rng),
    )
    step = await scene.stage.presses(scene.hana, seen, "Set-up: People")
    again = await scene.stage.presses(scene.hana, step, "Where people come from")
    assert "connected, and silent so far" in again.words
    assert "not in use" not in again.words


async def test_nobody_else_can_open_where_people_come_from(scene: Scene) -> None:
    """Not by the word, and help does not name it."""
    refused = await scene.stage.says(scene.ana, "/vouchsafe sources")
    assert "Which source goes first" not in refused.words
    explained = await scene.stage.says(scene.ana, "/vouchsafe help vouchsafe")
    assert "sources" not in explained.words
