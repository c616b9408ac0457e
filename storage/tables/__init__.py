"""Every table, in one place to be named from: `tables.table(tables.Person)`.

Without an org in front: workspace (platform, tenant), by which a request finds its org, and seal_check.
"""

from __future__ import annotations

from storage.tables.broadcasts import Broadcast, BroadcastAnswer, BroadcastApproval, BroadcastRule
from storage.tables.calibration import (
    CalibrationAnchor,
    CalibrationDecision,
    CalibrationPacket,
    CalibrationSeat,
    CalibrationSession,
    CalibrationView,
)
from storage.tables.calibration_report import CalibrationHabit, CalibrationReport
from storage.tables.calibration_sprint import (
    CalibrationSprint,
    CalibrationSprintReading,
    CalibrationSprintSeat,
    CalibrationSprintWeek,
)
from storage.tables.coaching import CoachingAnswer
from storage.tables.competencies import FrameworkVersion
from storage.tables.cycles import Checkpoint, CheckpointDone, Cycle, CycleTeam, Delegation, Participant
from storage.tables.delivery import Batch, Claim, Draft, Due, Notice, Outbox, Pace, Preference
from storage.tables.evidence import Evidence, EvidenceChange, FeedbackRequest
from storage.tables.goals import Goal, GoalCheckin
from storage.tables.kudos import Kudos, KudosEndorsement, KudosReceiver
from storage.tables.nominations import (
    NominationBallot,
    NominationResult,
    NominationSeat,
    NominationSlip,
    NominationWindow,
)
from storage.tables.paired import FigureSender, TeamMonth
from storage.tables.people import Account, Belonging, ClaimCode, Membership, Org, Person, ReportingLine, Team, Workspace
from storage.tables.plan import PlanDecision, PlanOwner, PlanTick
from storage.tables.postmortems import Postmortem, PostmortemAction, PostmortemResponder, PostmortemScore
from storage.tables.privacy import Barred, Download, Erasure, LegalHold, Retention
from storage.tables.pulses import (
    PulseBallot,
    PulseComment,
    PulseGroup,
    PulseInvitation,
    PulseItem,
    PulseSheet,
    PulseWave,
)
from storage.tables.pulses_release import (
    PulseAction,
    PulseFigure,
    PulseRelease,
    PulseRemark,
    PulseStanding,
    PulseVote,
)
from storage.tables.ratings import Rating, RatingChange, RatingCitation, Review, ReviewConcern, SecondRater
from storage.tables.recognition_digest import RecognitionDigest, RecognitionStory
from storage.tables.rewards import Experiment, RewardQuarter, RewardRule
from storage.tables.roles import Appointment
from storage.tables.room import RoomMessage
from storage.tables.row import Row, named, table
from storage.tables.set_up import ClaimTry, Introduction, SetUp, SetUpStep
from storage.tables.sources import ImportColumn, ImportRow, ImportRun, ScimToken, ScimUser
from storage.tables.upkeep import Audit, AuditHead, SealCheck

__all__ = [
    "Account",
    "Appointment",
    "Audit",
    "AuditHead",
    "Barred",
    "Batch",
    "Belonging",
    "Broadcast",
    "BroadcastAnswer",
    "BroadcastApproval",
    "BroadcastRule",
    "CalibrationAnchor",
    "CalibrationDecision",
    "CalibrationHabit",
    "CalibrationPacket",
    "CalibrationReport",
    "CalibrationSeat",
    "CalibrationSession",
    "CalibrationSprint",
    "CalibrationSprintReading",
    "CalibrationSprintSeat",
    "CalibrationSprintWeek",
    "CalibrationView",
    "Checkpoint",
    "CheckpointDone",
    "Claim",
    "ClaimCode",
    "ClaimTry",
    "CoachingAnswer",
    "Cycle",
    "CycleTeam",
    "Delegation",
    "Download",
    "Draft",
    "Due",
    "Erasure",
    "Evidence",
    "EvidenceChange",
    "Experiment",
    "FeedbackRequest",
    "FigureSender",
    "FrameworkVersion",
    "Goal",
    "GoalCheckin",
    "ImportColumn",
    "ImportRow",
    "ImportRun",
    "Introduction",
    "Kudos",
    "KudosEndorsement",
    "KudosReceiver",
    "LegalHold",
    "Membership",
    "NominationBallot",
    "NominationResult",
    "NominationSeat",
    "NominationSlip",
    "NominationWindow",
    "Notice",
    "Org",
    "Outbox",
    "Pace",
    "Participant",
    "Person",
    "PlanDecision",
    "PlanOwner",
    "PlanTick",
    "Postmortem",
    "PostmortemAction",
    "PostmortemResponder",
    "PostmortemScore",
    "Preference",
    "PulseAction",
    "PulseBallot",
    "PulseComment",
    "PulseFigure",
    "PulseGroup",
    "PulseInvitation",
    "PulseItem",
    "PulseRelease",
    "PulseRemark",
    "PulseSheet",
    "PulseStanding",
    "PulseVote",
    "PulseWave",
    "Rating",
    "RatingChange",
    "RatingCitation",
    "RecognitionDigest",
    "RecognitionStory",
    "ReportingLine",
    "Retention",
    "Review",
    "ReviewConcern",
    "RewardQuarter",
    "RewardRule",
    "RoomMessage",
    "Row",
    "ScimToken",
    "ScimUser",
    "SealCheck",
    "SecondRater",
    "SetUp",
    "SetUpStep",
    "Team",
    "TeamMonth",
    "Workspace",
    "named",
    "table",
]
