"""The form for a broadcast, what is said when something is missing, and how it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import assert_never

from domain.broadcasts import AHEAD_DAYS, Audience, Group, Problem, Start, Team, Timing, Wish
from domain.text import MAX_CHARACTERS
from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, TextField
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Note, Option, Text, Visibility

TITLE_LENGTH = 120
MOST_TEAMS = 100  # options of a field, on Slack
_HOURS = tuple(time(hour) for hour in range(7, 19))
_TIMINGS = (
    Option(Timing.HOURS.value, "In each person's working hours", "From now on; at night and on days off it waits"),
    Option(Timing.LOCAL.value, "On the day and hour below", "By each person's own clock, in their working hours"),
    Option(Timing.NOW.value, "Now, whatever the hour", "Also at night and on days off; only for what cannot wait"),
)


def compose(wish: Wish, teams: Sequence[Team], *, subject: str = "", version: int = 0) -> Form:
    """The form, filled with what is known already; `subject` is the draft that it changes."""
    return Form(
        title="Broadcast",
        action="broadcast.compose",
        submit="Preview",
        subject=subject,
        version=version,
        intro=(
            Text(("Nothing is sent yet: you see a preview first, and can send it to yourself.",)),
            Visibility(
                "Whoever you send it to can read it. The other HR administrators can read its title once it is sent, and all of it if you ask them to approve it."
            ),
        ),
        fields=(*_words(wish), *_audience(wish.audience, teams), *_start(wish.start)),
    )


def errors(problems: Mapping[str, Problem]) -> dict[str, str]:
    """One sentence for each field that has a problem."""
    return {field: sentence(problem) for field, problem in problems.items()}


def sentence(problem: Problem) -> str:
    match problem:
        case Problem.NO_TITLE:
            return "What is it about? The title is what people see in the notification."
        case Problem.NO_MESSAGE:
            return "Write what people should know, and what they should do about it."
        case Problem.GAP:
            return "Something from the template is still open. Fill in, or take out, what stands in double brackets: [[so]]."
        case Problem.NO_TEAM:
            return "Choose at least one team, or another audience."
        case Problem.NO_DAY:
            return "Choose the day, or another time."
        case Problem.PAST:
            return "That hour has passed where you are. Choose a later one, or another time."
        case Problem.TOO_FAR:
            return f"Choose a day within {AHEAD_DAYS} days."
        case _:
            assert_never(problem)


def explained() -> Card:
    lines = (
        (Bold("/broadcast"), " opens the form; with text after it, the form holds the text."),
        (Bold("/broadcast template"), " begins with a text for a milestone, such as the opening of a review cycle."),
        (Bold("/broadcast list"), " shows what was sent, and how many it reached."),
        (Bold("/broadcast approval"), " says from what size on a second HR administrator has to approve."),
    )
    rules = "Each person gets a direct message, once, in their working hours unless you decide otherwise. No channel and nobody is mentioned. You see how far it is in one message, and can cancel there."
    buttons = (
        Button(label="New broadcast", action="broadcast.compose.open", opens_form=True),
        Button(label="From a template", action="broadcast.templates"),
        Button(label="Sent broadcasts", action="broadcast.list"),
    )
    return Card(
        "Broadcasts", (Bullets(lines), Text((rules,)), Note(("Only for HR administrators.",)), Buttons(buttons))
    )


def too_late(why: str, button: str = "Edit") -> Card:
    """A preview that was left open until the time it names; `button` is where in it that can be changed."""
    return Card("Not sent", (Text((f"{why} Nothing was sent; press “{button}” in the preview.",)),))


def _words(wish: Wish) -> tuple[Field, ...]:
    title = TextField(
        name="title",
        label="Title",
        hint="The first thing people see, also on a locked screen.",
        value=wish.title,
        max_length=TITLE_LENGTH,
    )
    message = TextField(
        name="body",
        label="Message",
        hint="Plain text. An empty line begins a new paragraph.",
        value=wish.message,
        multiline=True,
        max_length=MAX_CHARACTERS,
    )
    return title, message


def _audience(audience: Audience, teams: Sequence[Team]) -> tuple[Field, ...]:
    groups = (
        Option(Group.EVERYONE.value, "Everyone", "All active members to whom Vouchsafe is open"),
        Option(Group.MANAGERS.value, "Managers", "Everyone who leads at least one person"),
        *((Option(Group.TEAMS.value, "Teams", "Those chosen below"),) if teams else ()),
    )
    group = Choice(name="audience", label="Who gets it?", options=groups, value=audience.group.value)
    return (group, _teams(audience, teams)) if teams else (group,)


def _teams(audience: Audience, teams: Sequence[Team]) -> Field:
    """All of them to choose from, or a search where they are more than a platform shows."""
    hint = "Only if you chose Teams."
    if len(teams) > MOST_TEAMS:
        chosen = tuple(option(team) for team in audience.teams)
        return PeopleField(
            name="which",
            label="Which teams?",
            action="broadcast.teams",
            hint=f"{hint} Type the beginning of a team's name.",
            value=chosen,
            max_people=MOST_TEAMS,
            required=False,
        )
    return Choices(
        name="which",
        label="Which teams?",
        hint=hint,
        options=tuple(option(team) for team in teams),
        value=tuple(team.id for team in audience.teams),
        required=False,
    )


def option(team: Team) -> Option:
    return Option(team.id, team.name[:75])


def _start(start: Start) -> tuple[Field, ...]:
    hours = tuple(Option(hour_value(one), f"{one:%H:%M}") for one in sorted({*_HOURS, start.at}))
    day = start.day.isoformat() if start.day else ""
    return (
        Choice(name="timing", label="When?", options=_TIMINGS, value=start.timing.value),
        DateField(name="day", label="Day", hint="Only for “On the day and hour below”.", value=day, required=False),
        Choice(name="at", label="Hour", options=hours, value=hour_value(start.at), required=False),
    )


def hour_value(at: time) -> str:
    """ISO 8601 without the colon."""
    return f"{at:%H%M}"


_TEAMS = (Team("t1", "Platform"), Team("t2", "Support"))
_WISH = Wish(
    title="The mid-year checkpoint opens on Monday",
    message="From Monday on you can add evidence for your own review.",
    audience=Audience(group=Group.TEAMS, teams=_TEAMS[:1]),
    start=Start(timing=Timing.LOCAL, day=date(2026, 10, 1)),
)
EXAMPLES = (
    compose(Wish(), ()),
    compose(_WISH, _TEAMS, subject="b1", version=2),
    compose(_WISH, [*_TEAMS, *(Team(f"n{number}", f"Team {number}") for number in range(MOST_TEAMS))]),
    explained(),
    *(too_late(sentence(problem)) for problem in Problem),
)
