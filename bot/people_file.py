"""The people file on the disk: read some of it at a time, and what is wrong with it written beside it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot import console
from domain import directory, directory_columns
from domain.directory import Columns, PeopleFileError, Problem, Record
from domain.directory_columns import UnsureError
from domain.directory_text import lines

CHUNK = 1 << 18  # bytes
MOST_PROBLEMS = 10_000


class PeopleFile:
    """One file, which can be read again and again. `told` maps fields to the titles of their columns."""

    def __init__(self, path: Path, encoding: str, told: Mapping[str, str]) -> None:
        self.path = path
        self._encoding = encoding
        self._told = dict(told)

    def columns(self, remembered: Mapping[str, str]) -> Columns:
        """Say what its columns mean; ask on the terminal where it is not clear. Raises PeopleFileError."""
        rows = self.records()
        header = next(rows, Record(1, ()))
        sample = next(rows, Record(2, ()))
        while True:
            try:
                return directory_columns.read(header.cells, told=self._told, remembered=remembered)
            except UnsureError as unsure:
                title = _ask(unsure, dict(zip(header.cells, sample.cells, strict=False)))
                if not title:
                    raise
                self._told[unsure.meaning] = title

    def records(self) -> Iterator[Record]:
        """Yield the header and the rows. Raises PeopleFileError."""
        return directory.records(lines(self._chunks(), self._encoding))

    def write_errors(self, columns: Columns, problems: Sequence[Problem]) -> Path | None:
        """Write the rows that have problems, to be repaired and imported; None where no row has any."""
        by_line: dict[int, list[str]] = {}
        for problem in problems:
            by_line.setdefault(problem.line, []).append(problem.message)
        if not any(line > 1 for line in by_line):
            return None
        target = self.path.with_name(f"{self.path.stem}.errors.csv")
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(directory.repairable_header(columns))
            for record in self.records():
                if record.line in by_line and record.line > 1:
                    writer.writerow(directory.repairable(columns, record, by_line[record.line]))
        return target

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as source:
            while chunk := source.read(CHUNK):
                yield chunk


def _ask(unsure: UnsureError, sample: Mapping[str, str]) -> str:
    """Let somebody at a terminal choose; "" where nobody is there, or wants none."""
    if not (sys.stdin.isatty() and unsure.candidates):
        return ""
    console.say(f"Which column holds the {unsure.meaning}?")
    for number, title in enumerate(unsure.candidates, 1):
        console.say(f"  {number}  {title}   (first row: {sample.get(title, '')[:40]})")
    console.say("The number, or nothing to stop:")
    answer = sys.stdin.readline().strip()
    good = answer.isdecimal() and 1 <= int(answer) <= len(unsure.candidates)
    return unsure.candidates[int(answer) - 1] if good else ""


def told(columns: Sequence[str]) -> Mapping[str, str]:
    """Read what was said with --column FIELD=TITLE. Raises PeopleFileError."""
    pairs = [words.partition("=") for words in columns]
    bad = [
        Problem(0, f"--column {words!r} is not FIELD=TITLE")
        for words, (_, mark, _) in zip(columns, pairs, strict=True)
        if not mark
    ]
    if bad:
        raise PeopleFileError(bad)
    return {field.strip(): title.strip() for field, _, title in pairs}
