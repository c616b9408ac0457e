"""A rating that falls after its person spoke up: shown to the ombud, never to the manager, and never as a proof.

Ratings fall for many reasons. So the ombud reads beside it how often they fell among those who did not speak up, in
four counts, and is told when those are too few to say anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.competencies import Level

LEAST_PEOPLE = 10  # in each of the two groups, before their shares are set side by side (MEASURES.md section 3)


class Kind(StrEnum):
    OWNED_ERROR = "owned an error"
    CONTESTED = "contested evidence"
    RAISED_CONCERN = "raised a concern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    person: str
    kind: Kind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A person's rating in one competency, and the one before it."""

    person: str
    competency: str
    before: Level
    rated_before_on: date
    after: Level
    rated_on: date

    @property
    def is_fall(self) -> bool:
        """Whatever the role needs: that what is expected changed explains it perhaps, and the ombud asks."""
        return self.after.rank < self.before.rank

    def follows(self, voice: Voice) -> bool:
        """It came between the two ratings."""
        return voice.person == self.person and self.rated_before_on < voice.on <= self.rated_on


class Reading(StrEnum):
    TOO_FEW = "too few to say"
    NOT_MORE = "ratings did not fall more often among those who spoke up"
    MORE = "ratings fell more often among those who spoke up"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """People with two ratings, by whether they spoke up in between, and how many of them had one that fell."""

    spoke: int
    spoke_fell: int
    silent: int
    silent_fell: int

    @property
    def reading(self) -> Reading:
        if min(self.spoke, self.silent) < LEAST_PEOPLE:
            return Reading.TOO_FEW
        more = self.spoke_fell * self.silent > self.silent_fell * self.spoke
        return Reading.MORE if more else Reading.NOT_MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One person: what fell, after what. Each deserves a look by itself, whatever the base rate reads."""

    person: str
    falls: tuple[Change, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    alerts: tuple[Alert, ...]
    base_rate: BaseRate


def report(changes: Sequence[Change], voices: Sequence[Voice]) -> Report:
    """Return what the ombud is shown, by person."""
    by_person: dict[str, list[Change]] = {}
    for change in changes:
        by_person.setdefault(change.person, []).append(change)
    spoken: dict[str, list[Voice]] = {}
    for voice in voices:
        spoken.setdefault(voice.person, []).append(voice)
    alerts = [_alert(person, found, spoken.get(person, [])) for person, found in sorted(by_person.items())]
    spoke = {person for person, found in by_person.items() if _heard(found, spoken.get(person, []))}
    fell = {person for person, found in by_person.items() if any(one.is_fall for one in found)}
    rate = BaseRate(
        spoke=len(spoke),
        spoke_fell=len(spoke & fell),
        silent=len(by_person) - len(spoke),
        silent_fell=len(fell - spoke),
    )
    return Report(alerts=tuple(alert for alert in alerts if alert.falls), base_rate=rate)


def _alert(person: str, changes: Sequence[Change], voices: Sequence[Voice]) -> Alert:
    falls = tuple(one for one in changes if one.is_fall and _heard([one], voices))
    return Alert(person=person, falls=falls, voices=_heard(falls, voices))


def _heard(changes: Sequence[Change], voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """What was said between the two ratings of any of these, oldest first."""
    said = [voice for voice in voices if any(change.follows(voice) for change in changes)]
    return tuple(sorted(said, key=lambda voice: (voice.on, voice.kind)))
