"""Reading what pulses found: whose results there are, one group's, its comments, and how it went from wave to wave."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import NotFoundError
from domain.pulses_groups import Group, Level
from domain.pulses_published import Cell
from domain.pulses_release import CORE
from domain.pulses_wave import Wave
from handlers.turn import Press, Turn
from storage import people, pulses, pulses_actions, pulses_readers
from storage import pulses_release as storage
from views import pulses_actions as action_views
from views import pulses_results as views
from views import pulses_results_list as listed
from views.pulses_results_words import Page
from views.replies import Reply, Whisper
from views.vocabulary import Spans

WAVES = 6  # listed: half a year of them


def show(turn: Turn) -> Reply:
    """One group's results, by a button; of a wave the own group's; without a wave, whose there are to read."""
    wave, group = named(turn)
    if not wave:
        return Whisper(listed.overview(_waves(turn)))
    return Whisper(views.results(_page(turn, wave, group)))


def remarks(turn: Turn) -> Reply:
    """Some comments of a group, by the number of their page."""
    number, _, _ = said(turn).partition("/")
    wave, group = named(turn, after=1)
    if not number.isdecimal():
        raise NotFoundError
    return Whisper(listed.remarks(_page(turn, wave, group), int(number)))


def trend(turn: Turn) -> Reply:
    """The index of the core questions of a group, in each wave whose results of it the person may read."""
    _, id = named(turn)
    found = [(kept, group) for kept in _released(turn) for group in _readable(turn, kept) if group.id == id]
    if not found:
        raise NotFoundError
    points = [(wave, cell) for wave, group in reversed(found) if (cell := _core(turn, wave, group))]
    return Whisper(listed.development(_names(turn, [found[0][1]])[id], points))


def said(turn: Turn) -> str:
    """Return what the button or the list was about."""
    press = turn.request.said
    return (press.value or press.subject) if isinstance(press, Press) else ""


def named(turn: Turn, *, after: int = 0) -> tuple[str, str]:
    """Return the wave and the group that a button names; `after`: so many parts come first."""
    parts = said(turn).split("/", after + 1)[after:]
    return (parts[0], parts[1]) if len(parts) > 1 else ("".join(parts), "")


def readable(turn: Turn, wave: str, group: str) -> tuple[Wave, Group]:
    """Return the wave and the group, the own one where none is named. Raises NotFoundError for what is not theirs."""
    kept = pulses.find(turn.unit, turn.actor.org, wave)
    if kept is None:
        raise NotFoundError
    found = _readable(turn, kept.wave)
    meant = [one for one in found if one.id == group] if group else _nearest(found, is_hr=turn.actor.is_hr)
    if not meant:
        raise NotFoundError
    return kept.wave, meant[0]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _page(turn: Turn, wave_id: str, group_id: str) -> Page:
    wave, group = readable(turn, wave_id, group_id)
    org = turn.actor.org
    results = storage.of_group(turn.unit, org, wave.id, group.id)
    if results is None:
        raise NotFoundError
    within = [one for one in _readable(turn, wave) if one.parent == group.id]
    names = _names(turn, [group, *within])
    differ = storage.teams_differ(turn.unit, org, wave.id) if turn.actor.is_hr else None
    return Page(
        wave=wave,
        group=group,
        name=names[group.id],
        results=results,
        within=tuple((one, names[one.id]) for one in within),
        actions=_actions(turn, wave, group),
        teams_differ=differ if group.level is Level.COMPANY else None,
    )


def _actions(turn: Turn, wave: Wave, group: Group) -> tuple[Spans, ...]:
    decided = pulses_actions.decided_groups(turn.unit, turn.actor.org, wave.id).get(group.id, [])
    owners = people.by_ids(turn.unit, turn.actor.org, {one.owner for one in decided if one.owner})
    names = {id: person.name for id, person in owners.items()}
    return tuple(action_views.line(one, names) for one in decided)


def _released(turn: Turn) -> list[Wave]:
    ids = storage.released(turn.unit, turn.actor.org)[:WAVES]
    found = [pulses.sound(turn.unit, turn.actor.org, id) for id in ids]
    return [kept.wave for kept in found if kept]


def _waves(turn: Turn) -> list[tuple[Wave, list[tuple[Group, str]]]]:
    """Return the waves with the groups that stand at the top of what may be read: what is in them is opened there."""
    found = []
    for wave in _released(turn):
        groups = _readable(turn, wave)
        ids = {group.id for group in groups}
        top = [group for group in groups if not turn.actor.is_hr or group.parent not in ids]
        names = _names(turn, top)
        found.append((wave, [(group, names[group.id]) for group in top]))
    return [(wave, groups) for wave, groups in found if groups]


def _readable(turn: Turn, wave: Wave) -> list[Group]:
    return pulses_readers.readable(turn.unit, turn.actor, wave)


def _nearest(groups: Sequence[Group], *, is_hr: bool) -> list[Group]:
    """Return the narrowest for whoever was asked or leads, the company for HR."""
    return list(groups) if is_hr else list(reversed(groups))


def _names(turn: Turn, groups: Sequence[Group]) -> dict[str, str]:
    return dict(pulses_readers.names(turn.unit, turn.actor.org, groups))


def _core(turn: Turn, wave: Wave, group: Group) -> Cell | None:
    return storage.cells(turn.unit, turn.actor.org, wave.id, group.id).get(CORE)
