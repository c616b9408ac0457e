"""What was handed in by secret ballot and is open to nobody yet: texts in which somebody who is erased may be named.

When its ballot closes it is sealed by the key ring, and can be looked through like everything else.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, func, select

from domain.nominations import State
from storage import pulses, tables
from storage.unit import Unit

_window, _slip = tables.table(tables.NominationWindow), tables.table(tables.NominationSlip)
_wave, _comment = tables.table(tables.PulseWave), tables.table(tables.PulseComment)


def waiting(unit: Unit, org: str, *, since: int) -> int:
    """Return how many nominations and pulses, begun until then, hold texts that are still to be looked through."""
    opened = (_window.c.state == State.OPEN.value, _window.c.created_at <= since)
    launched = (_wave.c.state.in_([one.value for one in pulses.LAUNCHED]), _wave.c.launched_at <= since)
    slips = _slip.c.window_id == _window.c.id
    comments = _comment.c.wave_id == _wave.c.id
    return _count(unit, org, (_window, _slip), *opened, slips) + _count(
        unit, org, (_wave, _comment), *launched, comments
    )


def _count(unit: Unit, org: str, of: tuple[Table, Table], *those: ColumnElement[bool]) -> int:
    """`of` is what closes, and what was handed in for it."""
    closes, handed_in = of
    here = (closes.c.org_id == org, handed_in.c.org_id == org, *those)
    return int(unit.run(select(func.count(closes.c.id.distinct())).where(*here)).scalar_one())
