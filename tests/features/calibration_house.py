"""The house of a calibration: Ana leads Ben and Chi, Eve leads Ike and Jo, Kim leads Lou, Dan leads these three.

Fay leads the room, and Gus watches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from domain.competencies import Level
from domain.ratings import Deed, Step, Text
from domain.ratings import State as Stands
from domain.reviews_rounds import rounds
from storage import calibration, cycles, lines, participants, reviews, tables
from storage.calibration import Kept
from storage.unit import Unit
from tests.features.scene import Figure, Seen
from tests.features.test_review import WHY, House, at

MORE = {
    "eve": "Eve Larsen",
    "fay": "Fay Moreau",
    "gus": "Gus Adeyemi",
    "ike": "Ike Brandt",
    "jo": "Jo Park",
    "kim": "Kim Osei",
    "lou": "Lou Ferrari",
}
MADRID = ZoneInfo("Europe/Madrid")
BEGUN = at(date(2026, 7, 1))
_team = tables.table(tables.Team)
_session = tables.table(tables.CalibrationSession)


@dataclass
class CalibrationHouse(House):
    """What a scenario of calibration needs besides."""

    def furnish(self, unit: Unit) -> None:
        super().furnish(unit)
        org, ids = self.scene.org, self.ids
        unit.run(insert(_team), {"org_id": org, "id": "green", "name": "Green", "created_at": BEGUN})
        lines.assign(unit, org, {ids[one]: ["green"] for one in ("ike", "jo", "lou")}, now=BEGUN)
        led = {"ike": "eve", "jo": "eve", "lou": "kim", "ana": "dan", "eve": "dan", "kim": "dan"}
        lines.lead(unit, org, {ids[one]: ids[boss] for one, boss in led.items()}, now=BEGUN)
        participants.add_teams(unit, org, "c1", ["green"], now=BEGUN)
        participants.follow(unit, org, "c1", now=BEGUN)

    def rated(self, about: str, by: str, level: Level = Level.COMPETENT, *, hand_in: bool = True, **more: Any) -> None:
        """Somebody's review as their manager handed it in."""
        me, now = self.ids[by], self.scene.clock()
        text = Text(by=me, at=now, level=level, rationale=WHY, **more)
        self.rated_each(about, by, lambda competency: text, hand_in=hand_in)

    def rated_each(self, about: str, by: str, said: Callable[[str], Text], *, hand_in: bool = True) -> None:
        """`said` gives what is written of a competency."""

        def write(unit: Unit) -> None:
            org, me, now = self.scene.org, self.ids[by], self.scene.clock()
            cycle = cycles.find(unit, org, "c1")
            assert cycle is not None
            blank = reviews.plain(unit, org, rounds(cycle)[0], self.ids[about])
            state = Stands.SUBMITTED if hand_in else Stands.DRAFT
            texts = [(one, said(one.competency)) for one in blank.ratings]
            every = tuple(
                replace(one, text=text, version=1, steps=_steps(text) if hand_in else (), state=state)
                for one, text in texts
            )
            reviews.save(unit, org, blank, replace(blank, ratings=every, manager=me, state=state), by=me, now=now)

        self.write(write)

    async def plans(self, **more: Any) -> Seen:
        """Hana plans a session on a Thursday in October, at two on the clocks of Madrid."""
        scene = self.scene
        form = await self.form(scene.hana, await scene.stage.says(scene.hana, "/calibrate"), "Plan a session")
        usual = {
            "managers": [scene.ana, scene.eve],
            "facilitator": [scene.fay],
            "monitor": [scene.gus],
            "day": "2026-10-08",
            "at": "14:00",
            "zone": "Europe/Madrid",
        }
        return await scene.stage.submits(scene.hana, form, {**usual, **more})

    def session(self) -> Kept:
        """The one there is."""

        def read(unit: Unit) -> Kept | None:
            row = unit.first(select(_session.c.id).where(_session.c.org_id == self.scene.org))
            return calibration.found(unit, self.scene.org, row["id"]) if row else None

        found = self.scene.store.read(read).result()
        assert found is not None
        return found

    async def opens(self, who: Figure) -> Seen:
        return await self.scene.stage.says(who, "/calibrate")

    async def packet(self, who: Figure, about: str) -> Seen:
        """As somebody reads it by the list."""
        scene = self.scene
        listed = await scene.stage.presses(who, await self.opens(who), "Packets")
        return await scene.stage.chooses(who, listed, "Read a packet", scene.stage.people[about].name)

    async def is_ready(self, **more: Any) -> None:
        """Everybody is rated and handed in, the session is planned with three managers, and its packets are frozen."""
        scene = self.scene
        for about, by in (("chi", "ana"), ("ike", "eve"), ("jo", "eve"), ("lou", "kim")):
            self.rated(about, by)
        await self.plans(managers=[scene.ana, scene.eve, scene.kim], **more)
        await scene.settle()
        scene.clock.now = at_madrid(5, 14)
        await scene.settle()

    async def begins(self) -> None:
        """On its day, by whoever leads it."""
        self.scene.clock.now = at_madrid(8, 14)
        await self.scene.settle()
        await self.scene.stage.presses(self.scene.fay, await self.opens(self.scene.fay), "Begin the session")
        await self.scene.settle()

    def room(self, who: Figure) -> Seen:
        """The message of the room, as it stands now."""
        return next(
            seen
            for seen in reversed(self.scene.stage.direct(who))
            if "Part " in seen.words or "is over" in seen.fallback
        )

    async def talks_about(self, who: str) -> None:
        """Case after case, until this one comes."""
        for _ in range(6):
            await self.scene.stage.presses(
                self.scene.fay, self.room(self.scene.fay), next_case(self.room(self.scene.fay))
            )
            await self.scene.passes(seconds=30)
            if self.scene.stage.people[who].name in self.room(self.scene.fay).words:
                return
        raise AssertionError(f"{who} is not talked about")


def at_madrid(day: int, hour: int, minute: int = 0) -> int:
    """In October 2026."""
    return round(datetime(2026, 10, day, hour, minute, tzinfo=MADRID).timestamp() * 1000)


def _steps(text: Text) -> tuple[Step, ...]:
    return (Step(deed=Deed.SUBMIT, by=text.by, at=text.at, level=text.level),)


def next_case(seen: Seen) -> str:
    return next(label for label in seen.buttons if label.startswith("Next case"))
