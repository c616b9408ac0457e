"""The facilitator's preparation board, and what waits for whoever has a seat, on their Home."""

from __future__ import annotations

from collections.abc import Sequence

from content import calibration as content
from domain import calibration_packets as rules
from domain import policy
from domain.calibration import AHEAD, Seat
from domain.calibration_packets import Lack
from domain.calibration_script import Form
from domain.people import Actor
from handlers import calibration_packets as packets
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration, calibration_missing, calibration_packets, people
from storage.calibration import Kept
from storage.calibration_packets import Found
from views import calibration_board as views
from views import calibration_list as sessions
from views import calibration_told
from views.calibration_board import Board, Row
from views.home import Waiting
from views.privacy import A_FORMER_COLLEAGUE
from views.replies import Reply, Whisper
from views.wording import excerpt


def show(turn: Turn) -> Reply:
    """Raises NotFoundError for anybody but the facilitator."""
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    found = _frozen(turn, kept)
    lacking = [one for one in found if rules.lacks(one.packet.ratings)]
    reply = Whisper(views.show(board(turn, kept, lacking, packets=len(found))))
    for one in lacking[: views.LISTED]:
        packets.record_read(turn, one)
    return reply


def board(turn: Turn, kept: Kept, lacking: Sequence[Found], *, packets: int) -> Board:
    """`packets` are those the reader may read, `lacking` those of them of which the board says what they lack."""
    named = [people.on_behalf_of(turn.unit, turn.actor.org, one) for one in kept.session.managers]
    return Board(
        seen=standing.brief(turn, kept),
        rows=[_row(turn, kept, one) for one in named if one is not None],
        lacks=_lacks(turn, lacking),
        packets=packets,
        is_frozen=kept.frozen_at is not None,
    )


def waiting(turn: Turn) -> Sequence[Waiting]:
    """On Home: what somebody has still to do before a session of theirs."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    mine = [one for one in calibration.of_person(unit, org, me, AHEAD) if standing.seat(turn, one) is Seat.MANAGER]
    left = [(one, calibration_missing.of_manager(unit, turn.actor, one, now=turn.now)) for one in mine]
    return [
        sessions.waiting(standing.brief(turn, one), _line(calibration_told.lines(missing)))
        for one, missing in left
        if not missing.is_nothing
    ]


def _line(lines: Sequence[tuple[object, ...]]) -> str:
    return excerpt("; ".join("".join(str(span) for span in line) for line in lines), 160)


def _row(turn: Turn, kept: Kept, actor: Actor) -> Row:
    one = actor.person
    total = len(content.default().cases(Form.A))
    left = calibration_missing.anchors_left(turn.unit, turn.actor.org, kept, one.id)
    to_mark, marked = calibration_missing.marked_of(turn.unit, actor, kept, now=turn.now)
    return Row(
        name=one.name,
        anchors=total - len(left),
        of_anchors=total,
        marked=marked,
        to_mark=to_mark,
        is_there=policy.takes_part(one),
    )


def _frozen(turn: Turn, kept: Kept) -> list[Found]:
    return calibration_packets.readable(turn.unit, turn.actor, kept, now=turn.now) if kept.frozen_at else []


def _lacks(turn: Turn, found: Sequence[Found]) -> list[tuple[str, str, Sequence[Lack]]]:
    ids = {id for one in found for id in (one.packet.subject, one.packet.manager)}
    known = people.by_ids(turn.unit, turn.actor.org, ids)
    named = {id: known[id].name if id in known else A_FORMER_COLLEAGUE for id in ids}
    return [(named[one.packet.subject], named[one.packet.manager], rules.lacks(one.packet.ratings)) for one in found]
