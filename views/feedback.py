"""Feedback that is asked for: who is asked for what, the two-minute form, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain import text
from domain.feedback import MOST_DAYS, Asked, Flaw, State
from domain.people import Person
from views import evidence as views
from views import examples
from views.evidence_form import OFFER, Offer, story, what
from views.forms import Choice, DateField, Field, Form, PeopleField, TextField, Values, many
from views.forms import text as typed
from views.home import Waiting
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Heading, Option, Part, Text, Visibility, Weight

ANY = "any"
_SENTENCES = {
    Flaw.NOT_YOURS: "You can ask about yourself, and about whoever you lead. Choose one of them.",
    Flaw.OF_ONESELF: "Nobody is asked about themselves. Choose a colleague.",
    Flaw.BY_ONESELF: "That is you. Write what you saw under “Add evidence”.",
    Flaw.ABOVE: "They lead this person and write notes of their own. Choose a colleague.",
    Flaw.PAST: "That day has passed. Give them some days.",
    Flaw.FAR: f"That is more than {MOST_DAYS} days away. Ask nearer to the day.",
    Flaw.TOO_LONG: "That is longer than what I can keep. Nothing was lost: shorten it and send again.",
}
_STATES = {
    State.ASKED: "waits",
    State.GIVEN: "answered",
    State.DECLINED: "has nothing to add",
    State.WITHDRAWN: "taken back",
    State.LAPSED: "not answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request with the names of the three."""

    asked: Asked
    subject: str
    colleague: str
    asker: str

    @property
    def is_own(self) -> bool:
        """They ask about themselves."""
        return self.asked.by == self.asked.subject


def ask(offer: Offer, values: Values, *, subject: str = "") -> Form:
    """Whom, about whom, and what."""
    line = "They get a form of three questions. The answer is signed: whoever it is about reads it before it counts."
    return Form(
        title="Ask a colleague",
        action="feedback.ask",
        submit="Ask",
        subject=subject,
        intro=(
            Text((line,)),
            Visibility("Your question is read by you and whoever you ask."),
        ),
        fields=(
            _somebody("asked", "Whom do you ask?", "Somebody who was there.", offer.known, values),
            _somebody("subject", "About whom?", "Yourself, or somebody you lead.", offer.known, values),
            Choice(
                name="competency",
                label="About what?",
                options=(
                    Option(ANY, "Whatever they saw"),
                    *(Option(one.id, one.title, one.label) for one in offer.competencies),
                ),
                value=typed(values, "competency") or ANY,
            ),
            TextField(
                name="question",
                label="Your question",
                hint="Name the work: “What did you see in the pricing review of May?”",
                value=typed(values, "question"),
                multiline=True,
                max_length=text.MAX_CHARACTERS,
            ),
            DateField(name="due_on", label="Until when?", value=typed(values, "due_on")),
        ),
    )


def answer(offer: Offer, request: Request, values: Values) -> Form:
    """Two minutes: three questions, and the few facts without which they say little."""
    asked = request.asked
    return Form(
        title="Feedback",
        action="feedback.answer",
        submit="Send",
        subject=asked.id,
        intro=(
            Text((Bold(request.asker), f" asks what you saw of {_about(request)}: “{asked.question}”")),
            Visibility(views.readers()),
        ),
        fields=(*what(offer, {"competency": asked.competency, **values}), *story(offer, values)),
    )


def errors(flaws: Mapping[str, Flaw]) -> dict[str, str]:
    return {field: _SENTENCES[flaw] for field, flaw in flaws.items()}


def asked(requests: Sequence[Request]) -> Card:
    names = "; ".join(one.colleague for one in requests)
    line = f"Asked: {names}. They are told in their hours, and reminded once, the day before."
    return Card("Your question is on its way", (Text((line,)), Text(("They may decline without a reason.",))))


def invitation(request: Request) -> Card:
    """Unasked, to the colleague: who asks about whom, and not what."""
    own = request.asked.by == request.asked.subject
    about = "their own work" if own else request.subject
    line = (
        f"{request.asker} asks what you saw of {about}, until {views.day(request.asked.due_on)}. It takes two minutes."
    )
    return Card(
        f"{request.asker} asks you for feedback",
        (
            Text((line,)),
            Text(
                ("It is signed with your name, and read by whoever it is about. You may decline; no reason is asked.",)
            ),
            Buttons(_answer_buttons(request)),
        ),
    )


def answered(request: Request, saved: Card) -> Card:
    """`saved` is what the author of any piece is told."""
    line = f"{request.subject} reads it before it counts. You can correct it or take it back at any time."
    return Card("Thank you: your feedback is saved", (Text((line,)), *saved.parts))


def declined(request: Request) -> Card:
    line = f"{request.asker} sees that you have nothing to add, and no reason. That is all right."
    return Card("Declined", (Text((line,)),))


def settled(request: Request) -> Card:
    """When it was answered, declined or lapsed before."""
    return Card(
        "Nothing waits here any more", (Text((f"This question {_STATES[request.asked.state]}. Nothing was changed.",)),)
    )


def told(request: Request) -> Card:
    """Unasked, to whoever asked: that there is something to read, and nothing of it."""
    read = (
        Button(label="Read it", action="evidence.mine")
        if request.is_own
        else Button(label="Read it", action="evidence.person", subject=request.asked.subject)
    )
    return Card(
        "Feedback that you asked for is ready to read", (Text((f"{request.colleague} answered.",)), Buttons((read,)))
    )


def waiting(request: Request) -> Waiting:
    line = f"Feedback that {request.asker} asked you for, until {views.day(request.asked.due_on)}"
    return Waiting((line,), _answer_buttons(request)[0])


def in_list(waits: Sequence[Request], mine: Sequence[Request]) -> tuple[Part, ...]:
    """In “My evidence”: what the reader was asked, and what became of what they asked."""
    buttons = tuple(button for one in waits[:2] for button in _answer_buttons(one))
    lines = tuple((f"{one.colleague} about {one.subject}: {_STATES[one.asked.state]}",) for one in mine)
    return (
        *((Heading("Colleagues ask me"), *(Text((_line(one),)) for one in waits), Buttons(buttons)) if waits else ()),
        *((Heading("I asked"), Bullets(lines)) if lines else ()),
    )


def _about(request: Request) -> str:
    return "their own work" if request.is_own else request.subject


def _line(one: Request) -> str:
    return f"{one.asker} asks about {_about(one)}, until {views.day(one.asked.due_on)}."


def _answer_buttons(request: Request) -> tuple[Button, ...]:
    id, asker = request.asked.id, request.asker
    write = Button(
        label="Write it",
        action="feedback.answer.open",
        subject=id,
        weight=Weight.PRIMARY,
        opens_form=True,
        spoken=f"Write what {asker} asked for",
    )
    return write, Button(label="Nothing to add", action="feedback.decline", subject=id, spoken=f"Decline to {asker}")


def _somebody(name: str, label: str, hint: str, known: Mapping[str, Person], values: Values) -> Field:
    chosen = tuple(Option(id, known[id].name) for id in many(values, name) if id in known)
    most = 5 if name == "asked" else 1
    return PeopleField(name=name, label=label, action="people.search", hint=hint, value=chosen, max_people=most)


_ASKED = Asked(
    id="f1",
    subject=examples.BEN.id,
    asked=examples.CHI.id,
    by=examples.ANA.id,
    competency="early_candor",
    question="What did you see in the pricing review?",
    due_on=date(2026, 10, 2),
    asked_at=examples.MORNING,
)
_REQUEST = Request(asked=_ASKED, subject="Ben Okafor", colleague="Chiara Lindqvist", asker="Ana Ruiz")
EXAMPLES: Sequence[Card | Form] = (
    ask(OFFER, {"subject": ("ben",), "due_on": "2026-10-02"}, subject="ben"),
    answer(OFFER, _REQUEST, {}),
    asked((_REQUEST,)),
    invitation(_REQUEST),
    answered(_REQUEST, Card("Saved", (Text(("By itself it carries the letter B.",)),))),
    declined(_REQUEST),
    settled(_REQUEST),
    told(_REQUEST),
    Card("My evidence", in_list((_REQUEST,), (_REQUEST,))),
)
