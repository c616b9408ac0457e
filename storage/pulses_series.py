"""Which pulse comes again: the row that is planned for the next one is all there is of a series."""

from __future__ import annotations

from dataclasses import replace

from content import pulses as content
from domain import pulses_series as rules
from domain.pulses import Bank
from domain.pulses_wave import Wave
from storage import due, pulses_items
from storage.due import Due
from storage.unit import Unit

NEXT = "pulse.next"  # of the due row by which the one after is launched


def begin(unit: Unit, org: str, wave: Wave) -> None:
    step = wave.contract.opens_on.isoformat()
    due.plan(unit, [Due(org=org, kind=NEXT, subject=wave.id, step=step, due_at=rules.launched_at(wave))])


def repeats(unit: Unit, org: str, wave: str) -> bool:
    """Whether another one follows it that is not launched yet."""
    return due.is_planned(unit, org, NEXT, wave)


def end(unit: Unit, org: str, wave: str) -> bool:
    """Say whether another one would have followed it: of two who decide at once, the second is told so."""
    return due.cancel(unit, org, NEXT, wave)


def given_up(unit: Unit, org: str, *, since: int) -> list[str]:
    """Return after which waves the next one could not be launched, and is not tried any more."""
    return due.failed(unit, org, NEXT, since=since)


def bank(unit: Unit, org: str) -> Bank:
    """Return what can be asked: the questions that are shipped, and the org's own."""
    shipped = content.bank()
    own = {one.id: one for one in pulses_items.own(unit, org)}
    return replace(shipped, items={**own, **shipped.items})
