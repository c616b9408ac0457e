"""The slow way to know an organization: a list of all that was ever said of it, walked from its start each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.people import MemberKind
from domain.roles import Office


@dataclass(frozen=True, kw_only=True)
class Fact:
    """From `at` on (UTC epoch ms), `what` of the person is `now`. Of two at one moment the later said holds."""

    at: int
    person: str
    what: str
    now: object


@dataclass
class Chronicle:
    """One org. `what` is one of manager, teams, kind, active, hr, ombud."""

    facts: list[Fact] = field(default_factory=list)

    def say(self, at: int, person: str, **said: object) -> None:
        self.facts += [Fact(at=at, person=person, what=what, now=now) for what, now in said.items()]

    def known(self, person: str, what: str, at: int, otherwise: object = None) -> object:
        found = otherwise
        for fact in self.facts:
            if fact.person == person and fact.what == what and fact.at <= at:
                found = fact.now
        return found

    def people(self) -> list[str]:
        return list(dict.fromkeys(fact.person for fact in self.facts))

    def boss(self, person: str, at: int) -> object:
        return self.known(person, "manager", at)

    def climb(self, person: str, at: int) -> Iterator[object]:
        """Everyone above the person, the nearest first; whoever comes again has been all there is."""
        met: list[object] = []
        boss = self.boss(person, at)
        while boss is not None and boss not in met:
            met.append(boss)
            yield boss
            boss = self.boss(str(boss), at)

    def takes_part(self, person: str, at: int) -> bool:
        is_full = self.known(person, "kind", at, MemberKind.FULL) is MemberKind.FULL
        return is_full and self.known(person, "active", at, True) is True

    def columns(self, actor: str, subject: str, at: int) -> tuple[str, ...]:
        """Return the columns of the printed table (tests/domain/test_policy.py) that the actor may read."""
        if not self.takes_part(actor, at):
            return ()
        if actor == subject:
            return ("employee", "subject")
        return ("employee", *self._toward(actor, subject, at))

    def _toward(self, actor: str, subject: str, at: int) -> Iterator[str]:
        for level, boss in enumerate(self.climb(subject, at)):
            if boss == actor:
                yield from ("manager", "skip-level")[level : level + 1]
                return
        if self.known(actor, Office.HR.value, at) is True:
            yield "HR"
        if self.known(actor, Office.OMBUD.value, at) is True and not self.is_conflicted(actor, subject, at):
            yield "ombud"

    def is_conflicted(self, actor: str, subject: str, at: int) -> bool:
        """The subject is somewhere above the actor, or both have one manager."""
        is_peer = self.boss(actor, at) is not None and self.boss(actor, at) == self.boss(subject, at)
        return is_peer or subject in self.climb(actor, at)

    def teams(self, person: str, at: int) -> object:
        return self.known(person, "teams", at, frozenset())
