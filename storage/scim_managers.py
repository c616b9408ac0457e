"""Whom an identity provider names as manager: found by any name it has for them, or waited for until they come."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from domain import sources
from domain.scim import User, wrong
from domain.sources import Field, Source
from storage import barring, lines, outbox, scim_desk, scim_found, tables
from storage.scim_desk import Desk
from storage.unit import Unit

_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)


def say(desk: Desk, person: str, user: User, told: str | None) -> str | None:
    """Let the person be led by whom the provider names, and return who said what of them then. Raises ScimError.

    Whom it names and we do not know yet waits by that name; until then nobody leads them by SCIM. A circle is refused
    once it is said; whatever else the provider then says of them goes on.
    """
    was_told = sources.of(told).get(Field.MANAGER) is Source.SCIM
    if user.manager is None:
        _wait(desk, person, "")
        if was_told:
            lines.lead(desk.unit, desk.org, {person: None}, now=desk.now)
        return sources.unsaid(told, Field.MANAGER) if was_told else told
    present, waited_for = _as_it_is(desk, person)
    boss = present if user.manager == present else scim_found.meant(desk.unit, desk.org, user.manager)
    is_circle = boss not in (None, present) and bool(lines.circled(desk.unit, desk.org, {person: boss}))
    if is_circle and user.manager.casefold() != waited_for:
        raise wrong("With that manager these people would report to one another in a circle.")
    if not is_circle:
        _wait(desk, person, user.manager if boss is None and _may_come(desk, user.manager) else "")
        lines.lead(desk.unit, desk.org, {person: boss}, now=desk.now)
    return sources.said(told, Field.MANAGER, Source.SCIM)


def lead_those_who_waited(desk: Desk, person: str, user: User) -> None:
    """Whoever was told to report to this one before anybody knew them does so now, unless that would be a circle."""
    names = {name.casefold() for name in (user.user_name, user.external_id, user.email) if name}
    waiting = select(_user.c.person_id).where(_user.c.org_id == desk.org, _user.c.manager_ref.in_(names))
    here = desk.unit.run(waiting.where(_user.c.deleted_at.is_(None))).scalars()
    bosses = dict.fromkeys(here, person)
    those = sorted(bosses.keys() - lines.circled(desk.unit, desk.org, bosses))
    if those:
        lines.lead(desk.unit, desk.org, dict.fromkeys(those, person), now=desk.now)
        outbox.recall(desk.unit, desk.org, those, now=desk.now)
        led = (_user.c.org_id == desk.org, _user.c.person_id.in_(those))
        desk.unit.run(update(_user).where(*led).values(manager_ref=""))
    for one in those:
        scim_desk.record(desk, "scim.changed", one)


def forget(unit: Unit, org: str, names: Collection[str]) -> None:
    """Nobody waits any more for whoever is called so. Names are compared without case."""
    wanted = {name.casefold() for name in names}
    waiting = select(_user.c.person_id, _user.c.manager_ref).where(_user.c.org_id == org, _user.c.manager_ref != "")
    those = [row["person_id"] for row in unit.rows(waiting) if row["manager_ref"].casefold() in wanted]
    unit.run(update(_user).where(_user.c.org_id == org, _user.c.person_id.in_(those)).values(manager_ref=""))


def _as_it_is(desk: Desk, person: str) -> tuple[str | None, str]:
    """Who leads them, and the name by which they wait for somebody."""
    same = (_user.c.org_id == _person.c.org_id) & (_user.c.person_id == _person.c.id)
    both = select(_person.c.manager_id, _user.c.manager_ref).select_from(_person.join(_user, same))
    row = desk.unit.first(both.where(_person.c.org_id == desk.org, _person.c.id == person))
    return (row["manager_id"], row["manager_ref"]) if row else (None, "")


def _wait(desk: Desk, person: str, name: str) -> None:
    """Without case, as it is compared."""
    reference = name.casefold()
    changed = (*scim_desk.user(desk, person), _user.c.manager_ref != reference)
    desk.unit.run(update(_user).where(*changed).values(manager_ref=reference))


def _may_come(desk: Desk, reference: str) -> bool:
    """One of our own ids that finds nobody never will; and of whoever was erased not even the name is kept."""
    here = select(_person.c.id).where(_person.c.org_id == desk.org, _person.c.id == reference)
    return desk.unit.first(here) is None and not barring.users(desk.unit, desk.org, {reference})
