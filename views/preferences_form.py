"""When a person may be written to unasked, where, and of what: the form, and what it says once it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from domain.contact import Wishes
from views import examples, forms
from views.forms import Choice, Choices, DateField, Errors, Field, Form, Values
from views.notices import KINDS, SWITCHES, is_off, preferences_button
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Note,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    When,
    WhenStyle,
)

_MORNINGS = tuple(time(hour) for hour in range(6, 13))
_EVENINGS = tuple(time(hour) for hour in range(13, 23))
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AS_THEY_COME, KEEP, NO_PAUSE = "any", "keep", "none"
PAUSES = {"tomorrow": "Until tomorrow", "week": "Until next Monday"}


@dataclass(frozen=True, slots=True)
class Where:
    """A workspace in which the person can be written to, as they call it."""

    workspace: str
    name: str


def form(wishes: Wishes, places: Sequence[Where] = (), *, now: int = 0) -> Form:
    """Kudos and answers to what people do themselves always come at once; this is about the rest."""
    line = "Kudos to you and answers to what you do come at once. This is about reminders that Vouchsafe sends by itself: at most one a day and three a week, on working days."
    zone = f"Hours are those of your time zone, {wishes.zone}, which comes from your chat profile."
    return Form(
        title="Preferences",
        action="preferences",
        submit="Save",
        intro=(Text((line,)), Text((zone,)), Visibility("Only you can read this.")),
        fields=(
            _hour("opens", "Remind me from", _MORNINGS, wishes.opens),
            _hour("closes", "Remind me until", _EVENINGS, wishes.closes),
            _digest(wishes),
            _pause(wishes, now),
            DateField(
                name="back_on",
                label="If I am away: my first day back",
                hint="No reminder comes before that day. Leave it empty when you are here.",
                value=wishes.back_on.isoformat() if wishes.back_on else "",
                required=False,
            ),
            Choices(
                name="wanted",
                label="Remind me of",
                options=tuple(Option(SWITCHES[one], one) for one in _SHOWN),
                value=tuple(SWITCHES[one] for one in _SHOWN if not is_off(one, wishes.stopped)),
                required=False,
            ),
            *_first(wishes, places),
        ),
    )


def check(values: Values) -> Errors:
    """What the fields cannot say each by itself."""
    if forms.text(values, "opens") < forms.text(values, "closes"):
        return {}
    return {"closes": "Choose an hour after the one above, so that there is some time left in between."}


def saved(wishes: Wishes, places: Sequence[Where] = (), *, now: int = 0) -> Card:
    return Card("Preferences saved", (Facts(_facts(wishes, places, now)), Note(("Only you can read this.",))))


def on_home(wishes: Wishes, places: Sequence[Where], *, now: int, more: Sequence[Button] = ()) -> tuple[Part, ...]:
    """The section of a person's own Home."""
    help_button = Button(label="Help", action="help")
    return (
        Heading("How I write to you"),
        Facts(_facts(wishes, places, now)),
        Buttons((preferences_button(), *more, help_button)),
    )


_SHOWN = tuple(dict.fromkeys(one.chosen for one in KINDS.values()))  # in the order of the list


def _names(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(KINDS[kind].name for kind in kinds if kind in KINDS))


def _facts(wishes: Wishes, places: Sequence[Where], now: int) -> tuple[tuple[str, Spans], ...]:
    back_on = wishes.back_on
    paused: Spans = ("until ", When(wishes.snoozed_until, WhenStyle.DATE_TIME))
    away = f"{back_on:%A}, {back_on.day} {back_on:%B %Y}" if back_on else ""
    off = ", ".join(_names(sorted(wishes.stopped)))
    first = next((one.name for one in places if one.workspace == wishes.workspace), "")
    told: tuple[tuple[str, Spans], ...] = (
        ("Your hours", (f"{_at(wishes.opens)} to {_at(wishes.closes)} on working days, {wishes.zone}",)),
        ("What can wait", (f"comes together on {_DAYS[wishes.digest_day - 1]}s" if wishes.digest_day else "",)),
        ("Paused", paused if wishes.snoozed_until > now else ("",)),
        ("Away, first day back", (away,)),
        ("Turned off", (off,)),
        ("Written to first in", (first,)),
    )
    return tuple(one for one in told if one[1] != ("",))


def _digest(wishes: Wishes) -> Choice:
    days = tuple(Option(str(number), f"Together, on {name}s") for number, name in enumerate(_DAYS[:5], 1))
    return Choice(
        name="digest",
        label="What can wait comes",
        hint="What would be too late by then comes before.",
        options=(Option(AS_THEY_COME, "As it comes, at most once a day"), *days),
        value=str(wishes.digest_day or AS_THEY_COME),
    )


def _pause(wishes: Wishes, now: int) -> Choice:
    is_paused = wishes.snoozed_until > now
    kept = (Option(KEEP, "As it is now: paused"),) if is_paused else ()
    pauses = tuple(Option(value, label) for value, label in PAUSES.items())
    return Choice(
        name="pause",
        label="Pause all reminders",
        options=(*kept, Option(NO_PAUSE, "No pause"), *pauses),
        value=KEEP if is_paused else NO_PAUSE,
    )


def _first(wishes: Wishes, places: Sequence[Where]) -> tuple[Field, ...]:
    """A choice of one is none."""
    if len(places) < 2:
        return ()
    chosen = wishes.workspace if wishes.workspace in {one.workspace for one in places} else ""
    options = (
        Option(AS_THEY_COME, "Wherever the other person is"),
        *(Option(one.workspace, one.name) for one in places),
    )
    return (Choice(name="first", label="Write to me first in", options=options, value=chosen or AS_THEY_COME),)


def _hour(name: str, label: str, offered: tuple[time, ...], chosen: time) -> Choice:
    options = tuple(Option(_value(one), _at(one)) for one in sorted({*offered, chosen}))
    return Choice(name=name, label=label, options=options, value=_value(chosen))


def _value(moment: time) -> str:
    """ISO 8601 without the colon."""
    return f"{moment:%H%M}"


def _at(moment: time) -> str:
    return moment.isoformat("minutes")


_PLACES = (Where("w1", "Slack “Quillbrook”"), Where("w2", "Microsoft Teams"))
_BUSY = Wishes(zone="Europe/Madrid", snoozed_until=examples.MORNING, digest_day=5, workspace="w2")
EXAMPLES = (
    form(Wishes(zone="Europe/Madrid")),
    form(_BUSY, _PLACES),
    saved(Wishes(zone="Europe/Madrid")),
    saved(Wishes(zone="Europe/Madrid", stopped=frozenset(KINDS))),
    saved(_BUSY, _PLACES),
)
