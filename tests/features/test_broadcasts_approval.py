"""A second person looks at what goes to many, as all of HR meets it: on Slack and Teams, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from domain import local_time
from domain.broadcasts_approval import LOOSER_MS, WAITS_MS, Rule, Size
from domain.people import MemberKind
from storage import broadcasts_approval as approvals
from storage import tables
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_broadcasts import (
    CANCEL,
    EVERYONE,
    MESSAGE,
    MONDAY,
    TITLE,
    WORDS,
    becomes,
    becomes_hr,
    change,
    composed,
    copies,
)

ASK = "Ask to send to 5 people"
APPROVE, BACK, TAKE_BACK = "Approve and send", "Send back", "Take back"
LOCAL: Mapping[str, Any] = {
    **WORDS,
    "timing": "On the day and hour below",
    "day": (MONDAY + timedelta(days=2)).isoformat(),
    "at": "10:00",
}


def rule(scene: Scene, over: int | None) -> None:
    scene.store.write(lambda unit: approvals.keep_rule(unit, scene.org, Rule(size=Size(over)))).result()


async def asked(scene: Scene, values: Mapping[str, Any] = WORDS, *, others: str = "dan") -> Seen:
    """Hana asks to send it to everyone; return what the preview became."""
    rule(scene, 0)
    for key in others.split():
        await becomes_hr(scene, scene.stage.people[key])
    preview = await composed(scene, values)
    shown = await scene.stage.presses(scene.hana, preview, ASK)
    await settles(scene)
    return shown


async def settles(scene: Scene) -> None:
    """Let all that was said arrive: a chat takes one message a second."""
    for _ in range(4):
        await scene.passes(seconds=4)


def question(scene: Scene, who: Figure) -> Seen:
    """The newest message that asks the person to approve, however it reads by now."""
    return [one for one in scene.stage.direct(who) if f"“{TITLE}”" in one.words or "asks you to approve" in one.words][
        -1
    ]


def progress(scene: Scene) -> Seen:
    """The message in which its author sees how far it is."""
    [told] = [one for one in scene.stage.direct(scene.hana) if CANCEL in one.buttons]
    return told


def news(scene: Scene, who: Figure) -> str:
    return "\n".join(one.words for one in scene.stage.direct(who))


def nobody_has_it(scene: Scene) -> bool:
    return [copies(scene, who) for who in (scene.ana, scene.ben, scene.chi)] == [[], [], []]


def actions(scene: Scene) -> list[str]:
    """What the audit says of broadcasts, oldest first."""
    audit = tables.table(tables.Audit)
    ours = select(audit.c.action, audit.c.at).where(audit.c.org_id == scene.org).order_by(audit.c.at)
    rows = scene.store.read(lambda unit: unit.rows(ours)).result()
    return [row["action"] for row in rows if row["action"].startswith("broadcast.")]


# --- Asking and deciding ------------------------------------------------------------------------------------------


async def test_it_is_sent_when_a_second_person_has_seen_exactly_it(scene: Scene) -> None:
    """Words, audience and time stand before whoever approves; until then nobody has it, and each step is recorded."""
    shown = await asked(scene)
    assert f"“{TITLE}” waits for approval" in shown.words
    card = question(scene, scene.dan)
    for words in (
        "Hana Weiss asks you to approve",
        "It takes about ten minutes.",
        "Everyone (5 people)",
        "Up to 15 people",
    ):
        assert words in card.words
    assert "In each person's working hours" in card.words
    await scene.passes(seconds=600)
    assert nobody_has_it(scene)
    answer = await scene.stage.presses(scene.dan, card, APPROVE)
    assert "was approved by Daniel Sørensen" in answer.words
    await settles(scene)
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben, scene.chi, scene.dan, scene.hana)] == [1] * 5
    assert "From Hana Weiss (HR)" in copies(scene, scene.ana)[0].words
    assert "is sent: 5 of 5 (100 %)" in news(scene, scene.hana)
    assert actions(scene) == ["broadcast.asked", "broadcast.approved"]


async def test_its_author_cannot_approve_it_nor_send_it_past_the_others(scene: Scene) -> None:
    """The old preview sends nothing, and another's question in one's own hands is what does not exist."""
    rule(scene, 0)
    preview = await composed(scene)
    await becomes_hr(scene, scene.dan)
    gated = await scene.stage.presses(scene.hana, preview, EVERYONE)
    assert ASK in gated.buttons
    assert "Daniel Sørensen has to approve it" in gated.words
    await scene.stage.presses(scene.hana, gated, ASK)
    await settles(scene)
    tried = await scene.stage.presses(scene.hana, question(scene, scene.dan), APPROVE)
    assert "I can't find that" in tried.words
    await settles(scene)
    assert nobody_has_it(scene)


async def test_it_comes_back_with_a_reason(scene: Scene) -> None:
    """Its author reads why, changes it and asks again; the first question is answered for everybody."""
    await asked(scene, others="dan chi")
    form = await scene.stage.presses(scene.dan, question(scene, scene.dan), BACK)
    assert "Hana Weiss and the other HR administrators can read this" in form.words
    empty = await scene.stage.submits(scene.dan, form, {"reason": " "})
    assert empty.is_form
    told = await scene.stage.submits(scene.dan, form, {"reason": "Please name the last day."})
    assert "was sent back by Daniel Sørensen" in told.words
    await settles(scene)
    assert "Please name the last day." in question(scene, scene.chi).words
    assert question(scene, scene.chi).buttons == {}
    [back] = [one for one in scene.stage.direct(scene.hana) if "was not sent" in one.words]
    edit = await scene.stage.presses(scene.hana, back, "Edit")
    preview = await scene.stage.submits(scene.hana, edit, {"body": "Until 30 September."})
    await scene.stage.presses(scene.hana, preview, ASK)
    await settles(scene)
    assert "Until 30 September." in question(scene, scene.dan).words
    await scene.stage.presses(scene.chi, question(scene, scene.chi), APPROVE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1
    assert actions(scene) == ["broadcast.asked", "broadcast.returned", "broadcast.asked", "broadcast.approved"]


async def test_a_change_after_asking_makes_the_question_void(scene: Scene) -> None:
    """Nobody approves words they have not seen."""
    waits = await asked(scene)
    old = question(scene, scene.dan)
    form = await scene.stage.presses(scene.hana, waits, "Edit")
    await scene.stage.submits(scene.hana, form, {"title": TITLE, "body": "Quite another text."})
    answer = await scene.stage.presses(scene.dan, old, APPROVE)
    assert "was taken back or changed by Hana Weiss" in answer.words
    await settles(scene)
    assert nobody_has_it(scene)
    assert question(scene, scene.dan).buttons == {}


async def test_two_who_approve_at_once_send_it_once(scene: Scene) -> None:
    """The second hears what the first has done."""
    await asked(scene, others="dan chi")
    first, second = question(scene, scene.dan), question(scene, scene.chi)
    await scene.stage.presses(scene.dan, first, APPROVE)
    answer = await scene.stage.presses(scene.chi, second, APPROVE)
    assert "was approved by Daniel Sørensen" in answer.words
    late = await scene.stage.presses(scene.chi, second, BACK)
    assert "changed since you opened it" in late.words
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1
    assert actions(scene) == ["broadcast.asked", "broadcast.approved"]


async def test_its_author_takes_it_back(scene: Scene) -> None:
    """And has the preview again; whoever was asked sees that nothing is to be done."""
    waits = await asked(scene)
    preview = await scene.stage.presses(scene.hana, waits, TAKE_BACK)
    assert "Preview:" in preview.words
    await settles(scene)
    assert "was taken back or changed by Hana Weiss" in question(scene, scene.dan).words
    await scene.stage.presses(scene.hana, preview, "Discard")
    await settles(scene)
    assert nobody_has_it(scene)


# --- Who may, and when nobody is left -----------------------------------------------------------------------------


async def test_whoever_lost_hr_meanwhile_approves_nothing(scene: Scene) -> None:
    """Their message still has its button, and it opens nothing."""
    await asked(scene, others="dan chi")
    change(scene, scene.dan, is_hr=False)
    refused = await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    assert "I can't find that" in refused.words
    await settles(scene)
    assert nobody_has_it(scene)
    await scene.stage.presses(scene.chi, question(scene, scene.chi), APPROVE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_the_only_hr_administrator_sends_without_and_is_told_so(scene: Scene) -> None:
    """There is nobody to ask; the preview says what would be better."""
    rule(scene, 0)
    preview = await composed(scene)
    assert "You are the only one, so it goes without" in preview.words
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_when_the_others_are_gone_its_author_can_take_it_back_and_send(scene: Scene) -> None:
    """Nothing waits for ever for somebody who is not there."""
    waits = await asked(scene)
    becomes(scene, scene.dan, MemberKind.FULL, active=False)
    preview = await scene.stage.presses(scene.hana, waits, TAKE_BACK)
    await scene.stage.presses(scene.hana, preview, "Send to 4 people")
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_nothing_goes_out_under_the_name_of_who_is_no_longer_hr(scene: Scene) -> None:
    """Somebody else signs it, and then it needs another pair of eyes again."""
    await asked(scene, others="dan chi")
    change(scene, scene.hana, is_hr=False)
    refused = await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    assert "Hana Weiss is no longer an HR administrator" in refused.words
    form = await scene.stage.presses(scene.dan, question(scene, scene.dan), "Edit it myself")
    preview = await scene.stage.submits(scene.dan, form, {})
    await scene.stage.presses(scene.dan, preview, ASK)
    await settles(scene)
    assert nobody_has_it(scene)
    await scene.stage.presses(scene.chi, question(scene, scene.chi), APPROVE)
    await settles(scene)
    assert "From Daniel Sørensen (HR)" in copies(scene, scene.ana)[0].words


async def test_whoever_becomes_hr_later_finds_it_in_the_list(scene: Scene) -> None:
    """The question is not only in the chats of who was HR when it was asked."""
    await asked(scene)
    await becomes_hr(scene, scene.chi)
    listed = await scene.stage.says(scene.chi, "/broadcast list")
    assert "waits for approval" in listed.words
    opened = await scene.stage.chooses(scene.chi, listed, "Open a report", TITLE)
    await scene.stage.presses(scene.chi, opened, APPROVE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_home_shows_what_waits_for_ones_approval(scene: Scene) -> None:
    """To the others of HR, not to its author nor to an employee; from there it is one press."""
    await asked(scene)
    for who in (scene.hana, scene.ana):
        assert "asks you to approve" not in (await scene.stage.opens_home(who)).words
    home = await scene.stage.opens_home(scene.dan)
    assert f"Hana Weiss asks you to approve: {TITLE}" in home.words
    shown = await scene.stage.presses(scene.dan, home, "Look at it")
    await scene.stage.presses(scene.dan, shown, APPROVE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1
    assert "asks you to approve" not in (await scene.stage.opens_home(scene.dan)).words


async def test_an_employee_neither_sees_nor_decides(scene: Scene) -> None:
    """To whoever is not HR the question is what does not exist."""
    await asked(scene)
    card = question(scene, scene.dan)
    for label in (APPROVE, BACK, "Edit it myself"):
        assert "I can't find that" in (await scene.stage.presses(scene.ana, card, label)).words
    await settles(scene)
    assert nobody_has_it(scene)


# --- How many, and when -------------------------------------------------------------------------------------------


async def test_what_is_for_few_needs_nobody(scene: Scene) -> None:
    """Fifty and fewer, unless the org says otherwise."""
    await becomes_hr(scene, scene.dan)
    preview = await composed(scene)
    assert EVERYONE in preview.buttons
    assert "approve" not in preview.words


async def test_an_audience_that_has_grown_beyond_what_was_shown_is_asked_about_again(scene: Scene) -> None:
    """Before the press counts: the new question says how many it is now."""
    await asked(scene)
    old = question(scene, scene.dan)
    scene.store.write(partial(joins, org=scene.org, count=11)).result()
    answer = await scene.stage.presses(scene.dan, old, APPROVE)
    assert "is for more people now" in answer.words
    await settles(scene)
    assert nobody_has_it(scene)
    again = question(scene, scene.dan)
    assert "16 people now" in again.words
    await scene.stage.presses(scene.dan, again, APPROVE)
    await settles(scene)
    assert len(copies(scene, scene.ana)) == 1
    assert "5 of 5 (100 %)" in news(scene, scene.hana)


async def test_one_that_has_grown_until_its_hour_does_not_begin(scene: Scene) -> None:
    """It is for people whom nobody approved: all are asked again, and its author sees why it waits."""
    await asked(scene, LOCAL)
    await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    await settles(scene)
    assert "is planned for 5 people" in progress(scene).words
    scene.store.write(partial(joins, org=scene.org, count=11)).result()
    await scene.until(local_time.instant(MONDAY + timedelta(days=2), time(6), "UTC"))
    assert nobody_has_it(scene)
    assert "has not begun" in news(scene, scene.hana)
    await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    await scene.until(local_time.instant(MONDAY + timedelta(days=2), time(11), "UTC"))
    assert len(copies(scene, scene.ana)) == 1
    assert "broadcast.held" in actions(scene)


async def test_one_whose_approver_left_before_its_hour_is_asked_about_again(scene: Scene) -> None:
    """An approval is worth what whoever gave it may still decide."""
    await asked(scene, LOCAL, others="dan chi")
    await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    await settles(scene)
    change(scene, scene.dan, is_hr=False)
    await scene.until(local_time.instant(MONDAY + timedelta(days=2), time(6), "UTC"))
    assert nobody_has_it(scene)
    await scene.stage.presses(scene.chi, question(scene, scene.chi), APPROVE)
    await scene.until(local_time.instant(MONDAY + timedelta(days=2), time(11), "UTC"))
    assert len(copies(scene, scene.ana)) == 1


async def test_an_hour_that_passes_while_it_waits_is_not_made_up_for(scene: Scene) -> None:
    """Nobody gets on Thursday what was meant for Wednesday: its author decides anew."""
    await asked(scene, LOCAL)
    card = question(scene, scene.dan)
    await scene.until(local_time.instant(MONDAY + timedelta(days=2), time(12), "UTC"))
    assert "was not approved in time" in question(scene, scene.dan).words
    assert "Nobody approved it in time" in news(scene, scene.hana)
    answer = await scene.stage.presses(scene.dan, card, APPROVE)
    assert "was not approved in time" in answer.words
    await settles(scene)
    assert nobody_has_it(scene)
    assert actions(scene) == ["broadcast.asked", "broadcast.lapsed"]


async def test_a_question_ends_after_a_week(scene: Scene) -> None:
    """What was true a week ago may no longer be."""
    await asked(scene)
    await scene.until(scene.clock.now + WAITS_MS + 1_000)
    assert "Nobody approved it in time" in news(scene, scene.hana)
    assert nobody_has_it(scene)


async def test_what_was_approved_can_still_be_stopped_by_anybody_in_hr(scene: Scene) -> None:
    """Approving is not the last word."""
    await asked(scene, LOCAL)
    await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    await settles(scene)
    await scene.stage.presses(scene.hana, progress(scene), CANCEL)
    await scene.passes(days=4)
    assert nobody_has_it(scene)


# --- Two at the same text -----------------------------------------------------------------------------------------


async def test_two_who_change_the_same_one_lose_neither_text(scene: Scene) -> None:
    """The second is shown both, and goes on with theirs if they like; whoever changes it signs it."""
    waits = await asked(scene)
    mine = await scene.stage.presses(scene.hana, waits, "Edit")
    theirs = await scene.stage.presses(scene.dan, question(scene, scene.dan), "Edit it myself")
    await scene.stage.submits(scene.dan, theirs, {"title": TITLE, "body": "What Dan wrote."})
    conflict = await scene.stage.submits(scene.hana, mine, {"title": TITLE, "body": "What Hana wrote."})
    for words in ("Two versions of the same broadcast", "What Dan wrote.", "What Hana wrote.", "Daniel Sørensen"):
        assert words in conflict.words
    form = await scene.stage.presses(scene.hana, conflict, "Go on with mine")
    assert form.fields["body"].value == "What Hana wrote."
    preview = await scene.stage.submits(scene.hana, form, {})
    assert "What Hana wrote." in preview.words
    await settles(scene)
    assert "Hana Weiss has changed it" in news(scene, scene.dan)


async def test_a_change_that_comes_after_it_was_sent_is_kept_as_a_new_one(scene: Scene) -> None:
    """It left with the words that were approved."""
    waits = await asked(scene)
    form = await scene.stage.presses(scene.hana, waits, "Edit")
    await scene.stage.presses(scene.dan, question(scene, scene.dan), APPROVE)
    late = await scene.stage.submits(scene.hana, form, {"body": "Something else."})
    assert "can no longer be changed" in late.words
    await settles(scene)
    assert MESSAGE.split("\n", maxsplit=1)[0] in copies(scene, scene.ana)[0].words
    kept = await scene.stage.says(scene.hana, "/broadcast")
    assert kept.fields["body"].value == "Something else."


# --- The rule -----------------------------------------------------------------------------------------------------


async def test_a_stricter_rule_holds_at_once_and_a_looser_one_a_day_later(scene: Scene) -> None:
    """Nobody lifts it to send alone: the others hear of it in time."""
    await becomes_hr(scene, scene.dan)
    await chooses_rule(scene, "Every broadcast")
    assert ASK in (await composed(scene)).buttons
    saved = await chooses_rule(scene, "Never")
    assert "no broadcast needs a second HR administrator's approval" in saved.words
    await settles(scene)
    assert "Hana Weiss has changed when broadcasts need approval" in news(scene, scene.dan)
    assert ASK in (await composed(scene)).buttons
    scene.clock.now += LOOSER_MS
    assert EVERYONE in (await composed(scene)).buttons
    assert actions(scene) == ["broadcast.rule", "broadcast.rule"]


async def chooses_rule(scene: Scene, label: str) -> Seen:
    form = await scene.stage.says(scene.hana, "/broadcast approval")
    return await scene.stage.submits(scene.hana, form, {"over": label})


@pytest.mark.parametrize("line", ["/broadcast approval", "/broadcast template", "/broadcast list"])
async def test_an_employee_has_no_such_command(scene: Scene, line: str) -> None:
    """It reads as what does not exist."""
    assert "I can't find that" in (await scene.stage.says(scene.ana, line)).words


def joins(unit: Any, org: str, count: int) -> None:
    """So many people join, without an account yet."""
    rows = [
        {"org_id": org, "id": f"new{number:03}", "name": f"New {number}", "zone": "UTC", "created_at": 0}
        for number in range(count)
    ]
    unit.run(tables.table(tables.Person).insert(), rows)
