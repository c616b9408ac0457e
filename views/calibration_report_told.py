"""What people are told unasked once the figures of a session are there: that they are, and nothing of them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calibration_report import Unclear
from domain.competencies import Version
from views import calibration as sessions
from views import calibration_report as reports
from views.calibration import Seen
from views.vocabulary import Bold, Button, Buttons, Card, Spans, Text


def ready(seen: Seen) -> Card:
    """To the facilitator."""
    line: Spans = ("The figures of ", Bold(sessions.title(seen)), " are ready. You alone read them.")
    return Card("The report of your calibration session", (Text(line), Buttons((_open(seen, "Read the report"),))))


def own(seen: Seen) -> Card:
    """To each manager."""
    line: Spans = (
        "You rated some of the same cases as others in ",
        Bold(sessions.title(seen)),
        ". How your ratings lie beside theirs is for you and whoever led the session alone, and changes no rating.",
    )
    return Card("How you rated in the calibration session", (Text(line), Buttons((_open(seen, "Read it"),))))


def rewrite(seen: Seen, framework: Version, those: Sequence[Unclear]) -> Card:
    """To HR, who keep the level texts: what was read in two ways, without who read it how."""
    line: Spans = ("In ", Bold(sessions.title(seen)), " managers read these level texts in more than one way. ")
    what = "Clearer words, with something that can be seen, would help the next session most. Running cycles keep the version they began with."
    versions = Button(label="Write them anew", action="competencies.versions")
    parts = (Text((*line, what)), *reports.unclear(framework, those), Buttons((versions,)))
    return Card("Level texts that are worth writing anew", parts)


def _open(seen: Seen, label: str) -> Button:
    return Button(label=label, action="calibration.report", subject=seen.session.id)


_PAGE = reports.PAGE
EXAMPLES = (ready(_PAGE.seen), own(_PAGE.seen), rewrite(_PAGE.seen, _PAGE.framework, _PAGE.room.unclear))
