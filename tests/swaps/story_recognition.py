"""Recognition beyond single kudos in the story: how far it reaches, and nominations in each of their states.

Ana sits on the committee of the one that is decided on, and is nominated there herself.
"""

from __future__ import annotations

from collections.abc import Mapping

from content import nominations as content
from domain.local_time import DAY_MS
from domain.nominations import Decider, Nomination, Reason, Stage, State, Terms, Window, Winner
from handlers.turn import Press
from storage import nominations, nominations_closing, nominations_received
from storage import nominations_ballots as ballots
from storage.nominations_ballots import Urn
from storage.unit import Unit
from tests.swaps.recording import Hands

OPEN, DECIDING, DECIDED = "nominations-open", "nominations-deciding", "nominations-decided"
CATEGORY = content.default().categories[0]
REASON = Reason(situation="In the August review", behavior="She wrote down what she missed", impact="Nobody had to ask")


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    hana, ana, ben, chi = scene.hana, scene.ana, scene.ben, scene.chi
    await hands.does(hana, Press(action="reach.show"))
    await hands.does(hana, Press(action="reach.show", value="team-platform"))
    await hands.does(ana, Press(action="reach.show", subject="mine"))
    await hands.does(hana, Press(action="digest.show"))
    await hands.does(hana, Press(action="digest.rhythm", value="weekly"))
    await _opened(hands, ids)
    scene.store.write(lambda unit: _stand(unit, hands, ids)).result()
    await hands.does(ben, Press(action="nominations.show"))
    form = await hands.does(ben, Press(action="nominations.hand_in.open", subject=OPEN))
    words = {"situation": REASON.situation, "behavior": REASON.behavior, "impact": REASON.impact}
    await hands.submits(ben, form, {"category": CATEGORY.id, "nominee": (ids["dan"],), **words})
    await hands.does(chi, Press(action="nominations.read", subject=DECIDING))
    await hands.does(chi, Press(action="nominations.vote", subject=f"{DECIDING}/{CATEGORY.id}/{ids['dan']}"))
    await hands.does(ana, Press(action="nominations.tell", subject=f"{DECIDED}/{CATEGORY.id}"))
    await hands.does(ana, Press(action="nominations.take_back", subject=f"{DECIDED}/{CATEGORY.id}"))
    await hands.does(ben, Press(action="nominations.keep", subject=f"{DECIDED}/{CATEGORY.id}"))


async def _opened(hands: Hands, ids: Mapping[str, str]) -> None:
    """By HR's form; one of two is stopped."""
    hana = hands.scene.hana
    for _ in range(2):
        form = await hands.does(hana, Press(action="nominations.new.open"))
        committee = tuple(ids[who] for who in ("ana", "ben", "chi", "hana"))
        await hands.submits(hana, form, {"seats": committee, "teams": ("team-support",)})
    await hands.does(hana, Press(action="nominations.hr"))
    await hands.presses(hana, "nominations.stop")


def _stand(unit: Unit, hands: Hands, ids: Mapping[str, str]) -> None:
    """One is open to Ben and the others, one is decided on by Ana, Ben and Chiara, and one is decided for four."""
    now, rng = hands.scene.clock(), hands.scene.rng
    for id, state in ((OPEN, State.OPEN), (DECIDING, State.OPEN), (DECIDED, State.DECIDED)):
        terms = Terms(categories=(CATEGORY,), decider=Decider.COMMITTEE, rest_days=365)
        closes = now + (DAY_MS if id == OPEN else 0)
        window = Window(id=id, title=id, terms=terms, closes_at=closes, decides_at=now + 2 * DAY_MS, state=state)
        seats = [ids[who] for who in ("ana", "ben", "chi")]
        nominations.add(unit, hands.scene.org, window, seats, ids["hana"], now=now)
        ballots.make_key(unit, id, Stage.NOMINATE)
    won = [Winner(category=CATEGORY.id, person=ids[who], stories=(REASON,)) for who in ("ana", "ben", "dan", "chi")]
    nominations_received.keep(unit, hands.scene.org, DECIDED, won, now=0)
    key = ballots.find_key(unit, hands.scene.org, DECIDING, Stage.NOMINATE)
    assert key is not None
    urn = Urn(unit, hands.scene.org, DECIDING, Stage.NOMINATE, key)
    for by, whom in (("hana", "dan"), ("dan", "eve"), ("eve", "hana")):
        urn.nominate(ids[by], Nomination(category=CATEGORY.id, nominee=ids[whom], reason=REASON), rng)
    nominations_closing.close(unit, hands.scene.org, DECIDING, now=now, rng=rng)
    nominations_closing.forget_keys(unit, hands.scene.org, DECIDING, now=now)
