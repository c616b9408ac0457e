"""`vouchsafe audit`: whether every chain holds, also against what was kept outside; and a line to keep there."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

from bot import clock, console, keeping, settings, stores
from bot.console import Exit
from storage import audit, audit_anchor
from storage.audit import Place, Verdict
from storage.audit_anchor import Anchored

app = typer.Typer(no_args_is_help=True, help="The audit log.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Anchor = Annotated[
    Path | None,
    typer.Option("--anchor", exists=True, dir_okay=False, help="Lines kept outside, to compare the ends with."),
]


@app.command()
def verify(as_json: Json = False, anchor: Anchor = None) -> None:
    """Check every hash chain of the audit log from its start, and with --anchor that no end was cut off."""
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        org = stores.org(unit, now=now, rng=rng)
        verdict = audit.verify(unit, org)
        anchored = audit_anchor.compare(unit, org, keeping.whole_lines(anchor)) if anchor else None
    if as_json:
        told = {"rows": verdict.rows, "broken": verdict.broken}
        console.show_json(told | ({"anchor": _told(anchored)} if anchored else {}))
    else:
        _say(verdict, anchored)
    holds = verdict.broken is None and (anchored is None or (anchored.holds and anchored.lines > 0))
    raise typer.Exit(Exit.OK if holds else Exit.REFUSED)


@app.command()
def anchor() -> None:
    """Print the ends of the chains as one line, to keep where nobody who can change the database can change it."""
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        console.show(audit_anchor.line(unit, stores.org(unit, now=now, rng=rng), now=now))


def _say(verdict: Verdict, anchored: Anchored | None) -> None:
    place = f"; {_where(verdict.broken)}" if verdict.broken else ", every chain holds"
    console.show(f"{verdict.rows} rows{place}")
    if anchored is None:
        return
    if anchored.forged:
        console.show(f"line {anchored.forged} of the anchor was not written with these keys")
    elif not anchored.lines:
        console.show("the anchor holds no line of this organization: nothing could be compared")
    elif anchored.broken:
        console.show(f"{anchored.lines} anchored lines; {_where(anchored.broken)}, which was anchored otherwise")
    else:
        console.show(f"{anchored.lines} anchored lines, nothing was cut off")


def _where(place: Place) -> str:
    return f"chain {place[0]} breaks at row {place[1]}"


def _told(anchored: Anchored) -> dict[str, object]:
    return {"lines": anchored.lines, "broken": anchored.broken, "forged": anchored.forged or None}
