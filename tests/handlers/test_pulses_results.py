"""Reading results beside a pulse whose contract was changed in the database."""

from __future__ import annotations

import random
from functools import partial

import pytest
from sqlalchemy import update

from domain.pulses_contract import BrokenContractError
from handlers import pulses_results
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Turn
from storage import tables
from storage.unit import Unit
from tests.storage.test_pulses_release import NOW, House, actor, house
from views.replies import Reply, Whisper

__all__ = ["house"]  # the fixture
_wave = tables.table(tables.PulseWave)


def read(unit: Unit, subject: str) -> Reply:
    """Hana of HR; the list of all where nothing is named."""
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account="hana",
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", ("hana",)),
        said=Press(action="pulse.results", subject=subject),
    )
    return pulses_results.show(Turn(request=request, actor=actor("hana"), unit=unit, now=NOW, rng=random.Random(7)))


def test_a_contract_that_was_changed_hides_no_other_results(house: House) -> None:
    """The list leaves it out, and whoever presses an old button of it is refused."""
    for number in (1, 2):
        house.releases(house.runs(f"w{number}", number))
    by_hand = update(_wave).where(_wave.c.id == "w1").values(contract=_wave.c.contract + "é")
    house.does(lambda unit: unit.run(by_hand).rowcount)
    listed = house.does(partial(read, subject=""))
    assert isinstance(listed, Whisper)
    assert "Pulse 2" in str(listed.card)
    assert "Pulse 1" not in str(listed.card)
    with pytest.raises(BrokenContractError):
        house.does(partial(read, subject="w1"))
