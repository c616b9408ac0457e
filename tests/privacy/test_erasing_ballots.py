"""Who is erased while a secret ballot is open is named by nobody once it has closed."""

from __future__ import annotations

import random

from sqlalchemy import select, update

from domain.local_time import DAY_MS
from domain.nominations import Nomination, Reason, Stage
from domain.privacy import State
from storage import ballot_box, tables
from storage import nominations_ballots as ballots
from storage.ballot_box import Slip
from storage.ballot_keys import BallotKey
from storage.unit import Unit
from tests.privacy.conftest import erase, settle, state
from tests.privacy.furniture import CHI, NAMES, NOW, ZORA, House

LATER = NOW + DAY_MS
TERMS = '{"categories": [], "decider": "peers", "teams": [], "rest_days": 365}'
_window, _wave = tables.table(tables.NominationWindow), tables.table(tables.PulseWave)
_comment = tables.table(tables.PulseComment)


def test_what_nobody_can_read_yet_is_looked_through_once_it_has_closed(house: House) -> None:
    """A nomination of Chiara names Zora, and nothing opens it while it is open: so the look comes back."""
    rng = random.Random(1)
    reason = Reason(situation="In August", behavior=f"She and {NAMES[ZORA]} helped", impact="Much")

    def opens(unit: Unit) -> str:
        id = str(unit.run(select(_window.c.id)).scalar_one())
        far = {"closes_at": NOW + 90 * DAY_MS, "decides_at": NOW + 99 * DAY_MS}
        unit.run(update(_window).values(state="open", created_at=NOW, terms=TERMS, **far))
        box = ballots.box(house.org, id, Stage.NOMINATE)
        ballot_box.drop_in(unit, box, Slip(words="sealed"), BallotKey(b"k" * 32, house.org, id), rng)
        return id

    def closes(unit: Unit, id: str) -> None:
        unit.run(update(_window).values(state="deciding"))
        ballots.forget(unit, house.org, id, Stage.NOMINATE)
        ballots.put_back(unit, house.org, id, [Nomination(category="c", nominee=CHI, reason=reason)], rng)

    id = house.writes(opens)
    erase(house)
    settle(house, now=LATER)
    assert state(house) is State.SHREDDED
    house.writes(lambda unit: closes(unit, id))
    settle(house, now=LATER + DAY_MS)
    assert state(house) is State.VERIFIED
    [found] = house.reads(lambda unit: ballots.decided_on(unit, house.org, id))
    assert found.reason.behavior == "She and a former colleague helped"


def test_a_comment_in_an_open_pulse_is_waited_for_unless_it_began_afterward(house: House) -> None:
    """Else every new pulse would keep it from ever being verified."""

    def comments(unit: Unit, launched_at: int) -> None:
        id = unit.run(select(_wave.c.id)).scalar_one()
        unit.run(update(_wave).values(state="open", launched_at=launched_at))
        unit.run(_comment.delete())
        row = {"org_id": house.org, "wave_id": id, "token": "t", "item_id": "i", "words": b"sealed"}
        unit.insert_all(_comment, [row])

    house.writes(lambda unit: comments(unit, NOW))
    erase(house)
    assert state(house) is State.SHREDDED
    house.writes(lambda unit: comments(unit, NOW + 1))
    settle(house, now=LATER)
    assert state(house) is State.VERIFIED
