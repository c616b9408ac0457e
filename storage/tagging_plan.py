"""What every column of the plan and of coaching is, as far as people are concerned: part of storage/tagging.py."""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, kept, technical

_PROGRAM = "what the organization does and decides about its program; whoever did it is only named"

KEPT: Mapping[str, Kept] = {
    "plan_owner": technical("org_id cycle_id role", others="person_id", why=_PROGRAM),
    "plan_tick": technical("org_id cycle_id task_id is_done shown_by at", others="by_id", why=_PROGRAM),
    "plan_decision": technical("org_id cycle_id gate_id decision reason at", others="by_id", why=_PROGRAM),
    "coaching_answer": kept(
        DataClass.PREFERENCES, Erased.ROWS, people="person_id", facts="kind answer at", technical="org_id"
    ),
}
