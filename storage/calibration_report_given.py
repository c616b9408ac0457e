"""What the report of a session is computed from: how it was read and rated before, and as the session left it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from content import calibration as content
from domain import calibration_decisions, reviews_rounds
from domain.calibration import State
from domain.calibration_decisions import Ruling
from domain.calibration_packets import Packet, Rated
from domain.calibration_report import Compared, Given, Readings
from domain.calibration_script import Moment
from domain.competencies import Level
from storage import (
    calibration,
    calibration_anchors,
    calibration_packets,
    calibration_rulings,
    cycles,
    reviews_second,
)
from storage.calibration import Kept
from storage.unit import Unit

Ruled = Mapping[tuple[str, str], Ruling]


def closed(unit: Unit, org: str, session: str) -> Given | None:
    """Return it for a session that is closed, None for any other."""
    kept = calibration.found(unit, org, session)
    if kept is None or kept.session.state is not State.CLOSED:
        return None
    packets = calibration_packets.of_session(unit, org, session)
    return Given(
        session=session,
        managers=kept.session.managers,
        anchors=content.default().anchors,
        before=_readings(unit, org, session, Moment.BEFORE),
        after=_readings(unit, org, session, Moment.AFTER),
        compared=tuple(_compared(unit, org, kept, packets)),
        read=len(packets),
        talked_about=sum(one.begun_at is not None for one in packets),
    )


def _readings(unit: Unit, org: str, session: str, moment: Moment) -> Readings:
    cases = defaultdict[str, dict[str, Level]](dict)
    for person, levels in calibration_anchors.by_person(unit, org, session, moment).items():
        for case, level in levels.items():
            cases[case][person] = level
    return dict(cases)


def _compared(unit: Unit, org: str, kept: Kept, packets: list[Packet]) -> Iterator[Compared]:
    ruled = calibration_decisions.standing(calibration_rulings.of_session(unit, org, kept.id))
    seconds = _second_raters(unit, org, kept, packets)
    for packet in packets:
        for one in packet.ratings:
            if one.level is not None:
                yield _one(packet, one, one.level, ruled, seconds.get(packet.subject, ""))


def _one(packet: Packet, one: Rated, level: Level, ruled: Ruled, second: str) -> Compared:
    """A change that could not be carried out when the session closed has changed nothing."""
    ruling = ruled.get((packet.subject, one.competency))
    decision = ruling.decision if ruling and ruling.applied_at else None
    return Compared(
        subject=packet.subject,
        competency=one.competency,
        rater=packet.manager,
        level=level,
        expected=one.expected,
        after=decision.level if decision else level,
        support=one.support,
        holds=one.holds,
        was_talked_about=packet.begun_at is not None,
        second=one.second,
        second_rater=second,
    )


def _second_raters(unit: Unit, org: str, kept: Kept, packets: list[Packet]) -> Mapping[str, str]:
    cycle = cycles.find(unit, org, kept.session.cycle)
    round = reviews_rounds.named(cycle, kept.session.round) if cycle else None
    if round is None:
        return {}
    found = reviews_second.of_people(unit, org, round, [one.subject for one in packets])
    return {subject: one.rater for subject, one in found.items()}
