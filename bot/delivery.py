"""What a platform's sender is given and what it may answer: the seam between the relay and each edge."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.pace import Limits
from storage.outbox import Owed


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `ref` is how the platform names the message (needed to edit it later)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It certainly did not happen; try again after `after_ms`. `bucket`: the pause holds for its whole bucket."""

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


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform does not have it."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform does not say whether it has it."""


Outcome = Sent | Retry | Ambiguous | Failed
Found = Sent | Absent | CannotTell | Retry


class UndrawableError(Exception):
    """The card cannot be drawn for this platform, a fault of ours; nothing was sent."""


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Draw in here, before anything is sent. Raises UndrawableError, which says why without quoting anything."""
    try:
        yield
    except Exception as error:  # whatever a renderer trips over: told apart from what breaks off a call under way
        raise UndrawableError(type(error).__name__) from error


class Sender(Protocol):
    """One platform's way to send; never retries by itself, never raises for what the platform answered."""

    limits: Limits

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        """`again`: nobody can tell whether it arrived before; where people would see it twice, it says so.

        Raises UndrawableError.
        """

    async def find(self, owed: Owed) -> Found:
        """Look whether a post of unknown outcome has arrived. Asked only after the quiet period."""
