"""When a person may be written to unasked, and of what: the form, and what it says once it is saved."""

from __future__ import annotations

from datetime import time

from domain.contact import Wishes
from views import forms
from views.forms import Choice, Choices, DateField, Errors, Form, Values
from views.notices import KINDS
from views.vocabulary import Card, Facts, Note, Option, Text, Visibility

_MORNINGS = tuple(time(hour) for hour in range(6, 13))
_EVENINGS = tuple(time(hour) for hour in range(13, 23))


def form(wishes: Wishes) -> Form:
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
                options=tuple(Option(kind, one.name) for kind, one in KINDS.items()),
                value=tuple(kind for kind in KINDS if kind not in wishes.stopped),
                required=False,
            ),
        ),
    )


def check(values: Values) -> Errors:
    """What the fields cannot say each by itself."""
    if forms.text(values, "opens") < forms.text(values, "closes"):
        return {}
    return {"closes": "Choose an hour after the one above, so that there is some time left in between."}


def saved(wishes: Wishes) -> Card:
    back_on = wishes.back_on
    away = (("Away, first day back", (f"{back_on:%A}, {back_on.day} {back_on:%B %Y}",)),) if back_on else ()
    off = tuple(KINDS[kind].name for kind in sorted(wishes.stopped & KINDS.keys()))
    stopped = (("Turned off", (", ".join(off),)),) if off else ()
    hours = f"{_at(wishes.opens)} to {_at(wishes.closes)} on working days, {wishes.zone}"
    return Card(
        "Preferences saved", (Facts((("Your hours", (hours,)), *away, *stopped)), Note(("Only you can read this.",)))
    )


def _hour(name: str, label: str, offered: tuple[time, ...], chosen: time) -> Choice:
    options = tuple(Option(_value(one), _at(one)) for one in sorted({*offered, chosen}))
    return Choice(name=name, label=label, options=options, value=_value(chosen))


def _value(moment: time) -> str:
    """ISO 8601 without the colon."""
    return f"{moment:%H%M}"


def _at(moment: time) -> str:
    return moment.isoformat("minutes")


EXAMPLES = (
    form(Wishes(zone="Europe/Madrid")),
    saved(Wishes(zone="Europe/Madrid")),
    saved(Wishes(zone="Europe/Madrid", stopped=frozenset(KINDS))),
)
