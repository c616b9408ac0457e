"""Whoever is to lead the room: it begins, or is planned for later; they can't lead it, or lead on for somebody."""

from __future__ import annotations

from dataclasses import replace

from domain.calibration import State
from views import calibration as sessions
from views.calibration import SEEN, Seen
from views.vocabulary import Button, Buttons, Card, Mood, Notice, Text, Weight, When, WhenStyle
from views.wording import lower_first

EARLY = "early"  # behind the session's id: whoever leads it knows that it is planned for later


def begun(seen: Seen) -> Card:
    """To whoever began it; they lead it from their message."""
    line = "Everybody with a seat has the room as a message from me, and so have you: lead from there. It is drawn anew each minute."
    return Card(f"The {lower_first(sessions.title(seen))} has begun", (Text((line,)), Buttons((_room(seen),))))


def ask_early(seen: Seen) -> Card:
    """It is planned for later: everybody would be called into the room."""
    when = ("It is planned for ", When(seen.session.starts_at, WhenStyle.DATE_TIME), ".")
    line = "If you begin now, all who have a seat get the room at once, and the minutes run."
    doing = Button(label="Begin now", action="calibration.begin", subject=f"{seen.session.id}/{EARLY}")
    back = Button(label="Not yet", action="calibration.show", subject=seen.session.id, weight=Weight.PRIMARY)
    return Card("Begin it already?", (Text((*when, f" {line}")), Buttons((back, doing))))


def may_not_lead(seen: Seen) -> Card:
    """To whoever begins it, or would take it over, and came to have a stake in it since it was planned."""
    why = "You are rated in this session by now, or lead somebody who is. Whoever leads it has no stake in it."
    begins = "Nothing was begun. HR can name somebody else under “Move it, or change people”."
    goes_on = f"Nothing was changed: {seen.name(seen.session.facilitator)} can lead on from where the room is."
    line = goes_on if seen.session.state is State.OPEN else begins
    opening = Buttons((sessions.show_button(seen.session.id),))
    head = f"You can't lead the {lower_first(sessions.title(seen))}"
    return Card(head, (Notice(Mood.PROBLEM, (why,)), Text((line,)), opening))


def ask_take_over(seen: Seen) -> Card:
    line = "You lead the room from now on, and the facilitator watches for bias in your place. Nothing that was said or decided is lost."
    doing = Button(label="Lead the room", action="calibration.lead", subject=seen.session.id, weight=Weight.PRIMARY)
    return Card("Take over from the facilitator?", (Text((line,)), Buttons((doing,))))


def _room(seen: Seen) -> Button:
    return Button(label="To the room", action="calibration.room", subject=seen.session.id)


EXAMPLES = (
    begun(SEEN),
    ask_early(SEEN),
    may_not_lead(SEEN),
    may_not_lead(replace(SEEN, session=replace(SEEN.session, state=State.OPEN))),
    ask_take_over(SEEN),
)
