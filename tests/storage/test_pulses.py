"""Waves in the store: a contract that stays, one sheet a person, and a closing that forgets whose it is."""

from __future__ import annotations

import random
import stat
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import select, update

from domain.errors import StaleError
from domain.local_time import DAY_MS
from domain.pulses_contract import BrokenContractError
from domain.pulses_draft import BallotError
from domain.pulses_wave import State, Wave
from storage import keeping_pulses, opening, postgres, pulses, pulses_closing, pulses_sheets, scrubbing, tables
from storage.ballot_keys import KeyAwayError, NoKeyFolderError
from storage.key_folder import KeyFolder
from storage.pulses import Kept
from storage.sealing import KEY_BYTES, KeyRing, SealingError
from storage.unit import Store, Unit
from tests.storage import surveys
from tests.storage.surveys import NOW, ORG, Survey

_wave = tables.table(tables.PulseWave)
_sheet = tables.table(tables.PulseSheet)
_due = tables.table(tables.Due)
SOON_S = 0.5  # for the other to come in between, if it can


_FILES = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname LIKE '%pulse_%' AND relkind IN ('r', 'i', 't')"


@pytest.fixture
def survey(store: Store, rng: random.Random) -> Survey:
    """Twelve people are asked."""
    return surveys.opened(store, surveys.people(store, 12), rng)


def tokens(survey: Survey) -> list[str]:
    """Every random or keyed name that stands in the tables of answers."""
    names = [tables.table(tables.PulseBallot).c.ballot, _sheet.c.token, tables.table(tables.PulseComment).c.token]

    def read(unit: Unit) -> list[str]:
        return [name for column in names for name in unit.run(select(column)).scalars()]

    return survey.store.read(read).result()


# --- The contract -------------------------------------------------------------------------------------------------


def test_nothing_changes_a_contract_once_it_is_launched(survey: Survey) -> None:
    """A second launch is refused, saving how it stands writes nothing else, and by hand it is a broken one."""
    other = replace(survey.wave, contract=replace(survey.wave.contract, scores=50), state=State.LAUNCHED)
    with pytest.raises(StaleError):
        survey.store.write(lambda unit: pulses.launch(unit, ORG, Kept(wave=other, author="x"), was=3)).result()
    survey.store.write(lambda unit: pulses.save(unit, ORG, replace(other, version=4), was=3)).result()
    assert survey.now().contract == survey.wave.contract
    lowered = survey.store.read(lambda unit: unit.run(select(_wave.c.contract)).scalar_one()).result()
    by_hand = update(_wave).values(contract=lowered.replace('"text":20', '"text":21'))
    survey.store.write(lambda unit: unit.run(by_hand).rowcount).result()
    with pytest.raises(BrokenContractError):
        survey.now()
    whole = surveys.opened(survey.store, survey.people, survey.rng, "w2")
    listed = survey.store.read(lambda unit: pulses.every(unit, ORG)).result()
    asked = survey.store.read(lambda unit: pulses.open_for(unit, ORG, survey.people[0], now=NOW)).result()
    assert [kept.wave.id for kept in (*listed, *asked)] == [whole.wave.id] * 2, "one that is broken hides no other"


def test_of_two_waves_that_are_launched_at_once_one_is_the_next(survey: Survey) -> None:
    """Also between replicas: the second finds that its number is taken."""
    store, plan, found, counted = survey.store, survey.wave.template, dict[str, Future[int]](), Event()
    others = [replace(survey.wave, id=id, digest="", state=State.DRAFT, version=1) for id in ("first", "second")]
    for wave in others:
        draft = Kept(wave=wave, author=survey.people[0])
        store.write(partial(pulses.add, org=ORG, kept=draft)).result()

    def launch(unit: Unit, wave: Wave, following: Wave | None) -> int:
        number = pulses.number_alone(unit, ORG, plan)
        if following:
            found["second"] = store.write(partial(launch, wave=following, following=None))
            counted.wait(SOON_S)
        counted.set()
        pulses.launch(unit, ORG, Kept(wave=replace(wave, state=State.LAUNCHED), author=survey.people[0]), was=1)
        return number

    assert store.write(partial(launch, wave=others[0], following=others[1])).result() == 2
    assert found["second"].result() == 3


# --- One sheet a person -------------------------------------------------------------------------------------------


def test_of_two_sends_at_once_one_counts(survey: Survey) -> None:
    """The ballot's key decides, also between replicas."""
    with ThreadPoolExecutor(2) as both:
        told = [both.submit(survey.answer, survey.people[0], mark * 8) for mark in "15"]
    assert sorted(one.result() for one in told) == [False, True]
    assert len(tokens(survey)) == 2  # a ballot and a sheet


def test_a_draft_opens_for_its_person_and_wave_alone(survey: Survey) -> None:
    """Whoever copies somebody's buttons gets nothing out of them; the same draft is the same token."""
    key = survey.key()
    assert key is not None
    sealed = key.seal_draft("02:41......", "ana")
    assert key.open_draft(sealed, "ana") == "02:41......"
    assert key.seal_draft("02:41......", "ana") == sealed
    for person, token in (("ben", sealed), ("ana", sealed[:-4]), ("ana", "x"), ("ana", "é")):
        with pytest.raises(BallotError):
            key.open_draft(token, person)


def test_while_it_is_open_the_key_ring_opens_no_sheet_and_all_are_of_one_length(survey: Survey) -> None:
    """A backup of those days says nothing once the key of the wave is gone; nor does a length say who wrote what."""
    survey.answer(survey.people[0], "12345123", "Fine")
    survey.answer(survey.people[1], "1----..n", "\U0001f389" * 1_000)
    rows = survey.store.read(lambda unit: list(unit.rows(select(_sheet)))).result()
    assert len({len(row["answers"]) for row in rows}) == 1
    words = select(tables.table(tables.PulseComment).c.words)
    assert len({len(one) for one in survey.store.read(lambda unit: unit.run(words).scalars().all()).result()}) == 1
    for row in rows:
        with pytest.raises(SealingError):
            survey.store.keys.open(row["answers"], ORG, "pulse_sheet", row["token"], "answers")


# --- Closing ------------------------------------------------------------------------------------------------------


def test_closing_keeps_every_answer_under_new_names_and_forgets_who_answered(survey: Survey) -> None:
    """Step by step, and each step again: a crash after any of them is made up for."""
    survey.everybody_answers()
    before = set(tokens(survey))
    assert survey.close() is State.CLOSED
    assert survey.close() is None
    assert not before & set(tokens(survey))
    assert survey.key() is not None, "only once that is certain to last the key goes"
    assert survey.forget_key()
    assert not survey.forget_key()
    assert survey.key() is None
    assert survey.now().state is State.SEALED
    wanted = sorted(map(repr, (survey.of(marks) for marks in survey.answers.values())))
    assert sorted(repr(dict(one.answers)) for one in survey.sheets()) == wanted
    comments = survey.store.read(lambda unit: pulses_sheets.comments(unit, ORG, survey.wave.id)).result()
    assert sorted(one.words for one in comments) == sorted(f"comment {number}" for number in (0, 3, 6, 9))


def test_a_key_that_could_not_be_destroyed_is_tried_again_in_the_night(survey: Survey) -> None:
    """For as long as it is there; a wave whose key is gone is left alone."""
    survey.everybody_answers()
    survey.close()
    first = date(2026, 10, 18)

    def planned(day: date) -> set[str]:
        work = partial(pulses_closing.look_again, org=ORG, today=day, now=NOW)
        survey.store.write(work).result()
        those = select(_due.c.step).where(_due.c.kind == pulses_closing.FORGET)
        return set(survey.store.read(lambda unit: list(unit.run(those).scalars())).result())

    assert planned(first) == {"closed", first.isoformat()}
    survey.forget_key()
    assert planned(first + timedelta(days=1)) == {"closed", first.isoformat()}


def test_fewer_than_five_answers_are_destroyed_unread(survey: Survey) -> None:
    """Nobody reads them, whoever they are."""
    for person in survey.people[:4]:
        survey.answer(person, "1" * 8)
    assert survey.close() is State.DESTROYED
    assert tokens(survey) == []


def test_a_key_that_is_not_there_is_waited_for_a_day_before_answers_are_destroyed(survey: Survey) -> None:
    """A replica that does not see the folder destroys nothing; the night plans the close again, and then it is lost."""
    survey.everybody_answers()
    before = sorted(tokens(survey))
    folder = survey.store.keys.apart
    assert folder is not None
    seen, away = folder.path / survey.wave.id, folder.path / "away"
    seen.rename(away)
    closes_at = survey.wave.closes_at
    with pytest.raises(KeyAwayError):
        survey.close(now=closes_at + DAY_MS - 1)
    assert sorted(tokens(survey)) == before
    work = partial(pulses_closing.look_again, org=ORG, today=date(2026, 10, 18), now=closes_at)
    survey.store.write(work).result()
    planned = select(_due.c.kind).where(_due.c.subject == survey.wave.id)
    assert survey.store.read(lambda unit: list(unit.run(planned).scalars())).result() == [pulses_closing.CLOSE]
    away.rename(seen)
    assert survey.close(now=closes_at) is State.CLOSED
    lost = surveys.opened(survey.store, survey.people, survey.rng, "w2")
    lost.everybody_answers()
    folder.destroy("w2")
    assert lost.close(now=closes_at + DAY_MS) is State.DESTROYED
    assert not lost.forget_key()


def test_a_close_that_fails_half_way_leaves_everything_as_it_was(survey: Survey) -> None:
    """It is one unit."""
    survey.everybody_answers()
    before = sorted(tokens(survey))

    def fail(unit: Unit) -> None:
        pulses_closing.close(unit, ORG, survey.wave.id, now=NOW, rng=survey.rng)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        survey.store.write(fail).result()
    assert sorted(tokens(survey)) == before
    assert survey.now().state is State.OPEN
    assert survey.close() is State.CLOSED


def test_the_files_of_a_closed_wave_hold_none_of_its_earlier_names(database: str, keys: KeyRing) -> None:
    """Neither tokens of sheets and comments nor ballots: in SQLite's file and log, in PostgreSQL's tables."""
    store = opening.open_store(database, keys)
    survey = surveys.opened(store, surveys.people(store, 60), random.Random(3))
    survey.everybody_answers()
    before = tokens(survey)
    assert any(one.encode() in content(database) for one in before), "they are looked for where they are"
    survey.close()
    survey.forget_key()
    if database.startswith("postgresql"):
        assert scrubbing.postgres(postgres.engine(database)) == []
    store.close()
    left = content(database)
    assert [one for one in before if one.encode() in left] == []
    assert len(before) == 60 + 60 + 20


def content(database: str) -> bytes:
    """Return the bytes of the database's files: of PostgreSQL those of the tables of answers."""
    if not database.startswith("postgresql"):
        path = Path(database.removeprefix("sqlite:///"))
        files = [path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))]
        return b"".join(one.read_bytes() for one in files if one.exists())
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [[folder]] = connection.execute("SHOW data_directory").fetchall()
        paths = [Path(folder) / row[0] for row in connection.execute(_FILES.encode()).fetchall()]
    return b"".join(one.read_bytes() for one in paths)


# --- Keeping ------------------------------------------------------------------------------------------------------


def test_answers_go_on_the_day_their_contract_says(survey: Survey) -> None:
    """Not a moment before, and who was asked stays for as long as history is kept."""
    survey.everybody_answers()
    survey.close()
    survey.forget_key()
    forget_at = survey.wave.forget_at
    assert forget_at == survey.wave.closes_at + 90 * DAY_MS

    def forget(before: int) -> int:
        return survey.store.write(lambda unit: keeping_pulses.answers(unit, ORG, before, ())).result()

    assert forget(forget_at - 1) == 0
    assert forget(forget_at) == 12 + 4
    assert survey.sheets() == []
    gone = survey.store.write(lambda unit: keeping_pulses.invitations(unit, ORG, survey.wave.closes_at, ())).result()
    assert gone == 0
    later = survey.store.write(lambda unit: keeping_pulses.invitations(unit, ORG, survey.wave.closes_at + 1, ()))
    assert later.result() == 12


# --- The folder of keys -------------------------------------------------------------------------------------------


def test_a_key_is_made_once_for_all_replicas_and_goes_for_good(tmp_path: Path) -> None:
    """Nobody else on the machine can read it, no copy of it is left beside, and to destroy it twice is no error."""
    folder, other = KeyFolder(tmp_path / "keys"), KeyFolder(tmp_path / "keys")
    made = folder.make("w1")
    assert other.make("w1") == made == other.find("w1")
    assert [path.name for path in folder.path.iterdir()] == ["w1"]
    assert stat.S_IMODE((folder.path / "w1").stat().st_mode) == 0o600
    kept = (folder.path / "w1").open("rb")
    folder.destroy("w1")
    folder.destroy("w1")
    assert folder.find("w1") is None
    assert kept.read() != made, "whoever held the file open reads no key in it"
    kept.close()


def test_a_key_ring_without_a_folder_says_who_has_to_name_one(database: str) -> None:
    """On PostgreSQL nobody knows a place that all replicas share."""
    store = opening.open_store(database, KeyRing([b"k" * KEY_BYTES]))
    try:
        with pytest.raises(NoKeyFolderError):
            surveys.opened(store, surveys.people(store, 5), random.Random(1))
    finally:
        store.close()
