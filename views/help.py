"""Help for every command, and the way on from a word nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.kudos import Badge
from views import examples
from views.forms import Form
from views.kudos import give_button
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Spans,
    Text,
    Weight,
)
from views.wording import listed


@dataclass(frozen=True, slots=True)
class Line:
    """One command as the router knows it."""

    verb: str
    usage: str
    summary: str


COMMANDS = {
    line.verb: line
    for line in (
        Line("kudos", "[@people] [#badge] [text]", "Thank colleagues for candor, owned mistakes or useful feedback"),
        Line(
            "goals",
            "[@person | new | examples]",
            "Paired goals: a result, the way to it, and what is learned on the way",
        ),
        Line(
            "evidence", "[@person | add | ask]", "Note what somebody did, see what is noted about you, ask a colleague"
        ),
        Line("review", "[@person]", "Read your review, or write that of somebody you lead: levels, evidence, reasons"),
        Line("cycle", "[status | competencies]", "Where the review cycle stands, and what waits for you in it"),
        Line(
            "pulse",
            "[results | new | list]",
            "Answer the confidential pulse that is open, read results; HR sets pulses up here",
        ),
        Line(
            "calibrate",
            "[new | results | sprint]",
            "Calibration sessions: packets to read, cases to rate, and the room itself",
        ),
        Line("postmortem", "", "Post-mortems: register one, score one you had no part in, see to what follows from it"),
        Line("broadcast", "[text | list]", "For HR: send a message to everyone, managers or teams, and see it arrive"),
        Line("vouchsafe", "[help | home | preferences]", "Help, your home, when I may write to you, and set-up"),
    )
}
WORDS = {  # after /vouchsafe
    "help": "what I can do",
    "home": "your dashboard: what waits for you, what is new, and how I write to you",
    "preferences": "when I may write to you, and of what",
    "privacy": "what is kept about you and who read it; export it, or ask for its erasure",
    "team": "how fast, how steadily and how well a team learns, side by side; its reward",
    "claim": "with a one-time code from whoever runs the server: makes you an HR administrator",
    "set-up": "for HR: seven short steps from nothing to everyone; goes on where you were",
    "here": "for HR: typed in a channel, it is where public kudos appear from then on",
    "open": "for HR: opens Vouchsafe to everyone, as the last step of set-up does",
    "roles": "for HR: who is an HR administrator or an ombud",
    "sources": "for HR: where people come from, which source goes first, and when each was last heard",
}
MESSAGE_ACTIONS = {  # action: (title, summary)
    "kudos.thank": ("Thank for this message", "Give kudos to the person who wrote this"),
    "evidence.save": ("Save as evidence", "Note this message as evidence; its words only if its author agrees"),
}


def overview() -> Card:
    """What Vouchsafe is for, and every command in one line."""
    parts: tuple[Part, ...] = (
        Text(("Vouchsafe helps people speak up, own mistakes and learn together, and makes that count fairly.",)),
        Bullets(tuple(_said(line) for line in COMMANDS.values())),
        Note(("Add “help” after any command to read more. Here in a direct message you can leave out the slash.",)),
        Buttons((give_button(), Button(label="My kudos", action="kudos.mine"))),
    )
    return Card("What I can do", parts)


def kudos(badges: Sequence[Badge], *, min_words: int) -> Card:
    example = "/kudos @ana @ben #early-flag you raised the vendor risk nine days early, we could replan"
    parts: tuple[Part, ...] = (
        Text(("Thank colleagues for candor, owned mistakes and useful feedback.",)),
        Bullets(
            (
                (Bold("/kudos"), " opens the form."),
                (Bold(example), " does it in one line."),
                (
                    "Start with ",
                    Bold("private"),
                    " to tell only them. End with ",
                    Bold("fix: ..."),
                    " to say what is different now.",
                ),
                (Bold("/kudos mine"), " shows what you gave and received, and how many are left."),
                (Bold("/kudos digest"), " tells what people were thanked for lately, by badge."),
                (Bold("/kudos nominate"), " names a colleague by secret ballot, when nominations are open."),
                (Bold("/kudos reach"), " shows how far thanks reach in the team you lead; HR reads it of all."),
            )
        ),
        Heading("Badges"),
        Bullets(tuple((Bold(f"#{badge.tag}"), f" {badge.label}. {badge.ask}") for badge in badges)),
        Note(
            (
                f"At least {min_words} words, so that it says what happened. You have 30 seconds to undo before anyone sees it.",
            )
        ),
        Buttons((give_button(), Button(label="My kudos", action="kudos.mine"))),
    )
    return Card("Giving kudos", parts)


def words(names: Sequence[str]) -> Card:
    """What may follow /vouchsafe."""
    lines = tuple((Bold(f"/vouchsafe {name}"), f" {WORDS[name]}") for name in names)
    return Card("What I understand", (Bullets(lines), Buttons((Button(label="Help", action="help"),))))


def cycle(*, is_hr: bool) -> Card:
    """What may follow /cycle."""
    said = {
        "": "where you are, and what comes next",
        " status": "what is done and what is missing: for your people, or for all where you run HR",
        " competencies": "what good looks like, in the words people are rated by",
        " plan": "the tasks of the plan that you own, where the cycle has one; for HR the whole plan",
    }
    for_hr = {
        " new": "sets up a cycle; you read every message before anybody hears of it",
        " list": "all cycles, and what may be done to each",
        " advance": "opens the next checkpoint today; you read first what that changes and who hears",
        " rehearse": "the calendar of messages to come",
        " outcomes": "what the program has come to, each figure with its interval and what it cannot tell",
    }
    lines = tuple((Bold(f"/cycle{word}"), f" {what}") for word, what in {**said, **(for_hr if is_hr else {})}.items())
    return Card("The review cycle", (Bullets(lines), Buttons((Button(label="My cycle", action="cycle.show"),))))


def pulse(*, is_hr: bool) -> Card:
    """What may follow /pulse."""
    said = {
        "": "opens the pulse that waits for you, if there is one",
        " results": "what pulses found in your groups, and what you do about it",
    }
    for_hr = {
        " new": "sets one up; you see who is asked and what is promised before anybody hears of it",
        " list": "all pulses, and how each stands; never who has answered",
        " questions": "what can be asked, and where each question comes from",
    }
    lines = tuple((Bold(f"/pulse{word}"), f" {what}") for word, what in {**said, **(for_hr if is_hr else {})}.items())
    return Card("Pulses", (Bullets(lines), Buttons((Button(label="My pulse", action="pulse.show"),))))


def unknown(word: str, near: Sequence[str]) -> Card:
    meant: Spans = (
        ("Did you mean ", Bold(listed([f"/{verb}" for verb in near], "or")), "?")
        if near
        else ("Here is what I understand:",)
    )
    buttons = Buttons((Button(label="Help", action="help"), give_button()))
    return Card(f"I don't know “{word}”", (Text(meant), Note(("Nothing was changed.",)), buttons))


def form_is_ready(form: Form) -> Card:
    """Where a form cannot open by itself: a button that opens it, and what its first lines would have said."""
    told = tuple(part for part in form.intro if isinstance(part, Notice))
    opening = Button(
        label="Open the form",
        action=f"{form.action}.open",
        subject=form.subject,
        weight=Weight.PRIMARY,
        opens_form=True,
    )
    note = Note(("It holds what you have said so far. Nothing happens until you send it.",))
    return Card(form.title, (*told, note, Buttons((opening,))))


def is_in_your_chat(title: str) -> str:
    """Where everybody can read it, after a press whose answer went to the presser alone."""
    return f"“{title}” is in your chat with Vouchsafe."


def _said(line: Line) -> Spans:
    return (Bold(f"/{line.verb} {line.usage}".strip()), f" {line.summary}")


EXAMPLES = (
    overview(),
    kudos(examples.BADGES, min_words=10),
    unknown("kudso", ("kudos",)),
    unknown("zzz", ()),
    words(tuple(WORDS)),
    cycle(is_hr=True),
    cycle(is_hr=False),
    pulse(is_hr=True),
    pulse(is_hr=False),
    form_is_ready(
        Form(
            title="Give kudos",
            action="kudos.give",
            submit="Give kudos",
            intro=(Notice(Mood.PROBLEM, ("There is no badge #erly-flag. Did you mean #early-flag?",)),),
            fields=(),
        )
    ),
)
