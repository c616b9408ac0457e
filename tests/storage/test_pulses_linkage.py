"""Somebody who has everything tries to tell whose answers are whose: after the close it is a guess.

What they have is said in tests/storage/linkage.py. They have no key of a wave that is closed, because nobody has.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from domain import pulses_release as releases
from domain.pulses_wave import State
from storage import ballot_box, pulses_before, pulses_keys, pulses_release, pulses_sheets, tables
from storage.ballot_box import Box, Slip
from storage.unit import Store
from tests.storage import linkage, surveys
from tests.storage.linkage import MARGIN, Disk, Guess, Guesses
from tests.storage.surveys import NOW, ORG, Survey

PEOPLE, FEW, MANY = 40, 5, 200
_sheet = tables.table(tables.PulseSheet)


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
    return _in_order(survey, survey.store.read(lambda unit: ballot_box.opened(unit, box(survey), key)).result())


def truth(survey: Survey) -> Guess:
    """Return the same of sheets that are shuffled, which nobody can know."""
    return _in_order(survey, survey.store.read(lambda unit: ballot_box.read(unit, box(survey))).result())


def _in_order(survey: Survey, slips: Sequence[Slip]) -> Guess:
    tokens = {slip.words: slip.token for slip in slips}
    return [tokens[pulses_sheets.written(survey.homes[one], survey.answers[one])] for one in survey.order]


def box(survey: Survey) -> Box:
    return Box(table=_sheet, words="answers", here={"org_id": ORG, "wave_id": survey.wave.id})


def played(store: Store, database: str, those: tuple[str, ...], number: int) -> Iterator[tuple[Guess, Guesses]]:
    """So many waves."""
    for wave in range(number):
        disk = Disk(database)
        survey, backup = closed(store, those, wave)
        yield truth(survey), linkage.guesses(store, disk, box(survey), backup)


def test_whose_answers_are_whose_is_a_guess_after_the_close(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """In a few waves: far from what the order of answering would give away."""
    found = linkage.attack(played(store, database, people, FEW))
    assert {name: share for name, share in found.items() if share > 1 / PEOPLE + 5 * MARGIN} == {}


@pytest.mark.soak
def test_over_two_hundred_waves_it_is_no_better_than_chance(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """One in forty, and two in a hundred more at most, by whatever is read off."""
    found = linkage.attack(played(store, database, people, MANY))
    assert {name: share for name, share in found.items() if share > 1 / PEOPLE + MARGIN} == {}


def test_the_adversary_would_find_them_were_they_not_shuffled(
    store: Store, database: str, people: tuple[str, ...]
) -> None:
    """While it is open, where a sheet first came to stand tells when it came: so it is said in docs/pulses.md."""
    survey, disk = surveys.opened(store, people, random.Random(1), "open"), Disk(database)
    survey.everybody_answers()
    key = survey.key()
    assert key is not None
    rows = {row["token"]: row for row in linkage.rows(store, box(survey))}
    order = linkage.came(disk, box(survey), rows)
    opened = [key.open(rows[token]["answers"], token) for token in order]
    assert opened == [pulses_sheets.written(survey.homes[one], survey.answers[one]) for one in survey.order]


def test_where_somebody_counts_stands_beside_no_answer(store: Store, people: tuple[str, ...]) -> None:
    """A group of one would be a name: no fewer than five count in the same ones. And it is sealed, of one length."""
    survey = surveys.opened(store, people, random.Random(1), "where")
    assert min(Counter(survey.homes.values()).values()) == 5, "whoever leads a team counts in the company"
    survey.everybody_answers()
    for _ in ("while it is open", "between the close and the release"):
        rows = linkage.rows(store, box(survey))
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
