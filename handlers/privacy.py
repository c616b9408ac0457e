"""What is kept about the asker: shown, exported by a link of their own, and erased when two people agree to it."""

from __future__ import annotations

from domain import ids, policy
from domain import privacy as rules
from domain.errors import NotFoundError, StaleError
from domain.policy import Permission
from domain.privacy import DataClass, Erasure, State
from handlers import audit
from handlers.turn import Press, Submit, Turn
from storage import downloads, erasures, exporting, holding, notices, reads, retention
from storage.downloads import Taken
from storage.notices import Notice
from views import forms
from views import privacy as views
from views import privacy_requests as requests_views
from views.home import Waiting
from views.privacy import Held
from views.replies import Ask, Correct, Reply, Whisper

REQUEST = "privacy.request"  # kinds of notices
ANSWER = "privacy.answer"


def show(turn: Turn) -> Reply:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    number = _number_of_requests(turn) if policy.may(turn.actor, Permission.HR) else None
    card = views.overview(
        _kept(turn),
        reads.about(unit, org, me, most=views.LISTED),
        erasure=_open(turn),
        is_held=me in holding.held(unit, org),
        requests=number,
    )
    return Whisper(card)


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """On Home: what waits for HR."""
    number = _number_of_requests(turn) if policy.may(turn.actor, Permission.HR) else 0
    return (requests_views.waiting(number),) if number else ()


def export(turn: Turn) -> Reply:
    """A link that works once. It goes to the asker alone, like everything that answers them."""
    if not turn.site:
        return Whisper(views.no_link())
    wanted = Taken(turn.actor.org, turn.actor.person.id)
    link = downloads.offer(turn.unit, wanted, now=turn.now, rng=turn.rng)
    return Whisper(views.export_ready(f"{turn.site}/download/{link}", minutes=downloads.MINUTES))


def open_erase(turn: Turn) -> Reply:
    return Ask(views.erase_form()) if _open(turn) is None else show(turn)


def erase(turn: Turn) -> Reply:
    """Keep the request and tell HR. A second one while the first is open is the first."""
    said = turn.request.said
    form = views.erase_form()
    if errors := forms.check(form, said.values if isinstance(said, Submit) else {}):
        return Correct(form, tuple(errors.items()))
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    is_held = me in holding.held(unit, org)
    if erasures.open_of(unit, org, me) is None:
        wish = Erasure(id=ids.new(turn.rng), person=me, state=State.REQUESTED, asked_by=me, asked_at=turn.now)
        erasures.add(unit, org, wish)
        _tell_hr(turn, wish)
        audit.record(turn, "erasure.requested", me, {"erasure": wish.id})
    return Whisper(views.asked(is_held=is_held))


def withdraw(turn: Turn) -> Reply:
    """Only by whom it is about, and only until it is approved."""
    said = turn.request.said
    found = erasures.locked(turn.unit, turn.actor.org, said.subject if isinstance(said, Press) else "")
    if found is None or found.person != turn.actor.person.id:
        raise NotFoundError
    if found.state is not State.REQUESTED:
        raise StaleError
    erasures.settle(turn.unit, turn.actor.org, found.id, State.WITHDRAWN)
    audit.record(turn, "erasure.withdrawn", found.person, {"erasure": found.id})
    return Whisper(views.withdrawn())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _kept(turn: Turn) -> list[Held]:
    """Each class, with how much of it there is; answers to deliveries are not filed by person."""
    counts = exporting.counts(turn.unit, turn.actor.org, turn.actor.person.id)
    terms = retention.terms(turn.unit, turn.actor.org)
    return [
        Held(of=of, count=None if of is DataClass.DELIVERIES else counts[of], days=terms.get(of)) for of in DataClass
    ]


def _number_of_requests(turn: Turn) -> int:
    return len(erasures.waiting(turn.unit, turn.actor.org)) + len(retention.wanted(turn.unit, turn.actor.org))


def _open(turn: Turn) -> Erasure | None:
    mine = erasures.of_person(turn.unit, turn.actor.org, turn.actor.person.id)
    return next((one for one in mine if one.state in rules.OPEN), None)


def _tell_hr(turn: Turn, wish: Erasure) -> None:
    those = erasures.approvers(turn.unit, turn.actor.org, but=wish.person)
    told = [Notice(person=one, kind=REQUEST, subject=wish.id, card=requests_views.to_hr()) for one in those]
    notices.leave(turn.unit, turn.actor.org, told, now=turn.now, rng=turn.rng)
