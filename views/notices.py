"""What people are told unasked: one message with all of it, why it came, and how to put it off or stop it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.coaching import NUDGES, Answer
from views import examples
from views.home import Waiting
from views.vocabulary import Button, Buttons, Card, Heading, Menu, Note, Option, Part, Text, When, WhenStyle
from views.wording import counted

SHOWN = 6  # notices in one message; what is beyond stays for the next one


@dataclass(frozen=True, slots=True)
class Kind:
    """`why` completes "You get this because"; `name` is what a person stops, and may stand in a sentence.

    `switch` is what is chosen in Preferences, of kinds that are chosen together; "" is the name.
    """

    name: str
    why: str
    switch: str = ""

    @property
    def chosen(self) -> str:
        return self.switch or self.name


RETURNED = "Reviews that come back to me, or that a calibration changed"
UNDECIDED = "Contests and disputes that nobody can decide on"
ASKED = "What a review cycle asks of me"
THOUGHTS = "Thoughts on leading people, in private"
POSTMORTEMS = "Post-mortems I have a part in"
CONTESTED = "Contested evidence, and what was decided"
NOMINATIONS = "Nominations I decide on, or that were lost"
CALIBRATION = "Calibration sessions and sprints I am in"
SEATED = "Calibration sessions I sit in"
PULSES = "Pulses: reminders, results, what comes of them"
KINDS = {
    "coaching.talk": Kind("Thoughts before review talks", "you lead the people whose reviews come next", THOUGHTS),
    "coaching.results": Kind("Thoughts on results of a pulse", "you lead people who were asked in it", THOUGHTS),
    "coaching.concern": Kind("Thoughts when somebody spoke up", "you noted that one of your people did", THOUGHTS),
    "coaching.own_error": Kind("Thoughts on mistakes of my own", "you lead people in a review cycle", THOUGHTS),
    "calibration.invited": Kind(SEATED, "you have, or had, a seat in the calibration session", CALIBRATION),
    "calibration.soon": Kind("Reminders before a calibration session", "you have a seat in the calibration session"),
    "calibration.left": Kind(SEATED, "you lead the session, or you are an HR administrator", CALIBRATION),
    "calibration.figures": Kind(SEATED, "you led the calibration session, or rated in it", CALIBRATION),
    "calibration.sprint": Kind(
        "Calibration sprints I am in", "you take part in a calibration sprint, or look after it", CALIBRATION
    ),
    "checkpoint.ask": Kind(ASKED, "a review cycle runs that you have a part in"),
    "checkpoint.late": Kind("What is late in a review cycle", "you lead the people it is about, or run HR"),
    "checkpoint.moved": Kind("New dates in a review cycle", "you still have something to do there"),
    "cycle.acting": Kind("Who answers for me in my manager's place", "it is about you"),
    "competencies.approval": Kind("Competencies I am asked to approve or write anew", "you are an HR administrator"),
    "calibration.rewrite": Kind("Competencies I am asked to approve or write anew", "you are an HR administrator"),
    "broadcast.request": Kind("Messages from HR that ask me for something", "HR asked you for something by a message"),
    "evidence.added": Kind("Evidence about me that is ready to read", "something was noted about you"),
    "evidence.contested": Kind("Evidence that somebody contests", "you wrote it, or you are an ombud", CONTESTED),
    "evidence.decided": Kind("Decisions on contested evidence", "you wrote it, or it is about you", CONTESTED),
    "evidence.no_ombud": Kind(UNDECIDED, "you are an HR administrator"),
    "evidence.quote": Kind("Questions whether a message of mine may be quoted", "you wrote the message"),
    "evidence.unnoted": Kind("People of mine of whom I wrote nothing lately", "it is about people you lead", THOUGHTS),
    "evidence.recent": Kind("People of mine of whom I wrote only lately", "it is about people you lead", THOUGHTS),
    "feedback.asked": Kind("Feedback that colleagues ask me for", "somebody asked you"),
    "feedback.answered": Kind("Answers to feedback I asked for", "you asked for it"),
    "postmortem.score": Kind("Post-mortems I am asked to score", "you had no part in what it is about", POSTMORTEMS),
    "postmortem.told": Kind(
        "Post-mortems I wrote, and their actions", "you registered it, responded, or see to it", POSTMORTEMS
    ),
    "postmortem.action.due": Kind("Dates of actions from post-mortems", "you see to one, or wrote it up", POSTMORTEMS),
    "plan.week": Kind(ASKED, "you run HR, or own a task of its plan"),
    "privacy.answer": Kind("Answers to what I asked about my data", "you asked that your data be erased"),
    "privacy.request": Kind("Requests about people's data", "you are an HR administrator"),
    "goals.ready": Kind("Goals I am to agree to, or that ended", "it is about a goal of yours or of somebody you lead"),
    "goals.unpaired": Kind("Goals I began that lack a part", "you began a goal and did not finish it"),
    "kudos.unseen": Kind("People in my team whom nobody has thanked lately", "it is about people you lead", THOUGHTS),
    "nominations.decide": Kind("Nominations I decide on", "you sit on the committee", NOMINATIONS),
    "nominations.lost": Kind("Nominations that could not be decided", "you are an HR administrator", NOMINATIONS),
    "nominations.received": Kind("What I received by nominations", "you received it"),
    "pulse.reminder": Kind(PULSES, "a pulse is open that you were asked in"),
    "pulse.results": Kind(PULSES, "you were asked in a pulse, or lead who was"),
    "pulse.hr": Kind(PULSES, "you are an HR administrator"),
    "review.ready": Kind("My review, once it is ready to read", "it is about you"),
    "review.back": Kind(RETURNED, "you wrote it"),
    "review.calibrated": Kind(RETURNED, "you lead the person, or act for who does"),
    "review.lapsed": Kind("Reviews that I have not handed in", "you write it"),
    "review.release": Kind("Reviews that wait for my approval", "you are an HR administrator"),
    "review.reopened": Kind("My review, when it is opened again", "it is about you"),
    "review.disputed": Kind("Reviews that somebody disputes", "you wrote it, or you are an ombud"),
    "review.decided": Kind("Decisions on disputed reviews", "you wrote it, or it is about you"),
    "review.concern": Kind("Ratings that fell after somebody spoke up", "you are an ombud"),
    "review.no_ombud": Kind(UNDECIDED, "you are an HR administrator"),
    "rewards.settled": Kind("The reward of my team", "you are in the team, or lead it"),
    "roles.changed": Kind("Roles I am given in Vouchsafe", "it is about a role of yours"),
}
SWITCHES = {one.chosen: kind for kind, one in reversed(KINDS.items())}
COACHING = frozenset(one.kind for one in NUDGES)  # what may be answered, and then comes less often
_ANSWERS = {Answer.HELPED: "This helped", Answer.LESS: "Less often"}
LATER = {"hour": "In an hour", "tomorrow": "Tomorrow", "week": "Next week"}


def switched(wanted: Collection[str], stopped: Collection[str]) -> frozenset[str]:
    """Return the kinds that somebody has turned off who wants only these switches, by the first kind of each.

    A single kind that they `stopped` stays so while others of its switch are wanted, before and after.
    """
    unwanted = {kind for kind, one in KINDS.items() if SWITCHES[one.chosen] not in wanted}
    return frozenset(unwanted | {kind for kind in stopped if kind in KINDS and not is_off(KINDS[kind].chosen, stopped)})


def is_off(switch: str, stopped: Collection[str]) -> bool:
    """Say whether nothing of what is chosen by it comes."""
    return all(kind in stopped for kind, one in KINDS.items() if one.chosen == switch)


def named_alike(kind: str) -> frozenset[str]:
    """Return all kinds that people cannot tell from this one: whoever stops it has stopped them."""
    return frozenset(other for other, one in KINDS.items() if one.name == KINDS[kind].name)


def delivered(notices: Sequence[tuple[str, Card]], *, moment: int) -> Card:
    """One notice as it is, several as one list. `moment` is when it was sent: what is put off is what was sent then."""
    kinds = tuple(dict.fromkeys(kind for kind, _ in notices))
    told = notices[0][1] if len(notices) == 1 else _several([card for _, card in notices])
    return Card(told.title, (*told.parts, Note((_why(kinds),)), _later(kinds, moment)))


def put_off(until: int) -> Card:
    line = ("You will be reminded on ", When(until, WhenStyle.DATE_TIME), " or soon after.")
    return Card("Put off", (Text(line), Note(("Until then you get no other reminder either.",))))


def put_off_without_end() -> Card:
    line = "This waits: by your preferences there is no day in sight on which it may be sent. You can change them here."
    return Card("Put off", (Text((line,)), Buttons((preferences_button(),))))


def stopped(kind: str) -> Card:
    line = f"You will not get this again: {_within(KINDS[kind].name)}. You can turn it on again under Preferences."
    return Card("Stopped", (Text((line,)), Buttons((preferences_button(),))))


def waits(kind: str, number: int) -> Waiting:
    """On the person's own Home."""
    return Waiting((f"{counted(number, 'reminder', 'reminders')} for your next working hours: {KINDS[kind].name}",))


def preferences_button() -> Button:
    return Button(label="Preferences", action="preferences.open", opens_form=True)


def _within(name: str) -> str:
    """As it stands within a sentence."""
    return name[0].lower() + name[1:]


def _several(cards: Sequence[Card]) -> Card:
    parts: list[Part] = []
    for card in cards:
        parts += [Heading(card.title), *card.parts]
    return Card(f"{counted(len(cards), 'thing', 'things')} to look at when you have time", tuple(parts))


def _why(kinds: Sequence[str]) -> str:
    reasons = "; ".join(KINDS[kind].why for kind in kinds)
    return f"You get this because {reasons}. There is at most one reminder a day and three a week, in your hours."


def _later(kinds: Sequence[str], moment: int) -> Menu:
    putting_off = tuple(Option(value, label) for value, label in LATER.items())
    first = {KINDS[kind].name: kind for kind in reversed(kinds)}
    stopping = [Option(f"stop {kind}", f"Stop: {name}"[:75]) for name, kind in reversed(first.items())]
    saying = [
        Option(f"{answer.value} {kind}", f"{_ANSWERS[answer]}: {KINDS[kind].name}"[:75])
        for kind in kinds
        if kind in COACHING
        for answer in Answer
    ]
    return Menu(
        label="Remind me later, or stop",
        action="notices.later",
        subject=str(moment),
        options=(*putting_off, *saying, *stopping),
    )


_NUDGE = Card("A thought on recognition", (Text(("Private: Ben Okafor has had no public recognition for 45 days.",)),))
EXAMPLES = (
    delivered([("kudos.unseen", _NUDGE)], moment=examples.MORNING),
    delivered([("kudos.unseen", _NUDGE), ("kudos.unseen", _NUDGE)], moment=examples.MORNING),
    put_off(examples.MORNING),
    put_off_without_end(),
    stopped("kudos.unseen"),
)
