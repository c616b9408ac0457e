"""A team's reward: the rule, how the quarter stands, and what became of the ones before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.paired import LEAST
from domain.rewards import (
    PUBLISHED,
    VERIFIED_PERCENT,
    Check,
    Criterion,
    Ending,
    Experiment,
    Hold,
    Outcome,
    Quarter,
    Rule,
    Settled,
    Verdict,
)
from views import examples, paired_words
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Link,
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
)
from views.wording import excerpt

LEDGER = 8  # quarters shown
_IN_A_ROW = 5  # buttons
_LISTED = 25  # in a menu
OUTCOMES = {
    Outcome.EARNED: "earned",
    Outcome.NOT_EARNED: "not earned",
    Outcome.OPEN: "neither earned nor lost",
    Outcome.SUSPENDED: "on hold",
}
HOLDS = {
    Hold.UNREPORTED: "Issues may be going unreported: the team itself reported far fewer than in the quarter before, and customers found as many.",
    Hold.NOT_COUNTED: "How many issues the team and its customers found is not entered for each month of the quarter.",
    Hold.REOPENED: "A post-mortem was opened again because facts are missing, and is not scored anew yet.",
    Hold.UNSCORED: "A post-mortem still waits for those who score it.",
}
ENDINGS = {
    Ending.POSITIVE: "came out as hoped",
    Ending.NEGATIVE: "did not come out as hoped",
    Ending.INCONCLUSIVE: "left it open",
}
_PRECAUTION = "It is a precaution, not a proven effect: rewards for few incidents are expected to teach people to keep quiet, so this one counts what was done."
_SMALL = f"This team has fewer than {LEAST} people, so nothing is counted and no quarter is settled: it would be about one person."
_NO_RULE = "This team has no reward. One is for the whole team, modest, and earned in a quarter by what was done: post-mortems, their actions, published experiments."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`now` is how the quarter would be settled today; None without a rule, or where the team is too small for it."""

    team: str
    name: str
    quarter: Quarter
    rule: Rule | None
    now: Verdict | None
    experiments: Sequence[Experiment]
    ledger: Sequence[Settled]
    may_write: bool
    is_hr: bool = False


def show(page: Page) -> Card:
    return Card(
        f"{page.name}: team reward",
        (
            *_rule(page),
            *_experiments(page),
            *_ledger(page),
            Visibility(paired_words.readers()),
            *_below(page),
        ),
    )


def demand(rule: Rule) -> tuple[Spans, ...]:
    """By what it is earned, in a line each."""
    lines = {
        Criterion.INDEX: f"every post-mortem of the quarter reaches an index of {rule.least_index} or more, and blames nobody",
        Criterion.ACTIONS: f"{VERIFIED_PERCENT} % of the actions due are verified, or were moved before their date",
        Criterion.EXPERIMENTS: f"{PUBLISHED} results of experiments are published, at least one that did not come out as hoped if there was one",
    }
    return tuple((lines[one],) for one in Criterion if one in rule.criteria)


def checks(verdict: Verdict) -> Facts:
    return Facts(tuple((_NAMES[one], (_check(one, check),)) for one, check in verdict.checks.items()))


_NAMES = {
    Criterion.INDEX: "Post-mortems",
    Criterion.ACTIONS: "Their actions",
    Criterion.EXPERIMENTS: "Experiments",
}


def _check(one: Criterion, check: Check) -> str:
    if check.is_met is None and one is Criterion.ACTIONS:
        return "none were due and there was no post-mortem, so neither earned nor lost"
    if check.is_met is None:
        return "none in this quarter, so neither earned nor lost; a scored near miss would earn it"
    if one is Criterion.ACTIONS and not check.of:
        return "none were due, which counts as met"
    counts = f"{check.done} of {check.of}"
    if one is Criterion.INDEX and check.is_met and check.done < check.of:
        return f"{counts} so far; the others have no score yet"
    return f"{counts}, {'met' if check.is_met else 'not met'}"


def _rule(page: Page) -> tuple[Part, ...]:
    if page.rule is None:
        return (Text((_NO_RULE,)), Note((_PRECAUTION,)))
    return (
        Text(("For the whole team, equal within it: ", Bold(page.rule.prize))),
        Text(("Earned in a quarter when all of this holds, a month after its end:",)),
        Bullets(demand(page.rule)),
        Heading(f"{page.quarter} so far"),
        *_standing(page.now),
        Note((_PRECAUTION,)),
    )


def _standing(now: Verdict | None) -> tuple[Part, ...]:
    if now is None:
        return (Text((_SMALL,)),)
    return (checks(now), *(Notice(Mood.INFO, (f"On hold: {HOLDS[hold]}",)) for hold in now.holds))


def _experiments(page: Page) -> tuple[Part, ...]:
    """HR can take back what should not have been told."""
    if not page.experiments:
        return ()
    lines = Bullets(tuple(_experiment(one) for one in page.experiments))
    options = tuple(Option(one.id, excerpt(one.title, 70)) for one in page.experiments[:_LISTED])
    menu = Menu(label="Withdraw an experiment for good", action="rewards.experiment.withdraw", options=options)
    return (Heading("Experiments of this quarter"), lines, *((menu,) if page.is_hr else ()))


def _experiment(one: Experiment) -> Spans:
    told = f": {ENDINGS[one.ending]}"
    return (Link(one.title, one.link), told) if one.link else (one.title, f"{told}, not published yet")


def _ledger(page: Page) -> tuple[Part, ...]:
    if not page.ledger:
        return ()
    rows = tuple(_line(one) for one in page.ledger)
    return (Table("What became of each quarter", ("Quarter", "It was", "For", "The team has it"), rows),)


def _line(one: Settled) -> tuple[str, ...]:
    has_it = "-" if one.verdict.outcome is not Outcome.EARNED else ("yes" if one.given_at else "not yet")
    return (str(one.quarter), OUTCOMES[one.verdict.outcome], one.prize, has_it)


def _below(page: Page) -> tuple[Buttons, ...]:
    told = Button(label="Tell of an experiment", action="rewards.experiment.open", subject=page.team, opens_form=True)
    back = Button(label="Speed, stability, learning", action="paired.show", subject=page.team)
    unpublished = [one for one in page.experiments if not one.link]
    publishing = [_publish(one) for one in unpublished[:2]]
    rows = [Buttons((told, *publishing, back))]
    if page.may_write:
        writing = _writing(page)
        rows += [Buttons(tuple(writing[at : at + _IN_A_ROW])) for at in range(0, len(writing), _IN_A_ROW)]
    return tuple(rows)


def _publish(one: Experiment) -> Button:
    return Button(
        label="Publish a result",
        action="rewards.publish.open",
        subject=one.id,
        opens_form=True,
        spoken=f"Publish the result: {one.title}",
    )


def _writing(page: Page) -> list[Button]:
    label = "Change the rule" if page.rule else "Set up a reward"
    found = [Button(label=label, action="rewards.rule.open", subject=page.team, opens_form=True)]
    if page.rule:
        found.append(Button(label="End the reward", action="rewards.end", subject=page.team))
    for one in page.ledger:
        subject = f"{page.team}/{one.quarter}"
        if one.verdict.outcome in (Outcome.SUSPENDED, Outcome.OPEN):
            found.append(Button(label=f"Look again at {one.quarter}", action="rewards.again", subject=subject))
        elif one.verdict.outcome is Outcome.EARNED and not one.given_at:
            found.append(Button(label=f"The team has {one.quarter}", action="rewards.given", subject=subject))
    return found


# --- Examples -----------------------------------------------------------------------------------------------------

QUARTER = Quarter(2026, 3)
RULE = Rule(team="t1", criteria=frozenset(Criterion), prize="A team day, chosen together")
EARNED = Verdict(
    outcome=Outcome.EARNED,
    checks={
        Criterion.INDEX: Check(is_met=True, done=3, of=3),
        Criterion.ACTIONS: Check(is_met=True, done=9, of=10),
        Criterion.EXPERIMENTS: Check(is_met=True, done=2, of=2),
    },
)
HELD = Verdict(
    outcome=Outcome.SUSPENDED,
    checks={**EARNED.checks, Criterion.INDEX: Check(is_met=True, done=1, of=3)},
    holds=tuple(Hold),
)
MISSED = Verdict(
    outcome=Outcome.NOT_EARNED,
    checks={**EARNED.checks, Criterion.ACTIONS: Check(is_met=False, done=4, of=10)},
)
QUIET = Verdict(
    outcome=Outcome.OPEN,
    checks={
        Criterion.INDEX: Check(is_met=None, done=0, of=0),
        Criterion.ACTIONS: Check(is_met=None, done=0, of=0),
    },
)
HIDDEN = Experiment(
    id="x1", team="t1", title="Smaller batches", ending=Ending.NEGATIVE, ended_on=date(2026, 8, 3), link=""
)
PUBLISHED_ONE = Experiment(
    id="x2", team="t1", title="Error budget", ending=Ending.POSITIVE, ended_on=date(2026, 8, 20),
    link="https://wiki.example/error-budget",
)  # fmt: skip


def settled(quarter: Quarter, verdict: Verdict, *, given_at: int | None = None) -> Settled:
    return Settled(
        team="t1", quarter=quarter, verdict=verdict, prize=RULE.prize, settled_at=examples.MORNING, given_at=given_at
    )


PAGE = Page(
    team="t1",
    name="Checkout",
    quarter=QUARTER,
    rule=RULE,
    now=HELD,
    experiments=(PUBLISHED_ONE, HIDDEN),
    ledger=(
        settled(QUARTER.before, HELD),
        settled(QUARTER.before.before, EARNED),
        settled(Quarter(2025, 4), EARNED, given_at=examples.MORNING),
        settled(Quarter(2025, 3), MISSED),
    ),
    may_write=True,
)
EXAMPLES = (
    show(PAGE),
    show(replace(PAGE, is_hr=True)),
    show(replace(PAGE, now=QUIET, experiments=(), ledger=(), may_write=False)),
    show(replace(PAGE, now=None, experiments=(), ledger=())),
    show(replace(PAGE, rule=None, now=None, experiments=(), ledger=())),
)
