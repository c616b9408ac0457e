"""Reviews in the story: each step once, and one of each kind left; what came before each step stands as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain import local_time
from domain.competencies import Level
from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.evidence import Period
from domain.ratings import Deed, Step, Text
from domain.ratings import State as Stands
from domain.ratings_tripwire import Alert, Change, Voice
from domain.ratings_tripwire import Kind as Spoke
from domain.reviews_rounds import rounds
from handlers.turn import Press
from storage import cycles, lines, participants, reviews, reviews_concerns, tables
from storage.cycles import Kept
from storage.reviews_concerns import Concern
from storage.unit import Unit
from tests.swaps.recording import Hands

RATE = "rate"  # the id of each cycle's rating checkpoint
FIRST = "early_candor"
WHY = "She named the risk nine days early, and twice more after that."
_READ = (Deed.SUBMIT, Deed.RELEASE)
_STEPS = {Stands.SUBMITTED: (Deed.SUBMIT,), Stands.RELEASED: _READ, Stands.DISPUTED: (*_READ, Deed.DISPUTE)}
_BEGUN = ("written", "handed", "released", "read", "left", "waiting", "talked", "over")


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    today = local_time.day_of(scene.clock(), "UTC")
    scene.store.write(lambda unit: _begin(unit, scene.org, ids, today)).result()
    seed = Seed(hands, ids)
    for person, cycle, state in (
        ("ben", "handed", Stands.SUBMITTED),
        ("ben", "released", Stands.SUBMITTED),
        ("ben", "read", Stands.RELEASED),
        ("chi", "read", Stands.RELEASED),
    ):
        seed.stands(person, cycle, state)
    seed.raises("raised")
    await _written(hands, f"{ids['ben']}/written/{RATE}")
    await _given_back(hands, f"{ids['ben']}/handed/{RATE}")
    await _released(hands, f"released/{RATE}")
    await _disputed(hands, f"{ids['ben']}/read/{RATE}")
    await _opened_again(hands, f"{ids['chi']}/read/{RATE}")
    await _looked_into(hands, "raised")
    _leave(seed, ids)


def _leave(seed: Seed, ids: Mapping[str, str]) -> None:
    """For whoever swaps ids afterwards."""
    seed.stands("ben", "left", Stands.SUBMITTED)
    seed.stands("chi", "left", Stands.RELEASED)
    seed.stands("ben", "waiting", Stands.DISPUTED)
    seed.stands("chi", "waiting", Stands.SUBMITTED, asked_by=ids["hana"])
    seed.stands("chi", "handed", Stands.RELEASED, asked_by=ids["hana"])
    seed.raises("open")


# --- Each step ----------------------------------------------------------------------------------------------------


async def _written(hands: Hands, id: str) -> None:
    """Ana writes it in two windows, chooses one text, and writes in two windows again; Ben looks back."""
    ana, ben = hands.scene.ana, hands.scene.ben
    await hands.does(ana, Press(action="review.open", subject=id))
    await _in_two_windows(hands, id)
    await hands.presses(ana, "review.both")
    await hands.presses(ana, "review.settle")
    await _in_two_windows(hands, id)
    own = await hands.does(ben, Press(action="review.self.open", subject=f"{id}/{FIRST}"))
    await hands.submits(ben, own, {"level": Level.COMPETENT.value, "rationale": WHY})
    await hands.does(ana, Press(action="review.open", subject=id))
    await hands.presses(ana, "review.submit", of=id)
    await hands.does(ana, Press(action="review.keep", subject=id))


async def _in_two_windows(hands: Hands, id: str) -> None:
    ana = hands.scene.ana
    opened = await hands.does(ana, Press(action="review.rate.open", subject=f"{id}/{FIRST}"))
    for said in (WHY, f"{WHY} So Chiara says, too."):
        await hands.submits(ana, opened, {"level": Level.COMPETENT.value, "rationale": said})


async def _given_back(hands: Hands, id: str) -> None:
    """By HR, who reads it for a purpose first."""
    hana = hands.scene.hana
    asked = await hands.does(hana, Press(action="review.purpose.open", subject=id))
    await hands.submits(hana, asked, {"reason": "A date in it may be wrong."})
    opened = await hands.presses(hana, "review.return.open", of=id)
    await hands.submits(hana, opened, {"reason": "The date of the first piece is wrong."})


async def _released(hands: Hands, round: str) -> None:
    hana, dan = hands.scene.hana, hands.scene.dan
    await hands.does(hana, Press(action="review.release.latest"))
    await hands.does(hana, Press(action="review.release.look", subject=round))
    await hands.presses(hana, "review.release.ask", of=round)
    await hands.does(dan, Press(action="review.release.look", subject=round))
    await hands.presses(dan, "review.release.approve", of=round)


async def _disputed(hands: Hands, id: str) -> None:
    """Ben has read it and disputes it, and Dan finds that it stands."""
    ben, dan = hands.scene.ben, hands.scene.dan
    await hands.does(ben, Press(action="review.open", subject=id))
    await hands.presses(ben, "review.acknowledge", of=id)
    await hands.does(ben, Press(action="review.open", subject=id))
    await hands.submits(ben, await hands.presses(ben, "review.dispute.open", of=id), {"reason": "It was not I."})
    await hands.does(dan, Press(action="review.open", subject=id))
    opened = await hands.presses(dan, "review.resolve.open", of=id)
    await hands.submits(dan, opened, {"decision": "uphold", "reason": "Both of them were there."})


async def _opened_again(hands: Hands, id: str) -> None:
    hana, dan = hands.scene.hana, hands.scene.dan
    asked = await hands.does(hana, Press(action="review.purpose.open", subject=id))
    await hands.submits(hana, asked, {"reason": "Chiara asked me to look at it."})
    opened = await hands.presses(hana, "review.reopen.open", of=id)
    await hands.submits(hana, opened, {"reason": "A date in it is wrong."})
    await hands.does(dan, Press(action="review.release.look", subject=f"read/{RATE}"))
    await hands.presses(dan, "review.reopen.approve")


async def _looked_into(hands: Hands, concern: str) -> None:
    await hands.does(hands.scene.dan, Press(action="review.concern", subject=concern))
    await hands.presses(hands.scene.dan, "review.concern.settle")


# --- What stands before -------------------------------------------------------------------------------------------


class Seed:
    """Each rating has this level, and cites these pieces."""

    def __init__(
        self,
        hands: Hands,
        ids: Mapping[str, str],
        *,
        level: Level = Level.COMPETENT,
        cited: frozenset[str] = frozenset(),
    ) -> None:
        self._scene, self._ids, self._at = hands.scene, ids, hands.scene.clock()
        self._level, self._cited = level, cited

    def stands(self, person: str, cycle: str, state: Stands, *, asked_by: str | None = None) -> None:
        """As Ana would have written it; of a released one `asked_by` wants it opened again."""
        self._scene.store.write(lambda unit: self._put(unit, self._ids[person], cycle, state, asked_by)).result()

    def raises(self, id: str) -> None:
        """Whoever owned an error is rated lower than before."""
        day, ben = local_time.day_of(self._at, "UTC"), self._ids["ben"]
        fall = Change(
            person=ben,
            competency=FIRST,
            before=Level.ROLE_MODEL,
            rated_before_on=day - timedelta(days=90),
            after=Level.COMPETENT,
            rated_on=day,
        )
        voice = Voice(person=ben, kind=Spoke.OWNED_ERROR, on=day - timedelta(days=9))
        alert = Alert(person=ben, falls=(fall,), voices=(voice,))
        one = Concern(id=id, cycle="read", round=RATE, subject=ben, alert=alert, raised_at=self._at)
        self._scene.store.write(lambda unit: reviews_concerns.add(unit, self._scene.org, one)).result()

    def _put(self, unit: Unit, person: str, cycle: str, state: Stands, asked_by: str | None) -> None:
        org, ana = self._scene.org, self._ids["ana"]
        kept = cycles.find(unit, org, cycle)
        assert kept is not None
        blank = reviews.plain(unit, org, rounds(kept)[0], person)
        text = Text(by=ana, at=self._at, level=self._level, rationale=WHY, cited=self._cited)
        steps = tuple(Step(deed=one, by=ana, at=self._at, level=self._level) for one in _STEPS[state])
        every = tuple(replace(one, text=text, version=1, steps=steps) for one in blank.ratings)
        why = "A date in it is wrong." if asked_by and state is Stands.RELEASED else ""
        after = replace(blank, ratings=every, manager=ana, state=state, release_asked_by=asked_by, reopen_reason=why)
        reviews.save(unit, org, blank, after, by=ana, now=self._at)


def _begin(unit: Unit, org: str, ids: Mapping[str, str], today: date) -> None:
    """Cycles for Ben and Chiara, whose ratings opened today and are compared with nobody's."""
    unit.run(tables.table(tables.Team).insert(), {"org_id": org, "id": "rated", "name": "Rated", "created_at": 1})
    lines.assign(unit, org, {ids["ben"]: ["rated"], ids["chi"]: ["team-support", "rated"]}, now=1)
    rating = Checkpoint(
        id=RATE,
        kind=Kind.RATING,
        title="Ratings",
        prompt="Rate.",
        audience=Audience.MANAGERS,
        opens_on=today,
        due_on=today + timedelta(days=30),
    )
    for name in _BEGUN:
        cycle = Cycle(
            id=name,
            name=name.title(),
            period=Period(start=date(2026, 9, 1), end=today + timedelta(days=60)),
            checkpoints=(rating,),
            framework="default",
            framework_version=2,
            state=State.OPEN,
        )
        cycles.add(unit, org, Kept(cycle=cycle, author=ids["hana"], created_at=1, launched_at=1))
        participants.add_teams(unit, org, name, ["rated"], now=1)
        participants.follow(unit, org, name, now=1)
