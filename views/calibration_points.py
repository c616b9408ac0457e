"""What managers say of a case in the room: points for its evidence, and which line of the level text fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.calibration_decisions import Mark, Reading, Spread
from domain.calibration_packets import Rated
from domain.calibration_script import Line
from domain.competencies import Competency, Level
from views.calibration_packet import PACKET, SHEET, Sheet
from views.forms import Choice, Choices, Form
from views.reviews_sheet import LABELS
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Menu,
    Note,
    Option,
    Table,
    Text,
    Visibility,
    Weight,
)
from views.wording import excerpt, listed

FEWEST = 3  # of two, each takes away the own and has the other's
WITHOUT_NAMES = "The room sees how often each was given, never by whom."


def points(sheet: Sheet, lines: Sequence[Line], said: Mapping[str, int]) -> Form:
    return Form(
        title="Points for the evidence",
        action="calibration.points",
        submit="Give them",
        subject=sheet.id,
        intro=(Text((f"On {sheet.subject}'s packet: the evidence, not the person.",)), Visibility(WITHOUT_NAMES)),
        fields=tuple(
            Choice(
                name=line.id,
                label=line.title,
                options=tuple(
                    Option(str(number), f"{number}: {means}"[:75]) for number, means in enumerate(line.points)
                ),
                value=str(said[line.id]) if line.id in said else "",
            )
            for line in lines
        ),
    )


def spread(sheet: Sheet, lines: Sequence[Line], found: Spread, marks: Mapping[Mark, int]) -> Card:
    """Of FEWEST managers or more: of fewer, a count would be a name. `marks` are those from before the meeting."""
    back = Button(label="To the room", action="calibration.room", subject=sheet.packet.session)
    if len(found.totals) < FEWEST:
        line = "At least three managers have to give points first: of two, each would know the other's."
        return Card(f"Points: {sheet.subject}", (Text((line,)), Buttons((back,))))
    rows = tuple((line.title, *(str(count) for count in found.counts[line.id])) for line in lines)
    middle = f"{found.median:g} of {2 * len(lines)} points in the middle, from {found.totals[0]} to {found.totals[-1]}."
    table = Table("How often each line got", ("Line", "0 points", "1 point", "2 points"), rows)
    before = Text((f"Before the meeting {_marked(marks)}.",))
    return Card(f"Points: {sheet.subject}", (Text((middle,)), table, before, Note((WITHOUT_NAMES,)), Buttons((back,))))


def _marked(marks: Mapping[Mark, int]) -> str:
    if sum(marks.values()) < FEWEST:
        return "too few marked it to say more"
    told = {Mark.AGREE: "agreed with the draft", Mark.QUESTION: "had a question", Mark.ABSTAIN: "abstained"}
    return listed([f"{marks.get(mark, 0)} {what}" for mark, what in told.items()])


def choose(sheet: Sheet, action: str, title: str) -> Card:
    """Which rating of the case is meant."""
    options = tuple(Option(f"{sheet.id}/{one.competency}", sheet.title(one.competency)) for one in sheet.packet.ratings)
    back = Button(label="To the room", action="calibration.room", subject=sheet.packet.session)
    return Card(
        f"{title}: {sheet.subject}", (Menu(label="Which competency?", action=action, options=options), Buttons((back,)))
    )


def form_opens(sheet: Sheet, rated: Rated) -> Card:
    """After a choice in a menu: the button that opens the form."""
    id = f"{sheet.id}/{rated.competency}"
    title = sheet.title(rated.competency)
    opening = Button(
        label="Say how I read it", action="calibration.reading.open", subject=id, opens_form=True, weight=Weight.PRIMARY
    )
    line = "Which words of the level text fit, and on which evidence? A rating changes only when two managers cite the same."
    return Card(f"{sheet.subject}: {title}", (Text((line,)), Buttons((opening,))))


def reading(sheet: Sheet, rated: Rated, said: Reading | None) -> Form:
    what = sheet.competencies.get(rated.competency)
    pieces = tuple(
        Option(piece.id, excerpt(f"{piece.letter.value}, {sheet.words.get(piece.id, '')}", 75))
        for piece in rated.pieces
    )
    cited: tuple[Choices, ...] = (
        Choices(
            name="cited", label="On which evidence?", options=pieces, value=tuple(sorted(said.cited)) if said else ()
        ),
    )
    return Form(
        title="My reading",
        action="calibration.reading",
        submit="Keep it",
        subject=f"{sheet.id}/{rated.competency}",
        intro=(
            Text((f"{sheet.subject}, {sheet.title(rated.competency)}. Which line of the level text fits?",)),
            Visibility(WITHOUT_NAMES),
        ),
        fields=(
            Choice(name="line", label="The line that fits", options=lines(what), value=said.line if said else ""),
            *(cited if pieces else ()),
        ),
    )


def kept_reading(sheet: Sheet, rated: Rated) -> Card:
    told = f"Your reading of {sheet.title(rated.competency)} is kept. You can change it until the session closes."
    another = Button(label="Another competency", action="calibration.reading.choose", subject=sheet.id)
    room = Button(label="To the room", action="calibration.room", subject=sheet.packet.session)
    return Card(f"My reading: {sheet.subject}", (Text((told,)), Note((WITHOUT_NAMES,)), Buttons((another, room))))


def lines(what: Competency | None) -> tuple[Option, ...]:
    """Each line of each level's text; its value begins with the level."""
    if what is None:
        return ()
    return tuple(
        Option(f"{level.value}:{place}", excerpt(text, 75), LABELS[level])
        for level in Level
        if level in what.levels
        for place, text in enumerate((what.levels[level].text, *what.levels[level].observable))
    )


def line(what: Competency | None, value: str) -> str:
    """Return the words of a line."""
    level, _, place = value.partition(":")
    found = what.levels.get(Level(level)) if what and level in set(Level) else None
    texts = (found.text, *found.observable) if found else ()
    return texts[int(place)] if place.isdecimal() and int(place) < len(texts) else ""


_LINES = (
    Line(id="r1", title="Specific", points=("traits or summary", "some events", "each item has what was seen")),
    Line(id="r2", title="Corroborated", points=("one source", "two items, one author", "two independent items")),
)
_SPREAD = Spread(counts={"r1": (0, 1, 2), "r2": (1, 1, 1)}, totals=(2, 3, 4))
EXAMPLES = (
    points(SHEET, _LINES, {"r1": 2}),
    spread(SHEET, _LINES, _SPREAD, {Mark.AGREE: 2, Mark.QUESTION: 1}),
    spread(SHEET, _LINES, Spread(counts={}, totals=(3,)), {}),
    choose(SHEET, "calibration.reading.choose", "My reading"),
    choose(SHEET, "calibration.decide", "Decide"),
    form_opens(SHEET, PACKET.ratings[0]),
    reading(SHEET, PACKET.ratings[0], None),
    kept_reading(SHEET, PACKET.ratings[0]),
)
