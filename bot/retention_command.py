"""`vouchsafe hold` and `retention`: what is kept although it would go, and for how long the rest is kept."""

from __future__ import annotations

import random
from typing import Annotated

import typer

from bot import clock, console, settings, stores, subjects
from bot.console import Exit
from domain import ids
from domain.privacy import DataClass, Hold
from storage import holding, naming, retention

hold_app = typer.Typer(no_args_is_help=True, help="Legal holds: while one stands, nothing of the person is erased.")
retention_app = typer.Typer(no_args_is_help=True, help="For how long data is kept.")

Who = Annotated[str, typer.Argument(help="An e-mail address, a whole name, or an id.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept, sealed.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


# --- hold ---------------------------------------------------------------------------------------------------------


@hold_app.command("place")
def place_hold(who: Who, reason: Why) -> None:
    """From now on nothing about the person is erased or forgotten with time."""
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        org, person = subjects.person(unit, who)
        placed = Hold(id=ids.new(rng), person=person.id, reason=reason, placed_by=None, placed_at=now)
        if not holding.place(unit, org, placed):
            console.say("They were erased, so there is nothing left to hold.")
            raise typer.Exit(Exit.REFUSED)
        subjects.record(unit, org, "hold.placed", person.id, {"hold": placed.id})
    console.show(placed.id)
    console.say(
        f"A hold stands on {person.name}. They see that it does, and not why. To lift it: hold lift {placed.id}"
    )


@hold_app.command("list")
def list_holds(as_json: Json = False) -> None:
    """Show the holds that stand."""
    with stores.visit(settings.load()) as unit:
        org = subjects.org(unit)
        found, names = holding.standing(unit, org), naming.everyone(unit, org)
    if as_json:
        columns = ("id", "person", "reason", "placed_at")
        console.show_json([{name: getattr(one, name) for name in columns} for one in found])
        return
    console.show_table(
        "Legal holds", ("id", "who", "why"), [(one.id, names[one.person].name, one.reason) for one in found]
    )


@hold_app.command("lift")
def lift_hold(id: Annotated[str, typer.Argument(help="As `hold list` shows it.")], reason: Why) -> None:
    """What was held back happens from now on."""
    with stores.visit(settings.load()) as unit:
        org = subjects.org(unit)
        lifted = holding.lift(unit, org, id, by=None, now=clock.now())
        if lifted:
            subjects.record(unit, org, "hold.lifted", "", {"hold": id, "reason": reason})
    console.say("Lifted." if lifted else f"There is no hold {id} that stands.")
    raise typer.Exit(Exit.OK if lifted else Exit.REFUSED)


# --- retention ----------------------------------------------------------------------------------------------------


@retention_app.command("show")
def show_retention(as_json: Json = False) -> None:
    """Show for how many days each class of data is kept, and what HR wants to change."""
    with stores.visit(settings.load()) as unit:
        org = subjects.org(unit)
        kept, wanted = retention.terms(unit, org), {one.of: one.days for one in retention.wanted(unit, org)}
    if as_json:
        console.show_json({of.value: {"days": days, "wanted": wanted.get(of)} for of, days in kept.items()})
        return
    rows = [(of.value, str(days), str(wanted.get(of, ""))) for of, days in kept.items()]
    console.show_table("Kept for", ("class", "days", "wanted by HR"), rows)


@retention_app.command("approve")
def approve_retention(
    of: Annotated[DataClass, typer.Argument(help="As `retention show` says.")], yes: Yes = False
) -> None:
    """Approve what HR wants to change, as the second person."""
    chosen = settings.load()
    with stores.visit(chosen) as unit:
        found = next((one for one in retention.wanted(unit, subjects.org(unit)) if one.of is of and one.by), None)
    if found is None:
        console.say(f"HR wants no change of {of.value}.")
        raise typer.Exit(Exit.REFUSED)
    subjects.agree(f"Keep {of.value} for {found.days} days? What is older goes in the night.", yes=yes)
    with stores.visit(chosen) as unit:
        org = subjects.org(unit)
        if not retention.approve(unit, org, found, now=clock.now()):
            console.say("It was changed meanwhile. Nothing was approved.")
            raise typer.Exit(Exit.REFUSED)
        subjects.record(unit, org, "retention.approved", "", {of.value: str(found.days)})
    console.say(f"{of.value.capitalize()}: kept for {found.days} days.")
