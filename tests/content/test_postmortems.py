"""The rubric of the pack can be used as it stands, and its hints meet what blames."""

from __future__ import annotations

import pytest

from content import postmortems
from content.reading import ContentError
from domain import language
from tests.content.test_reviews import shipped


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("The operator should have looked at the graph", "should have"),
        ("Root cause: Human error", "human error"),
        ("Whoever was on call forgot to page", "forgot to"),
        ("The alert fired after nine minutes, and the page listed no owner", None),
        ("Nobody could see the queue from the console", None),
    ],
)
def test_what_blames_gets_a_hint(said: str, found: str | None) -> None:
    """And what says what made it possible gets none."""
    hints = language.hints(said, [postmortems.default().blame])
    assert [hint.found for hint in hints] == ([found] if found else [])


def test_a_rubric_with_another_number_of_lines_is_refused() -> None:
    """The index is made of fourteen."""
    fewer = shipped().replace("        - {id: pr4,", "        # - {id: pr4,")
    with pytest.raises(ContentError, match="4 lines"):
        postmortems.read(fewer)
