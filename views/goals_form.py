"""The forms around a goal: writing it, saying how it stands, how it ended, why it is dropped and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.goals import LEAST_WORDS, Goal, Part
from domain.goals_agreement import Agreement, Problem
from views.forms import Choice, DateField, Field, Form, TextField
from views.goals_words import DRAFT, GOAL, LEADING, MOODS, OWN, PARTS, Sides, visibility
from views.vocabulary import Option, Text, Visibility
from views.wording import upper_first

TITLE_LENGTH = 100
PART_LENGTH = 600
NOTE_LENGTH = 1_000
LINK_LENGTH = 2_000
YES, NO = "yes", "no"
_SENTENCES = {
    Problem.UNTITLED: "Please give it a short name.",
    Problem.DAY_OVER: "That day is over. Choose one to come.",
    Problem.LEARNED_TOO_LATE: "The learning comes before the goal ends: choose a day no later than its end.",
}


def write(sides: Sides, goal: Goal | None, *, subject: str, held: Agreement | None = None) -> Form:
    """A new goal, begun with `goal` if that is given; or one that is `held` already."""
    is_sent = held is not None and held.asked_by is not None
    return Form(
        title="A paired goal",
        action="goals.edit" if held else "goals.new",
        submit="Save",
        subject=subject,
        version=held.goal.version if held else 0,
        intro=(Text((_guidance(sides, is_sent=is_sent),)), Visibility(visibility(sides, is_sent=is_sent))),
        fields=(*_names(goal), *_parts(goal), *_guard(goal)),
    )


def check_in(held: Agreement, sides: Sides) -> Form:
    parts = tuple(Option(part.value, upper_first(PARTS[part].partition(",")[0])) for part in Part)
    moods = tuple(Option(mood.value, upper_first(words)) for mood, words in MOODS.items())
    link = "A document or message that shows it; it stays where it is"
    return Form(
        title="How does it stand?",
        action="goals.check_in",
        submit="Save",
        subject=held.goal.id,
        intro=(
            Text(
                (
                    "Saying early that something is off track helps. A check-in is no evidence by itself: only whoever wrote it can keep it as such.",
                )
            ),
            Visibility(visibility(sides, is_sent=True)),
        ),
        fields=(
            Choice(name="part", label="Of what?", options=parts),
            Choice(name="mood", label="How does it stand?", options=moods),
            _long("note", "What is there to say?", "What happened, and what you will do next", NOTE_LENGTH),
            TextField(name="link", label="Link", hint=link, required=False, max_length=LINK_LENGTH),
        ),
    )


def close(held: Agreement, sides: Sides) -> Form:
    """What is said here decides how it closes: domain.goals.ending."""
    line = "A missed result is no failure by itself: with the way kept and the learning written down, the goal closes as learned, and never counts against anybody."
    hint = f"At least {LEAST_WORDS} words. It can also be added later."
    return Form(
        title="How did it end?",
        action="goals.close",
        submit="Close the goal",
        subject=held.goal.id,
        version=held.goal.version,
        intro=(Text((line,)), Visibility(visibility(sides, is_sent=True))),
        fields=(
            _yes_or_no("outcome_met", "Was the result reached?", held.goal.outcome),
            _yes_or_no("process_met", "Was the way kept?", held.goal.process),
            replace(_long("learned", "What was learned?", hint, NOTE_LENGTH), required=False),
        ),
    )


def drop(held: Agreement, sides: Sides) -> Form:
    is_sent = held.asked_by is not None
    line = "A goal that no longer makes sense is dropped, not missed. The reason stays with it."
    return Form(
        title="Drop a goal",
        action="goals.drop",
        submit="Drop it",
        subject=held.goal.id,
        version=held.goal.version,
        intro=(Text((line,)), Visibility(visibility(sides, is_sent=is_sent))),
        fields=(_long("why", "Why?", f"At least {LEAST_WORDS} words", NOTE_LENGTH),),
    )


def learned(held: Agreement, sides: Sides) -> Form:
    return Form(
        title="What was learned",
        action="goals.learned",
        submit="Save",
        subject=held.goal.id,
        version=held.goal.version,
        intro=(
            Text((f"You set out to learn: {held.goal.learning}" if sides.is_own else held.goal.learning,)),
            Visibility(visibility(sides, is_sent=True)),
        ),
        fields=(_long("learned", "What do you know now?", "Also that an assumption was wrong", NOTE_LENGTH),),
    )


def reason(sides: Sides) -> Form:
    """To HR, who is in no line of the person."""
    seen = f"That HR read goals is shown to {sides.owner.name}, with the day. Your reason stands in the audit log, which HR reads."
    return Form(
        title="Why do you read them?",
        action="goals.reason",
        submit="Read the goals",
        subject=sides.owner.id,
        intro=(Text((f"You are about to read the goals of {sides.owner.name}.",)), Visibility(seen)),
        fields=(_long("reason", "For what purpose?", "Such as: they asked me to", 300),),
    )


def errors(problems: Mapping[str, Problem]) -> dict[str, str]:
    return {field: _SENTENCES[problem] for field, problem in problems.items()}


def lacks_part(part: Part) -> dict[str, str]:
    """Of a goal that was put forward: by the field in which the part is missing."""
    field = {Part.OUTCOME: "outcome", Part.PROCESS: "process", Part.LEARNING: "learning"}[part]
    line = "This goal was put forward already, so it keeps all three parts."
    more = " The way is something else than the result." if part is Part.PROCESS else ""
    more = " The learning needs its day, too." if part is Part.LEARNING else more
    return {field: f"{line} At least {LEAST_WORDS} words.{more}"}


def too_few_words(field: str) -> dict[str, str]:
    return {field: f"Please say it in at least {LEAST_WORDS} words."}


NO_LINK = {"link": "That is no address of a page. Begin with https:// or leave it empty."}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _guidance(sides: Sides, *, is_sent: bool) -> str:
    if is_sent:
        return f"{sides.other} is asked to agree to what you change. Until then it holds as it is."
    whose = "Your goal" if sides.is_own else f"A goal of {sides.owner.name}"
    if sides.lead is None:
        return f"{whose} has three parts. Nobody leads you, so it starts as soon as all are there; save before that, and it is kept as a draft."
    return f"{whose} has three parts. With all of them, {sides.other} is asked to agree, and then it starts; save before that, and it is kept as a draft."


def _names(goal: Goal | None) -> tuple[Field, ...]:
    until = goal.due_on.isoformat() if goal and goal.due_on.year > 1 else ""
    name = TextField(
        name="title", label="Name", hint="A few words", value=goal.title if goal else "", max_length=TITLE_LENGTH
    )
    return (name, DateField(name="due_on", label="Ends on", value=until))


def _parts(goal: Goal | None) -> tuple[Field, ...]:
    outcome, process, learning = (goal.outcome, goal.process, goal.learning) if goal else ("", "", "")
    by = goal.learn_by.isoformat() if goal and goal.learn_by else ""
    what = "What will be different, and by what figure one sees it"
    way = "What lies in one's own hands, and how often or how well"
    know = "What will be known by a day, even if the result disappoints"
    return (
        _part("outcome", "The result", what, outcome),
        _part("process", "The way to it", way, process),
        _part("learning", "What will be learned", know, learning),
        DateField(name="learn_by", label="Learned by", value=by, required=False),
    )


def _guard(goal: Goal | None) -> tuple[Field, ...]:
    hint = "What nobody should damage in order to reach the result"
    return (_part("guard", "What must not get worse", hint, goal.guard if goal else ""),)


def _part(name: str, label: str, hint: str, value: str) -> TextField:
    return TextField(
        name=name, label=label, hint=hint, value=value, multiline=True, required=False, max_length=PART_LENGTH
    )


def _long(name: str, label: str, hint: str, most: int) -> TextField:
    return TextField(name=name, label=label, hint=hint, multiline=True, max_length=most)


def _yes_or_no(name: str, label: str, said: str) -> Choice:
    return Choice(name=name, label=label, hint=said, options=(Option(YES, "Yes"), Option(NO, "No")))


EXAMPLES = (
    write(OWN, None, subject="ben"),
    write(LEADING, GOAL, subject="ben"),
    write(OWN, GOAL, subject="g1", held=replace(DRAFT, goal=GOAL, asked_by="ben")),
    check_in(DRAFT, OWN),
    close(replace(DRAFT, goal=GOAL), OWN),
    drop(DRAFT, OWN),
    learned(replace(DRAFT, goal=GOAL), OWN),
    reason(LEADING),
)
