"""What an identity provider says of people, saved: it creates, changes and lets them leave, and never deletes."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from domain import ids, sources
from domain.scim import Kind, ScimError, User, wrong
from domain.sources import Field, Source
from storage import audit, barring, directory, importing, lines, outbox, scim_found, tables
from storage.scim_found import Found
from storage.unit import Row, Unit

_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)
_team = tables.table(tables.Team)


class BusyError(Exception):
    """People are being imported from a file. Nothing was changed: send it again a little later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where one request is worked on."""

    unit: Unit
    org: str
    now: int
    rng: random.Random


def create(desk: Desk, user: User) -> Found:
    """Take the user in: somebody new, or who is here under this address already. Raises ScimError and BusyError."""
    _alone(desk)
    if barring.addresses(desk.unit, desk.org, {one for one in (user.email, user.key) if one}):
        raise ScimError(403, Kind.NONE, "This person was erased at their own wish and is not taken in again.")
    person = _mine(desk, user)
    if person is None:
        person = _new(desk, user)
    _note(desk, person, user)
    _say(desk, person, user)
    _lead_those_who_waited(desk, person, user)
    _record(desk, "scim.created", person)
    return _require(desk, person)


def save(desk: Desk, before: Found, user: User) -> Found:
    """Let the user be as told. What is as it was is not written. Raises ScimError and BusyError."""
    _alone(desk)
    owner = _by_key(desk, user.key)
    if owner is not None and owner["person_id"] != before.id:
        raise _taken("userName")
    _note(desk, before.id, user)
    _say(desk, before.id, user)
    _lead_those_who_waited(desk, before.id, user)
    after = _require(desk, before.id)
    if after.version != before.version:
        _record(desk, "scim.changed" if after.active else "scim.left", before.id)
    return after


def remove(desk: Desk, before: Found) -> None:
    """The user has left. What they wrote stays, and so do they; the provider may create them anew."""
    _alone(desk)
    if not before.is_known:
        _note(desk, before.id, User(user_name=before.user_name))
    said = sources.said(_row(desk, before.id)["sources"], Field.ACTIVE, Source.SCIM)
    _change(desk, before.id, {"active": False, "sources": said})
    outbox.withhold(desk.unit, desk.org, [before.id])
    desk.unit.run(update(_user).where(*_at(desk, before.id)).values(deleted_at=desk.now, changed_at=desk.now))
    _record(desk, "scim.left", before.id)


def _alone(desk: Desk) -> None:
    if importing.is_under_way(desk.unit, desk.org, now=desk.now):
        raise BusyError
    directory.alone_in(desk.unit, desk.org)


# --- Who it is ----------------------------------------------------------------------------------------------------


def _mine(desk: Desk, user: User) -> str | None:
    """Return whom the provider means: whom it deleted before, or who has that address and it never named.

    A userName that went to somebody else, as the provider's own id tells, is let go of first.
    """
    owner = _by_key(desk, user.key)
    if owner is not None and owner["deleted_at"] is None:
        raise _taken("userName")
    if owner is not None:
        if not (user.external_id and owner["external_id"] and owner["external_id"] != user.external_id):
            return str(owner["person_id"])
        _let_go(desk, owner)
    found = _by_email(desk, user.email)
    if found is None:
        return None
    row = desk.unit.first(select(_user.c.person_id, _user.c.deleted_at).where(*_at(desk, found)))
    if row is not None and row["deleted_at"] is None:
        raise _taken("That e-mail address")
    if row is not None or not _row(desk, found)["active"]:  # of a leaver: it opens nothing of theirs to somebody new
        _change(desk, found, {"email": None})
        return None
    return found


def _let_go(desk: Desk, owner: Row) -> None:
    gone = str(owner["person_id"])
    desk.unit.run(update(_user).where(*_at(desk, gone)).values(user_key=f"gone/{gone}"))
    _change(desk, gone, {"email": None})


def _new(desk: Desk, user: User) -> str:
    person = ids.new(desk.rng)
    name = user.name or user.user_name.partition("@")[0]
    row = {"org_id": desk.org, "id": person, "name": name, "active": user.active, "created_at": desk.now}
    desk.unit.run(_person.insert(), row)
    return person


def _by_key(desk: Desk, key: str) -> Row | None:
    return desk.unit.first(select(_user).where(_user.c.org_id == desk.org, _user.c.user_key == key))


def _by_email(desk: Desk, email: str | None) -> str | None:
    if not email:
        return None
    found = desk.unit.first(select(_person.c.id).where(_person.c.org_id == desk.org, _person.c.email == email))
    return None if found is None else str(found["id"])


def _taken(what: str) -> ScimError:
    return ScimError(409, Kind.UNIQUENESS, f"{what} belongs to another user already.")


# --- What is said of them -----------------------------------------------------------------------------------------


def _note(desk: Desk, person: str, user: User) -> None:
    """Keep how the provider names them."""
    told = {
        "user_name": user.user_name,
        "user_key": user.key,
        "external_id": user.external_id,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "display_name": user.display_name,
        "deleted_at": None,
    }
    old = desk.unit.first(select(_user).where(*_at(desk, person)))
    if old is None:
        at = {"org_id": desk.org, "person_id": person, "created_at": desk.now, "changed_at": desk.now}
        desk.unit.run(_user.insert(), {**at, **told})
        _change(desk, person, {})
    elif any(old[name] != value for name, value in told.items()):
        desk.unit.run(update(_user).where(*_at(desk, person)).values(changed_at=desk.now, **told))
        _change(desk, person, {})


def _say(desk: Desk, person: str, user: User) -> None:
    """Save what is said, and take back what SCIM had said and says no more."""
    old = _row(desk, person)
    said: dict[Field, Any] = {Field.NAME: user.name, Field.ACTIVE: user.active}
    said |= {Field.EMAIL: user.email, Field.TITLE: user.title, Field.ZONE: user.zone}
    owner = _by_email(desk, user.email)
    if owner not in (None, person):
        raise _taken("That e-mail address")
    told, values = old["sources"], {}
    for field, value in said.items():
        if value is not None:
            told, values[field.value] = sources.said(told, field, Source.SCIM), value
        elif sources.of(told).get(field) is Source.SCIM:
            told = sources.unsaid(told, field)
            values |= {"title": ""} if field is Field.TITLE else {}
    told = _say_teams(desk, person, user, told)
    told = _say_manager(desk, person, user, told)
    changed = {name: value for name, value in {**values, "sources": told}.items() if old[name] != value}
    if changed:
        _change(desk, person, changed)
        outbox.recall(desk.unit, desk.org, [person], now=desk.now)
    if not user.active:
        outbox.withhold(desk.unit, desk.org, [person])


def _say_teams(desk: Desk, person: str, user: User, told: str | None) -> str | None:
    """The department is the one team that SCIM tells."""
    if user.team is None:
        return sources.unsaid(told, Field.TEAMS) if sources.of(told).get(Field.TEAMS) is Source.SCIM else told
    teams = [_team_id(desk, user.team)] if user.team else []
    if set(teams) != set(lines.teams(desk.unit, desk.org, person, at=desk.now)):
        lines.assign(desk.unit, desk.org, {person: teams}, now=desk.now)
    return sources.said(told, Field.TEAMS, Source.SCIM)


def _team_id(desk: Desk, name: str) -> str:
    row = {"org_id": desk.org, "id": ids.new(desk.rng), "name": name, "created_at": desk.now}
    desk.unit.insert_if_new(_team, row)
    found = desk.unit.first(select(_team.c.id).where(_team.c.org_id == desk.org, _team.c.name == name))
    return str(found["id"]) if found else str(row["id"])


def _say_manager(desk: Desk, person: str, user: User, told: str | None) -> str | None:
    """Whom it names and we do not know yet waits by that name; until then nobody leads them by SCIM."""
    was_told = sources.of(told).get(Field.MANAGER) is Source.SCIM
    if user.manager is None:
        _wait(desk, person, "")
        if was_told:
            lines.lead(desk.unit, desk.org, {person: None}, now=desk.now)
        return sources.unsaid(told, Field.MANAGER) if was_told else told
    boss = _referred(desk, user.manager) if user.manager else None
    _wait(desk, person, user.manager if user.manager and boss is None else "")
    _refuse_circle(desk, person, boss)
    lines.lead(desk.unit, desk.org, {person: boss}, now=desk.now)
    return sources.said(told, Field.MANAGER, Source.SCIM)


def _wait(desk: Desk, person: str, reference: str) -> None:
    changed = (*_at(desk, person), _user.c.manager_ref != reference)
    desk.unit.run(update(_user).where(*changed).values(manager_ref=reference))


def _referred(desk: Desk, reference: str) -> str | None:
    """Return whom a reference means: by our id, else by userName, the provider's own id or address."""
    known = _user.c.org_id == desk.org
    by_name = select(_user.c.person_id).where(known, _user.c.user_key == reference.casefold())
    by_external = select(_user.c.person_id).where(known, _user.c.external_id == reference)
    by_id = select(_person.c.id).where(_person.c.org_id == desk.org, _person.c.id == reference)
    by_email = select(_person.c.id).where(_person.c.org_id == desk.org, _person.c.email == reference.casefold())
    for those in (by_id, by_name, by_external, by_email):
        found = desk.unit.run(those.limit(2)).scalars().all()
        if len(found) == 1:
            return str(found[0])
    return None


def _refuse_circle(desk: Desk, person: str, boss: str | None) -> None:
    over = (boss, *lines.above(desk.unit, desk.org, boss, at=desk.now)) if boss else ()
    if person in over:
        raise wrong("With that manager these people would report to one another in a circle.")


def _lead_those_who_waited(desk: Desk, person: str, user: User) -> None:
    """Whoever was told to report to this one before anybody knew them does so now, unless that would be a circle."""
    names = {name for name in (person, user.user_name, user.key, user.external_id, user.email) if name}
    waiting = select(_user.c.person_id).where(_user.c.org_id == desk.org, _user.c.manager_ref.in_(names))
    above = {person, *lines.above(desk.unit, desk.org, person, at=desk.now)}
    those = [one for one in desk.unit.run(waiting).scalars() if one not in above]
    if those:
        lines.lead(desk.unit, desk.org, dict.fromkeys(those, person), now=desk.now)
        here = (_user.c.org_id == desk.org, _user.c.person_id.in_(those))
        desk.unit.run(update(_user).where(*here).values(manager_ref=""))


# --- Rows ---------------------------------------------------------------------------------------------------------


def _change(desk: Desk, person: str, values: dict[str, Any]) -> None:
    here = (_person.c.org_id == desk.org, _person.c.id == person)
    desk.unit.run(update(_person).where(*here).values(version=_person.c.version + 1, **values))


def _row(desk: Desk, person: str) -> Row:
    row = desk.unit.first(select(_person).where(_person.c.org_id == desk.org, _person.c.id == person))
    if row is None:
        raise LookupError("a person that was found, or made, in this very unit is gone")
    return row


def _at(desk: Desk, person: str) -> Collection[Any]:
    return (_user.c.org_id == desk.org, _user.c.person_id == person)


def _require(desk: Desk, person: str) -> Found:
    found = scim_found.one(desk.unit, desk.org, person)
    if found is None:
        raise LookupError("a user that was saved in this very unit is gone")
    return found


def _record(desk: Desk, action: str, person: str) -> None:
    audit.record(
        desk.unit, org=desk.org, actor=None, action=action, object=person, detail={}, now=desk.now, rng=desk.rng
    )
