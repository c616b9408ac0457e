"""Released pulses that grow too old, from what hangs on them down to the release. Each returns how many rows went."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select, delete, exists, select

from storage import sparing, tables
from storage.unit import Unit

_release = tables.table(tables.PulseRelease)
_action = tables.table(tables.PulseAction)
_vote = tables.table(tables.PulseVote)
_remark = tables.table(tables.PulseRemark)
_wave = tables.table(tables.PulseWave)
_NOBODYS = {
    "pulse_standing": tables.table(tables.PulseStanding),
    "pulse_figure": tables.table(tables.PulseFigure),
}


def votes(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    actions = select(_action.c.id).where(_action.c.org_id == org, _action.c.wave_id.in_(_old(org, before)))
    here = (_vote.c.org_id == org, _vote.c.action_id.in_(actions), sparing.free("pulse_vote", org, spared))
    return unit.run(delete(_vote).where(*here)).rowcount


def actions(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Those on which no vote is left: one that must be kept keeps what it was for."""
    voted = exists().where(_vote.c.org_id == org, _vote.c.action_id == _action.c.id)
    here = (_action.c.org_id == org, _action.c.wave_id.in_(_old(org, before)), ~voted)
    return unit.run(delete(_action).where(*here)).rowcount


def remarks(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Comments that are shown, when the contract of their wave says. They are nobody's, so nobody is spared."""
    waves = select(_wave.c.id).where(_wave.c.org_id == org, _wave.c.forget_at <= before)
    return unit.run(delete(_remark).where(_remark.c.org_id == org, _remark.c.wave_id.in_(waves))).rowcount


def of(name: str) -> Callable[[Unit, str, int, Collection[str]], int]:
    """Return what forgets the rows of a table that are nobody's."""
    table = _NOBODYS[name]

    def forget(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
        here = (table.c.org_id == org, table.c.wave_id.in_(_old(org, before)))
        return unit.run(delete(table).where(*here)).rowcount

    return forget


def releases(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    kept = exists().where(_action.c.org_id == org, _action.c.wave_id == _release.c.wave_id)
    here = (_release.c.org_id == org, _release.c.released_at < before, ~kept)
    return unit.run(delete(_release).where(*here)).rowcount


def _old(org: str, before: int) -> Select[Any]:
    return select(_release.c.wave_id).where(_release.c.org_id == org, _release.c.released_at < before)
