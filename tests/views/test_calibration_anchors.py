"""What the room sees of the written cases: how often each level was chosen, and never by whom."""

from __future__ import annotations

from domain.calibration_script import Anchor, Form, Moment
from domain.competencies import Level
from tests.laws import edges
from views import calibration_anchors as views
from views.calibration import SEEN

CASE = Anchor(
    id="a1", form=Form.A, competency="early_candor", target=Level.COMPETENT, text="On 3 May Ari writes early."
)


def words(chosen: dict[Level, int]) -> str:
    card = views.spread(SEEN, Moment.BEFORE, [CASE], {}, {"a1": {**dict.fromkeys(Level, 0), **chosen}})
    return "\n".join(shown.words for shown in edges.everywhere(card))


def test_a_case_is_shown_once_three_have_rated_it() -> None:
    """Of two, each takes away their own and has the other's."""
    assert "early_candor (a1)" in words({Level.COMPETENT: 2, Level.ROLE_MODEL: 1})
    assert "early_candor (a1)" not in words({Level.COMPETENT: 1, Level.ROLE_MODEL: 1})
