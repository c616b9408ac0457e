"""Half a year of sixty people, played by chance: what each of them does in chat, and what chat would take too long for.

Told to the store by the functions that handlers use: ratings (one by one they are `tests/features/test_review.py`),
and what most people answer in a pulse. All else is said, pressed and filled in.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select

from content import reviews as content
from domain import competencies as rules
from domain.competencies import Level
from domain.people import Person
from domain.ratings import Deed, Step, Text
from domain.ratings import State as Stands
from domain.reviews_rounds import rounds
from domain.roles import Change, Office
from storage import competencies, cycles, leasing, lines, reviews, roles, tables
from storage.unit import Unit
from tests.features import half_year_truth as truths
from tests.features.half_year_truth import PARAMETERS, SEED, Incident, Note, Truth
from tests.features.scene import Figure, Scene, Seen

START = date(2026, 9, 28)  # the Monday after the scene's first day
NAMES = truths.names(55)
INSIDE = {"sky": NAMES[:21], "sea": NAMES[21:42]}  # the first three of each lead it
OUTSIDE = NAMES[42:]  # a team to compare with, led by its first
MORE = {name.lower(): f"{name} {'Hale' if number % 2 else 'Moss'}" for number, name in enumerate(NAMES)}
SAID = {"situation": "The checkpoint of the billing export", "impact": "We could replan nine days earlier"}
MESSAGES, MINUTES_MS = 200, 300_000
CANDOR = "Early candor"
READY = "Evidence about you is ready to read"
ABOVE, AT = "Above what the role needs", "What the role needs"
CHATTING = 4  # people of each pulse who answer in chat; the rest is told to the store
ANSWERS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
LABELS = {1: "Developing", 2: "Competent", 3: "Role model"}
POINTS = ("Missing", "Partly", "Fully")
_person, _team = tables.table(tables.Person), tables.table(tables.Team)
_evidence = tables.table(tables.Evidence)


def keys(those: Iterable[str]) -> list[str]:
    return [one.lower() for one in those]


def options(seen: Seen, menu: str) -> list[str]:
    """As they stand in the menu, on either platform."""
    found = seen.menus[menu]
    if isinstance(found, dict):
        return [one["text"]["text"] for one in found["elements"][0]["options"]]
    return [one["title"] for one in found[0]["choices"]]


def at(day: date, hour: float = 10) -> int:
    return int(datetime.combine(day, time(0), UTC).timestamp() * 1000 + hour * 3_600_000)


def day(week: int, weekday: int = 0) -> date:
    """Return a day of a week of the plan, Monday being 0."""
    return START + timedelta(weeks=week - 1, days=weekday)


@dataclass
class HalfYear:
    """Dan heads the company, Hana and Chi run HR, Ben leads calibration rooms, Ana is an ombud; none is in a team."""

    scene: Scene
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    ids: dict[str, str] = field(default_factory=dict)
    truth: Truth = field(
        default_factory=lambda: Truth(
            inside={team: keys(members) for team, members in INSIDE.items()}, outside=keys(OUTSIDE), begun=START
        )
    )

    def __post_init__(self) -> None:
        self.scene.store.write(self._furnish).result()

    def _furnish(self, unit: Unit) -> None:
        scene, org, now = self.scene, self.scene.org, self.scene.clock()
        rows = unit.rows(select(_person.c.id, _person.c.name).where(_person.c.org_id == org))
        by_name = {row["name"]: row["id"] for row in rows}
        self.ids = {key: by_name[one.name] for key, one in scene.stage.people.items() if one.name in by_name}
        for team, members in {**self.truth.inside, "rest": self.truth.outside}.items():
            unit.run(insert(_team), {"org_id": org, "id": team, "name": team.title(), "created_at": now})
            lines.assign(unit, org, {self.ids[one]: [team] for one in members}, now=now)
            lines.lead(unit, org, {self.ids[one]: self.ids[self.boss(one)] for one in members}, now=now)
        version = replace(content.default().framework, competencies=content.default().framework.competencies[:1])
        kept = competencies.add(unit, org, version, by=self.ids["hana"], now=now)
        competencies.save(
            unit, org, kept, rules.approve(kept.version, by=self.ids["chi"], now=now), by=self.ids["chi"], now=now
        )
        held = (("chi", Office.HR), ("ana", Office.OMBUD))
        changes = [Change(office=what, person=Person(id=self.ids[one], name=one), appointed=True) for one, what in held]
        roles.change(unit, org, changes, now=now)

    def team_of(self, key: str) -> str:
        return next((team for team, members in self.truth.inside.items() if key in members), "rest")

    def members(self, team: str) -> list[str]:
        return list(self.truth.inside.get(team, self.truth.outside))

    def boss(self, key: str) -> str:
        """The first of a team leads most of it, and the second and the third of a pilot team five each."""
        members = self.members(self.team_of(key))
        place = members.index(key)
        if place == 0:
            return "dan"
        return members[0] if place < 3 or len(members) < 20 or place >= 13 else members[1 + place % 2]

    @property
    def managers(self) -> list[str]:
        return [one for members in self.truth.inside.values() for one in members[:3]]

    def who(self, key: str) -> Figure:
        return self.scene.stage.people[key]

    def is_so(self, what: str) -> bool:
        return self.chance.random() < PARAMETERS[what]

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.scene.clock() / 1000, UTC).date()

    # --- Time and screens -----------------------------------------------------------------------------------------

    async def until(self, on: date, hour: float = 10) -> None:
        """Let time pass at once, but for the night before: what was missed meanwhile is caught up with."""
        for then in (at(on, 0.5), at(on, hour)):
            if then > self.scene.clock():
                self.scene.clock.now = then
                await self.scene.settle()
        await self.is_sent()

    async def moves_on(self, seconds: int) -> None:
        await self.scene.passes(seconds=seconds)
        await self.is_sent()

    async def is_sent(self) -> None:
        """Let the few minutes pass that a platform's pace needs for a message to sixty people."""
        for _ in range(MESSAGES):
            soonest = self.scene.store.read(partial(leasing.next_due, now=self.scene.clock())).result()
            if soonest is None or soonest > self.scene.clock() + MINUTES_MS:
                return self.hear()
            self.scene.clock.now = max(soonest, self.scene.clock.now + 1_000)
            await self.scene.settle()
        raise AssertionError("messages are still to be sent")

    async def says(self, key: str, line: str) -> Seen:
        return await self._form(key, await self.scene.stage.says(self.who(key), line))

    async def presses(self, key: str, seen: Seen, label: str) -> Seen:
        assert label in seen.buttons, f"{key} finds no {label!r} in {seen.words + seen.fallback}"
        return await self._form(key, await self.scene.stage.presses(self.who(key), seen, label))

    async def chooses(self, key: str, seen: Seen, menu: str, option: str) -> Seen:
        assert menu in seen.menus, f"{key} finds no {menu!r} in {seen.words + seen.fallback}"
        return await self._form(key, await self.scene.stage.chooses(self.who(key), seen, menu, option))

    async def submits(self, key: str, form: Seen, **values: Any) -> Seen:
        told = await self.scene.stage.submits(self.who(key), form, values)
        assert not told.errors, told.errors
        return told

    async def _form(self, key: str, seen: Seen) -> Seen:
        """Where no form opens by itself, a button opens it."""
        opening = "Open the form"
        return await self.scene.stage.presses(self.who(key), seen, opening) if opening in seen.buttons else seen

    # --- Goals, thanks and notes ----------------------------------------------------------------------------------

    async def has_goal(self, key: str) -> None:
        """Written by whom it is for; whoever leads them agrees."""
        title = f"Fewer repeats for {key}"
        form = await self.presses(key, await self.says(key, "/goals"), "New goal")
        due, learn = (START + timedelta(weeks=weeks) for weeks in (30, 25))
        words = {"outcome": "Cut repeats in checkout by a third", "process": "Verify each action within thirty days"}
        more = {"title": title, "learning": "Explain one failure class with data", "due_on": due.isoformat()}
        await self.submits(key, form, **words, **more, learn_by=learn.isoformat())
        boss = self.boss(key)
        listed = await self.says(boss, f"/goals @{key}")
        told = await self.presses(boss, await self.chooses(boss, listed, "Open a goal", title), "Agree")
        assert "You both agree" in told.words
        self.truth.goals.add(key)

    async def thanks(self, giver: str, key: str, *, is_public: bool = True) -> None:
        """Also of those that are for the two alone, which reach nobody else."""
        words = "you told us early that the vendor would be late so that we could replan"
        how = "" if is_public else "private "
        await self.scene.gives(self.who(giver), f"/kudos @{key} #early-flag {how}{words}")
        self.truth.given += 1
        if is_public:
            self.truth.thanks.append((self.today, key))

    async def notes(self, author: str, about: str, way: str) -> None:
        form = await self.says(author, f"/evidence @{about}")
        event = f"Event {len(self.truth.notes)}"
        said = {
            **SAID,
            "competency": CANDOR,
            "behavior": f"Said at once what was late ({event})",
            "direction": way,
            "event": event,
        }
        told = await self.submits(author, form, **said)
        assert "Saved: evidence" in told.words + told.fallback
        self.truth.notes.append(Note(about=about, author=author, on=self.today, told_before=self.times_told(about)))

    def times_told(self, key: str) -> int:
        return sum(READY in one.words + one.fallback for one in self.scene.stage.direct(self.who(key)))

    def hear(self) -> None:
        """A message that there is something to read is how somebody is told."""
        for note in self.truth.notes:
            note.is_shown = note.is_shown or self.times_told(note.about) > note.told_before

    async def reads_notes(self, key: str) -> None:
        """Now and then one contests a piece; where none is left, another is written that they do not contest."""
        listed = await self.says(key, "/evidence")
        mine = [note for note in self.truth.notes if note.about == key]
        for note in mine:
            note.is_shown = True
            if self.is_so("contested"):
                piece = f"{note.on.day} {note.on:%B} {note.on.year}: {CANDOR}"
                form = await self.presses(
                    key, await self.chooses(key, listed, "Open one about me", piece), "Contest it"
                )
                await self.submits(key, form, reason="It was somebody else who said so.")
                note.is_contested = True
        if all(note.is_contested for note in mine):
            await self.notes(self.boss(key), key, AT)
            await self.says(key, "/evidence")
            self.truth.notes[-1].is_shown = True

    # --- Post-mortems ---------------------------------------------------------------------------------------------

    async def writes_up(self, team: str, number: int) -> Incident:
        """One of the team writes it up; two of the others are asked to score it."""
        author, other, first, second = self.chance.sample(self.members(team), 2) + self.strangers(team, 2)
        happened, closed = self.today - timedelta(days=2), self.today - timedelta(days=1)
        again = closed + timedelta(days=self.chance.randrange(10, 80)) if self.is_so("recurs") else None
        one = Incident(
            title=f"Incident {number}",
            team=team,
            author=author,
            scorers=(first, second),
            closed_on=closed,
            sheets=truths.sheets(self.chance),
            is_blamed=self.is_so("blamed"),
            comes_back_on=again,
        )
        form = await self.presses(author, await self.says(author, "/postmortem"), "Register a post-mortem")
        words = {"title": one.title, "link": f"https://wiki.example.org/{number}", "team": team.title()}
        days = {"happened_on": happened.isoformat(), "closed_on": closed.isoformat()}
        tags = {"component": f"Part {number}", "cause": "time-out", "severity": "Major"}
        who = {"responders": [self.who(author), self.who(other)], "scorers": [self.who(first), self.who(second)]}
        await self.submits(author, form, **words, **days, **tags, **who, found_by="Us, or our own monitoring")
        self.truth.incidents.append(one)
        return one

    def strangers(self, team: str, count: int) -> list[str]:
        others = [one for every in ("sky", "sea", "rest") if every != team for one in self.members(every)]
        return self.chance.sample(others, count)

    async def scores(self, one: Incident) -> None:
        for place, (scorer, points) in enumerate(zip(one.scorers, one.sheets, strict=True)):
            form = await self.presses(scorer, await self._incident(scorer, one), "Score it")
            lines = [name for name in form.fields if name.startswith("line")]
            said = {name: POINTS[each] for name, each in zip(lines, points, strict=True)}
            blames = "Yes, somewhere" if one.is_blamed and place == 0 else "No, nobody"
            await self.submits(scorer, form, **said, blames=blames)
        one.is_scored = True

    async def comes_back(self, one: Incident) -> None:
        form = await self.presses(one.author, await self._incident(one.author, one), "Change what is said")
        assert one.comes_back_on is not None
        await self.submits(one.author, form, came_back_on=one.comes_back_on.isoformat())
        one.is_back = True

    async def _incident(self, key: str, one: Incident) -> Seen:
        """An older one stands further down in the list, for its author in that of their own."""
        menu, seen = "Open a post-mortem", await self.says(key, "/postmortem")
        if key == one.author:
            seen = await self.presses(key, seen, "Only mine")
        while one.title not in options(seen, menu):
            seen = await self.presses(key, seen, "Older ones")
        return await self.chooses(key, seen, menu, one.title)

    # --- Competencies and reviews ---------------------------------------------------------------------------------

    async def rewrites_competencies(self) -> None:
        """Hana writes, and Chi approves."""
        versions = await self.presses("hana", await self.says("hana", "/cycle competencies"), "Versions")
        part = await self.chooses("hana", await self.presses("hana", versions, "New draft"), "Change one", CANDOR)
        form = await self.presses("hana", part, "Competent")
        await self.submits("hana", form, text=f"Names risks in time to act, in the open ({self.today}).")
        versions = await self.presses("hana", await self.says("hana", "/cycle competencies"), "Versions")
        await self.presses("hana", await self.presses("hana", versions, "Open the draft"), "Ask for approval")
        versions = await self.presses("chi", await self.says("chi", "/cycle competencies"), "Versions")
        told = await self.presses("chi", await self.presses("chi", versions, "Open the draft"), "Approve")
        assert "is approved" in told.words
        self.truth.approved.append(self.scene.clock())

    def rates(self, about: str, level: Level, *, on_evidence: bool) -> None:
        """As their manager writes it and hands it in."""
        mine = select(_evidence.c.id).where(_evidence.c.org_id == self.scene.org)
        mine = mine.where(_evidence.c.subject_id == self.ids[about])
        me, now = self.ids[self.boss(about)], self.scene.clock()

        def write(unit: Unit) -> None:
            blank = reviews.plain(unit, self.scene.org, rounds(self._cycle(unit))[0], self.ids[about])
            cited = frozenset(unit.run(mine).scalars()) if on_evidence else frozenset()
            text = Text(by=me, at=now, level=level, rationale="The risk was named nine days early.", cited=cited)
            step = Step(deed=Deed.SUBMIT, by=me, at=now, level=level)
            every = tuple(
                replace(one, text=text, version=one.version + 1, steps=(*one.steps, step), state=Stands.SUBMITTED)
                for one in blank.ratings
            )
            rated = replace(blank, ratings=every, manager=me, state=Stands.SUBMITTED)
            reviews.save(unit, self.scene.org, blank, rated, by=me, now=now)

        self.scene.store.write(write).result()

    def _cycle(self, unit: Unit) -> Any:
        [kept] = cycles.running(unit, self.scene.org)
        return kept.cycle

    async def releases(self) -> None:
        """As many as one press does, until all are."""
        while "Ask for approval" in (asked := await self.says("hana", "/review release")).buttons:
            await self.presses("hana", asked, "Ask for approval")
            told = await self.presses("chi", await self.says("chi", "/review release"), "Approve and release")
            assert "released" in told.words

    async def answers_review(self, key: str) -> None:
        """Now and then one disputes it."""
        seen = await self.says(key, "/review")
        is_disputed = self.is_so("disputed")
        if is_disputed:
            form = await self.presses(key, seen, "Dispute it")
            await self.submits(key, form, reason="The second export is missing.")
        else:
            await self.presses(key, seen, "I have read it")
        self.truth.answered[key] = is_disputed
