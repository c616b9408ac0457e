"""The list of calibration sessions, what may be typed after /calibrate, and the way of a session into a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.calibration import Seat, State
from views import calibration_sprint as sprints
from views.calibration import SEATS, SEEN, STATES, Seen, button, title
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Link,
    Menu,
    Note,
    Option,
    Spans,
    Text,
    Weight,
    When,
    WhenStyle,
)
from views.wording import lower_first

LISTED = 20


def every(sessions: Sequence[Seen], *, plans: bool) -> Card:
    """Those of the reader, or to whoever plans them all."""
    lines: tuple[Spans, ...] = tuple(_line(one) for one in sessions[:LISTED])
    options = tuple(Option(one.session.id, _label(one)) for one in sessions[:LISTED])
    menu = (Menu(label="Open a session", action="calibration.show", options=options),) if options else ()
    none = "There is none yet." if plans else "You have a seat in no calibration session. HR invites you when you do."
    listing = Bullets(lines) if lines else Text((none,))
    planning = (Buttons((new_button(), sprints.all_button()) if plans else (sprints.all_button(),)),)
    return Card("Calibration sessions", (listing, *menu, *planning))


def cancelled(seen: Seen) -> Card:
    line = "Whoever had heard of it hears that it is cancelled, and calendars can take it out."
    return Card(f"{title(seen)} is cancelled", (Text((line,)), Buttons((all_button(),))))


def ask_cancel(seen: Seen) -> Card:
    """Before it goes: what goes with it."""
    line = "Nobody is asked for anything more, and no rating changes. What managers have marked so far is kept with it."
    doing = replace(button("Cancel the session", "calibration.cancel", seen), weight=Weight.DANGER)
    back = button("Keep it", "calibration.show", seen)
    return Card(f"Cancel the {lower_first(title(seen))}?", (Text((line,)), Buttons((doing, back))))


def help(*, plans: bool) -> Card:
    """What may follow /calibrate."""
    said = {
        "": "your sessions, and what waits for you in them",
        " sprint": "a month of practice: two made-up cases a week, read alone",
    }
    for_hr = {
        " new": "plans a session; everybody invited hears of it",
        " results": "how far managers lie apart, session by session, and how many ratings changed",
    }
    lines = tuple(
        (Bold(f"/calibrate{word}"), f" {what}") for word, what in {**said, **(for_hr if plans else {})}.items()
    )
    return Card("Calibration", (Bullets(lines), Buttons((all_button(), sprints.all_button()))))


def no_cycle() -> Card:
    line = "A session compares the ratings of a review cycle, and none runs now."
    listing = Button(label="All cycles", action="cycle.every")
    return Card("First, a review cycle", (Text((line,)), Buttons((listing,))))


def calendar_ready(url: str, *, minutes: int) -> Card:
    line = "Open it, and your calendar takes the session in, moves it or takes it out. It names nobody who is talked about."
    note = f"The link works once, for {minutes} minutes, for you alone."
    return Card("The session as a calendar file", (Text((Link("Get the file", url), ". ", line)), Note((note,))))


def no_link() -> Card:
    line = "I can't hand out files here: whoever runs the server has to set its public address first. The session itself is in your chat with me: type /calibrate."
    return Card("No calendar file", (Text((line,)),))


def waiting(seen: Seen, left: str) -> Waiting:
    """On Home: `left` says what the person has still to do before."""
    when = ("The calibration session on ", When(seen.session.starts_at, WhenStyle.DATE_TIME), f": {left}")
    return Waiting(when, button("Open the session", "calibration.show", seen))


def new_button() -> Button:
    return Button(label="Plan a session", action="calibration.new.open", opens_form=True)


def all_button() -> Button:
    return Button(label="All sessions", action="calibration.every")


# --- Pieces -------------------------------------------------------------------------------------------------------


def _line(seen: Seen) -> Spans:
    mine = f", {SEATS[seen.seat]}" if seen.seat else ""
    when = When(seen.session.starts_at, WhenStyle.DATE_TIME)
    return (Bold(title(seen)), ", ", when, f", {STATES[seen.session.state]}{mine}")


def _label(seen: Seen) -> str:
    return f"{title(seen)}, {seen.session.day:%b} {seen.session.day.day}"[:75]


EXAMPLES = (
    every(
        (SEEN, replace(SEEN, session=replace(SEEN.session, id="s2", state=State.CLOSED), seat=Seat.MONITOR)), plans=True
    ),
    every((), plans=False),
    cancelled(SEEN),
    ask_cancel(SEEN),
    help(plans=True),
    help(plans=False),
    no_cycle(),
    calendar_ready("https://vouchsafe.example/download/1", minutes=15),
    no_link(),
)
