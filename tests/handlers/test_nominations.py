"""Deciding on nominations, as whoever sits on the committee may and may not."""

from __future__ import annotations

import random
from functools import partial

import pytest

from domain.errors import NotFoundError
from domain.people import Actor, Person
from handlers.routes_recognition import ROUTES
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Turn
from storage.unit import Store, Unit
from tests.storage.test_nominations import FEEDBACK, ID, NOW, ORG, House, furnish


def presses(unit: Unit, who: str, action: str) -> None:
    """Ben, in the window."""
    said = Press(action=action, subject=f"{ID}/{FEEDBACK.id}/ben")
    handler = next(route.handler for route in ROUTES if route.name == action)
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account=who,
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", (who,)),
        said=said,
    )
    actor = Actor(org=ORG, person=Person(id=who, name=who.title()), workspace="w", account=who)
    handler(Turn(request=request, actor=actor, unit=unit, now=NOW, rng=random.Random(7)))


def test_nobody_decides_while_nominations_still_come_in(store: Store) -> None:
    """Fay of the committee finds nothing there yet, and what came in stays unread."""
    store.write(furnish).result()
    house = House(store)
    house.opens()
    house.names("ana", "ben")
    for action in ("nominations.read", "nominations.vote"):
        with pytest.raises(NotFoundError):
            store.write(partial(presses, who="fay", action=action)).result()
