"""Who may do what around recognition beyond single kudos: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May


def reads_reach(facts: Facts, me: str, id: str) -> bool:
    """HR of everybody and of each team; whoever leads somebody, of theirs."""
    if id == "mine":
        return me in facts.leads.values()
    return me in facts.hr and (id == "all" or id in facts.teams)


RECOGNITION: Mapping[tuple[str, str], May] = {("reach.show", slot): reads_reach for slot in (SUBJECT, VALUE)}
