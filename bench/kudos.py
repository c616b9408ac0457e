"""Rows 1, 2 and 7: kudos by signed Slack commands to real serving processes, beside Bolt's empty handler."""

from __future__ import annotations

import base64
import contextlib
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import load, messages, processes, report, stores
from bench.load import Plan, Result
from bench.processes import Child
from bench.report import Section, say

ROUNDS = 5
MOST = 3_000  # requests a round
WARM = 200
AGAIN = 100  # commands delivered once more, which must change nothing
ACCEPTED = "Undo"  # stands on the giver's preview, and nowhere in a refusal
EMPTY = "an empty Bolt handler"
DATABASES = {"one": "one process", "two": "two replicas"}
KEYS = base64.b64encode(bytes(32)).decode()


class CountError(RuntimeError):
    """The store does not hold exactly what was acknowledged."""


@dataclass(kw_only=True)
class Target:
    """Serving processes on one database, and how far its people have got with their kudos."""

    name: str
    url: str
    children: Sequence[Child] = ()
    given: int = 0
    results: list[Result] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def play(self, most: int = MOST) -> Result:
        """Let people give kudos, and count what it costs the serving processes. Raises LoadError."""
        before = sum(child.cpu for child in self.children)
        plan = Plan(ports=[child.port for child in self.children], first=self.given, most=most, marker=ACCEPTED)
        result = load.run(plan)
        self.given += result.answered
        self.results.append(result)
        self.cpu.append((sum(child.cpu for child in self.children) - before) / result.answered)
        return result

    def settle(self) -> None:
        """Deliver some commands again, then count. Raises CountError."""
        again = min(AGAIN, self.given)
        load.run(Plan(ports=[child.port for child in self.children], most=again, marker=ACCEPTED))
        held = stores.count(self.url, "kudos")
        if held != self.given:
            raise CountError(f"{self.name}: {self.given} kudos acknowledged, {held} in the store")
        say(f"  {self.name}: {held} kudos acknowledged and in the store, {again} delivered again without effect")

    @property
    def rate(self) -> float:
        return statistics.median(one.rate for one in self.results)

    @property
    def p99(self) -> float:
        return statistics.median(one.p99 for one in self.results)

    @property
    def context(self) -> str:
        cost = statistics.median(self.cpu) * 1000
        return f"{self.name}: {self.rate:.0f} kudos/s, p99 {self.p99:.1f} ms, {cost:.2f} ms of its processor time each"


@dataclass(kw_only=True)
class Empty:
    """The yardstick, asked the same commands."""

    child: Child
    results: list[Result] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def play(self, most: int = MOST) -> Result:
        before = self.child.cpu
        self.results.append(load.run(Plan(ports=[self.child.port], most=most)))
        self.cpu.append((self.child.cpu - before) / self.results[-1].answered)
        return self.results[-1]

    @property
    def context(self) -> str:
        rate = statistics.median(one.rate for one in self.results)
        p99, cost = statistics.median(one.p99 for one in self.results), statistics.median(self.cpu) * 1000
        return f"{EMPTY}: {rate:.0f} commands/s, p99 {p99:.1f} ms, {cost:.2f} ms of processor time each"


def on_sqlite(place: Path) -> Section:
    """One process on SQLite, and how it starts and what it holds."""
    target = Target(name="SQLite, one process", url=f"sqlite:///{place / 'bench.db'}")
    with platform(place) as slack, _empty(place) as empty:
        settings = environ(target.url, slack)
        first = prepare(place, settings)
        starts = [_start(place, settings) for _ in range(3)]
        with processes.serving(place, settings) as child:
            target.children = [child]
            ratios = _rounds([target], empty)[target.name]
            resident = child.resident
            target.settle()
    return Section(
        rows=[
            report.ratio("Kudos over signed Slack HTTP, durable on SQLite (`FULL`), one process", ratios, 0.30, EMPTY),
            report.below("The same, 99th percentile with 16 clients", target.p99, 25, "ms"),
            report.below("Start to ready", statistics.median(starts), 2, "s"),
            report.below("Resident memory after the load", resident, 180, "MB"),
        ],
        context=[
            target.context,
            empty.context,
            f"first start with {messages.PEOPLE} people to read from Slack: {first:.1f} s",
        ],
    )


def on_postgres(place: Path) -> Section:
    """One process and two replicas, each on a database of its own in one PostgreSQL: neither disturbs the other."""
    with contextlib.ExitStack() as open:
        slack, empty = open.enter_context(platform(place)), open.enter_context(_empty(place))
        server = open.enter_context(stores.postgres(place))
        one, two = (Target(name=f"PostgreSQL, {count}", url=server.fresh(name)) for name, count in DATABASES.items())
        one.children = _replicas(1, one.url, slack, place, open)
        two.children = _replicas(2, two.url, slack, place, open)
        ratio = _rounds([one, two], empty)[one.name]
        one.settle()
        two.settle()
    gains = statistics.median(b.rate / a.rate for a, b in zip(one.results, two.results, strict=True))
    return Section(
        rows=[
            report.ratio("The same on PostgreSQL, per process", ratio, 0.15, EMPTY),
            report.times("Two replicas on PostgreSQL", gains, 1.6, "one"),
        ],
        context=[one.context, two.context],
    )


def _replicas(count: int, url: str, slack: str, place: Path, open: contextlib.ExitStack) -> list[Child]:
    settings = environ(url, slack) | {"VOUCHSAFE_KEYS": KEYS}
    processes.migrate(settings)
    prepare(place, settings)
    return [open.enter_context(processes.serving(place, settings)) for _ in range(count)]


def _rounds(targets: Sequence[Target], empty: Empty) -> Mapping[str, float]:
    """Return the median ratio of each target to the yardstick, taken round by round."""
    ratios: dict[str, list[float]] = {target.name: [] for target in targets}
    for target in targets:
        target.play(WARM)
        target.results.clear()
        target.cpu.clear()
    empty.play(WARM)
    empty.results.clear()
    empty.cpu.clear()
    for number in range(1, ROUNDS + 1):
        yardstick = empty.play()
        for target in targets:
            result = target.play()
            ratios[target.name].append(result.rate / yardstick.rate)
            say(f"  round {number}: {target.name} {result.rate:.0f}/s, p99 {result.p99:.1f} ms; {yardstick.rate:.0f}/s")
    return {name: statistics.median(found) for name, found in ratios.items()}


def prepare(place: Path, settings: Mapping[str, str]) -> float:
    """Start once so that everyone is known, choose a channel, and return how long that start took (s)."""
    seconds = _start(place, settings)
    stores.choose_channel(settings["VOUCHSAFE_DATABASE_URL"])
    return seconds


def _start(place: Path, settings: Mapping[str, str]) -> float:
    with processes.serving(place, settings) as child:
        return child.ready_after


def environ(url: str, slack: str) -> dict[str, str]:
    return {
        "VOUCHSAFE_DATABASE_URL": url,
        "SLACK_SIGNING_SECRET": messages.SIGNING_SECRET,
        "SLACK_BOT_TOKEN": messages.BOT_TOKEN,
        "SLACK_API_URL": slack,
    }


@contextlib.contextmanager
def platform(place: Path) -> Iterator[str]:
    with processes.running("bench.fake_slack", folder=place) as child:
        yield f"http://127.0.0.1:{child.port}/api/"


@contextlib.contextmanager
def _empty(place: Path) -> Iterator[Empty]:
    with processes.running("bench.empty_bolt", folder=place) as child:
        yield Empty(child=child)
