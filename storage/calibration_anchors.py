"""How managers read the written cases, before and after a session: each their own, and counts of all without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select

from domain.calibration_script import Moment
from domain.competencies import Level
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_anchor = tables.table(tables.CalibrationAnchor)
Levels = Mapping[str, Level]  # by case


def put(  # noqa: PLR0913 - whose levels in which session, before or after, and now
    unit: Unit, org: str, session: str, person: str, moment: Moment, levels: Levels, *, now: int
) -> None:
    """Keep them in the place of what the person said before."""
    mine = (_anchor.c.org_id == org, _anchor.c.session_id == session, _anchor.c.person_id == person)
    unit.run(delete(_anchor).where(*mine, _anchor.c.moment == moment.value))
    key = {"org_id": org, "session_id": session, "person_id": person, "moment": moment.value}
    unit.insert_all(
        _anchor, [{**key, "case_id": case, "level": level.value, "at": now} for case, level in levels.items()]
    )


def of_person(unit: Unit, org: str, session: str, person: str, moment: Moment) -> Levels:
    return by_person(unit, org, session, moment).get(person, {})


def by_person(unit: Unit, org: str, session: str, moment: Moment) -> Mapping[str, Levels]:
    """Return what each has said, for what is computed of it; who sees what of that is the caller's to ask."""
    found: dict[str, dict[str, Level]] = {}
    for row in unit.rows(_SAID, {"org": org, "session": session, "moment": moment.value}):
        found.setdefault(row["person_id"], {})[row["case_id"]] = Level(row["level"])
    return found


def spread(unit: Unit, org: str, session: str, moment: Moment) -> Mapping[str, Mapping[Level, int]]:
    """Return how often each level was given to each case, without who gave it."""
    counted: dict[str, Counter[Level]] = {}
    for levels in by_person(unit, org, session, moment).values():
        for case, level in levels.items():
            counted.setdefault(case, Counter())[level] += 1
    return {case: {level: counts[level] for level in Level} for case, counts in counted.items()}


_SAID = Prepared(
    select(_anchor.c.person_id, _anchor.c.case_id, _anchor.c.level).where(
        _anchor.c.org_id == bindparam("org"),
        _anchor.c.session_id == bindparam("session"),
        _anchor.c.moment == bindparam("moment"),
    )
)
