"""What must hold among the checkpoints of a cycle that runs, wherever one of them is moved or put in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain import cycles, reviews_rounds
from domain.contact import Calendar
from domain.cycles import Cycle, Kind, NotMovableError, State


class NoDaysError(NotMovableError):
    """No day would be left whose evidence this rating could rest on. Nothing changed; let it open later."""


class TooEarlyError(NotMovableError):
    """A release that was moved in the pause would come before its rating is due. It stays paused; move that first."""


class AnotherRatingError(NotMovableError):
    """Second ratings would come before the rating they are of, or after the next. Nothing changed; move that first."""


def require(before: Cycle, after: Cycle) -> None:
    """What was amiss before is no news, and of a draft its flaws tell. Raises NoDaysError or AnotherRatingError."""
    if before.state is State.DRAFT:
        return
    if cycles.ratings_have_days(before) and not cycles.ratings_have_days(after):
        raise NoDaysError
    if any(_rated(after, id) != round for id, round in _seconds(before).items()):
        raise AnotherRatingError


def resume(cycle: Cycle, *, today: date, calendar: Calendar) -> Cycle:
    """Go on after a pause. What HR moved in it stays while the rest moves, and may lie out of order then.

    A release that HR opens early is their choice (domain.cycles_advance cautions them); here nobody chose it.
    Raises StaleError unless it is paused, TooEarlyError, and what `require` raises.
    """
    resumed = cycles.resume(cycle, today=today, calendar=calendar)
    require(cycle, resumed)
    ahead = [one.id for one in cycle.checkpoints if not cycles.opened(cycle, one, today=today)]
    if not _due_before(cycle, ahead) <= _due_before(resumed, ahead):
        raise TooEarlyError
    return resumed


def _due_before(cycle: Cycle, ahead: Collection[str]) -> set[tuple[str, str]]:
    """Return each rating with each release that comes after it is due: of those ahead, since what has opened stays."""
    releases = [one for one in cycle.checkpoints if one.kind is Kind.RELEASE and one.id in ahead]
    ratings = [one for one in cycle.checkpoints if one.kind is Kind.RATING]
    return {(rating.id, one.id) for one in releases for rating in ratings if rating.due_on <= one.opens_on}


def _seconds(cycle: Cycle) -> dict[str, str]:
    """Return the round of each checkpoint for second ratings."""
    return {one.id: _rated(cycle, one.id) for one in cycle.checkpoints if one.kind is Kind.SECOND_RATING}


def _rated(cycle: Cycle, id: str) -> str:
    one = cycle.checkpoint(id)
    return reviews_rounds.prepared(cycle, one).id if one else ""
