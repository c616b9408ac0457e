"""What a wave is compared with: what was published of the same question last time, and who was asked then and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from domain import pulses_roster
from domain.pulses import questions
from domain.pulses_contract import Contract
from domain.pulses_groups import Moved
from domain.pulses_release import CORE, Before, Closed, Floors
from domain.pulses_wave import Wave
from storage import pulses, pulses_asked, pulses_release, pulses_sheets, tables
from storage.prepared import Prepared
from storage.unit import Unit

Key = tuple[str, str]  # a group and a question
_release = tables.table(tables.PulseRelease)
_figure = tables.table(tables.PulseFigure)
_wave = tables.table(tables.PulseWave)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """How many were asked in a group, and those of them of whom it is still known."""

    invited: int
    known: frozenset[str]

    @property
    def erased(self) -> int:
        return self.invited - len(self.known)


def closed(unit: Unit, org: str, wave: Wave) -> Closed:
    """Return all that its release is computed from."""
    groups = pulses_asked.groups(unit, org, wave.id)
    contract = wave.contract
    items = questions(contract.items)
    wanted = {*(item.id for item in items), *([CORE] if contract.core else [])}
    before = {key: found for key, found in _before(unit, org, wave).items() if key[1] in wanted}
    before = _comparable(unit, org, contract, before)
    return Closed(
        items=items,
        groups=tuple(groups),
        sheets=tuple(pulses_sheets.sheets(unit, org, wave.id, items)),
        floors=Floors(
            scores=contract.scores,
            recommend=contract.recommend,
            difference=contract.difference,
            share=contract.share,
        ),
        core=contract.core,
        before={key: earlier for key, (_, earlier) in before.items()},
        moved=_moved(unit, org, wave.id, {key: then for key, (then, _) in before.items()}),
    )


def _before(unit: Unit, org: str, wave: Wave) -> Mapping[Key, tuple[str, Before]]:
    """Return by group and question the newest earlier figure of such waves, with the wave it is from."""
    found: dict[Key, tuple[str, Before]] = {}
    for row in unit.rows(_EARLIER, {"org": org, "template": wave.template.value, "wave": wave.id}):
        shown = pulses_release.shown_in(row["content"])
        if shown:
            key = row["group_id"], row["question_id"]
            found.setdefault(key, (row["wave_id"], Before(shown=shown, n=row["n"])))
    return found


def _comparable(
    unit: Unit, org: str, contract: Contract, before: Mapping[Key, tuple[str, Before]]
) -> dict[Key, tuple[str, Before]]:
    """Leave out what is of a wave whose contract is broken, and of all core questions together where those differ."""
    waves = {id: pulses.sound(unit, org, id) for id in {then for then, _ in before.values()}}
    cores = {id: kept.wave.contract.core for id, kept in waves.items() if kept}
    return {
        key: found
        for key, found in before.items()
        if found[0] in cores and (key[1] != CORE or cores[found[0]] == contract.core)
    }


_EARLIER = Prepared(
    select(_figure)
    .join(_release, (_release.c.org_id == _figure.c.org_id) & (_release.c.wave_id == _figure.c.wave_id))
    .join(_wave, (_wave.c.org_id == _figure.c.org_id) & (_wave.c.id == _figure.c.wave_id))
    .where(
        _figure.c.org_id == bindparam("org"),
        _wave.c.template == bindparam("template"),
        _wave.c.id != bindparam("wave"),
    )
    .order_by(_release.c.released_at.desc())
)


def _moved(unit: Unit, org: str, wave: str, then: Mapping[Key, str]) -> Mapping[Key, Moved]:
    """Return who stayed, joined and left, by group and question; `then` names the wave of the earlier figure."""
    now = _members(unit, org, wave)
    earlier = {one: _members(unit, org, one) for one in set(then.values())}
    nobody = Members(invited=0, known=frozenset())
    return {key: _between(earlier[one].get(key[0], nobody), now.get(key[0], nobody)) for key, one in then.items()}


def _between(then: Members, now: Members) -> Moved:
    """Whoever is not known any more has left, or has come: nothing says that it was the same person."""
    return Moved(
        stayed=len(then.known & now.known),
        joined=len(now.known - then.known) + now.erased,
        left=len(then.known - now.known) + then.erased,
    )


def _members(unit: Unit, org: str, wave: str) -> Mapping[str, Members]:
    """Return who was asked in each group, those of the groups in it included."""
    groups = pulses_asked.groups(unit, org, wave)
    known = pulses_roster.members(groups, pulses_asked.homes(unit, org, wave))
    return {group.id: Members(invited=group.invited, known=known.get(group.id, frozenset())) for group in groups}
