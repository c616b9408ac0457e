"""Who may be nominated, and what a winner finds of their own and says to telling it."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import update

from domain.nominations import Reason, Winner
from storage import nominations, nominations_notices, nominations_received, notices, tables
from storage.nominations_received import ASKED, KEPT, TOLD
from storage.notices import Notice, State
from storage.unit import Store, Unit
from tests.storage.test_nominations import FEEDBACK, ID, NOW, ORG, House, furnish
from views.vocabulary import Card

REASON = Reason(situation="In August", behavior="She wrote it down", impact="Nobody had to ask")
CARD = Card("Nominations", ())


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


def test_nobody_is_asked_or_told_what_is_not_so_any_more(house: House) -> None:
    """A vote for what was stopped, and a question that was answered; HR reads of a winner once that winner heard."""

    def play(unit: Unit) -> None:
        vote = Notice(person="fay", kind=nominations_notices.DECIDE, subject=ID, card=CARD)
        assert nominations_notices.still_decided(unit, ORG, "fay", [vote]) == []
        unit.run(update(tables.named("nomination_window")).values(state="deciding"))
        assert nominations_notices.still_decided(unit, ORG, "fay", [vote]) == [vote]
        won = Winner(category=FEEDBACK.id, person="ana", stories=(REASON,))
        nominations_received.keep(unit, ORG, ID, [won], now=NOW)
        [one] = nominations_received.of_window(unit, ORG, ID)
        subject = nominations_notices.subject(one)
        told = Notice(person="ana", kind=nominations_notices.RECEIVED, subject=subject, card=CARD)
        notices.leave(unit, ORG, [told], now=NOW, rng=random.Random(1))
        assert nominations_notices.still_unanswered(unit, ORG, "ana", [told]) == [told]
        assert not nominations_notices.has_heard(unit, ORG, one)
        notices.mark(unit, ORG, notices.waiting(unit, ORG, "ana"), State.SENT, now=NOW)
        assert nominations_notices.has_heard(unit, ORG, one)
        nominations_received.answer(unit, ORG, one, KEPT)
        assert nominations_notices.still_unanswered(unit, ORG, "ana", [told]) == []

    house.store.write(play).result()
