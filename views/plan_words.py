"""What the cards of a plan have in common: how a task stands, how far it is, and who owns it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain import plan as rules
from domain.cycles import Gate, Phase
from domain.plan import Auto, Check, Decided, Decision, Item, Owner, Plan, Standing, Task, Tick
from views import examples
from views.vocabulary import Bold, Bullets, Button, Buttons, Heading, Menu, Option, Part, Spans
from views.wording import excerpt

OWNERS = {
    Owner.SPONSOR: "Sponsor",
    Owner.PRIVACY: "Privacy officer",
    Owner.HR: "HR",
    Owner.ADMIN: "Vouchsafe administrator",
    Owner.MANAGER: "Managers",
    Owner.FACILITATOR: "Facilitator",
    Owner.ENGINEERING: "Engineering lead",
}
DECISIONS = {Decision.GO: "go on", Decision.ADJUST: "go on, with changes", Decision.STOP: "stop"}
STANDINGS = {Standing.DONE: "done", Standing.LATE: "late", Standing.NOW: "this week", Standing.LATER: "later"}
_ENDED = {**STANDINGS, Standing.NOW: "open in its last week", Standing.LATER: "not reached"}  # of a closed cycle
READERS = "HR reads the whole plan, and sees to what falls to managers. Whoever is named for a role reads its tasks."


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The plan of one cycle in this week, as far as the reader sees it; `names` are people's, by their ids.

    `is_over`: the cycle is closed, and what stands there stays; its week is the one in which it was.
    """

    cycle: str
    title: str
    week: int
    plan: Plan
    items: tuple[Item, ...]
    decided: Mapping[str, Decided]
    names: Mapping[str, str]
    is_over: bool = False

    @property
    def open_gates(self) -> tuple[Gate, ...]:
        return () if self.is_over else rules.waiting(self.plan, self.decided, week=self.week)


def week(seen: Seen) -> str:
    weeks = seen.plan.weeks
    if seen.week > weeks:
        return f"All {weeks} weeks of the plan are over."
    if seen.is_over:
        return (
            f"The cycle ended in week {seen.week} of {weeks}."
            if seen.week
            else "The cycle ended before its plan began."
        )
    return f"Week {seen.week} of {weeks}." if seen.week else "The plan begins with the first day of the cycle."


def stands(seen: Seen, one: Item) -> str:
    return (_ENDED if seen.is_over else STANDINGS)[one.standing]


def counts(check: Check) -> str:
    """Say how far a task is that Vouchsafe counts."""
    if not check.of:
        return "nothing to count yet"
    if check.need == check.of == 1:
        return "found" if check.is_done else "not found yet"
    return f"{check.have:,} of {check.of:,}" + ("" if check.need == check.of else f", {check.need:,} needed")


def owner(seen: Seen, one: Item) -> str:
    role = OWNERS[one.task.owner]
    name = seen.names.get(one.owner or "")
    return f"{name} ({role.lower()})" if name else role


def task(one: Item) -> Spans:
    """What is to be done, when it counts as done, and how far it is."""
    far = f" So far: {counts(one.check)}." if one.check else ""
    return (Bold(one.task.text), f". Done when: {one.task.done_when}.{far}")


def listed(seen: Seen, standing: Standing, heading: str) -> tuple[Part, ...]:
    lines: tuple[Spans, ...] = tuple(
        (*task(one), f" Owner: {owner(seen, one)}.") for one in seen.items if one.standing is standing
    )
    return (Heading(heading), Bullets(lines)) if lines else ()


def questions(seen: Seen) -> tuple[Part, ...]:
    lines: tuple[Spans, ...] = tuple(
        (Bold(gate.question), f" Week {gate.week}. Yes if: {gate.go_if}.") for gate in seen.open_gates
    )
    return (Heading("To decide"), Bullets(lines)) if lines else ()


def ticking(seen: Seen) -> tuple[Part, ...]:
    """A choice of what only people know to be done."""
    return _by_hand(seen, "Say what is done", "plan.tick.open", is_done=False)


def unticking(seen: Seen) -> tuple[Part, ...]:
    """A choice of what was said to be done: it may have been a mistake."""
    return _by_hand(seen, "Not done after all", "plan.untick", is_done=True)


def _by_hand(seen: Seen, label: str, action: str, *, is_done: bool) -> tuple[Part, ...]:
    those = [one.task for one in seen.items if one.task.is_by_hand and (one.standing is Standing.DONE) is is_done]
    options = tuple(Option(f"{seen.cycle}/{one.id}", excerpt(one.text, 75)) for one in those)
    return (Menu(label=label, action=action, options=options),) if options and not seen.is_over else ()


def back(cycle: str) -> Buttons:
    return Buttons((Button(label="The plan", action="plan.show", subject=cycle),))


_PHASE = Phase(
    id="p1",
    title="Foundations",
    label="Phase 1 - Foundations and first calibration",
    first_week=1,
    last_week=8,
    gates=(
        Gate(
            id="c1",
            week=4,
            question="Do managers read the descriptors the same way?",
            go_if="agreement report reviewed; two least agreed descriptors rewritten",
        ),
        Gate(
            id="c2",
            week=6,
            question="Is the base safe enough to use in a review?",
            go_if="privacy checks passed; no unresolved complaint",
        ),
    ),
)
_TASKS = (
    ("k01", 1, Owner.SPONSOR, "Publish why, and what it is never used for", "page linked", Auto.LINK_PRESENT),
    ("k02", 1, Owner.PRIVACY, "Complete the impact assessment", "document id recorded", Auto.MANUAL),
    ("k07", 3, Owner.HR, "Close the baseline pulse", "wave closed and sealed", Auto.WAVE_STATUS),
    ("k12", 6, Owner.MANAGER, "Pair one goal for each report", "all reports", Auto.PAIRED_GOALS),
    ("k13", 8, Owner.MANAGER, "Two shared notes per report", "80% of reports", Auto.EVIDENCE_COVERAGE),
    ("k14", 8, Owner.ENGINEERING, "Adopt the rubric", "first two reviews scored", Auto.POSTMORTEMS_SCORED),
)
_PLAN = Plan(
    phases=(_PHASE,),
    tasks=tuple(
        Task(id=id, week=week, owner=owner, text=text, done_when=when, auto=auto)
        for id, week, owner, text, when, auto in _TASKS
    ),
)
_CHECKS = {
    "k07": rules.reached(1, 1),
    "k12": rules.share(14, 22, 100),
    "k13": rules.share(9, 22, 80),
    "k14": rules.NOTHING,
}
TICK = Tick(shown_by="https://example.org/why-we-do-this", by=examples.ANA.id, at=examples.MORNING)
GO = Decided(
    decision=Decision.GO,
    reason="Both managers read the report.",
    by=examples.ANA.id,
    at=examples.MORNING,
    before=Decided(
        decision=Decision.ADJUST, reason="One manager was away.", by=examples.ANA.id, at=examples.MORNING - 1
    ),
)


def example(week: int = 6) -> Seen:
    owners = {Owner.SPONSOR: examples.ANA.id}
    return Seen(
        cycle="c1",
        title="Pilot 2026",
        week=week,
        plan=_PLAN,
        items=rules.items(_PLAN, _CHECKS, {"k01": TICK}, owners, week=week),
        decided={"c1": GO},
        names={examples.ANA.id: examples.ANA.name},
    )
