"""For how long each table's rows are kept, and forgetting them: one rule a table, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from domain.local_time import DAY_MS
from domain.privacy import TERMS, DataClass, Terms, Wanted
from storage import (
    audit_upkeep,
    broadcasts_keeping,
    claims,
    drafts,
    due,
    holding,
    keeping,
    keeping_calibration,
    keeping_nominations,
    keeping_postmortems,
    keeping_pulses,
    keeping_pulses_release,
    keeping_reviews,
    notices,
    outbox,
    pacing,
    recognition_digest,
    rewards,
    tables,
)
from storage.unit import Unit

_retention = tables.table(tables.Retention)
Spared = Collection[str]  # ids of people under a hold
Purge = Callable[[Unit, str, int, Spared], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """`purge(unit, org, before, spared)` forgets what is older than the class is kept, and returns how many rows."""

    of: DataClass
    purge: Purge
    days: int | None = None  # where it is always the same

    def before(self, terms: Terms, now: int) -> int:
        return now - DAY_MS * (terms[self.of] if self.days is None else self.days)


def _of_nobody(purge: Callable[[Unit, str, int], int]) -> Purge:
    """What is not filed by person can spare nobody."""
    return lambda unit, org, before, _: purge(unit, org, before)


_KUDOS = (Rule(DataClass.KUDOS, keeping.kudos),)
_NOMINATED = (Rule(DataClass.KUDOS, keeping_nominations.ballots, days=0),)  # gone once it is decided on
_REVIEWS = (Rule(DataClass.REVIEWS, keeping_reviews.cycles),)
_CALIBRATION = (Rule(DataClass.REVIEWS, keeping_calibration.sessions),)
_PRACTICE = (Rule(DataClass.REVIEWS, keeping_calibration.sprints),)
_EVIDENCE = (Rule(DataClass.REVIEWS, keeping_reviews.evidence),)
_GOALS = (Rule(DataClass.REVIEWS, keeping_reviews.goals),)
_ASKED = (Rule(DataClass.PULSES, keeping_pulses.invitations),)
_ANSWERS = (Rule(DataClass.PULSES, keeping_pulses.answers, days=0),)  # when, each contract says
_REMARKS = (Rule(DataClass.PULSES, keeping_pulses_release.remarks, days=0),)  # the same
_VOTES = (Rule(DataClass.PULSES, keeping_pulses_release.votes),)
_ACTIONS = (Rule(DataClass.PULSES, keeping_pulses_release.actions),)
_RELEASES = (Rule(DataClass.PULSES, keeping_pulses_release.releases),)
_POSTMORTEMS = (Rule(DataClass.POSTMORTEMS, keeping_postmortems.postmortems),)
_HISTORY = (Rule(DataClass.HISTORY, keeping.history),)
_UNSENT = Rule(DataClass.DRAFTS, broadcasts_keeping.purge_unsent)
_BROADCASTS = (_UNSENT, Rule(DataClass.BROADCASTS, keeping.broadcasts))
_CODES = (Rule(DataClass.MESSAGES, keeping.codes),)
_DECISIONS = (Rule(DataClass.AUDIT, keeping.decisions),)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "draft": (Rule(DataClass.DRAFTS, drafts.purge),),
    "claim": (Rule(DataClass.DELIVERIES, _of_nobody(claims.purge)),),
    "outbox": (Rule(DataClass.MESSAGES, outbox.purge), Rule(DataClass.KUDOS, keeping.posts)),
    "notice": (Rule(DataClass.MESSAGES, notices.purge), Rule(DataClass.KUDOS, keeping.notices)),
    "due": (Rule(DataClass.MESSAGES, due.purge),),
    "pace": (Rule(DataClass.MESSAGES, _of_nobody(pacing.purge), days=1),),
    "room_message": (Rule(DataClass.KUDOS, keeping.room),),
    "kudos": _KUDOS,
    "kudos_receiver": _KUDOS,
    "kudos_endorsement": _KUDOS,
    "recognition_story": (Rule(DataClass.KUDOS, _of_nobody(recognition_digest.purge)),),
    "nomination_ballot": _NOMINATED,
    "nomination_slip": _NOMINATED,
    "nomination_seat": (Rule(DataClass.KUDOS, keeping_nominations.seats),),
    "nomination_result": (Rule(DataClass.KUDOS, keeping_nominations.results),),
    "broadcast": _BROADCASTS,
    "broadcast_answer": _BROADCASTS,
    "broadcast_approval": _BROADCASTS,
    "batch": (Rule(DataClass.MESSAGES, broadcasts_keeping.purge_cards),),
    "calibration_habit": _CALIBRATION,
    "calibration_report": _CALIBRATION,
    "calibration_decision": _CALIBRATION,
    "calibration_view": _CALIBRATION,
    "calibration_packet": _CALIBRATION,
    "calibration_anchor": _CALIBRATION,
    "calibration_seat": _CALIBRATION,
    "calibration_sprint_reading": _PRACTICE,
    "calibration_sprint_seat": _PRACTICE,
    "rating_citation": _REVIEWS,
    "rating_change": _REVIEWS,
    "rating": _REVIEWS,
    "review_concern": _REVIEWS,
    "review": _REVIEWS,
    "second_rater": _REVIEWS,
    "participant": _REVIEWS,
    "checkpoint_done": _REVIEWS,
    "delegation": _REVIEWS,
    "evidence": _EVIDENCE,
    "evidence_change": _EVIDENCE,
    "feedback_request": _EVIDENCE,
    "goal": _GOALS,
    "goal_checkin": _GOALS,
    "reporting_line": _HISTORY,
    "pulse_invitation": _ASKED,
    "pulse_ballot": _ANSWERS,
    "pulse_sheet": _ANSWERS,
    "pulse_comment": _ANSWERS,
    "pulse_vote": _VOTES,
    "pulse_action": _ACTIONS,
    "pulse_remark": _REMARKS,
    "pulse_standing": (Rule(DataClass.PULSES, keeping_pulses_release.of("pulse_standing")),),
    "pulse_figure": (Rule(DataClass.PULSES, keeping_pulses_release.of("pulse_figure")),),
    "pulse_release": _RELEASES,
    "postmortem_action": (Rule(DataClass.POSTMORTEMS, keeping_postmortems.part("postmortem_action")),),
    "postmortem_score": (Rule(DataClass.POSTMORTEMS, keeping_postmortems.part("postmortem_score")),),
    "postmortem_responder": (Rule(DataClass.POSTMORTEMS, keeping_postmortems.part("postmortem_responder")),),
    "postmortem": _POSTMORTEMS,
    "experiment": (Rule(DataClass.POSTMORTEMS, _of_nobody(rewards.purge)),),
    "belonging": _HISTORY,
    "audit": (Rule(DataClass.AUDIT, audit_upkeep.purge),),
    "import_row": (Rule(DataClass.DRAFTS, keeping.imports),),
    "legal_hold": _DECISIONS,
    "erasure": _DECISIONS,
    "download": _CODES,
    "claim_code": _CODES,
    "claim_try": _CODES,
}
_LEAVES = "goes with its person: whoever has left is erased when the history of the organization is too old"
STAYS: Mapping[str, str] = {
    "person": _LEAVES,
    "account": _LEAVES,
    "appointment": _LEAVES,
    "membership": _LEAVES,
    "preference": _LEAVES,
    "scim_user": _LEAVES,
    "introduction": _LEAVES,
    "coaching_answer": _LEAVES,
    "barred": "without it the next directory would bring back whom it is about; nobody can be read from it",
    "audit_head": "the ends of the chains, which have no age",
    "seal_check": "one row",
    "import_column": "what the organization calls its columns",
    "import_run": "when a file was imported, and how many people it changed",
    "scim_token": "a hash for as long as it opens a door; a revoked one goes with the next that is made",
    "org": "the organization itself",
    "workspace": "the organization's chat; its token goes when it is uninstalled",
    "team": "a name, for as long as the organization is here",
    "retention": "how long the organization keeps data",
    "set_up": "how the organization set Vouchsafe up",
    "set_up_step": "the same",
    "broadcast_rule": "one row",
    "framework_version": "what the organization calls good work, for as long as it is here",
    "cycle": "when the organization reviewed, and by which rules",
    "plan_owner": "what the organization did of its plan, and decided on the way, for as long as the cycle is here",
    "plan_tick": "the same",
    "plan_decision": "the same",
    "cycle_team": "the same",
    "checkpoint": "the same",
    "calibration_session": "when managers met, without what was said there",
    "calibration_sprint": "when managers practiced, and on which competencies, without who did",
    "calibration_sprint_week": "the same",
    "nomination_window": "what was asked, when, and by which rules, without who said what",
    "recognition_digest": "one row: how often public thanks are posted together",
    "pulse_wave": "what was asked and promised, for as long as anything found by it may be shown",
    "pulse_group": "the same",
    "pulse_item": "the same",
    "team_month": "counts of teams, of nobody, for as long as a trend may be shown",
    "figure_sender": "a secret for as long as it opens a door; HR takes it away",
    "reward_rule": "by what a team earns a reward, one row a team",
    "reward_quarter": "what teams were given, and why, for as long as somebody may ask",
}


def forget(unit: Unit, org: str, *, now: int) -> bool:
    """Forget what is too old, at most so much of each; say whether there may be more of it."""
    kept, spared = terms(unit, org), holding.settled(unit, org)
    rules = dict.fromkeys(rule for those in RULES.values() for rule in those)
    gone = [rule.purge(unit, org, rule.before(kept, now), spared) for rule in rules]
    keeping.mark_leavers(unit, org, now=now)
    return any(count >= keeping.AT_ONCE for count in gone)


def leavers(unit: Unit, org: str, *, now: int) -> list[str]:
    """Return some of the people who left longer ago than the org's history is kept, and on whom no hold stands."""
    before = now - DAY_MS * terms(unit, org)[DataClass.HISTORY]
    return keeping.leavers(unit, org, before, holding.held(unit, org))


def terms(unit: Unit, org: str) -> Terms:
    """Return for how many days each class with a term is kept."""
    chosen = {row["data_class"]: row["days"] for row in unit.rows(_of(org))}
    return {of: int(chosen.get(of.value, term.days)) for of, term in TERMS.items()}


# --- What HR chooses ----------------------------------------------------------------------------------------------


def wanted(unit: Unit, org: str) -> list[Wanted]:
    """Return the changes that wait for a second person, by class."""
    rows = [row for row in unit.rows(_of(org)) if row["asked_days"] is not None]
    found = [Wanted(DataClass(row["data_class"]), row["asked_days"], row["asked_by"]) for row in rows]
    return sorted(found, key=lambda one: list(DataClass).index(one.of))


def ask(unit: Unit, org: str, want: Wanted, *, now: int) -> None:
    """Keep a change that somebody wants, in place of an earlier one of the class. Days as they are ask for nothing."""
    held = terms(unit, org)[want.of]
    unit.insert_if_new(_retention, {"org_id": org, "data_class": want.of.value, "days": held, "changed_at": now})
    asked = (
        {"asked_days": None, "asked_by": None} if want.days == held else {"asked_days": want.days, "asked_by": want.by}
    )
    unit.run(update(_retention).where(*_one(org, want.of)), asked)


def approve(unit: Unit, org: str, want: Wanted, *, now: int) -> bool:
    """Let it be kept for so long from now on; say whether that was still what is wanted."""
    same = (_retention.c.asked_days == want.days,)
    change = {"days": want.days, "asked_days": None, "asked_by": None, "changed_at": now}
    return unit.run(update(_retention).where(*_one(org, want.of), *same), change).rowcount == 1


def _of(org: str) -> Select[Any]:
    return select(_retention).where(_retention.c.org_id == org)


def _one(org: str, of: DataClass) -> tuple[ColumnElement[bool], ...]:
    return (_retention.c.org_id == org, _retention.c.data_class == of.value)
