"""Words that all screens of goals share: who reads, how a goal stands, what it lacks; and the goal of the examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain import goals_agreement as rules
from domain import policy
from domain.goals import CheckIn, Goal, Mood, Part, State
from domain.goals_agreement import Agreement
from domain.people import Person
from domain.policy import Condition, Kind, Role
from views import examples
from views.wording import listed, upper_first

PARTS = {Part.OUTCOME: "the result", Part.PROCESS: "the way to it", Part.LEARNING: "what will be learned, and by when"}
MOODS = {Mood.ON_TRACK: "on track", Mood.AT_RISK: "at risk", Mood.OFF_TRACK: "off track"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Whose goals these are, who leads them now (None: nobody), and who reads."""

    owner: Person
    lead: Person | None
    reader: Person

    @property
    def is_own(self) -> bool:
        return self.owner.id == self.reader.id

    @property
    def may_write(self) -> bool:
        return self.is_own or (self.lead is not None and self.lead.id == self.reader.id)

    @property
    def other(self) -> str:
        """The name of the side that does not read."""
        if not self.is_own:
            return self.owner.name
        return self.lead.name if self.lead else "nobody"


def state(held: Agreement, sides: Sides) -> str:
    match held.goal.state:
        case State.DRAFT if held.asked_by is None:
            return "a draft"
        case State.DRAFT:
            return f"it waits for {_whom(held, sides)} to agree"
        case State.ACTIVE if held.change is not None:
            return f"under way; a change waits for {_whom(held, sides)} to agree"
        case State.ACTIVE:
            return "under way"
        case State.ACHIEVED | State.LEARNED | State.MISSED | State.DROPPED as over:
            return over.value


def lacks(missing: Sequence[Part]) -> str:
    return f"Still missing: {listed([PARTS[part] for part in missing])}. It can't start without."


def day(one: date | None) -> str:
    return f"{one.day} {one:%B %Y}" if one else "no day yet"


def visibility(sides: Sides, *, is_sent: bool) -> str:
    """From the policy: who reads a goal as it stands, and who will once it is put to the other side."""
    both = listed(_names(sides, Condition.PROPOSED))
    more = listed(_with_reason(sides))
    with_reason = f" {more} can, too, by giving a reason; that is recorded." if more else ""
    if is_sent:
        return f"{upper_first(both)} can read this.{with_reason}"
    alone = listed(_names(sides, Condition.UNSENT))
    return f"Only {alone} can read this while a part is missing. With all three, {both} can.{with_reason}"


def _whom(held: Agreement, sides: Sides) -> str:
    if sides.may_write and rules.waits_for(held, sides.reader.id):
        return "you"
    if sides.may_write:
        return sides.other
    return "the other side"


def _names(sides: Sides, *met: Condition) -> list[str]:
    return [_role(role, sides) for role in policy.readers(Kind.GOAL, frozenset(met))]


def _with_reason(sides: Sides) -> list[str]:
    """Whoever may read it only by giving a reason."""
    usual = policy.readers(Kind.GOAL, {Condition.PROPOSED})
    more = policy.readers(Kind.GOAL, {Condition.PROPOSED, Condition.REASON})
    return [_role(role, sides) for role in more if role not in usual]


def _role(role: Role, sides: Sides) -> str:
    match role:
        case Role.AUTHOR:
            return "you"
        case Role.SUBJECT:
            return "you" if sides.is_own else sides.owner.name
        case Role.MANAGER if sides.is_own:
            return (
                f"whoever leads you (now {sides.lead.name})" if sides.lead else "whoever leads you, once somebody does"
            )
        case Role.MANAGER:
            now = " (now you)" if sides.may_write else ""
            return f"whoever leads {sides.owner.name.split()[0]}{now}"
        case Role.HR:
            return "HR"
        case _:
            return role.value


# --- Of the examples ----------------------------------------------------------------------------------------------

_DAY = date(2026, 9, 21)
GOAL = Goal(
    id="g1",
    owner="ben",
    title="Fewer repeat incidents",
    outcome="Cut repeat incidents in checkout by a third",
    process="Verify nine of ten review actions within thirty days of their date",
    learning="Explain one failure class with data, fixed or not",
    learn_by=_DAY + timedelta(days=80),
    due_on=_DAY + timedelta(days=180),
    guard="The number of issues we report ourselves does not fall",
)
OWN = Sides(owner=examples.BEN, lead=examples.ANA, reader=examples.BEN)
LEADING = Sides(owner=examples.BEN, lead=examples.ANA, reader=examples.ANA)
HR = Sides(owner=examples.BEN, lead=examples.ANA, reader=examples.CHI)
DRAFT = Agreement(goal=replace(GOAL, process="", learn_by=None), author="ben")
PUT = Agreement(goal=GOAL, author="ben", asked_by="ben")
ACTIVE = replace(PUT, goal=replace(GOAL, state=State.ACTIVE))
CHANGING = replace(ACTIVE, asked_by="ana", change=replace(GOAL, title="No repeat incidents", guard=""))
CHECK_IN = CheckIn(
    goal="g1",
    by="ben",
    at=examples.MORNING,
    part=Part.PROCESS,
    mood=Mood.AT_RISK,
    note="Four of nine actions are verified; two wait for another team.",
    link="https://example.org/actions",
)
