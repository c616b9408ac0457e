"""How good a post-mortem is, by a worked case: two scorers, a gate for blame, a number and its band."""

from __future__ import annotations

import pytest

from domain.postmortems_index import Band, Sheet, agreement, band, index, to_talk_through
from domain.result import Reason
from tests.domain.published_cases import case

FULL = Sheet(points=[2] * 14, blames=False)


def sheets(*, blames: bool) -> tuple[Sheet, Sheet]:
    given, _ = case("postmortem_index_two_scorers")
    return Sheet(points=given["scorer_1"], blames=blames), Sheet(points=given["scorer_2"], blames=False)


@pytest.mark.parametrize("number", [0, 1])
def test_the_index_is_as_worked_out(number: int) -> None:
    """Whoever of the two finds blame caps it."""
    _, expected = case("postmortem_index_two_scorers")
    wanted = expected["results"][number]
    found = index(sheets(blames=wanted["blame_found"]))
    assert found is not None
    assert found.shares == pytest.approx(expected["dimension_share"], abs=1e-5)
    assert found.exact == pytest.approx(wanted["index"], abs=1e-5)
    assert (found.shown, found.band) == (wanted["shown"], wanted["band"].lower())
    assert found.is_capped is wanted["blame_found"]


def test_a_thin_one_is_not_raised_by_its_cap() -> None:
    """The cap is the most it can have."""
    thin = Sheet(points=[0] * 14, blames=True)
    found = index([thin, thin])
    assert found is not None
    assert (found.shown, found.band) == (0, Band.THIN)


def test_half_is_rounded_up_before_the_band_is_chosen() -> None:
    """A whole number is shown, and its band is the number's."""
    points = [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0]
    found = index([Sheet(points=points, blames=False), Sheet(points=[*points[:-3], 1, 0, 0], blames=False)])
    assert found is not None
    assert (found.exact, found.shown) == (83.125, 83)
    points = [2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    found = index([Sheet(points=points, blames=False), Sheet(points=points, blames=False)])
    assert found is not None
    assert (found.exact, found.shown) == (77.5, 78)


@pytest.mark.parametrize(
    ("shown", "name"), [(49, "thin"), (50, "usable"), (74, "usable"), (75, "strong"), (90, "exemplary")]
)
def test_each_band_begins_at_its_number(shown: int, name: str) -> None:
    """Fifty is usable already."""
    assert band(shown) == name


def test_one_scorer_or_an_empty_line_is_not_yet_scored() -> None:
    """No number stands for what nobody said."""
    gap = Sheet(points=[*FULL.points[:13], None], blames=False)
    assert index([FULL]) is None
    assert index([FULL, gap]) is None
    assert index([FULL, FULL, gap]) is None
    assert index([FULL, FULL, FULL]) is None
    assert index([FULL, FULL]) is not None


def test_a_gap_of_two_is_talked_through() -> None:
    """Of one it is not, nor where a line is empty."""
    other = Sheet(points=[0, 1, None, *FULL.points[3:]], blames=False)
    assert to_talk_through(FULL, other) == [0]
    assert to_talk_through(*sheets(blames=False)) == case("postmortem_index_two_scorers")[1]["lines_to_talk_through"]


def test_scorers_are_compared_from_five_reviews() -> None:
    """Line by line."""
    pair = sheets(blames=False)
    assert agreement([pair] * 4).reason is Reason.TOO_FEW_EVENTS
    found = agreement([pair] * 5)
    assert found.n == 70
    assert found.value is not None
