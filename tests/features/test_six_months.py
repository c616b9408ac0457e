"""The six-month plan, played on a moving clock: what was sent is what its calendar said, for each person and moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from content import reviews
from domain.cycles import Kind
from tests.features.scene import Scene
from tests.features.six_months import BLUE, GREEN, MORE, Play
from tests.features.six_months_calendar import Sent, expected

THERE = [key for key in (*BLUE, *GREEN) if key != "zoe"]  # Zoe never does anything
LATE = ("ivy", "raj", "uma")
ENDS = "2027-03-29T12:07"


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
def play(scene: Scene) -> Play:
    made = Play(scene)
    made.move_in()
    return made


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_first_days_send_what_the_calendar_says(play: Play) -> None:
    """One phase of it with `make test`: the kick-off, done by some, late by others."""
    await play.launches()
    await kick_off(play)
    await play.until("2026-10-03T12:07")
    assert_as_planned(play)


@pytest.mark.soak
async def test_when_nobody_answers_the_whole_of_it_is_the_rehearsal(play: Play) -> None:
    """Half a year, to the moment; managers and HR hear of other things besides, with which it shares their messages."""
    calendar = await play.launches()
    play.fills_files()
    rehearsed = play.rehearsed()
    assert f"{len({one[:2] for one in rehearsed})} messages" in calendar.words
    assert expected(play.cycle(), play.calendar(), play.book(), play.wishes(), {}) == rehearsed
    await play.until(ENDS)
    assert_as_planned(play)
    nudged = play.others().keys()
    assert {play.ids[key] for key in ("ana", "dan", "chi", "hana", "kim")} >= nudged
    assert [one for one in play.sent() if one[0] not in nudged] == [one for one in rehearsed if one[0] not in nudged]


@pytest.mark.soak
async def test_whatever_people_do_what_is_sent_is_what_the_rules_say(play: Play) -> None:
    """Some are late, one never answers, one manager is away, one person is led by another, one leaves."""
    await play.launches()
    await kick_off(play)
    await goals_and_evidence(play)
    await first_ratings(play)
    await second_half(play)
    await release(play)
    await play.until(ENDS)
    assert_as_planned(play)


# --- What they do -------------------------------------------------------------------------------------------------


async def kick_off(play: Play) -> None:
    await play.until("2026-09-28T17:07")
    await play.all_press([key for key in THERE if key not in LATE], "I have read it")
    await play.until("2026-10-02T17:07")
    await play.all_press(LATE, "I have read it")


async def goals_and_evidence(play: Play) -> None:
    """Zoe's manager and HR hear of her; Dan is away, and Chi is asked in his place."""
    await play.until("2026-10-19T17:07")
    await play.press_last("kim", "It was held")
    await play.until("2026-10-29T17:07")
    play.tell(Kind.GOAL_CHECK_IN, [key for key in THERE if key not in LATE])
    await play.until("2026-11-03T17:07")
    await play.hands_over("dan", "chi")
    await play.until("2026-11-09T17:07")
    play.tell(Kind.GOAL_CHECK_IN, LATE)
    for about in BLUE[1:]:
        if about != "mia":
            await play.notes("ana", about)
    await play.until("2026-11-17T17:07")
    for about in GREEN[1:-1]:
        await play.notes("chi", about)


async def first_ratings(play: Play) -> None:
    await play.until("2026-11-30T17:07")
    await play.looks_back("ben")
    play.tell(Kind.SELF_REFLECTION, [key for key in THERE if key not in ("ben", *LATE)])
    await play.until("2026-12-02T17:07")
    await play.hands_over("dan", None)
    await play.until("2026-12-03T17:07")
    play.comes_under("mia", "dan")
    await play.until("2026-12-08T17:07")
    play.tell(Kind.RATING, [key for key in BLUE[1:] if key != "mia"], by="ana")
    await play.until("2026-12-10T17:07")
    play.tell(Kind.RATING, ["mia", *GREEN[1:-1]], by="dan")
    await play.until("2026-12-15T17:07")
    await play.press_last("hana", "It was held")
    await play.until("2026-12-29T12:07")
    assert await play.holds_talks("ana") == len(BLUE) - 2


async def second_half(play: Play) -> None:
    await play.until("2027-01-12T17:07")
    play.tell(Kind.GOAL_CHECK_IN, [key for key in THERE if key not in LATE])
    for about in ("ben", "ema"):
        for one in reviews.default().framework.competencies:
            await play.notes("ana", about, one.title)
    await play.until("2027-01-20T17:07")
    play.leaves("leo")
    await play.until("2027-02-04T17:07")
    play.tell(Kind.SELF_REFLECTION, [key for key in THERE if key not in ("leo", *LATE)])
    await play.until("2027-02-15T17:07")
    for about in ("ben", "ema"):
        await play.rates("ana", about)
    play.tell(Kind.RATING, GREEN[1:-1], by="dan")


async def release(play: Play) -> None:
    """Two of HR release; one reads and says so, another disputes, and an ombud decides."""
    stage, scene = play.scene.stage, play.scene
    await play.until("2027-03-02T17:07")
    await stage.presses(scene.hana, await stage.says(scene.hana, "/review release"), "Ask for approval")
    done = await stage.presses(scene.kim, await stage.says(scene.kim, "/review release"), "Approve and release")
    assert "2 reviews are released" in done.words
    await play.until("2027-03-04T17:07")
    read = await play.press_last("ben", "Read it")
    assert "Thank you for reading it" in (await stage.presses(scene.ben, read, "I have read it")).words
    form = await play.form("ema", await play.press_last("ema", "Read it"), "Dispute it")
    await stage.submits(scene.ema, form, {"reason": "The second export is missing."})
    await play.until("2027-03-08T17:07")
    form = await play.form("oda", await play.press_last("oda", "Read it"), "Decide")
    await stage.submits(scene.oda, form, {"decision": "It stands", "reason": "The second export was in April."})
    await play.until("2027-03-11T17:07")
    assert "The second export was in April." in (await play.press_last("ema", "Read it")).words


# --- What was sent ------------------------------------------------------------------------------------------------


def assert_as_planned(play: Play) -> None:
    until = play.scene.clock()
    planned = expected(play.cycle(), play.calendar(), play.book(), play.wishes(), play.others())
    assert_same(play, [one for one in planned if one[1] <= until])


def assert_same(play: Play, planned: list[Sent]) -> None:
    """Per person, checkpoint, step and moment; the platform shows each, in that order, and nothing else."""
    sent = play.sent()
    unplanned, unsent = Counter(sent) - Counter(planned), Counter(planned) - Counter(sent)
    assert (list(map(play.local, unplanned)), list(map(play.local, unsent))) == ([], [])
    moments, shown = play.moments(), play.shown()
    assert {id: len(those) for id, those in shown.items()} == {id: len(those) for id, those in moments.items()}
    for who, then, checkpoint, _ in sent:
        found = play.cycle().checkpoint(checkpoint)
        assert found
        assert found.title in shown[who][moments[who].index(then)]
