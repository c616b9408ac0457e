"""The way to how one manager rated, for the facilitator: one at a time, or why nobody's severity can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.result import Reason
from views import calibration as sessions
from views import calibration_report_words as words
from views.calibration import Seen
from views.calibration_report import PAGE
from views.vocabulary import Button, Buttons, Card, Menu, Mood, Note, Notice, Option, Part, Text
from views.wording import listed

_NOTE = "For you and that manager, never on a shared screen, and never side by side. The manager sees that you read it, and no rating changes by it."
_NOBODY = "There is no manager here whose figures you may read."


def show(
    seen: Seen, managers: Mapping[str, str], refused: Reason | None = None, islands: Sequence[Sequence[str]] = ()
) -> Card:
    """`managers` are names by id; `islands` are names, of those with cases in common together."""
    options = tuple(Option(f"{seen.session.id}/{id}", name[:75]) for id, name in managers.items())
    menu = Menu(label="Read about one manager", action="calibration.report.manager", options=options)
    back = Button(label="Back to the report", action="calibration.report", subject=seen.session.id)
    choosing: Part = menu if options else Text((_NOBODY,))
    return Card(
        f"How each manager rated: {sessions.title(seen)}",
        (*_refused(refused, islands), choosing, Note((_NOTE,)), Buttons((back,))),
    )


def _refused(refused: Reason | None, islands: Sequence[Sequence[str]]) -> tuple[Part, ...]:
    if refused is None:
        return ()
    why = f"Who rates more strictly than others is not worked out: {words.REASONS[refused]}."
    groups = "; ".join(listed(names) for names in islands)
    named = f" With cases in common: {groups}." if refused is Reason.DISCONNECTED and groups else ""
    return (Notice(Mood.INFO, (f"{why}{named}",)),)


_NAMES = {"ana": "Ana Ruiz", "ben": "Ben Okafor"}
EXAMPLES = (
    show(PAGE.seen, _NAMES),
    show(PAGE.seen, _NAMES, Reason.DISCONNECTED, (("Ana Ruiz", "Chiara Lindqvist"), ("Ben Okafor",))),
    show(PAGE.seen, {}, Reason.NO_DATA),
)
