"""What the checks of set-up find: people and what is missing of them, channels, and whether a message arrived."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select

from domain.set_up import ChannelFound, PeopleFound, Proof, Source
from storage import people, pilot, tables, workspaces
from storage.outbox import State
from storage.unit import Unit
from storage.workspaces import ACTIVE, Workspace

_person = tables.table(tables.Person)
_report = tables.table(tables.Person).alias("report")
_account = tables.table(tables.Account)
_workspace = tables.table(tables.Workspace)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)
_outbox = tables.table(tables.Outbox)

_SAME = (_account.c.org_id == _person.c.org_id) & (_account.c.person_id == _person.c.id)
LOOKED_BACK = 50  # tests
_PROOFS = {
    State.QUEUED: Proof.WAITING,
    State.SENDING: Proof.WAITING,
    State.AMBIGUOUS: Proof.WAITING,
    State.SENT: Proof.ARRIVED,
    State.FAILED: Proof.REFUSED,
    State.DROPPED: Proof.REFUSED,
}


def people_found(unit: Unit, org: str) -> PeopleFound:
    leaders = _count(unit, org, _leads())
    teams = select(func.count()).select_from(_team).where(_team.c.org_id == org)
    everyone = select(func.count()).select_from(_person).where(_person.c.org_id == org, _person.c.active)
    members = _count(unit, org)
    return PeopleFound(
        administrators=_count(unit, org, _person.c.is_hr),
        members=members,
        others=int(unit.run(everyone).scalar_one()) - members,
        sources=sources(unit, org),
        teams=int(unit.run(teams).scalar_one()),
        leaders=leaders,
        without_manager=_count(unit, org, _person.c.manager_id.is_(None), ~_leads()),
        without_team=_count(unit, org, ~_belongs()),
        without_email=_count(unit, org, _person.c.email.is_(None)),
        unreachable=_count(unit, org, ~_is_reached()),
    )


def sources(unit: Unit, org: str) -> tuple[Source, ...]:
    """Return each connected workspace with how many members have an account in it."""
    return tuple(_source(unit, org, one) for one in _connected(unit, org))


def places(unit: Unit, org: str) -> tuple[tuple[str, str], ...]:
    """Return the platform and the name of each connected workspace, without a look at its people."""
    return tuple((one.platform, one.name) for one in _connected(unit, org))


def channels_found(unit: Unit, org: str, person: str, tests: int) -> tuple[ChannelFound, ...]:
    """Return each connected workspace with its channel, and what became of the latest message to it.

    `tests` is how many tests there were; their messages are numbered.
    """
    mine = {reach.workspace for reach in people.reaches(unit, org, [person])}
    return tuple(_channel(unit, org, one, mine, tests) for one in _connected(unit, org))


def proof(unit: Unit, org: str, prefix: str, tests: int) -> tuple[Proof, str]:
    """Return what became of the latest of these tests, and the platform's reason when it was refused.

    Their messages are found by their exact keys, of which only the latest can matter.
    """
    keys = [f"{prefix}{number}" for number in range(tests, max(0, tests - LOOKED_BACK), -1)]
    those = (_outbox.c.org_id == org, _outbox.c.dedupe_key.in_(keys))
    found = {row["dedupe_key"]: row for row in unit.rows(select(_outbox).where(*those))}
    row = next((found[key] for key in keys if key in found), None)
    if row is None:
        return Proof.NONE, ""
    return _PROOFS[State(row["state"])], row["error"]


def invited(unit: Unit, org: str) -> int:
    """Return to how many people Vouchsafe is open."""
    return _count(unit, org, *pilot.condition(unit, org))


def channel_key(workspace: str, channel: str) -> str:
    return f"set_up/channel/{workspace}/{channel}/"


def trial_key(person: str, what: str) -> str:
    return f"set_up/trial/{person}/{what}/"


def zones(unit: Unit, org: str, *, most: int) -> list[str]:
    """Return the time zones of the org's people, the most frequent first."""
    number = func.count().label("number")
    named = select(_person.c.zone, number).where(_person.c.org_id == org, people.taking_part())
    rows = unit.rows(named.group_by(_person.c.zone).order_by(number.desc(), _person.c.zone).limit(most))
    return [row["zone"] for row in rows]


def administrators(unit: Unit, org: str) -> list[str]:
    """Return the names of the people who run HR here."""
    named = select(_person.c.name).where(_person.c.org_id == org, _person.c.is_hr, people.taking_part())
    return list(unit.run(named.order_by(_person.c.name)).scalars())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _connected(unit: Unit, org: str) -> list[Workspace]:
    return [one for one in workspaces.of_org(unit, org) if one.state == ACTIVE]


def _source(unit: Unit, org: str, one: Workspace) -> Source:
    here = (_account.c.org_id == org, _account.c.workspace_id == one.id, _account.c.active, people.taking_part())
    count = select(func.count()).select_from(_account.join(_person, _SAME)).where(*here)
    return Source(platform=one.platform, name=one.name, people=int(unit.run(count).scalar_one()))


def _channel(unit: Unit, org: str, one: Workspace, mine: Collection[str], tests: int) -> ChannelFound:
    channel = one.recognition_channel
    found, reason = proof(unit, org, channel_key(one.id, channel), tests) if channel else (Proof.NONE, "")
    return ChannelFound(
        workspace=one.id,
        platform=one.platform,
        name=one.name,
        channel=one.recognition_channel_name or channel,
        address=channel,
        proof=found,
        reason=reason,
        mine=one.id in mine,
    )


def _count(unit: Unit, org: str, *those: ColumnElement[bool]) -> int:
    """Count the members of whom this is true."""
    counted = select(func.count()).select_from(_person).where(_person.c.org_id == org, people.taking_part(), *those)
    return int(unit.run(counted).scalar_one())


def _leads() -> ColumnElement[bool]:
    theirs = (_report.c.org_id == _person.c.org_id, _report.c.manager_id == _person.c.id, _report.c.active)
    return _is_any(select(_report.c.id).where(*theirs))


def _belongs() -> ColumnElement[bool]:
    mine = (_membership.c.org_id == _person.c.org_id, _membership.c.person_id == _person.c.id)
    return _is_any(select(_membership.c.team_id).where(*mine))


def _is_reached() -> ColumnElement[bool]:
    same = (_workspace.c.org_id == _account.c.org_id) & (_workspace.c.id == _account.c.workspace_id)
    alive = select(_account.c.external).select_from(_account.join(_workspace, same)).where(_SAME, _account.c.active)
    return _is_any(alive.where(_workspace.c.state == ACTIVE).correlate(_person))


def _is_any(those: Select[tuple[str]]) -> ColumnElement[bool]:
    """Asked for one person at a time: as a join, PostgreSQL takes minutes of it while it has no statistics."""
    return those.limit(1).scalar_subquery().is_not(None)
