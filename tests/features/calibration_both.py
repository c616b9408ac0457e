"""The house of a calibration in which half of the managers are on Slack, and half on Teams.

Dan leads Ana, Eve, Kim and Mia, who are on Slack, and Noa, Oli and Raj, who are on Teams; Oli leads Uma and Pia. Pia,
on Teams, leads Vik and is talked about where she sits. Fay leads the room on Teams, Gus watches it on Slack. Hana, who
runs HR, has an account on both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from content import reviews as content
from domain.competencies import Direction, Level
from domain.ratings import Text
from storage import lines, participants
from storage.unit import Unit
from tests.features.both_stage import BothStage
from tests.features.calibration_house import BEGUN, MORE, CalibrationHouse, next_case
from tests.features.scene import Figure, Seen
from tests.features.test_review import EARLIER, WHY

SLACK_MANAGERS, TEAMS_MANAGERS = ("ana", "eve", "kim", "mia"), ("noa", "oli", "pia", "raj")
MANAGERS = (*SLACK_MANAGERS, *TEAMS_MANAGERS)
SEATED = ("fay", "gus", *MANAGERS)
LED = {  # whom each manager of the room rates
    "ben": "ana",
    "chi": "ana",
    "ike": "eve",
    "jo": "eve",
    "lou": "kim",
    "sam": "mia",
    "tess": "noa",
    "uma": "oli",
    "pia": "oli",
    "vik": "pia",
    "wim": "raj",
}
CAST = {
    **MORE,
    "mia": "Mia Torres",
    "noa": "Noa Levy",
    "oli": "Oliver Grant",
    "pia": "Pia Holm",
    "raj": "Raj Mehta",
    "sam": "Sam Ito",
    "tess": "Tess Moran",
    "uma": "Uma Nair",
    "vik": "Vik Rao",
    "wim": "Wim Claes",
}
ON_SLACK = ("hana", "dan", "gil", "gus", *SLACK_MANAGERS, "ben", "chi", "ike", "jo", "lou", "sam")
ON_TEAMS = ("hana", "fay", *TEAMS_MANAGERS, "tess", "uma", "vik", "wim")
TALKED_ABOUT = ("ben", "tess", "uma")  # with more reasons than others, so that they are among the cases


@dataclass
class BothHouse(CalibrationHouse):
    @property
    def stage(self) -> BothStage:
        return cast(BothStage, self.scene.stage)

    def figure(self, key: str) -> Figure:
        return self.stage.people[key]

    def furnish(self, unit: Unit) -> None:
        super().furnish(unit)
        org, ids = self.scene.org, self.ids
        lines.assign(unit, org, {ids[one]: ["green"] for one in ("sam", "tess", "uma", "pia", "vik", "wim")}, now=BEGUN)
        above = dict.fromkeys(("mia", "noa", "oli", "raj"), "dan")
        lines.lead(unit, org, {ids[one]: ids[boss] for one, boss in {**LED, **above}.items()}, now=BEGUN)
        participants.follow(unit, org, "c1", now=BEGUN)

    def is_rated(self) -> None:
        """Everybody; Tess and Uma as role models on nothing, and Ben on two pieces in what the room talks about."""
        for about, by in ((about, by) for about, by in LED.items() if about != "ben"):
            self.rated(about, by, Level.ROLE_MODEL if about in TALKED_ABOUT else Level.COMPETENT)
        self.notes("e1", "ana")
        self.notes("e2", "chi", **EARLIER)
        for one in content.default().framework.competencies[1:]:
            self.notes(one.id, "chi", competency=one.id, direction=Direction.AT)
        self.rated_each("ben", "ana", self._carried)

    def _carried(self, competency: str) -> Text:
        """A rating of Ben that its evidence carries."""
        is_first = competency == "early_candor"
        level, cited = (Level.ROLE_MODEL, {"e1", "e2"}) if is_first else (Level.COMPETENT, {competency})
        me, now = self.ids["ana"], self.scene.clock()
        return Text(by=me, at=now, level=level, rationale=WHY, cited=frozenset(cited))

    async def opens(self, who: Figure) -> Seen:
        """The one session they have a seat in; HR chooses it from all."""
        seen = await self.stage.says(who, "/calibrate")
        if who.key != "hana":
            return seen
        return await self.stage.chooses(who, seen, "Open a session", "Calibration of Summer 2026, Oct 8")

    async def goes_on(self) -> None:
        """The facilitator comes to the next part, and every message says so."""
        fay = self.figure("fay")
        await self.stage.presses(fay, self.room(fay), "Next part")
        await self.scene.passes(seconds=30)

    async def next_case(self) -> str:
        """The facilitator calls it; return whose it is, "" where it is none of those this is about."""
        before = self.room(self.figure("fay"))
        await self.stage.presses(self.figure("fay"), before, next_case(before))
        await self.scene.passes(seconds=30)
        words = self.room(self.figure("fay")).words
        return next((one for one in TALKED_ABOUT if self.figure(one).name in words), "")

    def everybody(self, label: str) -> list[Seen]:
        """The last message of each seat; each has this button."""
        found = [self.last(self.figure(one)) for one in SEATED]
        assert all(label in seen.buttons for seen in found), [(seen.words, [*seen.buttons]) for seen in found]
        return found

    def on_teams(self, who: str) -> Figure:
        """Somebody who has an account on both, where they act on Teams."""
        return self.stage.teams.people[who]

    async def decides(self, table: Seen, label: str, said: dict[str, Any]) -> Seen:
        form = await self.form(self.figure("fay"), table, label)
        return await self.stage.submits(self.figure("fay"), form, said)
