"""What every column of post-mortems is, as far as people are concerned: part of storage/tagging.py."""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept

_JSON = Sealed(json=True)
_TEAMS = "what a team learned and decided, in its words; who wrote it down and who sees to it is somebody who has left"

KEPT: Mapping[str, Kept] = {
    "postmortem_score": kept(
        DataClass.POSTMORTEMS,
        Erased.ROWS,
        people="person_id",
        facts="owes stepped_back asked_at",
        sealed={"words": Sealed(("postmortem_id", "round", "person_id"), json=True)},
        technical="org_id postmortem_id round",
    ),
    "postmortem_responder": kept(
        DataClass.POSTMORTEMS, Erased.ROWS, people="person_id", technical="org_id postmortem_id"
    ),
    "postmortem_action": kept(
        DataClass.POSTMORTEMS,
        Erased.STAYS,
        others="author_id owner_id done_by verified_by",
        writers="author_id owner_id",
        facts="kind state due_on moved_from missed_on verified_on",
        sealed={"words": _JSON},
        technical="org_id id postmortem_id version created_at",
        why=_TEAMS,
    ),
    "postmortem": kept(
        DataClass.POSTMORTEMS,
        Erased.STAYS,
        others="author_id",
        writers="author_id",
        sealed={"words": _JSON},
        technical="org_id id team_id happened_on closed_on came_back_on severity found_by state round sheets scored_at"
        " version created_at",
        why=_TEAMS,
    ),
}
