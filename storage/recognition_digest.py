"""Public thanks told together: how often, which of a period, and which stood in which post."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from content.pack import Pack
from domain.kudos import Kudos
from domain.recognition_digest import Rhythm
from storage import due, kudos, kudos_reach, tables
from storage.due import Due
from storage.unit import Unit

REDRAW = "digest.redraw"
LOOKED_AT = 200  # of the latest in a period: more than any post tells
_digest = tables.table(tables.RecognitionDigest)
_story = tables.table(tables.RecognitionStory)


def rhythm(unit: Unit, org: str) -> Rhythm:
    row = unit.first(select(_digest.c.rhythm).where(_digest.c.org_id == org))
    return Rhythm(row["rhythm"]) if row else Rhythm.NEVER


def keep_rhythm(unit: Unit, org: str, chosen: Rhythm, *, now: int) -> None:
    row = {"org_id": org, "rhythm": chosen.value, "changed_at": now}
    if not unit.insert_if_new(_digest, row):
        unit.run(update(_digest).where(_digest.c.org_id == org), {"rhythm": chosen.value, "changed_at": now})


def latest(unit: Unit, org: str, those: Sequence[str], pack: Pack, *, first: int, last: int) -> list[Kudos]:
    """Return the latest that anybody may read and that these people received between two moments, newest first."""
    found, mine = kudos_reach.passed(unit, org, those, first=first, last=last), frozenset(those)
    received = [one.kudos for one in reversed(found) if one.receiver in mine]
    return kudos.public(unit, org, list(dict.fromkeys(received))[:LOOKED_AT], pack)


# --- What stood in a post -----------------------------------------------------------------------------------------


def keep(unit: Unit, org: str, day: str, told: Collection[str], *, now: int) -> None:
    unit.insert_those_new(_story, [{"org_id": org, "day": day, "kudos_id": one, "posted_at": now} for one in told])


def told(unit: Unit, org: str, day: str) -> list[str]:
    """Return the ids of the kudos that stood in the post of the day."""
    return list(unit.run(select(_story.c.kudos_id).where(_story.c.org_id == org, _story.c.day == day)).scalars())


def draw_again(unit: Unit, org: str, changed: Collection[str], *, now: int) -> None:
    """Plan that each post in which one of these kudos stands is drawn again."""
    here = (_story.c.org_id == org, _story.c.kudos_id.in_(changed))
    days = unit.run(select(_story.c.day).distinct().where(*here)).scalars().all()
    due.plan(unit, [Due(org=org, kind=REDRAW, subject=day, step=str(now), due_at=now) for day in days])


def purge(unit: Unit, org: str, before: int) -> int:
    return unit.run(delete(_story).where(_story.c.org_id == org, _story.c.posted_at < before)).rowcount
