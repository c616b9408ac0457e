"""What every column of the tables of nominations is, as far as people are concerned: part of storage/tagging.py.

Who nominated or voted stands nowhere. Whom a nomination is about is sealed in it, and it is gone once it is decided on;
an erasure opens what it can and takes it out before (storage/nominations_erasing.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

KEPT: Mapping[str, Kept] = {
    "nomination_slip": kept(
        DataClass.KUDOS,
        Erased.BY_HAND,
        sealed={"words": Sealed(("token",), json=True)},
        technical="org_id window_id stage token",
        why="joined to nobody who handed it in; whom it names is sealed",
    ),
    "nomination_ballot": kept(
        DataClass.KUDOS,
        Erased.STAYS,
        technical="org_id window_id stage ballot",
        why="keyed hashes, under a key that is destroyed with the rows when the stage closes",
    ),
    "nomination_seat": kept(DataClass.KUDOS, Erased.ROWS, people="person_id", technical="org_id window_id"),
    "nomination_result": kept(
        DataClass.KUDOS,
        Erased.ROWS,
        people="person_id",
        facts="category consent decided_at",
        sealed={"story": Sealed(("window_id", "category", "person_id"), by="/", json=True)},
        technical="org_id window_id",
    ),
    "nomination_window": technical(
        "org_id id title terms state closes_at decides_at version created_at",
        others="author_id",
        why="what was asked, when, and under which rules",
    ),
    "recognition_story": technical("org_id day kudos_id posted_at", why="which kudos stood in which post"),
    "recognition_digest": technical("org_id rhythm changed_at", why="how often the organization posts a digest"),
}
