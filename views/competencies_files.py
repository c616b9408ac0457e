"""A version of the competencies as a file: the links that lead to it, or why there are none."""

from __future__ import annotations

from domain.competencies import Version
from views.competencies import VERSION
from views.vocabulary import Bullets, Card, Link, Note, Spans, Text


def files(one: Version, yaml: str, rows: str, *, minutes: int) -> Card:
    """One-time links to the version as a file."""
    line = f"Each link works once, for {minutes} minutes, as long as you run HR. Whoever has a link can use it, so do not pass it on."
    bring = "Whoever runs the server brings a changed file back with “vouchsafe framework import”; it becomes a draft."
    links: tuple[Spans, ...] = (
        (Link("As YAML", yaml), ", all of it, to keep or to bring into another Vouchsafe"),
        (Link("As a table (CSV)", rows), ", one text in each row, for a spreadsheet"),
    )
    return Card(f"Competencies, version {one.number}, as a file", (Bullets(links), Text((line,)), Note((bring,))))


def no_link(one: Version) -> Card:
    """Where no public address is set, there is nothing a link could lead to."""
    line = f"I can't give you a link here, because this Vouchsafe has no web address of its own. Ask whoever runs it: “vouchsafe framework export competencies.yaml --version {one.number}” writes the same file."
    return Card(f"Competencies, version {one.number}, as a file", (Text((line,)),))


EXAMPLES = (
    files(VERSION, "https://vouchsafe.example/download/a", "https://vouchsafe.example/download/b", minutes=15),
    no_link(VERSION),
)
