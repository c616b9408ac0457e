"""When a figure of calibration is enough to be shown, and which word its interval allows: "too few to say" otherwise.

The floors are choices; the widths come from simulations of three-level ratings, in which a single ICC has an interval
of .82 with 5 cases and 4 raters, and of .48 with 12 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.calibration_raters import Halo, Middle
from domain.calibration_spread import Spread
from domain.result import Result, State
from domain.severity import Leniency

CASES, RATERS = 5, 3
WIDEST = 0.60  # of an interval that a word is said about
UNITS = 10
PAIRS = 20
SHARED = 5
COMMON = 8
PEOPLE, COMPETENCIES = 5, 3
SIGNIFICANT = 0.05
ONE_READING = 0.50  # of single ratings on three levels; bands for finer scales would be too strict
FIRM, TENTATIVE = 0.80, 0.667  # Krippendorff's customary readings


class Word(StrEnum):
    """Said of the interval, never of the figure alone."""

    ONE_READING = "one_reading"  # of the standard, mostly
    FIRM = "firm"
    TENTATIVE = "tentative"
    DIFFERENT = "different"  # readings differ
    CANNOT_TELL = "cannot_tell"
    TOO_FEW = "too_few"


class Change(StrEnum):
    """What the spread did. Nothing is said to have shrunk that signs alone would shrink as far."""

    SHRANK = "shrank"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`figure` is None where there are too few to say; one that does not exist stands with its reason."""

    figure: Result | None
    word: Word


def icc(found: Result, raters: int) -> Shown:
    """Show the agreement of raters who all rated all cases."""
    is_enough = found.n >= CASES and raters >= RATERS
    return _shown(found, is_enough, ((ONE_READING, Word.ONE_READING),), ONE_READING)


def alpha(found: Result) -> Shown:
    """Show the agreement where cells are missing; `n` counts units with two values."""
    return _shown(found, found.n >= UNITS, ((FIRM, Word.FIRM), (TENTATIVE, Word.TENTATIVE)), TENTATIVE)


def kappa(found: Result) -> Result | None:
    return found if found.n >= PAIRS else None


def severity(found: Leniency) -> Leniency | None:
    """To that manager and the facilitator only."""
    return found if found.shared >= SHARED else None


def leniency(found: Result) -> Result | None:
    return found if found.n >= COMMON else None


def central_tendency(found: Middle) -> Middle | None:
    return found if found.share.n >= COMMON else None


def halo(found: Halo, competencies: int) -> Halo | None:
    return found if found.together.n >= PEOPLE and competencies >= COMPETENCIES else None


def spread(found: Spread) -> Change:
    if found.chance is None or found.difference.n < CASES:
        return Change.TOO_FEW
    return Change.SHRANK if found.chance <= SIGNIFICANT else Change.NO_CLEAR_CHANGE


def _shown(found: Result, is_enough: bool, above: tuple[tuple[float, Word], ...], under: float) -> Shown:
    is_missing = found.state is not State.OK
    if not is_missing and (not is_enough or found.width is None):
        return Shown(figure=None, word=Word.TOO_FEW)
    if found.low is None or found.high is None:
        return Shown(figure=found, word=Word.CANNOT_TELL)
    if found.high - found.low > WIDEST:
        return Shown(figure=found, word=Word.TOO_FEW)
    reached = [word for least, word in above if found.low >= least]
    return Shown(figure=found, word=[*reached, Word.DIFFERENT if found.high < under else Word.CANNOT_TELL][0])
