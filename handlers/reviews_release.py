"""HR releases what was handed in, in two pairs of hands: one asks, another approves, and the gate is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from domain import reviews as rules
from domain import reviews_rounds as rounds
from domain.errors import NotFoundError, StaleError
from domain.ratings import Deed, State
from domain.reviews import Review
from domain.reviews_rounds import Round
from handlers import audit, reviews_telling
from handlers import reviews_approving as approving
from handlers import reviews_showing as showing
from handlers import roles as roles_held
from handlers.said import today
from handlers.turn import Turn
from storage import calibration_pending, cycles, participants, people
from storage import reviews as storage
from storage.reviews import Found
from views import cycles as cycle_views
from views import reviews_hr as views
from views import roles as role_views
from views.replies import Reply, Whisper
from views.reviews_hr import AT_ONCE, Count


def latest(turn: Turn) -> Reply:
    """Of the cycle that runs and began last, the round that is open or was last."""
    _require_hr(turn)
    running = cycles.running(turn.unit, turn.actor.org)
    if not running:
        return Whisper(cycle_views.nothing_runs(is_hr=True))
    return _overview(turn, rounds.current(running[-1].cycle, today(turn)))


def look(turn: Turn) -> Reply:
    return _overview(turn, _round(turn))


def ask(turn: Turn) -> Reply:
    """Ask the others of HR to approve whatever was handed in, nobody has asked for yet, and one of them may approve."""
    round = _round(turn)
    _require_time(turn, round)
    if roles_held.is_alone(turn):
        return Whisper(role_views.second_needed("Releasing reviews"))
    rows = storage.in_state(turn.unit, turn.actor.org, round, State.SUBMITTED.value)
    waiting = [row["subject_id"] for row in rows if row["release_asked_by"] is None]
    mine, alone = _askable(turn, round, waiting)
    for found in mine:
        _ask(turn, found)
    number = len(mine)
    if number:
        reviews_telling.waits_for_release(turn, round, number)
    audit.record(turn, "review.release.asked", round.key, {"reviews": str(number)})
    return Whisper(views.asked(round, number, _left(waiting, mine), alone))


def approve(turn: Turn) -> Reply:
    """Release what somebody else of HR asked for. What its evidence no longer carries goes back instead."""
    round, me = _round(turn), turn.actor.person.id
    _require_time(turn, round)
    rows = storage.in_state(turn.unit, turn.actor.org, round, State.SUBMITTED.value)
    those = [row["subject_id"] for row in rows if row["release_asked_by"] not in {None, me}]
    mine = _mine(turn, round, those, lambda one: one.release_asked_by not in {None, me})
    back = [one.review.subject for one in mine if not _release(turn, one)]
    names = people.by_ids(turn.unit, turn.actor.org, back) if back else {}
    number, left = len(mine) - len(back), _left(those, mine)
    audit.record(turn, "review.released", round.key, {"reviews": str(number), "back": str(len(back))})
    return Whisper(views.released(round, number, left, [one.name for one in names.values()]))


def approve_reopen(turn: Turn) -> Reply:
    """Open again what somebody else of HR asked for, for their reason."""
    round, me = _round(turn), turn.actor.person.id
    asked = [_found(turn, one, round) for one in _reopenings(turn, round)[:AT_ONCE]]
    mine = [one.review for one in asked if one.review.state in rules.REOPENABLE and approving.may(one)]
    for before in mine:
        after = rules.take(before, Deed.REOPEN, by=me, now=turn.now, reason=before.reopen_reason)
        storage.save(turn.unit, turn.actor.org, before, after, by=me, now=turn.now)
        reviews_telling.reopened(turn, after)
    audit.record(turn, "review.reopened", round.key, {"reviews": str(len(mine))})
    return Whisper(views.reopened(round, len(mine)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _require_hr(turn: Turn) -> None:
    if not turn.actor.is_hr:
        raise NotFoundError


def _round(turn: Turn) -> Round:
    """Return what "cycle/round" names. Raises NotFoundError."""
    _require_hr(turn)
    id, _, which = showing.named(turn).partition("/")
    cycle = cycles.find(turn.unit, turn.actor.org, id)
    round = rounds.named(cycle, which) if cycle else None
    if round is None:
        raise NotFoundError
    return round


def _require_time(turn: Turn, round: Round) -> None:
    if not rounds.may_release(round, today=today(turn)):
        raise StaleError


def _overview(turn: Turn, round: Round) -> Reply:
    return Whisper(views.overview(round, _count(turn, round)))


def _reopenings(turn: Turn, round: Round) -> list[str]:
    """Return whose reviews others of HR want opened again."""
    rows = storage.in_state(turn.unit, turn.actor.org, round, *(state.value for state in rules.REOPENABLE))
    return [row["subject_id"] for row in rows if row["release_asked_by"] not in {None, turn.actor.person.id}]


def _mine(turn: Turn, round: Round, subjects: Sequence[str], is_asked: Callable[[Review], bool]) -> list[Found]:
    """Return the first of those that this person of HR may act on, as many as one press does; nobody changes them."""
    return list(islice(_each_of_mine(turn, round, subjects, is_asked), AT_ONCE))


def _each_of_mine(
    turn: Turn, round: Round, subjects: Sequence[str], is_asked: Callable[[Review], bool]
) -> Iterator[Found]:
    """Not those on whom an open session has decided something: it carries that out first."""
    pending = calibration_pending.of_round(turn.unit, turn.actor.org, round)
    found = (_found(turn, one, round) for one in subjects if one not in pending)
    still = (one for one in found if one.review.state is State.SUBMITTED and is_asked(one.review))
    return (one for one in still if approving.may(one))


def _askable(turn: Turn, round: Round, subjects: Sequence[str]) -> tuple[list[Found], int]:
    """Return the first of those that somebody else of HR may approve, and how many before them nobody else may."""
    mine, alone, others = list[Found](), 0, approving.others(turn)
    for one in _each_of_mine(turn, round, subjects, lambda review: review.release_asked_by is None):
        if approving.is_anybody(turn, one, others):
            mine.append(one)
        else:
            alone += 1
        if len(mine) == AT_ONCE:
            break
    return mine, alone


def _left(subjects: Sequence[str], done: Sequence[Found]) -> int:
    """What is left when a press did all it may is not for this person of HR to do."""
    return len(subjects) - len(done) if len(done) == AT_ONCE else 0


def _found(turn: Turn, subject: str, round: Round) -> Found:
    people.lock(turn.unit, turn.actor.org, subject)
    return showing.met(turn, f"{subject}/{round.key}")


def _ask(turn: Turn, found: Found) -> None:
    me, before = turn.actor.person.id, found.review
    asked = replace(before, release_asked_by=me)
    storage.save(turn.unit, turn.actor.org, before, asked, by=me, now=turn.now)


def _release(turn: Turn, found: Found) -> bool:
    """Return whether it was released."""
    verdicts, before, me = showing.verdicts(turn, found), found.review, turn.actor.person.id
    if rules.gaps(before, verdicts):
        _save(turn, before, rules.take(before, Deed.RETURN, by=me, now=turn.now, reason=views.NOT_CARRIED))
        return False
    after = rules.take(before, Deed.RELEASE, by=me, now=turn.now, verdicts=verdicts)
    _save(turn, before, after)
    return True


def _save(turn: Turn, before: Review, after: Review) -> None:
    storage.save(turn.unit, turn.actor.org, before, after, by=turn.actor.person.id, now=turn.now)
    tell = reviews_telling.ready if after.state is State.RELEASED else reviews_telling.came_back
    tell(turn, after)


def _count(turn: Turn, round: Round) -> Count:
    unit, org = turn.unit, turn.actor.org
    handed_in = storage.in_state(unit, org, round, State.SUBMITTED.value)
    asked = [row["release_asked_by"] for row in handed_in if row["release_asked_by"]]
    return Count(
        taking_part=len(participants.of_cycle(unit, org, round.cycle.id)),
        handed_in=len(handed_in),
        asked=len(asked),
        mine=asked.count(turn.actor.person.id),
        read=len(storage.in_state(unit, org, round, *(state.value for state in rules.READ))),
        reopenings=len(_reopenings(turn, round)),
        from_day=None if rounds.may_release(round, today=today(turn)) else round.compared_on,
    )
