"""Somebody who has everything tries to tell who nominated whom, and who voted for whom: after the close it is a guess.

What they have is said in tests/storage/linkage.py. They have no key of a stage that is past, because nobody has. They
know by which rules people nominate and vote, and who received what, as everybody may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import insert, select

from domain.nominations import Decider, Stage, State
from storage import ballot_box, tables
from storage import nominations_ballots as ballots
from storage.ballot_box import Slip
from storage.ballot_keys import BallotKey
from storage.unit import Row, Store, Unit
from tests.storage import linkage
from tests.storage.linkage import MARGIN, Disk, Guess, Guesses
from tests.storage.test_nominations import FEEDBACK, ORG, TERMS, House, furnish

FEW, MANY = 2, 200
NAMED = tuple("x" * length for length in (1, 12, 24, 36))  # who is nominated: no id is as long as another one
VOTERS = tuple(f"person-{place:02}" for place in range(36))
PEOPLE = (*NAMED, *VOTERS)
EACH = len(VOTERS) // len(NAMED)  # votes for each of them, so that of a tie all receive it
CHANCE = {Stage.NOMINATE: 1 / len(PEOPLE), Stage.VOTE: 1 / len(NAMED)}
WIDE = {Stage.NOMINATE: 0.15, Stage.VOTE: 0.3}  # in a few rounds: far from what any order would give away
_ballot = tables.table(tables.NominationBallot)
Round = Mapping[Stage, tuple[Guess, Guesses]]


@pytest.fixture
def house(store: Store) -> House:
    store.write(furnish).result()
    those = [{"org_id": ORG, "id": id, "name": id.title(), "created_at": 0} for id in PEOPLE]
    store.write(lambda unit: unit.run(insert(tables.table(tables.Person)), those)).result()
    again = -2  # days: all rounds are played on the same days, and in each the same people may receive it
    return House(store, terms=replace(TERMS, decider=Decider.PEERS, rest_days=again))


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """What came in at one stage of a window, as a backup from before its end holds it: whose each is, is known."""

    house: House
    window: str
    stage: Stage
    order: Sequence[str]
    rows: Sequence[Row]

    @property
    def tokens(self) -> Guess:
        return [row["token"] for row in self.rows]

    def read(self) -> Sequence[Slip]:
        """What stands there now, as the key ring opens it."""
        box = ballots.box(ORG, self.window, self.stage)
        return self.house.store.read(lambda unit: ballot_box.read(unit, box)).result()

    def opened(self) -> Sequence[str]:
        """What any key opens of it that is left, in the order of pressing; "" where none does."""
        return [next(filter(None, (_opened(key, row) for key in self._keys())), "") for row in self.rows]

    def _keys(self) -> Iterator[BallotKey]:
        ring, name = self.house.store.keys, ballots.key_name(self.window, self.stage)
        left = [key for stage in Stage if (key := self.house.key(stage, self.window))]
        return iter([*left, *(BallotKey(one, ORG, name) for one in (*ring.keys("column"), *ring.keys("token")))])


def _opened(key: BallotKey, row: Row) -> str:
    try:
        return key.open(row["words"], row["token"])
    except InvalidTag:
        return ""


def collected(house: House, window: str, stage: Stage, chosen: Mapping[str, str]) -> Ballots:
    """Let people hand in, one after the other, and look after each what came."""
    known: dict[str, None] = {}  # tokens, in the order in which they came
    for by, whom in chosen.items():
        if stage is Stage.NOMINATE:
            house.names(by, whom, window, impact="\U0001f389" * house.rng.randrange(600))
        else:
            house.votes(by, whom, window)
        known |= dict.fromkeys(_tokens(house, window, stage))
    rows = {row["token"]: row for row in house.slips(window, stage)}
    found = tuple(rows[token] for token in known)
    return Ballots(house=house, window=window, stage=stage, order=tuple(chosen), rows=found)


def _tokens(house: House, window: str, stage: Stage) -> Sequence[str]:
    box = ballots.box(ORG, window, stage)
    those = select(box.table.c.token).where(*box.mine)
    return house.store.read(lambda unit: unit.run(those).scalars().all()).result()


# --- Who nominated whom -------------------------------------------------------------------------------------------


def nominated(house: House, window: str) -> Ballots:
    """By everybody, in an order of chance; nobody themself."""
    order = house.rng.sample(PEOPLE, len(PEOPLE))
    chosen = {by: house.rng.choice([one for one in NAMED if one != by]) for by in order}
    return collected(house, window, Stage.NOMINATE, chosen)


def wrote(before: Ballots) -> Guess:
    """Return the tokens of what is shuffled in the order in which its authors pressed, which nobody can know."""
    tokens = {ballots.nomination(slip.words).reason.behavior: slip.token for slip in before.read()}
    return [tokens[f"{by} says so"] for by in before.order]


def guesses_of_authors(before: Ballots, disk: Disk) -> Guesses:
    """By every order, by lengths, by any key that is left, and because nobody nominates themself."""
    box = ballots.box(ORG, before.window, before.stage)
    yield from linkage.guesses(before.house.store, disk, box, before.tokens)
    now = before.read()
    yield "by any key that is left", _same_words(before.opened(), now)
    yield "by how much was written", _as_long(before, now)
    yield "by whom it is not about", _not_about(before.order, now)


def _same_words(opened: Sequence[str], now: Sequence[Slip]) -> Guess:
    tokens = {slip.words: slip.token for slip in now}
    return [tokens.get(words, "") for words in opened]


def _as_long(before: Ballots, now: Sequence[Slip]) -> Guess:
    """What came in, by the length of what is sealed; what is there, by that of its words."""
    came = sorted(before.rows, key=lambda row: len(row["words"]))
    there = sorted(now, key=lambda slip: len(slip.words.rstrip().encode()))
    found = {row["token"]: slip.token for row, slip in zip(came, there, strict=True)}
    return [found[token] for token in before.tokens]


def _not_about(order: Sequence[str], now: Sequence[Slip]) -> Guess:
    about = {slip.token: ballots.nomination(slip.words).nominee for slip in now}
    found = []
    for by in order:
        token = next((one for one, whom in about.items() if whom != by), next(iter(about)))
        found.append(token)
        del about[token]
    return found


# --- Who voted for whom -------------------------------------------------------------------------------------------


def voted(house: House, window: str) -> Ballots:
    """By everybody, in an order of chance, and for each as often; of whoever is nominated for nobody."""
    tally = house.rng.sample(NAMED * EACH, len(VOTERS))
    chosen = {**dict(zip(VOTERS, tally, strict=True)), **dict.fromkeys(NAMED, "")}
    order = house.rng.sample(PEOPLE, len(PEOPLE))
    return collected(house, window, Stage.VOTE, {by: chosen[by] for by in order})


def meant(house: House, before: Ballots) -> Guess:
    """Return for whom voters voted, in the order of pressing, while the key is there: once it is gone nobody knows."""
    key = house.key(Stage.VOTE, before.window)
    assert key is not None
    return [ballots.vote(key.open(row["words"], row["token"]))[1] for row in of_voters(before)]


def of_voters(before: Ballots) -> Sequence[Row]:
    """Without whoever is nominated: by the rules their votes count for nobody, so these are not asked for."""
    return [row for by, row in zip(before.order, before.rows, strict=True) if by in VOTERS]


def guesses_of_votes(before: Ballots, disk: Disk) -> Guesses:
    """Let it even be known who received how many votes, and deal these out by every order of what there was."""
    rows, tally = of_voters(before), sorted(NAMED * EACH)
    for name, guess in _orders_of(rows, disk):
        dealt = dict(zip(guess, tally, strict=True))
        yield name, [dealt[row["token"]] for row in rows]
    yield "all for the same one", [NAMED[0]] * len(rows)
    opened = dict(zip(before.tokens, before.opened(), strict=True))
    yield "by any key that is left", [ballots.vote(opened[row["token"]])[1] for row in rows]


def _orders_of(rows: Sequence[Row], disk: Disk) -> Guesses:
    """Return the tokens in every order that can be read off a backup, and off what is left of them on the disk."""
    tokens = [row["token"] for row in rows]
    yield "as they came", tokens
    yield "backward", tokens[::-1]
    yield "by token", sorted(tokens)
    yield "by their sealed bytes", [row["token"] for row in sorted(rows, key=lambda row: bytes(row["words"]))]
    yield "by how long they are", [row["token"] for row in sorted(rows, key=lambda row: len(row["words"]))]
    yield "as they lay in the log", linkage.placed(tokens, disk.log())
    if not disk.is_postgres:
        yield "as they lay in the file", linkage.placed(tokens, disk.file())


# --- Both ---------------------------------------------------------------------------------------------------------


def played(house: House, database: str, number: int) -> list[Round]:
    """So many windows, from the first nomination to the result."""
    return [_round(house, database, f"linked-{one}") for one in range(number)]


def _round(house: House, database: str, window: str) -> Round:
    disk = Disk(database)
    house.opens(window)
    named = nominated(house, window)
    house.closes(window)
    assert house.forgets(window) is State.DECIDING
    authors = wrote(named), [*guesses_of_authors(named, disk)]
    cast = voted(house, window)
    true = meant(house, cast)
    house.counts(window)
    assert house.forgets(window) is State.DECIDED
    assert sorted(house.received(window)) == sorted(NAMED)
    return {Stage.NOMINATE: authors, Stage.VOTE: (true, [*guesses_of_votes(cast, disk)])}


def too_good(rounds: Sequence[Round], margin: Mapping[Stage, float]) -> Mapping[tuple[Stage, str], float]:
    """Return the ways of guessing that were better than chance by more than this."""
    return {
        (stage, name): share
        for stage in Stage
        for name, share in linkage.attack(one[stage] for one in rounds).items()
        if share > CHANCE[stage] + margin[stage]
    }


def test_who_nominated_and_who_voted_for_whom_is_a_guess_after_the_close(house: House, database: str) -> None:
    """In a few rounds: far from what the order of pressing would give away."""
    assert too_good(played(house, database, FEW), WIDE) == {}


@pytest.mark.soak
def test_over_two_hundred_rounds_it_is_no_better_than_chance(house: House, database: str) -> None:
    """Of nominations one in forty, of votes one in four, and two in a hundred more at most, by whatever is read off."""
    assert too_good(played(house, database, MANY), dict.fromkeys(Stage, MARGIN)) == {}


def test_the_adversary_would_find_them_while_a_stage_is_open(house: House, database: str) -> None:
    """With the folder of keys they read who has handed in, and what: so it is said in docs/recognition.md."""
    disk, window = Disk(database), "linked-open"
    house.opens(window)
    before = nominated(house, window)
    key = house.key(Stage.NOMINATE, window)
    assert key is not None
    words = {row["token"]: key.open(row["words"], row["token"]) for row in before.rows}
    order = linkage.came(disk, ballots.box(ORG, window, Stage.NOMINATE), words)
    found = [ballots.nomination(words[token]).reason.behavior for token in order]
    assert found == [f"{by} says so" for by in before.order]
    assert handed_in(house, window, key) == set(PEOPLE)
    house.closes(window)


def handed_in(house: House, window: str, *keys: BallotKey) -> set[str]:
    """Return whose ballots these keys find among those that are kept."""
    mine = _ballot.c.ballot.in_([key.ballot(f"{FEEDBACK.id}/{one}") for key in keys for one in PEOPLE])
    held = house.store.read(
        lambda unit: unit.run(select(_ballot.c.ballot).where(_ballot.c.window_id == window, mine)).scalars().all()
    ).result()
    return {one for key in keys for one in PEOPLE if key.ballot(f"{FEEDBACK.id}/{one}") in held}


def test_the_key_ring_tells_of_nobody_whether_they_handed_in(house: House) -> None:
    """Neither does the key of another stage, nor, once it is closed, the very key that did."""
    window = "linked-who"
    house.opens(window)
    house.names(VOTERS[0], NAMED[0], window)
    key, ring = house.key(Stage.NOMINATE, window), house.store.keys
    assert key is not None
    assert handed_in(house, window, key) == {VOTERS[0]}
    others = [
        BallotKey(one, ORG, ballots.key_name(window, Stage.NOMINATE))
        for one in (*ring.keys("column"), *ring.keys("token"))
    ]
    assert handed_in(house, window, *others) == set()
    house.closes(window)
    house.forgets(window)
    assert handed_in(house, window, key) == set()
    house.votes(VOTERS[1], NAMED[0], window)
    assert handed_in(house, window, key) == set(), "who votes is found by the key of the votes alone"


def test_two_who_exchange_their_votes_leave_the_same_rows(house: House) -> None:
    """In every table, while votes come in as after they are counted: by nothing that is kept is a vote somebody's."""
    first, second, *others = VOTERS[:8]
    rest = dict(zip(others, NAMED[:2] * 3, strict=True))
    one = {first: NAMED[0], second: NAMED[3], **rest}
    other = {first: NAMED[3], second: NAMED[0], **rest}
    assert left_by(house, "linked-one", one) == left_by(house, "linked-two", other)


def left_by(house: House, window: str, votes: Mapping[str, str]) -> Sequence[Sequence[str]]:
    """Return what is kept of a window before these votes are counted, and after: the same chance in every window."""
    house.rng.seed(7)
    house.opens(window)
    for by, whom in zip(VOTERS, NAMED, strict=False):
        house.names(by, whom, window)
    house.closes(window)
    house.forgets(window)
    for by, whom in votes.items():
        house.votes(by, whom, window)
    before = _kept(house, window)
    house.counts(window)
    house.forgets(window)
    return before, _kept(house, window)


def _kept(house: House, window: str) -> Sequence[str]:
    """What is sealed by its length, because it is sealed with chance, and a ballot as well, for its key is another."""

    def read(unit: Unit) -> list[str]:
        every = tables.Row.metadata.sorted_tables
        rows = [(table.name, row) for table in every for row in unit.rows(select(table))]
        return sorted(f"{name} {_plain(row)}" for name, row in rows if window in map(str, row.values()))

    return [row.replace(window, "window") for row in house.store.read(read).result()]


def _plain(row: Row) -> Mapping[str, object]:
    return {name: len(value) if isinstance(value, bytes) or name == "ballot" else value for name, value in row.items()}
