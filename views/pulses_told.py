"""Reminders of a pulse: they go to everybody who was asked, because nobody knows who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.pulses_wave import Flaw, Wave
from views.home import Waiting
from views.pulses import WAVE, day, length, new_button
from views.pulses_hr import flaw, stop_repeating
from views.vocabulary import Bullets, Button, Buttons, Card, Note, Text
from views.wording import counted


def reminder(wave: Wave, on: date) -> Card:
    left = (wave.contract.closes_on - on).days
    until = "It closes today" if left == 0 else f"It is open until {day(wave.contract.closes_on)}"
    line = f"{until}. If you have answered, thank you: you need do nothing. If not, your view counts here, and takes {length(wave.contract)}."
    why = "This goes to everybody who was asked: no list of who has answered is kept."
    answering = Button(label="Answer the pulse", action="pulse.show", subject=wave.id)
    return Card(wave.title, (Text((line,)), Note((why,)), Buttons((answering,))))


def withheld(wave: Wave, flaw: Flaw) -> Card:
    """To HR, on the morning on which it would have opened."""
    why = {
        Flaw.TOO_FEW: "Fewer people would be asked by now than a figure needs, so nothing could ever be shown.",
        Flaw.OVERLAP: "People have moved since the launch. Another pulse asks nearly the same people the same thing at about this time, and the two together would tell what a few people said.",
    }
    line = "Nobody was asked, and nobody heard of it. Where it was to repeat, it does so no more. You can set up another one."
    seeing = Button(label="See what it would have asked", action="pulse.hr", subject=wave.id)
    return Card(f"{wave.title} did not open", (Text((why[flaw],)), Text((line,)), Buttons((seeing,))))


def comes_again(wave: Wave, people: int) -> Card:
    """To HR, a week before it opens."""
    line = f"It is the next of a pulse that repeats every four weeks. {counted(people, 'person is', 'people are')} asked on that day; until then only HR hears of it."
    ending = "Stop repeating keeps this one and lets none come after it. To stop this one as well, open it."
    seeing = Button(label="Open it", action="pulse.hr", subject=wave.id)
    title = f"{wave.title} opens again on {day(wave.contract.opens_on)}"
    return Card(title, (Text((line,)), Note((ending,)), Buttons((seeing, stop_repeating(wave)))))


def ended(wave: Wave, flaws: Sequence[Flaw]) -> Card:
    """To HR: the one that would have come next does not, and none after it."""
    line = "The next one was to open by itself. It does not, and none comes after it. You can set up another one."
    return Card(
        f"{wave.title} does not repeat",
        (Text((line,)), Bullets(tuple((flaw(one),) for one in flaws)), Buttons((new_button(),))),
    )


def next_waits(wave: Wave, without_key: Sequence[str]) -> Card:
    """To HR: the next one is launched once each open ballot has its key again, or is over."""
    line = "The next one was to open by itself. It waits, because a key is missing of what is open now. It goes on by itself, on a later day if need be."
    way = "Please ask whoever runs Vouchsafe to look after the folder of keys: vouchsafe doctor looks at it. If the key is lost, nobody can answer there any more: stop what is named here, and the next one follows."
    return Card(
        f"The next of {wave.title} waits", (Text((line,)), Bullets(tuple((one,) for one in without_key)), Text((way,)))
    )


def given_up(wave: Wave) -> Card:
    """To HR: the next one failed for a reason of the server, over and over."""
    line = "The next one was to open by itself. It could not be set up: something on the server kept it from that, each time it was tried. None comes after it."
    way = "Whoever runs Vouchsafe finds what it was with vouchsafe doctor and in the log. You can set up another one after that."
    return Card(f"{wave.title} does not repeat", (Text((line,)), Text((way,)), Buttons((new_button(),))))


def broken(title: str) -> Card:
    """To HR: there is nothing the next one could promise again."""
    line = "The next one was to open by itself. It does not, and none comes after it: what the last one promised was fixed at its launch, and what is stored now is something else."
    way = "Somebody changed it in the database itself. Please ask whoever runs Vouchsafe who did; nothing more of that pulse is asked or shown. You can set up another one."
    return Card(f"{title} does not repeat", (Text((line,)), Text((way,)), Buttons((new_button(),))))


def ended_broken(title: str) -> Card:
    """To HR: what people answered was promised otherwise, so nobody reads it."""
    line = "This pulse has ended without results. What it promised was fixed at its launch, and what is stored now is something else, so all that came in was destroyed unread, and with it who had answered."
    way = "Somebody changed it in the database itself. Please ask whoever runs Vouchsafe who did, and tell those who were asked. You can set up another one."
    return Card(f"{title} has ended", (Text((line,)), Text((way,)), Buttons((new_button(),))))


def unopened_broken(title: str) -> Card:
    """To HR, before anybody was asked: there is nobody to tell."""
    line = "Nobody was asked, and nobody will be. What it promised was fixed at its launch, and what is stored now is something else. Where it was to repeat, it does so no more."
    way = "Somebody changed it in the database itself. Please ask whoever runs Vouchsafe who did. You can set up another one."
    return Card(f"{title} does not take place", (Text((line,)), Text((way,)), Buttons((new_button(),))))


def hidden_broken(title: str) -> Card:
    """To HR, when people were to hear of results that were published already."""
    line = "Its results were published, and from now on nobody is shown them or hears of them. What it promised was fixed at its launch, and what is stored now is something else, so nobody can say any more by which rules they were made."
    way = "Somebody changed it in the database itself. Please ask whoever runs Vouchsafe who did, and tell those who wait for the results."
    return Card(f"The results of {title} are not shown", (Text((line,)), Text((way,))))


def waiting(wave: Wave) -> Waiting:
    """On the person's own Home, for as long as they have not answered."""
    answering = Button(label="Answer the pulse", action="pulse.show", subject=wave.id, spoken=f"Answer {wave.title}")
    return Waiting((f"{wave.title}, open until {day(wave.contract.closes_on)}",), answering)


EXAMPLES = (
    reminder(WAVE, date(2026, 10, 9)),
    reminder(WAVE, date(2026, 10, 16)),
    withheld(WAVE, Flaw.TOO_FEW),
    withheld(WAVE, Flaw.OVERLAP),
    comes_again(WAVE, 23),
    ended(WAVE, (Flaw.TOO_FEW, Flaw.OVERLAP)),
    next_waits(WAVE, (WAVE.title, "Baseline")),
    given_up(WAVE),
    broken(WAVE.title),
    ended_broken(WAVE.title),
    hidden_broken(WAVE.title),
    unopened_broken(WAVE.title),
)
