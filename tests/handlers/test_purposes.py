"""What HR reads of several people at once counts for all of them, or for nobody."""

from __future__ import annotations

import random

from domain.people import Actor, Person
from domain.privacy import PROFILES_AN_HOUR
from handlers import purposes
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Turn
from storage import reads
from storage.unit import Store, Unit
from tests.storage.test_postmortems import NOW, furnish


def test_what_goes_over_the_hours_profiles_counts_nobody_who_was_not_shown(store: Store) -> None:
    """Two fit still: of three nothing is shown, and two others that are asked for next are."""
    store.write(furnish).result()
    place, delivery = Place(PlaceKind.DIRECT), Delivery("slack", ("ana",))
    said = Press(action="calibration.log.reason")
    request = Request(platform=Platform.SLACK, tenant="T1", account="ana", place=place, delivery=delivery, said=said)
    actor = Actor(org="org", person=Person(id="ana", name="Ana"), workspace="w", account="ana")
    before = {f"p{number}" for number in range(PROFILES_AN_HOUR - 2)}

    def asks(unit: Unit) -> list[bool]:
        turn = Turn(request=request, actor=actor, unit=unit, now=NOW, rng=random.Random(7))
        asked = (before, {"ben", "chi", "dev"}, {"eve", "fay"})
        return [purposes.refusal_of_all(turn, those, "review") is None for those in asked]

    assert store.write(asks).result() == [True, False, True]
    opened = store.read(lambda unit: reads.opened(unit, "org", "ana", since=NOW - 1)).result()
    assert {one.subject for one in opened} == before | {"eve", "fay"}
