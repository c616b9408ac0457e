"""What importing a people file would change, worked out before anything is: added, changed, leaving, new teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain import roster
from domain.directory import Entry, PeopleFileError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A person as stored. `seated`: has an active account, so the platform says who they are and when they leave."""

    id: str
    name: str
    email: str | None
    title: str = ""
    zone: str = "UTC"
    manager_email: str | None = None
    teams: frozenset[str] = frozenset()
    hr: bool = False
    active: bool = True
    seated: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    person: Present
    entry: Entry
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """`unlisted` counts people the file does not name but a platform still does: they stay."""

    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    leaving: tuple[Present, ...]
    new_teams: tuple[str, ...]
    unlisted: int
    governed: int

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.leaving or self.new_teams)

    def refuse_shrink(self) -> None:
        """Raise ShrinkError when over 20 % of the people only the file knows would leave."""
        roster.refuse_shrink(len(self.leaving), self.governed)


def compare(entries: Sequence[Entry], present: Iterable[Present]) -> Diff:
    """Compare the file with what is stored. Raises PeopleFileError for unknown managers and for reporting loops."""
    people = tuple(present)
    known = {person.email: person for person in people if person.email}
    listed = {entry.email for entry in entries}
    problems = [*_unknown_managers(entries, known), *_loops(entries, known)]
    if problems:
        raise PeopleFileError(problems)
    unlisted = [person for person in people if person.active and person.email not in listed]
    teams = {team for entry in entries for team in entry.teams or ()}
    pairs = [(known[entry.email], entry) for entry in entries if entry.email in known]
    changes = (Change(person, entry, tuple(_fields(person, entry))) for person, entry in pairs)
    return Diff(
        added=tuple(entry for entry in entries if entry.email not in known),
        changed=tuple(change for change in changes if change.fields),
        leaving=tuple(person for person in unlisted if not person.seated),
        new_teams=tuple(sorted(teams.difference(*(person.teams for person in people)))),
        unlisted=sum(person.seated for person in unlisted),
        governed=sum(person.active and not person.seated for person in people),
    )


def _fields(person: Present, entry: Entry) -> Iterator[Field]:
    """What a platform says of its people stays: otherwise each sync would undo the import."""
    if not person.seated:
        yield from _changed("name", person.name, entry.name)
        yield from _changed("zone", person.zone, entry.zone)
        yield from _changed("active", _yes(person.active), "yes")
    if not (person.seated and person.title):
        yield from _changed("title", person.title, entry.title)
    yield from _changed("manager", person.manager_email or "", entry.manager_email)
    yield from _changed(
        "teams",
        _listed(person.teams),
        None if entry.teams is None else _listed(entry.teams),
    )
    yield from _changed("hr", _yes(person.hr), None if entry.hr is None else _yes(entry.hr))


def _changed(name: str, old: str, new: str | None) -> Iterator[Field]:
    if new is not None and new != old:
        yield Field(name, old, new)


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def _listed(teams: frozenset[str]) -> str:
    return "; ".join(sorted(teams))


def _unknown_managers(entries: Sequence[Entry], known: Mapping[str, Present]) -> Iterator[Problem]:
    there = {email for email, person in known.items() if person.active and person.seated}
    there |= {entry.email for entry in entries}
    for entry in entries:
        if entry.manager_email and entry.manager_email not in there:
            yield Problem(
                entry.line,
                f"the manager {entry.manager_email} is neither in the file nor on a platform",
            )


def _loops(entries: Sequence[Entry], known: Mapping[str, Present]) -> Iterator[Problem]:
    """Follow each chain of managers up once; a chain that meets itself is a loop, and the loop is named."""
    boss = {email: person.manager_email or "" for email, person in known.items()}
    boss |= {entry.email: entry.manager_email for entry in entries if entry.manager_email is not None}
    cleared: set[str] = set()
    for entry in entries:
        chain: dict[str, None] = {}  # in order
        at = entry.email
        while at and at not in cleared and at not in chain:
            chain[at] = None
            at = boss.get(at, "")
        if at in chain:
            path = list(chain)
            loop = [*path[path.index(at) :], at]
            yield Problem(
                entry.line,
                f"these people report to one another in a circle: {' -> '.join(loop)}",
            )
        cleared.update(chain)
