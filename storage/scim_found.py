"""Finding users for an identity provider: those it brought, and those it may find by their address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true

from domain import scim_filter, sources
from domain.scim import Kind, wrong
from domain.scim_filter import Both, Compare, Either, Filter, Not, Value, Within
from domain.sources import Field, Source
from storage import tables
from storage.unit import Row, Unit

MOST = 200  # of a page
_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)
_membership = tables.table(tables.Membership)
_team = tables.table(tables.Team)
_boss = _person.alias("boss")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A user as they stand. `said` is what SCIM itself has said of them; `version` is for the ETag. Times in UTC ms."""

    id: str
    version: int
    user_name: str
    external_id: str
    given_name: str
    family_name: str
    display_name: str
    name: str
    email: str | None
    title: str
    active: bool
    zone: str
    manager: str | None
    manager_name: str
    manager_ref: str
    teams: tuple[str, ...]
    said: frozenset[Field]
    is_known: bool
    created_at: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    users: tuple[Found, ...]


def one(unit: Unit, org: str, person: str) -> Found | None:
    """Return the user, None when the provider has deleted them or has no business with them."""
    return next(iter(_found(unit, org, _all(org).where(_person.c.id == person))), None)


def meant(unit: Unit, org: str, reference: str) -> str | None:
    """Return the user a reference means: by our id, else by userName, the provider's own id or address."""
    name = reference.casefold()
    ways = (
        _person.c.id == reference,
        _user.c.user_key == name,
        _user.c.external_id == reference,
        _person.c.email == name,
    )
    for way in ways:
        those = _all(org).with_only_columns(_person.c.id).where(way).limit(2)
        found = unit.run(those).scalars().all()
        if len(found) == 1:
            return str(found[0])
    return None


def names(unit: Unit, org: str, person: str) -> tuple[str, ...]:
    """Return by which names the provider knows the person, deleted or not."""
    here = (_user.c.org_id == org, _user.c.person_id == person)
    row = unit.first(select(_user.c.user_name, _user.c.external_id).where(*here))
    return tuple(name for name in row.values() if name) if row else ()


def page(unit: Unit, org: str, tree: Filter | None, *, start: int, count: int) -> Page:
    """Return one page, `start` from 1 on. Raises domain.scim.ScimError for what cannot be asked."""
    those = _all(org).where(_where(tree) if tree is not None else true())
    total = int(unit.run(select(func.count()).select_from(those.subquery())).scalar_one())
    if count <= 0:
        return Page(total, ())
    rows = those.order_by(_person.c.id).offset(max(start, 1) - 1).limit(min(count, MOST))
    return Page(total, tuple(_found(unit, org, rows)))


def _all(org: str) -> Select[Any]:
    """Those it brought and has not deleted; and of the others, active people with an address, for it to find."""
    same = (_user.c.org_id == _person.c.org_id) & (_user.c.person_id == _person.c.id)
    led = (_boss.c.org_id == _person.c.org_id) & (_boss.c.id == _person.c.manager_id)
    brought = and_(_user.c.person_id.is_not(None), _user.c.deleted_at.is_(None))
    free = and_(_user.c.person_id.is_(None), _person.c.active, _person.c.kind == "full", _person.c.email.is_not(None))
    columns = [column.label(f"u_{column.name}") for column in _user.columns]
    return (
        select(_person, *columns, _boss.c.name.label("boss_name"))
        .select_from(_person.outerjoin(_user, same).outerjoin(_boss, led))
        .where(_person.c.org_id == org, or_(brought, free))
    )


def _found(unit: Unit, org: str, those: Select[Any]) -> Sequence[Found]:
    rows = unit.rows(those)
    teams = _teams(unit, org, [row["id"] for row in rows])
    return [_one(row, tuple(sorted(teams.get(row["id"], ())))) for row in rows]


def _one(row: Row, teams: tuple[str, ...]) -> Found:
    held = sources.of(row["sources"])
    return Found(
        id=row["id"],
        version=row["version"],
        user_name=row["u_user_name"] or row["email"] or "",
        external_id=row["u_external_id"] or "",
        given_name=row["u_given_name"] or "",
        family_name=row["u_family_name"] or "",
        display_name=row["u_display_name"] or "",
        name=row["name"],
        email=row["email"],
        title=row["title"],
        active=row["active"],
        zone=row["zone"],
        manager=row["manager_id"],
        manager_name=row["boss_name"] or "",
        manager_ref=row["u_manager_ref"] or "",
        teams=teams,
        said=frozenset(field for field, source in held.items() if source is Source.SCIM),
        is_known=row["u_person_id"] is not None,
        created_at=row["u_created_at"] or row["created_at"],
        changed_at=row["u_changed_at"] or row["created_at"],
    )


def _teams(unit: Unit, org: str, people: Sequence[str]) -> dict[str, list[str]]:
    same = (_team.c.org_id == _membership.c.org_id) & (_team.c.id == _membership.c.team_id)
    named = select(_membership.c.person_id, _team.c.name).select_from(_membership.join(_team, same))
    found: dict[str, list[str]] = {}
    for row in unit.rows(named.where(_membership.c.org_id == org, _membership.c.person_id.in_(people))):
        found.setdefault(row["person_id"], []).append(row["name"])
    return found


# --- Filters ------------------------------------------------------------------------------------------------------

_WORDS: dict[str, ColumnElement[Any]] = {
    "id": _person.c.id,
    "externalid": _user.c.external_id,
    "displayname": _person.c.name,
    "name.formatted": _person.c.name,
    "name.givenname": _user.c.given_name,
    "name.familyname": _user.c.family_name,
    "title": _person.c.title,
    "timezone": _person.c.zone,
    "emails": _person.c.email,
    "emails.value": _person.c.email,
    "manager": _person.c.manager_id,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager": _person.c.manager_id,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager.value": _person.c.manager_id,
}
_EXACT = frozenset({"id", "externalid"})  # RFC 7643: these are compared with case


def _where(tree: Filter) -> ColumnElement[bool]:
    match tree:
        case Both(left, right):
            return and_(_where(left), _where(right))
        case Either(left, right):
            return or_(_where(left), _where(right))
        case Not(inner):
            return not_(_where(inner))
        case Within("emails", inner):
            return _email(inner)
        case Within(path, _):
            raise wrong(f"{path[:60]!r} cannot be asked for.", Kind.FILTER)
        case scim_filter.Present(path):
            column = _user_name() if path == "username" else _column(path)
            return and_(column.is_not(None), column != "")
        case Compare(path, operator, value):
            return _compared(path, operator, value)
        case _:
            assert_never(tree)


def _email(inner: Filter) -> ColumnElement[bool]:
    """We hold one address of each person, the one at work."""
    match inner:
        case Compare("type", "eq", str(kind)):
            return true() if kind.casefold() == "work" else false()
        case Compare("primary", "eq", bool(is_primary)):
            return true() if is_primary else false()
        case Compare("value", operator, value):
            return _compared("emails", operator, value)
        case Both(left, right):
            return and_(_email(left), _email(right))
        case _:
            raise wrong("An address can be asked for by its value and type.", Kind.FILTER)


def _compared(path: str, operator: str, value: Value) -> ColumnElement[bool]:
    if path == "username" and operator == "eq" and isinstance(value, str):
        key = value.casefold()  # by an index each
        return or_(_user.c.user_key == key, and_(_user.c.person_id.is_(None), _person.c.email == key))
    if path == "active" and operator in ("eq", "ne"):
        wanted = value if isinstance(value, bool) else str(value).casefold() == "true"
        return _person.c.active.is_(wanted if operator == "eq" else not wanted)
    if not isinstance(value, str):
        raise wrong("That is compared with a text in double quotes.", Kind.FILTER)
    if path == "username":
        return _worded(func.lower(_user_name()), operator, value.casefold())
    if path in _EXACT:
        return _worded(_column(path), operator, value)
    if path.startswith("emails"):
        return _worded(_column(path), operator, value.casefold())
    return _worded(func.lower(_column(path)), operator, value.casefold())


def _worded(column: ColumnElement[Any], operator: str, value: str) -> ColumnElement[bool]:
    """What is not there equals nothing, and is unlike everything."""
    told = func.coalesce(column, "") if operator == "ne" else column
    found: dict[str, ColumnElement[bool]] = {
        "eq": column == value,
        "ne": told != value,
        "co": column.contains(value, autoescape=True),
        "sw": column.startswith(value, autoescape=True),
        "ew": column.endswith(value, autoescape=True),
        "gt": column > value,
        "ge": column >= value,
        "lt": column < value,
        "le": column <= value,
    }
    return found[operator]


def _column(path: str) -> ColumnElement[Any]:
    if path not in _WORDS:
        raise wrong(f"{path[:60]!r} cannot be asked for.", Kind.FILTER)
    return _WORDS[path]


def _user_name() -> ColumnElement[Any]:
    return func.coalesce(_user.c.user_name, _person.c.email, "")
