"""Whether another pulse asks nearly the same people the same, so that the two could be subtracted."""

from __future__ import annotations

from collections.abc import Collection

from domain import pulses_overlap as rules
from domain import pulses_roster
from domain.pulses_wave import Wave
from storage import pulses, pulses_asked
from storage.unit import Unit


def is_close(unit: Unit, org: str, wave: Wave, *, now: int) -> bool:
    others = [kept.wave for kept in pulses.every(unit, org) if rules.are_close(wave, kept.wave, now=now)]
    floor, mine = wave.contract.difference, _groups(unit, org, wave) if others else []
    return any(rules.lays_open(mine, _groups(unit, org, other), floor) for other in others)


def _groups(unit: Unit, org: str, wave: Wave) -> Collection[frozenset[str]]:
    """Return who counts in each group: as it was fixed, or as it would be now."""
    fixed = pulses_asked.groups(unit, org, wave.id)
    if fixed:
        return pulses_roster.members(fixed, pulses_asked.homes(unit, org, wave.id)).values()
    found = pulses_asked.roster(unit, org, wave)
    return pulses_roster.members(found.groups, found.home).values()
