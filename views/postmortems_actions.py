"""One recommendation or action of a post-mortem, and the forms by which it is taken on, moved, done and verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import postmortems_actions as rules
from domain.language import Hint
from domain.postmortems_actions import VERIFIED_WITHIN_DAYS, Action, Flaw, State
from views import postmortems_words as words
from views.forms import Choice, DateField, Form, PeopleField, TextField, Values
from views.forms import text as typed
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Facts,
    Link,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    Weight,
)
from views.wording import excerpt, upper_first

WORDS, LINK_LENGTH = 300, 2_000
WORKS, NOT_YET = "it_works", "not_yet"
_SENTENCES = {
    Flaw.PAST: "That day has passed or is today. Choose a later one.",
    Flaw.FAR: f"That is more than {rules.MOST_DAYS} days away. Choose a nearer one.",
    Flaw.NO_LINK: "That is no address of a page. Begin with https://.",
    Flaw.SAME: "That is the day it has already. Choose another one.",
}
_SAID = {
    State.DECLINED: "Why not",
    State.TAKEN_ON: "Said last",
    State.DONE: "What was done",
    State.VERIFIED: "What was seen",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`title` is the post-mortem's. `writes`: registered it or responded; `owns`: sees to this one; `verifies`: may."""

    action: Action
    title: str
    names: Mapping[str, str]
    today: date
    writes: bool = False
    owns: bool = False
    verifies: bool = False


def card(page: Page, *, lead: str = "", hints: Sequence[Hint] = ()) -> Card:
    one = page.action
    parts: tuple[Part, ...] = (
        *((Text((lead,)),) if lead else ()),
        *words.hints(hints),
        Text((Bold(one.words),)),
        Facts(_facts(page)),
        *_late(page),
        *((Note((_WITHIN,)),) if one.state in {State.TAKEN_ON, State.DONE} else ()),
        Visibility(words.readers()),
        Buttons(_buttons(page)),
    )
    return Card("A recommendation" if one.state is State.RECOMMENDED else "An action of a post-mortem", parts)


def recommend(postmortem: str, title: str) -> Form:
    aims = tuple(Option(aim.value, *said) for aim, said in words.AIMS.items())
    hint = "Begin with a verb, and say when it is finished: “Add a time-out to each charge, with one retry”"
    return Form(
        title="Recommend something",
        action="postmortem.recommend",
        submit="Recommend it",
        subject=postmortem,
        intro=(Text((Bold(title),)), Visibility(words.readers())),
        fields=(
            TextField(name="words", label="What should change?", hint=hint, multiline=True, max_length=WORDS),
            Choice(name="kind", label="What is it for?", options=aims),
        ),
    )


def take_on(action: Action, values: Values) -> Form:
    """Who sees to it by when, where it stands, and how one will know."""
    check = "How and when will we know that it works?"
    return Form(
        title="Who sees to it?",
        action="postmortem.take_on",
        submit="Save",
        subject=action.id,
        version=action.version,
        intro=_intro(action),
        fields=(
            _OWNER,
            DateField(name="due_on", label="By when?", value=typed(values, "due_on")),
            TextField(
                name="tracker",
                label="Tracker link",
                hint="Where it stands in the list of the team that does it",
                value=typed(values, "tracker"),
                max_length=LINK_LENGTH,
            ),
            TextField(name="check", label=check, value=typed(values, "check"), max_length=WORDS),
        ),
    )


def hand_over(action: Action) -> Form:
    """Somebody else sees to it, by the same date."""
    return Form(
        title="Somebody else",
        action="postmortem.hand_over",
        submit="Save",
        subject=action.id,
        version=action.version,
        intro=_intro(action),
        fields=(_OWNER,),
    )


def move(action: Action) -> Form:
    """Another date, in time or late."""
    return Form(
        title="Another date",
        action="postmortem.move",
        submit="Move it",
        subject=action.id,
        version=action.version,
        intro=(*_intro(action)[:1], Text((_IN_TIME,)), Visibility(words.readers())),
        fields=(DateField(name="due_on", label="By when now?"), _say("why", "What has changed?", "")),
    )


def finish(action: Action) -> Form:
    hint = "Somebody else looks at it next, so say where it can be seen."
    return _saying(action, ("It is done", "postmortem.finish"), _say("said", "What was done?", hint))


def decline(action: Action) -> Form:
    hint = "A reason is worth as much as an action: “Costs more than the harm it prevents”"
    return _saying(action, ("Not to be done", "postmortem.decline"), _say("why", "Why not?", hint))


def verify(action: Action) -> Form:
    """By anybody but its owner and who said that it is done."""
    options = (Option(WORKS, "Yes, it works"), Option(NOT_YET, "Not yet", "It goes back to its owner"))
    check = action.plan.check if action.plan else ""
    form = _saying(action, ("Does it work?", "postmortem.verify"), _say("saw", "What did you see?", ""))
    works = Choice(name="works", label="Does it work?", hint=f"How one will know: {check}", options=options)
    return replace(form, fields=(works, *form.fields))


def errors(flaws: Mapping[str, Flaw]) -> dict[str, str]:
    return {name: _SENTENCES[flaw] for name, flaw in flaws.items()}


_OWNER = PeopleField(
    name="owner", label="Who sees to it?", action="people.search", max_people=1, hint="Ask them first."
)
NO_OWNER = {"owner": "Choose somebody who is here and takes part."}
_WITHIN = f"It counts as kept when it is verified within {VERIFIED_WITHIN_DAYS} days of its date, by somebody who neither sees to it nor says that it is done."
_IN_TIME = "Moved before its date has passed, it is planned anew. After that, the old date counts as missed, and that is all that follows."


# --- Pieces -------------------------------------------------------------------------------------------------------


def _facts(page: Page) -> tuple[tuple[str, Spans], ...]:
    one, plan = page.action, page.action.plan
    rows: list[tuple[str, Spans]] = [("From", (page.title,)), ("For", (words.AIMS[one.kind][0],))]
    rows.append(("Where it stands", (upper_first(words.STATES[one.state]),)))
    if plan is not None:
        rows += [
            ("Who sees to it", (words.name(page.names, plan.owner),)),
            ("By", (words.day(plan.due_on),)),
            ("Tracker", (Link("Open it there", plan.tracker),)),
            ("How one will know", (plan.check,)),
        ]
    if one.outcome:
        rows.append((_SAID.get(one.state, "Said last"), (one.outcome,)))
    if plan is not None and one.done_by not in {None, plan.owner}:
        rows.append(("Who says that it is done", (words.name(page.names, one.done_by),)))
    if one.verified_by is not None:
        rows.append(("Verified by", (words.name(page.names, one.verified_by),)))
    return tuple(rows)


def _late(page: Page) -> tuple[Part, ...]:
    if not rules.is_late(page.action, today=page.today):
        return ()
    return (Notice(Mood.INFO, ("Its date has passed. Say what came of it, or agree on another date.",)),)


def _buttons(page: Page) -> tuple[Button, ...]:
    state, id = page.action.state, page.action.id
    decides = page.writes or page.owns
    offered = {
        "postmortem.take_on.open": ("Who sees to it?", state is State.RECOMMENDED and page.writes),
        "postmortem.finish.open": ("It is done", state is State.TAKEN_ON and decides),
        "postmortem.move.open": ("Another date", state is State.TAKEN_ON and decides),
        "postmortem.hand_over.open": ("Somebody else", state is State.TAKEN_ON and page.writes),
        "postmortem.verify.open": ("Does it work?", state is State.DONE and page.verifies),
        "postmortem.decline.open": (
            "Not to be done",
            state in {State.RECOMMENDED, State.TAKEN_ON} and page.writes,
        ),
    }
    found = [
        Button(label=label, action=action, subject=id, opens_form=True, spoken=f"{label} {page.action.words}"[:75])
        for action, (label, holds) in offered.items()
        if holds
    ]
    first = [replace(one, weight=Weight.PRIMARY) for one in found[:1]]
    if state is State.TAKEN_ON and page.owns:
        found.append(Button(label="I can't see to this", action="postmortem.hand_back", subject=id))
    back = Button(label="Back to the post-mortem", action="postmortem.show", subject=page.action.postmortem)
    return (*first, *found[1:], back)


def _intro(action: Action) -> tuple[Text | Visibility, ...]:
    return (Text((Bold(excerpt(action.words, 200)),)), Visibility(words.readers()))


def _saying(action: Action, called: tuple[str, str], field: TextField) -> Form:
    title, name = called
    return Form(
        title=title,
        action=name,
        submit="Save",
        subject=action.id,
        version=action.version,
        intro=_intro(action),
        fields=(field,),
    )


def _say(name: str, label: str, hint: str) -> TextField:
    return TextField(name=name, label=label, hint=hint, multiline=True, max_length=WORDS)


# --- Examples -----------------------------------------------------------------------------------------------------

_TAKEN = rules.take_on(words.RECOMMENDED, words.PLAN)
DONE = rules.finish(_TAKEN, "ben", "It is in since Monday, behind the flag charge-timeout")
_VERIFIED = rules.verify(DONE, "chi", "The drill found no second charge", works=True, today=date(2026, 10, 27))
_PAGE = Page(action=_TAKEN, title=words.ONE.title, names=words.NAMES, today=date(2026, 10, 1))
EXAMPLES = (
    card(replace(_PAGE, action=words.RECOMMENDED, writes=True), lead="Saved. Who sees to it?"),
    card(replace(_PAGE, writes=True, owns=True)),
    card(replace(_PAGE, owns=True, today=date(2026, 11, 1))),
    card(replace(_PAGE, action=DONE, verifies=True)),
    card(replace(_PAGE, action=replace(DONE, done_by="ana"), owns=True)),
    card(replace(_PAGE, action=_VERIFIED)),
    recommend("p1", words.ONE.title),
    take_on(words.RECOMMENDED, {}),
    hand_over(_TAKEN),
    move(_TAKEN),
    finish(_TAKEN),
    decline(_TAKEN),
    verify(DONE),
)
