"""What the store says of the tasks that are about pulses: whether waves came to their end, never what was answered.

Apart from the other tasks, and reached by the plan alone: nothing of a pulse comes near a rating (promise 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, Table, bindparam, select

from domain import plan as rules
from domain.evidence import Period
from domain.local_time import DAY_MS
from domain.plan import Auto, Check
from domain.pulses_wave import State
from storage import pulses, tables
from storage.prepared import Prepared
from storage.unit import Unit

LOGGED_MS = 14 * DAY_MS
_release = tables.table(tables.PulseRelease)
_figure = tables.table(tables.PulseFigure)
_action = tables.table(tables.PulseAction)
_OVER = frozenset({State.CLOSED, State.SEALED})


def checks(unit: Unit, org: str, period: Period) -> Mapping[Auto, Check]:
    """Return what is to be said of the waves that close within these days.

    From its launch on, nobody changes a wave's thresholds; and nothing is released of it that fails the audit.
    """
    waves = [one for kept in pulses.every(unit, org) if period.holds((one := kept.wave).contract.closes_on)]
    released = _released(unit, org, [one.id for one in waves])
    return {
        Auto.SETTINGS_HASH: rules.reached(sum(bool(one.digest) for one in waves), 1),
        Auto.WAVE_STATUS: rules.reached(sum(one.state in _OVER for one in waves), 1),
        Auto.DISCLOSURE_AUDIT: rules.reached(len(released), 1),
        Auto.ACTION_LOGGED: _acted(unit, org, released),
        Auto.RETENTION: _forgotten(unit, org, released),
    }


def _acted(unit: Unit, org: str, released: Mapping[str, int]) -> Check:
    """Of the teams that were shown results of the latest wave, those that chose something to do in time."""
    if not released:
        return rules.NOTHING
    wave, at = next(iter(released.items()))
    shown = {row["group_id"] for row in unit.rows(_SHOWN, {"org": org, "wave": wave})}
    acting = {row["group_id"] for row in unit.rows(_ACTING, {"org": org, "wave": wave, "by": at + LOGGED_MS})}
    teams = {one for one in shown if one.startswith("team/")}
    return rules.share(len(teams & acting), len(teams), 100)


def _forgotten(unit: Unit, org: str, released: Mapping[str, int]) -> Check:
    """Of the released waves, those of which no answer and no ballot is left."""
    left = {row["wave_id"] for table in (_SHEETS, _BALLOTS) for row in unit.rows(table, {"org": org})}
    return rules.share(len(released.keys() - left), len(released), 100)


def _released(unit: Unit, org: str, waves: Sequence[str]) -> Mapping[str, int]:
    """Return when these were released, the latest first."""
    return {row["wave_id"]: row["released_at"] for row in unit.rows(_RELEASED, {"org": org}) if row["wave_id"] in waves}


def _waves_in(table: Table) -> Select[tuple[str]]:
    return select(table.c.wave_id).where(table.c.org_id == bindparam("org")).distinct()


_RELEASED = Prepared(
    select(_release.c.wave_id, _release.c.released_at)
    .where(_release.c.org_id == bindparam("org"))
    .order_by(_release.c.released_at.desc(), _release.c.wave_id)
)
_SHOWN = Prepared(
    select(_figure.c.group_id)
    .where(_figure.c.org_id == bindparam("org"), _figure.c.wave_id == bindparam("wave"), _figure.c.content != "")
    .distinct()
)
_ACTING = Prepared(
    select(_action.c.group_id)
    .where(
        _action.c.org_id == bindparam("org"),
        _action.c.wave_id == bindparam("wave"),
        _action.c.owner_id.is_not(None),
        _action.c.created_at <= bindparam("by"),
    )
    .distinct()
)
_SHEETS = Prepared(_waves_in(tables.table(tables.PulseSheet)))
_BALLOTS = Prepared(_waves_in(tables.table(tables.PulseBallot)))
