"""What people are told of reviews unasked: that something is ready, and never what it says."""

from __future__ import annotations

from datetime import date

from views.vocabulary import Button, Buttons, Card, Note, Text, Weight


def ready(id: str) -> Card:
    """To the person."""
    line = (
        "It says what you were rated, with the evidence and the reasons. Take your time; you can dispute it afterward."
    )
    return _told("Your review is ready to read", line, _open(id, "Read it"))


def came_back(id: str) -> Card:
    """To whoever leads the person, and whoever acts for them."""
    line = "Somebody who looked over it gave it back, and says why. Nothing of its text was lost."
    return _told("A review came back to you", line, _open(id, "Open it"))


def calibrated(id: str) -> Card:
    """To whoever leads the person, and whoever acts for them."""
    line = "The session changed a level in it, on evidence that two managers cited. The reason and the words to the person stand there; they are not released yet."
    return _told("A review you answer for was changed in calibration", line, _open(id, "Open it"))


def lapsed(id: str) -> Card:
    """The days in which evidence could be added are over."""
    line = "Where evidence is missing, the draft now says what the role needs. Please read it, fit your reasons to it, and hand it in."
    return _told("A review waits to be handed in", line, _open(id, "Open it"))


def waits_for_release(round: str, name: str, number: int) -> Card:
    """To the others of HR."""
    reviews = "review" if number == 1 else "reviews"
    line = f"{name} asks you to approve that {number} {reviews} of a cycle be released to the people they are about."
    look = Button(label="Look at them", action="review.release.look", subject=round, weight=Weight.PRIMARY)
    return _told("Reviews wait for your approval", line, look)


def waits_for_reopening(round: str, name: str) -> Card:
    line = f"{name} asks you to approve that a review be opened again, to be written anew."
    look = Button(label="Look at it", action="review.release.look", subject=round, weight=Weight.PRIMARY)
    return _told("A review waits for your approval", line, look)


def reopened(id: str) -> Card:
    """To the person."""
    line = "HR opened it again, with a reason. You read it anew once it is released."
    return _told("Your review is being written anew", line, _open(id, "My review"))


def waits_for_ombud(id: str, until: date) -> Card:
    line = f"Somebody outside your reporting line disputes their review. Please decide by {until.day} {until:%B}."
    return _told("A disputed review is ready to read", line, _open(id, "Read it"))


def still_waits(id: str, until: date) -> Card:
    line = f"Somebody waits for your decision on their review. It is due on {until.day} {until:%B}."
    return _told("A disputed review still waits for you", line, _open(id, "Read it"))


def manager_told(id: str) -> Card:
    line = "An ombud outside the reporting line reads it, with the evidence. You need do nothing; you are told."
    return _told("A review that you answer for is disputed", line, _open(id, "Open it"))


def decided(id: str) -> Card:
    line = "An ombud outside the reporting line has decided, with a reason that both sides can read."
    return _told("A decision on a disputed review is ready", line, _open(id, "Read it"))


def nobody_decides() -> Card:
    line = "Somebody disputes their review, and no ombud is outside their reporting line. Until you name one, it cannot be decided."
    name = Button(label="People with a role", action="roles.open", opens_form=True, weight=Weight.PRIMARY)
    note = Note(("You are not told who it is.",))
    return Card("Please name an ombud", (Text((line,)), note, Buttons((name,))))


def _open(id: str, label: str) -> Button:
    return Button(label=label, action="review.open", subject=id, weight=Weight.PRIMARY)


def _told(title: str, line: str, button: Button) -> Card:
    return Card(title, (Text((line,)), Buttons((button,))))


_DAY = date(2026, 10, 30)
EXAMPLES = (
    ready("ben/c1/rating1"),
    came_back("ben/c1/rating1"),
    calibrated("ben/c1/rating1"),
    lapsed("ben/c1/rating1"),
    waits_for_release("c1/rating1", "Hana Weiss", 14),
    waits_for_ombud("ben/c1/rating1", _DAY),
    waits_for_reopening("c1/rating1", "Hana Weiss"),
    reopened("ben/c1/rating1"),
    still_waits("ben/c1/rating1", _DAY),
    manager_told("ben/c1/rating1"),
    decided("ben/c1/rating1"),
    nobody_decides(),
)
