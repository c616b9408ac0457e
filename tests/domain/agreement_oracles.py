"""What two packages that are not ours say of random designs (pingouin and krippendorff are for tests only: GPL).

They are imported where they are asked: they take seconds, which each process of a run of tests would spend.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Ratings = list[list[float | None]]
LEVELS = (1.0, 2.0, 3.0)


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    value: float
    low: float
    high: float


def designs(rng: random.Random, count: int, *, gaps: float) -> Iterator[Ratings]:
    """Cases by raters on three levels that go with the case, now more and now less."""
    for _ in range(count):
        cases, raters, noise = rng.randint(3, 14), rng.randint(2, 9), rng.random()
        yield [_row(rng, raters, noise, gaps) for _ in range(cases)]


def _row(rng: random.Random, raters: int, noise: float, gaps: float) -> list[float | None]:
    level = rng.choice(LEVELS)
    seen = [rng.choice(LEVELS) if rng.random() < noise else level for _ in range(raters)]
    return [None if rng.random() < gaps else value for value in seen]


def correlations(ratings: Ratings) -> dict[str, Coefficient]:
    """Pingouin's, by the names of McGraw and Wong; bounds are rounded by it to two places."""
    import pandas as pd  # type: ignore[import-untyped]  # it comes with pingouin, and without types  # noqa: PLC0415
    import pingouin  # type: ignore[import-untyped]  # it has no types  # noqa: PLC0415

    rows = [(case, rater, value) for case, row in enumerate(ratings) for rater, value in enumerate(row)]
    frame = pd.DataFrame(rows, columns=["case", "rater", "value"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by 0 where all is said by the figure
        found = pingouin.intraclass_corr(frame, targets="case", raters="rater", ratings="value")
    return {
        row["Type"]: Coefficient(value=row["ICC"], low=row["CI95"][0], high=row["CI95"][1])
        for _, row in found.iterrows()
    }


def alpha(units: Sequence[Sequence[float | None]], level: Level) -> float | None:
    """Krippendorff's package; None where it refuses."""
    import krippendorff  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    coders = np.array([[np.nan if value is None else value for value in unit] for unit in units]).T
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(krippendorff.alpha(reliability_data=coders, level_of_measurement=level))
    except ValueError:
        return None
