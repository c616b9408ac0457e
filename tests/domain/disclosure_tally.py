"""Counts what the auditor tries in made-up organizations.

`python -m tests.domain.disclosure_tally FILE [ORGANIZATIONS]` writes a line for each organization, with all its waves.
What stands in the file is not tried again, so a run that was stopped goes on. Every so often, and at the end, it tells
the sums.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.domain.test_pulses_disclosure import FLOOR, WAVES, Organization, attacks, release, spoken

ALL, TOLD_EVERY = 2_000, 50  # organizations


@dataclass(frozen=True, kw_only=True)
class Tally:
    """`shown` of `spoken` figures were published; `narrowest`: points of the scale for each person, None: no attack."""

    seed: int
    waves: int
    spoken: int
    shown: int
    attacks: int
    exact: int
    hits: int
    narrowest: float | None


def tally(seed: int) -> Tally:
    organization = Organization(random.Random(seed))
    spoken_of, shown, exact, tried = 0, 0, 0, []
    for _ in range(WAVES):
        cells, declared = organization.answers(), organization.declared()
        auditor = release(cells, declared)
        spoken_of, shown = spoken_of + len(spoken(cells, declared)[0]), shown + len(auditor.published)
        exact += len(auditor.exact(FLOOR))
        tried += [*attacks(auditor)]
        organization.moves()
    return Tally(
        seed=seed,
        waves=WAVES,
        spoken=spoken_of,
        shown=shown,
        attacks=len(tried),
        exact=exact,
        hits=sum(one.hits for one in tried),
        narrowest=min(((one.high - one.low) / one.n for one in tried), default=None),
    )


def kept(file: Path) -> dict[int, Tally]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {one.seed: one for one in (Tally(**json.loads(line)) for line in lines)}


def sums(found: Mapping[int, Tally]) -> Iterator[str]:
    every = [*found.values()]
    yield f"{len(every)} organizations, {sum(one.waves for one in every)} releases"
    yield f"{sum(one.spoken for one in every)} figures, {sum(one.spoken - one.shown for one in every)} not shown"
    yield f"{sum(one.attacks for one in every)} attacks, {sum(one.exact + one.hits for one in every)} answers recovered"
    yield f"narrowest: {min(one.narrowest for one in every if one.narrowest is not None)} points a person"


def run(file: Path, most: int) -> None:
    found = kept(file)
    with file.open("a", encoding="utf-8") as lines:
        for seed in range(most):
            if seed not in found:
                found[seed] = tally(seed)
                lines.write(json.dumps(asdict(found[seed])) + "\n")
                lines.flush()
                if len(found) % TOLD_EVERY == 0:
                    tell(found)
    tell(found)


def tell(found: Mapping[int, Tally]) -> None:
    sys.stdout.write("; ".join(sums(found)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ALL)
