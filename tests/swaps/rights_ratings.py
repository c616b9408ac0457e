"""Who may do what with the ids of reviews: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from content import reviews
from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, gives_reason, leads

OPEN = {"draft", "returned", "reopened"}
READ = {"released", "acknowledged", "disputed", "upheld"}
_FIRST = "early_candor"
_COMPETENCIES = {one.id for one in reviews.default().framework.competencies}


def _review(facts: Facts, id: str) -> str:
    """The review that an id begins with, "" where there could be none: nobody hears of a cycle that is a draft."""
    found = "/".join(id.split("/")[:3])
    is_heard_of = found in facts.rated and facts.cycles[found.split("/")[1]]["state"] != "draft"
    return found if is_heard_of else ""


def _state(facts: Facts, id: str) -> str:
    row = facts.reviews.get(_review(facts, id))
    return str(row["state"]) if row else "draft"


def _is_open(facts: Facts, id: str) -> bool:
    return _state(facts, id) in OPEN and facts.cycles[id.split("/")[1]]["state"] != "closed"


def _of(id: str) -> str:
    return id.partition("/")[0]


def writes(facts: Facts, me: str, id: str) -> bool:
    """Whoever leads the person, and whoever acts for that one in the cycle."""
    if not _review(facts, id):
        return False
    person, cycle = id.split("/")[:2]
    acts = (cycle, me) in facts.acting and (me, facts.leads[person]) in facts.acts_for
    return me != person and (leads(facts, me, person) or acts)


def rates(facts: Facts, me: str, id: str) -> bool:
    """Whoever names none is told all the same when it is not the time to write."""
    return writes(facts, me, id) and (_has_competency(id) or _names_none(id))


def chooses(facts: Facts, me: str, id: str) -> bool:
    """Between two texts, until it is handed in."""
    return writes(facts, me, id) and _has_competency(id) and _state(facts, id) in OPEN


def settles_text(facts: Facts, me: str, id: str) -> bool:
    """One text there always is; a second one where two windows were open. Once it is handed in it is too late."""
    number = id.split("/")[4:5]
    is_rival = "/written/" in id and f"/{_FIRST}/" in id and _review(facts, id) in facts.reviews
    is_there = number == ["0"] or (number == ["1"] and is_rival)
    return rates(facts, me, id) and (is_there or not _is_open(facts, id))


def cites_piece(facts: Facts, me: str, id: str) -> bool:
    """In the review that is being written: what counts, in the competency of the form, of the person it is about."""
    row = facts.evidence.get(id)
    is_written = row is not None and any(one.startswith(f"{row['subject_id']}/written/") for one in facts.reviews)
    if row is None or not is_written:
        return False
    return leads(facts, me, row["subject_id"]) and row["competency"] == _FIRST and row["state"] in {"standing", "kept"}


def looks_back(facts: Facts, me: str, id: str) -> bool:
    """The same holds for one's own."""
    return me == _of(id) and bool(_review(facts, id)) and (_has_competency(id) or _names_none(id))


def opens_review(facts: Facts, me: str, id: str) -> bool:
    """One's own, or of whom one leads, also where none is written; HR is asked for what purpose first."""
    person = _of(id)
    acts = (me, facts.leads.get(person)) in facts.acts_for and id == person  # in the latest that the person is in
    is_theirs = me == person or leads(facts, me, person) or acts
    return is_theirs or writes(facts, me, id) or states_purpose(facts, me, id) or resolves(facts, me, id)


def states_purpose(facts: Facts, me: str, id: str) -> bool:
    """Of a review, or of the latest of a person who takes part in something."""
    person = _of(id)
    is_any = bool(_review(facts, id)) or (id == person and any(one == person for _, one in facts.taking_part))
    return is_any and gives_reason(facts, me, person)


def gives_back(facts: Facts, me: str, id: str) -> bool:
    """Of what was handed in; whoever may is told when it is too late."""
    return states_purpose(facts, me, id) and _state(facts, id) not in OPEN


def answers(facts: Facts, me: str, id: str) -> bool:
    return me == _of(id) and _state(facts, id) in READ


def is_outside(facts: Facts, me: str, person: str) -> bool:
    """An ombud who is not near the person in the lines."""
    mine, theirs = facts.leads[me], facts.leads[person]
    is_near = person in (me, mine) or theirs == me or (mine is not None and mine == theirs)
    return me in facts.ombuds and not is_near


def resolves(facts: Facts, me: str, id: str) -> bool:
    return _state(facts, id) == "disputed" and is_outside(facts, me, _of(id))


def opens_again(facts: Facts, me: str, id: str) -> bool:
    return bool(_review(facts, id)) and states_purpose(facts, me, id)


def releases(facts: Facts, me: str, id: str) -> bool:
    """Of a round; a cycle without one is named alone."""
    cycle, _, round = id.partition("/")
    return me in facts.hr and f"{cycle}/{round}" in facts.rounds


def looks_into(facts: Facts, me: str, id: str) -> bool:
    return id in facts.concerns and is_outside(facts, me, facts.concerns[id]["subject_id"])


def _has_competency(id: str) -> bool:
    return bool(set(id.split("/")[3:4]) & _COMPETENCIES)


def _names_none(id: str) -> bool:
    """Only the review."""
    return len(id.split("/")) == 3


_PRESSES: Mapping[str, May] = {
    "review.open": opens_review,
    "review.purpose.open": opens_review,
    "review.both": chooses,
    "review.rate.open": rates,
    "review.settle": settles_text,
    "review.submit": writes,
    "review.keep": writes,
    "review.self.open": looks_back,
    "review.return.open": gives_back,
    "review.acknowledge": answers,
    "review.dispute.open": answers,
    "review.resolve.open": resolves,
    "review.reopen.open": opens_again,
    "review.reopen.approve": releases,
    "review.release.look": releases,
    "review.release.ask": releases,
    "review.release.approve": releases,
    "review.concern": looks_into,
    "review.concern.settle": looks_into,
}
RATINGS: Mapping[tuple[str, str], May] = {
    **{(action, slot): may for action, may in _PRESSES.items() for slot in (SUBJECT, VALUE)},
    ("review.purpose", SUBJECT): states_purpose,
    ("review.rate", SUBJECT): rates,
    ("review.rate", "cited"): cites_piece,
    ("review.self", SUBJECT): looks_back,
    ("review.return", SUBJECT): gives_back,
    ("review.dispute", SUBJECT): answers,
    ("review.resolve", SUBJECT): resolves,
    ("review.reopen", SUBJECT): opens_again,
}
