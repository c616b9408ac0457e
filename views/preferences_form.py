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
    line = "Kudos to you and answers to what you do come at once. This is about what Vouchsafe writes by itself."
    return Form(
        title="Preferences",
        action="preferences.save",
        submit="Save",
        intro=(Text((line,)), Visibility("Only you can read this.")),
        fields=(
            _hour("opens", "Write to me from", _MORNINGS, wishes.opens),
            _hour("closes", "until", _EVENINGS, wishes.closes),
            DateField(
                name="back_on",
                label="I am away and back on",
                hint="Nothing is written to you before that day. Leave it empty when you are here.",
                value=wishes.back_on.isoformat() if wishes.back_on else "",
                required=False,
            ),
            Choices(
                name="wanted",
                label="Write to me about",
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
    away = (("Away, back on", (wishes.back_on.isoformat(),)),) if wishes.back_on else ()
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
