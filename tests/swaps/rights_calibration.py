"""Who may do what with the ids of calibration sessions, packets and rulings: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content import calibration, reviews
from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, person

_COMPETENCIES = {one.id for one in reviews.default().framework.competencies}
_FROZEN = {"ready", "open"}
_MARKS = {"agree", "abstain"}
PROMPTS = len(calibration.default().prompts)  # things that may happen in a room, for which the facilitator finds words


def _parts(id: str) -> tuple[str, str, str]:
    """The session, the person, and what stands behind: a competency, or a mark."""
    session, subject, rest = (*id.split("/"), "", "")[:3]
    return session, subject, rest


def _seat(facts: Facts, me: str, id: str) -> str:
    return facts.seats.get((_parts(id)[0], me), "")


def _state(facts: Facts, id: str) -> str:
    row = facts.sessions.get(_parts(id)[0])
    return str(row["state"]) if row else ""


# --- The session --------------------------------------------------------------------------------------------------


def knows(facts: Facts, me: str, id: str) -> bool:
    """Whoever has a seat, and HR, who plan them."""
    return bool(_state(facts, id)) and (me in facts.hr or bool(_seat(facts, me, id)))


def plans(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and bool(_state(facts, id))


def plans_with(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and person(facts, me, id)


def sits(facts: Facts, me: str, id: str) -> bool:
    return bool(_seat(facts, me, id))


def facilitates(facts: Facts, me: str, id: str) -> bool:
    return _seat(facts, me, id) == "facilitator"


def finds_words(facts: Facts, me: str, id: str) -> bool:
    place = _parts(id)[1]
    return facilitates(facts, me, id) and place.isdecimal() and int(place) < PROMPTS


def watches(facts: Facts, me: str, id: str) -> bool:
    return _seat(facts, me, id) == "monitor"


def rates_anchors(facts: Facts, me: str, id: str) -> bool:
    """Managers, until it is over."""
    return _seat(facts, me, id) == "manager" and _state(facts, id) in {"planned", *_FROZEN}


def sees_anchors(facts: Facts, me: str, id: str) -> bool:
    """Everybody in the room, once they were shown to it."""
    return sits(facts, me, id) and facts.sessions[_parts(id)[0]]["revealed_at"] is not None


def leads_room(facts: Facts, me: str, id: str) -> bool:
    return facilitates(facts, me, id) and _state(facts, id) == "open"


def reads_log(facts: Facts, me: str, id: str) -> bool:
    """Whoever leads it, and once it is over whoever led it."""
    return facilitates(facts, me, id) and _state(facts, id) in {"open", "closed"}


def states_reason(facts: Facts, me: str, id: str) -> bool:
    return plans(facts, me, id) and _state(facts, id) == "closed"


def names_leader(facts: Facts, me: str, id: str) -> bool:
    """Of an open room; where somebody leads it, HR is told that it changed."""
    return plans(facts, me, id) and _state(facts, id) == "open"


# --- Packets ------------------------------------------------------------------------------------------------------


def _above(facts: Facts, subject: str) -> Iterator[str]:
    boss = facts.leads.get(subject)
    while boss:
        yield boss
        boss = facts.leads.get(boss)


def _is_near(facts: Facts, me: str, subject: str) -> bool:
    mine = facts.leads[me]
    return subject in _above(facts, me) or (mine is not None and mine == facts.leads[subject])


def _is_in_line(facts: Facts, me: str, subject: str) -> bool:
    """Above them, or acting for somebody who is."""
    return any(me == one or (me, one) in facts.acts_for for one in _above(facts, subject))


def _has_say(facts: Facts, me: str, id: str) -> bool:
    subject = _parts(id)[1]
    return me != subject and not _is_near(facts, me, subject) and not _is_in_line(facts, me, subject)


def reads_packet(facts: Facts, me: str, id: str) -> bool:
    """From a seat, while it is frozen and open: without a conflict, or as the manager, or the manager's manager."""
    session, subject, _ = _parts(id)
    if f"{session}/{subject}" not in facts.packets or _state(facts, id) not in _FROZEN or not sits(facts, me, id):
        return False
    rates = _seat(facts, me, id) == "manager" and me in list(_above(facts, subject))[:2]
    return rates or _has_say(facts, me, id)


def reads_competency(facts: Facts, me: str, id: str) -> bool:
    return reads_packet(facts, me, id) and _parts(id)[2] in _COMPETENCIES


def speaks(facts: Facts, me: str, id: str) -> bool:
    """From a manager's seat, on those of others."""
    return reads_packet(facts, me, id) and _has_say(facts, me, id) and _seat(facts, me, id) == "manager"


def marks(facts: Facts, me: str, id: str) -> bool:
    return speaks(facts, me, id) and _parts(id)[2] in _MARKS


def chooses_reading(facts: Facts, me: str, id: str) -> bool:
    """Before the room is open they are told so."""
    is_one = _parts(id)[2] in {"", *_COMPETENCIES}
    return speaks(facts, me, id) and (is_one or _state(facts, id) != "open")


def reads_line(facts: Facts, me: str, id: str) -> bool:
    is_one = _parts(id)[2] in _COMPETENCIES
    return speaks(facts, me, id) and (is_one or _state(facts, id) != "open")


def counts_points(facts: Facts, me: str, id: str) -> bool:
    """Everybody who speaks in the open room has given theirs."""
    is_told = _seat(facts, me, id) != "manager" or speaks(facts, me, id) or _state(facts, id) != "open"
    return reads_packet(facts, me, id) and is_told


# --- Rulings ------------------------------------------------------------------------------------------------------


def chooses_rating(facts: Facts, me: str, id: str) -> bool:
    is_one = _parts(id)[2] in {"", *_COMPETENCIES}
    return leads_room(facts, me, id) and reads_packet(facts, me, id) and is_one


def decides_on(facts: Facts, me: str, id: str) -> bool:
    return leads_room(facts, me, id) and reads_competency(facts, me, id)


def takes_back(facts: Facts, me: str, id: str) -> bool:
    is_ruling = "/".join(id.split("/")[:4]) in facts.rulings
    return leads_room(facts, me, id) and reads_packet(facts, me, id) and is_ruling


# --- What it came to ----------------------------------------------------------------------------------------------


def _is_over(facts: Facts, id: str) -> bool:
    return _state(facts, id) == "closed"


def reads_report(facts: Facts, me: str, id: str) -> bool:
    """Of the room to whoever led it, and to each manager their own figures."""
    is_mine = f"{_parts(id)[0]}/{me}" in facts.habits
    return _is_over(facts, id) and (facilitates(facts, me, id) or is_mine)


def compares(facts: Facts, me: str, id: str) -> bool:
    return _is_over(facts, id) and facilitates(facts, me, id)


def reads_habit(facts: Facts, me: str, id: str) -> bool:
    is_there = "/".join(id.split("/")[:2]) in facts.habits
    return is_there and compares(facts, me, id) and _has_say(facts, me, id)


_PRESSES: Mapping[str, May] = {
    "calibration.show": knows,
    "calibration.packets": knows,
    "calibration.edit.open": plans,
    "calibration.cancel.ask": plans,
    "calibration.cancel": plans,
    "calibration.calendar": sits,
    "calibration.room": sits,
    "calibration.board": facilitates,
    "calibration.begin": facilitates,
    "calibration.say": finds_words,
    "calibration.lead.ask": watches,
    "calibration.lead": watches,
    "calibration.anchors.open": rates_anchors,
    "calibration.anchors.spread": sees_anchors,
    "calibration.anchors.reveal": leads_room,
    "calibration.next": leads_room,
    "calibration.case": leads_room,
    "calibration.log": reads_log,
    "calibration.log.reason.open": states_reason,
    "calibration.leader.open": names_leader,
    "calibration.close.ask": leads_room,
    "calibration.close": leads_room,
    "calibration.packet": reads_packet,
    "calibration.competency": reads_competency,
    "calibration.mark": marks,
    "calibration.question.open": speaks,
    "calibration.points.open": speaks,
    "calibration.points.show": counts_points,
    "calibration.reading.choose": chooses_reading,
    "calibration.reading.open": reads_line,
    "calibration.decide": chooses_rating,
    "calibration.keep.open": decides_on,
    "calibration.change.open": decides_on,
    "calibration.return.open": decides_on,
    "calibration.undo": takes_back,
    "calibration.report": reads_report,
    "calibration.report.managers": compares,
    "calibration.report.manager": reads_habit,
}
CALIBRATION: Mapping[tuple[str, str], May] = {
    **{(action, slot): may for action, may in _PRESSES.items() for slot in (SUBJECT, VALUE)},
    **{("calibration.new", one): plans_with for one in ("managers", "facilitator", "monitor")},
    **{("calibration.edit", one): plans_with for one in ("managers", "facilitator", "monitor")},
    ("calibration.leader", SUBJECT): names_leader,
    ("calibration.log.reason", SUBJECT): states_reason,
    ("calibration.edit", SUBJECT): plans,
    ("calibration.anchors", SUBJECT): rates_anchors,
    ("calibration.question", SUBJECT): speaks,
    ("calibration.points", SUBJECT): speaks,
    ("calibration.reading", SUBJECT): reads_line,
    ("calibration.keep", SUBJECT): decides_on,
    ("calibration.change", SUBJECT): decides_on,
    ("calibration.return", SUBJECT): decides_on,
}
