"""Nominations and votes by secret ballot: handed in once each, and joined to nobody who handed them in."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, select

from domain.nominations import Nomination, Reason, Stage
from storage import ballot_box, ballot_keys, tables
from storage.ballot_box import Box, Slip
from storage.ballot_keys import BallotKey
from storage.unit import Unit

_ballot = tables.table(tables.NominationBallot)
_slip = tables.table(tables.NominationSlip)
_WIDEST = 36  # characters of any id: what is sealed of a vote is as long whoever it is for
_SIZE = 8_192  # bytes of any nomination: three parts of 600 characters, of four bytes each, and its ids
_END = "\x1f"


def key_name(window: str, stage: Stage) -> str:
    return f"{window}-{stage.value}"


def make_key(unit: Unit, window: str, stage: Stage) -> None:
    """Raises NoKeyFolderError."""
    ballot_keys.folder(unit).make(key_name(window, stage))


def find_key(unit: Unit, org: str, window: str, stage: Stage) -> BallotKey | None:
    """Return it, None once it is gone. Raises NoKeyFolderError."""
    return ballot_keys.find(unit, org, key_name(window, stage))


def destroy_key(unit: Unit, window: str, stage: Stage) -> None:
    """Raises NoKeyFolderError and OSError."""
    ballot_keys.folder(unit).destroy(key_name(window, stage))


class Urn:
    """What is handed in at one stage of a window, while its key is there."""

    def __init__(self, unit: Unit, org: str, window: str, stage: Stage, key: BallotKey) -> None:
        self._unit, self._key = unit, key
        self._here = {"org_id": org, "window_id": window, "stage": stage.value}
        self._box = box(org, window, stage)

    def has(self, person: str, category: str) -> bool:
        """Only ever asked for the person themself."""
        mine = [_ballot.c[name] == value for name, value in self._here.items()]
        handed_in = select(_ballot.c.ballot).where(*mine, _ballot.c.ballot == self._ballot(person, category))
        return self._unit.first(handed_in) is not None

    def nominate(self, by: str, one: Nomination, rng: random.Random) -> bool:
        """Keep it, once for each person and category; say whether it was the first."""
        return self._hand_in(by, one.category, _written(one), rng)

    def vote(self, by: str, category: str, nominee: str, rng: random.Random) -> bool:
        """The same; `nominee` "" is a vote for nobody."""
        return self._hand_in(by, category, f"{category:<{_WIDEST}}{_END}{nominee:<{_WIDEST}}", rng)

    def _hand_in(self, by: str, category: str, words: str, rng: random.Random) -> bool:
        if not self._unit.insert_if_new(_ballot, {**self._here, "ballot": self._ballot(by, category)}):
            return False
        ballot_box.drop_in(self._unit, self._box, Slip(words=words), self._key, rng)
        return True

    def _ballot(self, person: str, category: str) -> str:
        return self._key.ballot(f"{category}/{person}")


def box(org: str, window: str, stage: Stage) -> Box:
    return Box(table=_slip, words="words", here={"org_id": org, "window_id": window, "stage": stage.value})


def nomination(words: str) -> Nomination:
    said = json.loads(words)
    return Nomination(category=said["category"], nominee=said["nominee"], reason=Reason(**said["reason"]))


def _written(one: Nomination) -> str:
    """All are of one length: else whoever saw a slip come in would know it again after the close."""
    return ballot_box.padded(json.dumps(asdict(one), ensure_ascii=False), _SIZE)


def vote(words: str) -> tuple[str, str]:
    """Return category and nominee."""
    category, _, nominee = words.partition(_END)
    return category.rstrip(), nominee.rstrip()


def decided_on(unit: Unit, org: str, window: str) -> list[Nomination]:
    """Return the nominations that are decided on, in an order of chance. Once that is done there are none."""
    return [nomination(slip.words) for slip in ballot_box.read(unit, box(org, window, Stage.NOMINATE))]


def count(unit: Unit, org: str, window: str, stage: Stage) -> int:
    """Return how many slips there are: nobody is told before a stage is over."""
    those = select(func.count()).where(*box(org, window, stage).mine)
    return int(unit.run(those).scalar_one())


def put_back(unit: Unit, org: str, window: str, those: Sequence[Nomination], rng: random.Random) -> None:
    slips = [Slip(words=_written(one)) for one in those]
    ballot_box.put_back(unit, box(org, window, Stage.NOMINATE), slips, rng)


def forget(unit: Unit, org: str, window: str, *stages: Stage) -> int:
    """Delete what came in, and who handed in; return how many rows."""
    gone = 0
    for stage in stages:
        for table in (_ballot, _slip):
            here = (table.c.org_id == org, table.c.window_id == window, table.c.stage == stage.value)
            gone += unit.run(delete(table).where(*here)).rowcount
    return gone
