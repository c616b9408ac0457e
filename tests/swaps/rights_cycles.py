"""Who may do what with the ids of competencies, cycles and checkpoints: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May, leads, person, team

# --- Competencies -------------------------------------------------------------------------------------------------


def reads_competency(facts: Facts, me: str, id: str) -> bool:
    """Of a draft HR alone; where the version is not known, of the one that is approved."""
    number, _, which = id.partition("/")
    latest = max((int(one) for one, row in facts.frameworks.items() if row["state"] == "approved"), default=0)
    row = facts.frameworks.get(number) or facts.frameworks[str(latest)]
    is_open = row["state"] != "draft" or me in facts.hr
    return is_open and bool(which) and f'"{which.partition("/")[0]}"' in row["content"]


def writes_version(facts: Facts, me: str, id: str) -> bool:
    """Zeros before its number make no other version."""
    number = id.partition("/")[0]
    return me in facts.hr and number.isdecimal() and str(int(number)) in facts.frameworks


def writes_competency(facts: Facts, me: str, id: str) -> bool:
    return writes_version(facts, me, id) and "/" in id


def writes_in(facts: Facts, me: str, id: str) -> bool:
    """Of a version that is fixed, or has changed, they are told so, whatever stands behind its number."""
    return writes_version(facts, me, id)


# --- Cycles -------------------------------------------------------------------------------------------------------


def runs_cycle(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id.partition("/")[0] in facts.cycles


def runs_checkpoint(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and "/".join(id.split("/")[:2]) in facts.checkpoints


def is_in_cycle(facts: Facts, me: str, id: str) -> bool:
    """Whoever takes part in one that people have heard of, leads somebody who does, or acts for whoever leads them."""
    cycle = id.partition("/")[0]
    is_heard_of = cycle in facts.cycles and facts.cycles[cycle]["state"] != "draft"
    those = {person for one, person in facts.taking_part if one == cycle}
    leads_one = any(leads(facts, me, person) for person in those)
    return is_heard_of and (me in those or leads_one or (cycle, me) in facts.acting)


def says_done(facts: Facts, me: str, id: str) -> bool:
    """HR says it for all of them where HR is asked."""
    is_asked = me in facts.hr and "/".join(id.split("/")[:2]) in facts.of_hr
    return is_in_cycle(facts, me, id) or is_asked


def leads_in_cycle(facts: Facts, me: str, id: str) -> bool:
    those = {person for one, person in facts.taking_part if one == id.partition("/")[0]}
    return any(leads(facts, me, person) for person in those)


# Action and slot ("subject", "value", or a field's name).
CYCLES: Mapping[tuple[str, str], May] = {
    ("competencies.read", VALUE): reads_competency,
    ("competencies.change", VALUE): writes_competency,
    ("competencies.version", SUBJECT): writes_version,
    ("competencies.version", VALUE): writes_version,
    ("competencies.ask", SUBJECT): writes_version,
    ("competencies.ask", VALUE): writes_version,
    ("competencies.approve", SUBJECT): writes_version,
    ("competencies.approve", VALUE): writes_version,
    ("competencies.retire", SUBJECT): writes_version,
    ("competencies.retire", VALUE): writes_version,
    ("competencies.drop", SUBJECT): writes_version,
    ("competencies.drop", VALUE): writes_version,
    ("competencies.download", SUBJECT): writes_version,
    ("competencies.download", VALUE): writes_version,
    ("competencies.basics.open", SUBJECT): writes_version,
    ("competencies.basics.open", VALUE): writes_version,
    ("competencies.roles.open", SUBJECT): writes_version,
    ("competencies.roles.open", VALUE): writes_version,
    ("competencies.take_out", SUBJECT): writes_in,
    ("competencies.take_out", VALUE): writes_in,
    ("competencies.level.open", SUBJECT): writes_in,
    ("competencies.level.open", VALUE): writes_in,
    ("competencies.basics", SUBJECT): writes_version,
    ("competencies.roles", SUBJECT): writes_version,
    ("competencies.level", SUBJECT): writes_in,
    ("cycle.hr", VALUE): runs_cycle,
    ("cycle.status", SUBJECT): runs_cycle,
    ("cycle.status", VALUE): runs_cycle,
    ("cycle.rehearse", SUBJECT): runs_cycle,
    ("cycle.rehearse", VALUE): runs_cycle,
    ("cycle.rehearse.read", VALUE): runs_cycle,
    ("cycle.add.open", SUBJECT): runs_cycle,
    ("cycle.add.open", VALUE): runs_cycle,
    ("cycle.team.open", SUBJECT): runs_cycle,
    ("cycle.team.open", VALUE): runs_cycle,
    ("cycle.launch", SUBJECT): runs_cycle,
    ("cycle.launch", VALUE): runs_cycle,
    ("cycle.discard", SUBJECT): runs_cycle,
    ("cycle.discard", VALUE): runs_cycle,
    ("cycle.pause", SUBJECT): runs_cycle,
    ("cycle.pause", VALUE): runs_cycle,
    ("cycle.resume", SUBJECT): runs_cycle,
    ("cycle.resume", VALUE): runs_cycle,
    ("cycle.close", SUBJECT): runs_cycle,
    ("cycle.close", VALUE): runs_cycle,
    ("cycle.add", SUBJECT): runs_cycle,
    ("cycle.team", SUBJECT): runs_cycle,
    ("cycle.new", "teams"): team,
    ("cycle.checkpoint", VALUE): runs_checkpoint,
    ("cycle.advance.look", SUBJECT): runs_cycle,
    ("cycle.advance.look", VALUE): runs_cycle,
    ("cycle.advance", SUBJECT): runs_cycle,  # of another version they are told so
    ("cycle.advance", VALUE): runs_cycle,
    ("cycle.move.open", SUBJECT): runs_checkpoint,
    ("cycle.move.open", VALUE): runs_checkpoint,
    ("cycle.move", SUBJECT): runs_cycle,  # of another version they are told so
    ("cycle.take_out", SUBJECT): runs_cycle,  # of another version they are told so
    ("cycle.take_out", VALUE): runs_cycle,
    ("cycle.show", SUBJECT): is_in_cycle,
    ("cycle.show", VALUE): is_in_cycle,
    ("cycle.people", SUBJECT): is_in_cycle,
    ("cycle.people", VALUE): is_in_cycle,
    ("checkpoint.page", SUBJECT): is_in_cycle,
    ("checkpoint.page", VALUE): is_in_cycle,
    ("checkpoint.tick", SUBJECT): says_done,
    ("checkpoint.tick", VALUE): says_done,
    ("cycle.delegate.open", SUBJECT): leads_in_cycle,
    ("cycle.delegate.open", VALUE): leads_in_cycle,
    ("cycle.delegate", SUBJECT): leads_in_cycle,
    ("cycle.delegate", "who"): person,
}
