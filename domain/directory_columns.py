"""What the columns of a people file mean: guessed from their titles, as HR systems write them, or told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain import text
from domain.directory_text import PeopleFileError, Problem

PROBLEM = "vouchsafe problem"  # the title of our own column: a file that has it holds only some of the people

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "display name", "employee", "employee name", "person", "worker", "legal name"),
    "first": ("first name", "given name", "forename", "vorname", "legal first name"),
    "last": ("last name", "family name", "surname", "nachname", "legal last name"),
    "email": (
        *("email", "e mail", "mail", "email address", "work email", "user principal name", "upn", "business email"),
        *("primary work email", "email primary work", "work email address", "company email", "corporate email"),
    ),
    "number": ("employee id", "employee number", "worker id", "personnel number", "personalnummer", "staff id"),
    "manager": (
        "manager",
        "reports to",
        "reporting to",
        "supervisor",
        "line manager",
        "vorgesetzter",
        "worker manager",
    ),
    "manager_email": (
        *("manager email", "manager e mail", "manager mail", "supervisor email", "reports to email"),
        *("manager work email", "line manager email", "supervisor e mail"),
    ),
    "manager_number": ("manager id", "supervisor id", "manager employee id", "reports to id", "manager number"),
    "team": ("team", "teams", "team name", "department", "group", "supervisory organization", "abteilung"),
    "title": ("title", "job title", "position", "role", "business title", "position title"),
    "zone": ("zone", "time zone", "timezone", "tz"),
    "hr": ("hr", "is hr", "hr admin", "hr administrator"),
    "status": ("status", "employment status", "active status", "employee status", "worker status"),
}
"""Facts of exports by Workday, BambooHR and Personio, and what people write themselves."""

_FIELD_OF = {synonym: meaning for meaning, synonyms in SYNONYMS.items() for synonym in synonyms}
_REQUIRED = ("name", "email")


@dataclass(frozen=True, slots=True)
class Columns:
    """`at` maps a field to its place. `titles` is the header; `unused` are titles of no use to us.

    `is_partial`: the file holds only some of the people, so nobody leaves for not being in it.
    """

    titles: tuple[str, ...]
    at: Mapping[str, int]
    unused: tuple[str, ...] = ()
    is_partial: bool = False
    told: Mapping[str, str] = field(default_factory=dict)  # title as compared, to field: worth remembering


class UnsureError(PeopleFileError):
    """It is not clear which column holds a field; `candidates` are titles that might."""

    def __init__(self, meaning: str, candidates: Sequence[str], message: str) -> None:
        self.meaning = meaning
        self.candidates = tuple(candidates)
        super().__init__([Problem(1, message)])


def read(header: Sequence[str], *, told: Mapping[str, str], remembered: Mapping[str, str]) -> Columns:
    """Return the columns. `told` maps fields to titles, `remembered` titles (as compared) to fields, "" for unused.

    Raises UnsureError, and PeopleFileError when what was told is not in the file.
    """
    titles = tuple(text.clean(title[: text.MAX_CHARACTERS]) for title in header)
    found = _told(titles, told)
    taken = set(found.values())
    for place, title in enumerate(titles):
        meaning = remembered.get(key(title), _FIELD_OF.get(key(title), ""))
        if place in taken or not meaning or meaning in told:
            continue
        if meaning in found:
            raise _twice(meaning, [titles[found[meaning]], title])
        found[meaning] = place
    _require(found, titles)
    used = {*found.values(), *(place for place, title in enumerate(titles) if key(title) == key(PROBLEM))}
    unused = tuple(title for place, title in enumerate(titles) if title and place not in used)
    worth = {key(titles[place]): meaning for meaning, place in found.items() if meaning in told}
    is_partial = any(key(title) == key(PROBLEM) for title in titles)
    return Columns(titles, found, unused, is_partial, worth)


def key(title: str) -> str:
    """Return the title as it is compared: "E-Mail", "e_mail" and "E mail:" are one."""
    return " ".join(re.sub(r"[\W_]+", " ", title.casefold().replace("#", " number").replace("'s", "")).split())


def _told(titles: Sequence[str], told: Mapping[str, str]) -> dict[str, int]:
    places = {key(title): place for place, title in enumerate(titles)}
    unknown = [Problem(0, f"there is no kind of column {word!r}") for word in told if word not in SYNONYMS]
    absent = [Problem(1, f"there is no column {title!r}") for title in told.values() if key(title) not in places]
    if unknown or absent:
        raise PeopleFileError([*unknown, *absent])
    return {meaning: places[key(title)] for meaning, title in told.items()}


def _twice(meaning: str, titles: Sequence[str]) -> UnsureError:
    message = f'two columns both mean {meaning}; keep one, or say which: --column {meaning}="{titles[0]}"'
    return UnsureError(meaning, titles, message)


def _require(found: Mapping[str, int], titles: Sequence[str]) -> None:
    for meaning in _REQUIRED:
        is_there = meaning in found or (meaning == "name" and "first" in found and "last" in found)
        if not is_there:
            free = [title for place, title in enumerate(titles) if title and place not in found.values()]
            message = f"there is no column {meaning!r}; if it has another title, say which: --column {meaning}=TITLE"
            raise UnsureError(meaning, free, message)
