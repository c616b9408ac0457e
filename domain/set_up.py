"""Set-up: its steps in order, how each stands, and for whom Vouchsafe is open meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import RefusalError
from domain.people import Person

LEAST_THRESHOLD, MOST_THRESHOLD = 5, 20  # people; below five a group says too much about each of them
MOST_CLAIM_TRIES = 5  # wrong codes of one person
CLAIM_PAUSE_MS = 15 * 60_000  # as long as a code works


class Step(StrEnum):
    """In the order in which they are taken."""

    PEOPLE = "people"
    CHANNELS = "channels"
    HOURS = "hours"
    PRIVACY = "privacy"
    TRIAL = "trial"
    PILOT = "pilot"
    EVERYONE = "everyone"

    @property
    def number(self) -> int:
        """From 1."""
        return list(Step).index(self) + 1

    def beside(self, by: int) -> Step | None:
        """Return the step that many later (or earlier, below 0), None when there is none."""
        at = self.number - 1 + by
        return list(Step)[at] if 0 <= at < len(Step) else None


class Reach(StrEnum):
    """For whom Vouchsafe is open."""

    HR = "hr"
    PILOT = "pilot"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Team:
    """A team that could try Vouchsafe first, and how many active members it has."""

    id: str
    name: str
    people: int


class TooManyTriesError(RefusalError):
    """You typed too many codes that are not valid. Nothing was changed. Wait 15 minutes, and ask for a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The latest save of a step: by whom, when (UTC epoch ms) and which version. `done`: HR has dealt with it."""

    done: bool = False
    version: int = 0
    at: int | None = None
    by: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How set-up stands. `teams` are those of the pilot."""

    reach: Reach = Reach.EVERYONE
    teams: tuple[Team, ...] = ()
    threshold: int = LEAST_THRESHOLD
    steps: Mapping[Step, Saved] = field(default_factory=dict)

    def saved(self, step: Step) -> Saved:
        return self.steps.get(step, Saved())

    def is_done(self, step: Step) -> bool:
        """The last two are done by what they bring about, and no longer when it is undone."""
        match step:
            case Step.PILOT:
                return self.reach is not Reach.HR
            case Step.EVERYONE:
                return self.reach is Reach.EVERYONE
            case _:
                return self.saved(step).done

    @property
    def done(self) -> int:
        return sum(self.is_done(step) for step in Step)

    @property
    def is_over(self) -> bool:
        return self.done == len(Step)

    @property
    def current(self) -> Step:
        """The first step that is not done; the last one when all are."""
        return next((step for step in Step if not self.is_done(step)), Step.EVERYONE)


# --- What the checks find -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where accounts come from: a connected workspace."""

    platform: str
    name: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFound:
    """Counts of active full members, and of the others. `unreachable`: without an account anywhere."""

    administrators: int
    members: int
    others: int
    sources: tuple[Source, ...]
    teams: int
    leaders: int
    without_manager: int
    without_team: int
    without_email: int
    unreachable: int


class Proof(StrEnum):
    """What became of a message that was sent to see whether it arrives."""

    NONE = "none"
    WAITING = "waiting"
    ARRIVED = "arrived"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFound:
    """The recognition channel of one workspace ("" = none), and whether a message to it arrives.

    `address` is the platform's own id of the channel, `reason` its code for a refusal. `mine`: the asker has an
    account there, so that they can choose it.
    """

    workspace: str
    platform: str
    name: str
    channel: str
    address: str = ""
    proof: Proof = Proof.NONE
    reason: str = ""
    mine: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the org works. `country` is as content.holidays stores it ("" = none known)."""

    zone: str
    weekdays: frozenset[int]
    country: str = ""
