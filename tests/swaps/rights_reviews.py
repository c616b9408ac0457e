"""Who may do what with the ids of goals, evidence and feedback: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.swaps.facts import Facts

May = Callable[[Facts, str, str], bool]  # the facts, our id of who asks, and the id asked with
SUBJECT, VALUE = "subject", "value"
QUERY = "query"  # of a search


def person(facts: Facts, me: str, id: str) -> bool:
    return id in facts.people


def team(facts: Facts, me: str, id: str) -> bool:
    return id in facts.teams


# --- Goals --------------------------------------------------------------------------------------------------------


def is_side(facts: Facts, me: str, id: str) -> bool:
    """Of goals: the person themselves and whoever leads them now. With an example of the pack, a slash follows."""
    owner = id.partition("/")[0]
    return owner in facts.people and me in (owner, facts.leads[owner])


def shares_goal(facts: Facts, me: str, id: str) -> bool:
    """A draft is its owner's until it is put to the other side."""
    goal = facts.goals.get(id)
    return goal is not None and is_side(facts, me, goal["person_id"]) and (me == goal["person_id"] or goal["asked_by"])


def said_it(facts: Facts, me: str, id: str) -> bool:
    """What somebody else said of a goal is theirs to keep."""
    check_in = facts.check_ins.get(id)
    return check_in is not None and check_in["author_id"] == me and shares_goal(facts, me, check_in["goal_id"])


def looks_at(facts: Facts, me: str, id: str) -> bool:
    """HR is asked for what purpose first."""
    return is_side(facts, me, id) or gives_reason(facts, me, id)


def gives_reason(facts: Facts, me: str, id: str) -> bool:
    """HR, outside the line: whoever acts for somebody above is in it."""
    is_outside = id in facts.people and not is_side(facts, me, id) and (me, facts.leads[id]) not in facts.acts_for
    return me in facts.hr and is_outside


# --- Evidence -----------------------------------------------------------------------------------------------------


def leads(facts: Facts, me: str, id: str) -> bool:
    return facts.leads.get(id) == me


def noted(facts: Facts, me: str, id: str) -> bool:
    return id in facts.evidence and facts.evidence[id]["author_id"] == me


def is_told(facts: Facts, me: str, id: str) -> bool:
    """Whoever it is about, once they could read it."""
    row = facts.evidence.get(id)
    return row is not None and row["subject_id"] == me and row["shown_at"] is not None


def settles(facts: Facts, me: str, id: str) -> bool:
    """An ombud, on what is contested by somebody they are not near in the lines, and was written by another."""
    row = facts.evidence.get(id)
    if row is None or row["state"] != "contested" or me not in facts.ombuds:
        return False
    subject, mine = row["subject_id"], facts.leads[me]
    is_near = subject in (me, mine) or (mine is not None and mine == facts.leads[subject])
    return not is_near and facts.leads[subject] != me and row["author_id"] != me


def reads_piece(facts: Facts, me: str, id: str) -> bool:
    """Nobody has been read about for a purpose in the last hour of the story."""
    is_lead = id in facts.evidence and leads(facts, me, facts.evidence[id]["subject_id"])
    return is_lead or noted(facts, me, id) or is_told(facts, me, id) or settles(facts, me, id)


def lists_evidence(facts: Facts, me: str, id: str) -> bool:
    """HR is asked for what purpose first. After the person may stand which page of the list."""
    person = id.partition("/")[0]
    return leads(facts, me, person) or gives_reason(facts, me, person)


def is_asked_to_quote(facts: Facts, me: str, id: str) -> bool:
    row = facts.evidence.get(id)
    return row is not None and row["quote"] == "asked" and row["artifact_authors"] == me


def cites(facts: Facts, me: str, id: str) -> bool:
    """A kudos, whom it thanks, or both: one's own, or what somebody one leads lets reviews cite."""
    kudos, _, person = id.partition("/")
    if id in facts.people:
        return me == id or leads(facts, me, id)
    those = [one for one in facts.receivers if one[0] == kudos and person in ("", one[1])]
    mine = [who for one, who in those if who == me or (leads(facts, me, who) and (one, who) in facts.citable)]
    return any(facts.kudos[kudos]["giver_id"] not in (me, who) for who in mine)


def lets_cite(facts: Facts, me: str, id: str) -> bool:
    """In the menu the kudos is chosen: only whom it thanks is read, after a slash if there is one."""
    return cites(facts, me, id.rpartition("/")[2])


def begins(facts: Facts, me: str, id: str) -> bool:
    """About anybody; after a slash stands what a message gave."""
    return id.partition("/")[0] in facts.people


def was_asked(facts: Facts, me: str, id: str) -> bool:
    return id in facts.requests and facts.requests[id]["asked_id"] == me


# Action and slot ("subject", "value", or a field's name).
REVIEWS: Mapping[tuple[str, str], May] = {
    ("goals.open", SUBJECT): looks_at,
    ("goals.open", VALUE): looks_at,
    ("goals.examples", SUBJECT): is_side,
    ("goals.examples", VALUE): is_side,
    ("goals.reason.open", SUBJECT): gives_reason,
    ("goals.reason.open", VALUE): gives_reason,
    ("goals.reason", SUBJECT): gives_reason,
    ("goals.new.open", SUBJECT): is_side,
    ("goals.new.open", VALUE): is_side,
    ("goals.new", SUBJECT): is_side,
    ("goals.show", SUBJECT): shares_goal,
    ("goals.show", VALUE): shares_goal,
    ("goals.edit.open", SUBJECT): shares_goal,
    ("goals.edit.open", VALUE): shares_goal,
    ("goals.edit", SUBJECT): shares_goal,
    ("goals.agree", SUBJECT): shares_goal,
    ("goals.keep", SUBJECT): shares_goal,
    ("goals.keep", VALUE): shares_goal,
    ("goals.evidence.open", SUBJECT): said_it,
    ("goals.evidence.open", VALUE): said_it,
    ("goals.check_in.open", SUBJECT): shares_goal,
    ("goals.check_in.open", VALUE): shares_goal,
    ("goals.check_in", SUBJECT): shares_goal,
    ("goals.close.open", SUBJECT): shares_goal,
    ("goals.close.open", VALUE): shares_goal,
    ("goals.close", SUBJECT): shares_goal,
    ("goals.drop.open", SUBJECT): shares_goal,
    ("goals.drop.open", VALUE): shares_goal,
    ("goals.drop", SUBJECT): shares_goal,
    ("goals.learned.open", SUBJECT): shares_goal,
    ("goals.learned.open", VALUE): shares_goal,
    ("goals.learned", SUBJECT): shares_goal,
    ("evidence.person", SUBJECT): lists_evidence,
    ("evidence.person", VALUE): lists_evidence,
    ("evidence.person.choose", VALUE): lists_evidence,
    ("evidence.purpose.open", SUBJECT): gives_reason,
    ("evidence.purpose.open", VALUE): gives_reason,
    ("evidence.purpose", SUBJECT): gives_reason,
    ("evidence.show", SUBJECT): reads_piece,
    ("evidence.show", VALUE): reads_piece,
    ("evidence.add.open", SUBJECT): begins,
    ("evidence.add", "about"): person,
    ("evidence.add", "artifact_authors"): person,
    ("evidence.wording.keep", SUBJECT): noted,
    ("evidence.wording.keep", VALUE): noted,
    ("evidence.withdraw", SUBJECT): noted,
    ("evidence.withdraw", VALUE): noted,
    ("evidence.correct.open", SUBJECT): noted,
    ("evidence.correct.open", VALUE): noted,
    ("evidence.correct", SUBJECT): noted,
    ("evidence.side.open", SUBJECT): is_told,
    ("evidence.side.open", VALUE): is_told,
    ("evidence.side", SUBJECT): is_told,
    ("evidence.contest.open", SUBJECT): is_told,
    ("evidence.contest.open", VALUE): is_told,
    ("evidence.contest", SUBJECT): is_told,
    ("evidence.voice.open", SUBJECT): is_told,
    ("evidence.voice.open", VALUE): is_told,
    ("evidence.voice", SUBJECT): is_told,
    ("evidence.voice.back", SUBJECT): is_told,
    ("evidence.resolve.open", SUBJECT): settles,
    ("evidence.resolve.open", VALUE): settles,
    ("evidence.resolve", SUBJECT): settles,
    ("evidence.quote.look", SUBJECT): is_asked_to_quote,
    ("evidence.quote.yes", SUBJECT): is_asked_to_quote,
    ("evidence.quote.no", SUBJECT): is_asked_to_quote,
    ("evidence.thanks.open", SUBJECT): cites,
    ("evidence.thanks.open", VALUE): cites,
    ("evidence.thanks.choose", SUBJECT): lets_cite,
    ("evidence.thanks.choose", VALUE): cites,
    ("evidence.thanks", SUBJECT): cites,
    ("feedback.ask.open", SUBJECT): person,
    ("feedback.ask", "asked"): person,
    ("feedback.ask", "subject"): person,
    ("feedback.answer.open", SUBJECT): was_asked,
    ("feedback.answer.open", VALUE): was_asked,
    ("feedback.answer", SUBJECT): was_asked,
    ("feedback.decline", SUBJECT): was_asked,
    ("feedback.decline", VALUE): was_asked,
}
