"""What good looks like: the competencies for everybody to read, and their versions for HR to look after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.competencies import Competency, Descriptor, Expectation, Level, Status, Version
from domain.evidence_sources import Source
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
)
from views.wording import listed

LEVELS = {Level.DEVELOPING: "Developing", Level.COMPETENT: "Competent", Level.ROLE_MODEL: "Role model"}


# --- For everybody ------------------------------------------------------------------------------------------------


def current(version: Version, *, is_hr: bool) -> Card:
    """What people are rated by, each competency in one line."""
    lines: tuple[Spans, ...] = tuple((Bold(one.title), f": {one.label}") for one in version.competencies)
    options = tuple(Option(f"{version.number}/{one.id}", one.title) for one in version.competencies)
    menu = (Menu(label="Read one", action="competencies.read", options=options),) if options else ()
    note = "The same words for everybody, in one team as in another. What each level looks like stands beside every rating."
    buttons = (Buttons((Button(label="Versions", action="competencies.versions"),)),) if is_hr else ()
    standing = (
        () if version.status is not Status.DRAFT else (Notice(Mood.INFO, ("Not in use yet: HR has not approved it.",)),)
    )
    return Card("What good looks like", (*standing, Bullets(lines), *menu, *buttons, Note((note,))))


def competency(one: Competency, labels: Mapping[Source, str]) -> Card:
    """Its three levels with what can be seen, and what is often taken for it."""
    parts: list[Part] = [Text((one.definition,))]
    for level, told in one.levels.items():
        parts += [Heading(LEVELS[level]), Text((told.text,)), Bullets(tuple((seen,) for seen in told.observable))]
    if one.does_not_count:
        parts += [Heading("Does not count"), Bullets(tuple((text,) for text in one.does_not_count))]
    sources = listed([labels.get(source, source.value.replace("_", " ")) for source in one.sources])
    facts: list[tuple[str, Spans]] = [("Evidence comes from", (sources or "nothing named",))]
    if one.addendum:
        facts.append(("Asked of managers besides", (one.addendum,)))
    return Card(one.title, (*parts, Facts(tuple(facts))))


CANDOR = Competency(
    id="early_candor",
    title="Early candor",
    label="Raises issues early and invites others to",
    definition="Puts problems and doubts on the table while they are cheap to act on.",
    levels={
        level: Descriptor(
            text=f"How it looks at {LEVELS[level]}.",
            observable=("A risk is named before the checkpoint",),
            wording="On the day you flagged it.",
        )
        for level in Level
    },
    does_not_count=("Speaking often or loudly",),
    sources=(Source.DECISION_LOG, Source.PEER_FEEDBACK),
    addendum="Thanks within a working day.",
)
VERSION = Version(
    framework="default",
    number=2,
    competencies=(CANDOR,),
    expectations=(Expectation(role="Senior engineer", level=Level.ROLE_MODEL, competency=CANDOR.id),),
)
EXAMPLES = (
    current(VERSION, is_hr=True),
    current(replace(VERSION, status=Status.APPROVED), is_hr=False),
    competency(CANDOR, {}),
)
