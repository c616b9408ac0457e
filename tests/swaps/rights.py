"""Who may do what with which id: written a second time, from what the docs promise and not from the code.

An action that is not here takes no id: whatever stands in its place is like nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import PUT_OFF, Facts
from tests.swaps.rights_calibration import CALIBRATION
from tests.swaps.rights_calibration_sprint import SPRINTS
from tests.swaps.rights_cycles import CYCLES
from tests.swaps.rights_plan import PLAN
from tests.swaps.rights_postmortems import POSTMORTEMS
from tests.swaps.rights_pulses import PULSES
from tests.swaps.rights_ratings import RATINGS
from tests.swaps.rights_recognition import RECOGNITION
from tests.swaps.rights_reviews import QUERY, REVIEWS, SUBJECT, VALUE, May, person, team
from tests.swaps.rights_teams import TEAMS

UNSENT = {"draft", "waiting", "discarded"}


def of_hr(may: May) -> May:
    return lambda facts, me, id: me in facts.hr and may(facts, me, id)


# --- Recognition --------------------------------------------------------------------------------------------------


def gave(facts: Facts, me: str, id: str) -> bool:
    return id in facts.kudos and facts.kudos[id]["giver_id"] == me


def got(facts: Facts, me: str, id: str) -> bool:
    """What was withdrawn or undone is no receiver's any more."""
    return (id, me) in facts.receivers and facts.kudos[id]["state"] == "given"


def sees(facts: Facts, me: str, id: str) -> bool:
    """A public one is everybody's; a withdrawn one is still known to those concerned."""
    is_public = id in facts.shared and facts.kudos[id]["state"] == "given"
    is_theirs = (id, me) in facts.receivers and facts.kudos[id]["state"] != "undone"
    return is_public or is_theirs or gave(facts, me, id)


def lists(facts: Facts, me: str, id: str) -> bool:
    return got(facts, me, id) or (gave(facts, me, id) and facts.kudos[id]["state"] == "given")


# --- Broadcasts ---------------------------------------------------------------------------------------------------


def wrote(facts: Facts, me: str, id: str) -> bool:
    return id in facts.broadcasts and facts.broadcasts[id]["author_id"] == me


def was_sent(facts: Facts, me: str, id: str) -> bool:
    return id in facts.broadcasts and facts.broadcasts[id]["state"] not in UNSENT


def asks(facts: Facts, me: str, id: str) -> bool:
    return was_sent(facts, me, id) and facts.broadcasts[id]["request"] is not None


def changes(facts: Facts, me: str, id: str) -> bool:
    """Its author's alone until others were asked to approve it."""
    return wrote(facts, me, id) or id in facts.asked


def composes(facts: Facts, me: str, id: str) -> bool:
    """A form that began with a template is of a new one, whatever becomes of the template."""
    return changes(facts, me, id) or id.startswith("template/")


def decides(facts: Facts, me: str, id: str) -> bool:
    """Somebody else's that others were asked to approve, or that was sent without having to be."""
    return not wrote(facts, me, id) and (id in facts.asked or was_sent(facts, me, id))


def opens(facts: Facts, me: str, id: str) -> bool:
    return was_sent(facts, me, id) or (id in facts.broadcasts and facts.broadcasts[id]["state"] == "waiting")


def begins_a_word(facts: Facts, me: str, id: str) -> bool:
    """What is typed into the search is no id: it is matched with the names of teams, all of which HR may see anyway."""
    return any(f" {id.casefold()}" in f" {name.casefold()}" for name in facts.teams.values())


def has_to_do(facts: Facts, me: str, id: str) -> bool:
    return asks(facts, me, id) and (id, me) in facts.sent_to


# --- What is kept, and set-up -------------------------------------------------------------------------------------


def about_me(facts: Facts, me: str, id: str) -> bool:
    return id in facts.erasures and facts.erasures[id]["person_id"] == me


def requested(facts: Facts, me: str, id: str) -> bool:
    return id in facts.erasures


def wanted(facts: Facts, me: str, id: str) -> bool:
    return id in facts.wanted


def was_told(facts: Facts, me: str, id: str) -> bool:
    return (me, id) in facts.notified


def puts_off(facts: Facts, me: str, id: str) -> bool:
    return id in PUT_OFF or id.startswith("stop ")


def step(facts: Facts, me: str, id: str) -> bool:
    return id in facts.steps


def template(facts: Facts, me: str, id: str) -> bool:
    return id in facts.templates


# Action and slot ("subject", "value", or a field's name).
RIGHTS: Mapping[tuple[str, str], May] = {
    ("kudos.undo", SUBJECT): gave,
    ("kudos.now", SUBJECT): gave,
    ("kudos.edit.open", SUBJECT): gave,
    ("kudos.edit", SUBJECT): gave,
    ("kudos.withdraw", SUBJECT): gave,
    ("kudos.endorse", SUBJECT): sees,
    ("kudos.evidence", SUBJECT): got,
    ("kudos.name", SUBJECT): got,
    ("kudos.share", SUBJECT): got,
    ("kudos.show", VALUE): lists,
    ("kudos.give", "receivers"): person,
    ("broadcast.confirm", SUBJECT): has_to_do,
    ("broadcast.confirm.late", SUBJECT): has_to_do,
    ("broadcast.compose.open", SUBJECT): of_hr(changes),
    ("broadcast.compose", SUBJECT): of_hr(composes),
    ("broadcast.compose", "which"): of_hr(team),
    ("broadcast.teams", QUERY): of_hr(begins_a_word),
    ("broadcast.mine.open", SUBJECT): of_hr(changes),
    ("broadcast.try", SUBJECT): of_hr(wrote),
    ("broadcast.send", SUBJECT): of_hr(wrote),
    ("broadcast.discard", SUBJECT): of_hr(wrote),
    ("broadcast.request.open", SUBJECT): of_hr(wrote),
    ("broadcast.request", SUBJECT): of_hr(wrote),
    ("broadcast.ask", SUBJECT): of_hr(wrote),
    ("broadcast.withdraw", SUBJECT): of_hr(wrote),
    ("broadcast.cancel", SUBJECT): of_hr(was_sent),
    ("broadcast.retry", SUBJECT): of_hr(was_sent),
    ("broadcast.report", SUBJECT): of_hr(was_sent),
    ("broadcast.remind", SUBJECT): of_hr(asks),
    ("broadcast.missing", SUBJECT): of_hr(asks),
    ("broadcast.show", VALUE): of_hr(opens),
    ("broadcast.question", SUBJECT): of_hr(decides),
    ("broadcast.approve", SUBJECT): of_hr(decides),
    ("broadcast.return.open", SUBJECT): of_hr(decides),
    ("broadcast.return", SUBJECT): of_hr(decides),
    ("broadcast.template.open", SUBJECT): of_hr(template),
    **REVIEWS,
    **CYCLES,
    **RATINGS,
    **CALIBRATION,
    **SPRINTS,
    **PULSES,
    **RECOGNITION,
    **PLAN,
    **TEAMS,
    **POSTMORTEMS,
    ("pulse.new", "teams"): of_hr(team),
    ("privacy.withdraw", SUBJECT): about_me,
    ("privacy.approve.open", SUBJECT): of_hr(requested),
    ("privacy.approve", SUBJECT): of_hr(requested),
    ("privacy.decline.open", SUBJECT): of_hr(requested),
    ("privacy.decline", SUBJECT): of_hr(requested),
    ("privacy.terms.approve", SUBJECT): of_hr(wanted),
    ("notices.later", SUBJECT): was_told,
    ("notices.later", VALUE): puts_off,
    ("set_up.show", SUBJECT): of_hr(step),
    ("set_up.show", VALUE): of_hr(step),
    ("set_up.next", SUBJECT): of_hr(step),
    ("set_up.next", VALUE): of_hr(step),
    ("set_up.pilot", "teams"): of_hr(team),
    ("roles", "hr"): of_hr(person),
    ("roles", "ombud"): of_hr(person),
}
