"""The six-month plan as it is played: 24 people in two teams, and what each of them does on which day."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert, select

from content import reviews
from domain import competencies as rules
from domain import local_time, reviews_rounds
from domain.contact import Calendar, Wishes
from domain.cycles import Cycle, Kind
from domain.evidence_record import Record
from domain.people import Person
from domain.roles import Change, Office
from storage import (
    checkpoints,
    checkpoints_standing,
    competencies,
    cycles,
    due,
    evidence,
    lines,
    notices,
    preferences,
    roles,
    tables,
)
from storage.preferences import WorkingDays
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from tests.features.six_months_calendar import SHOWN, Book, Sent, Thing
from tests.storage import pieces

START, COUNTRY = "2026-09-28", "DE"
BLUE = ("ana", "ben", "ema", "finn", "gus", "ivy", "jo", "kai", "leo", "mia", "nia", "oli")
GREEN = ("dan", "pia", "quin", "raj", "sam", "tess", "uma", "vic", "wes", "xia", "yara", "zoe")
_NAMES = (
    "Ema Novak, Finn Baker, Gus Moreau, Ivy Tan, Jo Lund, Kai Mensah, Leo Costa, Mia Fischer, Nia Rossi, Oli Park",
    "Pia Wolff, Quin Adler, Raj Mehta, Sam Ortiz, Tess Hale, Uma Iyer, Vic Stone, Wes Moor, Xia Deng, Yara Haddad",
    "Zoe Blum, Kim Aalto, Oda Brandt",
)
MORE = {name.split()[0].lower(): name for name in ", ".join(_NAMES).split(", ")}
TEAMS = {"blue": BLUE, "green": GREEN}
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "America/Los_Angeles")
MOMENT_MS = 5_000  # until a message that stands says who is done
STORY: Mapping[str, Any] = {
    "direction": "What the role needs",
    "situation": "The checkpoint of the billing export",
    "behavior": "Said that the vendor would not deliver in time",
    "impact": "We could replan nine days earlier",
}
_person, _team, _notice = (tables.table(one) for one in (tables.Person, tables.Team, tables.Notice))
_done, _cycle, _evidence = (tables.table(one) for one in (tables.CheckpointDone, tables.Cycle, tables.Evidence))


def at(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)


@dataclass
class Play:
    """Ana leads team Blue and Dan leads team Green, Chi leads both; Hana and Kim run HR, Oda is an ombud."""

    scene: Scene
    ids: dict[str, str] = field(default_factory=dict)
    led: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    acting: list[tuple[int, str, str]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    def furnish(self, unit: Unit) -> None:
        scene, org, now = self.scene, self.scene.org, self.scene.clock()
        rows = unit.rows(select(_person.c.id, _person.c.name).where(_person.c.org_id == org))
        by_name = {row["name"]: row["id"] for row in rows}
        self.ids = {key: by_name[one.name] for key, one in scene.stage.people.items() if one.name in by_name}
        ids = self.ids
        for id, keys in TEAMS.items():
            unit.run(insert(_team), {"org_id": org, "id": id, "name": id.title(), "created_at": now})
            lines.assign(unit, org, {ids[key]: [id] for key in keys}, now=now)
            lines.lead(unit, org, {ids[key]: ids["chi" if key == keys[0] else keys[0]] for key in keys}, now=now)
            self.led |= {ids[key]: [(now, ids["chi" if key == keys[0] else keys[0]])] for key in keys}
        kept = competencies.add(unit, org, reviews.default().framework, by=ids["hana"], now=now)
        approved = rules.approve(kept.version, by=ids["dan"], now=now)
        competencies.save(unit, org, kept, approved, by=ids["dan"], now=now)
        offices = (Change(office=office, person=Person(id=ids[key], name=key), appointed=True) for key, office in HOLD)
        roles.change(unit, org, list(offices), now=now)
        preferences.set_working_days(unit, org, WorkingDays(frozenset({1, 2, 3, 4, 5}), COUNTRY))
        for key, wishes in WISHES.items():
            preferences.save(unit, org, ids[key], wishes)

    def move_in(self) -> None:
        for number, key in enumerate((*BLUE, *GREEN)):
            if key not in WISHES:
                self.scene.lives(self.who(key), ZONES[number % len(ZONES)])
        for key, wishes in WISHES.items():
            self.scene.lives(self.who(key), wishes.zone)
        self.write(self.furnish)

    def who(self, key: str) -> Figure:
        return self.scene.stage.people[key]

    def write(self, work: Any) -> Any:
        return self.scene.store.write(work).result()

    # --- Time -----------------------------------------------------------------------------------------------------

    async def until(self, moment: str) -> None:
        """Let time pass from one thing that happens by itself to the next."""
        scene, end = self.scene, at(moment)
        await self.scene.settle()
        while True:
            soonest = await asyncio.wrap_future(scene.store.read(due.next_at))
            if soonest is None or soonest > end:
                break
            scene.clock.now = max(scene.clock.now, soonest)
            await self.scene.settle()
        scene.clock.now = end
        await self.scene.settle()

    # --- Deeds ----------------------------------------------------------------------------------------------------

    async def launches(self) -> Seen:
        """HR sets it up and reads all of it before; returns the calendar that it read."""
        stage, hana = self.scene.stage, self.scene.hana
        form = await stage.says(hana, "/cycle new")
        form = form if form.is_form else await stage.presses(hana, form, "Open the form")
        teams = [Figure(key=id, name=id.title(), external="", email="") for id in TEAMS]
        preview = await stage.submits(hana, form, {"name": "First plan", "start": START, "teams": teams})
        calendar = await stage.presses(hana, preview, "Read every message")
        await stage.presses(hana, preview, "Launch")
        return calendar

    async def press_last(self, key: str, label: str) -> Seen:
        """Press a button of the latest message that has it."""
        told = self.scene.stage.direct(self.who(key))
        found = [one for one in told if label in one.buttons]
        assert found, f"{key} was never shown {label!r}; last: {told[-1].words if told else 'nothing'}"
        return await self.scene.stage.presses(self.who(key), found[-1], label)

    async def holds_talks(self, key: str) -> int:
        """Press the names in the latest message of the talks, as they come up; return how many."""
        for number in range(len(BLUE)):
            told = self.scene.stage.direct(self.who(key))
            last = [one for one in told if "Review talks" in one.words][-1]
            names = [label for label in last.buttons if label in self._names]
            if not names:
                return number
            await self.scene.stage.presses(self.who(key), last, names[0])
            self.scene.clock.now += MOMENT_MS
            await self.scene.settle()
        return len(BLUE)

    @property
    def _names(self) -> set[str]:
        return {one.name for one in self.scene.stage.people.values()}

    async def all_press(self, keys: Iterable[str], label: str) -> None:
        for key in keys:
            await self.press_last(key, label)

    async def notes(self, by: str, about: str, competency: str = "Early candor") -> None:
        form = await self._form(by, f"/evidence @{about}")
        saved = await self.scene.stage.submits(self.who(by), form, {**STORY, "competency": competency})
        assert "Saved: evidence" in saved.words + saved.fallback

    async def rates(self, by: str, about: str) -> None:
        """As what the role needs, each competency on its own piece; then it is handed in."""
        stage, who = self.scene.stage, self.who(by)
        for one in reviews.default().framework.competencies:
            form = await self.form(by, await stage.says(who, f"/review @{about}"), one.title)
            cited = list(form.fields["cited"].choices)[:1]
            given = {
                "level": "Competent, what the role needs",
                "rationale": "It was seen at the export.",
                "cited": cited,
            }
            await stage.submits(who, form, given)
        told = await stage.presses(who, await stage.says(who, f"/review @{about}"), "Hand in")
        assert "Handed in" in told.words + told.fallback

    async def looks_back(self, key: str) -> None:
        for one in reviews.default().framework.competencies:
            form = await self.form(key, await self.scene.stage.says(self.who(key), "/review"), one.title)
            given = {"level": "Competent, what the role needs", "rationale": "I told the channel first."}
            await self.scene.stage.submits(self.who(key), form, given)

    async def hands_over(self, key: str, to: str | None) -> None:
        form = await self.press_last(key, "Somebody acts for me")
        assert form.is_form, form.words
        await self.scene.stage.submits(self.who(key), form, {"who": [self.who(to)] if to else []})
        self.acting.append((self.scene.clock(), self.ids[key], self.ids[to] if to else ""))

    def comes_under(self, key: str, boss: str) -> None:
        self.write(
            lambda unit: lines.lead(unit, self.scene.org, {self.ids[key]: self.ids[boss]}, now=self.scene.clock())
        )
        self.led[self.ids[key]].append((self.scene.clock(), self.ids[boss]))

    def leaves(self, key: str) -> None:
        gone = _person.update().where(_person.c.org_id == self.scene.org, _person.c.id == self.ids[key])
        self.write(lambda unit: unit.run(gone.values(active=False)).rowcount)
        self.left[self.ids[key]] = self.scene.clock()

    def fills_files(self) -> None:
        """As the rehearsal takes it: something is noted about everybody in each round, by themselves."""
        org, now = self.scene.org, self.scene.clock()
        made = replace(pieces.ITEM, shown_at=now)
        for round in reviews_rounds.rounds(self.cycle()):
            for who in (self.ids[key] for key in (*BLUE, *GREEN)):
                id, day = f"{round.id}.{who}", round.period.end
                record = Record(item=replace(made, id=id, subject=who, author=who, occurred_on=day))
                self.write(lambda unit, one=record: evidence.add(unit, org, one, by=one.item.author, now=now))

    def tell(self, kind: Kind, keys: Iterable[str], by: str = "") -> None:
        """As the feature tells in which it is done."""
        for key in keys:
            done = (kind, self.ids[key], self.ids[by or key], self.scene.clock())
            self.write(lambda unit, done=done: checkpoints.done(unit, self.scene.org, *done))

    async def _form(self, key: str, line: str) -> Seen:
        seen = await self.scene.stage.says(self.who(key), line)
        return seen if seen.is_form else await self.scene.stage.presses(self.who(key), seen, "Open the form")

    async def form(self, key: str, card: Seen, label: str) -> Seen:
        seen = await self.scene.stage.presses(self.who(key), card, label)
        return seen if seen.is_form else await self.scene.stage.presses(self.who(key), seen, "Open the form")

    # --- What came of it ------------------------------------------------------------------------------------------

    def cycle_id(self, unit: Unit) -> str:
        id: str = unit.run(select(_cycle.c.id).where(_cycle.c.org_id == self.scene.org)).scalar_one()
        return id

    def cycle(self) -> Cycle:
        def find(unit: Unit) -> Cycle:
            kept = cycles.found(unit, self.scene.org, self.cycle_id(unit))
            assert kept
            return kept.cycle

        found: Cycle = self.write(find)
        return found

    def calendar(self) -> Calendar:
        made: Calendar = self.write(lambda unit: notices.calendar(unit, self.scene.org, self.scene.clock()))
        return made

    def wishes(self) -> Mapping[str, Wishes]:
        found: Mapping[str, Wishes] = self.write(
            lambda unit: preferences.find_all(unit, self.scene.org, list(self.ids.values()))
        )
        return found

    def book(self) -> Book:
        rows = self.write(lambda unit: unit.rows(select(_done).where(_done.c.org_id == self.scene.org)))
        done = {(row["checkpoint_id"], row["person_id"]): row["at"] for row in rows}
        members = [self.ids[key] for key in (*BLUE, *GREEN)]
        hr = sorted(self.ids[key] for key in ("hana", "kim"))
        cast = self.write(lambda unit: checkpoints_standing.cast(unit, self.scene.org, self.cycle_id(unit)))
        return Book(
            members=members,
            hr=hr,
            led=self.led,
            done=done,
            acting=self.acting,
            left=self.left,
            files=cast.files,
            noted=self._noted(),
        )

    def rehearsed(self) -> list[Sent]:
        org, cycle = self.scene.org, self.cycle()
        messages, _ = self.write(
            lambda unit: checkpoints_standing.rehearse(unit, org, cycle, now=self.scene.clock(), most=SHOWN)
        )
        return sorted((one.to, one.at, item.checkpoint, item.planned.key) for one in messages for item in one.items)

    def sent(self) -> list[Sent]:
        """Every prompt, reminder and escalation that went out."""
        rows = [row for row in self._notices() if row["kind"].startswith("checkpoint.") and row["state"] == "sent"]
        parts = [(row["person_id"], row["sent_at"], *row["subject"].split("/")[1:]) for row in rows]
        return sorted((who, when, checkpoint, step[11:]) for who, when, checkpoint, step in parts)

    def others(self) -> Mapping[str, list[Thing]]:
        """What else went out unasked: it shares the messages and the budget."""
        found: dict[str, list[Thing]] = defaultdict(list)
        for row in self._notices():
            if not row["kind"].startswith("checkpoint.") and row["state"] == "sent":
                found[row["person_id"]].append(Thing(at=row["created_at"], deadline=row["deadline"]))
        return found

    def moments(self) -> Mapping[str, list[int]]:
        """When each person was written to, first things first: one message each."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in self._notices():
            if row["sent_at"]:
                found[row["person_id"]].add(row["sent_at"])
        return {person: sorted(moments) for person, moments in found.items()}

    def shown(self) -> Mapping[str, list[str]]:
        """What stands on the platform for each person, first things first."""
        every = {id: self.scene.stage.direct(self.who(key)) for key, id in self.ids.items()}
        return {id: [one.words for one in those] for id, those in every.items() if those}

    def local(self, sent: Sent) -> tuple[str, str, str, str]:
        """The same for people to read: by name, and by the clock on their wall."""
        names, who = {id: key for key, id in self.ids.items()}, sent[0]
        return names[who], local_time.on(sent[1], self.wishes()[who].zone).isoformat(" ", "minutes"), *sent[2:]

    def _noted(self) -> Mapping[tuple[str, str], int]:
        """Since when each person knows of something noted in the days that their second rater reads of."""
        cycle = self.cycle()
        rows = self.write(lambda unit: unit.rows(select(_evidence).where(_evidence.c.shown_at.is_not(None))))
        return {
            (one.id, row["subject_id"]): row["shown_at"]
            for one in cycle.checkpoints
            if one.kind is Kind.SECOND_RATING
            for row in sorted(rows, key=lambda row: row["shown_at"], reverse=True)
            if reviews_rounds.prepared(cycle, one).period.holds(date.fromisoformat(row["occurred_on"]))
        }

    def _notices(self) -> list[Any]:
        return list(self.write(lambda unit: unit.rows(select(_notice).where(_notice.c.org_id == self.scene.org))))


HOLD = (("kim", Office.HR), ("oda", Office.OMBUD))
WISHES = {  # whoever wants it otherwise than from nine to six, as it comes
    "gus": Wishes(zone="Europe/Berlin", opens=time(11), closes=time(16)),
    "tess": Wishes(zone="Pacific/Auckland"),
    "uma": Wishes(zone="Asia/Kolkata", digest_day=4),
}
