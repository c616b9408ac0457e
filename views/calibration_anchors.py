"""The written cases that every manager rates alone, before a session and after: the form, and the spread of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.calibration_script import Anchor, Form, Moment
from domain.competencies import Competency, Level
from views import calibration as sessions
from views.calibration import SEEN, Seen
from views.calibration_points import FEWEST
from views.forms import Choice
from views.forms import Form as Asked
from views.reviews_sheet import COMPETENCIES, LABELS
from views.vocabulary import Bold, Button, Buttons, Card, Mood, Note, Notice, Option, Part, Table, Text, Visibility
from views.wording import counted, excerpt

REREAD = 2  # cases that the script has time for
WHO_SEES = "Only you see what you choose. The room is shown how often each level was chosen, without names, once the facilitator says so."
_AGAIN = "You can change it until then."
_ALONE = "Read each case and choose the level whose words fit best. Please do it alone: there is nothing to get right, only a standard to read."


def ask(
    seen: Seen,
    moment: Moment,
    cases: Sequence[Anchor],
    competencies: Mapping[str, Competency],
    said: Mapping[str, Level],
) -> Asked:
    """`cases` are those of the reader's form at this moment; `said` what they chose before."""
    return Asked(
        title="Rate the anchor cases",
        action="calibration.anchors",
        submit="Keep my levels",
        subject=f"{seen.session.id}/{moment.value}",
        version=seen.session.version,
        intro=(Text((_ALONE,)), Visibility(WHO_SEES)),
        fields=tuple(choice(place, case, competencies, said.get(case.id)) for place, case in enumerate(cases, 1)),
    )


def choice(place: int, case: Anchor, competencies: Mapping[str, Competency], said: Level | None) -> Choice:
    """Return the question about one case, beside the words of each level; a sprint asks it, too."""
    what = competencies.get(case.competency)
    options = tuple(Option(level.value, LABELS[level], _means(what, level)) for level in Level)
    return Choice(
        name=case.id,
        label=_label(place, case, competencies),
        hint=case.text,  # beside its choice: what was read five cases ago is not in mind any more
        options=options,
        value=said.value if said else "",
    )


def kept(seen: Seen) -> Card:
    line = f"Your levels are kept. {WHO_SEES} {_AGAIN}"
    return Card("Thank you", (Text((line,)), Buttons((sessions.show_button(seen.session.id),))))


def shown_already(seen: Seen) -> Card:
    """Whoever comes too late for the first set."""
    line = "The room has come past these cases, so they can't be rated any more. There is another set, once the facilitator comes to it."
    return Card("Too late for these", (Text((line,)), Buttons((sessions.show_button(seen.session.id),))))


def not_yet(seen: Seen) -> Card:
    """Whoever asks for the second set before it is its turn."""
    line = "The second set is rated in the session, once the facilitator comes to it."
    return Card("Not yet", (Text((line,)), Buttons((sessions.show_button(seen.session.id),))))


def spread(
    seen: Seen,
    moment: Moment,
    cases: Sequence[Anchor],
    competencies: Mapping[str, Competency],
    counts: Mapping[str, Mapping[Level, int]],
) -> Card:
    """To the room: how often each level was given, the case on which it differs most first; who gave it stands nowhere.

    `cases` in that order.
    """
    shown = [case for case in cases if sum(counts.get(case.id, {}).values()) >= FEWEST]
    rows = tuple(_row(case, competencies, counts[case.id]) for case in shown)
    head = "before the session" if moment is Moment.BEFORE else "after the session"
    columns = ("Case", *(LABELS[level] for level in Level))
    told: tuple[Part, ...] = (Table(f"How the cases were read {head}", columns, rows),) if rows else ()
    few = "A case is shown once three managers have rated it: of fewer, one could tell who chose what."
    nobody: tuple[Part, ...] = () if len(shown) == len(cases) else (Notice(Mood.INFO, (few,)),)
    note = Note(("Start with the case on which you differ most: which words of the level text did you rely on?",))
    back = Button(label="To the room", action="calibration.room", subject=seen.session.id)
    again = _to_reread(shown, competencies, counts)
    return Card("Anchor cases", (*told, *nobody, *((note,) if rows else ()), *again, Buttons((back,))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _label(place: int, case: Anchor, competencies: Mapping[str, Competency]) -> str:
    what = competencies.get(case.competency)
    return f"{place}. {what.title if what else case.competency}"


def _means(what: Competency | None, level: Level) -> str:
    found = what.levels.get(level) if what else None
    return excerpt(found.text, 75) if found else ""


def _to_reread(
    shown: Sequence[Anchor], competencies: Mapping[str, Competency], counts: Mapping[str, Mapping[Level, int]]
) -> tuple[Part, ...]:
    """The words of those that come first: the room begins with them, and nobody can open the form any more."""
    split = [case for case in shown if sum(bool(count) for count in counts[case.id].values()) > 1]
    return tuple(Text((Bold(_called(case, competencies)), f": {case.text}")) for case in split[:REREAD])


def _called(case: Anchor, competencies: Mapping[str, Competency]) -> str:
    what = competencies.get(case.competency)
    return f"{what.title if what else case.competency} ({case.id})"


def _row(case: Anchor, competencies: Mapping[str, Competency], counts: Mapping[Level, int]) -> tuple[str, ...]:
    total = sum(counts.values())
    return (
        _called(case, competencies),
        *(counted(counts[level], "of", "of") + f" {total}" for level in Level),
    )


_CASES = (
    Anchor(id="a1", form=Form.A, competency="early_candor", target=Level.COMPETENT, text="On 3 May Ari writes early."),
    Anchor(id="a2", form=Form.A, competency="error_learning", target=Level.DEVELOPING, text="Bo restores 38 of 40."),
)
_BY_ID = {one.id: one for one in COMPETENCIES}
EXAMPLES = (
    ask(SEEN, Moment.BEFORE, _CASES, _BY_ID, {"a1": Level.COMPETENT}),
    ask(SEEN, Moment.AFTER, _CASES, {}, {}),
    kept(SEEN),
    shown_already(SEEN),
    not_yet(SEEN),
    spread(
        SEEN,
        Moment.BEFORE,
        _CASES,
        _BY_ID,
        {"a2": {Level.DEVELOPING: 2}, "a1": {Level.DEVELOPING: 1, Level.COMPETENT: 3, Level.ROLE_MODEL: 2}},
    ),
    spread(SEEN, Moment.AFTER, _CASES, _BY_ID, {}),
)
