"""Who may be nominated, and what a winner finds of their own and says to telling it."""

from __future__ import annotations

import pytest

from domain.nominations import Reason, Winner
from storage import nominations, nominations_received
from storage.nominations_received import ASKED, KEPT, TOLD
from storage.unit import Store, Unit
from tests.storage.test_nominations import FEEDBACK, ID, NOW, ORG, House, furnish

REASON = Reason(situation="In August", behavior="She wrote it down", impact="Nobody had to ask")


@pytest.fixture
def house(store: Store) -> House:
    store.write(furnish).result()
    one = House(store)
    one.opens()
    return one


def test_whoever_sits_on_the_committee_cannot_be_nominated(house: House) -> None:
    """Or anybody could take their vote from them by naming them; such a nomination is decided on by nobody."""
    window = house.store.read(lambda unit: nominations.find(unit, ORG, ID)).result()
    assert window is not None
    found = house.store.read(lambda unit: nominations.eligible(unit, ORG, window, ("ana", "fay"))).result()
    assert found == {"ana"}
    house.names("dan", "fay")
    house.names("eve", "ana")
    house.closes()
    assert house.decided_on() == ["ana"]


def test_a_winner_finds_what_they_did_not_keep_private_and_answers_once(house: House) -> None:
    """First what they have not answered; what was answered meanwhile is not answered again."""

    def play(unit: Unit) -> None:
        won = [Winner(category=one, person="ana", stories=(REASON,)) for one in (FEEDBACK.id, "told", "kept")]
        nominations_received.keep(unit, ORG, ID, won, now=NOW)
        for one in nominations_received.of_window(unit, ORG, ID):
            if one.winner.category != FEEDBACK.id:
                said = {"told": TOLD, "kept": KEPT}[one.winner.category]
                assert nominations_received.answer(unit, ORG, one, said)
                assert not nominations_received.answer(unit, ORG, one, KEPT)
        mine = nominations_received.open_to(unit, ORG, "ana", most=5)
        assert [(one.winner.category, one.consent) for one in mine] == [(FEEDBACK.id, ASKED), ("told", TOLD)]
        assert nominations_received.open_to(unit, ORG, "ben", most=5) == []

    house.store.write(play).result()
