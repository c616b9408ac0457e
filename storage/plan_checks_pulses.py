"""What the store says of the tasks that are about pulses: whether waves came to their end, never what was answered.

Apart from the other tasks, and reached by the plan alone: nothing of a pulse comes near a rating (promise 6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time

from sqlalchemy import Select, Table, bindparam, select

from domain import local_time
from domain import plan as rules
from domain.cycles import Cycle
from domain.local_time import DAY_MS
from domain.plan import Auto, Check
from domain.pulses_actions import State as Action
from domain.pulses_wave import State, Wave
from storage import participants, pulses, tables
from storage.prepared import Prepared
from storage.unit import Unit

LOGGED_MS = 14 * DAY_MS
_wave = tables.table(tables.PulseWave)
_release = tables.table(tables.PulseRelease)
_figure = tables.table(tables.PulseFigure)
_action = tables.table(tables.PulseAction)
_OPENED = frozenset({State.OPEN, State.CLOSED, State.SEALED})


def checks(unit: Unit, org: str, cycle: Cycle, today: date) -> Mapping[Auto, Check]:
    """Return what is to be said of the waves that ask the cycle's people and close within it.

    From its launch on, nobody changes a wave's thresholds; when it opens, groups that would lay a few open are hidden.
    """
    teams = {id for id, _ in participants.teams(unit, org, cycle.id)}
    closing = [kept.wave for kept in pulses.every(unit, org) if cycle.period.holds(kept.wave.contract.closes_on)]
    waves = [one for one in closing if one.digest and one.state is not State.DESTROYED and _asks(one, teams)]
    return {
        Auto.SETTINGS_HASH: rules.reached(len(waves), 1),
        Auto.DISCLOSURE_AUDIT: rules.reached(sum(one.state in _OPENED for one in waves), 1),
        Auto.WAVE_STATUS: rules.reached(sum(one.state is State.SEALED for one in waves), 1),
        Auto.ACTION_LOGGED: _acted(unit, org, [one.id for one in waves]),
        Auto.RETENTION: _forgotten(unit, org, today),
    }


def _asks(wave: Wave, teams: Collection[str]) -> bool:
    asked = wave.contract.teams
    return not asked or (bool(teams) and set(teams) <= set(asked))


def _acted(unit: Unit, org: str, waves: Collection[str]) -> Check:
    """Of the latest wave that was released; what was agreed on an earlier one stays agreed."""
    released = [row for row in unit.rows(_RELEASED, {"org": org}) if row["wave_id"] in waves]
    found = [_acted_on(unit, org, row["wave_id"], row["released_at"]) for row in released]
    return next((one for one in found if one.is_done), found[0] if found else rules.NOTHING)


def _acted_on(unit: Unit, org: str, wave: str, at: int) -> Check:
    """Of the teams that were shown results, those that chose something in time; with none, any wider group does."""
    shown = {row["group_id"] for row in unit.rows(_SHOWN, {"org": org, "wave": wave})}
    acting = {row["group_id"] for row in unit.rows(_ACTING, {"org": org, "wave": wave, "by": at + LOGGED_MS})}
    teams = {one for one in shown if one.startswith("team/")}
    if teams:
        return rules.share(len(teams & acting), len(teams), 100)
    return rules.reached(len(shown & acting), 1) if shown else rules.NOTHING


def _forgotten(unit: Unit, org: str, today: date) -> Check:
    """Of all waves whose answers are kept no longer, however they ended, those of which none is left."""
    by = local_time.instant(today, time(0), "UTC")
    old = {row["id"] for row in unit.rows(_OLD, {"org": org, "by": by})}
    left = {row["wave_id"] for query in _ANSWERS for row in unit.rows(query, {"org": org})}
    return rules.share(len(old - left), len(old), 100)


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
        _action.c.state != Action.DROPPED.value,
        _action.c.created_at <= bindparam("by"),
    )
    .distinct()
)
_OLD = Prepared(
    select(_wave.c.id).where(
        _wave.c.org_id == bindparam("org"), _wave.c.digest != "", _wave.c.forget_at <= bindparam("by")
    )
)
_ANSWERS = tuple(
    Prepared(_waves_in(tables.table(one))) for one in (tables.PulseSheet, tables.PulseBallot, tables.PulseComment)
)
