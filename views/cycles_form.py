"""The forms with which HR sets up a review cycle and changes it, and with which a manager names who acts for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import policy
from domain.cycles import NAME_CHARACTERS, Audience, Checkpoint, Cycle, Kind, NotMovableError, Template
from domain.cycles_draft import CUSTOM
from domain.policy import Condition, Role
from domain.policy import Kind as Object
from views import examples
from views.checkpoints import CYCLE, EVIDENCE
from views.cycles_hr import AUDIENCES
from views.forms import Choice, DateField, Field, Form, PeopleField, TextField, Values, many, text
from views.vocabulary import Option, Text, Visibility
from views.wording import listed

MOST_TEAMS = 50
TEMPLATE_LABELS = {CUSTOM: "My own: I add each checkpoint"}
KINDS = {
    Kind.KICK_OFF: "Kick-off",
    Kind.EVIDENCE: "Evidence",
    Kind.GOAL_CHECK_IN: "Goals",
    Kind.SELF_REFLECTION: "Looking back on oneself",
    Kind.PEER_FEEDBACK: "Feedback from peers",
    Kind.PULSE: "Team pulse",
    Kind.RATING: "Ratings",
    Kind.SECOND_RATING: "Second ratings",
    Kind.CALIBRATION: "Calibration session",
    Kind.RELEASE: "Review talks",
    Kind.RETROSPECTIVE: "Looking at the cycle",
}
_HR_ALONE = "HR administrators can read this. Nobody else hears of the cycle before it is launched."
_YES, _NO = "yes", "no"
_DRAWN = {Audience.SECOND_RATERS}  # whom nobody chooses
_BY_MANAGERS = {
    Object.DRAFT_RATING: "the reviews of your people in this cycle",
    Object.EVIDENCE: "the evidence about them",
}
_VERSION = "version"  # before its number


def new(
    templates: Sequence[Template], versions: Sequence[int], teams: Sequence[Option], said: Values | None = None
) -> Form:
    """`teams` are those proposed, or chosen before; `versions` the approved ones, the newest first."""
    values = said or {}
    return Form(
        title="New review cycle",
        action="cycle.new",
        submit="See the preview",
        intro=(Text(("You read every message to come before anything is sent.",)), Visibility(_HR_ALONE)),
        fields=(_plan(templates, values), *_days(values), _teams(teams), *_rules(versions, values)),
    )


def version(values: Values) -> int:
    """Return the number of the version of the competencies that was chosen."""
    return int(text(values, "framework").removeprefix(_VERSION))


def _plan(templates: Sequence[Template], values: Values) -> Choice:
    named = (*((one.id, one.label) for one in templates), *TEMPLATE_LABELS.items())
    options = tuple(Option(id, label[:75]) for id, label in named)
    return Choice(name="template", label="Plan", options=options, value=text(values, "template") or named[0][0])


def _days(values: Values) -> tuple[Field, ...]:
    naming = "Such as “Spring 2027”. People see it."
    ending = "Only for a plan of your own; else the plan says it."
    return (
        TextField(name="name", label="Name", value=text(values, "name"), max_length=NAME_CHARACTERS, hint=naming),
        DateField(name="start", label="First day", value=text(values, "start"), hint="Today or later."),
        DateField(name="end", label="Last day", value=text(values, "end"), required=False, hint=ending),
    )


def _teams(teams: Sequence[Option]) -> PeopleField:
    return PeopleField(
        name="teams",
        label="Teams",
        action="broadcast.teams",
        value=tuple(teams),
        max_people=MOST_TEAMS,
        hint="Their members take part, also those who join later.",
    )


def _rules(versions: Sequence[int], values: Values) -> tuple[Field, ...]:
    numbered = tuple(Option(f"{_VERSION}{one}", f"Version {one}") for one in versions)
    strictness = (Option(_NO, "One piece is enough"), Option(_YES, "Two pieces, as for every other rating"))
    strict = "Evidence for a rating at what the role needs"
    chosen = text(values, "framework") or numbered[0].value
    return (
        Choice(name="framework", label="Competencies", options=numbered, value=chosen),
        Choice(name="strict", label=strict, options=strictness, value=text(values, "strict") or _NO),
    )


def is_strict(values: Values) -> bool:
    return text(values, "strict") == _YES


def move(cycle: Cycle, one: Checkpoint, *, has_opened: bool) -> Form:
    """Other days for a checkpoint; what has opened stays open."""
    line = f"“{one.title}” of {cycle.name}. Whoever was told of the old date is told of the new one."
    opens = DateField(name="opens", label="Opens on", value=one.opens_on.isoformat())
    return Form(
        title="Move a checkpoint",
        action="cycle.move",
        submit="Move",
        subject=f"{cycle.id}/{one.id}",
        version=cycle.version,
        intro=(Text((line,)), Visibility("Everybody whom it asks sees the new date.")),
        fields=(*(() if has_opened else (opens,)), DateField(name="due", label="Due on", value=one.due_on.isoformat())),
    )


def add(cycle: Cycle, said: Values | None = None) -> Form:
    values = said or {}
    return Form(
        title="Add a checkpoint",
        action="cycle.add",
        submit="Add",
        subject=cycle.id,
        version=cycle.version,
        intro=(Visibility("Everybody whom it asks sees its name, its days and what it asks."),),
        fields=(
            Choice(
                name="kind",
                label="What is asked",
                options=tuple(Option(one.value, label) for one, label in KINDS.items()),
                value=text(values, "kind"),
            ),
            TextField(name="title", label="Name", value=text(values, "title"), max_length=40),
            TextField(
                name="prompt", label="What it says", value=text(values, "prompt"), multiline=True, max_length=300
            ),
            Choice(
                name="audience",
                label="Who is asked",
                options=tuple(
                    Option(one.value, label.capitalize()) for one, label in AUDIENCES.items() if one not in _DRAWN
                ),
                hint="Second ratings always ask managers of other teams, who are drawn.",
                value=text(values, "audience"),
            ),
            DateField(name="opens", label="Opens on", value=text(values, "opens")),
            DateField(name="due", label="Due on", value=text(values, "due")),
        ),
    )


def team(cycle: Cycle) -> Form:
    line = "Its members take part from now on. They are asked for what is not past its deadline."
    return Form(
        title="Add a team",
        action="cycle.team",
        submit="Add",
        subject=cycle.id,
        version=cycle.version,
        intro=(Text((line,)), Visibility("The members and their managers hear of what is open in the cycle.")),
        fields=(PeopleField(name="teams", label="Teams", action="broadcast.teams", max_people=MOST_TEAMS),),
    )


def delegate(cycle: Cycle, acting: Option | None) -> Form:
    line = f"In {cycle.name} they are asked in your place about your people. Leave it empty to be asked yourself again."
    return Form(
        title="Somebody acts for me",
        action="cycle.delegate",
        submit="Save",
        subject=cycle.id,
        intro=(Text((line,)), Visibility(_stand_in_reads())),
        fields=(
            PeopleField(
                name="who",
                label="Who acts for you",
                action="people.search",
                value=(acting,) if acting else (),
                max_people=1,
                required=False,
            ),
        ),
    )


def _stand_in_reads() -> str:
    """What whoever acts for a manager may read, from the policy: what that one may."""
    every = frozenset(Condition)
    those = [words for kind, words in _BY_MANAGERS.items() if Role.MANAGER in policy.readers(kind, every)]
    return f"Whoever you name can read {listed(those)}, as you can, while they act for you. Your people are told who it is, and HR can see it."


def chosen_teams(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(many(values, "teams")))


def not_movable(error: NotMovableError, usual: str = "move") -> str:
    """What is amiss with the order of checkpoints the error says itself; `usual` is a key of ERRORS."""
    return ERRORS[usual] if type(error) is NotMovableError else error.message


ERRORS: Mapping[str, str] = {
    "past": "This day has passed. Choose today or later.",
    "end": "Choose a last day that comes after the first.",
    "teams": "Nobody is in these teams. Choose at least one with members.",
    "due": "It is due before it opens. Choose a later day.",
    "move": "That day can't be taken: it has passed, or lies before the checkpoint opens. Choose another.",
    "outside": "It has to open on a day of the cycle that has not passed.",
    "oneself": "Choose somebody else than yourself.",
    "line": "They are in your own line, so they would answer for their peers. Choose somebody outside of it.",
}
_TEAMS = (Option("t1", "Billing"),)
EXAMPLES = (
    new((), (2, 1), _TEAMS),
    new(
        (Template(id="six_months", label="Six months", weeks=26, slots=()),),
        (1,),
        _TEAMS,
        {"name": "Autumn", "strict": _YES},
    ),
    move(CYCLE, EVIDENCE, has_opened=True),
    move(CYCLE, EVIDENCE, has_opened=False),
    add(CYCLE),
    add(CYCLE, {"kind": Kind.EVIDENCE.value, "audience": Audience.MANAGERS.value}),
    team(CYCLE),
    delegate(CYCLE, None),
    delegate(CYCLE, Option(examples.BEN.id, examples.BEN.name)),
)
