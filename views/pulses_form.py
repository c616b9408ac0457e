"""The forms with which HR sets up a pulse and writes a question of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.pulses import MOST_CHOICES, MOST_ITEMS, POINTS, TEXT_CHARACTERS, Item, Kind, Template
from domain.pulses_wave import NAME_CHARACTERS
from views import forms
from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, TextField, Values, many, text
from views.pulses import ITEMS, WAVE
from views.vocabulary import Option, Text, Visibility
from views.wording import excerpt

MOST_TEAMS = 50
_HR_ALONE = "HR administrators can read this. Nobody else hears of it before it is launched."
TEMPLATES = {
    Template.FOUR_WEEKLY: "Every four weeks: 4 that stay, 4 that rotate",
    Template.BASELINE: "Baseline: all questions, once",
    Template.AFTER_CHECKPOINT: "After a checkpoint: feedback and fairness",
    Template.ONE_OFF: "Only what I choose below",
}
REMINDERS: Mapping[str, tuple[int, ...]] = {"none": (), "once": (4,), "twice": (4, 9)}
_REMINDER_LABELS = {"none": "None", "once": "Once, after 4 days", "twice": "Twice, after 4 and 9 days"}
HOURS = ("09:00", "10:00", "11:00", "13:00")
KEPT_DAYS = (30, 60, 90)
RAISED = {  # by the name in the contract: label, and what may be chosen, the floor first
    "scores": ("People before a figure is shown", (5, 6, 8, 10)),
    "text": ("People before comments are shown", (20, 30, 50)),
}
ERRORS: Mapping[str, str] = {
    "opens": "It can open tomorrow at the earliest.",
    "closes": "Choose a day that comes after the first, at most 28 days later.",
    "share_back": "Choose a day after it closes.",
    "items": f"Choose 1 to {MOST_ITEMS} questions, those of the plan included.",
    "teams": "Fewer people are in these teams than a figure needs, so nothing could ever be shown. Add a team.",
    "labels": f"Write 2 to {MOST_CHOICES} different answers, one a line.",
}


def new(bank: Sequence[Item], teams: Sequence[Option], values: Values) -> Form:
    """`bank` are the questions there are, own ones too."""
    return Form(
        title="New pulse",
        action="pulse.new",
        submit="See the preview",
        intro=(
            Text(("You see who is asked, and what is promised, before anybody hears of it.",)),
            Visibility(_HR_ALONE),
        ),
        fields=(*_what(bank, values), *_when(values), *_who(teams, values), *_promised(values)),
    )


def _what(bank: Sequence[Item], values: Values) -> tuple[Field, ...]:
    plans = tuple(Option(one.value, label) for one, label in TEMPLATES.items())
    offered = tuple(Option(one.id, excerpt(one.text, 75)) for one in bank if one.kind is not Kind.COMMENT)
    more = "Asked after those of the plan; everybody gets the same ones."
    return (
        Choice(name="template", label="Plan", options=plans, value=text(values, "template") or plans[0].value),
        TextField(
            name="title", label="Name", value=text(values, "title"), max_length=NAME_CHARACTERS, hint="People see it."
        ),
        Choices(
            name="items",
            label="More questions",
            options=offered,
            value=many(values, "items"),
            required=False,
            hint=more,
        ),
    )


def _when(values: Values) -> tuple[Field, ...]:
    reminders = tuple(Option(value, label) for value, label in _REMINDER_LABELS.items())
    told = "Everybody is reminded: nobody knows who has answered."
    return (
        DateField(name="opens", label="First day", value=text(values, "opens")),
        Choice(
            name="hour",
            label="Asked at, on each person's own clock",
            options=tuple(Option(one, one) for one in HOURS),
            value=text(values, "hour") or "10:00",
        ),
        DateField(name="closes", label="Last day", value=text(values, "closes")),
        Choice(
            name="reminders", label="Reminders", options=reminders, value=text(values, "reminders") or "once", hint=told
        ),
        DateField(
            name="share_back",
            label="Results are talked about by",
            value=text(values, "share_back"),
            hint="People read this day when they answer.",
        ),
    )


def _who(teams: Sequence[Option], values: Values) -> tuple[Field, ...]:
    return (
        PeopleField(
            name="teams",
            label="Teams",
            action="broadcast.teams",
            value=tuple(teams),
            max_people=MOST_TEAMS,
            required=False,
            hint="Leave it empty to ask everybody.",
        ),
    )


def _promised(values: Values) -> tuple[Field, ...]:
    raised = tuple(
        Choice(
            name=name,
            label=label,
            options=tuple(Option(str(one), str(one)) for one in offered),
            value=text(values, name) or str(offered[0]),
        )
        for name, (label, offered) in RAISED.items()
    )
    days = tuple(Option(kept_for(one), kept_for(one)) for one in KEPT_DAYS)
    chosen = text(values, "kept") or kept_for(KEPT_DAYS[-1])
    kept = Choice(name="kept", label="Comments are deleted after", options=days, value=chosen)
    return (*raised, kept)


# --- A question of one's own --------------------------------------------------------------------------------------


def item(values: Values) -> Form:
    intro = "It is kept with where it comes from. Ask about what people see and do, one thing at a time, and never about a person."
    kinds = (
        *(Option(f"{Kind.SCALE.value}{points}", f"A scale of {points}") for points in POINTS),
        Option(Kind.RECOMMEND.value, "0 to 10, how likely to recommend"),
        Option(Kind.CHOICE.value, "A choice of my own answers"),
        Option(Kind.COMMENT.value, "A comment"),
    )
    return Form(
        title="A question of our own",
        action="pulse.item",
        submit="Keep it",
        intro=(Text((intro,)), Visibility("HR administrators can read this, and whoever is asked it.")),
        fields=(
            TextField(name="text", label="Question", value=text(values, "text"), max_length=TEXT_CHARACTERS),
            Choice(name="kind", label="Answered by", options=kinds, value=text(values, "kind") or kinds[1].value),
            TextField(
                name="labels",
                label="Answers, for a choice",
                multiline=True,
                required=False,
                value=text(values, "labels"),
                hint="One a line.",
            ),
            Choice(
                name="reversed",
                label="Agreeing is",
                options=(Option("no", "A good sign"), Option("yes", "A bad sign: it is counted the other way round")),
                value=text(values, "reversed") or "no",
            ),
            TextField(name="source", label="Where it comes from", value=text(values, "source"), max_length=200),
            TextField(
                name="license",
                label="Why we may use it",
                value=text(values, "license"),
                max_length=200,
                hint="Such as “ours”, or the name of its open license. Many copies of a scale are no permission.",
            ),
            TextField(
                name="status",
                label="How well it was tested",
                value=text(values, "status") or "not yet validated",
                max_length=200,
            ),
        ),
    )


def kept_for(days: int) -> str:
    return f"{days} days"


def kept_days(values: Values) -> int:
    """Return for how many days answers are kept."""
    return int(text(values, "kept").removesuffix(" days"))


def chosen_teams(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms.many(values, "teams")))


EXAMPLES = (
    new(ITEMS, (), {}),
    new(ITEMS, (Option("t1", "Billing"),), {"title": WAVE.title, "items": ("vo01", "rec"), "opens": "2026-10-05"}),
    item({}),
    item({"kind": "choice", "labels": "Chat\nMail"}),
)
