"""Takes somebody who is erased out of the nominations that are not decided on yet."""

from __future__ import annotations

from sqlalchemy import delete

from domain.nominations import Stage, State
from storage import ballot_box, nominations, tables
from storage import nominations_ballots as ballots
from storage.unit import Unit

_slip = tables.table(tables.NominationSlip)


def forget_nominee(unit: Unit, org: str, person: str) -> int:
    """Delete what names them; return how many slips. Of a stage whose key or folder is away nothing can be found.

    Such a slip falls with the close of its stage: nobody who does not take part is decided on.
    """
    return sum(_of_window(unit, org, one.id, one.state, person) for one in nominations.running(unit, org))


def _of_window(unit: Unit, org: str, window: str, state: State, person: str) -> int:
    box = ballots.box(org, window, Stage.NOMINATE)
    if state is State.OPEN:
        key = ballots.find_key(unit, org, window, Stage.NOMINATE) if unit.keys.apart else None
        found = ballot_box.opened(unit, box, key) if key else []
    else:
        found = ballot_box.read(unit, box)
    theirs = [slip.token for slip in found if ballots.nomination(slip.words).nominee == person]
    return unit.run(delete(_slip).where(*box.mine, _slip.c.token.in_(theirs))).rowcount if theirs else 0
