"""The report of a program as one page: what it has come to, what each figure cannot tell, and how far the plan is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import plan as rules
from domain.plan import REPORTS, Auto, Standing
from views import outcomes, paired_report, plan, plan_words
from views.cycles import span
from views.outcomes import PAGE, Page
from views.plan_words import Seen
from views.vocabulary import Bullets, Card, Link, Text
from views.wording import counted

_OF_PEOPLE = frozenset(
    {Auto.PAIRED_GOALS, Auto.EVIDENCE_COVERAGE, Auto.EVIDENCE_COMPLIANCE, Auto.REVIEWS_READ, Auto.SPRINT_READ}
)


def title(page: Page, seen: Seen | None) -> str:
    if seen is None:
        return f"Report on {page.title}"
    return f"{'Six-month' if seen.week >= REPORTS[-1] else 'Mid-term'} report on {page.title}"


def cards(page: Page, seen: Seen | None, on: date) -> tuple[Card, ...]:
    """Without anything to press. `seen` is the plan, where the cycle has one."""
    figures = Card("Outcomes", (Text((_made(seen, on),)), *outcomes.table(page, is_passed_on=True)))
    sides = (
        () if page.sides is None else (Card("Beside other teams", outcomes.compared(page.sides, is_passed_on=True)),)
    )
    whole = () if seen is None else (_plan(seen),)
    teams = (paired_report.card(page.teams),) if page.teams else ()
    return (figures, *sides, *teams, outcomes.explained(), *whole)


def link(page: Page, url: str, *, minutes: int) -> Card:
    line = f"The link works once, for {minutes} minutes, as long as you run HR. Whoever has it can use it, so do not pass it on; pass on the page."
    return Card(f"Report on {page.title}", (Bullets(((Link("The report as a page", url),),)), Text((line,))))


def no_link(page: Page) -> Card:
    """Where no public address is set, there is nothing a link could lead to."""
    line = "I can't give you a link here, because this Vouchsafe has no web address of its own. All that the page would say stands in the cards for outcomes and for the plan."
    return Card(f"Report on {page.title}", (Text((line,)),))


def _plan(seen: Seen) -> Card:
    return Card("The plan", (*plan.tables(_passed_on(seen)), *plan.decisions(seen), *plan.undecided(seen)))


def _passed_on(seen: Seen) -> Seen:
    """Return it without how many of the people are missing: on a page that others read, few could be named."""
    items = tuple(replace(one, check=None) if one.task.auto in _OF_PEOPLE else one for one in seen.items)
    return replace(seen, items=items)


def _made(seen: Seen | None, on: date) -> str:
    made = f"As it was on {span(on)}."
    if seen is None:
        return made
    done = rules.counted(seen.items)[Standing.DONE]
    return f"{made} {plan_words.week(seen)} {done} of {counted(len(seen.items), 'task', 'tasks')} are done."


_ON = date(2026, 11, 13)
EXAMPLES = (
    *cards(PAGE, plan_words.example(16), _ON),
    *cards(PAGE, None, _ON)[:1],
    *cards(replace(PAGE, sides=None, teams=paired_report.TEAMS), None, _ON)[1:2],
    Card(title(PAGE, plan_words.example(26)), (Text((title(PAGE, plan_words.example(16)),)),)),
    link(PAGE, "https://vouchsafe.example/download/a", minutes=15),
    no_link(PAGE),
)
