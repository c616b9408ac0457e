"""A manager reads the cases of a week for the first time, or knowing already how they are meant."""

from __future__ import annotations

import random
from functools import partial

import pytest

from content import calibration as content
from domain import calibration_sprint as rules
from domain.calibration_sprint import Sprint
from domain.competencies import Level
from handlers import calibration_sprint as handlers
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Submit, Turn
from storage import calibration_sprint as storage
from storage.unit import Store, Unit
from tests.storage.test_calibration_sprint import FEBRUARY, MARCH, of
from tests.storage.test_plan import NOW, furnish
from tests.storage.test_pulses_release import actor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COMPETENCIES = ("early_candor", "error_learning", "useful_feedback", "inclusive_teamwork")
FIRST = of("p1", ("ana", "ben"), FEBRUARY, COMPETENCIES)
SECOND = of("p2", ("ana", "chi"), MARCH, COMPETENCIES)


def reads(unit: Unit, who: str, sprint: Sprint) -> None:
    """The two cases of its first week."""
    chosen = {one.id: Level.COMPETENT.value for one in rules.cases(content.default().anchors, sprint.weeks, 1)}
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account=who,
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", (who, sprint.id)),
        said=Submit(action="calibration.sprint.read", subject=f"{sprint.id}/1", values=chosen),
    )
    now = sprint.starts_at + 1
    handlers.read(Turn(request=request, actor=actor(who), unit=unit, now=now, rng=random.Random(7)))


def test_whoever_reads_the_same_cases_in_the_next_sprint_is_noted_as_knowing_them(store: Store) -> None:
    """And nobody else, so that how far all agree rests on those who did not know."""
    store.write(furnish).result()
    for one in (FIRST, SECOND):
        store.write(partial(storage.add, org="org", sprint=one, now=NOW)).result()
    for who, sprint in (("ana", FIRST), ("ana", SECOND), ("chi", SECOND)):
        store.write(partial(reads, who=who, sprint=sprint)).result()
    found = store.read(lambda unit: [storage.readings(unit, "org", one) for one in ("p1", "p2")]).result()
    assert [{one.person: one.knew for one in those} for those in found] == [{"ana": False}, {"ana": True, "chi": False}]
