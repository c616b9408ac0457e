"""A closed wave becomes what is published of it: figures as far as they may go, and what follows from them."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain import pulses_release as releases
from domain import pulses_scores as scores
from domain.pulses import Item, Kind
from domain.pulses_agreement import Agreement
from domain.pulses_groups import Group, Level, Moved
from domain.pulses_published import Shown, Side, Trend, Turnout
from domain.pulses_release import CORE, INDEX, Before, Closed, Floors, Released

FLOORS = Floors(scores=5, recommend=20, difference=5, share=60)
SCALE = ("No", "Rather no", "Neither", "Rather yes", "Yes")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    group: str
    answers: Mapping[str, int]


def item(id: str, kind: Kind = Kind.SCALE, labels: tuple[str, ...] = SCALE, *, reverse: bool = False) -> Item:
    return Item(id=id, kind=kind, text=id, labels=labels, is_reversed=reverse, license="x", source="x", status="x")


def group(id: str, invited: int, parent: str | None = "company") -> Group:
    level = Level.COMPANY if parent is None else Level(id.partition("/")[0])
    return Group(id=id, level=level, parent=parent, invited=invited)


TREE = (
    group("company", 26, None),
    group("department/d", 17),
    group("team/a", 9, "department/d"),
    group("team/b", 8, "department/d"),
    group("department/e", 9),
)


def sheets(where: str, *answers: Mapping[str, int]) -> list[Sheet]:
    return [Sheet(group=where, answers=one) for one in answers]


def people(where: str, many: int, seed: int, ids: Sequence[str] = ("one", "two")) -> Iterator[Sheet]:
    rng = random.Random(seed)
    for _ in range(many):
        yield Sheet(group=where, answers={id: rng.choice([2, 3, 3, 4, 5]) for id in ids})


def closed(*extra: Sheet) -> Closed:
    filled = [*people("team/a", 9, 1), *people("team/b", 6, 2), *people("department/e", 8, 3), *extra]
    return Closed(
        items=(item("one"), item("two", reverse=True)), groups=TREE, sheets=filled, floors=FLOORS, core=("one",)
    )


def shown(found: Released, group: str, question: str) -> Shown | None:
    [cell] = [one for one in found.cells if (one.group, one.question) == (group, question)]
    return cell.shown


def test_a_wave_is_released_in_one_go_in_another_process() -> None:
    """What goes in and what comes out can be handed over."""
    found: Released = pickle.loads(pickle.dumps(releases.release(pickle.loads(pickle.dumps(closed())))))  # noqa: S301
    assert {one.group for one in found.standings} == {one.id for one in TREE}
    assert shown(found, "company", "one")


def test_an_index_follows_from_the_figures_beside_it() -> None:
    """Of each group whose figures are all shown, and of the core alone as well."""
    found = releases.release(closed())
    one, two, index = (shown(found, "team/a", question) for question in ("one", "two", INDEX))
    assert one
    assert two
    assert index
    assert index.figure == scores.index([(one.figure, 5), (two.figure, 5)])
    core = shown(found, "team/a", CORE)
    assert core
    assert core.figure == scores.index([(one.figure, 5)])


def test_a_reversed_item_is_turned() -> None:
    """Everybody disagrees with what is bad: that is a high figure."""
    good = [Sheet(group="department/e", answers={"one": 4, "two": 2}) for _ in range(9)]
    found = releases.release(Closed(items=(item("two", reverse=True),), groups=TREE, sheets=good, floors=FLOORS))
    assert shown(found, "department/e", "two") == Shown(figure=Decimal("4.0"))


def test_a_team_of_whom_too_few_answered_is_told_of_nowhere_but_above() -> None:
    """Four people; and five of nine are not most of them."""
    few = [*people("team/a", 9, 1), *people("team/b", 4, 2), *people("department/e", 5, 3)]
    found = releases.release(replace(closed(), sheets=few))
    assert shown(found, "team/b", "one") is None
    assert shown(found, "department/e", "one") is None
    standing = {one.group: one for one in found.standings}
    assert standing["team/b"].turnout is Turnout.OVER_HALF
    assert standing["team/b"].agreement is None


def test_where_limits_point_both_ways_there_is_no_index() -> None:
    """With limits on one side it is a limit, too."""
    low = [Sheet(group="department/e", answers={"one": 1, "two": 5}) for _ in range(9)]
    found = releases.release(replace(closed(), items=(item("one"), item("two")), sheets=low))
    assert shown(found, "department/e", INDEX) is None
    up = [Sheet(group="department/e", answers={"one": 5, "two": 3}) for _ in range(9)]
    index = shown(
        releases.release(replace(closed(), items=(item("one"), item("two")), sheets=up)), "department/e", INDEX
    )
    assert index == Shown(figure=Decimal(68), side=Side.HIGH)


def test_how_alike_a_group_sees_things_is_a_word() -> None:
    """For the group whose figures are shown, from eight questions on: of one alone it would say what all five said."""
    many = tuple(f"q{n}" for n in range(8))
    others = [*people("team/b", 6, 2, many), *people("department/e", 8, 3, many)]
    alike = [Sheet(group="team/a", answers=dict.fromkeys(many, 3 + n % 2)) for n in range(9)]
    wave = replace(closed(), items=tuple(map(item, many)), core=(), sheets=[*alike, *others])
    standing = {one.group: one for one in releases.release(wave).standings}["team/a"]
    assert (standing.agreement, standing.turnout) == (Agreement.SHARED, Turnout.MOST)
    found = releases.release(replace(wave, items=wave.items[:7]))
    assert shown(found, "team/a", "q0") == Shown(figure=Decimal("3.4"))
    assert {one.agreement for one in found.standings} == {None}


def test_a_question_that_few_answered_keeps_no_change_of_the_core_questions_from_being_told() -> None:
    """The second question does not apply to most; the first is the core."""
    now = [Sheet(group="team/a", answers={"one": 4} | ({"two": 3} if n == 0 else {})) for n in range(9)]
    key = "team/a", CORE
    wave = replace(
        closed(),
        sheets=[*now, *people("team/b", 6, 2), *people("department/e", 8, 3)],
        before={key: Before(shown=Shown(figure=Decimal(50)), n=9)},
        moved={key: Moved(stayed=9, joined=0, left=0)},
    )
    [core] = [one for one in releases.release(wave).cells if (one.group, one.question) == key]
    assert core.trend is Trend.UP


def test_a_change_is_told_when_it_is_one_and_not_a_few_people_s() -> None:
    """Nine people need two thirds of a point; two who came keep it from being shown."""
    now = [Sheet(group="team/a", answers={"one": 4, "two": 3}) for _ in range(9)]
    others = [*people("team/b", 6, 2), *people("department/e", 8, 3)]
    before = {("team/a", "one"): Before(shown=Shown(figure=Decimal("3.0")), n=9)}
    for moved, trend in (((9, 0, 0), Trend.UP), ((8, 1, 1), Trend.WITHHELD), ((9, 4, 3), Trend.UNCLEAR)):
        stayed, joined, left = moved
        roster = {("team/a", "one"): Moved(stayed=stayed, joined=joined, left=left)}
        wave = replace(closed(), sheets=[*now, *others], before=before, moved=roster)
        trends = {(one.group, one.question): one.trend for one in releases.release(wave).cells}
        assert trends["team/a", "one"] is trend
        assert trends["team/a", "two"] is None


def test_a_score_of_recommending_is_the_company_s() -> None:
    """From 20 people; its range stands beside it."""
    asked = item("rec", Kind.RECOMMEND, tuple(map(str, range(11))))
    filled = [
        Sheet(group=where, answers={"rec": value})
        for where in ("team/a", "team/b", "department/e")
        for value in (9, 10, 8, 7, 6, 3, 10, 9)
    ]
    found = releases.release(Closed(items=(asked,), groups=TREE, sheets=filled, floors=FLOORS))
    assert shown(found, "company", "rec") == Shown(figure=Decimal(25), half_width=33)
    assert shown(found, "department/d", "rec") is None


def test_a_comment_is_read_in_one_group_only() -> None:
    """In the lowest of enough people, else nowhere."""
    counts = {"company": 40, "department/d": 20, "team/a": 12, "team/b": 8, "department/e": 9}
    assert releases.shelves(TREE, counts, 20) == {
        "company": "company", "department/d": "department/d", "team/a": "department/d",
        "team/b": "department/d", "department/e": "company",
    }  # fmt: skip
    assert releases.shelves(TREE, counts, 50) == {}


def test_a_comment_is_read_only_where_enough_people_can_have_written_it() -> None:
    """Whose comments are read in their team did not write what stands in the department for its other three."""
    counts = {"company": 57, "department/d": 46, "team/a": 22, "team/b": 21, "department/e": 9}
    assert releases.shelves(TREE, counts, 20) == {"team/a": "team/a", "team/b": "team/b"}
    more = {"company": 66, "department/d": 46, "team/a": 22, "team/b": 21, "department/e": 18}
    assert releases.shelves(TREE, more, 20)["department/d"] == "company"


def test_how_far_teams_differ_is_said_from_ten_teams_on() -> None:
    """The share of all differences that lies between them."""
    tree = (group("company", 60, None), *(group(f"team/{n}", 6) for n in range(10)))
    filled = [
        Sheet(group=f"team/{n}", answers={"one": 1 + (n + k) % 2 + 2 * (n % 2)}) for n in range(10) for k in range(6)
    ]
    found = releases.release(Closed(items=(item("one"),), groups=tree, sheets=filled, floors=FLOORS))
    assert found.teams_differ is not None
    assert found.teams_differ > 0.5
    silent = [replace(one, invited=60) if one.id == "team/0" else one for one in tree]
    hidden = releases.release(Closed(items=(item("one"),), groups=tuple(silent), sheets=filled, floors=FLOORS))
    assert hidden.teams_differ is None, "a team that is shown nothing does not count among the ten"
    assert releases.release(closed()).teams_differ is None
