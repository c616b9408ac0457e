"""What is kept about a person, as they read it: for how long, who can read it and who did, and what they can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.privacy import DataClass, Erasure, Read, State
from views import examples
from views.forms import Choices, Form
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Link,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    When,
    WhenStyle,
)
from views.wording import counted

FORMER_COLLEAGUE = "A former colleague"
A_FORMER_COLLEAGUE = "a former colleague"  # within a sentence
ERASED_WORDS = "(These words were erased, together with what was kept about somebody they concern.)"
LISTED = 5  # reads
SURE = "sure"
_YEAR = 365.25  # days


@dataclass(frozen=True, slots=True)
class Class:
    """A class of data in people's words: what it is, and who can read it."""

    name: str
    readers: str


CLASSES: Mapping[DataClass, Class] = {
    DataClass.PROFILE: Class(
        "Who you are here: name, e-mail, title, accounts, teams, manager",
        "everyone here your name and title; HR and whoever runs Vouchsafe the rest",
    ),
    DataClass.PREFERENCES: Class("Your preferences", "only you"),
    DataClass.DRAFTS: Class("Drafts you have not sent", "only you"),
    DataClass.DELIVERIES: Class("My answers to you, so that I know a repeat", "nobody; they are sealed"),
    DataClass.MESSAGES: Class("The words of my messages to you", "only you"),
    DataClass.KUDOS: Class(
        "Kudos you gave, got or endorsed", "everyone here the public ones; who gave and who got them the private ones"
    ),
    DataClass.BROADCASTS: Class("Messages to many that you wrote, approved or answered", "who got them, and HR"),
    DataClass.REVIEWS: Class(
        "Your reviews: goals, evidence, ratings, feedback you were asked for",
        "you; whoever leads you; a named reader outside your line where you contest something; HR with a stated purpose",
    ),
    DataClass.PULSES: Class(
        "In which pulses you were asked, and what you voted for after one; never whether you answered, or what",
        "nobody; where you were asked decides which results you can read, what you can vote on, and which groups may be compared",
    ),
    DataClass.POSTMORTEMS: Class(
        "To which incidents you responded, and how you scored post-mortems",
        "everyone here who responded and what came of it; how you scored only you, and the other scorer where you two talk",
    ),
    DataClass.HISTORY: Class("Who led you and in which teams you were", "nobody; it decides who may read what"),
    DataClass.AUDIT: Class("Records of what was done by you or about you, without words", "you and HR"),
}


ROLES = {"subject": "you yourself, by a link", "operator": "whoever runs Vouchsafe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of a class there is about one person (None: not filed by person), and for how many days (None: open)."""

    of: DataClass
    count: int | None
    days: int | None


def overview(
    kept: Sequence[Held], reads: Sequence[Read], *, erasure: Erasure | None, is_held: bool, requests: int | None
) -> Card:
    """`requests` is how many wait for HR, None for anybody else."""
    after = next((one.days for one in kept if one.of is DataClass.HISTORY), None)
    parts: tuple[Part, ...] = (
        *_standing(erasure, is_held=is_held),
        Heading("What Vouchsafe keeps about you"),
        Bullets(tuple(_line(one, after) for one in kept)),
        Note((_SEALED,)),
        Heading("Who has read about you"),
        Bullets(tuple(_read(one) for one in reads)) if reads else Text((_NOBODY,)),
        *_buttons(erasure, requests),
    )
    return Card("Your data in Vouchsafe", parts)


_SEALED = "Words are sealed in the database, and the keys are kept apart from it. Whoever has both can read everything. What I posted in chat is kept by your chat platform as well, as its own rules say."
_NOBODY = "Nobody has exported or opened data about you. What people see as a matter of course, such as a public kudos, is not listed."


def _line(one: Held, after: int | None) -> Spans:
    """What has no term of its own is kept for as long after somebody left as who led whom is."""
    said = CLASSES[one.of]
    count = "not filed by person" if one.count is None else counted(one.count, "entry", "entries")
    until = (
        "while you are here" + (f", and {term(after)} after" if after else "") if one.days is None else term(one.days)
    )
    return (Bold(said.name), f": {count}, {until}. Who can read it: {said.readers}.")


def term(days: int) -> str:
    """In the unit in which people think of it."""
    if days >= 2 * _YEAR - 1 and abs(days / _YEAR - round(days / _YEAR)) < 0.01:
        return counted(round(days / _YEAR), "year", "years")
    return counted(days, "day", "days")


def _read(one: Read) -> Spans:
    return (When(one.at, WhenStyle.DATE), f", {ROLES.get(one.role, one.role)}: {short(one.data_class)}")


def short(of: DataClass) -> str:
    return "everything" if of is DataClass.PROFILE else of.value


def _standing(erasure: Erasure | None, *, is_held: bool) -> tuple[Part, ...]:
    found: list[Part] = []
    if is_held:
        line = "A legal hold stands on data about you: nothing of it is erased until it is lifted, however old. Ask HR if you want to know more."
        found.append(Notice(Mood.INFO, (line,)))
    if erasure is not None:
        when = When(erasure.asked_at, WhenStyle.DATE)
        waits = " A second person has to approve it." if erasure.state is State.REQUESTED else " It is under way."
        found.append(Notice(Mood.INFO, ("Erasure of everything about you was asked for on ", when, ".", waits)))
    return tuple(found)


def _buttons(erasure: Erasure | None, requests: int | None) -> tuple[Part, ...]:
    mine: tuple[Button, ...] = (Button(label="Export my data", action="privacy.export"),)
    if erasure is None:
        mine += (Button(label="Ask for erasure", action="privacy.erase.open", opens_form=True),)
    elif erasure.state is State.REQUESTED:
        mine += (Button(label="Take the request back", action="privacy.withdraw", subject=erasure.id),)
    if requests is None:
        return (Buttons(mine),)
    hr = (
        Button(label=f"Requests ({requests})", action="privacy.requests"),
        Button(label="How long data is kept", action="privacy.terms.open", opens_form=True),
    )
    return (Buttons((*mine, *hr)),)


# --- Export -------------------------------------------------------------------------------------------------------


def export_ready(url: str, *, minutes: int) -> Card:
    line = f"It works once, for {minutes} minutes. Whoever has the link can use it, so do not pass it on."
    parts: tuple[Part, ...] = (
        Text((Link("Download everything about you", url),)),
        Text((line,)),
        Note(("A page to read and a file for programs. Other people in it have numbers instead of names.",)),
    )
    return Card("Your data", parts)


def no_link() -> Card:
    """Where no public address is set, there is nothing a link could lead to."""
    line = "I can't give you a link here, because this Vouchsafe has no web address of its own. Ask HR or whoever runs Vouchsafe for your data: they make the same file with the command “vouchsafe export-person”."
    return Card("Your data", (Text((line,)), Note(("You have a right to it, and need not say why.",))))


# --- Erasure ------------------------------------------------------------------------------------------------------


def erase_form() -> Form:
    gone = "Everything about you goes: your profile, preferences, drafts and messages, and every word of the kudos you gave and got. Kudos you gave stay as “from a former colleague”, without their words. Posts of mine about them are removed from chat."
    after = "It cannot be undone. Messages to you that are still to come are dropped, broadcasts of yours are cancelled, and you can no longer use Vouchsafe unless HR lets you in again. You will not hear from me when it is done."
    return Form(
        title="Ask for erasure",
        action="privacy.erase",
        submit="Ask for erasure",
        intro=(
            Text((gone,)),
            Text((after,)),
            Visibility("HR can read that you ask for it. Nobody else is told."),
        ),
        fields=(sure("Please confirm", "Yes, erase everything about me"),),
    )


def asked(*, is_held: bool) -> Card:
    line = "I have told HR. Somebody of HR, or whoever runs Vouchsafe, has to approve it; they have a month. Until then you can take it back under “Your data”."
    held = "There is a legal hold on data about you. Your request is kept, and nothing is erased before the hold is lifted."
    return Card("You asked for erasure", (Notice(Mood.INFO, (held,)) if is_held else Text((line,)), _back()))


def withdrawn() -> Card:
    return Card("Taken back", (Text(("Nothing is erased.",)), _back()))


def declined_to(reason: str) -> Card:
    lead = "Your request for erasure was declined. The reason given:"
    right = "You can ask again, and you can complain to your data protection authority."
    return Card("About your request", (Text((lead,)), Text((reason,)), Note((right,)), _back()))


def button() -> Button:
    return Button(label="Your data", action="privacy.show")


def _back() -> Buttons:
    return Buttons((button(),))


def sure(label: str, option: str) -> Choices:
    return Choices(name=SURE, label=label, options=(Option("yes", option),))


_KEPT = (
    Held(of=DataClass.PROFILE, count=3, days=None),
    Held(of=DataClass.PREFERENCES, count=1, days=None),
    Held(of=DataClass.DRAFTS, count=0, days=30),
    Held(of=DataClass.DELIVERIES, count=None, days=2),
    Held(of=DataClass.MESSAGES, count=212, days=90),
    Held(of=DataClass.KUDOS, count=14, days=1_096),
    Held(of=DataClass.HISTORY, count=4, days=1_096),
    Held(of=DataClass.AUDIT, count=1_204, days=2_557),
)
_WISH = Erasure(id="e1", person="ana", state=State.REQUESTED, asked_by="ana", asked_at=examples.MORNING)
_READ = Read(role="operator", data_class=DataClass.PROFILE, at=examples.MORNING)
EXAMPLES = (
    overview(_KEPT, (), erasure=None, is_held=False, requests=None),
    overview(_KEPT, (_READ, _READ), erasure=_WISH, is_held=True, requests=None),
    overview(_KEPT, (), erasure=None, is_held=False, requests=2),
    export_ready("https://vouchsafe.example.org/download/abc", minutes=15),
    no_link(),
    erase_form(),
    asked(is_held=False),
    asked(is_held=True),
    withdrawn(),
    declined_to("Your last expense report is still being audited. Please ask again in May."),
)
