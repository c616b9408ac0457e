"""How accounts become people: linked by verified e-mail, never two accounts of one workspace into one person."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from domain import ids, sources, text
from domain.people import MemberKind
from domain.sources import Field, Source

SHRINK_LIMIT = 0.20  # a listing that lost more than this is taken for a broken listing (TRUST.md section 7)
MAX_NAME = 200  # characters; longer names are cut, platforms allow 80
MAX_EMAIL = 254  # characters (RFC 5321)

_RANK = (MemberKind.FULL, MemberKind.GUEST, MemberKind.EXTERNAL, MemberKind.BOT)


class ShrinkError(Exception):
    """More than 20 % of the active people are missing from what should be everybody; nothing was changed."""

    def __init__(self, missing: int, active: int) -> None:
        super().__init__(f"{missing} of {active} active people are missing from the new list; nothing was changed")
        self.missing = missing
        self.active = active


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account as its platform describes it now. `zone`, `title` and `alias` are "" where the platform does not say.

    `email` must be one the platform itself has verified: it links the account to a person.
    """

    external: str
    name: str
    email: str | None
    handle: str
    kind: MemberKind
    active: bool
    zone: str
    title: str
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person as we have them. `told` is who said what of it (domain.sources)."""

    id: str
    name: str
    email: str | None = None
    title: str = ""
    kind: MemberKind = MemberKind.FULL
    active: bool = True
    zone: str = "UTC"
    told: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An account as we have it."""

    workspace: str
    external: str
    person: str
    handle: str
    kind: MemberKind
    active: bool
    alias: str = ""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How many accounts were added, were changed, and left (turned inactive)."""

    added: int
    changed: int
    left: int


class Roster:
    """A working copy of people and accounts: admit members of one workspace, then read what is new or changed.

    `workspaces` maps the org's workspaces to their platforms, the oldest first: the oldest one a person is active in
    names them.
    """

    def __init__(self, workspaces: Mapping[str, Source], people: Iterable[Known], seats: Iterable[Seat]) -> None:
        self._platform = workspaces
        self._age = {workspace: age for age, workspace in enumerate(workspaces)}
        self._before = {person.id: person for person in people}
        self._seats_before = {(seat.workspace, seat.external): seat for seat in seats}
        self._people = dict(self._before)
        self._seats = dict(self._seats_before)
        self._by_email = {person.email: person.id for person in self._people.values() if person.email}
        self._of_person: dict[str, list[tuple[str, str]]] = {}
        for key, seat in self._seats.items():
            self._of_person.setdefault(seat.person, []).append(key)

    def admit(self, workspace: str, member: Member, *, rng: random.Random) -> None:
        """Take in what the platform says of one member. Somebody unknown who already left is not added."""
        seat = self._seats.get((workspace, member.external))
        if seat is None and not member.active:
            return
        person = seat.person if seat else self._person_for(workspace, member, rng)
        if seat is None:
            self._of_person.setdefault(person, []).append((workspace, member.external))
        handle = _line(member.handle) or (seat.handle if seat else "")
        self._seats[workspace, member.external] = Seat(
            workspace=workspace,
            external=member.external,
            person=person,
            handle=handle,
            kind=member.kind,
            active=member.active,
            alias=member.alias or (seat.alias if seat else ""),
        )
        self._describe(person, workspace, member)

    def dismiss_absent(self, workspace: str, listed: AbstractSet[str]) -> None:
        """Whoever a complete listing does not name has left. Raises ShrinkError; one person may always leave."""
        active = [key for key, seat in self._seats.items() if seat.active and seat.workspace == workspace]
        absent = [key for key in active if key[1] not in listed]
        refuse_shrink(len(absent), len(active))
        for key in absent:
            self._seats[key] = replace(self._seats[key], active=False)
            self._settle(self._seats[key].person)

    def new_people(self) -> list[Known]:
        return [person for id, person in self._people.items() if id not in self._before]

    def changed_people(self) -> list[Known]:
        return [person for id, person in self._people.items() if person != self._before.get(id, person)]

    def parted_emails(self) -> list[str]:
        """Return the ids of people who no longer have the address they had; somebody else may have it now."""
        return [id for id, was in self._before.items() if was.email and was.email != self._people[id].email]

    def new_seats(self) -> list[Seat]:
        return [seat for key, seat in self._seats.items() if key not in self._seats_before]

    def changed_seats(self) -> list[Seat]:
        return [seat for key, seat in self._seats.items() if seat != self._seats_before.get(key, seat)]

    def result(self) -> SyncResult:
        left = {(seat.workspace, seat.external) for seat in self.changed_seats() if not seat.active}
        left = {key for key in left if self._seats_before[key].active}
        touched = {(seat.workspace, seat.external) for seat in self.changed_seats()}
        for person in self.changed_people():
            touched.update(self._of_person.get(person.id, ()))
        added = {(seat.workspace, seat.external) for seat in self.new_seats()}
        return SyncResult(added=len(added), changed=len(touched - left - added), left=len(left))

    def _person_for(self, workspace: str, member: Member, rng: random.Random) -> str:
        """An address of somebody who has left may have been given to somebody else: it finds only who never spoke."""
        address = _linking_email(member) or ""
        known = self._by_email.get(address)
        seats = self._of_person.get(known or "", ())
        if known is not None and self._people[known].active and all(seated != workspace for seated, _ in seats):
            return known
        if known is not None and not self._people[known].active:
            if not seats:
                return known
            self._release(known, address)
        new = Known(id=ids.new(rng), name=_line(member.name) or member.external, kind=member.kind)
        self._people[new.id] = new
        return new.id

    def _release(self, person: str, address: str) -> None:
        """Whoever has left no longer has the address; what they did stays theirs."""
        self._people[person] = replace(self._people[person], email=None)
        del self._by_email[address]

    def _describe(self, person: str, workspace: str, member: Member) -> None:
        leads = self._leader(person) == (workspace, member.external)
        source = self._platform.get(workspace, Source.ROOM)
        if leads:
            self._say(person, source, Field.NAME, _line(member.name))
        if leads or not self._people[person].title:
            self._say(person, source, Field.TITLE, _line(member.title))
        self._say(person, source, Field.ZONE, member.zone if is_zone(member.zone) else "")
        self._say(person, source, Field.EMAIL, self._new_email(person, member))
        self._settle(person)

    def _say(self, person: str, source: Source, field: Field, words: str) -> None:
        """Take in one field, unless it says nothing or a stronger source has said it."""
        known = self._people[person]
        if not words or not sources.may_say(source, field, known.told):
            return
        if words == getattr(known, field.value) and sources.is_as_strong(source, field, known.told):
            return
        if field is Field.EMAIL:
            self._by_email.pop(known.email or "", None)
            self._by_email[words] = person
        told = sources.said(known.told, field, source)
        change: dict[str, Any] = {field.value: words}
        self._people[person] = replace(known, told=told, **change)

    def _new_email(self, person: str, member: Member) -> str:
        """An e-mail follows the platform only while the person has one account: two would take turns for ever."""
        known, told = self._people[person], _linking_email(member)
        moves = known.email is None or len(self._of_person[person]) == 1
        free = told == known.email or (told not in self._by_email and moves)
        return told if told and free else ""

    def _settle(self, person: str) -> None:
        """A person is active while any account is, unless it is told elsewhere, and is what the best of those is."""
        keys = [key for key in self._of_person[person] if self._seats[key].active]
        known = self._people[person]
        kind = min((self._seats[key].kind for key in keys), key=_RANK.index) if keys else known.kind
        source = self._platform.get(self._leader(person)[0], Source.ROOM)
        told, active = known.told, known.active
        if sources.may_say(source, Field.ACTIVE, told):
            told, active = sources.said(told, Field.ACTIVE, source), bool(keys)
        self._people[person] = replace(known, active=active, kind=kind, told=told)

    def _leader(self, person: str) -> tuple[str, str]:
        """Active accounts before inactive ones, then the oldest workspace."""
        keys = self._of_person[person]
        return min(keys, key=lambda key: (not self._seats[key].active, self._age.get(key[0], len(self._age)), key))


def refuse_shrink(missing: int, active: int) -> None:
    """Raise ShrinkError when more than one person and more than SHRINK_LIMIT of the active would go."""
    if missing > 1 and missing > SHRINK_LIMIT * active:
        raise ShrinkError(missing, active)


def normal_email(address: str | None) -> str | None:
    """Return the address as we compare it, or None when it cannot be one."""
    address = (address or "").strip().lower()
    name, at, host = address.rpartition("@")
    printable = address.isprintable() and " " not in address
    return address if name and at and host and printable and len(address) <= MAX_EMAIL else None


@cache
def is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ValueError, KeyError, OSError):  # malformed, unknown, or the name of a folder such as "America"
        return False


def _linking_email(member: Member) -> str | None:
    """Only full members link by e-mail: what another organization says of its people proves nothing to us."""
    return normal_email(member.email) if member.kind is MemberKind.FULL else None


def _line(words: str) -> str:
    return " ".join(text.clean(words[: text.MAX_CHARACTERS]).split())[:MAX_NAME]
