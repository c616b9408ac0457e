"""What a wave is compared with: what was published of the same question last time, and who was asked then and now."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sqlalchemy import bindparam, select

from content import pulses as content
from domain.pulses import Template, questions
from domain.pulses_groups import Moved
from domain.pulses_release import CORE, Before, Closed, Floors
from domain.pulses_roster import path
from domain.pulses_wave import Wave
from storage import pulses_asked, pulses_release, pulses_sheets, tables
from storage.prepared import Prepared
from storage.unit import Unit

Key = tuple[str, str]  # a group and a question
_release = tables.table(tables.PulseRelease)
_figure = tables.table(tables.PulseFigure)
_wave = tables.table(tables.PulseWave)


def closed(unit: Unit, org: str, wave: Wave) -> Closed:
    """Return all that its release is computed from."""
    groups = pulses_asked.groups(unit, org, wave.id)
    contract = wave.contract
    items = questions(contract.items)
    core = content.bank().core if wave.template is Template.FOUR_WEEKLY else ()
    wanted = {*(item.id for item in items), *([CORE] if core else [])}
    before = {key: found for key, found in _before(unit, org, wave).items() if key[1] in wanted}
    return Closed(
        items=items,
        groups=tuple(groups),
        sheets=tuple(pulses_sheets.sheets(unit, org, wave.id, items)),
        floors=Floors(
            scores=contract.scores,
            recommend=contract.recommend,
            text=contract.text,
            difference=contract.difference,
            share=contract.share,
        ),
        core=core,
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
    return {key: _between(earlier[one].get(key[0], set()), now.get(key[0], set())) for key, one in then.items()}


def _between(then: Set[str], now: Set[str]) -> Moved:
    return Moved(stayed=len(then & now), joined=len(now - then), left=len(then - now))


def _members(unit: Unit, org: str, wave: str) -> Mapping[str, set[str]]:
    """Return who was asked in each group, those of the groups in it included."""
    groups = {group.id: group for group in pulses_asked.groups(unit, org, wave)}
    found: dict[str, set[str]] = {}
    for person, home in pulses_asked.homes(unit, org, wave).items():
        for group in path(groups, home):
            found.setdefault(group, set()).add(person)
    return found
