"""What a broadcast asks of its readers: the button under it, what becomes of it, the reminder, and HR's form for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

from domain.broadcasts import Broadcast, State, Tally, Wish
from domain.broadcasts_request import MOST_DAYS, Deed, Problem, Request
from domain.set_up import LEAST_THRESHOLD
from views import examples
from views.forms import Choice, DateField, Form, TextField
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
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
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, excerpt

LINK_LENGTH = 500
NAMES = 40  # in the list of who has not
SEEN_BY_NAME = "HR administrators see who has done this, and who has not."
COUNTED = f"HR administrators see how many have done this, not who; of fewer than {LEAST_THRESHOLD} people they do not see even that. Vouchsafe keeps who has, to remind only the others."
_DEEDS = (
    Option(Deed.NOTHING.value, "Nothing", "It only tells"),
    Option(Deed.READ.value, "Confirm that they have read it", "One button under the message"),
    Option(Deed.DONE.value, "Do something behind a link", "The link, and a button to say that it is done"),
)
_WHO = (
    Option("count", "Only how many", "Readers are told that HR sees no names"),
    Option("by_name", "Who has, and who has not", "Readers are told that HR sees names"),
)
_REMINDING = (
    Option("no", "No", "You can still remind people from the report"),
    Option("yes", "Yes, 3 days and 1 day before", "In their hours, only who has not done it, and they can stop it"),
)


# --- To each reader -----------------------------------------------------------------------------------------------


def parts(broadcast: Broadcast) -> tuple[Part, ...]:
    """What stands under the message of one that asks for something."""
    if not broadcast.wish.request.is_one:
        return ()
    return (*_what(broadcast.wish.request), seen_by(broadcast.wish.request), Buttons((_button(broadcast),)))


def described(request: Request) -> tuple[Part, ...]:
    """The same without the button: to whoever decides on it before anybody has it."""
    if not request.is_one:
        return ()
    return (*_what(request), seen_by(request), Note((f"Here each of them finds a button: “{_label(request)}”.",)))


def confirmed(card: Card, request: Request, at: int) -> Card:
    """The message once its reader has pressed. `card` is what it said without asking."""
    said = "You have confirmed that you read this" if request.deed is Deed.READ else "You have said that this is done"
    links = tuple(part for part in _what(request)[1:] if isinstance(part, Text))
    done = Notice(Mood.GOOD, (f"{said}: ", When(at, WhenStyle.DATE_TIME), ". Nothing more is to be done."))
    return Card(card.title, (*card.parts, *links, done, seen_by(request)))


def thanks(broadcast: Broadcast, at: int) -> Card:
    """To whoever presses in a reminder, which may hold other things, too."""
    line = ("Thank you. It counts since ", When(at, WhenStyle.DATE_TIME), ", and you are not reminded of it again.")
    return Card(f"“{excerpt(broadcast.wish.title, 60)}” is done", (Text(line),))


def reminder(broadcast: Broadcast) -> Card:
    """What waits in the tray of somebody who has not done it yet."""
    title = f"Still open: {excerpt(broadcast.wish.title, 80)}"
    where = Note((f"From {broadcast.author.name} (HR). The message itself is further up in this chat.",))
    button = Buttons((_button(broadcast, in_tray=True),))
    return Card(title, (*_what(broadcast.wish.request), where, seen_by(broadcast.wish.request), button))


def seen_by(request: Request) -> Visibility:
    return Visibility(SEEN_BY_NAME if request.names else COUNTED)


def waiting(broadcast: Broadcast) -> Waiting:
    """On the Home of a reader who has not done it yet."""
    by = f", by {day(broadcast.wish.request.by)}" if broadcast.wish.request.by else ""
    line = (f"From HR{by}: ", Bold(excerpt(broadcast.wish.title, 80)))
    return Waiting(line, _button(broadcast, in_tray=True))


# --- To HR --------------------------------------------------------------------------------------------------------


def figure(broadcast: Broadcast) -> tuple[tuple[str, tuple[str]], ...]:
    """The row of a report that says how many have done it."""
    if not broadcast.wish.request.is_one:
        return ()
    if not is_counted(broadcast):
        return ((_named(broadcast), (f"not shown, as fewer than {LEAST_THRESHOLD} people have it",)),)
    return ((_named(broadcast), (f"{broadcast.tally.confirmed:,} of {broadcast.tally.sent:,}",)),)


def is_counted(broadcast: Broadcast) -> bool:
    """Whether HR may see how many have done it: of very few people that would say who."""
    request = broadcast.wish.request
    return request.is_one and (request.names or broadcast.tally.sent >= LEAST_THRESHOLD)


def choices(broadcast: Broadcast) -> tuple[Button, ...]:
    """What HR may do about those who have not."""
    request, title, tally = broadcast.wish.request, broadcast.wish.title, broadcast.tally
    if not request.is_one or broadcast.state is State.CANCELLED:
        return ()
    refresh = Button(label="Count again", action="broadcast.report", spoken=f"Count again: {title}")
    remind = Button(label="Remind those who have not", action="broadcast.remind", spoken=f"Remind of {title}")
    who = Button(label="Who has not?", action="broadcast.missing", spoken=f"Who has not: {title}")
    some_left = tally.confirmed < tally.sent or not is_counted(broadcast)
    found = (refresh, *((remind,) * some_left), *((who,) * (some_left and request.names)))
    return tuple(
        Button(label=one.label, action=one.action, subject=broadcast.id, version=broadcast.version, spoken=one.spoken)
        for one in found
    )


def reminding(broadcast: Broadcast) -> Card:
    left = max(0, broadcast.tally.sent - broadcast.tally.confirmed)
    who = (
        f"{counted(left, 'person has', 'people have')} not done it yet. Each"
        if is_counted(broadcast)
        else "Whoever has not"
    )
    line = f"{who} is reminded in their own hours, together with what else waits for them, and can put it off or stop such reminders."
    more = Note(("Whoever does it first is not reminded. You can do this once a day.",))
    return Card(f"Reminding of “{excerpt(broadcast.wish.title, 60)}”", (Text((line,)), more))


def reminded_already(broadcast: Broadcast) -> Card:
    line = "People were reminded of it today already, so nobody is reminded once more. You can do this once a day."
    return Card(f"“{excerpt(broadcast.wish.title, 60)}”", (Text((line,)),))


def missing(broadcast: Broadcast, names: Sequence[str], number: int) -> Card:
    title = f"“{excerpt(broadcast.wish.title, 60)}”: {counted(number, 'person has', 'people have')} not done it"
    if not names:
        return Card(title, (Text(("Everybody who has the message has done it.",)),))
    rest = (
        (
            Note(
                (f"And {counted(number - len(names), 'more', 'more')}.",),
            ),
        )
        if number > len(names)
        else ()
    )
    told = Visibility("Everybody who got it was told that HR administrators see this list. It says nothing of why.")
    return Card(title, (Bullets(tuple((name,) for name in names)), *rest, told))


def form(broadcast: Broadcast) -> Form:
    """What to ask, filled with what it asks already."""
    request = broadcast.wish.request
    by = request.by.isoformat() if request.by else ""
    link = TextField(
        name="link",
        label="Link",
        hint="Where to do it, such as https://example.org/training. Needed for “Do something behind a link”.",
        value=request.link,
        max_length=LINK_LENGTH,
        required=False,
    )
    return Form(
        title="Ask for something",
        action="broadcast.request",
        submit="Preview",
        subject=broadcast.id,
        version=broadcast.version,
        intro=(
            Text((f"“{excerpt(broadcast.wish.title, 80)}” can ask each of its readers for one thing.",)),
            Visibility("Whoever gets the message, or approves it, reads what you ask, and whether HR sees names."),
        ),
        fields=(
            Choice(name="deed", label="What should people do?", options=_DEEDS, value=request.deed.value),
            link,
            DateField(name="by", label="By when?", hint="You may leave it empty.", value=by, required=False),
            Choice(
                name="names", label="What does HR see?", options=_WHO, value="by_name" if request.names else "count"
            ),
            Choice(
                name="reminds",
                label="Remind those who have not done it?",
                options=_REMINDING,
                value="yes" if request.reminds else "no",
            ),
        ),
    )


def errors(problems: Mapping[str, Problem]) -> dict[str, str]:
    return {field: _sentence(problem) for field, problem in problems.items()}


def _sentence(problem: Problem) -> str:
    match problem:
        case Problem.NO_LINK:
            return "Give the link, or choose another thing to ask for."
        case Problem.NO_ADDRESS:
            return "That is no address I can offer. It begins with https, such as https://example.org/training."
        case Problem.NO_DAY:
            return "Choose the day, so that there is something to remind of, or choose no reminder."
        case Problem.PAST:
            return "That day is over before people have the message. Choose a later one."
        case Problem.TOO_FAR:
            return f"Choose a day within {MOST_DAYS} days."
        case _:
            assert_never(problem)


# --- Pieces -------------------------------------------------------------------------------------------------------


def day(moment: date) -> str:
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"


def _what(request: Request) -> tuple[Part, ...]:
    until = f" by {day(request.by)}" if request.by else ""
    please = "Please confirm that you have read this" if request.deed is Deed.READ else "Please do this"
    link = (Text((Link("Open what it is about", request.link),)),) if request.link else ()
    return (Text((f"{please}{until}.",)), *link)


def _label(request: Request) -> str:
    return "I have read it" if request.deed is Deed.READ else "Done"


def _named(broadcast: Broadcast) -> str:
    return "Confirmed" if broadcast.wish.request.deed is Deed.READ else "Done"


def _button(broadcast: Broadcast, *, in_tray: bool = False) -> Button:
    label = _label(broadcast.wish.request)
    action = "broadcast.confirm.late" if in_tray else "broadcast.confirm"
    spoken = f"{label}: {excerpt(broadcast.wish.title, 55)}"
    return Button(label=label, action=action, subject=broadcast.id, weight=Weight.PRIMARY, spoken=spoken)


_READ = Request(deed=Deed.READ, by=date(2026, 10, 9), reminds=True)
_DONE = Request(deed=Deed.DONE, link="https://example.org/training", names=True)
_WISH = Wish(title="How we treat mistakes in reviews", message="Please read the two pages.", request=_READ)
_EXAMPLE = Broadcast(
    id="b1",
    author=examples.ANA,
    wish=_WISH,
    state=State.SENT,
    created_at=examples.MORNING,
    tally=Tally(people=500, planned=500, sent=500, confirmed=412),
)
_OTHER = Broadcast(
    id="b2", author=examples.BEN, wish=Wish(title="Training", message="Half an hour.", request=_DONE), created_at=1
)
_PLAIN = Card("How we treat mistakes in reviews", (Text(("Please read the two pages.",)),))
EXAMPLES = (
    Card("How we treat mistakes in reviews", parts(_EXAMPLE)),
    Card("Training", (*parts(_OTHER), *described(_DONE))),
    confirmed(_PLAIN, _READ, examples.MORNING),
    confirmed(_PLAIN, _DONE, examples.MORNING),
    thanks(_EXAMPLE, examples.MORNING),
    reminder(_EXAMPLE),
    Card("Choices", (Buttons(choices(_EXAMPLE)),)),
    reminding(_EXAMPLE),
    reminding(replace(_EXAMPLE, tally=Tally(people=4, planned=4, sent=4, confirmed=1))),
    Card("A report", (Facts(figure(replace(_EXAMPLE, tally=Tally(people=4, sent=4, confirmed=1)))),)),
    reminded_already(_EXAMPLE),
    missing(_OTHER, ("Ana Ruiz", "Ben Okafor"), 12),
    missing(_OTHER, (), 0),
    form(_EXAMPLE),
)
