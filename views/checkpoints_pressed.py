"""What is pressed in the message of a checkpoint: somebody's name, or that it is done."""

from __future__ import annotations

from dataclasses import replace

from domain import reviews_rounds
from domain.cycles import Kind
from domain.cycles_calls import TICKED, Told
from domain.people import Person
from views.vocabulary import Button, Weight

_ACTIONS = {  # what a press on somebody's name opens
    Kind.EVIDENCE: ("evidence.add.open", "Add evidence"),
    Kind.RATING: ("review.open", "Open the review"),
    Kind.GOAL_CHECK_IN: ("goals.open", "Open my goals"),
    Kind.SELF_REFLECTION: ("review.open", "Look back"),
}
_OF_ROUND = {Kind.RATING, Kind.SELF_REFLECTION}
_FORMS = {Kind.EVIDENCE}  # of these, the press opens a form
_TICKS = {
    Kind.KICK_OFF: "I have read it",
    Kind.CALIBRATION: "It was held",
    Kind.RELEASE: "Talk held",
    Kind.RETROSPECTIVE: "We talked about it",
}
PRESS = {  # what pressing a name does, under a manager's list
    Kind.EVIDENCE: "Press a name to add evidence.",
    Kind.RATING: "Press a name to open the review.",
    Kind.RELEASE: "Press a name when the talk was held.",
}
_TO_READ = (  # at the kick-off: what is looked at, and who sees what
    Button(label="What is looked at", action="competencies.show"),
    Button(label="Who sees what", action="privacy.show"),
)


def own(told: Told) -> tuple[Button, ...]:
    """Of what people do for themselves."""
    kind = told.checkpoint.kind
    if kind is Kind.KICK_OFF:
        return (*_TO_READ, _tick(told, told.reader, _TICKS[kind]))
    if kind in TICKED:
        return (_tick(told, told.reader, _TICKS[kind]),)
    if not is_pressed(kind):
        return ()
    action, label = _ACTIONS[kind]
    return (Button(label=label, action=action, subject=_opened(told, told.reader), weight=Weight.PRIMARY),)


def is_pressed(kind: Kind) -> bool:
    return kind in TICKED or kind in _ACTIONS


def of_person(told: Told, person: Person) -> Button:
    kind = told.checkpoint.kind
    if kind in TICKED:
        return replace(_tick(told, person.id, person.name), spoken=f"{_TICKS[kind]}: {person.name}")
    action, label = _ACTIONS[kind]
    return Button(
        label=person.name,
        action=action,
        subject=_opened(told, person.id),
        opens_form=kind in _FORMS,
        spoken=f"{label}: {person.name}",
    )


def _opened(told: Told, person: str) -> str:
    """What a press opens: the person's review of the round that the checkpoint is about, or what is about them."""
    if told.checkpoint.kind not in _OF_ROUND:
        return person
    round = reviews_rounds.prepared(told.cycle, told.checkpoint)
    return f"{person}/{round.key}"


def _tick(told: Told, person: str, label: str) -> Button:
    return Button(label=label, action="checkpoint.tick", subject=f"{told.cycle.id}/{told.checkpoint.id}/{person}")
