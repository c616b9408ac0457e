"""Second ratings in the story: Fay has rated a part of Ben's file, and Eve has one of Chiara's to rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert

from domain import local_time
from domain.competencies import Level
from domain.cycles import Audience, Checkpoint, Kind
from handlers.turn import Press
from storage import cycles, tables
from storage.unit import Unit
from tests.swaps.recording import Hands
from tests.swaps.story_reviews import FIRST, RATE, WHY

CYCLE, CHECKPOINT = "written", "second"
FILES = {"file-ben": ("ben", "fay"), "file-chi": ("chi", "eve")}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    scene.store.write(lambda unit: _drawn(unit, hands, ids)).result()
    opened = await hands.does(scene.fay, Press(action="review.second.open", subject=f"file-ben/{FIRST}"))
    await hands.submits(scene.fay, opened, {"level": Level.COMPETENT.value, "rationale": WHY})


def _drawn(unit: Unit, hands: Hands, ids: Mapping[str, str]) -> None:
    org, now = hands.scene.org, hands.scene.clock()
    kept, today = cycles.found(unit, org, CYCLE), local_time.day_of(now, "UTC")
    assert kept is not None
    asks = Checkpoint(
        id=CHECKPOINT,
        kind=Kind.SECOND_RATING,
        title="Second ratings",
        prompt="From evidence alone.",
        audience=Audience.SECOND_RATERS,
        opens_on=today,
        due_on=today + timedelta(days=4),
    )
    version = kept.cycle.version
    changed = replace(kept.cycle, checkpoints=(*kept.cycle.checkpoints, asks), version=version + 1)
    cycles.save(unit, org, replace(kept, cycle=changed), was=version)
    for id, (subject, rater) in FILES.items():
        row = {"org_id": org, "id": id, "cycle_id": CYCLE, "checkpoint_id": CHECKPOINT, "round_id": RATE}
        drawn = {"subject_id": ids[subject], "rater_id": ids[rater], "drawn_at": now}
        unit.run(insert(tables.table(tables.SecondRater)), {**row, **drawn})
