"""What every column of released pulses is, as far as people are concerned: part of storage/tagging.py."""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

_PUBLISHED = "published figures of groups: no answer of anybody follows from them"

KEPT: Mapping[str, Kept] = {
    "pulse_release": technical("org_id wave_id released_at teams_differ", why=_PUBLISHED),
    "pulse_figure": technical("org_id wave_id group_id question_id n content trend", why=_PUBLISHED),
    "pulse_standing": technical("org_id wave_id group_id is_asked turnout agreement", why=_PUBLISHED),
    "pulse_remark": kept(
        DataClass.PULSES,
        Erased.STAYS,
        sealed={"words": Sealed(("token",))},
        technical="org_id wave_id token group_id item_id",
        why="comments are joined to nobody: nothing in a row says whose it is, so nobody's can be found",
    ),
    "pulse_action": technical(
        "org_id id wave_id group_id words due_on state outcome version created_at",
        others="author_id owner_id",
        why="what a team decided to do, in its words; who proposed it and who does it is only named",
    ),
    "pulse_vote": kept(DataClass.PULSES, Erased.ROWS, people="person_id", technical="org_id action_id"),
}
