"""Feedback that is asked for: a colleague is asked what they saw of somebody, and answers or declines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import text
from domain.errors import NotFoundError, StaleError
from domain.policy import Standing

GRACE_DAYS = 14  # after its day an answer is still taken for so long
MOST_DAYS = 90  # ahead


class State(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`by` asks `asked` what they saw of `subject`. `competency` "": whichever it is about. `asked_at` UTC epoch ms."""

    id: str
    subject: str
    asked: str
    by: str
    competency: str
    question: str
    due_on: date
    asked_at: int
    state: State = State.ASKED


class Flaw(StrEnum):
    NOT_YOURS = "only people themselves and whoever leads them ask others about them"
    OF_ONESELF = "nobody is asked about themselves"
    BY_ONESELF = "nobody asks themselves"
    ABOVE = "whoever leads somebody writes notes of their own"
    PAST = "the day has passed"
    FAR = "the day is too far ahead"
    TOO_LONG = "the question is longer than what is kept"


def problems(asked: Asked, asker: Standing, *, leads: bool, today: date) -> Mapping[str, Flaw]:
    """Return what is wrong, by field. `asker` is what the asker is to the subject; `leads`: whoever is asked does."""
    found = [
        ("subject", Flaw.NOT_YOURS, not (asker.subject or asker.manager)),
        ("asked", Flaw.OF_ONESELF, asked.asked == asked.subject),
        ("asked", Flaw.BY_ONESELF, asked.asked == asked.by),
        ("asked", Flaw.ABOVE, leads),
        ("due_on", Flaw.PAST, asked.due_on < today),
        ("due_on", Flaw.FAR, (asked.due_on - today).days > MOST_DAYS),
        ("question", Flaw.TOO_LONG, len(asked.question) > text.MAX_CHARACTERS),
    ]
    return {field: flaw for field, flaw, holds in reversed(found) if holds}


def may_read(asked: Asked, person: str) -> bool:
    return person in {asked.by, asked.asked}


def require_waiting(asked: Asked, *, by: str) -> Asked:
    """Return it while it waits for this colleague. Raises NotFoundError, or StaleError when it is settled."""
    if asked.asked != by:
        raise NotFoundError
    if asked.state is not State.ASKED:
        raise StaleError
    return asked
