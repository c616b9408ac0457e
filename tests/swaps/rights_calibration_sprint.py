"""Who may do what with the ids of calibration sprints and their weeks: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, person

_WEEKS = {"1", "2", "3", "4"}


def _takes_part(facts: Facts, me: str, id: str) -> bool:
    return (id.partition("/")[0], me) in facts.practicing


def watches(facts: Facts, me: str, id: str) -> bool:
    """HR, and whoever looks after it."""
    row = facts.sprints.get(id.partition("/")[0])
    return row is not None and (me in facts.hr or row["facilitator_id"] == me)


def knows(facts: Facts, me: str, id: str) -> bool:
    return _takes_part(facts, me, id) or watches(facts, me, id)


def stops(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id.partition("/")[0] in facts.sprints


def reads_week(facts: Facts, me: str, id: str) -> bool:
    """Whoever takes part: of a week that is not open they are told so."""
    return _takes_part(facts, me, id) and id.partition("/")[2] in _WEEKS


def looks_back(facts: Facts, me: str, id: str) -> bool:
    return reads_week(facts, me, id) and f"{id}/{me}" in facts.practiced


def starts_with(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and person(facts, me, id)


_PRESSES: Mapping[str, May] = {
    "calibration.sprint.show": knows,
    "calibration.sprint.board": watches,
    "calibration.sprint.read.open": reads_week,
    "calibration.sprint.week": looks_back,
    "calibration.sprint.stop.ask": stops,
    "calibration.sprint.stop": stops,
}
SPRINTS: Mapping[tuple[str, str], May] = {
    **{(action, slot): may for action, may in _PRESSES.items() for slot in (SUBJECT, VALUE)},
    ("calibration.sprint.read", SUBJECT): reads_week,
    ("calibration.sprint.new", "managers"): starts_with,
    ("calibration.sprint.new", "facilitator"): starts_with,
}
