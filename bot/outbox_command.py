"""`vouchsafe outbox`: what is owed, another try for what failed, and never mind. Words and receivers stay sealed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from bot import clock, console, settings, stores
from bot.console import Exit
from storage import audit, operating, outbox, workspaces
from storage.operating import Entry
from storage.outbox import State
from storage.unit import Unit
from storage.workspaces import Org

MANY = 100  # listed unless asked for more
NAMED = 10  # in a question

app = typer.Typer(no_args_is_help=True, help="Messages owed: list them, try again, drop, hold, release.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="As `outbox list` shows them.")]


@app.command("list")
def show(
    state: Annotated[list[State] | None, typer.Option("--state", help="Only these; may be given again.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show, the oldest first.")] = MANY,
    as_json: Json = False,
) -> None:
    """Show what is owed and what failed. The words are sealed and are not shown, nor is whom they are for."""
    with stores.visit(settings.load()) as unit:
        org = _org(unit)
        counts = outbox.counts(unit)
        entries = operating.listed(unit, org.id, state or operating.UNSETTLED, most=limit) if org else []
    is_held = bool(org and org.is_held)
    if as_json:
        messages = [_json(one) for one in entries]
        console.show_json({"held": is_held, "counts": dict(counts), "messages": messages})
        return
    console.show_table("Messages", ("state", "how many"), sorted((name, str(n)) for name, n in counts.items()))
    if entries:
        columns = ("id", "workspace", "kind", "state", "tries", "age", "reason")
        console.show_table("Oldest first", columns, map(_row, entries))
    if is_held:
        console.say("The outbox is on hold: nothing is sent until `vouchsafe outbox release`.")


@app.command()
def retry(
    ids: Ids = None,
    failed: Annotated[bool, typer.Option("--failed", help="Everything that failed.")] = False,
) -> None:
    """Send what failed after all. What may have arrived is looked for first."""
    if bool(ids) == failed:
        raise typer.BadParameter("give the ids of messages, or --failed")
    with stores.visit(settings.load()) as unit:
        org = _require(unit, ids or (), {State.FAILED})
        count = operating.retry(unit, org, ids or None, now=clock.now())
        _record(unit, org, "outbox.retried", {"messages": ids or "all failed", "count": count})
    console.say(f"{_counted(count)} will be sent.")


@app.command()
def drop(ids: Ids = None, yes: Yes = False) -> None:
    """Never send these messages."""
    if not ids:
        raise typer.BadParameter("give the ids of messages")
    with stores.visit(settings.load()) as unit:
        org = _require(unit, ids, operating.DROPPABLE)
        found = operating.find(unit, org, ids)
    _agree(f"Never send {_named(found)}?", yes=yes, undone="Nothing was dropped.")
    with stores.visit(settings.load()) as unit:
        count = operating.drop(unit, org, ids)
        _record(unit, org, "outbox.dropped", {"messages": ids, "count": count})
    console.say(f"{_counted(count)} dropped.")


@app.command()
def hold(
    restored: Annotated[bool, typer.Option("--restored", help="This store was just restored from a backup.")] = False,
) -> None:
    """Send nothing until `release`; what people do meanwhile is saved and owed."""
    now = clock.now()
    with stores.visit(settings.load()) as unit:
        org = stores.org(unit, now=now, rng=random.SystemRandom())
        workspaces.hold(unit, org, now)
        doubtful = operating.doubt(unit, now=now) if restored else 0
        _record(unit, org, "outbox.held", {"doubtful": doubtful})
    console.say("On hold: nothing is sent until `vouchsafe outbox release`.")
    if restored:
        console.say(f"{_counted(doubtful)} may have been sent since the backup, and will be looked for first.")


@app.command()
def release(yes: Yes = False) -> None:
    """Send again what is owed."""
    with stores.visit(settings.load()) as unit:
        org = stores.org(unit, now=clock.now(), rng=random.SystemRandom())
        count = operating.waiting(unit, org)
    _agree(f"Send what is owed ({_counted(count)})?", yes=yes, undone="Still on hold.")
    with stores.visit(settings.load()) as unit:
        workspaces.hold(unit, org, None)
        _record(unit, org, "outbox.released", {})
    console.say("Released: what is owed is sent by whichever process serves.")


def _org(unit: Unit) -> Org | None:
    return next(iter(workspaces.orgs(unit)), None)


def _require(unit: Unit, ids: Sequence[str], states: Sequence[State] | set[State] | frozenset[State]) -> str:
    """Return the org. Refuse, and change nothing, unless every message is there and in one of these states."""
    org = stores.org(unit, now=clock.now(), rng=random.SystemRandom())
    found = {one.id: one.state for one in operating.find(unit, org, ids)}
    missing = [f"There is no message {one}." for one in ids if one not in found]
    other = [f"{one} is {state.value}: too late for that." for one, state in found.items() if state not in states]
    for problem in (*missing, *other):
        console.say(problem)
    if missing or other:
        console.say("Nothing was changed.")
        raise typer.Exit(Exit.REFUSED)
    return org


def _agree(question: str, *, yes: bool, undone: str) -> None:
    if not yes and not console.agree(question):
        console.say(f"{undone} To go on without being asked, add --yes.")
        raise typer.Exit(Exit.REFUSED)


def _record(unit: Unit, org: str, action: str, detail: dict[str, Any]) -> None:
    rng = random.SystemRandom()
    audit.record(unit, org=org, actor=None, action=action, object="", detail=detail, now=clock.now(), rng=rng)


def _named(entries: Sequence[Entry]) -> str:
    """Name each message that is meant, as far as a line is read."""
    names = [f"{one.kind} {one.id} to {_where(one)} ({one.state})" for one in entries[:NAMED]]
    more = len(entries) - len(names)
    return ", ".join([*names, *([f"and {more} more"] if more else [])])


def _counted(count: int) -> str:
    return f"{count:,} {'message' if count == 1 else 'messages'}"


def _where(one: Entry) -> str:
    return f"{one.platform} {one.workspace_name or one.workspace}"


def _age(one: Entry) -> int:
    """Seconds since it was owed."""
    return max(0, clock.now() - one.created_at) // 1000


def _row(one: Entry) -> tuple[str, ...]:
    return (one.id, _where(one), one.kind, one.state, str(one.attempts), _spoken(_age(one)), one.reason)


def _spoken(seconds: int) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _json(one: Entry) -> dict[str, Any]:
    return {
        "id": one.id,
        "platform": one.platform,
        "workspace": one.workspace,
        "kind": one.kind.value,
        "state": one.state.value,
        "attempts": one.attempts,
        "age_seconds": _age(one),
        "reason": one.reason,
    }
