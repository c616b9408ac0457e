"""What people see of one goal: its three parts, how far both sides are, and what they can do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import goals_agreement as rules
from domain.goals import CheckIn, Goal, Result, State
from domain.goals_agreement import Agreement
from views import vocabulary as said
from views.goals_words import (
    ACTIVE,
    CHANGING,
    CHECK_IN,
    DRAFT,
    GOAL,
    LEADING,
    MOODS,
    OWN,
    PARTS,
    PUT,
    Sides,
    day,
    lacks,
    state,
    visibility,
)
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Link,
    Note,
    Notice,
    Spans,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import upper_first

CHECK_INS = 5  # the latest, on the card of a goal


def one(
    held: Agreement, sides: Sides, check_ins: Sequence[CheckIn] = (), *, lead: str = "", just_said: str = ""
) -> Card:
    """`lead` is what has just happened; `just_said` is the id of a check-in of the reader's that they may keep."""
    parts: tuple[said.Part, ...] = (
        *((Notice(said.Mood.GOOD, (lead,)),) if lead else ()),
        *((Buttons((_keep_button(held.goal.id, just_said),)),) if just_said else ()),
        Text((upper_first(state(held, sides)), ".")),
        *standing(held, sides),
        *_change(held),
        *_check_ins(check_ins, sides),
        *_meaning(held, sides),
        Visibility(visibility(sides, is_sent=held.asked_by is not None)),
        *_buttons(held, sides),
    )
    return Card(title(held, sides), parts)


def title(held: Agreement, sides: Sides) -> str:
    return held.goal.title if sides.is_own else f"{sides.owner.name}: {held.goal.title}"


def standing(held: Agreement, sides: Sides) -> tuple[said.Part, ...]:
    """The parts in words, and what is still missing."""
    lacking = rules.lacks(held)
    missing = (Notice(said.Mood.INFO, (lacks(lacking),)),) if lacking else ()
    return (Facts(_facts(held.goal, held.result)), *missing)


def read_button(id: str, label: str = "Read it") -> Button:
    return Button(label=label, action="goals.show", subject=id, weight=Weight.PRIMARY)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _facts(goal: Goal, result: Result | None) -> tuple[tuple[str, Spans], ...]:
    met = {True: "reached: ", False: "missed: ", None: ""}
    kept = {True: "kept: ", False: "not kept: ", None: ""}
    outcome, process = (result.outcome_met, result.process_met) if result else (None, None)
    rows = (
        ("The result", met[outcome] + (goal.outcome or "not said yet")),
        ("The way to it", kept[process] + (goal.process or "not said yet")),
        (f"To learn by {day(goal.learn_by)}" if goal.learn_by else "To learn", goal.learning or "not said yet"),
        ("Ends on", day(goal.due_on)),
        ("Must not get worse", goal.guard),
        ("What was learned", goal.learned),
        ("Dropped because", goal.why),
    )
    return tuple((label, (text,)) for label, text in rows if text)


def _change(held: Agreement) -> tuple[said.Part, ...]:
    if held.change is None:
        return ()
    before = dict(_facts(held.goal, None))
    after = _facts(held.change, None)
    rows = [(label, text) for label, text in after if before.get(label) != text]
    rows += [(label, ("taken out",)) for label in before if label not in dict(after) and not label.startswith("To l")]
    if held.change.title != held.goal.title:
        rows.insert(0, ("Name", (held.change.title,)))
    shown: said.Part = Facts(tuple(rows)) if rows else Text(("Nothing would change.",))
    return (Heading("What would change"), shown)


def _check_ins(found: Sequence[CheckIn], sides: Sides) -> tuple[said.Part, ...]:
    if not found:
        return ()
    return (Heading("Check-ins"), Bullets(tuple(_check_in(each, sides) for each in found)))


def _check_in(one: CheckIn, sides: Sides) -> Spans:
    names = {person.id: person.name for person in (sides.owner, sides.lead) if person}
    link: Spans = (" ", Link("what shows it", one.link)) if one.link else ()
    part, by = upper_first(PARTS[one.part].partition(",")[0]), names.get(one.by, "an earlier manager")
    return (When(one.at, WhenStyle.DATE), f", {by}. {part}: ", Bold(MOODS[one.mood]), f". {one.note}", *link)


def _meaning(held: Agreement, sides: Sides) -> tuple[said.Part, ...]:
    """What it means in a review, in the words of domain.goals.Effect."""
    whom = "you" if sides.is_own else sides.owner.name
    meant = {
        State.ACHIEVED: "In a review it may be cited with evidence. A goal alone makes no rating.",
        State.LEARNED: f"The result was missed, the way was kept, and what was learned is written down. That is a good ending: it may speak for {whom} in a review, never against.",
        State.MISSED: "In a review it may be cited only with evidence. Where the way to it was kept, writing down what was learned turns it into a learned goal, which never counts against anybody.",
        State.DROPPED: "It is not cited in a review.",
    }
    return (Note((meant[held.goal.state],)),) if held.goal.state in meant else ()


def _buttons(held: Agreement, sides: Sides) -> tuple[said.Part, ...]:
    found = _offered(held, sides)
    return (Buttons(found),) if found else ()


def _offered(held: Agreement, sides: Sides) -> tuple[Button, ...]:
    id, version = held.goal.id, held.goal.version
    is_mine = rules.waits_for(held, sides.reader.id)
    yes = Button(label="Agree", action="goals.agree", subject=id, version=version, weight=Weight.PRIMARY)
    no = Button(
        label="Leave it as it was" if is_mine else "Take the change back",
        action="goals.keep",
        subject=id,
        version=version,
    )
    if not sides.may_write and held.asked_by is not None:
        return ()
    match held.goal.state:
        case State.DRAFT if held.asked_by is None:
            return (_opens("Finish it", "goals.edit", id), _opens("Drop it", "goals.drop", id))
        case State.DRAFT:
            return (
                *((yes,) if is_mine else ()),
                _opens("Change it", "goals.edit", id),
                _opens("Drop it", "goals.drop", id),
            )
        case State.ACTIVE if held.change is not None:
            return (*((yes,) if is_mine else ()), no, _opens("Check in", "goals.check_in", id))
        case State.ACTIVE:
            return _under_way(id)
        case State.MISSED:
            return (_opens("Write down what was learned", "goals.learned", id),)
        case State.ACHIEVED | State.LEARNED | State.DROPPED:
            return ()


def _under_way(id: str) -> tuple[Button, ...]:
    return (
        _opens("Check in", "goals.check_in", id),
        _opens("Change it", "goals.edit", id),
        _opens("Say how it ended", "goals.close", id),
        _opens("Drop it", "goals.drop", id),
    )


def _keep_button(id: str, check_in: str) -> Button:
    """By its own check-in, so that what somebody else said is not kept in one's own name."""
    label = "Keep it as evidence"
    return Button(label=label, action="goals.evidence.open", subject=f"{id}/{check_in}", opens_form=True)


def _opens(label: str, form: str, id: str) -> Button:
    return Button(label=label, action=f"{form}.open", subject=id, opens_form=True)


# --- Examples -----------------------------------------------------------------------------------------------------


def _ended(state: State, *, learned: str = "", why: str = "") -> Agreement:
    result = None if state is State.DROPPED else Result(outcome_met=state is State.ACHIEVED, process_met=True)
    return replace(ACTIVE, goal=replace(GOAL, state=state, learned=learned, why=why), result=result)


EXAMPLES = (
    one(DRAFT, OWN),
    one(PUT, OWN, lead="Saved. Ana Ruiz is asked to agree."),
    one(PUT, LEADING),
    one(ACTIVE, OWN, (CHECK_IN,), lead="Your check-in is saved.", just_said="c1"),
    one(ACTIVE, OWN, (CHECK_IN, replace(CHECK_IN, by="ana", link=""))),
    one(CHANGING, OWN),
    one(CHANGING, LEADING),
    one(_ended(State.ACHIEVED), LEADING),
    one(_ended(State.LEARNED, learned="Half of the repeats came from one retry rule."), OWN),
    one(_ended(State.MISSED), OWN),
    one(_ended(State.DROPPED, why="The product was given up in March."), LEADING),
)
