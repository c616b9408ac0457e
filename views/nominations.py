"""Nominations as everybody sees them: what is open, what is promised, and that a nomination came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.nominations import Anchor, Category, Decider, Reason, State, Terms, Window
from views import examples
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Note,
    Part,
    Spans,
    Text,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted

_MINUTE_MS = 60_000
_WHO_DECIDES = {
    Decider.COMMITTEE: "A committee reads the reasons and decides by secret vote. Whoever sits on it cannot be nominated. Nobody is told that they were, unless they are chosen.",
    Decider.PEERS: "Everybody reads the reasons and decides by secret vote. Whoever is nominated does not see it, and their own vote in that category is not counted. Nobody is told whom that concerns.",
}
READERS = {
    Decider.COMMITTEE: "Your words are read by the committee after the close, without your name. If the person is chosen and agrees, your words are told in the channel. Who nominated is kept nowhere.",
    Decider.PEERS: "Your words are read by everybody after the close, without your name. If the person is chosen and agrees, your words are told in the channel. Who nominated is kept nowhere.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A window, and what the reader may do there now. `teams` are the names of those whose members may be nominated."""

    window: Window
    teams: Sequence[str] = ()
    may_nominate: bool = False
    may_vote: bool = False


def overview(windows: Sequence[Open], *, is_hr: bool) -> Card:
    parts: list[Part] = [part for one in windows for part in _one(one)]
    if not windows:
        parts.append(Text(("Nothing is open. When HR opens nominations, they are announced in the kudos channel.",)))
    buttons = (Button(label="Open nominations", action="nominations.new.open", opens_form=True),) if is_hr else ()
    listing = (Button(label="All so far", action="nominations.hr"),) if is_hr else ()
    return Card("Nominations", (*parts, *([Buttons((*buttons, *listing))] if is_hr else [])))


def promised(terms: Terms, teams: Sequence[str] = ()) -> Bullets:
    """The rules, in the same words wherever they stand."""
    months = counted(round(terms.rest_days / 30), "month", "months")
    whom = f"People in {', '.join(teams)} can be nominated." if teams else "Everybody here can be nominated."
    ends = (f"They end with {terms.anchor.label}: where that is moved, so are they.",) if terms.anchor else ()
    lines = (
        *ends,
        "You may nominate one person in each category, with a reason. It is kept apart from your name, so it cannot be changed.",
        f"{whom} Nobody can nominate themselves, and nobody receives the same twice within {months}.",
        _WHO_DECIDES[terms.decider],
        "Nobody is told how many nominated or voted; only whether there were one, two, or more reasons can be seen. The result is a story, and only with the person's consent.",
    )
    return Bullets(tuple((line,) for line in lines))


def handed_in(window: Window, category: Category) -> Card:
    line = f"It is for “{category.label}”. It is kept apart from your name: whoever reads it does not see whose it is."
    rest = "The person hears nothing before it is decided. If you tell them, it is no surprise any more."
    return Card("Your nomination is in", (Text((line,)), Note((rest,)), Buttons((show_button("Other categories"),))))


def already(category: Category) -> Card:
    line = f"You have nominated somebody for “{category.label}” already. The first one stands: it is kept apart from your name, so nobody can find it to change it. If you have just sent the same again, nothing is lost; anything else that you wrote now was not kept."
    return Card("You have nominated already", (Text((line,)), Buttons((show_button("Other categories"),))))


def closed(window: Window) -> Card:
    """To whoever only wanted to look."""
    line = f"“{window.title}” takes no nominations or votes at the moment."
    return Card("Closed", (Text((line,)), Buttons((show_button("See what is open"),))))


def too_late(window: Window) -> Card:
    """To whoever handed something in after the close."""
    line = f"“{window.title}” closed before this came in. Nothing was kept of what you just sent."
    return Card("Closed", (Text((line,)), Buttons((show_button("See what is open"),))))


def show_button(label: str = "Nominations") -> Button:
    return Button(label=label, action="nominations.show")


def nominate_button(window: Window) -> Button:
    return Button(
        label="Nominate",
        action="nominations.hand_in.open",
        subject=window.id,
        weight=Weight.PRIMARY,
        opens_form=True,
        spoken=f"Nominate for {window.title}",
    )


def read_button(window: Window, label: str = "Read and vote") -> Button:
    return Button(
        label=label,
        action="nominations.read",
        subject=window.id,
        weight=Weight.PRIMARY,
        spoken=f"{label}: {window.title}",
    )


def _one(one: Open) -> tuple[Part, ...]:
    window = one.window
    names = Bullets(tuple((Bold(category.label), f": {category.ask}") for category in window.terms.categories))
    buttons = [nominate_button(window)] if one.may_nominate else []
    buttons += [read_button(window)] if one.may_vote else []
    acting = (Buttons(tuple(buttons)),) if buttons else ()
    return (Heading(window.title), Text(stands(window)), names, promised(window.terms, one.teams), *acting)


def stands(window: Window) -> Spans:
    match window.state:
        case State.OPEN:
            return ("Open for nominations until ", last_minute(window.closes_at), ".")
        case State.DECIDING:
            return ("Nominations are in. Votes are taken until ", last_minute(window.decides_at), ".")
        case State.CLOSED:
            return ("Nominations are in, and are being shuffled.",)
        case State.COUNTED:
            return ("It is decided. The result is told soon.",)
        case State.DECIDED:
            return ("It is decided.",)
        case State.STOPPED:
            return ("It was stopped, and what had come in was destroyed unread.",)
        case State.LOST:
            return ("It was not decided: its key was lost, and what had come in was destroyed unread.",)


def last_minute(end: int) -> When:
    """What ends with a day ends at midnight, which stands in the name of the next day: nobody is to read that one."""
    return When(end - _MINUTE_MS, WhenStyle.DATE_TIME)


FEEDBACK = Category(
    id="best_feedback_giver",
    label="Best feedback giver",
    ask="Whose feedback did you use, and what became better by it?",
)
TERMS = Terms(categories=(FEEDBACK,), decider=Decider.COMMITTEE, rest_days=365)
WINDOW = Window(
    id="w1",
    title="Autumn nominations",
    terms=TERMS,
    closes_at=examples.MORNING + 14 * 86_400_000,
    decides_at=examples.MORNING + 21 * 86_400_000,
)
ANCHOR = Anchor(cycle="c1", checkpoint="ratings", label="“Rate your people” of “H2 2026”", zone="UTC")
HUNG = replace(WINDOW, terms=replace(TERMS, anchor=ANCHOR))
DECIDING = replace(WINDOW, state=State.DECIDING)
REASON = Reason(
    situation="In the August review of the export design.",
    behavior="She wrote down, line by line, what she could not follow, and what would help her.",
    impact="We cut two states, and the next team built on it without asking us anything.",
)
EXAMPLES = (
    overview((Open(window=WINDOW, may_nominate=True),), is_hr=False),
    overview((Open(window=WINDOW, teams=("Checkout", "Billing"), may_nominate=True, may_vote=True),), is_hr=True),
    overview((Open(window=DECIDING, may_vote=True),), is_hr=False),
    overview((), is_hr=False),
    overview((), is_hr=True),
    handed_in(WINDOW, FEEDBACK),
    already(FEEDBACK),
    closed(WINDOW),
    too_late(WINDOW),
)
