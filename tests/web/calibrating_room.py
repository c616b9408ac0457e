"""The rehearsal room before a calibration is planned: eight managers have rated their people on what they noted."""

from __future__ import annotations

import asyncio
import csv
import io
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot import demo, people_import, stores
from bot.web.clock import system
from bot.web.visit import PLATFORM, TENANT
from content import organization
from domain import calibration as calibration_rules
from domain import local_time
from domain.calibration import Session
from domain.competencies import Direction, Level
from domain.cycles import Cycle, State
from domain.evidence import Item, Period
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.ratings import Deed, Rating, Step, Text
from domain.ratings import State as Stands
from domain.reviews_rounds import Round, rounds
from storage import (
    calibration,
    calibration_packets,
    competencies,
    cycles,
    evidence,
    participants,
    reviews,
    reviews_second,
    room,
    tables,
    workspaces,
)
from storage.cycles import Kept
from storage.reviews_second import Packet
from storage.room import Site
from storage.unit import Unit

CYCLE = "Autumn"
LED = {  # by the managers who sit in the room, in the order in which they are named
    "ingrid": ("ben", "lena"),
    "priya": ("tomas", "yuki"),
    "chiara": ("daniel", "omar"),
    "ana": ("mei",),
    "rosa": ("grace",),
    "noor": ("samir",),
    "marcus": ("fatou",),
    "aroha": ("jun", "pavel"),
}
TEAMS = ("Billing", "Customer Care", "Field Service", "Platform")
OTHERS = {"kofi": "hana", "elif": "hana"}  # who lead nobody and are not rated: the facilitator and the bias monitor
NOTED = {  # situation, behavior, impact, by competency
    "early_candor": (
        "Planning of the spring release",
        "Wrote in the planning thread, nine days ahead, that the vendor's data was incomplete, with two ways out",
        "We moved the test and kept the date",
    ),
    "error_learning": (
        "The double billing of 4 March",
        "Said within the hour what had gone wrong, and closed both actions in time",
        "Forty customers were refunded the same day",
    ),
    "useful_feedback": (
        "Review of the rate table",
        "Told the author which two lines were unclear, and what a reader needs there",
        "The table shipped without a question from Care",
    ),
    "inclusive_teamwork": (
        "The hand-over to Field Service",
        "Asked the two who could not join for their view in writing, and put it first in the minutes",
        "The route plan changed before it was printed",
    ),
    "bounded_experiments": (
        "The trial of the new reminder mail",
        "Wrote down the guess, the measure and when to stop, and stopped there",
        "We dropped the idea after three days, for 5 % of customers",
    ),
}
SECOND_NOTE = "Asked in the steering group for the tests of both dates, and showed which were missing"
WHY = {
    "early_candor": "Says what may go wrong while it can still be changed, and brings a way out.",
    "error_learning": "Owns what went wrong in time, and what follows is done when it was promised.",
    "useful_feedback": "Tells people what was seen and what came of it, so that they can use it.",
    "inclusive_teamwork": "Makes room for those who are not in the room.",
    "bounded_experiments": "Says beforehand what would count as a failure, and keeps to it.",
}
WAITED = "In one release she waited until she was asked."
DAY_MS = 86_400_000
_team = tables.table(tables.Team)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is rated otherwise than as what the role needs. `notes` are how many pieces carry it."""

    competency: str
    level: Level
    notes: int
    counter: str = ""


DRAFTS = {
    "mei": Draft(competency="early_candor", level=Level.ROLE_MODEL, notes=2, counter=WAITED),
    "pavel": Draft(competency="error_learning", level=Level.DEVELOPING, notes=1),
    "samir": Draft(competency="useful_feedback", level=Level.ROLE_MODEL, notes=2),
}


def prepare(folder: Path, *, is_ready: bool = False) -> None:
    """Furnish the room as the demo does, then let these months have been there; `is_ready`: packets are frozen, too.

    It is furnished in a thread, because a test in a browser has a loop of its own.
    """
    chosen = demo.room(folder / demo.FILE, 0)
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(asyncio.run, demo.furnish(chosen, organization.read(), system)).result()
    store = stores.ready(chosen)
    try:
        store.write(lambda unit: Furnishing(unit).furnish(now=system(), is_ready=is_ready)).result()
    finally:
        store.close()


class Furnishing:
    def __init__(self, unit: Unit) -> None:
        found = workspaces.find(unit, PLATFORM, TENANT)
        assert found is not None
        self._unit, self._org = unit, found.org
        self._ids = {one.external: one.person for one in room.residents(unit, Site(found.org, found.id))}

    def furnish(self, *, now: int, is_ready: bool) -> None:
        people_import.bring_in(self._unit, self._org, people_file(), now=now - DAY_MS, rng=random.Random(1))
        round = self._cycle(now)
        for manager, people in LED.items():
            for who in people:
                self._rated(who, manager, round, now)
        self._second("mei", "ingrid", round, now)
        if is_ready:
            self._is_ready(now)

    def _cycle(self, now: int) -> Round:
        today = local_time.day_of(now, organization.ZONE)
        cycle = Cycle(
            id="autumn",
            name=CYCLE,
            period=Period(start=today - timedelta(days=100), end=today + timedelta(days=40)),
            checkpoints=(),
            framework="default",
            framework_version=competencies.current(self._unit, self._org).number,
            state=State.OPEN,
        )
        begun = now - 100 * DAY_MS
        kept = Kept(cycle=cycle, author=self._ids["hana"], created_at=begun, launched_at=begun)
        cycles.add(self._unit, self._org, kept)
        rated = (_team.c.org_id == self._org, _team.c.name.in_(TEAMS))
        teams = [row["id"] for row in self._unit.rows(select(_team.c.id).where(*rated))]
        participants.add_teams(self._unit, self._org, cycle.id, teams, now=begun)
        participants.follow(self._unit, self._org, cycle.id, now=now - DAY_MS)
        return rounds(cycle)[0]

    def _rated(self, who: str, manager: str, round: Round, now: int) -> None:
        """Handed in; Tomás's lacks a level in the last competency, and waits with his manager."""
        blank, me = reviews.plain(self._unit, self._org, round, self._ids[who]), self._ids[manager]
        state = Stands.DRAFT if who == "tomas" else Stands.SUBMITTED
        texts = [self._text(one.competency, who, manager, now) for one in blank.ratings]
        if state is Stands.DRAFT:
            texts[-1] = Text(by=me, at=now - DAY_MS)
        every = tuple(_stands(one, text, state) for one, text in zip(blank.ratings, texts, strict=True))
        after = replace(blank, ratings=every, manager=me, state=state)
        reviews.save(self._unit, self._org, blank, after, by=me, now=now - DAY_MS)

    def _text(self, competency: str, who: str, manager: str, now: int) -> Text:
        draft = DRAFTS.get(who)
        mine = draft if draft and draft.competency == competency else None
        level = mine.level if mine else Level.COMPETENT
        cited = [self._noted(competency, who, manager, now, level)]
        if mine and mine.notes > 1:
            cited.append(self._noted(competency, who, "", now, level))
        return Text(
            by=self._ids[manager],
            at=now - DAY_MS,
            level=level,
            rationale=WHY[competency],
            counter=mine.counter if mine else "",
            cited=frozenset(cited),
        )

    def _noted(self, competency: str, who: str, manager: str, now: int, level: Level) -> str:
        """By their manager, or where none is named by a colleague, earlier. Each was shown to them."""
        ago = 40 if manager else 62
        day = local_time.day_of(now, organization.ZONE) - timedelta(days=ago)
        situation, behavior, impact = NOTED[competency]
        id, author = f"{who}.{competency}.{ago}", self._ids[manager or "yuki"]
        item = Item(
            id=id,
            subject=self._ids[who],
            author=author,
            competency=competency,
            direction={Level.COMPETENT: Direction.AT, Level.ROLE_MODEL: Direction.ABOVE}.get(level, Direction.BELOW),
            source=Source.MANAGER_OBSERVATION if manager else Source.PEER_FEEDBACK,
            occurred_on=day,
            recorded_on=day + timedelta(days=2),
            recorded_at=now - (ago - 2) * DAY_MS,
            situation=situation,
            behavior=behavior if manager else SECOND_NOTE,
            impact=impact,
            event=situation if manager else "Steering group",
            shown_at=now - (ago - 3) * DAY_MS,
        )
        evidence.add(self._unit, self._org, Record(item=item), by=author, now=item.recorded_at)
        return id

    def _second(self, who: str, rater: str, round: Round, now: int) -> None:
        """What somebody of another team read in the file, without knowing whose it was."""
        drawn = {"org_id": self._org, "id": "drawn", "cycle_id": round.cycle.id, "checkpoint_id": "second"}
        about = {"round_id": round.id, "subject_id": self._ids[who], "rater_id": self._ids[rater], "drawn_at": now}
        self._unit.run(insert(tables.table(tables.SecondRater)), {**drawn, **about})
        framework = competencies.current(self._unit, self._org)
        packet = Packet(id="drawn", round=round, checkpoint="second", framework=framework, pieces={}, said={})
        for one in framework.competencies:
            text = Text(by=self._ids[rater], at=now - DAY_MS, level=Level.COMPETENT, rationale="The text fits.")
            reviews_second.save(self._unit, self._org, packet, one.id, text)

    def _is_ready(self, now: int) -> None:
        """A session that begins now, with Kofi before the room and Elif beside it."""
        moment = datetime.fromtimestamp(now / 1000, UTC)
        session = calibration_rules.freeze(
            Session(
                id="ready",
                cycle="autumn",
                round="",
                day=moment.date(),
                at=moment.time().replace(second=0, microsecond=0),
                zone="UTC",
                facilitator=self._ids["kofi"],
                monitor=self._ids["elif"],
                managers=tuple(self._ids[one] for one in LED),
            )
        )
        forms = calibration.with_forms(session, {})
        kept = calibration.Kept(session=session, author=self._ids["hana"], created_at=now, frozen_at=now, forms=forms)
        calibration.add(self._unit, self._org, kept)
        calibration_packets.freeze(self._unit, self._org, session, now=now, rng=random.Random(1))


def _stands(one: Rating, text: Text, state: Stands) -> Rating:
    is_in = state is Stands.SUBMITTED
    steps = (Step(deed=Deed.SUBMIT, by=text.by, at=text.at, level=text.level),) if is_in else ()
    return replace(one, text=text, version=1, steps=steps, state=state)


def people_file() -> bytes:
    """The demo's own, in which eight lead somebody and two belong to HR."""
    rows = list(csv.DictReader(io.StringIO(organization.read().people_file.decode())))
    mail = {row["email"].partition("@")[0]: row["email"] for row in rows}
    boss = {**{one: manager for manager, people in LED.items() for one in people}, **dict.fromkeys(LED, "helen")}
    for row in rows:
        who = row["email"].partition("@")[0]
        row["manager_email"] = mail.get({**boss, **OTHERS}.get(who, ""), row["manager_email"])
        row["team"] = "People" if who in OTHERS else row["team"]
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
