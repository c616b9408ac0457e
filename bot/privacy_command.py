"""`vouchsafe export-person`, `erase-person` and `erasures`: people's data, as the operator sees to it."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Annotated

import typer

from bot import clock, console, export_page, keeping, settings, stores, subjects
from bot.console import Exit
from bot.settings import Settings
from bot.stores import UnavailableError
from domain import ids, policy
from domain import privacy as rules
from domain.naming import Named
from domain.privacy import DataClass, Erasure, State
from storage import (
    barring,
    erasing,
    erasing_broadcasts,
    erasing_texts,
    erasure_list,
    erasures,
    exporting,
    naming,
    reads,
)
from storage.erasing_messages import Case
from storage.erasing_texts import Place
from storage.unit import Unit

_PRIVATE = 0o600
erasures_app = typer.Typer(no_args_is_help=True, help="Requests for erasure, and who was erased.")

Who = Annotated[str, typer.Argument(help="An e-mail address, a whole name, or an id.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept, sealed, in the audit log.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
List = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Another list than the one set.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, help="A .zip of both, a .json or a .html; else JSON is printed."),
]


# --- export-person ------------------------------------------------------------------------------------------------


def export_person(who: Who, reason: Why, output: Output = None) -> None:
    """Write everything about one person, with others behind numbers. The person sees that it was read."""
    if output is not None and output.suffix not in _WRITERS:
        raise typer.BadParameter("must end in .zip, .json or .html", param_hint="--output")
    if output is not None and output.exists():
        console.say(f"{output} is there already, and nothing is overwritten. Choose another name.")
        raise typer.Exit(Exit.REFUSED)
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        org, person = subjects.person(unit, who)
        export = exporting.everything(unit, org, person.id, now=now)
        reads.record(
            unit,
            org,
            reader=None,
            role=policy.Role.OPERATOR,
            subject=person.id,
            of=DataClass.PROFILE,
            now=now,
            rng=rng,
            reason=reason,
        )
    if output is None:
        console.show(export_page.as_json(export, made_for=_MADE_FOR))
        return
    _write(output, _WRITERS[output.suffix](export))
    console.say(f"Wrote {output}. Only you can read it: hand it over safely, and delete it afterwards.")


_MADE_FOR = "whoever runs Vouchsafe"
_WRITERS = {
    ".zip": lambda export: export_page.archive(export, made_for=_MADE_FOR),
    ".json": lambda export: export_page.as_json(export, made_for=_MADE_FOR).encode(),
    ".html": lambda export: export_page.html(export, made_for=_MADE_FOR).encode(),
}


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(content)


# --- erase-person -------------------------------------------------------------------------------------------------


def erase_person(who: Who, yes: Yes = False) -> None:
    """Ask that a person is erased; or, where somebody else has asked for it, approve it and erase them now.

    Two people decide: an HR administrator approves in chat what was asked for here.
    """
    chosen = settings.load()
    with stores.visit(chosen) as unit:
        org, person = subjects.person(unit, who)
        found = erasures.open_of(unit, org, person.id)
        cancels = erasing_broadcasts.under_way(unit, org, person.id)
        is_told_by_name = person.name in naming.telling(unit, org, person.id)
    if found is None:
        _ask(chosen, org, person, yes=yes)
        return
    _require_decidable(found)
    subjects.agree(f"Erase everything about {person.name}? {_consequence(cancels)} It cannot be undone.", yes=yes)
    _erase(chosen, org, found)
    is_listed = _list(chosen)  # before the rest, which may take minutes
    is_over = look_through(chosen, org, found)
    console.say(f"{person.name} is erased: {_erased(is_over=is_over, is_told_by_name=is_told_by_name)}")
    if not is_over:
        console.say(
            "Something waits, for a hold on somebody else or for others to end: serving sees to it. "
            "`erasures list` says verified once nothing is left."
        )
    if is_listed:
        _say_where_listed(chosen)


def _ask(chosen: Settings, org: str, person: Named, *, yes: bool) -> None:
    now, rng = clock.now(), random.SystemRandom()
    subjects.agree(f"Ask HR to approve that everything about {person.name} is erased?", yes=yes)
    with stores.visit(chosen) as unit:
        wish = Erasure(id=ids.new(rng), person=person.id, state=State.REQUESTED, asked_by=None, asked_at=now)
        if erasures.open_of(unit, org, person.id) is None:
            erasures.add(unit, org, wish)
            subjects.record(unit, org, "erasure.requested", person.id, {"erasure": wish.id})
    console.say("Asked. An HR administrator approves it in chat: /vouchsafe privacy, then Requests.")


def _require_decidable(found: Erasure) -> None:
    if found.state is State.APPROVED:
        console.say("It is approved, and done by whichever process serves as soon as no hold is in the way.")
        raise typer.Exit(Exit.REFUSED)
    try:
        rules.require_approvable(found, None)
    except (rules.HeldError, rules.SecondPersonError) as refusal:
        console.say(refusal.message)
        raise typer.Exit(Exit.REFUSED) from refusal


def _erase(chosen: Settings, org: str, found: Erasure) -> None:
    """In one unit, what is theirs."""
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(chosen) as unit:
        current = erasures.locked(unit, org, found.id)
        if current is None or current.state is not State.REQUESTED or not _shred(unit, org, current, now, rng):
            console.say("It was decided otherwise meanwhile. Nothing was erased.")
            raise typer.Exit(Exit.REFUSED)


def look_through(chosen: Settings, org: str, found: Erasure) -> bool:
    """Everybody's texts, piece by piece, so that whoever is served need not wait. Say whether nothing is left to do.

    Where others are in the way for too long, whoever serves goes on with it: the erasure itself stands.
    """
    now, rng = clock.now(), random.SystemRandom()
    place: Place | None = Place()
    try:
        while place is not None and not place.is_later:
            with stores.visit(chosen) as unit:
                case = Case(unit=unit, org=org, person=found.person, now=now, rng=rng)
                place = erasing_texts.look(case, found.id, place)
        if place is None:
            with stores.visit(chosen) as unit:
                erasing_texts.verified(unit, org, found.id, now=clock.now())
    except UnavailableError as error:
        console.say(f"The texts of others are not all looked through yet. {error}")
        return False
    return place is None


def _shred(unit: Unit, org: str, found: Erasure, now: int, rng: random.Random) -> bool:
    """Say whether no hold was in the way."""
    erasures.approve(unit, org, found, by=None, now=now)
    done = erasing.shred_unless_held(Case(unit=unit, org=org, person=found.person, now=now, rng=rng), found)
    subjects.record(unit, org, "erasure.approved", found.person, {"erasure": found.id})
    return done


def _list(chosen: Settings) -> bool:
    """Say whether nothing went wrong with it: the erasure stands anyway."""
    if path := keeping.erasure_file(chosen):
        try:
            with stores.visit(chosen) as unit:
                erasure_list.keep(unit, Path(path), now=clock.now())
        except OSError as error:
            console.say(f"{path} could not be written ({error.strerror}): mend that. Serving then lists the erasure.")
            return False
        except UnavailableError as error:
            console.say(f"Serving lists the erasure in {path}. {error}")
            return False
    return True


def _say_where_listed(chosen: Settings) -> None:
    if path := keeping.erasure_file(chosen):
        console.say(f"It is listed in {path}, from where a restored backup is told. Keep that file apart from backups.")
    else:
        console.say("VOUCHSAFE_ERASURE_FILE is not set, so no restored backup will be told: set it.")


def _consequence(cancels: int) -> str:
    known = "Messages to them that are still to come are dropped."
    return f"{known} Broadcasts of theirs that are cancelled: {cancels}." if cancels else known


def _erased(*, is_over: bool, is_told_by_name: bool) -> str:
    """What is true of the texts of others: a name that is a word as well, or also somebody else's, stays there."""
    if not is_over:
        return "rows and words. The texts of others are looked through, and not at their end yet."
    if is_told_by_name:
        return "rows, words, and their full name in the texts of others."
    called = "rows, words, and their addresses, handles and accounts in the texts of others."
    return f"{called} Their name stays there: it may be a word, or somebody else's."


# --- erasures -----------------------------------------------------------------------------------------------------


@erasures_app.command("list")
def list_erasures(as_json: Json = False) -> None:
    """Show every request, and how far it has come."""
    with stores.visit(settings.load()) as unit:
        org = subjects.org(unit)
        found = erasures.everything(unit, org)
        names = naming.everyone(unit, org)
    if as_json:
        console.show_json([_told(one) for one in found])
        return
    rows = [(one.id, names[one.person].name, one.state, "held" if one.held else "") for one in found]
    console.show_table("Erasures", ("id", "who", "state", ""), rows)


@erasures_app.command()
def reapply(file: List = None) -> None:
    """After a restore: erase again whoever is in the list. What is erased already stays so."""
    chosen = settings.load()
    path = file or Path(keeping.erasure_file(chosen) or "")
    if not path.is_file():
        console.say("There is no list of erasures. Name the file, or set VOUCHSAFE_ERASURE_FILE.")
        raise typer.Exit(Exit.REFUSED)
    try:
        with stores.visit(chosen) as unit:
            lines = keeping.whole_lines(path)
            count = erasure_list.apply(unit, lines, now=clock.now(), rng=random.SystemRandom())
    except erasure_list.ListError as error:
        console.say(str(error))
        raise typer.Exit(Exit.REFUSED) from error
    console.say(f"Erased again: {count}.")


@erasures_app.command()
def readmit(id: Annotated[str, typer.Argument(help="As `erasures list` shows it.")]) -> None:
    """Let somebody who was erased come back, as somebody new: the next directory brings them in."""
    with stores.visit(settings.load()) as unit:
        org = subjects.org(unit)
        count = barring.readmit(unit, org, id)
        if count:
            subjects.record(unit, org, "erasure.readmitted", "", {"erasure": id})
    console.say("They can come back." if count else f"Nobody is kept out by {id}.")
    raise typer.Exit(Exit.OK if count else Exit.REFUSED)


def _told(one: Erasure) -> dict[str, object]:
    names = ("id", "person", "state", "asked_by", "asked_at", "approved_by", "approved_at", "verified_at", "held")
    return {name: getattr(one, name) for name in names}
