"""When a rating falls after somebody spoke up, the ombud looks, and is told how little that may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import ratings_tripwire
from domain.competencies import Level
from domain.ratings_tripwire import BaseRate, Change, Kind, Reading, Voice

BEFORE, NOW = date(2026, 1, 30), date(2026, 6, 30)
SAM = Change(
    person="sam",
    competency="candor",
    before=Level.COMPETENT,
    rated_before_on=BEFORE,
    after=Level.DEVELOPING,
    rated_on=NOW,
)
CONCERN = Voice(person="sam", kind=Kind.RAISED_CONCERN, on=date(2026, 3, 1))


def test_a_fall_after_somebody_spoke_up_is_shown_with_what_they_said() -> None:
    """Oldest first, whichever kind it was."""
    owned = replace(CONCERN, kind=Kind.OWNED_ERROR, on=date(2026, 2, 1))
    [alert] = ratings_tripwire.report([SAM], [CONCERN, owned]).alerts
    assert (alert.person, alert.falls, alert.voices) == ("sam", (SAM,), (owned, CONCERN))


@pytest.mark.parametrize(
    ("change", "voice"),
    [
        (replace(SAM, after=Level.COMPETENT), CONCERN),
        (replace(SAM, before=Level.DEVELOPING, after=Level.ROLE_MODEL), CONCERN),
        (SAM, replace(CONCERN, person="ben")),
        (SAM, replace(CONCERN, on=BEFORE)),
        (SAM, replace(CONCERN, on=NOW + timedelta(days=1))),
    ],
)
def test_without_a_fall_or_before_and_after_it_there_is_nothing_to_show(change: Change, voice: Voice) -> None:
    """What was said before the last rating, or after this one, did not lead to it."""
    assert ratings_tripwire.report([change], [voice]).alerts == ()


def test_only_what_fell_after_it_is_shown() -> None:
    """Another competency, rated before the person spoke up, is left out; each person stands by themselves."""
    earlier = replace(SAM, competency="feedback", rated_before_on=date(2025, 6, 30), rated_on=BEFORE)
    ben = replace(SAM, person="ben")
    found = ratings_tripwire.report([SAM, earlier, ben], [CONCERN, replace(CONCERN, person="ben")])
    assert [(alert.person, alert.falls) for alert in found.alerts] == [("ben", (ben,)), ("sam", (SAM,))]


def test_beside_it_stands_how_often_ratings_fell_without_that() -> None:
    """Counted in people, each once."""
    more = [
        replace(SAM, person=f"p{number}", after=Level(("developing", "competent")[number % 2])) for number in range(6)
    ]
    more.append(replace(more[0], competency="feedback", after=Level.ROLE_MODEL))
    again = replace(SAM, competency="feedback")
    rate = ratings_tripwire.report([SAM, again, *more], [CONCERN, replace(CONCERN, person="p1")]).base_rate
    assert rate == BaseRate(spoke=2, spoke_fell=1, silent=5, silent_fell=3)


@pytest.mark.parametrize(
    ("rate", "reading"),
    [
        (BaseRate(spoke=9, spoke_fell=9, silent=90, silent_fell=0), Reading.TOO_FEW),
        (BaseRate(spoke=90, spoke_fell=90, silent=9, silent_fell=0), Reading.TOO_FEW),
        (BaseRate(spoke=10, spoke_fell=3, silent=100, silent_fell=29), Reading.MORE),
        (BaseRate(spoke=10, spoke_fell=3, silent=100, silent_fell=30), Reading.NOT_MORE),
    ],
)
def test_small_numbers_say_nothing(rate: BaseRate, reading: Reading) -> None:
    """Under ten people in either group, shares are not set side by side; the alert itself stands."""
    assert rate.reading is reading
