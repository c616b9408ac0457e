"""Erases a person: what is theirs goes, what others share with them loses its words, and their name is nobody's.

Rows that only they are in are deleted. Kudos to others keep that there was one, and lose every word. The row of the
person stays without anything that says who it was, because others' rows point at it. What stands of them in the texts
of others is looked for afterwards, in pieces (storage.erasing_texts), and what was being written meanwhile is erased
in another round. What concerns somebody else under a hold is left as it is until the hold is lifted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update

from domain.naming import Named
from domain.privacy import Erasure, State
from storage import (
    audit_upkeep,
    barring,
    calibration_sprint,
    directory,
    due,
    erasing_broadcasts,
    erasing_messages,
    erasures,
    holding,
    lines,
    naming,
    nominations_erasing,
    recognition_digest,
    scim_found,
    scim_managers,
    sparing,
    tables,
)
from storage.erasing_messages import SOME, Case
from storage.sealing import SealingError
from storage.tagging import KEPT, Erased
from storage.unit import ERASED, Row
from views.privacy import ERASED_WORDS, FORMER_COLLEAGUE

FIRST_SWEEP = "1"
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_endorsement = tables.table(tables.KudosEndorsement)
_line = tables.table(tables.ReportingLine)
_approval = tables.table(tables.BroadcastApproval)
_notice = tables.table(tables.Notice)
_claim = tables.table(tables.Claim)
_hold = tables.table(tables.LegalHold)
_outbox = tables.table(tables.Outbox)

_LOSE_NOTE = (
    update(_kudos)
    .where(_kudos.c.id == bindparam("kudos"))
    .values(note=bindparam("blank"), correction=None, version=_kudos.c.version + 1)
)


def shred_unless_held(case: Case, erasure: Erasure) -> bool:
    """Erase whom it is about if no hold stands on them, also none that was placed a moment ago; say whether it did."""
    if case.person in alone(case):
        return False
    shred(case, erasure)
    return True


def alone(case: Case) -> frozenset[str]:
    """Lock what an erasure locks besides rows, in the order of storage/holding.py; return who is under a hold."""
    directory.alone_in(case.unit, case.org)
    return holding.settled(case.unit, case.org)


def shred(case: Case, erasure: Erasure) -> None:
    """Erase whom it is about, and plan that others' texts are looked through. It must be approved."""
    unit, org = case.unit, case.org
    alone(case)
    who = naming.one(unit, org, case.person)
    look_for(case, erasure.id, naming.telling(unit, org, case.person))
    if not erasure.is_of_leaver:
        _bar(case, erasure, who)
    known = {case.person, *who.addresses, *scim_found.names(unit, org, case.person)}
    scim_managers.forget(unit, org, known)
    forget_answers(case)
    again(case)
    erasures.change(unit, org, erasure.id, state=State.SHREDDED.value, shredded_at=case.now)
    due.plan(unit, [due.Due(org=org, kind=erasures.SWEEP, subject=erasure.id, step=FIRST_SWEEP, due_at=case.now)])
    unit.wake(ERASED)


def again(case: Case) -> int:
    """Erase what there is of them; return how many rows that changed. Once all is gone it changes none.

    Units that were under way when somebody was erased did not see it, and may write of them afterwards.
    """
    spared = alone(case) - {case.person}
    return sum([part(replace(case, spared=spared)) for part in _PARTS])


def left(case: Case) -> int:
    """Return in how many tables something is left as it is because it concerns somebody under a hold as well."""
    held = holding.held(case.unit, case.org) - {case.person}
    touched = [name for name, kept in KEPT.items() if kept.is_about_people and kept.erased is not Erased.STAYS]
    return sum([_is_shared(case, name, held) for name in touched]) if held else 0


def _is_shared(case: Case, name: str, held: frozenset[str]) -> bool:
    table = tables.named(name)
    both = (_taken_from(case, name), sparing.rows(name, case.org, held))
    return case.unit.first(select(table.c.org_id).where(table.c.org_id == case.org, *both).limit(1)) is not None


def _taken_from(case: Case, name: str) -> ColumnElement[bool]:
    """The rows that an erasure takes something from, if nobody else is held: the same as in the parts below."""
    if name == "reporting_line":
        return _line.c.person_id == case.person
    mine = sparing.about(name, case.org, [case.person])
    if name == "broadcast_approval":
        return and_(mine, _approval.c.reason.is_not(None))
    return and_(mine, audit_upkeep.IS_WHOLE) if name == "audit" else mine


def look_for(case: Case, erasure: str, said: Sequence[str]) -> None:
    """Keep what to look for in others' texts, sealed, until nothing of it is found any more."""
    sealed = case.unit.keys.seal(json.dumps(said), case.org, "erasure", erasure, "names")
    erasures.change(case.unit, case.org, erasure, names=sealed)


def _bar(case: Case, erasure: Erasure, who: Named) -> None:
    mine = (_account.c.org_id == case.org, _account.c.person_id == case.person)
    seats = case.unit.rows(select(_account.c.workspace_id, _account.c.external).where(*mine))
    accounts = [(row["workspace_id"], row["external"]) for row in seats]
    barring.bar(case.unit, case.org, erasure.id, accounts, who.addresses)
    barring.bar_users(case.unit, case.org, erasure.id, scim_found.names(case.unit, case.org, case.person))


def forget_answers(case: Case) -> None:
    """Nobody knows whose answer is whose, so all of the last days go. A repeat is still known to be one."""
    answered = (_claim.c.org_id == case.org, _claim.c.answer.is_not(None))
    case.unit.run(update(_claim).where(*answered), {"answer": None})


def _delete_rows(case: Case) -> int:
    """Every table whose rows are about one person alone."""
    count = 0
    for name, kept in KEPT.items():
        if kept.erased is Erased.ROWS:
            table = tables.named(name)
            theirs = or_(*(table.c[column] == case.person for column in kept.people))
            free = sparing.free(name, case.org, case.spared)
            count += case.unit.run(delete(table).where(table.c.org_id == case.org, theirs, free)).rowcount
    return count


def _be_nobody(case: Case) -> int:
    """The row itself, and last the accounts, because by them the messages were found."""
    theirs = (_account.c.org_id == case.org, _account.c.person_id == case.person)
    accounts = case.unit.run(delete(_account).where(*theirs)).rowcount
    blank = {"name": FORMER_COLLEAGUE, "email": None, "title": "", "zone": "UTC", "active": False, "is_hr": False}
    is_blank = and_(*(_person.c[name] == value for name, value in blank.items() if value is not None))
    mine = (_person.c.org_id == case.org, _person.c.id == case.person, or_(~is_blank, _person.c.email.is_not(None)))
    named = update(_person).where(*mine).values(version=_person.c.version + 1, left_at=case.now, **blank)
    return accounts + case.unit.run(named).rowcount


# --- Where rows are shared with others ----------------------------------------------------------------------------


def _lines(case: Case) -> int:
    """Whom they led is led by nobody from now on; who led them when is forgotten."""
    led = select(_person.c.id).where(_person.c.org_id == case.org, _person.c.manager_id == case.person)
    people = [*case.unit.run(led).scalars(), case.person]
    lines.lead(case.unit, case.org, dict.fromkeys(people), now=case.now)
    free = sparing.free("reporting_line", case.org, case.spared)
    past = (_line.c.org_id == case.org, _line.c.person_id == case.person, free)
    return len(people) - 1 + case.unit.run(delete(_line).where(*past)).rowcount


def _recognition(case: Case) -> int:
    """What they gave and got: the words go, here and in chat. Whom somebody else was thanked with stays thanked."""
    theirs = select(_receiver.c.kudos_id).where(_receiver.c.org_id == case.org, _receiver.c.person_id == case.person)
    of_them = or_(_kudos.c.giver_id == case.person, _kudos.c.id.in_(theirs))
    about = (_kudos.c.org_id == case.org, of_them, sparing.free("kudos", case.org, case.spared))
    found = list(case.unit.run(case.unit.locked(select(_kudos.c.id).where(*about))).scalars())
    recognition_digest.draw_again(case.unit, case.org, found, now=case.now)
    count = erasing_messages.take_back_kudos(case, found)
    mine = (_receiver.c.org_id == case.org, _receiver.c.person_id == case.person, _receiver.c.kudos_id.in_(found))
    count += case.unit.run(delete(_receiver).where(*mine)).rowcount
    shared = _with_receivers(case, found)
    count += _delete_kudos(case, [id for id in found if id not in shared])
    pieces = [shared[start : start + SOME] for start in range(0, len(shared), SOME)]
    return count + sum([_lose_notes(case, some) for some in pieces])


def _lose_notes(case: Case, those: Sequence[str]) -> int:
    """Return in how many there were words left."""
    here = (_kudos.c.org_id == case.org, _kudos.c.id.in_(those))
    notes = select(_kudos.c.id, _kudos.c.note, _kudos.c.correction).where(*here).order_by(_kudos.c.id)
    rows = case.unit.rows(case.unit.locked(notes))
    blank = [{"kudos": row["id"], "blank": _blank(case, row["id"])} for row in rows if not _is_erased(case, row)]
    if blank:
        case.unit.run(_LOSE_NOTE.where(_kudos.c.org_id == case.org), blank)
    return len(blank)


def _blank(case: Case, id: str) -> bytes:
    return case.unit.keys.seal(ERASED_WORDS, case.org, "kudos", id, "note")


def _is_erased(case: Case, row: Row) -> bool:
    try:
        note = case.unit.keys.open(row["note"], case.org, "kudos", row["id"], "note")
    except SealingError:
        return False
    return note == ERASED_WORDS and row["correction"] is None


def _with_receivers(case: Case, those: Sequence[str]) -> list[str]:
    here = (_receiver.c.org_id == case.org, _receiver.c.kudos_id.in_(those))
    return list(case.unit.run(select(_receiver.c.kudos_id).distinct().where(*here)).scalars())


def _delete_kudos(case: Case, those: Sequence[str]) -> int:
    for part in (_receiver, _endorsement):
        case.unit.run(delete(part).where(part.c.org_id == case.org, part.c.kudos_id.in_(those)))
    return case.unit.run(delete(_kudos).where(_kudos.c.org_id == case.org, _kudos.c.id.in_(those))).rowcount


def _nominations(case: Case) -> int:
    """What colleagues wrote of them, undecided or told in a channel."""
    told = erasing_messages.take_back(case, _outbox.c.dedupe_key.like(f"nominated/{case.person}/%"))
    return told + nominations_erasing.forget_nominee(case.unit, case.org, case.person)


def _notices(case: Case) -> int:
    """What they were to be told, and what others were to be told of them."""
    about = or_(_notice.c.person_id == case.person, _notice.c.subject.like(f"{case.person}/%"))
    free = sparing.free("notice", case.org, case.spared)
    return case.unit.run(delete(_notice).where(_notice.c.org_id == case.org, about, free)).rowcount


def _practice(case: Case) -> int:
    """How they read goes with their rows; a week that goes on counts them no more."""
    return calibration_sprint.forget_uncounted(case.unit, case.org, case.person, now=case.now)


def _records(case: Case) -> int:
    """Holds that were lifted, and the detail of the audit's lines by or about them."""
    free = sparing.free("legal_hold", case.org, case.spared)
    theirs = (_hold.c.org_id == case.org, _hold.c.person_id == case.person, free)
    count = case.unit.run(delete(_hold).where(*theirs)).rowcount
    return count + audit_upkeep.shred(case.unit, case.org, case.person, case.spared)


_PARTS: tuple[Callable[[Case], int], ...] = (
    _lines,
    _recognition,
    _nominations,
    erasing_broadcasts.take_back,
    erasing_messages.forget,
    _notices,
    _records,
    _practice,
    _delete_rows,
    _be_nobody,
)
