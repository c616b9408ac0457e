"""Where a piece of evidence can come from, and what can never be one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    SYSTEM_ARTIFACT = "system_artifact"
    THIRD_PARTY = "third_party"
    MANAGER = "manager"
    SELF = "self"
    NEVER = "never_evidence"


class Source(StrEnum):
    POSTMORTEM = "postmortem"
    TICKET_HISTORY = "ticket_history"
    CHANGE_RECORD = "change_record"
    DECISION_LOG = "decision_log"
    RISK_LOG = "risk_log"
    EXPERIMENT_LOG = "experiment_log"
    GOAL_RECORD = "goal_record"
    DOCUMENT_COMMENTS = "document_comments"
    DESIGN_REVIEW = "design_review"
    MEETING_NOTES = "meeting_notes"
    PEER_FEEDBACK = "peer_feedback"
    STAKEHOLDER_NOTE = "stakeholder_note"
    RECOGNITION_NOTE = "recognition_note"
    MENTORING_LOG = "mentoring_log"
    MANAGER_OBSERVATION = "manager_observation"
    ONE_TO_ONE_NOTES = "one_to_one_notes_shared"
    SELF_REPORT = "self_report"
    PULSE_RESPONSE = "pulse_response"  # from here on: named so that they can be refused by name
    PULSE_COMMENT = "pulse_comment"
    RECOMMEND_SCORE = "enps"
    UNSIGNED_NOTE = "unsigned_note"
    RECOGNITION_COUNT = "recognition_count"
    MESSAGE_VOLUME = "message_volume"
    SURVEY_PARTICIPATION = "survey_participation"

    @property
    def kind(self) -> Kind:
        return _KINDS[self]

    @property
    def is_allowed(self) -> bool:
        return self.kind is not Kind.NEVER


def of_kind(kind: Kind) -> tuple[Source, ...]:
    return tuple(source for source in Source if source.kind is kind)


_THIRD_PARTY = {Source.PEER_FEEDBACK, Source.STAKEHOLDER_NOTE, Source.RECOGNITION_NOTE, Source.MENTORING_LOG}
_MANAGER = {Source.MANAGER_OBSERVATION, Source.ONE_TO_ONE_NOTES}
_NEVER = {Source.PULSE_RESPONSE, Source.PULSE_COMMENT, Source.RECOMMEND_SCORE, Source.UNSIGNED_NOTE}
_NEVER |= {Source.RECOGNITION_COUNT, Source.MESSAGE_VOLUME, Source.SURVEY_PARTICIPATION}
_KINDS: Mapping[Source, Kind] = {
    **dict.fromkeys(Source, Kind.SYSTEM_ARTIFACT),
    **dict.fromkeys(_THIRD_PARTY, Kind.THIRD_PARTY),
    **dict.fromkeys(_MANAGER, Kind.MANAGER),
    **dict.fromkeys(_NEVER, Kind.NEVER),
    Source.SELF_REPORT: Kind.SELF,
}
