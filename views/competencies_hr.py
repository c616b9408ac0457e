"""The versions of the competencies as HR looks after them: drafts, what they lack, and who approves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from domain.competencies import Competency, Expectation, Flaw, Level, Problem, Status, Version
from views import examples
from views.competencies import CANDOR, LEVELS, VERSION
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Weight,
)
from views.wording import counted

LISTED = 10
STATUSES = {Status.DRAFT: "draft", Status.APPROVED: "approved", Status.RETIRED: "retired"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A version as HR sees it: who changed it last, and whether the reader did. `edition` counts its changes."""

    version: Version
    edition: int
    changed_by: str
    is_mine: bool
    problems: tuple[Problem, ...] = ()


def versions(held: Sequence[Held]) -> Card:
    lines: tuple[Spans, ...] = tuple(
        (Bold(f"Version {one.version.number}"), f", {_standing(one)}") for one in held[:LISTED]
    )
    options = tuple(
        Option(str(one.version.number), f"Version {one.version.number}, {STATUSES[one.version.status]}")
        for one in held[:LISTED]
    )
    menu = (Menu(label="Open a version", action="competencies.version", options=options),) if options else ()
    listing = (
        Bullets(lines) if lines else Text(("None yet. Start with a draft of the words that come with Vouchsafe.",))
    )
    has_draft = any(one.version.status is Status.DRAFT for one in held)
    drafting = Button(label="Open the draft" if has_draft else "New draft", action="competencies.draft")
    note = "A draft begins as what is approved now. Somebody from HR who did not change it last approves it; from then on it stays as it is, because cycles rest on it."
    return Card("Versions of the competencies", (listing, *menu, Buttons((drafting,)), Note((note,))))


def version(held: Held) -> Card:
    """One version, with what may be done to it."""
    one = held.version
    lines: tuple[Spans, ...] = tuple((Bold(each.title or each.id), f": {each.label}") for each in one.competencies)
    options = tuple(Option(f"{one.number}/{each.id}", (each.title or each.id)[:75]) for each in one.competencies)
    action = "competencies.change" if one.status is Status.DRAFT else "competencies.read"
    menu = (
        (Menu(label="Change one" if one.status is Status.DRAFT else "Read one", action=action, options=options),)
        if options
        else ()
    )
    wrong = tuple(Notice(Mood.PROBLEM, (problem(each, one),)) for each in held.problems[:LISTED])
    expected: tuple[Spans, ...] = tuple(
        (f"{each.role}{_in_one(each, one)}: {LEVELS[each.level]}",) for each in one.expectations[:LISTED]
    )
    roles = (
        (Heading("Expected of roles"), Bullets(expected))
        if expected
        else (Text(("Every role is expected to be Competent.",)),)
    )
    parts = (
        Text((_standing(held),)),
        *wrong,
        Bullets(lines) if lines else Text(("It names no competency yet.",)),
        *menu,
        *roles,
    )
    return Card(f"Competencies, version {one.number}", (*parts, *_deeds(held)))


def changing(held: Held, one: Competency) -> Card:
    """Which part of a competency is to be changed."""
    subject, version = f"{held.version.number}/{one.id}", held.edition
    levels = tuple(
        Button(
            label=LEVELS[level],
            action="competencies.level.open",
            subject=f"{subject}/{level.value}",
            version=version,
            opens_form=True,
        )
        for level in Level
    )
    basics = Button(
        label="Name and rules", action="competencies.basics.open", subject=subject, version=version, opens_form=True
    )
    taking = Button(
        label="Take it out", action="competencies.take_out", subject=subject, version=version, weight=Weight.DANGER
    )
    back = Button(label="The draft", action="competencies.version", subject=str(held.version.number))
    wrong = tuple(
        Notice(Mood.PROBLEM, (problem(each, held.version),)) for each in held.problems if each.where == one.id
    )
    return Card(
        one.title or "A new competency",
        (Text((one.label or "It has no words yet.",)), *wrong, Buttons((basics, *levels)), Buttons((taking, back))),
    )


def approved(one: Version) -> Card:
    line = "New review cycles can use it from now on; those that run keep the words they began with. It can't be changed any more."
    return Card(
        f"Version {one.number} is approved",
        (Text((line,)), Buttons((Button(label="Versions", action="competencies.versions"),))),
    )


def asked(one: Version, others: int) -> Card:
    line = f"{counted(others, 'other HR administrator has', 'other HR administrators have')} been asked to read version {one.number} and approve it."
    return Card("Asked for approval", (Text((line,)),))


def please_approve(one: Version, by: str) -> Card:
    """To the others of HR."""
    line = f"{by} asks you to read version {one.number} of the competencies, and to approve it or change it."
    reading = Button(label="Read it", action="competencies.version", subject=str(one.number))
    return Card("Competencies to approve", (Text((line,)), Buttons((reading,))))


def dropped(number: int) -> Card:
    return Card("Draft deleted", (Text((f"Version {number} was a draft and is gone.",)),))


def problem(one: Problem, version: Version) -> str:
    """What keeps a draft from being approved, as what to do about it."""
    found = version.competency(one.where)
    where = f"“{(found.title or found.id) if found else one.where}”"
    level = f", {LEVELS[one.level]}" if one.level else ""
    match one.flaw:
        case Flaw.EMPTY:
            return "Add at least one competency."
        case Flaw.TWICE:
            return f"{where} is there twice: take one of them out."
        case Flaw.LEVEL_MISSING:
            return f"{where}{level}: say what this level is."
        case Flaw.NOTHING_TO_SEE:
            return f"{where}{level}: name at least one thing that can be seen or heard."
        case Flaw.NO_SOURCE:
            return f"{where}: say where evidence comes from."
        case Flaw.NEVER_EVIDENCE:
            return f"{where}: a source is named that can never be evidence. Take it out."
        case Flaw.TITLE_TOO_LONG:
            return f"{where}: give it a name of at most 24 characters."
        case Flaw.LABEL_TOO_LONG:
            return f"{where}: say what it is in at most 75 characters."
        case Flaw.UNKNOWN_COMPETENCY:
            return f"Something is expected of {where} in a competency that is not there."
        case Flaw.SAID_TWICE:
            return f"Two levels are expected of {where}: keep one."
        case _:
            assert_never(one.flaw)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _standing(held: Held) -> str:
    one = held.version
    number = counted(len(one.competencies), "competency", "competencies")
    by = "you" if held.is_mine else held.changed_by
    return f"{STATUSES[one.status]}, {number}" + (f", last changed by {by}" if one.status is Status.DRAFT else "")


def _in_one(one: Expectation, version: Version) -> str:
    found = version.competency(one.competency or "")
    return f" in {found.title}" if found else ""


def _deeds(held: Held) -> tuple[Part, ...]:
    one = held.version
    back = Button(label="All versions", action="competencies.versions")
    file = Button(label="As a file", action="competencies.download", subject=str(one.number))
    match one.status:
        case Status.DRAFT:
            return (
                *_deciding(held),
                Buttons(_writing(held)),
                Buttons((_taking(held, "Delete", "competencies.drop"), file, back)),
            )
        case Status.APPROVED:
            return (Buttons((_taking(held, "Retire", "competencies.retire"), file, back)),)
        case Status.RETIRED:
            return (Buttons((file, back)),)
        case _:
            assert_never(one.status)


def _deciding(held: Held) -> tuple[Part, ...]:
    if held.problems:
        return ()
    number = str(held.version.number)
    if held.is_mine:
        asking = Button(label="Ask for approval", action="competencies.ask", version=held.edition, subject=number)
        return (Note(("You changed it last, so somebody else from HR approves it.",)), Buttons((asking,)))
    return (
        Buttons(
            (
                Button(
                    label="Approve",
                    action="competencies.approve",
                    version=held.edition,
                    weight=Weight.PRIMARY,
                    subject=number,
                ),
            )
        ),
    )


def _writing(held: Held) -> tuple[Button, ...]:
    number, edition = str(held.version.number), held.edition
    adding = Button(
        label="Add a competency", action="competencies.basics.open", subject=number, version=edition, opens_form=True
    )
    roles = Button(
        label="Expected of roles", action="competencies.roles.open", subject=number, version=edition, opens_form=True
    )
    return (adding, roles)


def _taking(held: Held, label: str, action: str) -> Button:
    return Button(
        label=label, action=action, subject=str(held.version.number), version=held.edition, weight=Weight.DANGER
    )


HELD = Held(version=VERSION, edition=3, changed_by=examples.ANA.name, is_mine=True)
_STATES = tuple(
    replace(HELD, version=replace(VERSION, number=number, status=status), is_mine=mine)
    for number, status in enumerate(Status, start=1)
    for mine in (True, False)
)
EXAMPLES = (
    versions(_STATES[::2]),
    versions(()),
    *(version(one) for one in _STATES),
    version(replace(HELD, problems=tuple(Problem(flaw=flaw, where=CANDOR.id, level=Level.COMPETENT) for flaw in Flaw))),
    changing(replace(HELD, problems=(Problem(flaw=Flaw.NO_SOURCE, where=CANDOR.id),)), CANDOR),
    approved(VERSION),
    asked(VERSION, 2),
    please_approve(VERSION, examples.ANA.name),
    dropped(2),
)
