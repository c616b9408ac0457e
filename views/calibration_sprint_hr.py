"""Calibration sprints for whoever looks after them: the form that starts one, who has read, and how far all agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from domain import policy
from domain.calibration_shown import CASES, Shown, Word
from domain.calibration_sprint import COUNTED, MOST_MANAGERS, Agreed, Flaw, State, Week, is_small
from domain.policy import Kind
from domain.result import found
from views import calibration_report_words as words
from views import calibration_sprint as sprints
from views import examples
from views.calibration_sprint import NOW, SEEN, SPRINT, STATES, WEEKS, Seen
from views.forms import DateField, Form, PeopleField, Values, text
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, listed, upper_first

LISTED = 20
_START = f"For four weeks each manager reads two made-up cases a week, alone, and sees right after how those who wrote them read them, and why. No cycle is needed, and nobody real is in it. {sprints.PRACTICE_OF_ALL}"
_TWICE = "The cases are those of calibration sessions: whoever has seen how they are meant reads them otherwise there. Leave some weeks between the two, and take the figures of that session for less."
_FLAWS = {
    Flaw.PASSED: ("day", "It would begin in the past: choose today or a later day."),
    Flaw.FAR: ("day", "That is more than half a year away: choose an earlier day."),
    Flaw.ONE_MANAGER: ("managers", "With one manager there is nobody to compare with: name at least two."),
    Flaw.TWO_SEATS: ("facilitator", "Whoever looks after it does not take part: choose somebody else."),
    Flaw.BUSY: ("managers", "Somebody of these takes part in another sprint that is not over yet."),
}
_SMALL = f"With fewer than {COUNTED} managers nobody is shown how the others read a case, and there is no figure of agreement: two others who chose the same would be known to the third."
_AGAIN = "There are fewer competencies with two cases than weeks, so some come again, the other case first. How far all agree rests on each case once, before anybody knew how it is meant."
_FIGURE = f"Agreement is ICC(A,1) with its 95 % interval, over all cases from the first week on, of the managers who read each of them while its week lasted and had not been told before how it is meant. Of fewer than {CASES} cases or {COUNTED} managers it is too few to say. It says how far they agree, not who reads rightly."
_GONE = "How far they agree is not told of every week. The data of somebody who had read in time was deleted, and figures before and after would tell how just that one read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`read` says by person which weeks they have read, `there` who still takes part at all.

    `is_cut`: agreement is not told of all weeks, as a reading that it counted is gone.
    """

    seen: Seen
    read: Mapping[str, Collection[int]]
    there: Collection[str]
    agreed: Sequence[Agreed]
    repeats: bool = False
    is_cut: bool = False


def new(people: Mapping[str, tuple[Option, ...]], said: Values) -> Form:
    """`people` are those named before, by field."""
    managers = PeopleField(
        name="managers",
        label="Managers",
        action="people.search",
        hint=f"{COUNTED} or more, so that each sees how the others read.",
        value=people.get("managers", ()),
        max_people=MOST_MANAGERS,
    )
    facilitator = PeopleField(
        name="facilitator",
        label="Who looks after it?",
        action="people.search",
        hint="Sees who has read what, as HR does, and takes no part. It may stay empty.",
        value=people.get("facilitator", ()),
        max_people=1,
        required=False,
    )
    hint = (
        "A Monday is best. Each week begins on this weekday, or the first working day after it, at 9:00 on your clocks."
    )
    return Form(
        title="Start a sprint",
        action="calibration.sprint.new",
        submit="Start it",
        intro=(Text((_START,)), Text((_TWICE,)), Text((sprints.COUNTS,)), Visibility(sprints.who_sees())),
        fields=(managers, facilitator, DateField(name="day", label="First day", hint=hint, value=text(said, "day"))),
    )


def problems(flaws: Sequence[Flaw]) -> dict[str, str]:
    """Return what is wrong by field, of the first flaw in each."""
    told: dict[str, str] = {}
    for flaw in flaws:
        field, line = _FLAWS[flaw]
        told.setdefault(field, line)
    return told


def every(those: Sequence[Seen], *, plans: bool) -> Card:
    """Those of the reader, or to HR all of them."""
    placed = list(enumerate(those[:LISTED], 1))
    lines: tuple[Spans, ...] = tuple(_line(place, one) for place, one in placed)
    options = tuple(Option(one.sprint.id, _label(place, one)) for place, one in placed)
    menu = (Menu(label="Open a sprint", action="calibration.sprint.show", options=options),) if options else ()
    none = "There is none yet." if plans else "You take part in no calibration sprint. You hear of it when you do."
    starting = (Buttons((start_button(),)),) if plans else ()
    return Card("Calibration sprints", (Bullets(lines) if lines else Text((none,)), *menu, *starting))


def board(board: Board) -> Card:
    """Who has read which week, and how far all agree; how anybody read stands nowhere in it."""
    seen = board.seen
    columns = ("Manager", *(f"Week {one.number}" for one in seen.sprint.weeks))
    who = tuple(_row(board, one) for one in seen.sprint.managers)
    parts: tuple[Part, ...] = (
        *_cautions(board),
        Text(_when(seen)),
        Table("Who has read the two cases of each week", columns, who),
        *_agreement(board),
        Visibility(_readers()),
        Buttons(_doing(seen)),
    )
    return Card(f"{sprints.NAME} ({STATES[seen.state]})", parts)


def ask_stop(seen: Seen) -> Card:
    line = "Nobody is asked for anything more. Each keeps what they have read for themselves to see."
    doing = replace(_button("Stop the sprint", "calibration.sprint.stop", seen), weight=Weight.DANGER)
    back = _button("Let it go on", "calibration.sprint.board", seen)
    return Card("Stop this calibration sprint?", (Text((line,)), Buttons((doing, back))))


def stopped() -> Card:
    line = "Nobody is asked for anything more, and what had not been sent yet is not sent."
    return Card("The sprint is stopped", (Text((line,)), Buttons((sprints.all_button(),))))


def no_pairs() -> Card:
    line = "A sprint reads the written cases that come with Vouchsafe, two for a competency, and none of them is for a competency that your organization has now. Its own cases can't be added."
    return Card("No cases for a sprint", (Text((line,)), Buttons((sprints.all_button(),))))


def start_button() -> Button:
    return Button(label="Start a sprint", action="calibration.sprint.new.open", opens_form=True)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _readers() -> str:
    """From the policy."""
    who = listed([sprints.HOLDERS[one] for one in policy.readers(Kind.SPRINT_PROGRESS)])
    return f"{upper_first(who)} can read this. How somebody read a case is shown to them alone."


def _line(place: int, seen: Seen) -> Spans:
    """The number stands in the menu, too: of two that are over, one is as like the other as their managers are."""
    mine = ", you take part" if seen.takes_part else ""
    managers = counted(len(seen.sprint.managers), "manager", "managers")
    return (
        Bold(f"{place}:"),
        " from ",
        When(seen.sprint.starts_at, WhenStyle.DATE),
        f", {managers}, {STATES[seen.state]}{mine}",
    )


def _label(place: int, seen: Seen) -> str:
    return f"{place}: {seen.name(next(iter(seen.sprint.managers), None))} and others, {STATES[seen.state]}"[:75]


def _when(seen: Seen) -> Spans:
    after = f", looked after by {seen.name(seen.sprint.facilitator)}" if seen.sprint.facilitator else ""
    return (
        "From ",
        When(seen.sprint.starts_at, WhenStyle.DATE),
        " to ",
        When(seen.sprint.ends_at, WhenStyle.DATE),
        f"{after}.",
    )


def _cautions(board: Board) -> tuple[Part, ...]:
    sprint = board.seen.sprint
    told = [_SMALL] if is_small(sprint.managers) else []
    told += [_AGAIN] if board.repeats else []
    return tuple(Notice(Mood.INFO, (one,)) for one in told)


def _row(board: Board, person: str) -> tuple[str, ...]:
    read, seen = board.read.get(person, ()), board.seen
    is_gone = person in seen.names and person not in board.there
    return (
        f"{seen.name(person)}{' (takes part no more)' if is_gone else ''}",
        *(_cell(seen, one, read) for one in seen.sprint.weeks),
    )


def _cell(seen: Seen, week: Week, read: Collection[int]) -> str:
    if week.number in read:
        return "read"
    if seen.sprint.was_left_out(week):
        return "did not begin"
    if seen.state in {State.OVER, State.STOPPED}:
        return "not read"
    return "not yet" if week.is_open(seen.now) else "to come"


def _agreement(board: Board) -> tuple[Part, ...]:
    cut = (Notice(Mood.INFO, (_GONE,)),) if board.is_cut else ()
    if not board.agreed and cut:
        return cut
    if not board.agreed:
        is_stopped = board.seen.state is State.STOPPED
        line = "It was stopped before its first week was over" if is_stopped else "Its first week is not over yet"
        return (Text((f"{line}: there is nothing to say of how far they agree.",)),)
    columns = ("Up to", "Cases", "Managers", "Agreement", "It says")
    rows = tuple(
        (f"week {one.week}", str(one.cases), str(one.readers), *words.shown(one.shown)) for one in board.agreed
    )
    return (Table("How far they agree", columns, rows), Note((_FIGURE,)), *cut)


def _doing(seen: Seen) -> tuple[Button, ...]:
    own = (sprints.show_button(seen.sprint.id),) if seen.takes_part else ()
    alive = seen.state in {State.AHEAD, State.RUNNING}
    stop = replace(_button("Stop it", "calibration.sprint.stop.ask", seen), weight=Weight.DANGER)
    return (*own, sprints.all_button(), *((stop,) if seen.plans and alive else ()))


def _button(label: str, action: str, seen: Seen) -> Button:
    return Button(label=label, action=action, subject=seen.sprint.id)


_HR = replace(SEEN, plans=True, watches=True, takes_part=False, read=frozenset())
_READ: Mapping[str, Collection[int]] = {"ana": {1, 2}, "ben": {1}}
_AGREED = (
    Agreed(week=1, cases=2, readers=3, shown=Shown(figure=None, word=Word.TOO_FEW)),
    Agreed(week=3, cases=6, readers=3, shown=Shown(figure=found(0.62, 6, 0.31, 0.85), word=Word.CANNOT_TELL)),
)
_SMALL_ONE = replace(SPRINT, managers=("ana", "ben"))
EXAMPLES = (
    new({}, {"day": "2026-10-05"}),
    new({"managers": (Option("ana", examples.ANA.name),)}, {}),
    every((_HR, replace(SEEN, sprint=replace(SPRINT, id="p2", stopped_at=1))), plans=True),
    every((), plans=False),
    board(Board(seen=_HR, read=_READ, there=("ana", "ben"), agreed=_AGREED)),
    board(Board(seen=replace(_HR, now=0), read={}, there=("ana", "ben", "chi"), agreed=(), repeats=True)),
    board(
        Board(
            seen=replace(_HR, sprint=_SMALL_ONE, now=max(NOW, WEEKS[-1].closes_at), takes_part=True),
            read=_READ,
            there=("ana",),
            agreed=_AGREED[:1],
        )
    ),
    board(Board(seen=replace(_HR, sprint=replace(SPRINT, stopped_at=NOW)), read=_READ, there=("ana",), agreed=())),
    *(board(Board(seen=_HR, read=_READ, there=("ana",), agreed=some, is_cut=True)) for some in ((), _AGREED[:1])),
    ask_stop(_HR),
    stopped(),
    no_pairs(),
)
