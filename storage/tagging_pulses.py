"""What every column of the tables of pulses is, as far as people are concerned: part of storage/tagging.py.

What came in is about nobody: no column of it leads to a person, so nobody's can be found, shown or erased.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

_NOBODY = "answers are joined to nobody: nothing in a row says whose it is, so nobody's can be found"

KEPT: Mapping[str, Kept] = {
    "pulse_comment": kept(
        DataClass.PULSES,
        Erased.STAYS,
        sealed={"words": Sealed(("token",))},
        technical="org_id wave_id token item_id",
        why=_NOBODY,
    ),
    "pulse_sheet": kept(
        DataClass.PULSES,
        Erased.STAYS,
        sealed={"answers": Sealed(("token",))},
        technical="org_id wave_id token",
        why=_NOBODY,
    ),
    "pulse_ballot": kept(
        DataClass.PULSES,
        Erased.STAYS,
        technical="org_id wave_id ballot",
        why="keyed hashes, under a key that is destroyed with the rows when the wave closes",
    ),
    "pulse_invitation": kept(
        DataClass.PULSES, Erased.ROWS, people="person_id", facts="group_id", technical="org_id wave_id"
    ),
    "pulse_group": technical(
        "org_id wave_id id level parent_id invited", others="head_id", why="how many people are counted together"
    ),
    "pulse_wave": technical(
        "org_id id title template number contract digest state closes_at forget_at version created_at launched_at",
        others="author_id",
        why="what was asked, when, and under which promises",
    ),
    "pulse_item": technical(
        "org_id id content created_at retired_at", others="author_id", why="a question, and where it comes from"
    ),
}
