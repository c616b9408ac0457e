"""What was found, as the Markdown table that README's performance section shows; progress goes to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One promise of DESIGN.md section 9, with what came out."""

    what: str
    measured: str
    bar: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class Section:
    """The rows one measurement gives, and absolute figures as context."""

    rows: Sequence[Row]
    context: Sequence[str]


def ratio(what: str, value: float, least: float, against: str) -> Row:
    return Row(what=what, measured=f"{value:.2f} of {against}", bar=f"at least {least:.2f}", met=value >= least)


def times(what: str, value: float, least: float, against: str) -> Row:
    return Row(what=what, measured=f"{value:.2f} x {against}", bar=f"at least {least:.1f} x", met=value >= least)


def at_most(what: str, value: float, most: float, against: str) -> Row:
    return Row(what=what, measured=f"{value:.2f} x {against}", bar=f"at most {most:.1f} x", met=value <= most)


def below(what: str, value: float, most: float, unit: str) -> Row:
    return Row(what=what, measured=f"{_short(value)} {unit}", bar=f"under {most:g} {unit}", met=value < most)


def above(what: str, value: float, least: float, unit: str) -> Row:
    return Row(what=what, measured=f"{_short(value)} {unit}", bar=f"at least {least:g} {unit}", met=value >= least)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def table(sections: Iterable[Section]) -> str:
    found = list(sections)
    rows = [row for section in found for row in section.rows]
    lines = ["| what | measured | bar | met |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.measured} | {row.bar} | {'yes' if row.met else 'no'} |" for row in rows]
    context = [f"- {line}" for section in found for line in section.context]
    return "\n".join([*lines, "", "Absolute figures, as context only:", "", *context])
