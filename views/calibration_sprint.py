"""The calibration sprint as a manager sees it: its weeks, the form with two cases, and how they read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain import policy
from domain.calibration_script import Anchor
from domain.calibration_script import Form as Which
from domain.calibration_sprint import COUNTED, Sprint, State, Week
from domain.competencies import Competency, Level
from domain.policy import Condition, Kind, Role
from views import calibration_anchors as anchors
from views import examples
from views.forms import Form
from views.privacy import A_FORMER_COLLEAGUE
from views.reviews_sheet import COMPETENCIES
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
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import listed, upper_first

NAME = "Calibration sprint"
ABOUT = "For four weeks you read two made-up cases a week, alone, in about five minutes. Right after, you see how those who wrote the cases read them, and why; once the week is over, how the group did."
PRACTICE = "It is practice: nothing in it counts for or against you, and no score is made of it."
PRACTICE_OF_ALL = "It is practice: nothing in it counts for or against anybody, and no score is made of it."
COUNTS = "Counts without names can still tell something: where all others chose the same level, you know what each of them chose, and an HR administrator who takes part knows who they are."
_ASK = "Read each case and choose the level whose words fit best. Right after, you see how those who wrote the cases read them, so what you choose stays."
HOLDERS = {Role.FACILITATOR: "whoever looks after the sprint", Role.HR: "HR administrators"}
STATES = {State.AHEAD: "to come", State.RUNNING: "going on", State.OVER: "over", State.STOPPED: "stopped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sprint as its reader sees it now (UTC epoch ms). `titles` are of competencies, `names` of people, by id.

    `read` are the weeks whose cases the reader has read, `watches` says that they may see who else has.
    """

    sprint: Sprint
    now: int
    titles: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    read: Collection[int] = ()
    takes_part: bool = False
    watches: bool = False
    plans: bool = False

    @property
    def state(self) -> State:
        return self.sprint.state(self.now)

    @property
    def left(self) -> tuple[Week, ...]:
        """The weeks that the reader can read now and has not, the newest first."""
        those = [one for one in self.sprint.weeks if self.sprint.is_readable(one, self.now)]
        return tuple(one for one in reversed(those) if self.takes_part and one.number not in self.read)

    def title(self, week: Week) -> str:
        return self.titles.get(week.competency, week.competency)

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", A_FORMER_COLLEAGUE)


def who_sees() -> str:
    """From the policy: who reads how somebody read a case, and who that they did."""
    alone = policy.readers(Kind.SPRINT_READING, frozenset(Condition)) == (Role.AUTHOR,)
    own = "Only you see what you choose" if alone else "What you choose can be read by others"
    told = [HOLDERS[one] for one in policy.readers(Kind.SPRINT_PROGRESS) if one in HOLDERS]
    return f"{own}. {upper_first(listed(told))} see whether you have read the cases; the group sees how often each level was chosen, without names, if {COUNTED} or more read them in time."


def whole(seen: Seen) -> Card:
    """To somebody who takes part."""
    weeks = Bullets(tuple(_line(seen, one) for one in seen.sprint.weeks))
    parts = (
        Text((ABOUT,)),
        *_standing(seen),
        weeks,
        Note((PRACTICE,)),
        Note((COUNTS,)),
        Visibility(who_sees()),
        *_doing(seen),
    )
    return Card(f"{NAME}: {len(seen.sprint.weeks)} weeks, two cases each", parts)


def ask(
    seen: Seen,
    week: Week,
    cases: Sequence[Anchor],
    competencies: Mapping[str, Competency],
    chosen: Mapping[str, Level],
) -> Form:
    """`chosen` stands in the form when it comes back with what is missing."""
    return Form(
        title=f"Week {week.number}: two cases",
        action="calibration.sprint.read",
        submit="Keep and compare",
        subject=f"{seen.sprint.id}/{week.number}",
        intro=(Text((_ASK,)), Text((PRACTICE,)), Text((COUNTS,)), Visibility(who_sees())),
        fields=tuple(
            anchors.choice(place, case, competencies, chosen.get(case.id)) for place, case in enumerate(cases, 1)
        ),
    )


def not_now(seen: Seen) -> Card:
    """Whoever wants to read a case that is not open, or is open no more."""
    lines = {
        State.AHEAD: "The sprint has not begun yet. You hear of it when it does.",
        State.RUNNING: "This week has not begun yet. You hear of it when it does.",
        State.OVER: "The sprint is over, so its cases can't be read any more. There is nothing left for you to do.",
        State.STOPPED: "The sprint was stopped. There is nothing left for you to do.",
    }
    return Card("Not now", (Text((lines[seen.state],)), Buttons((show_button(seen.sprint.id),))))


def read_button(seen: Seen, week: Week) -> Button:
    return Button(
        label=f"Read week {week.number}",
        action="calibration.sprint.read.open",
        subject=f"{seen.sprint.id}/{week.number}",
        weight=Weight.PRIMARY,
        opens_form=True,
    )


def week_button(seen: Seen, week: Week) -> Button:
    label = f"How week {week.number} was read"
    return Button(label=label, action="calibration.sprint.week", subject=f"{seen.sprint.id}/{week.number}")


def show_button(sprint: str) -> Button:
    return Button(label="My sprint", action="calibration.sprint.show", subject=sprint)


def all_button() -> Button:
    return Button(label="Calibration sprints", action="calibration.sprint.every")


def board_button(sprint: str) -> Button:
    return Button(label="Who has read", action="calibration.sprint.board", subject=sprint)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _standing(seen: Seen) -> tuple[Part, ...]:
    if seen.state is State.STOPPED:
        return (
            Notice(Mood.INFO, ("It was stopped: nothing more is asked of you. What you read stays for you to see.",)),
        )
    if seen.state is State.OVER:
        return (Notice(Mood.INFO, ("It is over: nothing more is asked of you.",)),)
    return ()


def _line(seen: Seen, week: Week) -> Spans:
    name: tuple[Bold | str, ...] = (Bold(f"Week {week.number}"), f", {seen.title(week)}: ")
    if week.number in seen.read:
        return (*name, "you have read it")
    if seen.sprint.was_left_out(week):
        return (*name, "did not begin")
    if seen.state in {State.OVER, State.STOPPED}:
        return (*name, "not read")
    if not week.is_open(seen.now):
        return (*name, "from ", When(week.opens_at, WhenStyle.DATE), " on")
    return (*name, "waits for you")


def _doing(seen: Seen) -> tuple[Part, ...]:
    watching = [board_button(seen.sprint.id)] if seen.watches else []
    doing = (*(read_button(seen, one) for one in seen.left), *watching, all_button())
    seeing = [
        Option(f"{seen.sprint.id}/{one.number}", f"Week {one.number}, {seen.title(one)}"[:75]) for one in _read(seen)
    ]
    menu = (Menu(label="How I read", action="calibration.sprint.week", options=tuple(seeing)),) if seeing else ()
    return (Buttons(doing), *menu)


def _read(seen: Seen) -> list[Week]:
    return [one for one in seen.sprint.weeks if one.number in seen.read]


# --- Examples -----------------------------------------------------------------------------------------------------

_WEEK_MS = 7 * 86_400_000
NOW = examples.MORNING + 10 * 86_400_000  # in the second week
WEEKS = tuple(
    Week(
        number=number,
        competency=what,
        opens_at=examples.MORNING + (number - 1) * _WEEK_MS,
        closes_at=examples.MORNING + number * _WEEK_MS,
    )
    for number, what in enumerate(("early_candor", "error_learning", "useful_feedback", "inclusive_teamwork"), 1)
)
SPRINT = Sprint(id="p1", author="hana", facilitator="fay", managers=("ana", "ben", "chi"), weeks=WEEKS)
SEEN = Seen(
    sprint=SPRINT,
    now=NOW,
    titles={"early_candor": "Early candor", "error_learning": "Learning from errors"},
    names={"ana": examples.ANA.name, "ben": examples.BEN.name, "fay": "Fay Moreau"},
    read=frozenset({1}),
    takes_part=True,
)
CASES = (
    Anchor(
        id="a1",
        form=Which.A,
        competency="early_candor",
        target=Level.COMPETENT,
        text="On 3 May Ari writes that the test data is incomplete, and gives two options.",
        why="Named in time, where the decision is made.",
    ),
    Anchor(
        id="b1",
        form=Which.B,
        competency="early_candor",
        target=Level.ROLE_MODEL,
        text="In January Fay starts a round in which everybody names what worries them.",
    ),
)
_CHOSEN = {"a1": Level.COMPETENT}
EXAMPLES = (
    whole(SEEN),
    *(
        whole(replace(SEEN, sprint=replace(SPRINT, stopped_at=stopped), now=now, watches=True))
        for stopped, now in ((None, 0), (None, WEEKS[-1].closes_at), (1, NOW))
    ),
    *(ask(SEEN, WEEKS[1], CASES, {one.id: one for one in COMPETENCIES}, chosen) for chosen in ({}, _CHOSEN)),
    *(
        not_now(replace(SEEN, sprint=replace(SPRINT, stopped_at=stopped), now=now))
        for stopped, now in ((None, 0), (None, NOW), (None, WEEKS[-1].closes_at), (1, NOW))
    ),
)
