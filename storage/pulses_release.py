"""The release of a wave: read for it, written once, and read ever after as it was written."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from domain import pulses_release as releases
from domain.pulses import questions
from domain.pulses_agreement import Agreement
from domain.pulses_published import Cell, Part, Remark, Results, Share, Shown, Side, Standing, Trend, Turnout
from domain.pulses_release import Released
from domain.pulses_wave import State, Wave
from storage import pulses, pulses_asked, pulses_sheets, tables
from storage.prepared import Prepared
from storage.unit import ERASED, Row, Unit

RELEASE = "pulse.release"  # of the due row by which a wave is released
_release = tables.table(tables.PulseRelease)
_figure = tables.table(tables.PulseFigure)
_standing = tables.table(tables.PulseStanding)
_remark = tables.table(tables.PulseRemark)
_REMARK = "pulse_remark"
_TOKEN_BYTES = 16


def may_begin(unit: Unit, org: str, id: str) -> Wave | None:
    """Return the wave if its answers wait for their release: its key is gone, and nothing was released of it.

    Raises domain.pulses_contract.BrokenContractError, but not of one that was released.
    """
    kept = None if is_released(unit, org, id) else pulses.find(unit, org, id)
    return kept.wave if kept and kept.wave.state is State.SEALED else None


def is_released(unit: Unit, org: str, wave: str) -> bool:
    return unit.first(_ONE, {"org": org, "wave": wave}) is not None


def save(unit: Unit, org: str, wave: Wave, found: Released, *, now: int, rng: random.Random) -> bool:
    """Publish, once, and delete the answers: False when that was done already, and then nothing changes."""
    differ = None if found.teams_differ is None else max(0, round(100 * found.teams_differ))  # an estimate goes below
    row = {"org_id": org, "wave_id": wave.id, "released_at": now, "teams_differ": differ}
    if not unit.insert_if_new(_release, row):
        return False
    here = {"org_id": org, "wave_id": wave.id}
    unit.insert_all(_figure, [{**here, **_written(cell, found)} for cell in found.cells])
    unit.insert_all(_standing, [{**here, **_said(standing)} for standing in found.standings])
    unit.insert_all(_remark, [{**here, **row} for row in _remarks(unit, org, wave, found, rng)])
    pulses_sheets.forget(unit, org, wave.id)
    unit.wake(ERASED)
    return True


def of_group(unit: Unit, org: str, wave: str, group: str) -> Results | None:
    """Return what was published of a group, None before the release. Who may read it is asked before."""
    key = {"org": org, "wave": wave, "group": group}
    standing = unit.first(_STANDING, key)
    if standing is None:
        return None
    return Results(
        group=group,
        standing=_standing_of(standing),
        cells=cells(unit, org, wave, group),
        remarks=tuple(_remark_of(unit, org, row) for row in unit.rows(_REMARKS, key)),
    )


def cells(unit: Unit, org: str, wave: str, group: str) -> Mapping[str, Cell]:
    """Return by question what was published of a group, without its comments; none before the release."""
    rows = unit.rows(_FIGURES, {"org": org, "wave": wave, "group": group})
    return {row["question_id"]: _cell(row) for row in rows}


def released(unit: Unit, org: str) -> list[str]:
    """Return the ids of waves that were released, the newest first."""
    return [row["wave_id"] for row in unit.rows(_RELEASED, {"org": org})]


def lately(unit: Unit, org: str, *, since: int) -> list[str]:
    """Return the ids of waves that were released after the moment."""
    return [row["wave_id"] for row in unit.rows(_LATELY, {"org": org, "since": since})]


def teams_differ(unit: Unit, org: str, wave: str) -> int | None:
    """Return the percentage of all differences in answers that lies between teams, if there are enough teams to say."""
    row = unit.first(_ONE, {"org": org, "wave": wave})
    return row["teams_differ"] if row else None


# --- Pieces -------------------------------------------------------------------------------------------------------

_ONE = Prepared(select(_release).where(_release.c.org_id == bindparam("org"), _release.c.wave_id == bindparam("wave")))
_RELEASED = Prepared(
    select(_release.c.wave_id)
    .where(_release.c.org_id == bindparam("org"))
    .order_by(_release.c.released_at.desc(), _release.c.wave_id)
)
_LATELY = Prepared(
    select(_release.c.wave_id).where(_release.c.org_id == bindparam("org"), _release.c.released_at > bindparam("since"))
)


def _of_group(table: Any) -> tuple[Any, ...]:
    return (
        table.c.org_id == bindparam("org"),
        table.c.wave_id == bindparam("wave"),
        table.c.group_id == bindparam("group"),
    )


_STANDING = Prepared(select(_standing).where(*_of_group(_standing)))
_FIGURES = Prepared(select(_figure).where(*_of_group(_figure)))
_REMARKS = Prepared(select(_remark).where(*_of_group(_remark)).order_by(_remark.c.item_id, _remark.c.token))


def _remarks(unit: Unit, org: str, wave: Wave, found: Released, rng: random.Random) -> list[dict[str, object]]:
    """Return the comments that are shown, each in the one group in which it is read, in an order of chance.

    A group that is shown no figure is shown no words: too few of it answered, or figures would lay somebody open.
    """
    groups = pulses_asked.groups(unit, org, wave.id)
    telling = {cell.group for cell in found.cells if cell.shown}
    counts = releases.answered(groups, pulses_sheets.sheets(unit, org, wave.id, questions(wave.contract.items)))
    shelf = releases.shelves(groups, {one: counts[one] for one in telling}, wave.contract.text)
    rows: list[dict[str, object]] = []
    for one in pulses_sheets.comments(unit, org, wave.id):
        if one.group in shelf:
            token = rng.randbytes(_TOKEN_BYTES).hex()
            words = unit.keys.seal(one.words, org, _REMARK, token, "words")
            rows.append({"token": token, "group_id": shelf[one.group], "item_id": one.item, "words": words})
    return sorted(rows, key=lambda row: str(row["token"]))


def _remark_of(unit: Unit, org: str, row: Row) -> Remark:
    return Remark(item=row["item_id"], words=unit.keys.open(row["words"], org, _REMARK, row["token"], "words"))


def _written(cell: Cell, found: Released) -> dict[str, object]:
    return {
        "group_id": cell.group,
        "question_id": cell.question,
        "n": found.counted[cell.group, cell.question] if cell.shown else 0,
        "content": _figure_written(cell.shown) if cell.shown else "",
        "trend": cell.trend.value if cell.trend else "",
    }


def _figure_written(shown: Shown) -> str:
    return json.dumps({**asdict(shown), "figure": str(shown.figure)}, sort_keys=True)


def shown_in(content: str) -> Shown | None:
    """Return the figure that was written, None where none is shown."""
    if not content:
        return None
    said = json.loads(content)
    shares = tuple(Share(part=Part(one["part"]), percent=one["percent"]) for one in said["shares"])
    return Shown(**{**said, "figure": Decimal(said["figure"]), "side": Side(said["side"]), "shares": shares})


def _cell(row: Row) -> Cell:
    return Cell(
        group=row["group_id"],
        question=row["question_id"],
        shown=shown_in(row["content"]),
        trend=Trend(row["trend"]) if row["trend"] else None,
    )


def _said(standing: Standing) -> dict[str, object]:
    return {
        "group_id": standing.group,
        "is_asked": standing.asked,
        "turnout": standing.turnout.value if standing.turnout else "",
        "agreement": standing.agreement.value if standing.agreement else "",
    }


def _standing_of(row: Row) -> Standing:
    return Standing(
        group=row["group_id"],
        asked=row["is_asked"],
        turnout=Turnout(row["turnout"]) if row["turnout"] else None,
        agreement=Agreement(row["agreement"]) if row["agreement"] else None,
    )
