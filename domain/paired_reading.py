"""What somebody types, pastes or posts of a team's month, read into figures: whole, or with what is wrong by field."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import StringIO

from domain.paired import MOST, Figures
from domain.recurrence import Reported

PAIR = ("changes", "lead_hours", "failed")
FIELDS = (*PAIR, "self_reported", "customer_found")
COLUMNS = ("month", *FIELDS)
OLDEST = 36  # months back
MOST_ROWS = 60
Told = Mapping[str, str]  # by the names of COLUMNS; what is not said is "" or not there


class Flaw(StrEnum):
    MISSING = "missing"
    NO_NUMBER = "no_number"
    NO_MONTH = "no_month"
    NOT_OVER = "not_over"
    OLD = "old"
    MORE = "more"  # than what it is a part of
    HALF = "half"  # one of two counts that belong together
    COLUMNS = "columns"
    MANY = "many"
    TWICE = "twice"


Flaws = Mapping[str, Flaw]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a file, the first below the names being 2: its figures, or what is wrong."""

    line: int
    figures: Figures | None
    flaws: Flaws


def read(team: str, told: Told, *, today: date) -> tuple[Figures | None, Flaws]:
    """Return the figures, or what is wrong by field."""
    said = {name: (told.get(name) or "").strip() for name in COLUMNS}
    numbers = {name: _number(said[name], tenths=name == "lead_hours") for name in FIELDS if said[name]}
    flaws = {name: Flaw.NO_NUMBER for name, number in numbers.items() if number is None}
    counts = {name: number for name, number in numbers.items() if number is not None}
    first = _month(said["month"])
    flaws |= _of_month(first, said["month"], today) | (flaws or _of_counts(counts))
    if flaws or first is None:
        return None, flaws
    return _figures(team, first, counts), {}


def read_rows(team: str, text: str, *, today: date) -> tuple[Row, ...]:
    """Read a table with a line of names, comma, semicolon or tab between; blank lines are skipped."""
    lines = text.lstrip("\ufeff").strip().splitlines()
    if not lines:
        return (Row(line=1, figures=None, flaws={"month": Flaw.MISSING}),)
    mark = next((mark for mark in "\t;," if mark in lines[0]), ",")
    names = [name.strip().casefold().replace(" ", "_") for name in next(csv.reader([lines[0]], delimiter=mark))]
    if not {"month"} <= set(names) <= set(COLUMNS) or len(set(names)) != len(names):
        return (Row(line=1, figures=None, flaws={"month": Flaw.COLUMNS}),)
    if len(lines) - 1 > MOST_ROWS:
        return (Row(line=1, figures=None, flaws={"month": Flaw.MANY}),)
    rows, seen = [], set[date]()
    for number, cells in enumerate(csv.reader(StringIO("\n".join(lines[1:])), delimiter=mark), start=2):
        if any(cell.strip() for cell in cells):
            figures, flaws = read(team, dict(zip(names, cells, strict=False)), today=today)
            flaws = {"month": Flaw.TWICE} if figures and figures.month in seen else flaws
            seen |= {figures.month} if figures else set()
            rows.append(Row(line=number, figures=None if flaws else figures, flaws=flaws))
    return tuple(rows) or (Row(line=2, figures=None, flaws={"month": Flaw.MISSING}),)


def posted(document: Mapping[str, object]) -> tuple[dict[str, str], Flaws]:
    """Return what a system says of a month, its team among it, as if it was typed; or what is wrong by name."""
    flaws = {name: Flaw.COLUMNS for name in document if name not in ("team", *COLUMNS)}
    told = {name: value for name, value in document.items() if value is not None and name not in flaws}
    flaws |= {name: Flaw.NO_NUMBER for name, value in told.items() if isinstance(value, bool | list | dict)}
    return {name: str(value) for name, value in told.items()}, flaws


def last_months(today: date, most: int) -> list[date]:
    """Return the first days of the latest months that are over, the newest first."""
    return [_back(today, back) for back in range(1, most + 1)]


def _month(said: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-01)?", said, re.ASCII):
        return None
    try:
        return date.fromisoformat(f"{said[:7]}-01")
    except ValueError:
        return None


def _of_month(first: date | None, said: str, today: date) -> dict[str, Flaw]:
    if not said:
        return {"month": Flaw.MISSING}
    if first is None:
        return {"month": Flaw.NO_MONTH}
    if first >= today.replace(day=1):
        return {"month": Flaw.NOT_OVER}
    return {"month": Flaw.OLD} if first < _back(today, OLDEST) else {}


def _of_counts(said: Mapping[str, int]) -> dict[str, Flaw]:
    """`said` holds the numbers that are there. What was reported may stand without the pair, and no other part may."""
    flaws = _together(said, "self_reported", "customer_found")
    if not set(PAIR) & set(said) and set(FIELDS) & set(said):
        return flaws
    if "changes" not in said:
        flaws["changes"] = Flaw.MISSING
    if said.get("failed", 0) > said.get("changes", MOST):
        flaws["failed"] = Flaw.MORE
    return flaws


def _together(said: Mapping[str, int], one: str, other: str) -> dict[str, Flaw]:
    here = [name for name in (one, other) if name in said]
    return {name: Flaw.HALF for name in (one, other) if name not in said} if len(here) == 1 else {}


def _number(said: str, *, tenths: bool = False) -> int | None:
    """Return a count; hours as minutes, so that a tenth of one is whole."""
    if not re.fullmatch(r"[0-9]{1,7}([.][0-9]{1,2})?" if tenths else r"[0-9]{1,7}", said, re.ASCII):
        return None
    number = round(60 * float(said)) if tenths else int(said)
    return number if number <= MOST else None


def _figures(team: str, first: date, said: Mapping[str, int]) -> Figures:
    return Figures(
        team=team,
        month=first,
        changes=said.get("changes", 0),
        lead_minutes=said.get("lead_hours"),
        failed=said.get("failed"),
        reported=_reported(said),
    )


def _back(today: date, months: int) -> date:
    counted = 12 * today.year + today.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)


def _reported(said: Mapping[str, int]) -> Reported | None:
    if "self_reported" not in said:
        return None
    return Reported(by_team=said["self_reported"], by_customers=said["customer_found"])
