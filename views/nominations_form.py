"""The forms of nominations: to nominate somebody, and, for HR, to open a window."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cycles import Checkpoint, Cycle
from domain.nominations import LEAST_SEATS, LEAST_WORDS, MOST_DAYS, MOST_SEATS, Category, Decider, Flaw, Problem, Window
from views import nominations as views
from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, TextField, Values, many, text
from views.vocabulary import Option, Text, Visibility
from views.wording import day, excerpt

TITLE_CHARACTERS, LABEL_CHARACTERS, REASON_CHARACTERS = 60, 40, 600
OWN_DAY = "day"  # the choice of no checkpoint
RESTS = {"365": "A year", "180": "Half a year", "90": "Three months"}
_DECIDERS = {Decider.COMMITTEE: "A committee, by secret vote", Decider.PEERS: "Everybody, by secret vote"}
PROBLEMS = {
    Problem.YOURSELF: "Somebody else has to see it in you: you cannot nominate yourself.",
    Problem.NOT_ELIGIBLE: "This person cannot be nominated here: the announcement says who can, and whoever sits on the committee cannot.",
    Problem.RESTS: "This person received it not long ago, and nobody does twice so soon. Who else was it?",
    Problem.TOO_LITTLE: f"Say a little more: {LEAST_WORDS} words at least, so that somebody who was not there can see it.",
}
FLAWS = {
    Flaw.CLOSES: f"Choose a day from tomorrow on, at most {MOST_DAYS} days away.",
    Flaw.DECIDES: f"Choose a day after nominations close, at most {MOST_DAYS} days later.",
    Flaw.CATEGORIES: "Choose at least one category, or write your own.",
    Flaw.SEATS: f"A committee has {LEAST_SEATS} to {MOST_SEATS} people.",
}


def nominate(window: Window, values: Values, nominee: Option | None = None) -> Form:
    options = tuple(Option(one.id, one.label, one.ask[:75]) for one in window.terms.categories)
    chosen = text(values, "category") or (options[0].value if len(options) == 1 else "")
    return Form(
        title="Nominate",
        action="nominations.hand_in",
        submit="Nominate",
        subject=window.id,
        intro=(
            Text(
                ("What happened, what the person did, and what came of it. Write so that nobody can tell it was you.",)
            ),
            Visibility(views.READERS[window.terms.decider]),
        ),
        fields=(
            Choice(name="category", label="In which category?", options=options, value=chosen),
            PeopleField(
                name="nominee",
                label="Whom do you nominate?",
                action="people.search",
                value=(nominee,) if nominee else (),
                max_people=1,
            ),
            *(_part(name, label, hint, values) for name, label, hint in _PARTS),
        ),
    )


_PARTS = (
    ("situation", "Situation", "When and where: “in the August design review”"),
    ("behavior", "Behavior", "What the person did or said, as one could have filmed it"),
    ("impact", "Impact", "What became better by it, for whom"),
)


def _part(name: str, label: str, hint: str, values: Values) -> TextField:
    value = text(values, name)
    return TextField(name=name, label=label, hint=hint, multiline=True, value=value, max_length=REASON_CHARACTERS)


def new(
    categories: Sequence[Category],
    values: Values,
    chosen: Sequence[Sequence[Option]] = ((), ()),
    endings: Sequence[Option] = (),
) -> Form:
    """`chosen` are the committee and the teams that were named, `endings` what of review cycles they may end with."""
    committee, teams = chosen
    return Form(
        title="Open nominations",
        action="nominations.new",
        submit="Open them",
        intro=(
            Text(
                (
                    "They are announced in the kudos channel at once, with these rules, and nothing of them can be changed after; only their last day moves, where it is one of a review cycle. You can stop them: then all that came in is destroyed unread.",
                )
            ),
            Visibility(
                "Everybody reads what you set here. Nominations are read by whoever decides, and by nobody who is nominated."
            ),
        ),
        fields=(
            TextField(name="title", label="Name", value=text(values, "title"), max_length=TITLE_CHARACTERS),
            *_categories(categories, values),
            *_ending(values, endings),
            *_deciding(values, committee),
            PeopleField(
                name="teams",
                label="Only people in these teams",
                action="broadcast.teams",
                value=tuple(teams),
                required=False,
                hint="Leave it empty for everybody.",
            ),
            Choice(
                name="rest",
                label="Nobody receives the same again for",
                options=tuple(Option(days, label) for days, label in RESTS.items()),
                value=text(values, "rest") or next(iter(RESTS)),
            ),
        ),
    )


def _categories(categories: Sequence[Category], values: Values) -> tuple[Choices, TextField]:
    return (
        Choices(
            name="categories",
            label="Categories",
            hint="One at least, or one of your own.",
            options=tuple(Option(one.id, one.label, one.ask[:75]) for one in categories),
            value=many(values, "categories"),
            required=False,
        ),
        TextField(
            name="own",
            label="One of your own",
            value=text(values, "own"),
            required=False,
            max_length=LABEL_CHARACTERS,
            hint="For what people did, never for few mistakes or high scores.",
        ),
    )


def ending(cycle: Cycle, one: Checkpoint) -> Option:
    """With what nominations may end, as `anchored` reads it."""
    due = f", due {day(one.due_on)}"
    return Option(f"{cycle.id}/{one.id}", f"{excerpt(ending_label(cycle, one), 75 - len(due))}{due}")


def ending_label(cycle: Cycle, one: Checkpoint) -> str:
    return f"“{one.title}” of “{cycle.name}”"


def _ending(values: Values, endings: Sequence[Option]) -> tuple[Field, ...]:
    own = DateField(name="closes", label="Nominations until", value=text(values, "closes"))
    if not endings:
        return (own,)
    options = (Option(OWN_DAY, "On the day below"), *endings)
    hint = "With a review cycle they move as it moves, and the day below counts for nothing."
    chosen = text(values, "anchor") or OWN_DAY
    return (Choice(name="anchor", label="They end", options=options, value=chosen, hint=hint), own)


def _deciding(values: Values, committee: Sequence[Option]) -> tuple[Choice, PeopleField, DateField]:
    options = tuple(Option(one.value, label) for one, label in _DECIDERS.items())
    return (
        Choice(name="decider", label="Decided by", options=options, value=text(values, "decider") or options[0].value),
        PeopleField(
            name="seats",
            label="The committee",
            action="people.search",
            value=tuple(committee),
            max_people=MOST_SEATS,
            required=False,
            hint="Three to nine people, where a committee decides. Nobody can nominate them here, so that nobody decides on themselves.",
        ),
        DateField(name="decides", label="Decided until", value=text(values, "decides")),
    )


EXAMPLES = (
    nominate(views.WINDOW, {}),
    nominate(views.WINDOW, {"situation": "In August."}, Option("ben", "Ben Okafor")),
    new((views.FEEDBACK,), {}),
    new(
        (views.FEEDBACK,),
        {"title": "Autumn", "closes": "2026-10-12"},
        ((Option("ana", "Ana Ruiz"),), (Option("t1", "Checkout"),)),
        (Option("c1/ratings", "“Rate your people” of “H2 2026”, due 9 October"),),
    ),
)
