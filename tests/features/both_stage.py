"""Slack and Teams at once, in one org: each person acts on one of the two, and reads what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.features.scene import Figure, Seen, Stage


class BothStage:
    """Whoever has an account on both acts on Slack, unless it is said that they are the other figure."""

    def __init__(self, slack: Stage, teams: Stage) -> None:
        self.slack, self.teams = slack, teams
        self.name, self.tenant, self.recognition_channel = slack.name, slack.tenant, slack.recognition_channel
        self.people = {**teams.people, **slack.people}

    async def says(self, who: Figure, line: str, *, where: str = "general", delivery: str = "") -> Seen:
        return await self._side(who).says(who, line, where=where, delivery=delivery)

    async def presses(self, who: Figure, seen: Seen, label: str) -> Seen:
        return await self._side(who).presses(who, seen, label)

    async def chooses(self, who: Figure, seen: Seen, menu: str, option: str) -> Seen:
        return await self._side(who).chooses(who, seen, menu, option)

    async def submits(self, who: Figure, form: Seen, values: Mapping[str, Any]) -> Seen:
        return await self._side(who).submits(who, form, values)

    async def uses(self, who: Figure, action: str, author: Figure, text: str) -> Seen:
        return await self._side(who).uses(who, action, author, text)

    async def opens_home(self, who: Figure) -> Seen:
        return await self._side(who).opens_home(who)

    async def finds(self, who: Figure, query: str, form: Seen) -> list[str]:
        return await self._side(who).finds(who, query, form)

    def channel(self) -> list[Seen]:
        return [*self.slack.channel(), *self.teams.channel()]

    def direct(self, who: Figure) -> list[Seen]:
        return self._side(who).direct(who)

    def sent(self) -> str:
        return f"{self.slack.sent()}\n{self.teams.sent()}"

    async def close(self) -> None:
        await self.slack.close()
        await self.teams.close()

    def _side(self, who: Figure) -> Stage:
        return self.slack if self.slack.people.get(who.key) == who else self.teams
