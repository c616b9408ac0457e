"""How one manager rated beside the others, for that manager and the facilitator alone, and never beside another's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain import calibration_shown as limits
from domain.calibration_raters import Halo, Middle
from domain.calibration_report import Habit
from domain.result import Reason, Result, found, missing
from domain.severity import Leniency
from views import calibration as sessions
from views import calibration_report_words as words
from views.calibration import Seen
from views.calibration_report import PAGE
from views.vocabulary import Button, Buttons, Card, Note, Table, Text, Visibility

_OWN = "You rated some of the same cases and files as others in the room. This is how your ratings lie beside theirs. It changes no rating of yours or of anybody, and goes into no review."
_ANOTHERS = "This manager reads the same. It changes no rating, and goes into no review."
_MEANT = "A difference may be real: cases differ, and so do people. Take it as a question: which words of the level text did I rely on?"
_READERS = "Only you and whoever led the session can read this."
_READERS_TOO = "Only this manager and you, who led the session, can read this. That you opened it is recorded, and the manager can see so."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`name` is whose habits they are, "" for the reader's own."""

    seen: Seen
    habit: Habit
    name: str = ""


def show(page: Page) -> Card:
    mine = not page.name
    title = "How your ratings lie beside the others'" if mine else f"How {page.name} rated"
    rows = (_severity(page), *_simple(page.habit), *_middle(page.habit.middle), *_halo(page.habit))
    back = Button(label="Back to the report", action="calibration.report", subject=page.seen.session.id)
    return Card(
        title,
        (
            Text((f"{sessions.title(page.seen)}. {_OWN if mine else _ANOTHERS}",)),
            Table("Beside the others; 1 is one level", ("What", "Figure", "It says"), rows),
            Note((_MEANT,)),
            Visibility(_READERS if mine else _READERS_TOO),
            *(() if mine else (Buttons((back,)),)),
        ),
    )


# --- Rows ---------------------------------------------------------------------------------------------------------


def _severity(page: Page) -> tuple[str, str, str]:
    """The figure is drawn to 0 by how unsure it is; what is said of it rests on its range."""
    what = "Higher or lower than others, all cases weighed together"
    one = page.habit.severity
    if one is None:
        return what, "-", words.REASONS[page.habit.refused or Reason.NO_OVERLAP]
    shown = limits.severity(one)
    if shown is None:
        return what, "-", words.TOO_FEW
    if shown.shown == 0:
        return (
            what,
            words.signed(0.0),
            "no sign that you and the others differ" if not page.name else "no sign of a difference",
        )
    return what, f"{words.signed(shown.shown)}{_range(shown.effect)}", _said(shown.effect)


def _range(effect: Result) -> str:
    if effect.low is None or effect.high is None:
        return ""
    return f" (range {words.between(effect.low, effect.high)})"


def _said(effect: Result) -> str:
    if effect.low is None or effect.high is None:
        return words.TOO_FEW
    if effect.low > 0:
        return "higher than others on the same cases"
    return "lower than others on the same cases" if effect.high < 0 else "no clear difference"


def _simple(habit: Habit) -> tuple[tuple[str, str, str], ...]:
    what = "Mean difference to the others"
    shown = limits.leniency(habit.leniency)
    if shown is None or shown.value is None:
        return ((what, "-", words.TOO_FEW),)
    return ((what, words.signed(shown.value), f"over {shown.n} cases; above 0 is higher"),)


def _middle(middle: Middle) -> tuple[tuple[str, str, str], ...]:
    shown, what, spread = limits.central_tendency(middle), "Rated Competent", "Own spread, as a share of the others'"
    if shown is None or shown.share.value is None:
        return ((what, "-", words.TOO_FEW), (spread, "-", words.TOO_FEW))
    share, ratio = shown.share, shown.ratio
    times = f"{round(shown.share.value * share.n)} of {share.n}"
    if ratio.value is None:
        return ((what, times, "of the cases that others rated, too"), (spread, "-", words.figure(ratio)))
    narrow = "under 1 keeps closer to one level than others do"
    return ((what, times, "of the cases that others rated, too"), (spread, words.number(ratio.value), narrow))


def _halo(habit: Habit) -> tuple[tuple[str, str, str], ...]:
    shown, what, apart = (
        limits.halo(habit.halo, habit.competencies),
        "Competencies going up and down together",
        "Spread within one person",
    )
    if shown is None:
        return ((what, "-", words.TOO_FEW), (apart, "-", words.TOO_FEW))
    over = f"over {shown.together.n} people and {habit.competencies} competencies"
    return (
        (what, words.figure(shown.together), f"near 1, one impression may color all; {over}"),
        (apart, words.figure(shown.apart), "near 0, each person has one level throughout"),
    )


# --- Examples: all figures, to the facilitator; too few; and refused -----------------------------------------------

_HABIT = Habit(
    person="ana",
    severity=Leniency(rater="ana", effect=found(0.42, 18, 0.11, 0.73), error=0.15, shown=0.31, shared=12),
    refused=None,
    island=1,
    leniency=found(0.38, 12),
    middle=Middle(share=found(0.5, 12), ratio=found(0.8, 12)),
    halo=Halo(together=found(0.81, 6), apart=found(0.22, 6)),
    competencies=5,
)
_NONE = Habit(
    person="ana",
    severity=None,
    refused=Reason.DISCONNECTED,
    island=2,
    leniency=missing(Reason.NO_OVERLAP, 0),
    middle=Middle(share=missing(Reason.NO_OVERLAP, 0), ratio=missing(Reason.NO_OVERLAP, 0)),
    halo=Halo(together=missing(Reason.NO_DATA, 2), apart=missing(Reason.NO_DATA, 2)),
    competencies=2,
)
_ALIKE = Leniency(rater="ana", effect=found(0.1, 10, -0.3, 0.5), error=0.2, shown=0.0, shared=10)
EXAMPLES = (
    show(Page(seen=PAGE.seen, habit=_HABIT)),
    show(Page(seen=PAGE.seen, habit=_HABIT, name="Ana Ruiz")),
    show(Page(seen=PAGE.seen, habit=replace(_HABIT, severity=_ALIKE))),
    show(Page(seen=PAGE.seen, habit=_NONE)),
)
