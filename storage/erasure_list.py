"""Who was erased, kept outside the database and its backups, so that a restored one forgets them again.

A line says that something was erased, when, by its number; and is signed. Of the person it holds the number alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.privacy import DONE, Erasure, State
from storage import erasing, erasing_texts, erasures, people, signed_lines
from storage.erasing_messages import Case
from storage.unit import Unit

_PURPOSE = "erasure list"


class ListError(RuntimeError):
    """A line of the list was not written with these keys, or not to its end; nothing was erased anew."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Line {number} of the list of erasures was not written with these keys, or not to its end. Nothing was "
            "erased anew. Compare the list with a copy kept elsewhere, and mend or remove that line."
        )


def keep(unit: Unit, path: Path, *, now: int) -> int:
    """Add what is not in the list yet. A crash before the commit lets it be added twice, which changes nothing."""
    found = erasures.unlisted(unit)
    for org, one in found:
        by = {"asked_by": one.asked_by, "approved_by": one.approved_by}
        said = {"org": org, "erasure": one.id, "person": one.person, "asked_at": one.asked_at, **by}
        signed_lines.append(path, signed_lines.write(unit.keys, _PURPOSE, said))
        erasures.change(unit, org, one.id, listed_at=now)
    return len(found)


def apply(unit: Unit, lines: Iterable[str], *, now: int, rng: random.Random) -> int:
    """Erase whoever is in the list and not erased here; return how many. Raises ListError, before anything is erased.

    A hold that stands here was lifted before they were erased, or they would not be in the list.
    """
    return sum([_again(unit, one, now, rng) for one in [*_read(unit, lines)]])


def _read(unit: Unit, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for number, text in enumerate(lines, start=1):
        told = signed_lines.read(unit.keys, _PURPOSE, text)
        if told is None:
            raise ListError(number)
        yield told


def _again(unit: Unit, told: Mapping[str, Any], now: int, rng: random.Random) -> bool:
    org, wish, person = str(told["org"]), str(told["erasure"]), str(told["person"])
    if person not in people.by_ids(unit, org, [person]):
        return False
    found = erasures.locked(unit, org, wish)
    if found is not None and found.state in DONE:
        return False
    by = {"asked_by": told["asked_by"], "approved_by": told["approved_by"]}
    again = Erasure(id=wish, person=person, state=State.APPROVED, asked_at=told["asked_at"], **by)
    if found is None:
        erasures.add(unit, org, again)
    else:  # as it was when the backup was made: nobody had decided on it, so it does not say whether to bar them
        erasures.change(unit, org, wish, state=again.state.value, **by)
    case = Case(unit=unit, org=org, person=person, now=now, rng=rng)
    erasing.shred(case, again)
    erasing_texts.look_through(case, wish)
    return True
