"""What the rows say at the end of the story, read without the product's own queries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from content import pack as content
from domain.set_up import Step
from storage import tables
from storage.unit import Row, Unit

_A_COMPETENCY = "early_candor"
_A_CATEGORY = "best_feedback_giver"
_RHYTHMS = frozenset({"never", "weekly", "monthly"})  # of a digest
PUT_OFF = frozenset({"hour", "tomorrow", "week"})  # in the menu under whatever was not asked for


@dataclass(frozen=True, kw_only=True)
class Facts:
    """By id (teams are names); check-ins by goal and their own, after a slash; reviews by person, cycle and round.

    `of_hr` are the checkpoints at which HR is asked; `rated` are the reviews that there could be, written or not.
    `practicing` says who in which sprint, `practiced` are sprint, week and who has read it.
    Packets by session and subject, rulings by competency and number besides, habits by session and manager.
    Groups of pulses by wave and their own id; `invited` says by wave and person in which they count, `files` who rates
    whom a second time.
    Windows of nominations by id, with who decides there and who is nominated; `received` is by window and category.
    `heads` says who leads most of each team; `quarters` are those in the ledgers of rewards.
    `responded` says who did by post-mortem, `scorers` of which one in its round something is still asked; `acts` are
    what is recommended and done about them.
    `sent_to` are (broadcast, person) pairs, `notified` (person, moment), `leads` who leads whom.
    """

    hr: frozenset[str]
    people: frozenset[str]
    teams: Mapping[str, str]
    kudos: Mapping[str, Row]
    receivers: frozenset[tuple[str, str]]
    shared: frozenset[str]
    broadcasts: Mapping[str, Row]
    asked: frozenset[str]
    sent_to: frozenset[tuple[str, str]]
    erasures: Mapping[str, Row]
    goals: Mapping[str, Row]
    check_ins: Mapping[str, Row]
    leads: Mapping[str, str | None]
    ombuds: frozenset[str]
    evidence: Mapping[str, Row]
    requests: Mapping[str, Row]
    citable: frozenset[tuple[str, str]]
    frameworks: Mapping[str, Row]
    cycles: Mapping[str, Row]
    checkpoints: frozenset[str]
    of_hr: frozenset[str]
    taking_part: frozenset[tuple[str, str]]
    owners: Mapping[tuple[str, str], str]
    acting: frozenset[tuple[str, str]]
    acts_for: frozenset[tuple[str, str]]
    reviews: Mapping[str, Row]
    rated: frozenset[str]
    rounds: frozenset[str]
    concerns: Mapping[str, Row]
    wanted: frozenset[str]
    notified: frozenset[tuple[str, str]]
    templates: frozenset[str]
    steps: frozenset[str]
    sessions: Mapping[str, Row]
    seats: Mapping[tuple[str, str], str]
    packets: frozenset[str]
    rulings: frozenset[str]
    habits: frozenset[str]
    sprints: Mapping[str, Row]
    practicing: frozenset[tuple[str, str]]
    practiced: frozenset[str]
    waves: Mapping[str, Row]
    own_items: frozenset[str]
    invited: Mapping[tuple[str, str], str]
    counted: frozenset[str]
    released: frozenset[str]
    actions: Mapping[str, Row]
    files: Mapping[str, Row]
    members: frozenset[tuple[str, str]]
    heads: Mapping[str, str]
    experiments: Mapping[str, Row]
    quarters: frozenset[str]
    senders: frozenset[str]
    windows: Mapping[str, Row]
    deciding: frozenset[tuple[str, str]]
    nominated: frozenset[tuple[str, str]]
    received: frozenset[tuple[str, str]]
    postmortems: Mapping[str, Row]
    responded: frozenset[tuple[str, str]]
    scorers: Mapping[tuple[str, str], bool]
    acts: Mapping[str, Row]

    def version(self, id: str) -> int:
        """Return the version that a button about it is drawn for now."""
        named = (
            self.kudos,
            self.broadcasts,
            self.goals,
            self.evidence,
            self.waves,
            self.windows,
            self.postmortems,
            self.acts,
        )
        first = id.partition("/")[0]
        review = self.reviews.get("/".join(id.split("/")[:3]))
        found = next((rows[id] for rows in named if id in rows), review or self.frameworks.get(first))
        row: Mapping[str, Any] = found or self.cycles.get(first) or self.sessions.get(first) or {}
        return int(row.get("version", 0))

    @property
    def kinds(self) -> tuple[frozenset[str], ...]:
        """Ids that can be taken for one another."""
        return (
            self.people,
            frozenset(self.teams),
            frozenset(self.kudos),
            frozenset(self.broadcasts),
            frozenset(self.erasures),
            frozenset(self.goals),
            frozenset(self.check_ins),
            frozenset(self.evidence),
            frozenset(self.requests),
            frozenset(self.cycles),
            self.checkpoints,
            frozenset(f"{one}/k01" for one in self.cycles),
            frozenset(f"{one}/c1" for one in self.cycles),
            frozenset(f"{one}/{person}" for one in self.checkpoints for person in ("0", *sorted(self.people))),
            self.rated,
            frozenset(f"{one}/{_A_COMPETENCY}" for one in self.rated),
            frozenset(f"{one}/{_A_COMPETENCY}/{text}" for one in self.reviews for text in "01"),
            frozenset(one for one in self.rounds if not one.endswith("/")),
            frozenset(self.concerns),
            frozenset(self.frameworks),
            frozenset(f"{number}/{_A_COMPETENCY}" for number in self.frameworks),
            frozenset(f"{number}/{_A_COMPETENCY}/competent" for number in self.frameworks),
            frozenset(f"{kudos}/{person}" for kudos, person in self.receivers),
            self.wanted,
            frozenset(moment for _, moment in self.notified),
            self.templates,
            PUT_OFF,
            self.steps,
            frozenset(self.sessions),
            frozenset(f"{one}/0" for one in self.sessions),
            self.packets,
            frozenset(f"{one}/{behind}" for one in self.packets for behind in (_A_COMPETENCY, "agree")),
            self.rulings,
            frozenset(f"{one}/{person}" for one in self.sessions for person in self.people),
            frozenset(self.sprints),
            frozenset(f"{one}/{week}" for one in self.sprints for week in range(1, 5)),
            frozenset(self.waves),
            frozenset(f"{one}//1" for one in self.waves),
            self.own_items,
            self.counted,
            frozenset(f"0/{one}" for one in self.counted),
            frozenset(self.actions),
            frozenset(self.files),
            frozenset(f"{one}/{_A_COMPETENCY}" for one in self.files),
            frozenset(self.experiments),
            self.quarters,
            self.senders,
            _RHYTHMS,
            frozenset(self.postmortems),
            frozenset(self.acts),
            frozenset(self.windows),
            frozenset(f"{one}/{_A_CATEGORY}" for one in self.windows),
            frozenset(f"{one}/{_A_CATEGORY}/{person}" for one in self.windows for person in self.people),
        )


def read(unit: Unit, org: str) -> Facts:
    rows = {name: _of(unit, org, name) for name in tables.Row.metadata.tables if name not in ("org", "seal_check")}
    receivers = rows["kudos_receiver"]
    rounds = _rounds(rows["cycle"], rows["checkpoint"])
    return Facts(
        hr=frozenset(row["id"] for row in rows["person"] if row["is_hr"]),
        people=frozenset(row["id"] for row in rows["person"]),
        teams={row["id"]: row["name"] for row in rows["team"]},
        kudos=_by_id(rows["kudos"]),
        receivers=frozenset((row["kudos_id"], row["person_id"]) for row in receivers),
        shared=frozenset(row["id"] for row in rows["kudos"] if _is_shared(row, receivers)),
        broadcasts=_by_id(rows["broadcast"]),
        asked=frozenset(row["broadcast_id"] for row in rows["broadcast_approval"]),
        sent_to=frozenset((row["batch"], row["reader_id"]) for row in rows["outbox"] if row["batch"]),
        erasures=_by_id(rows["erasure"]),
        goals=_by_id(rows["goal"]),
        check_ins={f"{row['goal_id']}/{row['id']}": row for row in rows["goal_checkin"]},
        leads={row["id"]: row["manager_id"] for row in rows["person"]},
        ombuds=frozenset(row["person_id"] for row in rows["appointment"] if row["office"] == "ombud"),
        evidence=_by_id(rows["evidence"]),
        requests=_by_id(rows["feedback_request"]),
        cycles=_by_id(rows["cycle"]),
        checkpoints=frozenset(f"{row['cycle_id']}/{row['id']}" for row in rows["checkpoint"]),
        of_hr=frozenset(f"{row['cycle_id']}/{row['id']}" for row in rows["checkpoint"] if _is_of_hr(row)),
        taking_part=frozenset((row["cycle_id"], row["person_id"]) for row in rows["participant"]),
        owners={(row["cycle_id"], row["role"]): row["person_id"] for row in rows["plan_owner"]},
        acting=frozenset((row["cycle_id"], row["acting_id"]) for row in rows["delegation"]),
        acts_for=frozenset((row["acting_id"], row["away_id"]) for row in rows["delegation"]),
        reviews={f"{row['subject_id']}/{row['cycle_id']}/{row['round_id']}": row for row in rows["review"]},
        rated=frozenset(
            f"{row['person_id']}/{row['cycle_id']}/{round}"
            for row in rows["participant"]
            for cycle, round in rounds
            if cycle == row["cycle_id"]
        ),
        rounds=frozenset(f"{cycle}/{round}" for cycle, round in rounds),
        concerns=_by_id(rows["review_concern"]),
        frameworks={str(row["number"]): row for row in rows["framework_version"]},
        citable=frozenset((row["kudos_id"], row["person_id"]) for row in receivers if row["evidence"]),
        wanted=frozenset(f"{row['data_class']} {row['asked_days']}" for row in rows["retention"] if row["asked_days"]),
        notified=frozenset((row["person_id"], str(row["sent_at"])) for row in rows["notice"] if row["sent_at"]),
        templates=frozenset(one.id for one in content.default().broadcasts),
        steps=frozenset(one.value for one in Step),
        sessions=_by_id(rows["calibration_session"]),
        seats={(row["session_id"], row["person_id"]): row["seat"] for row in rows["calibration_seat"]},
        packets=_joined(rows["calibration_packet"], "session_id", "subject_id"),
        rulings=_joined(rows["calibration_decision"], "session_id", "subject_id", "competency", "number"),
        habits=_joined(rows["calibration_habit"], "session_id", "person_id"),
        sprints=_by_id(rows["calibration_sprint"]),
        practicing=frozenset((row["sprint_id"], row["person_id"]) for row in rows["calibration_sprint_seat"]),
        practiced=_joined(rows["calibration_sprint_reading"], "sprint_id", "week", "person_id"),
        waves=_by_id(rows["pulse_wave"]),
        own_items=frozenset(row["id"] for row in rows["pulse_item"] if row["retired_at"] is None),
        invited={(row["wave_id"], row["person_id"]): row["group_id"] for row in rows["pulse_invitation"]},
        counted=_joined(rows["pulse_group"], "wave_id", "id"),
        released=frozenset(row["wave_id"] for row in rows["pulse_release"]),
        actions=_by_id(rows["pulse_action"]),
        files=_by_id(rows["second_rater"]),
        members=frozenset((row["team_id"], row["person_id"]) for row in rows["membership"]),
        heads=_heads(rows["membership"], rows["person"]),
        experiments=_by_id(rows["experiment"]),
        quarters=frozenset(f"{row['team_id']}/{row['quarter']}" for row in rows["reward_quarter"]),
        senders=frozenset(row["id"] for row in rows["figure_sender"]),
        windows=_by_id(rows["nomination_window"]),
        deciding=frozenset((row["window_id"], row["person_id"]) for row in rows["nomination_seat"]),
        nominated=_nominated(unit, rows["nomination_slip"]),
        received=frozenset(
            (f"{row['window_id']}/{row['category']}", row["person_id"]) for row in rows["nomination_result"]
        ),
        postmortems=_by_id(rows["postmortem"]),
        responded=frozenset((row["postmortem_id"], row["person_id"]) for row in rows["postmortem_responder"]),
        scorers=_scorers(_by_id(rows["postmortem"]), rows["postmortem_score"]),
        acts=_by_id(rows["postmortem_action"]),
    )


def _is_of_hr(checkpoint: Row) -> bool:
    return json.loads(checkpoint["content"])["audience"] in {"hr", "facilitators"}


def _rounds(cycles: list[Row], checkpoints: list[Row]) -> list[tuple[str, str]]:
    """Each checkpoint for ratings is one; a cycle without any is one as a whole."""
    found = [(row["cycle_id"], row["id"]) for row in checkpoints if row["kind"] == "rating"]
    return [*found, *((row["id"], "") for row in cycles if row["id"] not in {cycle for cycle, _ in found})]


def _scorers(postmortems: Mapping[str, Row], asked: list[Row]) -> Mapping[tuple[str, str], bool]:
    """Of the round that each is in now, but for who stepped back."""
    these = [row for row in asked if row["round"] == postmortems[row["postmortem_id"]]["round"]]
    return {(row["postmortem_id"], row["person_id"]): bool(row["owes"]) for row in these if not row["stepped_back"]}


def _nominated(unit: Unit, slips: list[Row]) -> frozenset[tuple[str, str]]:
    """Of the window that is decided on: there the key ring opens who is nominated."""
    named = [row for row in slips if row["stage"] == "nominate" and row["window_id"] == "nominations-deciding"]
    said = [unit.keys.open(row["words"], row["org_id"], "nomination_slip", row["token"], "words") for row in named]
    return frozenset(("nominations-deciding", json.loads(one)["nominee"]) for one in said)


def _of(unit: Unit, org: str, name: str) -> list[Row]:
    table = tables.named(name)
    return list(unit.rows(select(table).where(table.c.org_id == org)))


def _heads(memberships: list[Row], people: list[Row]) -> Mapping[str, str]:
    leads = {row["id"]: row["manager_id"] for row in people if row["active"] and row["kind"] == "full"}
    counted: dict[str, Counter[str]] = {}
    for row in memberships:
        if lead := leads.get(row["person_id"]):
            counted.setdefault(row["team_id"], Counter())[lead] += 1
    return {team: min(those, key=lambda one: (-those[one], one)) for team, those in counted.items()}


def _by_id(rows: list[Row]) -> Mapping[str, Row]:
    return {row["id"]: row for row in rows}


def _joined(rows: list[Row], *names: str) -> frozenset[str]:
    return frozenset("/".join(str(row[name]) for name in names) for row in rows)


def _is_shared(kudos: Row, receivers: list[Any]) -> bool:
    mine = [row["shared"] for row in receivers if row["kudos_id"] == kudos["id"]]
    return kudos["audience"] == "public" or (bool(mine) and all(mine))
