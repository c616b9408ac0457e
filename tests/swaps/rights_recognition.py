"""Who may do what around recognition beyond single kudos: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, person, team

_CATEGORY = "best_feedback_giver"


def reads_reach(facts: Facts, me: str, id: str) -> bool:
    """HR of everybody and of each team; whoever leads somebody, of theirs."""
    if id == "mine":
        return me in facts.leads.values()
    return me in facts.hr and (id == "all" or id in facts.teams)


def reads_digest(facts: Facts, me: str, id: str) -> bool:
    """Everybody that of their own teams, HR that of any."""
    return id in facts.teams and (me in facts.hr or (id, me) in facts.members)


def chooses(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id in {"never", "weekly", "monthly"}


def nominates(facts: Facts, me: str, id: str) -> bool:
    """Anybody; of one that is closed they are told so."""
    return id in facts.windows


def decides(facts: Facts, me: str, id: str) -> bool:
    """The committee, once nominations are closed; a category and a page may follow."""
    window, _, category = id.partition("/")
    is_closed = window in facts.windows and facts.windows[window]["state"] not in {"open", "closed"}
    return is_closed and (window, me) in facts.deciding and category.partition("/")[0] in ("", _CATEGORY)


def votes(facts: Facts, me: str, id: str) -> bool:
    """The committee, for whoever is nominated, and never for themselves; once it is over they are told so."""
    window, _, rest = id.partition("/")
    nominee = rest.removeprefix(f"{_CATEGORY}/")
    if not decides(facts, me, f"{window}/{_CATEGORY}"):
        return False
    is_over = facts.windows[window]["state"] != "deciding" and rest.partition("/")[0] in ("", _CATEGORY)
    return is_over or ((window, nominee) in facts.nominated and nominee != me)


def received(facts: Facts, me: str, id: str) -> bool:
    return (id, me) in facts.received


def stops(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id in facts.windows


def of_hr_person(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and person(facts, me, id)


def of_hr_team(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and team(facts, me, id)


RECOGNITION: Mapping[tuple[str, str], May] = {
    **{("reach.show", slot): reads_reach for slot in (SUBJECT, VALUE)},
    **{("digest.show", slot): reads_digest for slot in (SUBJECT, VALUE)},
    ("digest.rhythm", VALUE): chooses,
    **{("nominations.hand_in.open", slot): nominates for slot in (SUBJECT,)},
    ("nominations.hand_in", SUBJECT): nominates,
    ("nominations.hand_in", "nominee"): person,
    **{("nominations.read", slot): decides for slot in (SUBJECT, VALUE)},
    **{("nominations.vote", slot): votes for slot in (SUBJECT, VALUE)},
    **{(f"nominations.{one}", SUBJECT): received for one in ("tell", "keep", "take_back")},
    ("nominations.stop", SUBJECT): stops,
    ("nominations.new", "seats"): of_hr_person,
    ("nominations.new", "teams"): of_hr_team,
}
