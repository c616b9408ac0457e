"""A group of a pulse is called the same before it opens and after it is released."""

from __future__ import annotations

import pytest

from domain.pulses_groups import Group, Level
from views.privacy import FORMER_COLLEAGUE
from views.pulses_results_words import group_words


@pytest.mark.parametrize(
    ("level", "name", "words"),
    [
        (Level.COMPANY, "", "The whole company"),
        (Level.DEPARTMENT, "Dora Lind", "Everybody under Dora Lind"),
        (Level.DEPARTMENT, FORMER_COLLEAGUE, "Everybody under a former colleague"),
        (Level.TEAM, "Billing", "Billing"),
    ],
)
def test_a_group_has_words_also_when_its_head_was_erased(level: Level, name: str, words: str) -> None:
    """Results are kept for three years, and who headed a department may be forgotten before."""
    assert group_words(Group(id="g", level=level, parent=None, invited=9), name) == words
