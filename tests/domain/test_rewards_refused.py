"""What no reward is for is refused in whatever words it comes, and what a team may be given is not."""

from __future__ import annotations

import pytest

from domain import rewards_refused as rules
from domain.rewards_refused import Refused


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("A team day after a quarter without outages", Refused.INCIDENTS),
        ("Dinner for the fewest incidents of all teams", Refused.INCIDENTS),
        ("Pizza for an incident-free month", Refused.INCIDENTS),
        ("Budget if there are ZERO  Accidents", Refused.INCIDENTS),
        ("A day off for reducing bugs", Refused.BUGS),
        ("Fewer customer complaints", Refused.BUGS),
        ("A low bug count", Refused.BUGS),
        ("For the best pulse", Refused.PULSE),
        ("A prize for our survey results", Refused.PULSE),
        ("Cake when the psychological safety score is above 4", Refused.PULSE),
        ("90% participation", Refused.PARTICIPATION),
        ("Cake when everybody answers", Refused.PARTICIPATION),
        ("For the most badges", Refused.RECOGNITION),
        ("500 euros for 20 kudos", Refused.RECOGNITION),
        ("A bonus for the number of notes", Refused.RECOGNITION),
        ("When nobody is rated below expectations", Refused.RATINGS),
        ("Good performance reviews", Refused.RATINGS),
        ("A watch for the top performer", Refused.ONE_PERSON),
        ("Shared out, each according to what they did", Refused.ONE_PERSON),
    ],
)
def test_no_words_buy_silence_or_scores(words: str, refused: Refused) -> None:
    """Few incidents, few bugs, pulses, participation, badges, ratings, one of them alone."""
    assert refused in rules.found(words)


@pytest.mark.parametrize(
    "words",
    [
        "A learning budget of 500 euros for the team",
        "A team day in spring, chosen together",
        "Two conference tickets, drawn by lot",
        "Books and an afternoon to read them",
        "Lunch together, and time to try something out",
    ],
)
def test_a_modest_prize_is_just_taken(words: str) -> None:
    """Nobody has to fight the form."""
    assert rules.found(words) == ()


def test_what_a_menu_offers_so_that_people_ask_is_refused_by_name() -> None:
    """And what may be chosen is not among it."""
    assert rules.chosen(("index", "pulse", "incidents")) == (Refused.INCIDENTS, Refused.PULSE)
    assert rules.chosen(("index", "actions", "experiments")) == ()
