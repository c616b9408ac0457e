"""What every column about teams' figures and rewards is, as far as people are concerned: part of storage/tagging.py."""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage.tags import Erased, Kept, Sealed, kept, technical

_COUNTS = "counts of a team of five or more; who entered them stands in the audit alone"
_TEAMS = "what a team did or is given, all of it alike; who wrote it stands in the audit alone"

KEPT: Mapping[str, Kept] = {
    "team_month": technical(
        "org_id team_id month changes lead_minutes failed by_team by_customers source at", why=_COUNTS
    ),
    "figure_sender": technical("org_id id name token made_at used_at", why="systems that post figures of teams"),
    "reward_rule": technical("org_id team_id criteria least_index prize version written_at", why=_TEAMS),
    "reward_quarter": technical("org_id team_id quarter outcome prize verdict settled_at given_at", why=_TEAMS),
    "experiment": kept(
        DataClass.POSTMORTEMS,
        Erased.STAYS,
        sealed={"title": Sealed()},
        technical="org_id id team_id ending ended_on link told_at",
        why=_TEAMS,
    ),
}
