"""Erases a person: what is theirs goes, what others share with them loses its words, and their name is nobody's.

Rows that only they are in are deleted. Kudos to others keep that there was one, and lose every word. The row of the
person stays without anything that says who it was, because others' rows point at it. What stands of them in the texts
of others is looked for afterwards, in pieces (storage.erasing_texts).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from domain.naming import Named
from domain.privacy import Erasure, State
from storage import (
    audit_upkeep,
    barring,
    directory,
    due,
    erasing_broadcasts,
    erasing_messages,
    erasures,
    lines,
    naming,
    scim_found,
    scim_managers,
    tables,
)
from storage.erasing_messages import Case
from storage.tagging import KEPT, Erased
from storage.unit import ERASED
from views.privacy import ERASED_WORDS, FORMER_COLLEAGUE

FIRST_SWEEP = "1"
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_endorsement = tables.table(tables.KudosEndorsement)
_line = tables.table(tables.ReportingLine)
_notice = tables.table(tables.Notice)
_claim = tables.table(tables.Claim)
_hold = tables.table(tables.LegalHold)


def shred(case: Case, erasure: Erasure) -> None:
    """Erase whom it is about, and plan that others' texts are looked through. It must be approved and not held."""
    unit, org = case.unit, case.org
    directory.alone_in(unit, org)
    who = naming.one(unit, org, case.person)
    _remember(case, erasure)
    if not erasure.is_of_leaver:
        _bar(case, erasure, who)
    known = {case.person, *who.addresses, *scim_found.names(unit, org, case.person)}
    scim_managers.forget(unit, org, known)
    for part in _PARTS:
        part(case)
    _delete_rows(case)
    _be_nobody(case)
    erasures.change(unit, org, erasure.id, state=State.SHREDDED.value, shredded_at=case.now)
    due.plan(unit, [due.Due(org=org, kind=erasures.SWEEP, subject=erasure.id, step=FIRST_SWEEP, due_at=case.now)])
    unit.wake(ERASED)


def _remember(case: Case, erasure: Erasure) -> None:
    """Keep what to look for in others' texts, sealed, until nothing of it is found any more."""
    telling = naming.telling(case.unit, case.org, case.person)
    said = case.unit.keys.seal(json.dumps(telling), case.org, "erasure", erasure.id, "names")
    erasures.change(case.unit, case.org, erasure.id, names=said)


def _bar(case: Case, erasure: Erasure, who: Named) -> None:
    mine = (_account.c.org_id == case.org, _account.c.person_id == case.person)
    seats = case.unit.rows(select(_account.c.workspace_id, _account.c.external).where(*mine))
    accounts = [(row["workspace_id"], row["external"]) for row in seats]
    barring.bar(case.unit, case.org, erasure.id, accounts, who.addresses)
    barring.bar_users(case.unit, case.org, erasure.id, scim_found.names(case.unit, case.org, case.person))


def _delete_rows(case: Case) -> None:
    """Every table whose rows are about one person alone."""
    for name, kept in KEPT.items():
        if kept.erased is Erased.ROWS:
            table = tables.named(name)
            theirs = or_(*(table.c[column] == case.person for column in kept.people))
            case.unit.run(delete(table).where(table.c.org_id == case.org, theirs))


def _be_nobody(case: Case) -> None:
    """The row itself, and last the accounts, because by them the messages were found."""
    case.unit.run(delete(_account).where(_account.c.org_id == case.org, _account.c.person_id == case.person))
    blank = {"name": FORMER_COLLEAGUE, "email": None, "title": "", "zone": "UTC", "active": False, "is_hr": False}
    mine = (_person.c.org_id == case.org, _person.c.id == case.person)
    case.unit.run(update(_person).where(*mine).values(version=_person.c.version + 1, left_at=case.now, **blank))


# --- Where rows are shared with others ----------------------------------------------------------------------------


def _lines(case: Case) -> None:
    """Whom they led is led by nobody from now on; who led them when is forgotten."""
    led = select(_person.c.id).where(_person.c.org_id == case.org, _person.c.manager_id == case.person)
    people = [*case.unit.run(led).scalars(), case.person]
    lines.lead(case.unit, case.org, dict.fromkeys(people), now=case.now)
    case.unit.run(delete(_line).where(_line.c.org_id == case.org, _line.c.person_id == case.person))


def _recognition(case: Case) -> None:
    """What they gave and got: the words go, here and in chat. Whom somebody else was thanked with stays thanked."""
    theirs = select(_receiver.c.kudos_id).where(_receiver.c.org_id == case.org, _receiver.c.person_id == case.person)
    about = (_kudos.c.org_id == case.org, or_(_kudos.c.giver_id == case.person, _kudos.c.id.in_(theirs)))
    found = list(case.unit.run(select(_kudos.c.id).where(*about)).scalars())
    erasing_messages.take_back_kudos(case, found)
    mine = (_receiver.c.org_id == case.org, _receiver.c.person_id == case.person)
    case.unit.run(delete(_receiver).where(*mine))
    shared = _with_receivers(case, found)
    _delete_kudos(case, [id for id in found if id not in shared])
    for id in shared:
        note = case.unit.keys.seal(ERASED_WORDS, case.org, "kudos", id, "note")
        blank = {"note": note, "correction": None, "version": _kudos.c.version + 1}
        case.unit.run(update(_kudos).where(_kudos.c.org_id == case.org, _kudos.c.id == id).values(**blank))


def _with_receivers(case: Case, those: Sequence[str]) -> list[str]:
    here = (_receiver.c.org_id == case.org, _receiver.c.kudos_id.in_(those))
    return list(case.unit.run(select(_receiver.c.kudos_id).distinct().where(*here)).scalars())


def _delete_kudos(case: Case, those: Sequence[str]) -> None:
    for part in (_receiver, _endorsement):
        case.unit.run(delete(part).where(part.c.org_id == case.org, part.c.kudos_id.in_(those)))
    case.unit.run(delete(_kudos).where(_kudos.c.org_id == case.org, _kudos.c.id.in_(those)))


def _notices(case: Case) -> None:
    """What they were to be told, and what others were to be told of them."""
    about = or_(_notice.c.person_id == case.person, _notice.c.subject.like(f"{case.person}/%"))
    case.unit.run(delete(_notice).where(_notice.c.org_id == case.org, about))


def _answers(case: Case) -> None:
    """Nobody knows whose answer is whose, so all of the last days go. A repeat is still known to be one."""
    case.unit.run(update(_claim).where(_claim.c.org_id == case.org), {"answer": None})


def _records(case: Case) -> None:
    """Holds that were lifted, and the detail of the audit's lines by or about them."""
    case.unit.run(delete(_hold).where(_hold.c.org_id == case.org, _hold.c.person_id == case.person))
    audit_upkeep.shred(case.unit, case.org, case.person)


_PARTS = (
    _lines,
    _recognition,
    erasing_broadcasts.take_back,
    erasing_messages.forget,
    _notices,
    _answers,
    _records,
)
