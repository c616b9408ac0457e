"""What is wrong with a planned session, what is good to know of it, and why somebody has no say: in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.calibration import LEAST_MANAGERS, MOST_MANAGERS, Caution, Flaw
from domain.calibration_conflicts import Conflict
from domain.calibration_packets import Change, Lack, Why

CONFLICTS = {
    Conflict.SELF: "it is about them",
    Conflict.NEAR: "they have the same manager, or report to the person",
    Conflict.LINE: "they lead the person or their manager, and rate or review them already",
    Conflict.STAND_IN: "they act, or acted, for the person's manager",
}
LACKS = {
    Lack.LEVEL: "a level",
    Lack.REASON: "a reason",
    Lack.EVIDENCE: "evidence that carries it",
    Lack.COUNTER: "counter-evidence",
}
WHY = {
    Why.OFF_EXPECTED: "a rating is above or below what the role needs",
    Why.SECOND_DIFFERS: "a second rater read one otherwise",
    Why.BORDERLINE: "the evidence just carries one, or does not",
    Why.DRAWN: "it was drawn by lot",
}
CHANGES = {
    Change.LEVEL: "the level",
    Change.WORDS: "its reasons, or what it cites",
    Change.EVIDENCE: "the words of a piece of evidence",
    Change.GONE: "a piece of evidence, which is withdrawn or struck",
}


def flaw(one: Flaw) -> str:
    match one:
        case Flaw.PASSED:
            return "It would begin in the past: choose a later day or time."
        case Flaw.ONE_MANAGER:
            return "With one manager there is nothing to compare: name at least two."
        case Flaw.TWO_SEATS:
            return "Somebody has two seats: each person can have one."
        case Flaw.FACILITATOR_RATES:
            return "The facilitator is rated in this session, or leads somebody who is: choose somebody without a stake in it."
        case Flaw.MONITOR_RATES:
            return "The bias monitor is rated in this session, or leads somebody who is: choose somebody without a stake in it."
        case Flaw.NO_CASES:
            return "None of these managers leads anybody in this cycle: there would be nothing to read."
        case _:
            assert_never(one)


def caution(one: Caution) -> str:
    match one:
        case Caution.FEW:
            return f"Fewer than {LEAST_MANAGERS} managers: one voice weighs a lot, and figures of agreement stay too few to say anything."
        case Caution.MANY:
            return f"More than {MOST_MANAGERS} managers: not everybody will get to speak. Two sessions read better than one."
        case Caution.NO_MONITOR:
            return "Nobody watches for bias: name somebody who may stop the room once a case and ask one question."
        case Caution.DAY_OFF:
            return "It is on a day off."
        case Caution.SHORT_NOTICE:
            return "It is less than three working days away: the packets freeze at once, as they are."
        case Caution.ONE_TEAM:
            return "All cases are of one manager: the others can read them, but there is little to compare."
        case Caution.OVERLAP:
            return "Somebody with a seat here sits in another calibration session at the same time: choose another time, or somebody else."
        case _:
            assert_never(one)
