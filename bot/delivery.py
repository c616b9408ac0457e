"""What a platform's sender is given and what it may answer: the seam between the relay and each edge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from storage.outbox import Owed


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `ref` is how the platform names the message (needed to edit it later)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It certainly did not happen; try again after `after_ms`. `bucket`: the pause holds for the whole workspace."""

    after_ms: int
    reason: str
    bucket: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may or may not have happened."""

    reason: str


class Scope(StrEnum):
    MESSAGE = "message"
    RECIPIENT = "recipient"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Failed:
    """It will not happen: the message is wrong, or the recipient or the workspace is gone."""

    reason: str
    scope: Scope


Outcome = Sent | Retry | Ambiguous | Failed


class Sender(Protocol):
    """One platform's way to send; never retries by itself, never raises for what the platform answered."""

    async def send(self, owed: Owed, now: int) -> Outcome: ...
