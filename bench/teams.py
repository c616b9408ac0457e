"""Row 3: a Teams message and its reply through a real serving process, beside the SDK's adapter and bare aiohttp."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import load, processes, report
from bench.load import Plan, Result
from bench.processes import Child
from bench.report import Section, say

ROUNDS = 5
MOST = 3_000  # turns a round
WARM = 64
YARDSTICKS = {
    "bare aiohttp": ("bench.raw_teams",),
    "botbuilder's cloud adapter": ("bench.default_teams", "cloud"),
    "botbuilder's older adapter": ("bench.default_teams", "older"),
}
SETTINGS = {"TEAMS_ALLOW_UNAUTHENTICATED": "loopback", "TEAMS_SERVICE_HOSTS": "127.0.0.1"}


@dataclass(kw_only=True)
class Bot:
    """One process that answers, and what it managed."""

    name: str
    child: Child
    asked: int = 0
    results: list[Result] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def play(self, most: int = MOST) -> Result:
        before = self.child.cpu
        result = load.run(Plan(ports=[self.child.port], first=self.asked, most=most), "bench.turns")
        self.asked += most
        self.results.append(result)
        self.cpu.append((self.child.cpu - before) / result.answered)
        return result

    @property
    def context(self) -> str:
        rate = statistics.median(one.rate for one in self.results)
        p99 = statistics.median(one.p99 for one in self.results)
        cost = statistics.median(self.cpu) * 1000
        return f"Teams, {self.name}: {rate:.0f} turns/s, p99 {p99:.1f} ms, {cost:.2f} ms of processor time each"


def measure(place: Path) -> Section:
    """Authentication is off for all three: the SDK fetches a token every turn, and only over https."""
    with contextlib.ExitStack() as open:
        settings = {**SETTINGS, "VOUCHSAFE_DATABASE_URL": f"sqlite:///{place / 'teams.db'}"}
        ours = Bot(name="Vouchsafe", child=open.enter_context(processes.serving(place, settings)))
        raw, default, older = (
            Bot(name=name, child=open.enter_context(processes.running(*command, folder=place)))
            for name, command in YARDSTICKS.items()
        )
        _rounds([raw, ours, default, older])
    return Section(
        rows=[
            report.times("A Teams turn with a reply", _median(ours, default), 8, f"{default.name}, as shipped"),
            report.ratio("The same", _median(ours, raw), 0.4, "bare aiohttp, JSON in and POST out"),
        ],
        context=[bot.context for bot in (ours, raw, default, older)],
    )


def _rounds(bots: Sequence[Bot]) -> None:
    for bot in bots:
        bot.play(WARM)
        bot.results.clear()
        bot.cpu.clear()
    for number in range(1, ROUNDS + 1):
        rates = ", ".join(f"{bot.name} {bot.play().rate:.0f}/s" for bot in bots)
        say(f"  round {number}: {rates}")


def _median(one: Bot, other: Bot) -> float:
    """Return the median ratio, taken round by round."""
    return statistics.median(a.rate / b.rate for a, b in zip(one.results, other.results, strict=True))
