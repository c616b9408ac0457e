"""A working week of eight people in which every button, menu, form and search of the product is used.

At its end there is more than one of each thing, of different people and in different states, so that one can be
taken for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update

from domain import local_time
from domain.broadcasts_approval import Rule, Size
from handlers.turn import Chose, Press
from storage import broadcasts_approval as approvals
from storage import lines, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene
from tests.swaps import (
    story_calibration,
    story_calibration_sprint,
    story_competencies,
    story_cycles,
    story_evidence,
    story_goals,
    story_plan,
    story_postmortems,
    story_pulses,
    story_recognition,
    story_reviews,
    story_second,
    story_teams,
)
from tests.swaps.recording import Hands
from views.forms import Value

_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
MORE = {"eve": "Eve Larsen", "fay": "Fay Moreau"}  # who lead nobody, and sit in sessions about others
NOTE = "you raised the vendor risk nine days early, we could replan"


async def play(hands: Hands) -> None:
    scene = hands.scene
    ids = scene.store.write(lambda unit: _organize(unit, scene)).result()
    await _set_up(hands)
    await _kudos(hands, ids)
    await _broadcasts(hands)
    await _data(hands)
    await _roles(hands, ids)
    await story_competencies.play(hands)
    await story_goals.play(hands, ids)
    await story_evidence.play(hands, ids)
    await story_reviews.play(hands, ids)
    await story_cycles.play(hands, ids)
    await story_calibration.play(hands, ids)
    await story_calibration_sprint.play(hands, ids)
    await story_second.play(hands, ids)
    await story_pulses.play(hands, ids)
    await story_plan.play(hands, ids)
    await story_recognition.play(hands, ids)
    await story_teams.play(hands, ids)
    await story_postmortems.play(hands, ids)
    await _kudos_still_open(hands)
    await hands.sees()


def _organize(unit: Unit, scene: Scene) -> Mapping[str, str]:
    """Dan runs HR beside Hana, Ana leads Ben and Chiara, and there are two teams; return everybody's id."""
    rows = unit.rows(select(_person).where(_person.c.org_id == scene.org))
    ids = {key: row["id"] for row in rows for key, one in scene.stage.people.items() if one.name == row["name"]}
    unit.run(update(_person).where(_person.c.org_id == scene.org, _person.c.id == ids["dan"]).values(is_hr=True))
    for id, name in (("team-platform", "Platform"), ("team-support", "Support")):
        unit.run(_team.insert(), {"org_id": scene.org, "id": id, "name": name, "created_at": 1})
    lines.assign(unit, scene.org, {ids["ana"]: ["team-platform"], ids["chi"]: ["team-support"]}, now=1)
    lines.lead(unit, scene.org, {ids["ben"]: ids["ana"], ids["chi"]: ids["ana"]}, now=1)
    return ids


async def _set_up(hands: Hands) -> None:
    hana = hands.scene.hana
    await hands.says(hana, "/vouchsafe set-up")
    await hands.does(hana, Press(action="set_up.open"))
    await hands.does(hana, Press(action="sources.show"))
    await hands.does(hana, Press(action="set_up.show", subject="channels"))
    await hands.presses(hana, "set_up.channels.test")
    await hands.submits(hana, await hands.does(hana, Press(action="set_up.hours.open")))
    await hands.submits(hana, await hands.does(hana, Press(action="set_up.privacy.open")))
    await hands.does(hana, Press(action="set_up.show", subject="trial"))
    await hands.presses(hana, "set_up.trial.send")
    pilot = await hands.does(hana, Press(action="set_up.pilot.open"))
    await hands.submits(hana, pilot, {"teams": ("team-platform",)})
    await hands.does(hana, Press(action="set_up.narrow"))
    await hands.does(hana, Press(action="set_up.everyone"))
    await hands.does(hana, Press(action="set_up.next", subject="people"))


# --- Recognition --------------------------------------------------------------------------------------------------


async def _kudos(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    ana, ben, chi = scene.ana, scene.ben, scene.chi
    await hands.says(ana, f"/kudos @ben #early-flag {NOTE}")
    edit = await hands.presses(ana, "kudos.edit.open")
    await hands.submits(ana, edit, {"note": f"{NOTE} at once"})
    await hands.presses(ana, "kudos.now")
    await hands.presses(chi, "kudos.endorse")
    await _given(hands, ben, {"receivers": (ids["chi"],), "note": f"{NOTE} in private", "audience": "private"})
    for action in ("kudos.evidence", "kudos.share", "kudos.name"):
        await hands.presses(chi, action)
    await _given(hands, chi, {"receivers": (ids["ana"],), "note": f"{NOTE} between us", "audience": "private"})
    await hands.says(ben, f"/kudos @ana #early-flag {NOTE} or so")
    await hands.presses(ben, "kudos.undo")
    await hands.does(ana, Press(action="kudos.mine"))
    await hands.presses(ana, "kudos.show")
    await hands.does(ana, Chose("people.search", "be"))
    await hands.does(ana, Press(action="help"))
    await hands.does(ana, Press(action="introduction.who_sees_what"))
    await hands.does(ana, Press(action="introduction.understood"))


async def _given(hands: Hands, who: Figure, values: Mapping[str, Value]) -> None:
    form = await hands.does(who, Press(action="kudos.give.open"))
    await hands.submits(who, form, {"badge": "early_flag", **values})
    await hands.scene.passes(seconds=31)


async def _kudos_still_open(hands: Hands) -> None:
    """One that its giver has withdrawn, and one that nobody but its giver has seen yet."""
    scene = hands.scene
    await hands.says(scene.chi, f"/kudos @dan #early-flag {NOTE} twice")
    await hands.presses(scene.chi, "kudos.now")
    await hands.presses(scene.chi, "kudos.withdraw")
    await hands.says(scene.dan, f"/kudos @chi #early-flag {NOTE} once more")


# --- Broadcasts ---------------------------------------------------------------------------------------------------


async def _broadcasts(hands: Hands) -> None:
    scene = hands.scene
    hana, dan, ana = scene.hana, scene.dan, scene.ana
    await hands.does(hana, Chose("broadcast.teams", "pl"))
    await hands.does(hana, Press(action="broadcast.templates"))
    await hands.presses(hana, "broadcast.template.open")
    await _with_request(hands, await _composed(hands, hana, "Read this"))
    await _followed_up(hands, hana, ana)
    await _composed(hands, dan, "Stopped on its way", timing="local", day=_tomorrow(scene), at="1000")
    await hands.presses(dan, "broadcast.send")
    await hands.presses(hana, "broadcast.cancel")
    await hands.does(hana, Press(action="broadcast.retry", subject=_last(hands, "broadcast.cancel")))
    await _decided(hands)
    await _composed(hands, dan, "Thrown away")
    await hands.presses(dan, "broadcast.discard")
    await _composed(hands, hana, "A secret draft of Hana")
    await hands.presses(hana, "broadcast.try")
    await _composed(hands, dan, "A secret draft of Dan")


async def _composed(hands: Hands, who: Figure, title: str, **more: Value) -> Figure:
    form = await hands.does(who, Press(action="broadcast.compose.open"))
    await hands.submits(who, form, {"title": title, "body": f"All about: {title}.", **more})
    return who


async def _with_request(hands: Hands, who: Figure) -> None:
    """It asks to be confirmed, and goes to everybody."""
    form = await hands.presses(who, "broadcast.request.open")
    await hands.submits(who, form, {"deed": "read", "names": "by_name"})
    await hands.presses(who, "broadcast.send")


async def _followed_up(hands: Hands, hana: Figure, ana: Figure) -> None:
    await hands.presses(ana, "broadcast.confirm")
    await hands.does(hana, Press(action="broadcast.list"))
    await hands.presses(hana, "broadcast.show")
    await hands.does(hana, Press(action="broadcast.report", subject=_chosen(hands, "broadcast.show")))
    await hands.presses(hana, "broadcast.missing")
    await hands.presses(hana, "broadcast.remind")
    await hands.scene.passes(days=1)
    await hands.presses(hands.scene.ben, "broadcast.confirm.late")
    await hands.presses(hands.scene.chi, "notices.later", choice="hour")


async def _decided(hands: Hands) -> None:
    """One came back, one was taken back, one was approved, and one of each of the two still waits."""
    scene = hands.scene
    hana, dan = scene.hana, scene.dan
    scene.store.write(lambda unit: approvals.keep_rule(unit, scene.org, Rule(size=Size(0)))).result()
    await hands.submits(hana, await hands.does(hana, Press(action="broadcast.rule.open")))
    for title in ("Comes back", "Is taken back", "Is approved", "Waits for Dan"):
        await _composed(hands, hana, title)
        await hands.presses(hana, "broadcast.ask")
        match title:
            case "Comes back":
                form = await hands.presses(dan, "broadcast.return.open")
                await hands.submits(dan, form, {"reason": "Say when."})
                await hands.does(
                    dan, Press(action="broadcast.mine.open", subject=_last(hands, "broadcast.return.open"))
                )
            case "Is taken back":
                await hands.presses(hana, "broadcast.withdraw")
            case "Is approved":
                await hands.does(dan, Press(action="broadcast.question", subject=_last(hands, "broadcast.ask")))
                await hands.presses(dan, "broadcast.approve")
    await _composed(hands, dan, "Waits for Hana")
    await hands.presses(dan, "broadcast.ask")


# --- What is kept, and who decides --------------------------------------------------------------------------------


async def _data(hands: Hands) -> None:
    scene = hands.scene
    hana, dan = scene.hana, scene.dan
    await hands.submits(scene.ana, await hands.does(scene.ana, Press(action="preferences.open")))
    await hands.does(scene.ana, Press(action="privacy.export"))
    for who in (scene.ana, scene.ben, scene.chi):
        form = await hands.does(who, Press(action="privacy.erase.open"))
        await hands.submits(who, form, {"sure": ("yes",)})
        await hands.does(who, Press(action="privacy.show"))
    await hands.presses(scene.ben, "privacy.withdraw")
    await hands.does(hana, Press(action="privacy.requests"))
    await _declined(hands, hana)
    await hands.submits(dan, await hands.does(dan, Press(action="privacy.terms.open")), {"drafts": "60"})
    await hands.submits(hana, await hands.does(hana, Press(action="privacy.terms.open")), {"audit": "3653"})
    await hands.does(dan, Press(action="privacy.terms.approve", subject="audit 3653"))
    await hands.submits(hana, await hands.does(hana, Press(action="privacy.terms.open")), {"kudos": "365"})


async def _declined(hands: Hands, hana: Figure) -> None:
    """One is declined, and the form to approve the other is sent with nothing chosen: it stays open."""
    declined = await hands.presses(hana, "privacy.decline.open")
    await hands.submits(hana, declined, {"reason": "You asked by mistake."})
    await hands.does(hana, Press(action="privacy.requests"))
    still = [one.press for one in hands.recorder.offers if one.press.action == "privacy.approve.open"][-1]
    opened = await hands.does(hana, still)
    await hands.leaves_open(hana, opened)


async def _roles(hands: Hands, ids: Mapping[str, str]) -> None:
    """Given once; then the form is sent as it stands."""
    hana = hands.scene.hana
    for given in ({"ombud": (ids["chi"], ids["dan"])}, {}):
        await hands.submits(hana, await hands.does(hana, Press(action="roles.open")), given)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _tomorrow(scene: Scene) -> str:
    return (local_time.day_of(scene.clock(), "UTC") + timedelta(days=1)).isoformat()


def _last(hands: Hands, action: str) -> str:
    """The subject of the last such press."""
    return [one.subject for one in hands.recorder.said if isinstance(one, Press) and one.action == action][-1]


def _chosen(hands: Hands, action: str) -> str:
    return [one.value for one in hands.recorder.said if isinstance(one, Press) and one.action == action][-1]
