"""What a group does about its results: proposals to vote on, the one that was chosen, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.pulses_actions import MOST_DAYS, WORDS, Action, Flaw, Side, State
from domain.pulses_groups import Group, Level
from domain.pulses_wave import Wave
from views import pulses as pulse_views
from views import pulses_results_words as words
from views.forms import DateField, Form, PeopleField, TextField, Values
from views.forms import text as typed
from views.vocabulary import Bold, Button, Buttons, Card, Note, Rule, Spans, Text, Visibility
from views.vocabulary import Part as CardPart
from views.wording import counted, day

_SENTENCES = {
    Flaw.PAST: "That day has passed or is today. Choose a later one.",
    Flaw.FAR: f"That is more than {MOST_DAYS} days away. Choose something that can be done sooner.",
    Flaw.OUTSIDE: "Choose somebody of this group, or whoever leads it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`names` of owners by id; `votes` by action; `mine` is what the reader is for."""

    wave: Wave
    group: Group
    name: str
    side: Side
    actions: Sequence[Action]
    votes: Mapping[str, int]
    mine: frozenset[str]
    names: Mapping[str, str]


def doing(page: Page) -> Card:
    """All of it, with what the reader can do."""
    decided = [action for action in page.actions if action.state is not State.PROPOSED]
    open_ones = [action for action in page.actions if action.state is State.PROPOSED]
    parts: list[CardPart] = []
    for action in decided:
        parts += [Text(line(action, page.names)), *_ending(action, page.side)]
    if decided and open_ones:
        parts.append(Rule())
    for action in open_ones:
        parts += [Text((Bold(action.words), f" — {_for(page.votes.get(action.id, 0))}")), _choosing(action, page)]
    return Card(_title(page), (*(parts or [Text((_nothing(page.wave),))]), Note((_how(page),)), _below(page)))


def line(action: Action, names: Mapping[str, str]) -> Spans:
    """Return one that was chosen, in a line: who, by when, and what came of it."""
    who = names.get(action.owner or "", "A former colleague")
    until = day(action.due_on) if action.due_on else ""
    after = {
        State.CHOSEN: f": {who} sees to it by {until}.",
        State.DONE: f": done. {action.outcome}",
        State.DROPPED: f": let go. {action.outcome}",
        State.PROPOSED: ": proposed.",
    }
    return (Bold(action.words), after[action.state].rstrip())


def propose(wave: Wave, group: Group, name: str) -> Form:
    return Form(
        title="One thing to do",
        action="pulse.propose",
        submit="Propose",
        subject=f"{wave.id}/{group.id}",
        intro=(Visibility(_readers(group, name)),),
        fields=(
            TextField(
                name="words",
                label="What should we do?",
                hint="One thing that can be seen: “Every retrospective starts with one thing that went wrong.”",
                max_length=WORDS,
            ),
        ),
    )


def choose(action: Action, group: Group, name: str, values: Values) -> Form:
    """Who sees to what the vote chose, and by when."""
    return Form(
        title="Who, and by when?",
        action="pulse.choose",
        submit="Decide",
        subject=action.id,
        version=action.version,
        intro=(Text((Bold(action.words),)), Visibility(_readers(group, name))),
        fields=(
            PeopleField(
                name="owner",
                label="Who sees to it?",
                action="people.search",
                max_people=1,
                hint="Ask them before you decide.",
            ),
            DateField(name="due_on", label="By when?", value=typed(values, "due_on")),
        ),
    )


def end(action: Action, state: State, group: Group, name: str) -> Form:
    """What came of it: the next pulse opens with that."""
    is_done = state is State.DONE
    label = "What came of it?" if is_done else "Why is it let go?"
    return Form(
        title="Done" if is_done else "Let it go",
        action="pulse.done" if is_done else "pulse.drop",
        submit="Save",
        subject=action.id,
        version=action.version,
        intro=(Text((Bold(action.words),)), Visibility(_readers(group, name))),
        fields=(TextField(name="outcome", label=label, hint="The next pulse opens with this.", max_length=WORDS),),
    )


def errors(flaws: Mapping[str, Flaw]) -> dict[str, str]:
    return {field: _SENTENCES[flaw] for field, flaw in flaws.items()}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _title(page: Page) -> str:
    return f"What we do about it: {words.group_words(page.group, page.name)}"


def _nothing(wave: Wave) -> str:
    return f"Nothing yet. Propose one thing, vote, and let somebody see to it. It is to be chosen by {day(wave.contract.share_back_on)}."


def _for(votes: int) -> str:
    return f"{counted(votes, 'person is', 'people are')} for it" if votes else "nobody is for it yet"


def _choosing(action: Action, page: Page) -> Buttons:
    label = "Take my vote back" if action.id in page.mine else "I am for it"
    voting = Button(label=label, action="pulse.vote", subject=action.id, spoken=f"{label}: {action.words}")
    spoken = f"Choose this: {action.words}"
    deciding = Button(
        label="Choose this", action="pulse.choose.open", subject=action.id, opens_form=True, spoken=spoken
    )
    return Buttons((*((voting,) if page.side.belongs else ()), *((deciding,) if page.side.leads else ())))


def _ending(action: Action, side: Side) -> list[CardPart]:
    if action.state is not State.CHOSEN or not (side.leads or side.person == action.owner):
        return []
    done = Button(
        label="It is done", action="pulse.done.open", subject=action.id, opens_form=True, spoken=f"Done: {action.words}"
    )
    spoken = f"Let it go: {action.words}"
    drop = Button(label="Let it go", action="pulse.drop.open", subject=action.id, opens_form=True, spoken=spoken)
    return [Buttons((done, drop))]


def _how(page: Page) -> str:
    lead = "HR" if page.group.level is Level.COMPANY else "Whoever leads the group"
    return f"You can be for more than one. {lead} chooses the one with the most votes, with somebody who sees to it and a date. How many are for it is shown, never who."


def _below(page: Page) -> Buttons:
    subject = f"{page.wave.id}/{page.group.id}"
    proposing = Button(label="Propose something", action="pulse.propose.open", subject=subject, opens_form=True)
    return Buttons((proposing, Button(label="Back to the results", action="pulse.results", subject=subject)))


def _readers(group: Group, name: str) -> str:
    return f"Read by everybody who may read the results of {words.group_words(group, name)}, with your name only if you see to it."


# --- Examples -----------------------------------------------------------------------------------------------------

_GROUP = Group(id="team/north", level=Level.TEAM, parent="company", invited=9)
_ONE = Action(
    id="a1", wave="w1", group="team/north", words="Retrospectives start with one thing that went wrong", author="p1"
)
_TWO = Action(
    id="a2", wave="w1", group="team/north", words="Questions get an answer within a day", author="p1", owner="p2",
    due_on=date(2026, 11, 20), state=State.CHOSEN,
)  # fmt: skip
_SIDE = Side(person="p2", belongs=True, leads=True)


def _page(*actions: Action, side: Side = _SIDE) -> Page:
    return Page(
        wave=pulse_views.WAVE, group=_GROUP, name="North", side=side, actions=actions,
        votes={"a1": 3}, mine=frozenset({"a1"}), names={"p2": "Ben Otieno"},
    )  # fmt: skip


EXAMPLES = (
    doing(_page()),
    doing(_page(_ONE, _TWO)),
    propose(pulse_views.WAVE, _GROUP, "North"),
    choose(_ONE, _GROUP, "North", {}),
    end(_TWO, State.DONE, _GROUP, "North"),
    end(_TWO, State.DROPPED, _GROUP, "North"),
)
