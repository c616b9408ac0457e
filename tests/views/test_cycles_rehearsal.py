"""Before a launch HR reads what the rehearsal takes for granted."""

from __future__ import annotations

from dataclasses import replace

from domain.cycles import Kind
from tests.laws.view_examples import found
from views import cycles_rehearsal as views
from views.checkpoints import CYCLE
from views.cycles_rehearsal import Rehearsal
from views.vocabulary import Note


def notes(kind: Kind) -> str:
    checkpoints = tuple(replace(one, kind=kind) for one in CYCLE.checkpoints)
    seen = Rehearsal(cycle=replace(CYCLE, checkpoints=checkpoints), entries=(), messages=0, people=0, busiest=0)
    return str(found(views.calendar(seen, 0), Note))


def test_of_second_ratings_it_says_that_an_empty_file_is_asked_of_nobody() -> None:
    """They are in it before anything is noted; a cycle without them does not speak of files."""
    assert "of an empty one nothing is asked" in notes(Kind.SECOND_RATING)
    assert "file" not in notes(Kind.RATING)
