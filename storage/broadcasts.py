"""Broadcasts as rows: drafts, what is being sent and what was, with the counts of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from domain import broadcasts_request
from domain.broadcasts import Audience, Broadcast, Group, Start, State, Stretch, Tally, Team, Timing, Wish, begins_at
from domain.broadcasts_request import NO_REQUEST, Deed, Request
from domain.people import Person
from storage import due, outbox, people, tables
from storage.due import Due
from storage.unit import Row, Unit

START = "broadcast.start"  # the kinds of due rows a broadcast plans; their subject is its id
PROGRESS = "broadcast.progress"
DROP = "broadcast.drop"
RETRY = "broadcast.retry"
REMIND = "broadcast.remind"
_TABLE = "broadcast"
_broadcast = tables.table(tables.Broadcast)
_team = tables.table(tables.Team)
_org = tables.table(tables.Org)
_COUNTS = ("people", "planned", "no_account", "away", "left", "sent", "failed", "dropped")


def add(unit: Unit, org: str, broadcast: Broadcast) -> None:
    """Keep a new draft."""
    row = {"org_id": org, "id": broadcast.id, "author_id": broadcast.author.id, "created_at": broadcast.created_at}
    words = _words(unit, org, broadcast.id, broadcast.wish)
    stands = {"state": broadcast.state.value, "version": broadcast.version, "stretch_since": 0}
    unit.run(insert(_broadcast), {**row, **words, **stands})


def rewrite(unit: Unit, org: str, broadcast: Broadcast, wish: Wish, author: Person, *, now: int) -> Broadcast:
    """Let a draft say something else, as its next version; whoever changes it signs it."""
    draft = back_to_draft(unit, org, broadcast, now=now)
    _change(unit, org, draft.id, {**_words(unit, org, draft.id, wish), "author_id": author.id})
    return replace(draft, wish=wish, author=author)


def find(unit: Unit, org: str, id: str) -> Broadcast | None:
    row = unit.first(select(_broadcast).where(*_one(org, id)))
    return None if row is None else read(unit, org, [row])[0]


def locked(unit: Unit, org: str, id: str) -> Broadcast | None:
    """Return it as it stands, and let nobody else decide on it until this unit ends."""
    row = unit.first(unit.locked(select(_broadcast).where(*_one(org, id))))
    return None if row is None else read(unit, org, [row])[0]


def latest(unit: Unit, org: str, *, most: int) -> list[Broadcast]:
    """Return what was sent, is planned or waits for approval, the newest first."""
    told = _broadcast.c.state.in_([one.value for one in (State.WAITING, State.SENDING, State.CANCELLED, State.SENT)])
    newest = select(_broadcast).where(_broadcast.c.org_id == org, told).order_by(_broadcast.c.created_at.desc())
    return read(unit, org, unit.rows(newest.limit(most)))


def teams(unit: Unit, org: str) -> list[Team]:
    """Return the teams of the org, by name."""
    rows = unit.rows(select(_team.c.id, _team.c.name).where(_team.c.org_id == org).order_by(_team.c.name))
    return [Team(row["id"], row["name"]) for row in rows]


def on_hr(unit: Unit, org: str, person: str) -> list[Broadcast]:
    """Return what waits for approval, and what the person has planned for a day or is sending, the oldest first."""
    mine = and_(_broadcast.c.state == State.SENDING.value, _broadcast.c.author_id == person)
    those = or_(_broadcast.c.state == State.WAITING.value, mine & (_broadcast.c.timing == Timing.LOCAL.value))
    found = select(_broadcast).where(_broadcast.c.org_id == org, those).order_by(_broadcast.c.created_at)
    return read(unit, org, unit.rows(found))


def org_name(unit: Unit, org: str) -> str:
    name: str = unit.run(select(_org.c.name).where(_org.c.id == org)).scalar_one()
    return name


def search_teams(unit: Unit, org: str, query: str) -> list[Team]:
    """Return teams with a word that begins like the query, by name."""
    name, wanted = func.lower(_team.c.name), query.casefold()
    fits = or_(name.startswith(wanted, autoescape=True), name.contains(f" {wanted}", autoescape=True))
    those = select(_team.c.id, _team.c.name).where(_team.c.org_id == org, fits).order_by(_team.c.name)
    return [Team(row["id"], row["name"]) for row in unit.rows(those.limit(people.SEARCH_LIMIT))]


# --- What becomes of it -------------------------------------------------------------------------------------------


def back_to_draft(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    """It goes no further by itself; what is not sent is kept for a while from then on."""
    return to_state(unit, org, broadcast, State.DRAFT, settled_at=now)


def discard(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    return to_state(unit, org, broadcast, State.DISCARDED, settled_at=now)


def send(unit: Unit, org: str, broadcast: Broadcast, *, people: int, now: int) -> Broadcast:
    """Let it be sent, by due rows: `people` is how many are meant as it stands now.

    What an earlier sending, which was held up, would have reminded of is planned anew or no more.
    """
    sending = to_state(unit, org, broadcast, State.SENDING, sent_at=now, people=people)
    begin = begins_at(broadcast.wish.start, now=now)
    due.plan(unit, [_due(org, START, sending, begin), _due(org, PROGRESS, sending, begin)])
    steps = broadcasts_request.ladder(broadcast.wish.request, begins_at=begin)
    ladder = [reminding(org, sending, f"{step}.{sending.version:06}", at) for step, at in steps.items()]
    due.replan(unit, org, REMIND, sending.id, ladder)
    return replace(sending, sent_at=now, tally=replace(broadcast.tally, people=people))


def cancel(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    """Let nothing more of it leave; what is queued is dropped by due rows, in pieces."""
    cancelled = to_state(unit, org, broadcast, State.CANCELLED)
    outbox.close(unit, org, broadcast.id, now=now)
    due.cancel(unit, org, REMIND, broadcast.id)
    due.plan(unit, [_due(org, DROP, cancelled, now), _due(org, PROGRESS, cancelled, now)])
    return cancelled


def retry(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    """Let what failed be sent once more."""
    again = to_state(unit, org, broadcast, State.SENDING)
    due.plan(unit, [_due(org, RETRY, again, now), _due(org, PROGRESS, again, now)])
    return again


def finish(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    """Everything is settled. What was cancelled stays so; it is no decision, so the version stays too."""
    state = State.SENT if broadcast.state is State.SENDING else broadcast.state
    _change(unit, org, broadcast.id, {"state": state.value, "settled_at": now})
    return replace(broadcast, state=state, settled_at=now)


def keep_counts(unit: Unit, org: str, broadcast: Broadcast) -> None:
    counts = {name: getattr(broadcast.tally, name) for name in _COUNTS}
    stretch = {"stretch_since": broadcast.stretch.since, "stretch_settled": broadcast.stretch.settled}
    _change(unit, org, broadcast.id, {**counts, **stretch})


def reminding(org: str, broadcast: Broadcast, step: str, at: int) -> Due:
    """That whoever has not done what it asks is reminded, once for each step.

    A step of the ladder carries the version of the sending that planned it: another sending has its own.
    """
    return Due(org=org, kind=REMIND, subject=broadcast.id, step=step, due_at=at)


def to_state(unit: Unit, org: str, broadcast: Broadcast, state: State, **more: int) -> Broadcast:
    """Decide on it: whoever has it before them in an earlier version decides on nothing any more."""
    version = broadcast.version + 1
    _change(unit, org, broadcast.id, {"state": state.value, "version": version, "settled_at": None, **more})
    return replace(broadcast, state=state, version=version, settled_at=more.get("settled_at"))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _due(org: str, kind: str, broadcast: Broadcast, at: int) -> Due:
    return Due(org=org, kind=kind, subject=broadcast.id, step=f"{broadcast.version:06}", due_at=at)


def _change(unit: Unit, org: str, id: str, values: Mapping[str, Any]) -> None:
    unit.run(update(_broadcast).where(*_one(org, id)).values(**values))


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return (_broadcast.c.org_id == org, _broadcast.c.id == id)


def _words(unit: Unit, org: str, id: str, wish: Wish) -> dict[str, Any]:
    start = wish.start
    return {
        "title": unit.keys.seal(wish.title, org, _TABLE, id, "title"),
        "message": unit.keys.seal(wish.message, org, _TABLE, id, "message"),
        "audience": wish.audience.group.value,
        "teams": ",".join(team.id for team in wish.audience.teams),
        "timing": start.timing.value,
        "day": start.day.isoformat() if start.day else "",
        "at": start.at.isoformat("minutes"),
        "request": unit.keys.seal(_asked(wish.request), org, _TABLE, id, "request") if wish.request.is_one else None,
    }


def _asked(request: Request) -> str:
    by = request.by.isoformat() if request.by else ""
    return json.dumps([request.deed.value, request.link, by, request.names, request.reminds])


def _request(said: str) -> Request:
    deed, link, by, names, reminds = json.loads(said)
    day = date.fromisoformat(by) if by else None
    return Request(deed=Deed(deed), link=link, by=day, names=names, reminds=reminds)


def _teams_of(unit: Unit, org: str, rows: Sequence[Row]) -> dict[str, Team]:
    """Return the teams that these are for, by id."""
    ids = {id for row in rows for id in row["teams"].split(",") if id}
    those = select(_team.c.id, _team.c.name).where(_team.c.org_id == org, _team.c.id.in_(ids))
    return {row["id"]: Team(row["id"], row["name"]) for row in unit.rows(those)} if ids else {}


def read(unit: Unit, org: str, rows: Sequence[Row]) -> list[Broadcast]:
    """Return what whole rows of the table hold: in two looks, however many they are."""
    authors = people.by_ids(unit, org, {row["author_id"] for row in rows}) if rows else {}
    named = _teams_of(unit, org, rows)
    return [
        Broadcast(
            id=row["id"],
            author=authors[row["author_id"]],
            wish=_wish(unit, org, row, named),
            state=State(row["state"]),
            version=row["version"],
            created_at=row["created_at"],
            sent_at=row["sent_at"],
            settled_at=row["settled_at"],
            tally=Tally(**{name: row[name] for name in _COUNTS}),
            stretch=Stretch(row["stretch_since"], row["stretch_settled"]),
        )
        for row in rows
    ]


def _wish(unit: Unit, org: str, row: Row, named: Mapping[str, Team]) -> Wish:
    meant = tuple(named[id] for id in row["teams"].split(",") if id in named)
    day = date.fromisoformat(row["day"]) if row["day"] else None
    asks = unit.keys.open(row["request"], org, _TABLE, row["id"], "request") if row["request"] else ""
    return Wish(
        title=unit.keys.open(row["title"], org, _TABLE, row["id"], "title"),
        message=unit.keys.open(row["message"], org, _TABLE, row["id"], "message"),
        audience=Audience(group=Group(row["audience"]), teams=meant),
        start=Start(timing=Timing(row["timing"]), day=day, at=time.fromisoformat(row["at"])),
        request=_request(asks) if asks else NO_REQUEST,
    )
