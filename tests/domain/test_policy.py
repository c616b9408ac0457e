"""The policy against the table of TRUST.md section 1, read anew by a second, slow implementation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache

import pytest

from domain import policy
from domain.policy import Action, Condition, Kind, Role, Standing

# As printed there: R read, W write, - none, = as an employee; numbers are conditions; other words are other actions.
COLUMNS = (
    *("employee", "subject", "manager", "skip-level", "facilitator", "HR", "installer", "operator", "ombud"),
    *("second", "seat"),
)
PRINTED = """
public kudos      | R, own W1     | R, hide     | =      | =   | =       | R, hide2       | -   | -      | - | - | -
private kudos     | own R, own W1 | R, share    | R3     | -   | -       | R4             | -   | -      | - | - | -
evidence          | own R, own W1 | R6, answer6 | R7     | R8  | R9      | R10      | - | - | R21, rule21 | - | R9
goal              | own R24, own W24 | R25, W26 | R25, W26 | - | - | R27            | -   | -      | - | - | -
draft rating | own R22 | - | R7, W7 | R8, return28 | R9, return29 | R10, return28 | - | - | - | - | R9
calibrated rating | -             | R12, answer12 | R7   | R8  | R9, W11 | R10, release13 | - | - | R21, rule21 | - | R9
second rating | - | - | R23 | R23 | R9 | R10 | - | - | - | R9, W9 | R9
calibration notes | -             | -           | R23    | R23 | R9, W9  | R10            | -   | -      | - | - | R9
calibration packet | - | - | R23 | R23 | R9 | - | - | - | - | - | R9, W23
calibration report | - | - | - | - | R18 | - | - | - | - | - | -
calibration trend | - | - | - | - | R18 | R18 | - | - | - | - | -
rater's figures | - | R18 | - | - | R18 | - | - | - | - | - | -
sprint reading    | own R | - | - | - | - | - | - | - | - | - | W15
sprint spread     | own R18 | - | - | - | - | - | - | - | - | - | -
sprint progress   | - | - | - | - | R | R, W | - | - | - | - | -
pulse answer      | W15           | =           | =      | =   | =       | =              | -   | -      | - | - | -
pulse result      | R16           | R16         | R16    | R16 | R16     | R16            | -   | -      | - | - | -
ballot            | vote17        | -           | =      | =   | =       | tally18        | -   | -      | - | - | -
post-mortem       | R, own W      | R           | =      | =   | =       | =              | =   | -      | - | - | -
post-mortem sheet | own R, own W9 | -           | =      | =   | =       | =              | -   | -      | - | - | -
post-mortem talk  | own R30       | -           | =      | =   | =       | =              | -   | -      | - | - | -
team figures      | R31           | -           | R, W   | -   | -       | R, W           | -   | -      | - | - | -
audit log         | own R         | R           | =      | =   | R19     | R              | R20 | verify | - | - | -
"""
NUMBERS: Mapping[str, frozenset[Condition]] = {
    "": frozenset(),
    "1": frozenset({Condition.CHANGEABLE}),
    "2": frozenset({Condition.REASON}),
    "3": frozenset({Condition.SHARED}),
    "4": frozenset({Condition.REPORTED, Condition.REASON, Condition.APPROVED}),
    "6": frozenset({Condition.TOLD}),
    "7": frozenset({Condition.TRANSFERABLE}),
    "8": frozenset({Condition.SUBMITTED}),
    "9": frozenset({Condition.OPEN}),
    "10": frozenset({Condition.REASON}),
    "11": frozenset({Condition.OPEN, Condition.RATIONALE}),
    "12": frozenset({Condition.RELEASED}),
    "13": frozenset({Condition.APPROVED}),
    "15": frozenset({Condition.OPEN, Condition.ONCE}),
    "16": frozenset({Condition.PUBLISHED}),
    "17": frozenset({Condition.OPEN, Condition.ONCE}),
    "18": frozenset({Condition.CLOSED}),
    "19": frozenset({Condition.OWN_ROUND}),
    "20": frozenset({Condition.SETUP}),
    "21": frozenset({Condition.CONTESTED}),
    "22": frozenset({Condition.UNDER_WAY}),
    "23": frozenset({Condition.OPEN, Condition.INVITED}),
    "24": frozenset({Condition.UNSENT}),
    "25": frozenset({Condition.PROPOSED}),
    "26": frozenset({Condition.PROPOSED, Condition.CHANGEABLE}),
    "27": frozenset({Condition.PROPOSED, Condition.REASON}),
    "28": frozenset({Condition.SUBMITTED, Condition.REASON}),
    "29": frozenset({Condition.SUBMITTED, Condition.OPEN, Condition.REASON}),
    "30": frozenset({Condition.TALKED}),
    "31": frozenset({Condition.OWN_TEAM}),
}
MEANT = {"R": Action.READ, "W": Action.WRITE, "vote": Action.WRITE, "rule": Action.RESOLVE}
FLAG = {
    Role.AUTHOR: "author",
    Role.SUBJECT: "subject",
    Role.MANAGER: "manager",
    Role.SKIP_LEVEL: "skip_level",
    Role.FACILITATOR: "facilitates",
    Role.SECOND_RATER: "rates_second",
    Role.CALIBRATOR: "seated",
    Role.HR: "hr",
    Role.OMBUD: "ombud",
    Role.INSTALLER: "installer",
    Role.OPERATOR: "operator",
}
Way = tuple[tuple[str, ...], bool]  # the columns somebody is in, and whether the object is their own
UNCHANGEABLE = (Kind.DRAFT_RATING, Action.WRITE)  # a draft that is submitted is changed by nobody


@cache
def printed() -> dict[Kind, dict[str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in PRINTED.strip().splitlines()]
    return {Kind(row[0]): dict(zip(COLUMNS, row[1:], strict=True)) for row in rows}


def permits(cell: str, as_employee: str, action: Action, *, own: bool) -> Iterator[frozenset[Condition]]:
    """Yield the conditions under which what a cell says lets the action through."""
    for words in (as_employee if cell == "=" else cell).split(", "):
        is_own, word = words.startswith("own "), words.removeprefix("own ")
        verb = word.rstrip("0123456789")
        meant = MEANT.get(verb) or next((one for one in Action if one.value == verb), None)
        if meant is action and (own or not is_own):
            yield NUMBERS[word.removeprefix(verb)]


def columns(one: Standing) -> Iterator[str]:
    """Who the actor is, left to right: the subject's column wins over every one to its right."""
    if not one.member:
        if one.operator:
            yield "operator"
        return
    yield "employee"
    if one.subject:
        yield "subject"
        return
    over = one.in_line or one.skip_level or one.manager
    if one.manager:
        yield "manager"
    elif one.skip_level:
        yield "skip-level"
    if not over and one.facilitates and not one.near:
        yield "facilitator"
    if not over and one.rates_second and not one.near:
        yield "second"
    if not over and one.seated and not one.near:
        yield "seat"
    if not over and one.hr:
        yield "HR"
    if not over and one.ombud and not one.near:
        yield "ombud"
    if one.installer:
        yield "installer"
    if one.operator:
        yield "operator"


@cache
def needed(kind: Kind, action: Action, held: tuple[str, ...], *, own: bool) -> tuple[frozenset[Condition], ...]:
    """Return each set of conditions under which somebody in these columns may; none where nobody may."""
    row = printed()[kind]
    also = NUMBERS["1"] if (kind, action) == UNCHANGEABLE else frozenset()
    is_barred = kind in (Kind.BALLOT, Kind.DRAFT_RATING) and "subject" in held
    cells = () if is_barred else tuple(row[column] for column in held)
    return tuple(one | also for cell in cells for one in permits(cell, row["employee"], action, own=own))


def oracle(kind: Kind, action: Action, held: tuple[str, ...], *, own: bool, met: frozenset[Condition]) -> bool:
    return any(conditions <= met for conditions in needed(kind, action, held, own=own))


@cache
def standings() -> Mapping[Way, tuple[Standing, ...]]:
    """Every combination there is, by what the table tells apart: the columns, and whether it is the actor's own."""
    names = [field.name for field in fields(Standing)]
    found: dict[Way, tuple[Standing, ...]] = {}
    for held in itertools.product((False, True), repeat=len(names)):
        one = Standing(**dict(zip(names, held, strict=True)))
        way = tuple(columns(one)), one.member and one.author
        found[way] = (*found.get(way, ()), one)
    return found


def conditions(kind: Kind) -> frozenset[Condition]:
    """Every condition that the row of this kind speaks of, and one of which it does not."""
    cells = " ".join(printed()[kind].values()).replace(",", "").split()
    numbers = {word.lstrip("abcdefghijklmnopqrstuvwxyzRW-=") for word in cells}
    return frozenset({Condition.CHANGEABLE}).union(*(NUMBERS[number] for number in numbers))


def every_way(kind: Kind) -> list[frozenset[Condition]]:
    every = sorted(conditions(kind))
    return [frozenset(some) for size in range(len(every) + 1) for some in itertools.combinations(every, size)]


def test_whoever_is_told_apart_by_no_column_has_the_same_roles() -> None:
    """Every combination there is: what somebody may do follows from their roles, and from being the subject."""
    assert [ones for ones in standings().values() if len({policy.roles(one) for one in ones}) > 1] == []


@pytest.mark.parametrize("kind", Kind)
def test_the_policy_is_the_table(kind: Kind) -> None:
    """Every role, relation, member kind and action: equal to what is printed, 100 %."""
    wrong = [
        f"{one} {action} {set(met)}"
        for (held, own), ones in standings().items()
        for one in (ones[0], ones[-1])  # which hold the least and the most of those that no column tells apart
        for action in Action
        for met in (frozenset(), conditions(kind))
        if policy.allows(one, action, kind, met) is not oracle(kind, action, held, own=own, met=met)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", Kind)
def test_each_condition_is_needed_where_it_stands(kind: Kind) -> None:
    """Whatever the conditions that are met, for each way to stand to the object."""
    assert len(standings()) > 80
    wrong = [
        f"{ones[0]} {action} {set(met)}"
        for (held, own), ones in standings().items()
        for action in Action
        for met in every_way(kind)
        if policy.allows(ones[0], action, kind, met) is not oracle(kind, action, held, own=own, met=met)
    ]
    assert wrong == []


def test_a_conflict_of_interest_beats_every_role() -> None:
    """Whoever it is about has only what concerns themselves, be they HR, facilitator and manager at once."""
    everything = Standing(**dict.fromkeys((field.name for field in fields(Standing)), True))
    assert policy.roles(everything) == {Role.EMPLOYEE, Role.AUTHOR, Role.SUBJECT}
    assert not policy.allows(everything, Action.RELEASE, Kind.CALIBRATED_RATING, frozenset(Condition))


def test_who_may_read_is_told_from_the_same_table() -> None:
    """The line under an input names exactly those whom the policy lets in."""
    for kind, met in itertools.product(Kind, (frozenset(), frozenset(Condition))):
        alone = {role: Standing(member=role is not Role.OPERATOR, **{FLAG[role]: True}) for role in FLAG}
        told = set(policy.readers(kind, met))
        let_in = {role for role, one in alone.items() if policy.allows(one, Action.READ, kind, met)}
        assert let_in == (set(FLAG) - {Role.OPERATOR} if Role.EMPLOYEE in told else told), (kind, met)
