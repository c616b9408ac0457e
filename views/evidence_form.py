"""The form for a piece of evidence, and what is said when something in it is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain import text
from domain.competencies import Competency, Descriptor, Direction, Level
from domain.evidence import Flaw, Item, Problem
from domain.evidence_record import OFFERED, SEEN, chosen_as
from domain.evidence_sources import Source
from domain.people import Person
from views import evidence as views
from views import examples
from views.forms import Choice, DateField, Field, Form, PeopleField, TextField, Values, many
from views.forms import text as typed
from views.vocabulary import Mood, Notice, Option, Text, Visibility

NONE = "none"
EVENT_LENGTH, LINK_LENGTH = 150, 2_000
_DIRECTION_HINTS = {
    Direction.BELOW: "It shows what is still missing",
    Direction.AT: "It shows the work as the role asks for it",
    Direction.ABOVE: "It shows something others can learn from",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the form is made with: the competencies, what sources are called, the pack's questions, people by id."""

    competencies: tuple[Competency, ...]
    labels: Mapping[Source, str]
    prompts: Mapping[str, str]
    known: Mapping[str, Person]


def add(offer: Offer, values: Values, *, subject: str = "", notices: Sequence[str] = ()) -> Form:
    """The form for a new piece, with what is known already. `subject` is what it was opened for."""
    return Form(
        title="Add evidence",
        action="evidence.add",
        submit="Save",
        subject=subject,
        intro=(
            *(Notice(Mood.PROBLEM, (notice,)) for notice in notices),
            Text((_GUIDANCE,)),
            Visibility(views.readers()),
        ),
        fields=(_about(offer, values), *_fields(offer, values)),
    )


def correct(offer: Offer, piece: views.Piece, values: Values) -> Form:
    """The form for putting a piece right. Whom it is about stays: withdraw it to change that."""
    about = piece.name(piece.item.subject)
    return Form(
        title="Correct evidence",
        action="evidence.correct",
        submit="Save",
        subject=piece.record.id,
        version=piece.item.version,
        intro=(
            Text((f"About {about}. What it said before is kept beside it. {about} is told, and reads it anew.",)),
            Visibility(views.readers()),
        ),
        fields=_fields(offer, values),
    )


def values_of(item: Item) -> Values:
    """Return the item as the form holds it."""
    return {
        "about": (item.subject,),
        "competency": item.competency,
        "direction": item.direction.value,
        "occurred_on": item.occurred_on.isoformat(),
        "situation": item.situation,
        "behavior": item.behavior,
        "impact": item.impact,
        "source": chosen_as(item.source),
        "event": item.event,
        "link": item.link,
        "artifact_authors": tuple(sorted(item.artifact_authors)),
        "voice": item.voice.value if item.voice else NONE,
        "corrective_action": item.corrective_action,
    }


def errors(problems: Sequence[Problem]) -> dict[str, str]:
    """One sentence for each field, of the first thing that is wrong with it."""
    return {problem.field: sentence(problem.flaw) for problem in reversed(problems)}


def sentence(flaw: Flaw) -> str:
    return _SENTENCES[flaw]


def nobody_chosen() -> str:
    return "Whom is it about? Choose one person."


def cannot_be_told(name: str) -> str:
    return f"{name} can't be told of it: only active members to whom Vouchsafe is open can. What you wrote is kept."


def not_yours_to_say() -> str:
    return "Not yours to say: those above a person write what they saw themselves, and colleagues what they saw. Ask whoever told you."


_GUIDANCE = "One event, in a few sentences: when, what was done or said, what followed. It takes about a minute."
_SENTENCES = {
    Flaw.IN_THE_FUTURE: "That day has not come yet. Evidence is about what has happened.",
    Flaw.OUTSIDE_PERIOD: "That day is outside the review period, so it cannot count. Take something that happened within it.",
    Flaw.NEVER_EVIDENCE: "Pulse answers, counts and participation can never be evidence. Describe one event instead.",
    Flaw.NOT_THEIR_OWN: "Only people themselves give their own account.",
    Flaw.OF_ONESELF: "Nobody observes themselves. Choose “I saw it”: it is then your own account.",
    Flaw.TOO_SHORT: "Say a little more: at least three words that somebody else could check.",
    Flaw.TOO_LONG: f"That is longer than the {text.MAX_CHARACTERS:,} characters I can keep. Nothing was lost: shorten it and send again.",
    Flaw.NOT_A_LINK: "I need the whole address of a page, such as https://wiki.example.org/page. Files stay where they are.",
    Flaw.NO_CORRECTION: "An owned error comes with what was done about it. Say what is different now.",
}


def _about(offer: Offer, values: Values) -> Field:
    return PeopleField(
        name="about",
        label="Whom is it about?",
        action="people.search",
        hint="One person; yourself, if it is your own account.",
        value=_people(offer, many(values, "about")),
        max_people=1,
    )


def _fields(offer: Offer, values: Values) -> tuple[Field, ...]:
    return (*what(offer, values), *story(offer, values), *_origin(offer, values), *_speaking_up(values))


def what(offer: Offer, values: Values) -> tuple[Field, ...]:
    """What it is about and speaks for, and its day: asked of whoever writes anything."""
    return (
        Choice(
            name="competency",
            label="What is it about?",
            options=tuple(Option(one.id, one.title, one.label) for one in offer.competencies),
            value=typed(values, "competency"),
        ),
        Choice(
            name="direction",
            label="What does it speak for?",
            options=tuple(Option(way.value, views.DIRECTIONS[way], _DIRECTION_HINTS[way]) for way in Direction),
            value=typed(values, "direction") or Direction.AT.value,
        ),
        DateField(name="occurred_on", label="When did it happen?", value=typed(values, "occurred_on")),
    )


def story(offer: Offer, values: Values) -> tuple[Field, ...]:
    """The three questions."""
    labels = {"situation": "Situation", "behavior": "What was done or said", "impact": "What followed"}
    return tuple(
        TextField(
            name=name,
            label=label,
            hint=offer.prompts[name],
            value=typed(values, name),
            multiline=True,
            max_length=text.MAX_CHARACTERS,
        )
        for name, label in labels.items()
    )


def _origin(offer: Offer, values: Values) -> tuple[Field, ...]:
    seen = Option(SEEN, "I saw it", "Or, about yourself: your own account")
    return (
        Choice(
            name="source",
            label="Where does it come from?",
            options=(seen, *(Option(source.value, offer.labels[source]) for source in OFFERED)),
            hint="Never pulse answers, counts of thanks or who took part.",
            value=typed(values, "source") or SEEN,
        ),
        TextField(
            name="event",
            label="Which event, ticket, meeting or project?",
            hint="By its name. Two pieces on one event carry no more than one.",
            value=typed(values, "event"),
            required=False,
            max_length=EVENT_LENGTH,
        ),
        TextField(
            name="link",
            label="Link to the record",
            hint="A link is enough: files stay where they are, nothing is uploaded. Check that it opens for others.",
            value=typed(values, "link"),
            required=False,
            max_length=LINK_LENGTH,
        ),
        PeopleField(
            name="artifact_authors",
            label="Who wrote what the link shows?",
            action="people.search",
            hint="Leave it empty when a system made it.",
            value=_people(offer, many(values, "artifact_authors")),
            required=False,
        ),
    )


def _speaking_up(values: Values) -> tuple[Field, ...]:
    none = Option(NONE, "None of these")
    return (
        Choice(
            name="voice",
            label="Is it about speaking up?",
            options=(none, *(Option(voice.value, said) for voice, said in views.VOICES.items())),
            hint="Then it can never count against them.",
            value=typed(values, "voice") or NONE,
            required=False,
        ),
        TextField(
            name="corrective_action",
            label="What was done about the error?",
            hint="Needed when they owned an error.",
            value=typed(values, "corrective_action"),
            multiline=True,
            required=False,
            max_length=text.MAX_CHARACTERS,
        ),
    )


def _people(offer: Offer, ids: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(id, offer.known[id].name) for id in ids if id in offer.known)


_LEVELS = {level: Descriptor(text=f"{level} text", observable=("Seen",)) for level in Level}
_CANDOR = Competency(
    id="early_candor",
    title="Early candor",
    label="Raises issues early and invites others to",
    definition="Puts problems on the table while they are cheap.",
    levels=_LEVELS,
)
OFFER = Offer(
    competencies=(_CANDOR,),
    labels={source: source.value.replace("_", " ").capitalize() for source in Source},
    prompts={"situation": "When and where was this?", "behavior": "What would a camera record?", "impact": "And then?"},
    known={one.id: one for one in (examples.ANA, examples.BEN, examples.CHI)},
)
EXAMPLES = (
    add(OFFER, {}),
    add(OFFER, values_of(views.CONTESTED.item), subject="ben", notices=("I don't know anyone called “bean”.",)),
    correct(OFFER, views.PIECE, values_of(views.ITEM)),
)
