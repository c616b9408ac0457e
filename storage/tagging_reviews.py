"""What every column of the tables of reviews is, as far as people are concerned: part of storage/tagging.py.

What hangs on a row stands before it, because in this order rows are erased.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

_ROWS = Erased.ROWS
_JSON = Sealed(json=True)

KEPT: Mapping[str, Kept] = {
    "rating_citation": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        waits=True,
        facts="competency part against",
        technical="org_id cycle_id round_id evidence_id",
    ),
    "rating_change": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="by_id",
        writers="by_id",
        waits=True,
        facts="competency part level at",
        sealed={
            "words": Sealed(("cycle_id", "round_id", "subject_id", "competency", "part", "version"), by="/", json=True)
        },
        technical="org_id cycle_id round_id version",
    ),
    "rating": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="rater_id",
        writers="rater_id",
        waits=True,
        facts="competency part level changed_at",
        sealed={"words": Sealed(("cycle_id", "round_id", "subject_id", "competency", "part"), by="/", json=True)},
        technical="org_id cycle_id round_id version",
    ),
    "second_rater": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="rater_id",
        untold="rater_id",
        facts="drawn_at",
        technical="org_id id cycle_id checkpoint_id round_id",
    ),
    "review_concern": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="settled_by",
        facts="kind raised_at settled_at",
        sealed={"words": _JSON},
        technical="org_id id cycle_id round_id",
    ),
    "review": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="manager_id release_asked_by released_by resolved_by",
        waits=True,
        facts="state changed_at submitted_at released_at answered_at disputed_at resolved_at",
        sealed={"words": Sealed(("cycle_id", "round_id", "subject_id"), by="/", json=True)},
        technical="org_id cycle_id round_id version",
    ),
    "evidence_change": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="by_id",
        writers="by_id",
        facts="change at",
        sealed={"before": Sealed(("evidence_id", "version"), by="/", json=True)},
        technical="org_id evidence_id version",
    ),
    "evidence": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id",
        others="author_id resolved_by",
        writers="author_id",
        facts="competency direction source occurred_on recorded_on recorded_at link_works voice hints_open shown_at"
        " state quote contested_at resolved_at",
        sealed={"words": _JSON, "side": _JSON},
        technical="org_id id link_key artifact_authors kudos_id request_id version",
    ),
    "feedback_request": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="subject_id asked_id",
        others="by_id",
        writers="by_id",
        facts="competency due_on state created_at settled_at",
        sealed={"question": _JSON},
        technical="org_id id",
    ),
    "goal_checkin": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        others="author_id",
        writers="author_id",
        facts="part mood at",
        sealed={"words": _JSON},
        technical="org_id goal_id id",
    ),
    "goal": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        others="author_id asked_by",
        writers="author_id",
        facts="state waits ends_on created_at changed_at ended_at",
        sealed={"words": _JSON},
        technical="org_id id version",
    ),
    "participant": kept(
        DataClass.REVIEWS, _ROWS, people="person_id", facts="joined_at left_at", technical="org_id cycle_id"
    ),
    "checkpoint_done": kept(
        DataClass.REVIEWS,
        _ROWS,
        people="person_id",
        others="by_id",
        facts="at",
        technical="org_id cycle_id checkpoint_id",
    ),
    "delegation": kept(
        DataClass.REVIEWS, _ROWS, people="away_id acting_id", facts="since ends_at", technical="org_id cycle_id"
    ),
    "framework_version": technical(
        "org_id number state content version changed_at approved_at",
        others="changed_by approved_by",
        why="what the organization calls good work",
    ),
    "cycle": technical(
        "org_id id title template framework state starts_on ends_on is_strict paused_on paused_days version"
        " beside_team beside_on created_at launched_at closed_at",
        others="author_id",
        why="when the organization reviews, and by which rules",
    ),
    "cycle_team": technical("org_id cycle_id team_id joined_at", why="which teams take part"),
    "checkpoint": technical("org_id cycle_id id kind title opens_on due_on content", why="what is asked on which day"),
}
