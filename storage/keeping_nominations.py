"""Nominations that grow too old. Each function returns how many rows went."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Table, delete, select

from domain.nominations import OVER, Stage
from storage import nominations_ballots, sparing, tables
from storage.unit import Unit

_window = tables.table(tables.NominationWindow)


def ballots(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Whatever is left of windows that are over. It is nobody's, so nobody is spared."""
    over = (_window.c.org_id == org, _window.c.state.in_([one.value for one in OVER]), _window.c.decides_at <= before)
    windows = unit.run(select(_window.c.id).where(*over)).scalars().all()
    return sum(nominations_ballots.forget(unit, org, one, *Stage) for one in windows)


def seats(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    return _of_old_windows(unit, org, tables.table(tables.NominationSeat), before, spared)


def results(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    return _of_old_windows(unit, org, tables.table(tables.NominationResult), before, spared)


def _of_old_windows(unit: Unit, org: str, table: Table, before: int, spared: Collection[str]) -> int:
    """A window has few rows, so all of it goes at once."""
    old = select(_window.c.id).where(_window.c.org_id == org, _window.c.decides_at < before)
    free = sparing.free(table.name, org, spared)
    return unit.run(delete(table).where(table.c.org_id == org, table.c.window_id.in_(old), free)).rowcount
