"""Nominations on Home: what one may still say in them, and, for HR, how those that run stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.nominations import Category, State, Window
from views import examples
from views import nominations as views
from views.home import Waiting, dashboard
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Heading, Part, Visibility, Weight


def may_nominate(window: Window) -> Waiting:
    line = ("Whom would you nominate? ", Bold(window.title), ", until ", views.last_minute(window.closes_at))
    return Waiting(line, replace(views.nominate_button(window), weight=Weight.NORMAL))


def may_vote(window: Window) -> Waiting:
    line = ("Your vote is asked for: ", Bold(window.title), ", until ", views.last_minute(window.decides_at))
    return Waiting(line, replace(views.read_button(window), weight=Weight.NORMAL))


def may_be_told(category: Category) -> Waiting:
    """To whoever received it and has not said whether others may read it."""
    button = replace(views.show_button("Answer"), spoken=f"Say whether “{category.label}” may be told")
    return Waiting(("You received ", Bold(category.label), ": may it be told?"), button)


def for_hr(windows: Sequence[Window]) -> tuple[Part, ...]:
    if not windows:
        return ()
    lines = tuple((Bold(one.title), ": ", *views.stands(one)) for one in windows)
    buttons = Buttons((Button(label="All nominations", action="nominations.hr"),))
    return Heading("Nominations"), Bullets(lines), buttons, Visibility("Only HR administrators see this part.")


EXAMPLES = (
    dashboard(examples.BEN, (may_be_told(views.FEEDBACK), may_vote(views.DECIDING), may_nominate(views.WINDOW)), ()),
    Card("Hello Hana", for_hr((views.WINDOW, replace(views.WINDOW, title="Spring", state=State.COUNTED)))),
)
