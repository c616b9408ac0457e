"""What an identity provider says of people, saved: it creates, changes and lets them leave, and never deletes.

Whoever calls these is alone in the organization (storage.scim_desk), and was so before they read anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from domain import ids, sources
from domain.scim import Kind, ScimError, User
from domain.sources import Field, Source
from storage import barring, lines, outbox, scim_desk, scim_found, scim_managers, tables
from storage.scim_desk import Desk
from storage.scim_found import Found
from storage.unit import Row

_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)


def create(desk: Desk, user: User) -> Found:
    """Take the user in: somebody new, or who is here under this address already. Raises ScimError."""
    _refuse_erased(desk, user)
    if user.active is None:
        user = replace(user, active=True)
    person = _mine(desk, user)
    action = "scim.created" if person is None or _row(desk, person)["active"] else "scim.returned"
    if person is None:
        person = _new(desk, user)
    _note(desk, person, user)
    _say(desk, person, user)
    scim_managers.lead_those_who_waited(desk, person, user)
    scim_desk.record(desk, action, person)
    return _require(desk, person)


def save(desk: Desk, before: Found, user: User) -> Found:
    """Let the user be as told. What is as it was is not written. Raises ScimError."""
    owner = _by_key(desk, user.key)
    if owner is not None and owner["person_id"] != before.id:
        raise _taken("userName")
    _refuse_erased(desk, user, before)
    _note(desk, before.id, user)
    _say(desk, before.id, user)
    scim_managers.lead_those_who_waited(desk, before.id, user)
    after = _require(desk, before.id)
    if after.version != before.version:
        scim_desk.record(desk, _became(before.active, after.active), before.id)
    return after


def remove(desk: Desk, before: Found) -> None:
    """The user has left. What they wrote stays, and so do they; the provider may create them anew."""
    if not before.is_known:
        _note(desk, before.id, User(user_name=before.user_name))
    said = sources.said(_row(desk, before.id)["sources"], Field.ACTIVE, Source.SCIM)
    scim_desk.change(desk, before.id, {"active": False, "sources": said})
    outbox.withhold(desk.unit, desk.org, [before.id])
    gone = {"deleted_at": desk.now, "changed_at": desk.now, "manager_ref": ""}
    desk.unit.run(update(_user).where(*scim_desk.user(desk, before.id)).values(**gone))
    scim_desk.record(desk, "scim.left", before.id)


def _became(was_here: bool, is_here: bool) -> str:
    if was_here == is_here:
        return "scim.changed"
    return "scim.returned" if is_here else "scim.left"


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
    row = desk.unit.first(select(_user.c.person_id, _user.c.deleted_at).where(*scim_desk.user(desk, found)))
    if row is not None and row["deleted_at"] is None:
        raise _taken("That e-mail address")
    if row is not None or not _row(desk, found)["active"]:  # of a leaver: it opens nothing of theirs to somebody new
        scim_desk.change(desk, found, {"email": None})
        return None
    return found


def _let_go(desk: Desk, owner: Row) -> None:
    gone = str(owner["person_id"])
    desk.unit.run(update(_user).where(*scim_desk.user(desk, gone)).values(user_key=f"gone/{gone}"))
    scim_desk.change(desk, gone, {"email": None})


def _new(desk: Desk, user: User) -> str:
    person = ids.new(desk.rng)
    name = user.name or user.user_name.partition("@")[0]
    row = {"org_id": desk.org, "id": person, "name": name, "active": user.active is not False, "created_at": desk.now}
    desk.unit.run(_person.insert(), row)
    return person


def _by_key(desk: Desk, key: str) -> Row | None:
    return desk.unit.first(select(_user).where(_user.c.org_id == desk.org, _user.c.user_key == key))


def _by_email(desk: Desk, email: str | None) -> str | None:
    if not email:
        return None
    found = desk.unit.first(select(_person.c.id).where(_person.c.org_id == desk.org, _person.c.email == email))
    return None if found is None else str(found["id"])


def _refuse_erased(desk: Desk, user: User, before: Found | None = None) -> None:
    """Whoever was erased does not come back under another's number. The answer tells nobody that they were."""
    held = {before.user_name, before.external_id, before.email or ""} if before else set()
    told = {user.user_name, user.external_id, user.email or ""} - held
    if barring.addresses(desk.unit, desk.org, {one.casefold() for one in told if one}):
        raise _taken("That e-mail address")
    if barring.users(desk.unit, desk.org, {one for one in told if one}):
        raise _taken("userName")


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
    old = desk.unit.first(select(_user).where(*scim_desk.user(desk, person)))
    if old is None:
        at = {"org_id": desk.org, "person_id": person, "created_at": desk.now, "changed_at": desk.now}
        desk.unit.run(_user.insert(), {**at, **told})
        scim_desk.change(desk, person, {})
    elif any(old[name] != value for name, value in told.items()):
        desk.unit.run(update(_user).where(*scim_desk.user(desk, person)).values(changed_at=desk.now, **told))
        scim_desk.change(desk, person, {})


def _say(desk: Desk, person: str, user: User) -> None:
    old, was = _row(desk, person), _place(desk, person)
    if _by_email(desk, user.email) not in (None, person):
        raise _taken("That e-mail address")
    told, values = _described(old["sources"], user)
    told = scim_managers.say(desk, person, user, _say_teams(desk, person, user, told))
    changed = {name: value for name, value in {**values, "sources": told}.items() if old[name] != value}
    if changed or _place(desk, person) != was:
        scim_desk.change(desk, person, changed)
        outbox.recall(desk.unit, desk.org, [person], now=desk.now)
    if user.active is False:
        outbox.withhold(desk.unit, desk.org, [person])


def _described(told: str | None, user: User) -> tuple[str | None, Mapping[str, Any]]:
    """Return who said what then, and what is to be saved: what SCIM had said and says no more is taken back.

    But whoever is not said to be active or not stays what they are.
    """
    said: dict[Field, Any] = {Field.NAME: user.name, Field.ACTIVE: user.active}
    said |= {Field.EMAIL: user.email, Field.TITLE: user.title, Field.ZONE: user.zone}
    values: dict[str, Any] = {}
    for field, value in said.items():
        if value is not None:
            told, values[field.value] = sources.said(told, field, Source.SCIM), value
        elif field is not Field.ACTIVE and sources.of(told).get(field) is Source.SCIM:
            told = sources.unsaid(told, field)
            values |= {"title": ""} if field is Field.TITLE else {}
    return told, values


def _place(desk: Desk, person: str) -> tuple[str | None, frozenset[str]]:
    """Their manager and their teams."""
    here = (_membership.c.org_id == desk.org, _membership.c.person_id == person)
    teams = desk.unit.run(select(_membership.c.team_id).where(*here)).scalars()
    return _row(desk, person)["manager_id"], frozenset(teams)


def _say_teams(desk: Desk, person: str, user: User, told: str | None) -> str | None:
    """The department is the one team that SCIM tells."""
    if user.team is None:
        return sources.unsaid(told, Field.TEAMS) if sources.of(told).get(Field.TEAMS) is Source.SCIM else told
    teams = [_team_id(desk, user.team)] if user.team else []
    lines.assign(desk.unit, desk.org, {person: teams}, now=desk.now)
    return sources.said(told, Field.TEAMS, Source.SCIM)


def _team_id(desk: Desk, name: str) -> str:
    row = {"org_id": desk.org, "id": ids.new(desk.rng), "name": name, "created_at": desk.now}
    desk.unit.insert_if_new(_team, row)
    found = desk.unit.first(select(_team.c.id).where(_team.c.org_id == desk.org, _team.c.name == name))
    return str(found["id"]) if found else str(row["id"])


# --- Rows ---------------------------------------------------------------------------------------------------------


def _row(desk: Desk, person: str) -> Row:
    row = desk.unit.first(select(_person).where(_person.c.org_id == desk.org, _person.c.id == person))
    if row is None:
        raise LookupError("a person that was found, or made, in this very unit is gone")
    return row


def _require(desk: Desk, person: str) -> Found:
    found = scim_found.one(desk.unit, desk.org, person)
    if found is None:
        raise LookupError("a user that was saved in this very unit is gone")
    return found
