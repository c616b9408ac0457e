"""A ballot as the person who answers it sees it: one question at a time, in one message, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from domain import pulses, pulses_contract
from domain.pulses import Item, Kind, Template, questions
from domain.pulses_contract import Contract
from domain.pulses_draft import BACK, KEEP, NOT_APPLICABLE, SKIPPED, Draft, begun
from domain.pulses_wave import State, Wave
from views.forms import Form, TextField
from views.pulses_promise import comment_line, promises, visibility
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Note,
    Option,
    Part,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted

IN_ONE_ROW = 5  # answers as buttons; more are a list, because no answer may be harder to reach than another
COMMENT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where somebody is in their ballot. `sealed` is their draft as it travels in the buttons, "" before any answer."""

    wave: Wave
    draft: Draft
    sealed: str = ""


def asked(wave: Wave) -> Card:
    """What everybody is sent when it opens: what it is, what is promised, and the first question."""
    first = Page(wave=wave, draft=begun(questions(wave.contract.items)))
    return Card(wave.title, (Text((_opening(wave),)), *_question(first)))


def page(shown: Page) -> Card:
    """The question where the person is, or after the last one what is to be sent."""
    number, total = shown.draft.at + 1, len(shown.draft.marks)
    if shown.draft.is_complete:
        return _ready(shown)
    if not shown.sealed:
        return asked(shown.wave)
    return Card(f"{shown.wave.title}: {number} of {total}", _question(shown))


def sent(wave: Wave) -> Card:
    line = f"Thank you. Your answers are in, stored apart from your name. Nobody sees anything before this closes on {day(wave.contract.closes_on)}."
    after = f"What comes of it is talked about with all who were asked by {day(wave.contract.share_back_on)}."
    return Card(wave.title, (Text((line,)), Note((after,))))


def already(wave: Wave) -> Card:
    line = "You have answered this pulse already. What you sent first counts, and nothing was changed now."
    return Card(wave.title, (Text((line,)),))


def closed(wave: Wave) -> Card:
    line = "This pulse is closed and takes no more answers, so nothing was sent. Thank you for wanting to; you are asked again when the next one opens."
    return Card(wave.title, (Text((line,)),))


def nothing_open(*, is_hr: bool) -> Card:
    line = "No pulse is open for you now. When one opens you get a message, and this is where you find it again."
    results = Button(label="Results", action="pulse.results")
    return Card("No pulse is open", (Text((line,)), Buttons((results, *((new_button(),) if is_hr else ())))))


def new_button() -> Button:
    return Button(label="New pulse", action="pulse.new.open", opens_form=True)


# --- Comments -----------------------------------------------------------------------------------------------------


def comment(wave: Wave, sealed: str) -> Form:
    """What can be said in one's own words. Sending it sends the answers, too."""
    fields = tuple(
        TextField(name=one.id, label=one.text, multiline=True, required=False, max_length=COMMENT_CHARACTERS)
        for one in pulses.comments(wave.contract.items)
    )
    warning = "Write it so that nobody can tell it was you: no names, no dates, nothing only you could know. Sending this sends your answers as well."
    return Form(
        title="Add a comment",
        action="pulse.comment",
        submit="Send it all",
        subject=f"{wave.id}/{sealed}",
        intro=(Text((warning,)), Visibility(comment_line(wave.contract))),
        fields=fields,
    )


def length(contract: Contract) -> str:
    """How long the questions take."""
    minutes = pulses.minutes(contract.items)
    return "less than a minute" if minutes < 1 else f"about {counted(minutes, 'minute', 'minutes')}"


def short_promise(wave: Wave) -> str:
    frozen = pulses_contract.short(wave.digest)
    promise = f"The promise was fixed before it opened: {frozen}." if frozen else "The promise is not fixed yet."
    return f"Closes {day(wave.contract.closes_on)}. {promise}"


def day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


# --- Pieces -------------------------------------------------------------------------------------------------------


def _opening(wave: Wave) -> str:
    total = counted(len(questions(wave.contract.items)), "question", "questions")
    return f"{total}, {length(wave.contract)}. {wave.contract.frame} You may skip any, change any until you send, and leave and come back."


def _question(shown: Page) -> tuple[Part, ...]:
    items = questions(shown.wave.contract.items)
    item = items[shown.draft.at]
    known = "You have been here before: choose again, or keep what you chose."
    return (
        Text((Bold(item.text),)),
        *((Note((known,)),) if shown.draft.is_known else ()),
        _answers(shown, item),
        Buttons(_moves(shown, item)),
        *_promised(shown),
    )


def _promised(shown: Page) -> tuple[Part, ...]:
    line = Visibility(visibility(shown.wave.contract))
    note = Note((short_promise(shown.wave),))
    return (line, note) if shown.sealed else (line, note, Buttons((_promise_button(shown.wave),)))


def _promise_button(wave: Wave) -> Button:
    return Button(label="What is promised", action="pulse.promise", subject=wave.id)


def _answers(shown: Page, item: Item) -> Buttons | Menu:
    choices = [(str(value), label) for value, label in zip(item.answers, item.labels, strict=True)]
    if len(choices) <= IN_ONE_ROW:
        return Buttons(tuple(_press(shown, choice, label) for choice, label in choices))
    ends = " (0 = not at all, 10 = very)" if item.kind is Kind.RECOMMEND else ""
    return Menu(
        label=f"Choose an answer{ends}",
        action="pulse.answer",
        subject=_subject(shown),
        options=tuple(Option(choice, label) for choice, label in choices),
    )


def _moves(shown: Page, item: Item) -> tuple[Button, ...]:
    possible = {
        NOT_APPLICABLE: ("Does not apply", item.may_not_apply),
        KEEP: ("Keep my answer", shown.draft.is_known),
        SKIPPED: ("Skip", True),
        BACK: ("Back", shown.draft.at > 0),
    }
    return tuple(_press(shown, choice, label) for choice, (label, offered) in possible.items() if offered)


def _press(shown: Page, choice: str, label: str) -> Button:
    return Button(label=label, action="pulse.answer", subject=f"{_subject(shown)}/{choice}")


def _subject(shown: Page) -> str:
    return f"{shown.wave.id}/{shown.sealed}"


def _ready(shown: Page) -> Card:
    total = len(shown.draft.marks)
    line = f"You answered {shown.draft.answered} of {total}. Nothing is sent yet."
    last = "Once sent, answers cannot be changed or taken back: they are stored apart from your name."
    sending = Button(label="Send", action="pulse.send", subject=_subject(shown), weight=Weight.PRIMARY)
    adding = Button(label="Add a comment", action="pulse.comment.open", subject=_subject(shown), opens_form=True)
    has_comments = bool(pulses.comments(shown.wave.contract.items))
    buttons = (sending, *((adding,) if has_comments else ()), _press(shown, BACK, "Back"))
    parts = (Text((line,)), Buttons(buttons), Note((last,)), *_promised(shown))
    return Card(f"{shown.wave.title}: ready to send", parts)


def promised(wave: Wave) -> Card:
    """The whole of the contract, in words, with its hash."""
    hashed = f"All of this was written down and hashed before it opened, and cannot be changed: {wave.digest}"
    return Card(f"{wave.title}: what is promised", (Bullets(promises(wave.contract)), Note((hashed,))))


# --- Examples -----------------------------------------------------------------------------------------------------

_LABELS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


class _Origin(TypedDict):
    license: str
    source: str
    status: str


_ORIGIN: _Origin = {"license": "ours", "source": "original to this project", "status": "not yet validated"}


def _scale(id: str, text: str, *, may_not_apply: bool = False) -> Item:
    return Item(id=id, kind=Kind.SCALE, text=text, labels=_LABELS, may_not_apply=may_not_apply, **_ORIGIN)


ITEMS = (
    _scale("vo01", "I can bring up a problem with our work while it is still small."),
    _scale("fr18", "I could point to the evidence behind my latest rating.", may_not_apply=True),
    Item(
        id="rec",
        kind=Kind.RECOMMEND,
        text="How likely are you to recommend this team to a friend as a place to work?",
        labels=tuple(str(number) for number in range(11)),
        **_ORIGIN,
    ),
    Item(id="open1", kind=Kind.COMMENT, text="What is one thing we should talk about but have not?", **_ORIGIN),
)
_CONTRACT = Contract(
    items=ITEMS,
    frame="Think of your team over the past four weeks.",
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
    reminders=(4, 9),
)
WAVE = Wave(
    id="w1",
    title="Team pulse",
    template=Template.FOUR_WEEKLY,
    number=2,
    contract=_CONTRACT,
    digest=pulses_contract.digest(pulses_contract.canonical(_CONTRACT)),
    state=State.OPEN,
)
_BEGUN = Page(wave=WAVE, draft=Draft(marks="4..", at=1), sealed="s" * 48)
_WITHOUT_COMMENTS = replace(WAVE, contract=replace(_CONTRACT, items=questions(ITEMS)))
EXAMPLES = (
    asked(WAVE),
    page(_BEGUN),
    page(replace(_BEGUN, draft=Draft(marks="4n.", at=1))),
    page(replace(_BEGUN, draft=Draft(marks="42.", at=2))),
    page(replace(_BEGUN, draft=Draft(marks="4-a", at=3))),
    page(replace(_BEGUN, draft=Draft(marks="4-a", at=3), wave=_WITHOUT_COMMENTS)),
    sent(WAVE),
    already(WAVE),
    closed(WAVE),
    nothing_open(is_hr=False),
    nothing_open(is_hr=True),
    promised(WAVE),
    comment(WAVE, "s" * 48),
)
