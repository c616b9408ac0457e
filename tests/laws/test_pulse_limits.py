"""A pulse with the questions that people are really asked is inside the limits of both platforms, whoever it is for.

Examples of views are short. Here are eight questions in full, and figures of 4, 5, 9, 12 and 300 people as released.
"""

from __future__ import annotations

import pytest

from tests.laws import edges
from tests.laws.test_limits import refused_by_slack
from tests.platforms import adaptive_card
from tests.views import pulse_gallery as gallery
from views.vocabulary import Card

SHOWN = {
    **gallery.ballots(),
    **{f"figures of {many}": card for many, card in gallery.results().items()},
}
every_card = pytest.mark.parametrize("card", SHOWN.values(), ids=SHOWN.keys())


@every_card
def test_slack_takes_it(card: Card) -> None:
    """In a message and on Home."""
    assert [(shown.where, problem) for shown in edges.on_slack(card) if (problem := refused_by_slack(shown))] == []


@every_card
def test_teams_takes_it(card: Card) -> None:
    """In a message and in a dialog, and within the soft budget."""
    for shown in edges.on_teams(card):
        assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where
        assert adaptive_card.weight(shown.drawn) <= 28_000, shown.where


@pytest.mark.parametrize(("many", "figures"), [(4, False), (5, True), (9, True), (12, True), (300, True)])
def test_everywhere_the_same_is_shown_of_so_many(many: int, figures: bool) -> None:
    """Of four nothing, from five a mean, from ten how answers are spread; in the room, on Slack and on Teams."""
    for shown in edges.everywhere(gallery.results()[many]):
        assert ("to protect answers" in shown.words) == (not figures), shown.where
        assert ("low precision" in shown.words) == (many == 5), shown.where
        assert ("Low, middle, high" in shown.words) == (many >= 10), shown.where
