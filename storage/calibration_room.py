"""The room of an open session: one message for each seat, drawn anew when something happens and each minute."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from content import calibration as content
from domain import calibration_room as rules
from domain import policy
from domain.calibration import Seat, State
from domain.calibration_decisions import standing
from domain.calibration_packets import Packet
from domain.calibration_room import CASE_MINUTES, Voice
from domain.people import Actor, Person
from domain.policy import Action
from storage import (
    calibration_packets,
    calibration_rulings,
    calibration_voices,
    cycles,
    direct,
    due,
    lines,
    outbox,
    people,
    tables,
)
from storage.calibration import Kept
from storage.calibration_due import TIMER
from storage.due import Due
from storage.outbox import Message, Urgency
from storage.prepared import Prepared
from storage.unit import Unit
from views import calibration_room as views
from views.calibration import Seen, cycle_name, round_title
from views.calibration_room import Room, Talk
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import Card

_person = tables.table(tables.Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is the same for everybody in the room, looked up once. `order` is who speaks when on the case."""

    kept: Kept
    cycle: str
    round: str
    known: Mapping[str, Person]
    packets: Sequence[Packet]
    decided: int
    case: Packet | None
    order: Sequence[str]


def scene(unit: Unit, org: str, kept: Kept, *, now: int) -> Scene:
    session = kept.session
    packets = calibration_packets.of_session(unit, org, kept.id)
    case = rules.current(packets)
    cycle = cycles.find(unit, org, session.cycle)
    ids = {*session.people, *((case.subject, case.manager) if case else ())}
    return Scene(
        kept=kept,
        cycle=cycle_name(cycle),
        round=round_title(cycle, session.round),
        known=people.by_ids(unit, org, ids),
        packets=packets,
        decided=len(standing(calibration_rulings.of_session(unit, org, kept.id))),
        case=case,
        order=_order(unit, org, kept, case, now=now) if case else (),
    )


def card(unit: Unit, reader: Actor, scene: Scene, *, now: int) -> Card:
    """Return the room as one person sees it: of a case that is hidden from them, nothing."""
    kept = scene.kept
    seen = seen_by(scene, reader.person.id)
    if kept.session.state is not State.OPEN or kept.segment is None or kept.segment_at is None:
        return views.waits(seen)
    script = content.default()
    clock = rules.segment_clock(script.segments, kept.segment, kept.segment_at, now=now, minutes=kept.session.minutes)
    leads = seen.seat is Seat.FACILITATOR
    return views.show(
        Room(
            seen=seen,
            segment=script.segments[kept.segment],
            number=kept.segment + 1,
            of=len(script.segments),
            clock=clock,
            talk=_talk(unit, reader, scene, now=now),
            is_revealed=kept.revealed_at is not None,
            is_second_set=script.has_come_to_second_set(kept.segment),
            begun=sum(one.begun_at is not None for one in scene.packets),
            ahead=len(rules.ahead(scene.packets)),
            decided=scene.decided,
            prompts=script.prompts if leads else (),
            checks=script.checks,
        )
    )


def seen_by(scene: Scene, person: str) -> Seen:
    session = scene.kept.session
    return Seen(session=session, cycle=scene.cycle, round=scene.round, people=scene.known, seat=session.seat(person))


# --- The messages -------------------------------------------------------------------------------------------------


def send(unit: Unit, org: str, kept: Kept, *, now: int, rng: random.Random) -> None:
    """Let everybody with a seat have the room's message, and draw it again each minute."""
    found = scene(unit, org, kept, now=now)
    messages = [_message(unit, one, found, now=now) for one in _seated(unit, org, kept)]
    outbox.owe(unit, org, [one for one in messages if one is not None], now=now, rng=rng)
    count_minutes(unit, org, kept, now=now)


def count_minutes(unit: Unit, org: str, kept: Kept, *, now: int) -> None:
    """Draw it again each minute of the part that begins, also after one that was left alone for hours.

    Whoever changes messages as well does this first: the tick holds its due row before it changes them.
    """
    step = str(kept.segment)  # what has happened is not planned again, so each part has its own
    ticks = Due(org=org, kind=TIMER, subject=kept.id, step=step, due_at=rules.next_tick(now, now=now))
    due.replan(unit, org, TIMER, kept.id, [ticks])


def redraw(
    unit: Unit, org: str, kept: Kept, *, only: Collection[str] | None = None, now: int, rng: random.Random
) -> None:
    """Let each message say how it stands now, or those of some people: one that waits to be edited is edited once."""
    found = scene(unit, org, kept, now=now)
    for one in (each for each in _seated(unit, org, kept) if only is None or each.person.id in only):
        outbox.amend(unit, org, key(kept.id, one.person.id), card(unit, one, found, now=now), now=now, rng=rng)


def finish(unit: Unit, org: str, kept: Kept, last: Card, *, now: int, rng: random.Random) -> None:
    """Let each message say its last, and draw none again."""
    due.cancel(unit, org, TIMER, kept.id)
    for one in kept.session.people:
        outbox.amend(unit, org, key(kept.id, one), last, now=now, rng=rng)


def key(session: str, person: str) -> str:
    """Name the message."""
    return f"calibration/{session}/{person}"


# --- Pieces -------------------------------------------------------------------------------------------------------


def _seated(unit: Unit, org: str, kept: Kept) -> list[Actor]:
    found = [people.on_behalf_of(unit, org, one) for one in kept.session.people]
    return [one for one in found if one is not None and policy.takes_part(one.person)]


def _message(unit: Unit, one: Actor, found: Scene, *, now: int) -> Message | None:
    reach = people.nearest_reach(unit, one.org, one.person.id)
    if reach is None:
        return None
    return direct.message(
        reach,
        card(unit, one, found, now=now),
        key=key(found.kept.id, one.person.id),
        not_before=now,
        urgency=Urgency.ANSWER,
    )


def _order(unit: Unit, org: str, kept: Kept, case: Packet, *, now: int) -> tuple[str, ...]:
    """Who has a voice on the case, and whoever rates it, in the order in which they speak. The case is its own lot."""
    voices = []
    for one in _seated(unit, org, kept):
        speaks = _speaks(unit, one, kept, case, now=now)
        if kept.session.seat(one.person.id) is Seat.MANAGER and speaks:
            above = len(lines.above(unit, org, one.person.id, at=now))
            voices.append(Voice(person=one.person.id, above=above, since=_since(unit, org, one.person.id)))
    return rules.voices(voices, rater=case.manager, lot=f"{case.session}/{case.subject}")


def _since(unit: Unit, org: str, person: str) -> int:
    row = unit.first(_CAME, {"org": org, "person": person})
    return row["created_at"] if row else 0


def _speaks(unit: Unit, one: Actor, kept: Kept, case: Packet, *, now: int) -> bool:
    """Whoever rates it has no voice and speaks of it, for as long as they may read it."""
    found = calibration_packets.meet(unit, one, kept, case.subject, now=now)
    return found is not None and found.allows(Action.READ if one.person.id == case.manager else Action.WRITE)


def _talk(unit: Unit, reader: Actor, scene: Scene, *, now: int) -> Talk | None:
    case = scene.case
    if case is None or case.begun_at is None:
        return None
    clock = rules.clock(case.begun_at, CASE_MINUTES, now=now)
    found = calibration_packets.meet(unit, reader, scene.kept, case.subject, now=now)
    if found is None or not found.allows(Action.READ):
        return Talk(hidden=True, clock=clock)
    voices = calibration_voices.of_packet(unit, reader.org, scene.kept, case.subject, now=now)
    given = {one.person for one in voices if one.points}
    names = {id: one.name for id, one in scene.known.items()}
    return Talk(
        subject=case.subject,
        name=names.get(case.subject, A_FORMER_COLLEAGUE),
        manager=names.get(case.manager, A_FORMER_COLLEAGUE),
        clock=clock,
        order=tuple(names[one] for one in scene.order if one in names),
        speaks=found.allows(Action.WRITE),
        given=len(given),
        asked=len([one for one in scene.order if one != case.manager]),
        is_mine=reader.person.id in given,
        rates=reader.person.id == case.manager,
    )


_CAME = Prepared(
    select(_person.c.created_at).where(_person.c.org_id == bindparam("org"), _person.c.id == bindparam("person"))
)
