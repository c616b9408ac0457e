"""The forms of a team's reward: its rule, with what no reward is for said beside it, and what the team tried out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.rewards import LEAST_INDEXES, PRIZE, TITLE, Criterion, Ending, Rule
from domain.rewards_refused import Refused
from views import paired_words
from views import rewards as views
from views.forms import Choice, Choices, DateField, Form, TextField
from views.vocabulary import Mood, Notice, Option, Text, Visibility

LINK = 500  # characters
_CRITERIA = {
    Criterion.INDEX: ("Every post-mortem is good", "A scored near miss counts as one."),
    Criterion.ACTIONS: ("Its actions are verified in time", "Or moved before their date."),
    Criterion.EXPERIMENTS: ("Results of experiments are published", "Two, also of those that failed."),
}
REASONS = {
    Refused.INCIDENTS: "A reward for few incidents teaches people to keep quiet about them.",
    Refused.BUGS: "A reward for few bugs or complaints teaches people not to report them.",
    Refused.PULSE: "A pulse that pays is answered to please, and then tells nobody anything.",
    Refused.PARTICIPATION: "Answering is everybody's own choice; whoever is paid for it has none.",
    Refused.RECOGNITION: "Thanks and notes that are counted are given to be counted.",
    Refused.RATINGS: "What somebody is rated stays between them and whoever rates them.",
    Refused.ONE_PERSON: "It is for the whole team, equal within it: nobody wins it from the others.",
}
_REFUSED = {
    Refused.INCIDENTS: "Few incidents",
    Refused.BUGS: "Few bugs or complaints",
    Refused.PULSE: "A pulse score",
    Refused.PARTICIPATION: "Participation",
    Refused.RECOGNITION: "Many notes, thanks or badges",
    Refused.RATINGS: "Somebody's rating",
    Refused.ONE_PERSON: "The best one of the team",
}
_ENDINGS = {
    Ending.POSITIVE: "As hoped",
    Ending.NEGATIVE: "Not as hoped",
    Ending.INCONCLUSIVE: "It left the question open",
}
_NEVER = "Never for few incidents or bugs, a pulse score, participation, numbers of notes or badges, or anybody's rating. Those stand in the list so that you can see why."
_LINK_HINT = "Where colleagues can read it, beginning with https://."
_NOT_YET = "Leave it out while it is not published."


def rule(team: str, name: str, held: Rule | None) -> Form:
    """`held` is the rule as it stands."""
    chosen = tuple(one.value for one in Criterion if held and one in held.criteria)
    return Form(
        title="Team reward",
        action="rewards.rule",
        submit="Save the rule",
        subject=team,
        version=held.version if held else 0,
        intro=(Text((f"For all of {name} together, settled a month after each quarter.",)), Notice(Mood.INFO, (_NEVER,)), _readers()),
        fields=(
            Choices(name="criteria", label="Earned by all of these", options=_options(), value=chosen),
            Choice(
                name="least_index",
                label="A good post-mortem has an index of",
                options=tuple(Option(str(least), f"{least} or more") for least in LEAST_INDEXES),
                value=str(held.least_index if held else LEAST_INDEXES[0]),
            ),
            TextField(
                name="prize",
                label="What does the team get?",
                hint="Modest: a learning budget, a team day.",
                value=held.prize if held else "",
                max_length=PRIZE,
            ),
        ),
    )  # fmt: skip


def refusals(chosen: Collection[Refused], written: Sequence[Refused]) -> dict[str, str]:
    """Why it is not saved, by field."""
    found = {}
    if chosen:
        found["criteria"] = " ".join(f"Not by “{_REFUSED[one]}”: {_begun(REASONS[one])}" for one in chosen)
    if written:
        found["prize"] = f"Say what the team gets, without this condition. {' '.join(REASONS[one] for one in written)}"
    return found


def experiment(team: str, name: str) -> Form:
    return Form(
        title="An experiment",
        action="rewards.experiment",
        submit="Save",
        subject=team,
        intro=(Text((f"Something {name} tried out, however it ended. A result that disappoints counts as much.",)), _readers()),
        fields=(
            TextField(name="title", label="What did you try?", hint="Without names: it is the team's.", max_length=TITLE),
            Choice(
                name="ending",
                label="How did it end?",
                options=tuple(Option(one.value, label) for one, label in _ENDINGS.items()),
            ),
            DateField(name="ended_on", label="When did it end?"),
            TextField(name="link", label="Where is the result published?", hint=f"{_LINK_HINT} {_NOT_YET}", required=False, max_length=LINK),
        ),
    )  # fmt: skip


def publish(id: str, title: str) -> Form:
    return Form(
        title="Publish a result",
        action="rewards.publish",
        submit="Save",
        subject=id,
        intro=(Text((title,)), _readers()),
        fields=(TextField(name="link", label="Where is the result published?", hint=_LINK_HINT, max_length=LINK),),
    )


def not_a_link() -> dict[str, str]:
    return {"link": "Please give a web address that begins with https://."}


def not_yet_over() -> dict[str, str]:
    return {"ended_on": "That day has not come yet, or is more than a year ago."}


def _options() -> tuple[Option, ...]:
    asked = tuple(Option(one.value, label, why) for one, (label, why) in _CRITERIA.items())
    refused = tuple(Option(one.value, f"{label} (not possible)") for one, label in _REFUSED.items())
    return (*asked, *refused)


def _begun(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _readers() -> Visibility:
    return Visibility(paired_words.readers())


EXAMPLES = (
    rule("t1", "Checkout", None),
    rule("t1", "Checkout", views.RULE),
    experiment("t1", "Checkout"),
    publish("x1", "Smaller batches"),
)
