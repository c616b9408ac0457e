"""What people hear unasked around post-mortems: that they are asked to score, what came of it, and what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import postmortems_actions as rules
from domain.postmortems import Postmortem, State
from domain.postmortems_actions import Action
from views import postmortems_words as words
from views.postmortems import SCORED, standing
from views.postmortems_actions import DONE
from views.vocabulary import Bold, Button, Buttons, Card, Note, Text, Weight
from views.wording import excerpt


def asked(one: Postmortem) -> Card:
    """To a scorer, who had no part in it."""
    line = (
        Bold(excerpt(one.title)),
        " is written up, and you had no part in it. How useful is it to a reader? It takes about 15 minutes: 14 lines, each missing, partly or fully there.",
    )
    note = "You score alone. Somebody else does, too, and everyone reads only what comes of both. If you had a part in it after all, or no time, say so: another person is drawn."
    return Card("A post-mortem to score", (Text(line), Note((note,)), Buttons(_scoring(one))))


def still_asked(one: Postmortem) -> Card:
    """To a scorer from whom nothing came for a week."""
    line = (Bold(excerpt(one.title)), " waits for you still: it is scored once both of you have said all.")
    note = "No time, or a part in it after all? Say so, or let it be: after two weeks whoever wrote it can ask somebody else, and nobody is told why."
    return Card("A post-mortem still to score", (Text(line), Note((note,)), Buttons((_open(one),))))


def to_talk(one: Postmortem, other: str) -> Card:
    """To each of the two."""
    line = (
        "You and ",
        Bold(other),
        " see some lines of ",
        Bold(excerpt(one.title)),
        " quite differently. Talk about them, then each of you scores those lines again; agreeing is not needed.",
    )
    return Card("Talk about a post-mortem", (Text(line), Buttons((_open(one),))))


def scored(one: Postmortem) -> Card:
    """To whoever registered it or responded."""
    line = (Bold(excerpt(one.title)), f" is scored: {standing(one)}. Open it to see what each part came to.")
    note = "It is about the text, never about anybody's work, and counts in no review."
    return Card("Your post-mortem is scored", (Text(line), Note((note,)), Buttons((_open(one),))))


def missing(one: Postmortem) -> Card:
    """To the same, when somebody found a fact missing."""
    line = (Bold(excerpt(one.title)), f" lacks a fact: “{one.missing}” Add it, then have it scored again.")
    return Card("A post-mortem lacks a fact", (Text(line), Buttons((_open(one),))))


def given(action: Action, by: str) -> Card:
    """To whoever is to see to it."""
    line = (f"{by} wrote down that you see to this: ", Bold(excerpt(action.words)), f", by {_due(action)}.")
    note = "If the date does not fit, move it before it passes; that is planning, not failing. If it is not for you, open it and say so."
    return Card("An action for you", (Text(line), Note((note,)), Buttons((_look(action),))))


def due(action: Action, *, today: date) -> Card:
    """To its owner: while it can still be moved, and once its date has passed."""
    if rules.is_late(action, today=today):
        line = (
            Bold(excerpt(action.words)),
            f" was to be done by {_due(action)}. Say what came of it, or agree on another date.",
        )
        return Card("An action is past its date", (Text(line), Buttons((_look(action),))))
    line = (
        Bold(excerpt(action.words)),
        f" is due by {_due(action)}. Will it fit? If not, move it now: before its date that is planning anew.",
    )
    return Card("An action is due soon", (Text(line), Buttons((_look(action),))))


def to_verify(action: Action, by: str) -> Card:
    """To whoever registered the post-mortem or responded, but for its owner and `by`, who says that it is done."""
    after = ". Does it work? Please look; so can anybody who neither sees to it nor said that it is done."
    return _about(action, "An action to verify", f"{by} says that this is done: ", after)


# --- To an owner, of what others did with their action ------------------------------------------------------------


def finished(action: Action, by: str) -> Card:
    after = ". Somebody else looks whether it works. If it is not done, tell them."
    return _about(action, "Your action is said to be done", f"{by} says that this is done: ", after)


def verified(action: Action, by: str) -> Card:
    return _about(action, "Your action is verified", f"{by} looked, and it works: ", f". “{action.outcome}”")


def sent_back(action: Action, by: str) -> Card:
    after = f". “{action.outcome}” It is yours again; say when it is done, or agree on another date."
    return _about(action, "Your action is not done yet", f"{by} looked, and it does not work yet: ", after)


def moved(action: Action, by: str) -> Card:
    after = f", now by {_due(action)}: “{action.outcome}”"
    return _about(action, "Your action has another date", f"{by} moved this: ", after)


def declined(action: Action, by: str) -> Card:
    after = f". “{action.outcome}” Nothing more is asked of you."
    return _about(action, "Your action is not to be done", f"{by} wrote down that this is not to be done: ", after)


def taken_off(action: Action, by: str) -> Card:
    """To whoever saw to it before."""
    after = ". Nothing more is asked of you."
    return _about(
        action, "Somebody else sees to your action", f"{by} wrote down that somebody else sees to this: ", after
    )


# --- To whoever wrote the post-mortem -----------------------------------------------------------------------------


def handed_back(action: Action, by: str) -> Card:
    return _about(action, "An action needs an owner", f"{by} can't see to this: ", ". Who does?")


def left_alone(action: Action) -> Card:
    """Its owner has left."""
    after = f", by {_due(action)}. Who sees to it now?"
    return _about(action, "An action needs an owner", "Whoever saw to this is no longer here: ", after)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _about(action: Action, title: str, before: str, after: str) -> Card:
    return Card(title, (Text((before, Bold(excerpt(action.words)), after)), Buttons((_look(action),))))


def _scoring(one: Postmortem) -> tuple[Button, ...]:
    begin = Button(
        label="Score it", action="postmortem.score.open", subject=one.id, weight=Weight.PRIMARY, opens_form=True
    )
    return (begin, _open(one), Button(label="I can't score this", action="postmortem.step_back", subject=one.id))


def _open(one: Postmortem) -> Button:
    return Button(label="Open it", action="postmortem.show", subject=one.id)


def _look(action: Action) -> Button:
    return Button(label="Open it", action="postmortem.action", subject=action.id)


def _due(action: Action) -> str:
    return words.day(action.plan.due_on) if action.plan else "no day yet"


_TAKEN = rules.take_on(words.RECOMMENDED, words.PLAN)
_SAW = "Refunds still lack it"
_LACKING = replace(words.ONE, state=State.REOPENED, missing="For how long were cards blocked?")
EXAMPLES = (
    asked(words.ONE),
    still_asked(words.ONE),
    to_talk(words.ONE, "Chiara Lindqvist"),
    scored(SCORED),
    missing(_LACKING),
    given(_TAKEN, "Ana Ruiz"),
    due(_TAKEN, today=date(2026, 10, 17)),
    due(_TAKEN, today=date(2026, 10, 21)),
    to_verify(DONE, "Ben Okafor"),
    finished(DONE, "Ana Ruiz"),
    verified(rules.verify(DONE, "chi", _SAW, works=True, today=date(2026, 10, 27)), "Chiara Lindqvist"),
    sent_back(rules.verify(DONE, "chi", _SAW, works=False, today=date(2026, 10, 27)), "Chiara Lindqvist"),
    moved(rules.move(_TAKEN, date(2026, 11, 9), "The vendor is late", today=date(2026, 10, 12)), "Ana Ruiz"),
    declined(rules.decline(_TAKEN, "The vendor does it", today=date(2026, 10, 12)), "Ana Ruiz"),
    taken_off(rules.hand_over(_TAKEN, "chi"), "Ana Ruiz"),
    handed_back(rules.hand_back(_TAKEN, today=date(2026, 10, 12)), "Ben Okafor"),
    left_alone(_TAKEN),
)
