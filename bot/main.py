"""The command line: data on standard output, messages on standard error.

A command that needs much imports it when it is called: serving need not wait for the room, nor the room for an SDK.
Exit codes: 0 done, 1 refused or a problem found, 2 wrong usage, 75 try again later, 78 settings.
"""

from __future__ import annotations

import asyncio
import errno
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import (
    audit_command,
    backup,
    clock,
    console,
    due_command,
    framework_command,
    logs,
    outbox_command,
    people_import,
    people_undo,
    privacy_command,
    rehearse_command,
    retention_command,
    scim_command,
    settings,
    stores,
)
from bot.console import Exit
from storage import claim_codes

app = typer.Typer(
    name="vouchsafe",
    help="Psychological safety made operational in performance management, inside Slack and Microsoft Teams.",
    epilog="Exit codes: 0 done, 1 refused or a problem found, 2 wrong usage, 75 try again later, 78 settings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, and those hold people's data
)
app.add_typer(audit_command.app, name="audit")
app.add_typer(due_command.app, name="due")
app.add_typer(framework_command.app, name="framework")
app.add_typer(outbox_command.app, name="outbox")
app.add_typer(privacy_command.erasures_app, name="erasures")
app.add_typer(retention_command.hold_app, name="hold")
app.add_typer(retention_command.retention_app, name="retention")

app.command("import")(people_import.import_people)
app.command()(rehearse_command.rehearse)
app.command("undo-import")(people_undo.undo_import)
app.command("scim-token")(scim_command.scim_token)
app.command()(backup.backup)
app.command()(backup.restore)
app.command("export-person")(privacy_command.export_person)
app.command("erase-person")(privacy_command.erase_person)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class PlatformName(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"


@app.command()
def serve() -> None:
    """Serve Slack and Teams until SIGTERM or SIGINT."""
    import bot.serve as server  # noqa: PLC0415 - see above

    chosen = settings.load()
    server.require_platform(chosen)
    logs.configure()
    asyncio.run(server.until_told(chosen))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to serve, on this machine only.", min=0, max=65_535)] = 8321,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what happened in the room before.")] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="A room in which nothing is set up yet, to try set-up.")
    ] = False,
) -> None:
    """Serve the rehearsal room: a fictional organization in your browser, no account needed."""
    import bot.demo as demonstration  # noqa: PLC0415 - see above

    logs.configure("warning")
    asyncio.run(demonstration.run(port=port, fresh=fresh, empty=empty))


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    stores.migrate(settings.load())
    console.say("The database is up to date.")


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check settings, keys, store, clock and platforms, and say the fix for what is wrong."""
    import bot.doctor as checks  # noqa: PLC0415 - see above

    try:
        findings = asyncio.run(checks.examine(settings.load(), clock=clock.now))
    except settings.SettingsError as error:
        findings = checks.refused(error)
    if as_json:
        console.show_json(
            [{"subject": one.subject, "ok": one.ok, "said": one.said, "fix": one.fix} for one in findings]
        )
    else:
        rows = [("ok" if one.ok else "PROBLEM", one.subject, one.said, one.fix) for one in findings]
        console.show_table("Vouchsafe doctor", ("", "what", "how it is", "what to do"), rows)
    raise typer.Exit(Exit.OK if all(one.ok for one in findings) else Exit.REFUSED)


@app.command("claim-code")
def claim_code() -> None:
    """Print a code that makes one person HR administrator: 15 minutes, used once, typed in chat."""
    rng = random.SystemRandom()
    code, now = claim_codes.new_code(rng), clock.now()
    with stores.visit(settings.load()) as unit:
        expires_at = claim_codes.create(unit, stores.org(unit, now=now, rng=rng), code, now=now, rng=rng)
    console.show(code)
    until = datetime.fromtimestamp(expires_at / 1000, UTC)
    console.say(f"Whoever runs HR types: /vouchsafe claim {code}")
    console.say(f"It works once, until {until:%H:%M} UTC. Whoever uses it first becomes HR administrator.")


@app.command()
def manifest(
    platform: PlatformName,
    base_url: Annotated[str, typer.Option(help="The public https:// address of your server.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write it.")] = None,
) -> None:
    """Write what the platform must be told: Slack as YAML, Teams as the zip to upload."""
    from bot import manifests  # noqa: PLC0415 - see above
    from handlers import ROUTER  # noqa: PLC0415 - see above

    chosen = settings.load()
    url = base_url or chosen.base_url or manifests.DEFAULT_BASE_URL
    if not url.startswith("https://"):
        raise typer.BadParameter("must be an https:// address", param_hint="--base-url")
    if platform is PlatformName.SLACK:
        text = manifests.slack(ROUTER, url)
        output.write_text(text, encoding="utf-8") if output else console.show(text)
        return
    target = output or Path("vouchsafe-teams.zip")
    target.write_bytes(manifests.teams_zip(ROUTER, url, chosen.teams_app_id or manifests.UNREGISTERED_APP))
    console.say(f"Wrote {target}.")
    if not chosen.teams_app_id:
        console.say("TEAMS_APP_ID is not set: the package names no registered app yet and Teams will refuse it.")


def run(words: Sequence[str] | None = None) -> None:
    """Run the command line; what an operator can fix is said in words, and nothing as a traceback."""
    sys.excepthook = console.fault
    try:
        typer.main.get_command(app)(args=words, prog_name="vouchsafe")
    except settings.SettingsError as error:
        for problem in error.problems:
            console.say(problem)
        sys.exit(Exit.CONFIGURATION)
    except stores.UnavailableError as error:
        console.say(str(error))
        sys.exit(Exit.TEMPORARY)
    except OSError as error:
        sys.exit(_refused_by_the_system(error))


def _refused_by_the_system(error: OSError) -> Exit:
    """Say what the operating system would not do."""
    if error.errno == errno.EADDRINUSE:
        console.say("Another process listens on this port. Stop it, or set VOUCHSAFE_PORT to a free one.")
        return Exit.TEMPORARY
    console.say(f"{error.filename or 'The system'}: {error.strerror}. Nothing more was done.")
    return Exit.REFUSED
