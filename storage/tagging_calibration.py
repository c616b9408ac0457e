"""What every column of the tables of calibration is, as far as people are concerned: part of storage/tagging.py.

What hangs on a row stands before it, because in this order rows are erased.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

_ROWS = Erased.ROWS

KEPT: Mapping[str, Kept] = {
    "calibration_habit": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        facts="at",
        sealed={"words": Sealed(("session_id", "person_id"), by="/", json=True)},
        technical="org_id session_id",
    ),
    "calibration_report": kept(
        DataClass.REVIEWS,
        Erased.STAYS,
        sealed={"words": Sealed(("session_id",), json=True)},
        technical="org_id session_id at",
        why="figures of a session as a whole: they name nobody, and nobody's rating follows from them",
    ),
    "calibration_decision": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="by_id",
        writers="by_id",
        untold="by_id",
        waits=True,
        facts="competency outcome at undone_at applied_at",
        sealed={
            "words": Sealed(("session_id", "subject_id", "competency", "number"), by="/", json=True, untold=("voices",))
        },
        technical="org_id session_id number",
    ),
    "calibration_view": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="person_id",
        writers="person_id",
        untold="person_id",
        waits=True,
        facts="at",
        sealed={"words": Sealed(("session_id", "subject_id", "person_id"), by="/", json=True)},
        technical="org_id session_id",
    ),
    "calibration_packet": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="manager_id",
        writers="manager_id",
        waits=True,
        facts="frozen_at begun_at",
        sealed={"words": Sealed(("session_id", "subject_id"), by="/", json=True, untold=("hands",))},
        technical="org_id session_id place",
    ),
    "calibration_anchor": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        facts="moment case_id level at",
        technical="org_id session_id",
    ),
    "calibration_seat": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        facts="seat form",
        technical="org_id session_id place",
    ),
    "calibration_sprint_reading": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        facts="week case_id level knew at",
        technical="org_id sprint_id",
    ),
    "calibration_sprint_seat": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        technical="org_id sprint_id place",
    ),
    "calibration_sprint_week": technical(
        "org_id sprint_id number competency opens_at readers",
        why="which competency managers practiced on, when, and how many did",
    ),
    "calibration_sprint": technical(
        "org_id id created_at ends_at stopped_at",
        others="author_id facilitator_id",
        why="when managers practiced, not how they read",
    ),
    "calibration_session": technical(
        "org_id id cycle_id round_id day at zone minutes state sequence segment segment_at revealed_at version"
        " created_at frozen_at opened_at closed_at",
        others="author_id",
        why="when managers meet, not what is said there",
    ),
}
