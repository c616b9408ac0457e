"""The messages of a wave: one ballot to each person, and reminders that go to everybody alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from domain.pulses_wave import State, Wave
from storage import direct, people, pulses, tables
from storage.notices import Notice
from storage.outbox import Message, Promise, Urgency
from storage.unit import Unit
from views import pulses as views
from views.vocabulary import Card

REMINDER = "pulse.reminder"  # the kind of notice
HR = "pulse.hr"  # of notices to those who set pulses up
_outbox = tables.table(tables.Outbox)


def ballots(unit: Unit, org: str, wave: Wave, those: Collection[str], *, now: int) -> list[Message]:
    """Return what to owe to these people; whoever cannot be reached is left out. All have the same card, shared."""
    found = sorted(people.reaches(unit, org, list(those)), key=lambda reach: reach.first) if those else []
    nearest = {reach.person: reach for reach in found}  # where they want it first counts last, and stays
    card = views.asked(wave)
    return [
        direct.message(
            reach,
            card,
            key=f"pulse/{wave.id}/to/{person}",
            not_before=now,
            not_after=wave.closes_at,
            urgency=Urgency.BULK,
            promise=Promise.AT_LEAST_ONCE,
            batch=wave.id,
        )
        for person, reach in nearest.items()
    ]


def told(unit: Unit, org: str, wave: str, ends: tuple[str, str]) -> set[str]:
    """Return who of those between two ids has been owed their ballot."""
    here = (_outbox.c.org_id == org, _outbox.c.batch == wave, _outbox.c.reader_id.between(*ends))
    return set(unit.run(select(_outbox.c.reader_id).where(*here)).scalars())


def was_asked(unit: Unit, org: str, wave: str) -> bool:
    """Return whether anybody has been owed a ballot of it."""
    return unit.first(select(_outbox.c.id).where(_outbox.c.org_id == org, _outbox.c.batch == wave).limit(1)) is not None


def to_hr(unit: Unit, org: str, about: str, card: Card, *, deadline: int | None = None) -> list[Notice]:
    """`about` names the one thing told: a second one about the same wave has another name, or nobody hears it."""
    those = [one.person.id for one in people.of_hr(unit, org)]
    return [Notice(person=one, kind=HR, subject=about, card=card, deadline=deadline) for one in those]


def reminded_of(wave: str, day: str) -> str:
    """Return the subject of a reminder."""
    return f"{wave}/{day}"


def worth_reminding(unit: Unit, org: str, person: str, reminders: Sequence[Notice]) -> Sequence[Notice]:
    """Those of pulses that are open still, one a pulse: whether the person has answered is not asked.

    Not of one whose contract is broken: what else waits for the person goes without it.
    """
    newest = {one.subject.partition("/")[0]: one for one in sorted(reminders, key=lambda one: one.subject)}
    found = {id: pulses.sound(unit, org, id) for id in newest}
    return [one for id, one in newest.items() if (kept := found[id]) and kept.wave.state is State.OPEN]
