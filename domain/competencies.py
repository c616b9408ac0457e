"""Competency frameworks: what can be seen at each level, what a role is expected to show, and versions that hold still.

A framework has numbered versions. HR writes a draft; once approved it never changes, so that a review cycle can pin it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.errors import RefusalError
from domain.evidence_sources import Source

TITLE_CHARACTERS, LABEL_CHARACTERS = 24, 75  # what a heading and a choice hold on both platforms


class FixedVersionError(RefusalError):
    """This version is approved, and cycles rest on it, so it stays as it is. Start a new draft to change it."""


class NotReadyError(RefusalError):
    """This draft can't be approved yet."""


class SecondPersonError(RefusalError):
    """You changed this draft last, so somebody else from HR approves it: ask them. Nothing was changed."""


class Level(StrEnum):
    DEVELOPING = "developing"
    COMPETENT = "competent"
    ROLE_MODEL = "role_model"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Direction(StrEnum):
    """How a rating stands to what the role needs, and what a piece of evidence speaks for."""

    BELOW = "below"
    AT = "at"
    ABOVE = "above"


def direction(rated: Level, expected: Level) -> Direction:
    """Return where a rating stands: a senior role that is expected to be a role model is below it at Competent."""
    if rated is expected:
        return Direction.AT
    return Direction.BELOW if rated.rank < expected.rank else Direction.ABOVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """One level of a competency. `wording` begins the sentence with which a review can say it."""

    text: str
    observable: tuple[str, ...]
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """`does_not_count` is often taken for it; `addendum` is what it asks of managers besides."""

    id: str
    title: str
    label: str
    definition: str
    levels: Mapping[Level, Descriptor]
    does_not_count: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    addendum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a role or job level is expected to show; `competency` None: in every one."""

    role: str
    level: Level
    competency: str | None = None


class Status(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"  # no new cycle takes it; those that have it keep it


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """`approved_at` is UTC epoch ms."""

    framework: str
    number: int
    competencies: tuple[Competency, ...]
    expectations: tuple[Expectation, ...] = ()
    language: str = "en"
    status: Status = Status.DRAFT
    approved_by: str | None = None
    approved_at: int | None = None

    def competency(self, id: str) -> Competency | None:
        return next((one for one in self.competencies if one.id == id), None)

    @property
    def may_be_pinned(self) -> bool:
        """A cycle starts only on what two people have read and nobody can change."""
        return self.status is Status.APPROVED


def expected(version: Version, competency: str, roles: Sequence[str]) -> Level:
    """Return the level expected of somebody with these roles, the most specific first: role, then job level.

    What is said of one competency goes before what is said of all of them; where nothing is said it is Competent.
    """
    said = {(one.role.casefold(), one.competency): one.level for one in version.expectations}
    asked = [(role.casefold(), which) for which in (competency, None) for role in roles]
    return next((said[key] for key in asked if key in said), Level.COMPETENT)


# --- From draft to approved ---------------------------------------------------------------------------------------


class Flaw(StrEnum):
    EMPTY = "there is no competency"
    TWICE = "two competencies have the same id"
    LEVEL_MISSING = "a level has no description"
    NOTHING_TO_SEE = "a level names nothing that can be seen or heard"
    NO_SOURCE = "nothing says where evidence comes from"
    NEVER_EVIDENCE = "what can never be evidence is named as a source"
    TITLE_TOO_LONG = "the title is empty or too long for a heading"
    LABEL_TOO_LONG = "the label is empty or too long for a choice"
    UNKNOWN_COMPETENCY = "an expectation names a competency that is not there"
    SAID_TWICE = "two levels are expected of the same role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`where` is the id of the competency, or the role of the expectation."""

    flaw: Flaw
    where: str = ""
    level: Level | None = None


def problems(version: Version) -> tuple[Problem, ...]:
    """Return all that keeps a draft from being approved, in the order in which it is read."""
    found = [] if version.competencies else [Problem(flaw=Flaw.EMPTY)]
    counts = Counter(one.id for one in version.competencies)
    found += [Problem(flaw=Flaw.TWICE, where=id) for id, count in counts.items() if count > 1]
    found += [problem for one in version.competencies for problem in _of_competency(one)]
    return (*found, *_of_expectations(version))


def approve(version: Version, *, by: str, now: int) -> Version:
    """Raises FixedVersionError or NotReadyError."""
    _require_draft(version)
    if problems(version):
        raise NotReadyError
    return replace(version, status=Status.APPROVED, approved_by=by, approved_at=now)


def require_second(*, changed_by: str, by: str) -> None:
    """Two people have read what others are rated by. Raises SecondPersonError."""
    if changed_by == by:
        raise SecondPersonError


def retire(version: Version) -> Version:
    """Take an approved version out of choice. Raises NotReadyError for a draft: that is deleted instead."""
    if version.status is Status.DRAFT:
        raise NotReadyError
    return replace(version, status=Status.RETIRED)


def edit(version: Version, competency: Competency) -> Version:
    """Put the competency in the place of the one with its id, or at the end. Raises FixedVersionError."""
    _require_draft(version)
    if version.competency(competency.id) is None:
        return replace(version, competencies=(*version.competencies, competency))
    changed = tuple(competency if one.id == competency.id else one for one in version.competencies)
    return replace(version, competencies=changed)


def remove(version: Version, competency: str) -> Version:
    """Take it out, with what is expected in it. Raises FixedVersionError."""
    _require_draft(version)
    kept = tuple(one for one in version.competencies if one.id != competency)
    return replace(
        version,
        competencies=kept,
        expectations=tuple(one for one in version.expectations if one.competency != competency),
    )


def expect(version: Version, expectations: tuple[Expectation, ...]) -> Version:
    """Raises FixedVersionError."""
    _require_draft(version)
    return replace(version, expectations=expectations)


def next_draft(version: Version, number: int) -> Version:
    """Begin a new version from any other."""
    return replace(version, number=number, status=Status.DRAFT, approved_by=None, approved_at=None)


def _require_draft(version: Version) -> None:
    if version.status is not Status.DRAFT:
        raise FixedVersionError


def _of_competency(one: Competency) -> list[Problem]:
    flaws = {
        Flaw.TITLE_TOO_LONG: not 0 < len(one.title.strip()) <= TITLE_CHARACTERS,
        Flaw.LABEL_TOO_LONG: not 0 < len(one.label.strip()) <= LABEL_CHARACTERS,
        Flaw.NO_SOURCE: not one.sources,
        Flaw.NEVER_EVIDENCE: not all(source.is_allowed for source in one.sources),
    }
    found = [Problem(flaw=flaw, where=one.id) for flaw, holds in flaws.items() if holds]
    return found + [problem for level in Level for problem in _of_level(one, level)]


def _of_level(one: Competency, level: Level) -> list[Problem]:
    descriptor = one.levels.get(level)
    if descriptor is None or not descriptor.text.strip():
        return [Problem(flaw=Flaw.LEVEL_MISSING, where=one.id, level=level)]
    can_be_seen = any(statement.strip() for statement in descriptor.observable)
    return [] if can_be_seen else [Problem(flaw=Flaw.NOTHING_TO_SEE, where=one.id, level=level)]


def _of_expectations(version: Version) -> list[Problem]:
    known = {None, *(one.id for one in version.competencies)}
    unknown = [one.role for one in version.expectations if one.competency not in known]
    counts = Counter((one.role.casefold(), one.competency) for one in version.expectations)
    twice = [role for (role, _), count in counts.items() if count > 1]
    return [Problem(flaw=Flaw.UNKNOWN_COMPETENCY, where=role) for role in unknown] + [
        Problem(flaw=Flaw.SAID_TWICE, where=role) for role in twice
    ]
