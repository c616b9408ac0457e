"""What a session reads of evidence is what still stands."""

from __future__ import annotations

from datetime import date

import pytest

from domain import calibration_packets as rules
from domain.calibration_packets import Packet, Piece, Rated
from domain.competencies import Level
from domain.evidence import State, Strength
from tests.domain.test_corroboration import item

PIECE = Piece(
    id="e1", letter=Strength.B, occurred_on=date(2026, 2, 2), recorded_on=date(2026, 2, 4), version=1, against=False
)
PACKET = Packet(
    session="s",
    subject="sam",
    manager="mo",
    frozen_at=0,
    ratings=(Rated(competency="candor", level=Level.COMPETENT, expected=Level.COMPETENT, pieces=(PIECE,)),),
)


@pytest.mark.parametrize("state", list(State))
def test_words_that_were_withdrawn_or_struck_are_read_by_nobody(state: State) -> None:
    """Whoever took them back, or won against them, is not judged by them in the room."""
    gone = state in {State.WITHDRAWN, State.STRUCK}
    words = rules.words(PACKET, {"e1": item("e1", state=state), "e2": item("e2")})
    assert words == ({} if gone else {"e1": "Named the risk"})


def test_whoever_rated_it_before_it_froze_has_rated_it_for_good() -> None:
    packet = Packet(session="s", subject="sam", manager="mo", frozen_at=0, ratings=(), hands=frozenset({"max"}))
    assert [who for who in ("mo", "max", "eve") if packet.is_by(who)] == ["mo", "max"]
