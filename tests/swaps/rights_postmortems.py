"""Who may do what with post-mortems and what is done about them: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, person


def reads(facts: Facts, me: str, id: str) -> bool:
    return id in facts.postmortems


def wrote(facts: Facts, me: str, id: str) -> bool:
    """Whoever registered it, and whoever responded."""
    return id in facts.postmortems and ((id, me) in facts.responded or facts.postmortems[id]["author_id"] == me)


def scores(facts: Facts, me: str, id: str) -> bool:
    """Whoever was asked in this round and has not handed in yet."""
    waits = id in facts.postmortems and facts.postmortems[id]["state"] == "waiting"
    return waits and facts.scorers.get((id, me)) is True and not wrote(facts, me, id)


def reopens(facts: Facts, me: str, id: str) -> bool:
    """Also whoever has scored it."""
    return wrote(facts, me, id) or (id, me) in facts.scorers


def belongs(facts: Facts, me: str, id: str) -> bool:
    """It is registered for a team one is in."""
    return (id, me) in facts.members


def sees_action(facts: Facts, me: str, id: str) -> bool:
    """Everybody does: who may not verify their own work is told why."""
    return id in facts.acts


def plans(facts: Facts, me: str, id: str) -> bool:
    return id in facts.acts and wrote(facts, me, facts.acts[id]["postmortem_id"])


def owns(facts: Facts, me: str, id: str) -> bool:
    return id in facts.acts and facts.acts[id]["owner_id"] == me


def decides(facts: Facts, me: str, id: str) -> bool:
    return plans(facts, me, id) or owns(facts, me, id)


def verifies(facts: Facts, me: str, id: str) -> bool:
    """Neither whose it is nor who said that it is done."""
    return id in facts.acts and me not in (facts.acts[id]["owner_id"], facts.acts[id]["done_by"])


def when(may: May, *states: str) -> May:
    """A form opens only while it is of use."""
    return lambda facts, me, id: may(facts, me, id) and facts.acts[id]["state"] in states


def _pressed(action: str, may: May) -> Mapping[tuple[str, str], May]:
    """In a button or in a menu."""
    return {(action, SUBJECT): may, (action, VALUE): may}


POSTMORTEMS: Mapping[tuple[str, str], May] = {
    **_pressed("postmortem.show", reads),
    ("postmortem.new", "team"): belongs,
    ("postmortem.new", "responders"): person,
    ("postmortem.new", "scorers"): person,
    **_pressed("postmortem.edit.open", wrote),
    ("postmortem.edit", SUBJECT): wrote,
    ("postmortem.edit", "responders"): person,
    **_pressed("postmortem.score.open", scores),
    ("postmortem.score", SUBJECT): scores,
    **_pressed("postmortem.step_back", scores),
    **_pressed("postmortem.ask_another", wrote),
    **_pressed("postmortem.reopen.open", reopens),
    ("postmortem.reopen", SUBJECT): reopens,
    **_pressed("postmortem.again", wrote),
    **_pressed("postmortem.action", sees_action),
    **_pressed("postmortem.recommend.open", wrote),
    ("postmortem.recommend", SUBJECT): wrote,
    **_pressed("postmortem.take_on.open", when(plans, "recommended")),
    ("postmortem.take_on", SUBJECT): plans,
    ("postmortem.take_on", "owner"): person,
    **_pressed("postmortem.move.open", when(decides, "taken_on")),
    ("postmortem.move", SUBJECT): decides,
    **_pressed("postmortem.hand_over.open", when(plans, "taken_on")),
    ("postmortem.hand_over", SUBJECT): plans,
    ("postmortem.hand_over", "owner"): person,
    **_pressed("postmortem.hand_back", owns),
    **_pressed("postmortem.finish.open", when(decides, "taken_on")),
    ("postmortem.finish", SUBJECT): decides,
    **_pressed("postmortem.verify.open", when(verifies, "done")),
    ("postmortem.verify", SUBJECT): sees_action,
    **_pressed("postmortem.decline.open", when(plans, "recommended", "taken_on")),
    ("postmortem.decline", SUBJECT): plans,
}
