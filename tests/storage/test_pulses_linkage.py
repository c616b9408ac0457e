"""Somebody who has everything tries to tell whose answers are whose: after the close it is a guess.

The adversary has the database with its files and log, a backup of it from before the close, the key ring, and knows who
was asked, and in which order they pressed Send: a chat platform could tell that. So they are taken to know whose each
row of the backup is. They have no key of a wave that is closed, because nobody has.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import eq
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Select, select

from domain import pulses_release as releases
from domain.pulses_wave import State
from storage import pulses_before, pulses_keys, pulses_release, pulses_sheets, tables
from storage.unit import Store, Unit
from tests.storage import surveys
from tests.storage.surveys import ITEMS, NOW, ORG, Survey

PEOPLE, FEW, MANY = 40, 5, 200
MARGIN = 0.02
_sheet = tables.table(tables.PulseSheet)
Guess = Sequence[str]  # the tokens of sheets, in the order in which their people are thought to have answered


@pytest.fixture
def people(store: Store) -> tuple[str, ...]:
    return surveys.people(store, PEOPLE)


def closed(store: Store, those: tuple[str, ...], number: int) -> tuple[Survey, Guess]:
    """A wave that everybody answered and that is closed, and whose sheet was under which token in a backup before."""
    survey = surveys.opened(store, those, random.Random(number), f"w{number}")
    survey.everybody_answers()
    backup = _backup(survey)
    assert survey.close() is State.CLOSED
    survey.forget_key()
    return survey, backup


def _backup(survey: Survey) -> Guess:
    """Return the tokens in the order in which their sheets came, as whoever watches a wave that is open sees them."""
    key = survey.key()
    assert key is not None
    rows = survey.store.read(lambda unit: list(unit.rows(_of(survey)))).result()
    tokens = {key.open(row["answers"], row["token"]): row["token"] for row in rows}
    return [tokens[pulses_sheets.written(survey.homes[one], survey.answers[one])] for one in survey.order]


def guesses(survey: Survey, database: str, backup: Guess) -> Iterator[tuple[str, Guess]]:
    """Every order that the adversary can read off anything, taken for that of answering and for that of the backup.

    What is shuffled was read in the order of its old tokens: were it written so, the old rank would be the new one.
    """
    rank = {token: place for place, token in enumerate(sorted(backup))}
    for name, guess in _orders(survey, database):
        yield name, guess
        yield f"{name}, by their rank in a backup from before", [guess[rank[token]] for token in backup]


def _orders(survey: Survey, database: str) -> Iterator[tuple[str, Guess]]:
    rows = survey.store.read(lambda unit: list(unit.rows(_of(survey)))).result()
    tokens = [row["token"] for row in rows]
    yield "as the database hands them out", tokens
    yield "backward", tokens[::-1]
    yield "by token", sorted(tokens)
    yield "by their sealed bytes", [row["token"] for row in sorted(rows, key=lambda row: bytes(row["answers"]))]
    if database.startswith("postgresql"):
        yield from _by_page(survey, database)
    else:
        file = Path(database.removeprefix("sqlite:///"))
        yield "as they lie in the file", _placed(tokens, file.read_bytes())
        yield "as they lie in the log", _placed(tokens, Path(f"{file}-wal").read_bytes())


def _of(survey: Survey) -> Select[Any]:
    return select(_sheet).where(_sheet.c.org_id == ORG, _sheet.c.wave_id == survey.wave.id)


def _placed(tokens: Sequence[str], content: bytes) -> Guess:
    """Where each stands last; those that are not there, in any order."""
    return sorted(tokens, key=lambda token: content.rfind(token.encode()))


def _by_page(survey: Survey, database: str) -> Iterator[tuple[str, Guess]]:
    with psycopg.connect(database) as connection:
        for name, order in (
            ("by place", "ctid"),
            ("by transaction", "xmin::text, ctid"),
            ("by command", "cmin::text, ctid"),
        ):
            asked = f"SELECT token FROM pulse_sheet WHERE wave_id = %s ORDER BY {order}"  # noqa: S608 - our own words
            yield name, [row[0] for row in connection.execute(asked.encode(), (survey.wave.id,)).fetchall()]


def truth(survey: Survey) -> Guess:
    """Return the tokens of sheets in the order in which their people answered, which nobody can know."""
    opened = survey.store.read(lambda unit: _opened(unit, survey)).result()
    tokens = {str(answers): token for token, answers in opened.items()}
    return [tokens[str(survey.of(survey.answers[person]))] for person in survey.order]


def _opened(unit: Unit, survey: Survey) -> Mapping[str, object]:
    """Return the answers by token, as the key ring opens them once it is closed."""
    found = pulses_sheets.sheets(unit, ORG, survey.wave.id, ITEMS)
    return {row["token"]: one.answers for row, one in zip(unit.rows(_of(survey)), found, strict=True)}


def attack(store: Store, database: str, those: tuple[str, ...], number: int) -> Mapping[str, float]:
    """Return how often each way of guessing was right, over so many waves."""
    right: dict[str, int] = {}
    for wave in range(number):
        survey, backup = closed(store, those, wave)
        wanted = truth(survey)
        for name, guess in guesses(survey, database, backup):
            right[name] = right.get(name, 0) + sum(map(eq, guess, wanted))
    return {name: count / (number * PEOPLE) for name, count in right.items()}


def test_whose_answers_are_whose_is_a_guess_after_the_close(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """In a few waves: far from what the order of answering would give away."""
    found = attack(store, database, people, FEW)
    assert {name: share for name, share in found.items() if share > 1 / PEOPLE + 5 * MARGIN} == {}


@pytest.mark.soak
def test_over_two_hundred_waves_it_is_no_better_than_chance(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """One in forty, and two in a hundred more at most, by whatever is read off."""
    found = attack(store, database, people, MANY)
    assert {name: share for name, share in found.items() if share > 1 / PEOPLE + MARGIN} == {}


def test_the_adversary_would_find_them_were_they_not_shuffled(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """While it is open, where a sheet first came to stand tells when it came: so it is said in docs/pulses.md."""
    survey = surveys.opened(store, people, random.Random(1), "open")
    survey.everybody_answers()
    key = survey.key()
    assert key is not None
    rows = {row["token"]: row for row in store.read(lambda unit: unit.rows(_of(survey))).result()}
    if database.startswith("postgresql"):
        [(_, order), *_] = _by_page(survey, database)
    else:
        log = Path(database.removeprefix("sqlite:///") + "-wal").read_bytes()
        order = sorted(rows, key=lambda token: log.find(token.encode()))
    opened = [key.open(rows[token]["answers"], token) for token in order]
    assert opened == [pulses_sheets.written(survey.homes[one], survey.answers[one]) for one in survey.order]


def test_where_somebody_counts_stands_beside_no_answer(store: Store, people: tuple[str, ...]) -> None:
    """A group of one would be a name: no fewer than five count in the same ones. And it is sealed, of one length."""
    survey = surveys.opened(store, people, random.Random(1), "where")
    assert min(Counter(survey.homes.values()).values()) == 5, "whoever leads a team counts in the company"
    survey.everybody_answers()
    for _ in ("while it is open", "between the close and the release"):
        rows = store.read(lambda unit: list(unit.rows(_of(survey)))).result()
        assert [row for row in rows if any(group in str(dict(row)) for group in survey.homes.values())] == []
        assert len({len(row["answers"]) for row in rows}) == 1
        survey.close()


def test_once_it_is_released_there_is_no_answer_left_to_join_to_anybody(store: Store, people: tuple[str, ...]) -> None:
    """Answers and comments go with the unit that publishes; of what is not shown not even a number of people stays."""
    survey = surveys.opened(store, people, random.Random(2), "gone")
    silent = [one for one in people if survey.homes[one] == "team/south"][5:]
    survey.people = tuple(one for one in people if one not in silent)
    survey.everybody_answers()
    survey.close()
    survey.forget_key()
    wave = survey.now()
    found = releases.release(store.read(lambda unit: pulses_before.closed(unit, ORG, wave)).result())
    assert store.write(lambda unit: pulses_release.save(unit, ORG, wave, found, now=NOW, rng=survey.rng)).result()
    for name in ("pulse_sheet", "pulse_comment", "pulse_ballot"):
        assert store.read(lambda unit, name=name: list(unit.rows(select(tables.named(name))))).result() == []  # type: ignore[misc]
    figure = tables.table(tables.PulseFigure)
    kept = store.read(lambda unit: list(unit.rows(select(figure)))).result()
    assert {row["group_id"] for row in kept if row["n"]} == {row["group_id"] for row in kept if row["content"]}
    assert {row["n"] for row in kept if not row["content"]} == {0}


def test_with_the_key_of_a_wave_whoever_answered_is_known_and_without_it_nobody(
    store: Store, people: tuple[str, ...]
) -> None:
    """Before the close an operator can compute every ballot; afterwards neither the rows nor the key are there."""
    survey = surveys.opened(store, people, random.Random(1), "who")
    survey.answer(people[3], "1" * 8)
    ballot = tables.table(tables.PulseBallot)
    [held] = store.read(lambda unit: list(unit.run(select(ballot.c.ballot)).scalars())).result()
    key = survey.key()
    assert key is not None
    assert [person for person in people if key.ballot(person) == held] == [people[3]]
    for master in store.keys.keys("column") + store.keys.keys("token"):
        other = pulses_keys.WaveKey(master, ORG, survey.wave.id)
        assert held not in {other.ballot(person) for person in people}
