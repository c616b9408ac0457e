"""Small pieces of English shared by the views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from views.vocabulary import Span, Spans


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return "Ana", "Ana and Ben", "Ana, Ben and Cam"."""
    return f" {last} ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def listed_spans(items: Sequence[Span]) -> Spans:
    """The same, for spans."""
    spans: list[Span] = []
    for place, item in enumerate(items):
        spans += [" and " if place == len(items) - 1 else ", "] if place else []
        spans.append(item)
    return tuple(spans)


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def counted_to(most: int, number: int, one: str, many: str) -> str:
    """The same where nobody counts on from there: "more than 10 reviews"."""
    return counted(number, one, many) if number <= most else f"more than {most} {many}"


def day(on: date) -> str:
    return f"{on:%A}, {on.day} {on:%B}"


def lower_first(sentence: str) -> str:
    """Return the sentence as the rest of another one."""
    return sentence[:1].lower() + sentence[1:]


def upper_first(words: str) -> str:
    """Return the words as a label of their own."""
    return words[:1].upper() + words[1:]


def excerpt(text: str, most: int = 90) -> str:
    """Return the text on one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
