"""The report of a calibration session, as its facilitator reads it: in words first, then a picture and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain import calibration_shown as limits
from domain.calibration import Seat, State
from domain.calibration_changes import Compression, Moves
from domain.calibration_report import Block, Room, Unclear
from domain.calibration_script import Form, Moment
from domain.calibration_spread import Spread
from domain.competencies import Level, Version
from domain.result import Reason, found, missing
from views import calibration as sessions
from views import calibration_report_words as words
from views.calibration import SEEN, Seen
from views.reviews_sheet import COMPETENCIES, LABELS
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Facts,
    Heading,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
)
from views.wording import counted, upper_first

READERS = "You alone read this, because you led the session. Each manager reads their own figures; HR reads how far managers lie apart and how many ratings changed, without names."
_SETS = {Form.A: "first set", Form.B: "second set"}
_MOMENTS = {Moment.BEFORE: "before", Moment.AFTER: "after"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    seen: Seen
    room: Room
    framework: Version


def show(page: Page) -> Card:
    room, session = page.room, page.seen.session
    managers = Button(label="How each manager rated", action="calibration.report.managers", subject=session.id)
    explaining = Button(label="What these figures can say", action="calibration.report.explained")
    parts = (
        Text(_in_short(room)),
        *_picture(room.spread),
        Table("How far managers agree", ("On", "Agreement, with its range", "It says"), _agreement(room)),
        Facts(_did(room)),
        *unclear(page.framework, room.unclear),
        Visibility(READERS),
        Buttons((managers, explaining)),
    )
    return Card(f"Report: {sessions.title(page.seen)}", parts)


def waits(seen: Seen) -> Card:
    line = "The figures of this session are being worked out. You hear of them when they are ready, in some minutes."
    return Card(f"Report: {sessions.title(seen)}", (Text((line,)),))


# --- The spread ---------------------------------------------------------------------------------------------------


def _in_short(room: Room) -> Spans:
    change = limits.spread(room.spread)
    if change is limits.Change.TOO_FEW:
        few = f"{limits.CASES} cases that two managers or more read at both times"
        return (Bold("Did managers come closer together? "), f"Too few to say: it takes {few}.")
    spread = room.spread
    figures = (
        f"{words.number(spread.before)} before, {words.number(spread.after)} after, over {spread.difference.n} cases"
    )
    chance = f"Chance alone would do as much {_times(spread.chance)}."
    return (Bold("Did managers come closer together? "), f"{upper_first(words.CHANGES[change])}: {figures}. {chance}")


def _times(chance: float | None) -> str:
    share = round(100 * (chance or 0))
    return "less than once in 100 sessions" if share < 1 else f"in about {share} of 100 sessions"


def _picture(spread: Spread) -> tuple[Part, ...]:
    if limits.spread(spread) is limits.Change.TOO_FEW:
        return ()
    before, after = round(spread.before, 2), round(spread.after, 2)
    way = "less" if after < before else "more" if after > before else "the same"
    finding = f"Managers differed by {before:.2f} before and {after:.2f} after: {way}."
    series = (("Variance between managers", (before, after)),)
    return (Chart(ChartKind.BAR, "Spread per case, less is closer", finding, ("Before", "After"), series),)


# --- Agreement ----------------------------------------------------------------------------------------------------


def _agreement(room: Room) -> tuple[tuple[str, ...], ...]:
    return (
        *(_block(one) for one in room.blocks),
        ("all cases, before", *words.shown(limits.alpha(room.before))),
        ("all cases, after", *words.shown(limits.alpha(room.after))),
        ("files that were rated twice", *words.shown(limits.alpha(room.second))),
    )


def _block(one: Block) -> tuple[str, ...]:
    what = f"{_SETS[one.form]}, {_MOMENTS[one.moment]} ({counted(one.raters, 'manager', 'managers')})"
    return (what, *words.shown(limits.icc(one.icc, one.raters)))


# --- What it did --------------------------------------------------------------------------------------------------


def _did(room: Room) -> tuple[tuple[str, Spans], ...]:
    return (
        ("Ratings that changed", (words.moved(room.moves),)),
        *((("Changed, by pieces that carry it", (_by_evidence(room.by_evidence),)),) if room.moves.changed else ()),
        ("Spread of all ratings", (_compression(room.compression),)),
        ("At Competent", (_middle(room.compression),)),
        ("Above or below what the role needs", (_supported(room),)),
    )


def _compression(one: Compression | None) -> str:
    if one is None:
        return "nothing was rated"
    ratio = one.ratio.value
    said = "" if ratio is None or abs(ratio - 1) < 0.005 else ": narrower" if ratio < 1 else ": wider"
    return f"{one.before:.2f} levels before, {one.after:.2f} after{said}"


def _middle(one: Compression | None) -> str:
    if one is None:
        return "nothing was rated"
    n = one.ratio.n
    return f"{round(one.middle_before * n)} of {n} before, {round(one.middle_after * n)} after"


def _supported(room: Room) -> str:
    n, share = room.supported.n, room.supported.value
    return "no rating" if share is None else f"{round(share * n)} of {n} carried by two independent pieces of evidence"


def _by_evidence(by_evidence: Mapping[int, Moves]) -> str:
    return "; ".join(f"{one.changed} of {one.n} with {pieces or 'none'}" for pieces, one in by_evidence.items())


# --- What is read in two ways -------------------------------------------------------------------------------------


def unclear(framework: Version, those: Sequence[Unclear]) -> tuple[Part, ...]:
    """The competencies that were read least alike, for the report and for whoever writes them anew."""
    if not those:
        return ()
    lines: tuple[Spans, ...] = tuple(
        (Bold(_title(framework, one.competency)), f": read as {_levels(one)}") for one in those
    )
    return (Heading("Least alike: worth writing anew"), Bullets(lines))


def _title(framework: Version, competency: str) -> str:
    asked = framework.competency(competency)
    return asked.title if asked else competency


def _levels(one: Unclear) -> str:
    low, high = LABELS[one.lowest], LABELS[one.highest]
    return f"{low} by some and {high} by others"


# --- Examples: with all figures; with too few for any; and one that changed nothing ---------------------------------

_CLOSED = replace(SEEN, seat=Seat.FACILITATOR, session=replace(SEEN.session, state=State.CLOSED))
_FRAMEWORK = Version(framework="default", number=2, competencies=COMPETENCIES)
_UNCLEAR = (
    Unclear(competency="error_learning", spread=0.92, lowest=Level.DEVELOPING, highest=Level.ROLE_MODEL),
    Unclear(competency="early_candor", spread=0.33, lowest=Level.COMPETENT, highest=Level.ROLE_MODEL),
)
_MANY = Room(
    managers=8,
    blocks=(
        Block(form=Form.A, moment=Moment.BEFORE, raters=4, icc=found(0.31, 5, 0.02, 0.49)),
        Block(form=Form.B, moment=Moment.BEFORE, raters=4, icc=found(0.44, 5, 0.08, 0.88)),
        Block(form=Form.A, moment=Moment.AFTER, raters=4, icc=found(0.82, 5, 0.55, 0.97)),
        Block(form=Form.B, moment=Moment.AFTER, raters=4, icc=found(-0.06, 5, -0.20, 0.35)),
    ),
    before=found(0.34, 10, 0.08, 0.61),
    after=found(0.83, 10, 0.69, 0.97),
    second=missing(Reason.NO_OVERLAP, 0),
    spread=Spread(before=0.48, after=0.16, difference=found(0.32, 10), chance=0.004),
    moves=Moves(n=24, up=1, down=4),
    by_evidence={0: Moves(n=4, up=0, down=3), 2: Moves(n=20, up=1, down=1)},
    compression=Compression(before=0.61, after=0.48, middle_before=0.6, middle_after=0.7, ratio=found(0.79, 40)),
    supported=found(0.75, 12),
    severity=None,
    unclear=_UNCLEAR,
)
_FEW = replace(
    _MANY,
    managers=2,
    blocks=(Block(form=Form.A, moment=Moment.BEFORE, raters=1, icc=missing(Reason.ONE_RATER, 5)),),
    before=missing(Reason.NO_OVERLAP, 0),
    after=found(1.0, 3),
    spread=Spread(before=0.0, after=0.0, difference=missing(Reason.NO_OVERLAP, 0), chance=None),
    moves=Moves(n=0, up=0, down=0),
    by_evidence={},
    compression=None,
    supported=missing(Reason.NO_DATA, 0),
    severity=Reason.NO_DATA,
    unclear=(),
)
PAGE = Page(seen=_CLOSED, room=_MANY, framework=_FRAMEWORK)
EXAMPLES = (
    show(PAGE),
    show(replace(PAGE, room=_FEW)),
    show(replace(PAGE, room=replace(_MANY, moves=Moves(n=6, up=0, down=0)))),
    waits(_CLOSED),
)
