"""A team's figures and its reward, from the first month to the team day: on Slack and Teams, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert

from domain import postmortems as reviews
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_index import Sheet
from storage import lines, postmortems, tables
from storage.unit import Unit
from tests.features.scene import Scene, Seen
from tests.features.test_home import id_of, leads

ACTIONS, FEW = "Its actions are verified in time", "Few incidents (not possible)"
MONTHS = "month,changes,failed,self_reported,customer_found\n2026-07,20,2,9,3\n2026-08,22,2,8,3\n2026-09,25,1,9,3"


def are_a_team(scene: Scene) -> None:
    """Ana leads three of Blue, in which she is herself."""
    leads(scene, scene.ana, scene.ben, scene.chi, scene.dan)

    def found(unit: Unit) -> None:
        team = {"org_id": scene.org, "id": "t", "name": "Blue", "created_at": 0}
        unit.run(insert(tables.table(tables.Team)), team)
        everybody = [scene.ana, scene.ben, scene.chi, scene.dan, scene.hana]
        lines.assign(unit, scene.org, {id_of(unit, scene, one): ["t"] for one in everybody}, now=scene.clock())

    scene.store.write(found).result()


def had_a_near_miss(scene: Scene) -> None:
    """Blue wrote one up that happened in August, and two others scored it; no action came of it."""

    def wrote(unit: Unit) -> None:
        author, ben = (id_of(unit, scene, one) for one in (scene.ana, scene.ben))
        one = Postmortem(
            id="p1", team="t", author=author, title="Cards were nearly charged twice", link="https://wiki.example/17",
            happened_on=date(2026, 8, 4), severity=Severity.NEAR_MISS, found_by=FoundBy.TEAM, component="Payments",
            responders=frozenset({ben}),
        )  # fmt: skip
        postmortems.add(unit, scene.org, one, now=scene.clock())
        sheets = (Sheet(points=[2] * 14, blames=False),) * 2
        postmortems.save(unit, scene.org, reviews.scored(one, sheets, now=scene.clock()))

    scene.store.write(wrote).result()


async def sets_up(scene: Scene, values: Mapping[str, Any]) -> Seen:
    stage, ana = scene.stage, scene.ana
    reward = await stage.presses(ana, await stage.says(ana, "/vouchsafe team"), "Team reward")
    form = await stage.presses(ana, reward, "Set up a reward")
    return await stage.submits(ana, form, values)


async def test_a_team_is_rewarded_for_what_it_did_and_nobody_for_silence(scene: Scene) -> None:
    """Few incidents are refused with the reason; months are entered whole; the team hears, all of it alike."""
    are_a_team(scene)
    stage, ana, ben = scene.stage, scene.ana, scene.ben
    chosen = await stage.chooses(scene.hana, await stage.says(scene.hana, "/vouchsafe team"), "Which team?", "Blue")
    assert "There is no month yet" in chosen.words
    refused = await sets_up(scene, {"criteria": [ACTIONS, FEW], "prize": "A team day if there are no outages"})
    assert "keep quiet" in refused.errors["criteria"]
    assert "without this condition" in refused.errors["prize"]
    assert "A team day" in (await sets_up(scene, {"criteria": [ACTIONS], "prize": "A team day"})).words
    await scene.passes(days=12)
    form = await stage.presses(ana, await stage.says(ana, "/vouchsafe team Blue"), "Paste a table")
    alone = await stage.submits(ana, form, {"rows": "month,changes,recurred\n2026-09,25,0"})
    assert "must name columns of these" in alone.errors["rows"]
    assert "26 by the team, 9 by customers" in (await stage.submits(ana, alone, {"rows": MONTHS})).words
    read = await stage.says(ben, "/vouchsafe team")
    assert "Sep 2026" in read.words
    assert "Enter a month" not in read.buttons
    await scene.passes(days=30)
    await scene.passes(days=1)
    assert any("neither earned nor lost" in one.words for one in stage.direct(ben))
    had_a_near_miss(scene)
    page = await stage.presses(ana, await stage.says(ana, "/vouchsafe team"), "Team reward")
    page = await stage.presses(ana, page, "Look again at 2026-Q3")
    await scene.passes(days=1)
    assert any("Your team has earned its reward" in one.words for one in stage.direct(ben))
    assert "The team has 2026-Q3" in page.buttons
    assert "The team has 2026-Q3" not in (await stage.presses(ana, page, "The team has 2026-Q3")).buttons
