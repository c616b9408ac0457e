"""What a calibration did to ratings."""

from __future__ import annotations

import pytest

from domain.calibration_changes import (
    Calibrated,
    Moves,
    Supported,
    compression,
    evidence_compliance,
    moves,
    moves_by_evidence,
)
from domain.competencies import Direction, Level
from domain.result import Reason

LOW, MIDDLE, HIGH = Level.DEVELOPING, Level.COMPETENT, Level.ROLE_MODEL


def calibrated(*rows: tuple[Level, Level, int]) -> list[Calibrated]:
    return [Calibrated(before=before, after=after, evidence=evidence) for before, after, evidence in rows]


def test_ratings_that_moved_are_counted_by_their_evidence() -> None:
    """Up and down apart."""
    those = calibrated((HIGH, MIDDLE, 1), (HIGH, LOW, 1), (LOW, MIDDLE, 4), (MIDDLE, MIDDLE, 4))
    assert moves(those) == Moves(n=4, up=1, down=2)
    assert moves(those).changed == 3
    assert moves_by_evidence(those) == {1: Moves(n=2, up=0, down=2), 4: Moves(n=2, up=1, down=0)}


def test_ratings_drawn_to_the_middle_show() -> None:
    """Half the spread, all at Competent but one."""
    found = compression(calibrated((LOW, MIDDLE, 1), (HIGH, MIDDLE, 1), (LOW, LOW, 1), (HIGH, MIDDLE, 1)))
    assert found is not None
    assert (found.middle_before, found.middle_after) == (0, 0.75)
    assert [found.before, found.after] == pytest.approx([1, 0.1875**0.5])
    assert found.ratio.value == pytest.approx(0.1875**0.5)


def test_where_nothing_varied_there_is_nothing_to_compress() -> None:
    """And of no ratings nothing at all."""
    found = compression(calibrated((MIDDLE, MIDDLE, 1), (MIDDLE, HIGH, 1)))
    assert found is not None
    assert found.ratio.reason is Reason.NO_VARIATION
    assert compression([]) is None


def test_only_ratings_off_expectations_need_two_pieces() -> None:
    """Above and below alike; one at expectations is not counted."""
    those = [
        Supported(direction=Direction.ABOVE, is_corroborated=True),
        Supported(direction=Direction.BELOW, is_corroborated=False),
        Supported(direction=Direction.AT, is_corroborated=False),
    ]
    found = evidence_compliance(those)
    assert (found.value, found.n) == (0.5, 2)
    assert evidence_compliance(those[2:]).reason is Reason.NO_DATA
