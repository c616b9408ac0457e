"""Everything that happens by itself: the one list (nothing outside it happens)."""

from __future__ import annotations

from datetime import time

from domain import calibration_report as reports
from domain import pulses_release as releases
from schedules import (
    broadcasts,
    broadcasts_follow,
    calibration,
    calibration_lapse,
    calibration_report,
    calibration_sprint,
    checkpoints,
    coaching,
    erasures,
    evidence,
    feedback,
    goals,
    housekeeping,
    introduction,
    kudos,
    nominations,
    notices,
    plan,
    postmortems,
    pulses,
    pulses_actions,
    pulses_release,
    pulses_series,
    recognition_digest,
    reviews,
    rewards,
    set_up,
)
from schedules.schedule import Computation, Schedule, Schedules
from storage import nominations_closing
from storage.broadcasts import DROP, PROGRESS, REMIND, RETRY, START
from storage.broadcasts_approval import LAPSE
from storage.calibration_due import DAILY as SEATED
from storage.calibration_due import FREEZE, TIMER
from storage.calibration_due import LAPSE as END
from storage.calibration_due import REMIND as REMIND_SEATED
from storage.calibration_report import COMPUTE as REPORT
from storage.calibration_sprint_due import KIND as PRACTICE
from storage.checkpoints import DAY, MOVED, REDRAW
from storage.erasures import KIND as ERASURE
from storage.erasures import SWEEP
from storage.feedback import LAPSE as LAPSE_REQUEST
from storage.feedback import REMIND as REMIND_COLLEAGUE
from storage.goals_due import KIND as UNPAIRED
from storage.introductions import KIND as INTRODUCTION
from storage.lines import CHANGED
from storage.notices import KIND as NOTICES
from storage.postmortems_actions import DUE as ACTION_DUE
from storage.pulses_actions import OVERDUE, SINCE, UNDECIDED
from storage.pulses_closing import CLOSE, FORGET
from storage.pulses_due import OPEN as OPEN_PULSE
from storage.pulses_due import REMIND as REMIND_OF_PULSE
from storage.pulses_release import RELEASE
from storage.pulses_series import NEXT
from storage.recognition_digest import REDRAW as REDRAW_DIGEST
from storage.reviews_due import ANSWER, HELD
from storage.rewards import SETTLE
from storage.set_up import PLAN_ANEW

_REPORTING = Computation(gather=calibration_report.gather, compute=reports.report, save=calibration_report.save)
_RELEASING = Computation(gather=pulses_release.gather, compute=releases.release, save=pulses_release.save)

SCHEDULES = Schedules(
    (
        Schedule(kind="housekeeping", run=housekeeping.tidy, daily_at=time(3, 30)),
        Schedule(kind=coaching.DAILY, run=coaching.look_for_moments, daily_at=time(3, 50)),
        Schedule(kind=coaching.KIND, run=coaching.nudge_managers, chunk=True),
        Schedule(kind=plan.DAILY, run=plan.look_for_tasks, daily_at=time(4, 50)),
        Schedule(kind=kudos.DAILY, run=kudos.look_for_unseen, daily_at=time(4, 10)),
        Schedule(kind=kudos.KIND, run=kudos.nudge_managers, chunk=True),
        Schedule(kind=UNPAIRED, run=goals.nudge),
        Schedule(kind=evidence.DAILY, run=evidence.look_for_gaps, daily_at=time(4)),
        Schedule(kind=evidence.KIND, run=evidence.nudge_managers, chunk=True),
        Schedule(kind=REMIND_COLLEAGUE, run=feedback.remind),
        Schedule(kind=LAPSE_REQUEST, run=feedback.lapse),
        Schedule(kind=checkpoints.DAILY, run=checkpoints.look_again, daily_at=time(4, 20)),
        Schedule(kind=CHANGED, run=checkpoints.look_again),
        Schedule(kind=DAY, run=checkpoints.begin_day, chunk=True),
        Schedule(kind=checkpoints.CHUNK, run=checkpoints.tell, chunk=True),
        Schedule(kind=MOVED, run=checkpoints.begin_moved, chunk=True),
        Schedule(kind=checkpoints.MOVED_CHUNK, run=checkpoints.tell_moved, chunk=True),
        Schedule(kind=REDRAW, run=checkpoints.redraw, chunk=True),
        Schedule(kind=ANSWER, run=reviews.remind_ombuds),
        Schedule(kind=HELD, run=reviews.lapse),
        Schedule(kind=SETTLE, run=rewards.settle),
        Schedule(kind=OPEN_PULSE, run=pulses.begin, chunk=True),
        Schedule(kind=pulses.ASKED, run=pulses.ask, chunk=True),
        Schedule(kind=REMIND_OF_PULSE, run=pulses.begin_reminding),
        Schedule(kind=pulses.REMINDED, run=pulses.remind, chunk=True),
        Schedule(kind=CLOSE, run=pulses.close, chunk=True),
        Schedule(kind=FORGET, run=pulses.forget, chunk=True),
        Schedule(kind=NEXT, run=pulses_series.follow),
        Schedule(kind=pulses.DAILY, run=pulses.look_again, daily_at=time(4, 40)),
        Schedule(kind=RELEASE, run=_RELEASING),
        Schedule(kind=pulses_release.CHUNK, run=pulses_release.tell, chunk=True),
        Schedule(kind=UNDECIDED, run=pulses_actions.look_for_undecided),
        Schedule(kind=OVERDUE, run=pulses_actions.remind),
        Schedule(kind=SINCE, run=pulses_actions.begin_since),
        Schedule(kind=pulses_actions.SINCE_CHUNK, run=pulses_actions.tell_since, chunk=True),
        Schedule(kind=ACTION_DUE, run=postmortems.remind),
        Schedule(kind=postmortems.DAILY, run=postmortems.look_for_scorers, daily_at=time(4, 50)),
        Schedule(kind=FREEZE, run=calibration.freeze, chunk=True),
        Schedule(kind=REMIND_SEATED, run=calibration.remind),
        Schedule(kind=TIMER, run=calibration.tick),
        Schedule(kind=END, run=calibration_lapse.end),
        Schedule(kind=SEATED, run=calibration.look_again, daily_at=time(4, 30)),
        Schedule(kind=REPORT, run=_REPORTING),
        Schedule(kind=PRACTICE, run=calibration_sprint.tell),
        Schedule(kind=recognition_digest.DAILY, run=recognition_digest.post, daily_at=time(10)),
        Schedule(kind=REDRAW_DIGEST, run=recognition_digest.redraw),
        Schedule(kind=nominations_closing.CLOSE, run=nominations.close, chunk=True),
        Schedule(kind=nominations_closing.COUNT, run=nominations.count, chunk=True),
        Schedule(kind=nominations_closing.FORGET, run=nominations.forget, chunk=True),
        Schedule(kind=nominations.DAILY, run=nominations.look_again, daily_at=time(4, 50)),
        Schedule(kind=NOTICES, run=notices.send),
        Schedule(kind=INTRODUCTION, run=introduction.introduce),
        Schedule(kind=PLAN_ANEW, run=set_up.plan_anew),
        Schedule(kind=set_up.CHUNK, run=set_up.plan_chunk, chunk=True),
        Schedule(kind=START, run=broadcasts.begin, chunk=True),
        Schedule(kind=broadcasts.CHUNK, run=broadcasts.send_chunk, chunk=True),
        Schedule(kind=PROGRESS, run=broadcasts.tell),
        Schedule(kind=DROP, run=broadcasts.drop, chunk=True),
        Schedule(kind=RETRY, run=broadcasts.begin_again, chunk=True),
        Schedule(kind=broadcasts.RETRIED, run=broadcasts.retry_chunk, chunk=True),
        Schedule(kind=REMIND, run=broadcasts_follow.remind),
        Schedule(kind=broadcasts_follow.CHUNK, run=broadcasts_follow.remind_chunk, chunk=True),
        Schedule(kind=LAPSE, run=broadcasts_follow.lapse),
        Schedule(kind=ERASURE, run=erasures.erase, chunk=True),
        Schedule(kind=SWEEP, run=erasures.sweep, chunk=True),
    )
)
