"""What must hold among the checkpoints of a cycle that runs, wherever one of them is moved or put in."""

from __future__ import annotations

from domain import cycles, reviews_rounds
from domain.cycles import Cycle, Kind, NotMovableError, State


class NoDaysError(NotMovableError):
    """No day would be left whose evidence this rating could rest on. Nothing changed; let it open later."""


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


def _seconds(cycle: Cycle) -> dict[str, str]:
    """Return the round of each checkpoint for second ratings."""
    return {one.id: _rated(cycle, one.id) for one in cycle.checkpoints if one.kind is Kind.SECOND_RATING}


def _rated(cycle: Cycle, id: str) -> str:
    one = cycle.checkpoint(id)
    return reviews_rounds.prepared(cycle, one).id if one else ""
