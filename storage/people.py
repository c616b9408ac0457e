"""Who is who: accounts to people, people to where a message reaches them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from domain.names import folded
from domain.people import Actor, MemberKind, Person
from storage import pilot, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_workspace = tables.table(tables.Workspace)
_set_up = tables.table(tables.SetUp)
_preference = tables.table(tables.Preference)
COLUMNS = (_person.c.id, _person.c.name, _person.c.kind, _person.c.active, _person.c.zone, _person.c.manager_id)
_SAME_PERSON = (_account.c.org_id == _person.c.org_id) & (_account.c.person_id == _person.c.id)
_SAME_WORKSPACE = (_account.c.org_id == _workspace.c.org_id) & (_account.c.workspace_id == _workspace.c.id)
_OWN_PREFERENCE = (_preference.c.org_id == _account.c.org_id) & (_preference.c.person_id == _account.c.person_id)
SEARCH_LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One way to reach a person: an active account in an active workspace, and that workspace's recognition channel.

    `first`: it is where they want to be written to.
    """

    person: str
    workspace: str
    external: str
    address: str
    channel: str
    channel_name: str
    first: bool = False


_ACTOR = Prepared(
    select(
        *COLUMNS,
        _person.c.org_id,
        _person.c.is_hr,
        _account.c.workspace_id,
        _account.c.active.label("account_active"),
        _set_up.c.reach,
        _set_up.c.teams,
    )
    .select_from(
        _workspace.join(_account, _SAME_WORKSPACE)
        .join(_person, _SAME_PERSON)
        .outerjoin(_set_up, _set_up.c.org_id == _person.c.org_id)
    )
    .where(
        _workspace.c.platform == bindparam("platform"),
        _workspace.c.tenant == bindparam("tenant"),
        _account.c.external == bindparam("external"),
    )
)


def actor(unit: Unit, platform: str, tenant: str, external: str) -> Actor | None:
    """Return who is behind a platform account, or None when the directory does not know it."""
    row = unit.first(_ACTOR, {"platform": platform, "tenant": tenant, "external": external})
    if row is None:
        return None
    person = to_person(row, active=row["active"] and row["account_active"])
    return Actor(
        org=row["org_id"],
        person=person,
        workspace=row["workspace_id"],
        account=external,
        is_hr=row["is_hr"],
        invited=row["is_hr"] or pilot.covers(unit, row["org_id"], person.id, row),
    )


def on_behalf_of(unit: Unit, org: str, person: str) -> Actor | None:
    """Return the person as a reader, for what happens by itself and is for their eyes; without any office."""
    found = by_ids(unit, org, [person]).get(person)
    return None if found is None else Actor(org=org, person=found, workspace="", account="")


def of_hr(unit: Unit, org: str) -> list[Actor]:
    """Return each HR administrator who takes part, with their office: to ask what one of them could do."""
    here = select(_person.c.id).where(_person.c.org_id == org, _person.c.is_hr, taking_part()).order_by(_person.c.id)
    known = by_ids(unit, org, list(unit.run(here).scalars()))
    return [Actor(org=org, person=one, workspace="", account="", is_hr=True) for one in known.values()]


def _called(column: ColumnElement[str]) -> ColumnElement[bool]:
    """The whole key in each branch of the "or": with the workspace outside, SQLite reads every account of it."""
    here = (_account.c.org_id == bindparam("org"), _account.c.workspace_id == bindparam("workspace"))
    return and_(*here, column.in_(bindparam("externals", expanding=True)))


_BY_ACCOUNT = Prepared(
    select(*COLUMNS, _account.c.external, _account.c.alias)
    .select_from(_account.join(_person, _SAME_PERSON))
    .where(or_(_called(_account.c.external), _called(_account.c.alias)))
)


def by_accounts(unit: Unit, org: str, workspace: str, externals: Iterable[str]) -> Mapping[str, Person]:
    """Return the people behind accounts of one workspace, by what they were called; unknown ones are absent."""
    asked = tuple(externals)
    rows = unit.rows(_BY_ACCOUNT, {"org": org, "workspace": workspace, "externals": asked})
    return {name: to_person(row) for row in rows for name in (row["external"], row["alias"]) if name in asked}


_ONE = select(_person.c.id).where(_person.c.org_id == bindparam("org"), _person.c.id == bindparam("person"))
_LOCK = Prepared(_ONE.with_for_update(key_share=True))

_BY_ID = Prepared(
    select(*COLUMNS).where(_person.c.org_id == bindparam("org"), _person.c.id.in_(bindparam("ids", expanding=True)))
)


def by_ids(unit: Unit, org: str, ids: Iterable[str]) -> Mapping[str, Person]:
    return {row["id"]: to_person(row) for row in unit.rows(_BY_ID, {"org": org, "ids": tuple(ids)})}


def lock(unit: Unit, org: str, person: str) -> None:
    """Let one unit at a time decide on what this person may still give.

    Weaker than FOR UPDATE: what others give to this person meanwhile names them, and must not wait.
    """
    if not unit.is_alone:
        unit.do(_LOCK, {"org": org, "person": person})


def lock_all(unit: Unit, org: str, those: Collection[str]) -> None:
    """Like `lock`, for each of these, in one order."""
    here = (_person.c.org_id == org, _person.c.id.in_(those))
    unit.rows(unit.locked(select(_person.c.id).where(*here).order_by(_person.c.id)))


_REACHES = Prepared(
    select(
        _account.c.person_id,
        _account.c.workspace_id,
        _account.c.external,
        _account.c.address,
        _workspace.c.recognition_channel,
        _workspace.c.recognition_channel_name,
        (_preference.c.workspace_id == _account.c.workspace_id).label("first"),
    )
    .select_from(_account.join(_workspace, _SAME_WORKSPACE).outerjoin(_preference, _OWN_PREFERENCE))
    .where(
        _account.c.org_id == bindparam("org"),
        _account.c.person_id.in_(bindparam("ids", expanding=True)),
        _account.c.active,
        _workspace.c.state == "active",
    )
)


def reaches(unit: Unit, org: str, ids: Iterable[str]) -> list[Reach]:
    """Return every way to reach these people, by person and workspace.

    Put in that order here: asked for it, SQLite reads every account of the org.
    """
    found = unit.rows(_REACHES, {"org": org, "ids": tuple(ids)})
    return [
        Reach(
            person=row["person_id"],
            workspace=row["workspace_id"],
            external=row["external"],
            address=row["address"] or row["external"],
            channel=row["recognition_channel"],
            channel_name=row["recognition_channel_name"],
            first=bool(row["first"]),
        )
        for row in sorted(found, key=lambda row: (str(row["person_id"]), str(row["workspace_id"])))
    ]


def nearest_reach(unit: Unit, org: str, person: str, *, workspace: str = "") -> Reach | None:
    """Return one way to reach the person: in this workspace, else where they want it first; None when there is none."""
    found = sorted(reaches(unit, org, [person]), key=lambda reach: (reach.workspace != workspace, not reach.first))
    return found[0] if found else None


def search(unit: Unit, org: str, query: str) -> list[Person]:
    """Return active full members whose name or handle has a word that begins like the query, by name.

    Only those to whom Vouchsafe is open.
    """
    pattern = _escaped(query.casefold()) + "%"
    name = func.lower(_person.c.name)
    fits = or_(name.like(pattern, escape="\\"), name.like("% " + pattern, escape="\\"), _has_handle(pattern))
    statement = select(*COLUMNS).where(_person.c.org_id == org, taking_part(), fits, *pilot.condition(unit, org))
    return [to_person(row) for row in unit.rows(statement.order_by(_person.c.name).limit(SEARCH_LIMIT))]


def led_by(unit: Unit, org: str, person: str) -> list[Person]:
    """Return whom the person leads now, by name."""
    return [to_person(row) for row in unit.rows(_LED_BY, {"org": org, "person": person})]


def ids_led_by(unit: Unit, org: str, managers: Sequence[str]) -> list[str]:
    """Return the ids of all whom one of these leads now, whether they take part or not."""
    return [row["id"] for row in unit.rows(_IDS_LED_BY, {"org": org, "managers": managers})]


def named(unit: Unit, org: str, name: str) -> list[Person]:
    """Return who may be meant by a typed @name: the same handle, full name, or any one word of the name."""
    wanted = folded(name)
    return [person for person, handles in _everyone(unit, org) if wanted in handles | _spoken_names(person.name)]


def all_names(unit: Unit, org: str) -> list[str]:
    return [person.name for person, _ in _everyone(unit, org)]


def _everyone(unit: Unit, org: str) -> list[tuple[Person, set[str]]]:
    statement = (
        select(*COLUMNS, _account.c.handle)
        .select_from(_person.outerjoin(_account, _SAME_PERSON))
        .where(_person.c.org_id == org, taking_part())
        .order_by(_person.c.name, _person.c.id)
    )
    found: dict[str, tuple[Person, set[str]]] = {}
    for row in unit.rows(statement):
        found.setdefault(row["id"], (to_person(row), set()))[1].add(folded(row["handle"] or ""))
    return list(found.values())


def _spoken_names(name: str) -> set[str]:
    plain = folded(name)
    return {plain, plain.replace(" ", ""), plain.replace(" ", "."), *plain.split()}


def _has_handle(pattern: str) -> ColumnElement[bool]:
    handle = func.lower(_account.c.handle).like(pattern, escape="\\")
    return select(_account.c.external).where(_SAME_PERSON, handle).exists()


def taking_part() -> ColumnElement[bool]:
    """What makes a row of the people one who takes part, as domain.policy.takes_part says."""
    return _person.c.active & (_person.c.kind == MemberKind.FULL.value)


_LED_BY = Prepared(
    select(*COLUMNS)
    .where(_person.c.org_id == bindparam("org"), _person.c.manager_id == bindparam("person"), taking_part())
    .order_by(_person.c.name, _person.c.id)
)
_IDS_LED_BY = Prepared(
    select(_person.c.id).where(
        _person.c.org_id == bindparam("org"), _person.c.manager_id.in_(bindparam("managers", expanding=True))
    )
)


def _escaped(query: str) -> str:
    return query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def to_person(row: Row, *, active: bool | None = None) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        kind=MemberKind(row["kind"]),
        active=row["active"] if active is None else active,
        zone=row["zone"],
        manager=row["manager_id"],
    )
