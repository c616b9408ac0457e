"""Nobody is rated above or below what their role needs on less than two independent pieces of evidence."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import corroboration
from domain.competencies import Direction, Level
from domain.corroboration import File, Reason, Thanks, Verdict
from domain.evidence import Item, State, Voice
from domain.evidence_sources import Source
from tests.domain import evidence_sets, mutants
from tests.domain.corroboration_check import ours, slow
from tests.domain.corroboration_oracle import Answer
from tests.domain.evidence_sets import DAY_MS, PERIOD, Case

SETS = 100_000  # compared with the slow rule, in a soak
KILLS, KILLED_OF = 20_000, 200  # sets that each mutant meets; how many mutants there are at least
seeds = st.integers(0, 2**40).map(random.Random)


def item(id: str, on: date = date(2026, 2, 2), lag: int = 2, **fields: object) -> Item:
    """A colleague's fresh note of something that speaks for a higher level."""
    recorded_on = on + timedelta(days=lag)
    defaults: dict[str, object] = {"author": "ana", "direction": Direction.ABOVE, "source": Source.PEER_FEEDBACK}
    said = {"situation": "At the planning", "behavior": "Named the risk", "impact": "The team replanned"}
    dates = {"occurred_on": on, "recorded_on": recorded_on, "recorded_at": recorded_on.toordinal() * DAY_MS}
    made = {"id": id, "subject": "sam", "competency": "candor", "shown_at": 1, **said, **dates, **defaults, **fields}
    return Item(**made)  # type: ignore[arg-type]  # one place makes them all


def file(*items: Item, managers: frozenset[str] = frozenset({"mo", "max"}), thanks: tuple[Thanks, ...] = ()) -> File:
    return File(subject="sam", competency="candor", period=PERIOD, items=items, managers=managers, thanks=thanks)


def above(*items: Item, thanks: tuple[Thanks, ...] = ()) -> Verdict:
    return corroboration.judge(Level.ROLE_MODEL, Level.COMPETENT, file(*items, thanks=thanks))


def below(*items: Item) -> Verdict:
    turned = tuple(replace(one, direction=Direction.BELOW) for one in items)
    return corroboration.judge(Level.DEVELOPING, Level.COMPETENT, file(*turned))


def reasons(verdict: Verdict) -> list[Reason]:
    return [one.reason for one in verdict.missing]


MARCH, APRIL = date(2026, 3, 9), date(2026, 4, 6)
ANA, BEN = item("1"), item("2", MARCH, author="ben")
MO = item("3", APRIL, author="mo", source=Source.MANAGER_OBSERVATION)


def test_two_colleagues_who_saw_different_things_are_enough() -> None:
    """Up and down alike."""
    assert above(ANA, BEN).pair == (ANA, BEN)
    assert above(ANA, BEN).holds
    assert below(ANA, BEN).holds


def test_what_the_role_needs_rests_on_one_piece_whatever_it_speaks_for() -> None:
    """And on none at all it cannot rest."""
    assert corroboration.judge(Level.COMPETENT, Level.COMPETENT, file(ANA)).holds
    assert reasons(corroboration.judge(Level.COMPETENT, Level.COMPETENT, file())) == [Reason.TOO_FEW]


def test_in_strict_mode_every_rating_needs_two() -> None:
    """An org can ask for more, never for less."""
    strict = corroboration.STRICT_MIN_ITEMS
    assert not corroboration.judge(Level.COMPETENT, Level.COMPETENT, file(ANA), min_items=strict).holds


def test_above_and_below_follow_from_what_the_role_is_expected_to_show() -> None:
    """Competent is what a role needs, unless more or less is expected; then the same level needs two pieces."""
    assert corroboration.judge(Level.ROLE_MODEL, Level.ROLE_MODEL, file(ANA)).holds
    senior = corroboration.judge(Level.COMPETENT, Level.ROLE_MODEL, file(ANA, BEN))
    assert (senior.direction, reasons(senior)[:2]) == (Direction.BELOW, [Reason.TOO_FEW, Reason.ELSEWHERE])
    assert reasons(corroboration.judge(Level.COMPETENT, Level.DEVELOPING, file(ANA))) == [Reason.TOO_FEW]


def test_a_manager_is_no_second_source_for_a_manager() -> None:
    """Neither for themselves nor for another who may rate the person."""
    again = item("4", MARCH, author="max", source=Source.PEER_FEEDBACK)
    assert reasons(above(MO, again)) == [Reason.BOTH_MANAGERS]
    assert reasons(above(MO, replace(again, author="mo"))) == [Reason.SAME_AUTHOR, Reason.BOTH_MANAGERS]
    assert above(MO, ANA).holds


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (ANA, replace(BEN, author="ana"), Reason.SAME_AUTHOR),
        (ANA, replace(BEN, occurred_on=ANA.occurred_on + timedelta(days=6), recorded_on=MARCH), Reason.SAME_EVENT),
        (
            replace(MO, recorded_on=APRIL + timedelta(days=8)),
            item("5", source=Source.SELF_REPORT, author="sam"),
            Reason.SELF_AND_RECOLLECTION,
        ),
        (item("6", lag=15), item("7", MARCH, lag=15, author="ben"), Reason.NOTHING_STRONG),
        (item("8", PERIOD.end - timedelta(days=11)), item("9", PERIOD.end, author="ben"), Reason.ONLY_LATE),
    ],
    ids=str,
)
def test_who_asks_for_a_rating_hears_what_two_pieces_lack(first: Item, second: Item, why: Reason) -> None:
    """The same author, the same event, two managers, a recollection, nothing strong, only late notes."""
    assert why in reasons(above(first, second))


def test_post_mortems_alone_speak_for_somebody_and_never_against() -> None:
    """Promise 2: two of them carry a rating above; below, something else has to stand beside them."""
    records = [
        item(id, on, source=Source.POSTMORTEM, link=f"https://x.example/{id}", link_works=True)
        for id, on in (("1", MARCH), ("2", APRIL))
    ]
    assert above(*records).holds
    assert reasons(below(*records)) == [Reason.ONLY_POSTMORTEMS]
    assert below(*records, ANA).holds


def test_ten_days_before_the_end_is_early_enough() -> None:
    """The rule counts calendar days."""
    early = item("1", PERIOD.end - timedelta(days=12))
    assert above(early, item("2", PERIOD.end, author="ben")).holds


def test_two_named_events_on_one_day_are_two() -> None:
    """Where one of them has no name, a week must lie between them."""
    there, here = replace(ANA, event="inc-1"), item("2", author="ben", event="inc-2")
    assert above(there, here).holds
    assert reasons(above(there, replace(here, event=""))) == [Reason.SAME_EVENT]


def test_artifacts_that_nobody_wrote_corroborate_each_other() -> None:
    """When the links and the events differ."""
    log = item("1", source=Source.TICKET_HISTORY, author="mo", link="https://t.example/1", link_works=True)
    other = replace(log, id="2", link="https://t.example/2", occurred_on=MARCH, recorded_on=MARCH)
    assert above(log, other).holds
    assert Reason.REPEATED in reasons(above(log, replace(other, link="http://www.t.example/1/#top")))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"shown_at": None}, Reason.NOT_SHOWN),
        ({"state": State.CONTESTED}, Reason.CONTESTED),
        ({"hints_open": True}, Reason.INCOMPLETE),
        ({"occurred_on": PERIOD.start - timedelta(days=1)}, Reason.OUTSIDE),
        ({"source": Source.PULSE_COMMENT}, Reason.NEVER),
        ({"competency": "feedback"}, Reason.ELSEWHERE),
    ],
    ids=str,
)
def test_a_piece_that_may_not_count_is_named_with_what_keeps_it(changes: dict[str, object], why: Reason) -> None:
    """One obstacle away: whoever rates can do something about it."""
    found = above(ANA, replace(BEN, **changes))  # type: ignore[arg-type]  # a table of changes
    assert [(one.reason, one.items) for one in found.missing] == [(Reason.TOO_FEW, ()), (why, ("2",))]


def test_what_was_contested_counts_again_once_it_is_kept() -> None:
    """And never again when it is struck or withdrawn."""
    assert above(ANA, replace(BEN, state=State.KEPT)).holds
    assert not above(ANA, replace(BEN, state=State.STRUCK)).holds
    assert reasons(above(ANA, replace(BEN, state=State.WITHDRAWN))) == [Reason.TOO_FEW]


def test_two_who_thank_each_other_earn_one_note() -> None:
    """Within two weeks only the first counts, and only for whoever received it."""
    note = replace(BEN, source=Source.RECOGNITION_NOTE)
    before = Thanks(colleague="ben", on=note.recorded_on - timedelta(days=14), at=note.recorded_at - 14 * DAY_MS)
    assert Reason.REPEATED in reasons(above(ANA, note, thanks=(before,)))
    assert above(ANA, note, thanks=(replace(before, on=before.on - timedelta(days=1), at=0),)).holds
    assert above(ANA, note, thanks=(replace(before, colleague="cleo"),)).holds


def test_owning_an_error_never_counts_against_anybody() -> None:
    """Neither do raising a concern and asking for help; all of them can count for somebody."""
    spoken = [replace(BEN, voice=voice, corrective_action="Wrote a check") for voice in Voice]
    assert all(reasons(below(ANA, one)) == [Reason.TOO_FEW, Reason.SPOKE_UP] for one in spoken)
    assert all(above(ANA, one).holds for one in spoken)


def test_an_error_is_not_turned_against_its_owner_by_somebody_elses_note() -> None:
    """What they owned and corrected first stays out, whoever writes of it later; other things count as ever."""
    owned = item("0", date(2026, 1, 20), author="sam", source=Source.SELF_REPORT, event="inc-7")
    owned = replace(owned, voice=Voice.OWNED_ERROR, corrective_action="Wrote a check")
    later = replace(BEN, event="inc-7")
    assert Reason.OWNED_ALREADY in reasons(below(ANA, later, owned))
    assert below(ANA, later, replace(owned, corrective_action="")).holds
    assert below(ANA, later, replace(owned, recorded_at=later.recorded_at + 1)).holds
    assert below(ANA, replace(later, event="inc-8"), owned).holds


def test_a_goal_that_taught_something_never_counts_against_anybody() -> None:
    """A missed outcome, with its process done and the learning recorded, closed as learned."""
    record = replace(BEN, source=Source.GOAL_RECORD, event="g1", link="https://g.example/1", link_works=True)
    against = replace(file(ANA, record), items=tuple(replace(one, direction=Direction.BELOW) for one in (ANA, record)))
    assert corroboration.judge(Level.DEVELOPING, Level.COMPETENT, against).holds
    learned = replace(against, learned_goals=frozenset({"g1"}))
    assert Reason.LEARNED in reasons(corroboration.judge(Level.DEVELOPING, Level.COMPETENT, learned))


def test_only_what_was_chosen_for_a_rating_supports_it() -> None:
    """What lies in the file besides does not."""
    chosen = replace(file(ANA, BEN), cited=frozenset({"1"}))
    assert reasons(corroboration.judge(Level.ROLE_MODEL, Level.COMPETENT, chosen)) == [Reason.TOO_FEW]


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_of_what_nobody_chose_only_owned_errors_are_read(chance: random.Random) -> None:
    """And that there were thanks: the rest of the file changes no verdict, so that nobody need open it."""
    case = evidence_sets.case(chance)
    cited = case.file.cited or frozenset(one.id for one in case.file.items[::2])
    whole = replace(case.file, cited=cited)
    opened = tuple(one for one in whole.items if one.id in cited or one.voice is Voice.OWNED_ERROR)
    thanks = [one for one in whole.items if one.source is Source.RECOGNITION_NOTE and one not in opened]
    notes = tuple(replace(one, behavior="", event="", link="") for one in thanks)
    part = replace(whole, items=opened, notes=notes)
    assert ours(replace(case, file=part)) == ours(replace(case, file=whole))


@settings(max_examples=300, deadline=None)
@given(seeds)
def test_the_rule_says_what_the_slow_rule_says(chance: random.Random) -> None:
    """Written twice, from the same text; also for roles of which another level is expected."""
    case = evidence_sets.any_case(chance)
    assert ours(case) == slow(case)


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_the_order_in_which_evidence_comes_changes_nothing(chance: random.Random) -> None:
    """Age decides, not the list."""
    case = evidence_sets.case(chance)
    items = list(case.file.items)
    chance.shuffle(items)
    mixed = replace(case, file=replace(case.file, items=tuple(items)))
    assert ours(mixed)[:4] == ours(case)[:4]


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_up_and_down_need_the_same(chance: random.Random) -> None:
    """The shield aside, which protects in one direction, the gate is the same in both."""
    drawn = evidence_sets.case(chance).file
    plain = replace(drawn, items=tuple(unshielded(one) for one in drawn.items), learned_goals=frozenset())
    turn = {Direction.ABOVE: Direction.BELOW, Direction.BELOW: Direction.ABOVE, Direction.AT: Direction.AT}
    turned = replace(plain, items=tuple(replace(one, direction=turn[one.direction]) for one in plain.items))
    up = corroboration.judge(Level.ROLE_MODEL, Level.COMPETENT, plain)
    down = corroboration.judge(Level.DEVELOPING, Level.COMPETENT, turned)
    assert (up.holds, up.missing) == (down.holds, down.missing)


def unshielded(one: Item) -> Item:
    source = Source.TICKET_HISTORY if one.source is Source.POSTMORTEM else one.source
    return replace(one, voice=None, source=source)


@pytest.mark.soak
def test_over_a_hundred_thousand_sets_the_two_rules_never_differ() -> None:
    """Some of every kind: a rule that refuses everybody would differ, too."""
    chance, held = random.Random(20_260_101), 0
    for number in range(SETS):
        case = evidence_sets.any_case(chance)
        found = ours(case)
        held += found.holds
        assert found == slow(case), f"set {number}: {case}"
    assert SETS // 10 < held < SETS * 9 // 10


@pytest.mark.soak
def test_any_small_wrong_done_to_the_rule_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each condition turned, moved by one or left out is told from the rule by some set of evidence."""
    chance = random.Random(5)
    cases = [evidence_sets.any_case(chance) for _ in range(KILLS)]
    known = [(case, slow(case)) for case in cases]
    wrongs = list(mutants.of(Path(corroboration.__file__)))
    agrees = partial(_says_what_is_known, known)
    assert not mutants.is_noticed(mutants.unchanged(Path(corroboration.__file__)), agrees)
    alive = [wrong.where for wrong in wrongs if not mutants.is_noticed(wrong, agrees)]
    with capsys.disabled():
        print(f"\nmutants of the rule: {len(wrongs) - len(alive)} of {len(wrongs)} noticed")  # noqa: T201  # the report
    assert len(wrongs) >= KILLED_OF
    assert alive == []


def _says_what_is_known(known: list[tuple[Case, Answer]], rule: ModuleType) -> bool:
    return all(ours(case, rule) == said for case, said in known)
