"""Asking colleagues what they saw of oneself or of somebody one leads, and answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from domain import evidence as evidence_rules
from domain import feedback as rules
from domain import ids, local_time, policy, text
from domain.cycles import Kind as Checkpoint
from domain.errors import NotFoundError
from domain.evidence_record import SEEN, Record
from domain.feedback import Asked, State
from domain.people import Person
from handlers import audit
from handlers import evidence_pieces as pieces
from handlers import evidence_writing as writing
from handlers import feedback_list as listed
from handlers.said import today
from handlers.turn import Press, Submit, Turn
from storage import checkpoints, drafts, due, lines, notices, people, pilot
from storage import feedback as storage
from storage.due import Due
from storage.notices import Notice
from views import evidence_form, forms
from views import feedback as views
from views.feedback import Request
from views.forms import Form, Values
from views.replies import Ask, Correct, Reply, Whisper

USUAL_DAYS = 7
FORM, ANSWER = "feedback.ask", "feedback.answer"


def begin(turn: Turn, found: list[Person]) -> Reply:
    """`/evidence ask @ben`: the form with whom was named; kept, because a platform may need a button to open one."""
    values = _fresh(turn, "") | ({"asked": tuple(one.id for one in found)} if found else {})
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, values, turn.now)
    return Ask(_ask_form(turn, values, ""))


def open_ask(turn: Turn) -> Reply:
    said = turn.request.said
    subject = said.subject if isinstance(said, Press) else ""
    return Ask(_ask_form(turn, _fresh(turn, subject), subject))


def ask(turn: Turn) -> Reply:
    """Ask each of them, or say field by field what is missing."""
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    form = _ask_form(turn, values, pieces.subject_of(turn))
    errors = forms.check(form, values)
    wanted = () if errors else _wanted(turn, values)
    errors = errors or dict(_problems(turn, wanted))
    if errors:
        drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, values, turn.now)
        return Correct(form, tuple(errors.items()))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    for one in wanted:
        storage.add(turn.unit, turn.actor.org, one)
    requests = listed.named(turn, wanted)
    _invite(turn, requests)
    for one in wanted:
        audit.record(turn, "feedback.asked", one.id, {"competency": one.competency})
    return Whisper(views.asked(requests))


def open_answer(turn: Turn) -> Reply:
    request = _request(turn)
    if request.asked.state is not State.ASKED:
        return Whisper(views.settled(request))
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, f"{ANSWER}/{request.asked.id}")
    return Ask(_answer_form(turn, request, draft))


def answer(turn: Turn) -> Reply:
    """Save the colleague's note as evidence, signed; whoever it is about is told, and so is whoever asked."""
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    request = _request(turn)
    if request.asked.state is not State.ASKED:
        return Whisper(views.settled(request))
    form, subject = _answer_form(turn, request, values), request.asked.subject
    errors = forms.check(form, values)
    item = None if errors else writing.read(turn, {**values, "source": SEEN}, subject, id=ids.new(turn.rng))
    if item is not None:
        errors = evidence_form.errors(evidence_rules.problems(item, writing.period_of(turn, subject)))
    if item is None or errors:
        _keep(turn, request, values)
        return Correct(form, tuple(errors.items()))
    _settle(turn, request, State.GIVEN)
    _tell_asker(turn, request)
    checkpoints.done(turn.unit, turn.actor.org, Checkpoint.PEER_FEEDBACK, subject, turn.actor.person.id, turn.now)
    saved = writing.save(turn, Record(item=item, request=request.asked.id))
    return Whisper(views.answered(request, saved))


def decline(turn: Turn) -> Reply:
    request = _request(turn)
    rules.require_waiting(request.asked, by=turn.actor.person.id)
    _settle(turn, request, State.DECLINED)
    audit.record(turn, "feedback.declined", request.asked.id, {})
    return Whisper(views.declined(request))


# --- Asking -------------------------------------------------------------------------------------------------------


def _fresh(turn: Turn, subject: str) -> dict[str, str | tuple[str, ...]]:
    """What was begun, unless it was about somebody else."""
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    about = (subject or turn.actor.person.id,)
    base: dict[str, str | tuple[str, ...]] = {
        "subject": about,
        "due_on": (today(turn) + timedelta(USUAL_DAYS)).isoformat(),
    }
    return {**base, **draft} if not subject or forms.many(draft, "subject") == about else {**base}


def _ask_form(turn: Turn, values: Values, subject: str) -> Form:
    named = (*forms.many(values, "asked"), *forms.many(values, "subject"))
    about = next(iter(forms.many(values, "subject")), "")
    return views.ask(pieces.offer(turn, about, named), values, subject=subject)


def _wanted(turn: Turn, values: Values) -> tuple[Asked, ...]:
    competency = forms.text(values, "competency")
    one = Asked(
        id="",
        subject=forms.many(values, "subject")[0],
        asked="",
        by=turn.actor.person.id,
        competency="" if competency == views.ANY else competency,
        question=text.harmless(forms.text(values, "question")),
        due_on=date.fromisoformat(forms.text(values, "due_on")),
        asked_at=turn.now,
    )
    asked = dict.fromkeys(forms.many(values, "asked"))
    return tuple(replace(one, id=ids.new(turn.rng), asked=colleague) for colleague in asked)


def _problems(turn: Turn, wanted: tuple[Asked, ...]) -> Mapping[str, str]:
    org = turn.actor.org
    ids = {id for one in wanted for id in (one.asked, one.subject)}
    known = people.by_ids(turn.unit, org, ids) if ids else {}
    there = pilot.invited(turn.unit, org, [one.id for one in known.values() if policy.takes_part(one)])
    outside = [known[id].name for id in ids - set(there) if id in known]
    if outside or len(known) < len(ids):
        return {"asked": evidence_form.cannot_be_told(outside[0] if outside else "Somebody")}
    for one in wanted:
        standing = lines.standing(turn.unit, turn.actor, one.subject, at=turn.now)
        leads = one.asked in lines.above(turn.unit, org, one.subject, at=turn.now)
        if flaws := rules.problems(one, standing, leads=leads, today=today(turn)):
            return views.errors(flaws)
    return {}


def _invite(turn: Turn, requests: list[Request]) -> None:
    """Tell each colleague, remind them the day before, and stop waiting some time after it is due."""
    org, left, planned = turn.actor.org, [], []
    known = people.by_ids(turn.unit, org, [one.asked.asked for one in requests])
    for one in requests:
        zone, ends = known[one.asked.asked].zone, one.asked.due_on + timedelta(days=1 + rules.GRACE_DAYS)
        lapses = local_time.instant(ends, time(0), zone)
        card = views.invitation(one)
        left.append(
            Notice(person=one.asked.asked, kind=storage.ASKED, subject=one.asked.id, card=card, deadline=lapses)
        )
        before = local_time.instant(one.asked.due_on - timedelta(days=1), time(9), zone)
        if before > turn.now:
            planned.append(Due(org=org, kind=storage.REMIND, subject=one.asked.id, step="T-1", due_at=before))
        planned.append(Due(org=org, kind=storage.LAPSE, subject=one.asked.id, step="end", due_at=lapses))
    notices.leave(turn.unit, org, left, now=turn.now, rng=turn.rng)
    due.plan(turn.unit, planned)


# --- Answering ----------------------------------------------------------------------------------------------------


def _request(turn: Turn) -> Request:
    """Return the request, for the colleague alone. Raises NotFoundError."""
    found = storage.find_to_change(turn.unit, turn.actor, pieces.subject_of(turn))
    if found is None or found.asked != turn.actor.person.id:
        raise NotFoundError
    return listed.named(turn, [found])[0]


def _answer_form(turn: Turn, request: Request, values: Values) -> Form:
    base: Values = {"occurred_on": today(turn).isoformat()}
    return views.answer(pieces.offer(turn, request.asked.subject, ()), request, {**base, **values})


def _keep(turn: Turn, request: Request, values: Values) -> None:
    me = turn.actor.person.id
    drafts.keep(turn.unit, turn.actor.org, me, f"{ANSWER}/{request.asked.id}", values, turn.now)


def _settle(turn: Turn, request: Request, state: State) -> None:
    unit, org, id = turn.unit, turn.actor.org, request.asked.id
    drafts.forget(unit, org, turn.actor.person.id, f"{ANSWER}/{id}")
    storage.settle(unit, org, id, state, now=turn.now)
    due.cancel(unit, org, storage.REMIND, id)
    due.cancel(unit, org, storage.LAPSE, id)


def _tell_asker(turn: Turn, request: Request) -> None:
    """Who asks for themselves is told as its subject already."""
    asked = request.asked
    if asked.by != asked.subject:
        left = [Notice(person=asked.by, kind=storage.ANSWERED, subject=asked.id, card=views.told(request))]
        notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)
