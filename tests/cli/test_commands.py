"""The other commands: data on standard output, messages on standard error, and an exit code that says how it went."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
from pathlib import Path

import pytest
import yaml
from sqlalchemy import insert, update

from bot import clock, console, stores
from bot import settings as settings_module
from storage import audit, claim_codes, outbox, tables, visiting
from storage.outbox import Kind, Message
from storage.sealing import KeyRing, new_key
from storage.unit import Unit
from tests.cli.conftest import Terminal, complete
from tests.conftest import Postgres

NOW = 1_790_000_000_000
MINUTE_MS = 60_000


# --- The store behind every command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("claim-code",), ("audit", "verify"), ("outbox", "list")], ids=" ".join)
def test_a_command_on_a_store_that_was_never_made_names_the_fix(terminal: Terminal, command: tuple[str, ...]) -> None:
    """And makes none by itself: a mistyped path must not become a new, empty store."""
    ran = terminal.run(*command)
    assert (ran.code, ran.data) == (78, "")
    assert "vouchsafe migrate" in ran.said
    assert list(terminal.folder.iterdir()) == []


def test_an_unmigrated_postgresql_names_the_fix(terminal: Terminal, postgres: Postgres) -> None:
    """Tables are never made behind an operator's back where replicas may be running."""
    terminal.set(VOUCHSAFE_DATABASE_URL=postgres.empty(), VOUCHSAFE_KEYS=new_key())
    ran = terminal.run("outbox", "list", "--json")
    assert (ran.code, ran.data) == (78, "")
    assert "vouchsafe migrate" in ran.said
    assert terminal.run("migrate").code == 0
    assert json.loads(terminal.run("outbox", "list", "--json").data)["messages"] == []


def test_migrating_twice_is_safe_and_makes_one_key(terminal: Terminal) -> None:
    """The key stands beside the database, readable by its owner alone."""
    first, again = terminal.run("migrate"), terminal.run("migrate")
    assert (first.code, again.code) == (0, 0)
    assert (first.data, again.data) == ("", "")
    assert "Keep a copy apart from the database" in first.said
    assert "key" not in again.said
    assert Path("vouchsafe.db.key").stat().st_mode & 0o777 == 0o600


def test_keys_that_do_not_fit_are_refused(office: Terminal) -> None:
    """Nothing is written with them, and nothing is read."""
    assert office.run("claim-code").code == 0
    office.set(VOUCHSAFE_KEYS=new_key())
    for command in (("claim-code",), ("outbox", "list"), ("audit", "verify")):
        ran = office.run(*command)
        assert (ran.code, ran.data) == (78, "")
        assert "VOUCHSAFE_KEYS" in ran.said


def test_a_lost_key_file_is_not_replaced(terminal: Terminal) -> None:
    """A new key would open nothing, and look as if all were well."""
    terminal.run("migrate")
    Path("vouchsafe.db.key").unlink()
    for command in (("migrate",), ("claim-code",)):
        ran = terminal.run(*command)
        assert ran.code == 78
        assert "your backup" in ran.said
    assert not Path("vouchsafe.db.key").exists()


@pytest.mark.parametrize("content", ["", "too short", "ÿ", new_key() + "x"], ids=["empty", "short", "latin", "long"])
def test_a_damaged_key_file_is_refused(terminal: Terminal, content: str) -> None:
    """In words that do not repeat what stands in it."""
    terminal.run("migrate")
    Path("vouchsafe.db.key").write_text(content, encoding="latin-1")
    ran = terminal.run("claim-code")
    assert ran.code == 78
    assert "vouchsafe.db.key" in ran.said
    assert not content or content not in ran.said


def test_a_file_that_is_no_database_is_refused(terminal: Terminal) -> None:
    """Whatever it holds stays as it is."""
    Path("vouchsafe.db").write_text("minutes of a meeting " * 100, encoding="ascii")
    Path("vouchsafe.db.key").write_text(new_key(), encoding="ascii")
    for command in (("migrate",), ("outbox", "list")):
        ran = terminal.run(*command)
        assert (ran.code, ran.data) == (78, "")
        assert "no SQLite database" in ran.said
    assert Path("vouchsafe.db").read_text(encoding="ascii").startswith("minutes of a meeting")


def test_a_database_that_does_not_answer_is_worth_another_try(terminal: Terminal) -> None:
    """Code 75, and no word of the password that the driver would quote."""
    terminal.set(VOUCHSAFE_DATABASE_URL="postgresql://u:pass-word@127.0.0.1:1/d", VOUCHSAFE_KEYS=new_key())
    for command in (("outbox", "list"), ("migrate",)):
        ran = terminal.run(*command)
        assert (ran.code, ran.data) == (75, "")
        assert "cannot be reached" in ran.said
        assert "pass-word" not in ran.said


# --- claim-code ------------------------------------------------------------------------------------------------------


def test_a_claim_code_is_the_only_data(office: Terminal) -> None:
    """So that a script can hand it on; the explanation is a message."""
    ran = office.run("claim-code")
    assert ran.code == 0
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}\n", ran.data)
    assert f"/vouchsafe claim {ran.data.strip()}" in ran.said


def person(unit: Unit, name: str) -> str:
    org = stores.org(unit, now=NOW, rng=random.Random(1))
    unit.run(insert(tables.table(tables.Person)), {"org_id": org, "id": name, "name": name, "created_at": NOW})
    return org


def test_a_claim_code_works_once_and_for_a_quarter_of_an_hour(
    office: Terminal, keys: KeyRing, chance: random.Random
) -> None:
    """The second person who types it, and whoever types it late, get nothing (TRUST.md T11)."""
    used, late = (office.run("claim-code").data.strip() for _ in range(2))
    printed_at = clock.now()
    with visiting.visit(office.database, keys) as unit:
        org = person(unit, "ana")
        person(unit, "ben")
        in_time, too_late = printed_at + 14 * MINUTE_MS, printed_at + 15 * MINUTE_MS
        assert not claim_codes.use(unit, org, "0000-0000-0000", "ana", now=in_time, rng=chance)
        assert claim_codes.use(unit, org, used.lower().replace("-", " "), "ana", now=in_time, rng=chance)
        assert not claim_codes.use(unit, org, used, "ben", now=in_time, rng=chance)
        assert not claim_codes.use(unit, org, late, "ben", now=too_late, rng=chance)


# --- manifest --------------------------------------------------------------------------------------------------------


def test_slacks_manifest_is_yaml_for_the_given_address(terminal: Terminal) -> None:
    """On standard output, or in a file; the same either way."""
    ran = terminal.run("manifest", "slack", "--base-url", "https://bot.example.org")
    assert (ran.code, ran.said) == (0, "")
    commands = yaml.safe_load(ran.data)["features"]["slash_commands"]
    assert {one["url"] for one in commands} == {"https://bot.example.org/slack/events"}
    assert {"/kudos", "/vouchsafe"} <= {one["command"] for one in commands}
    assert terminal.run("manifest", "slack", "--base-url", "https://bot.example.org", "-o", "slack.yaml").code == 0
    assert Path("slack.yaml").read_text(encoding="utf-8") == ran.data


def test_teams_manifest_is_a_package_with_its_icons(terminal: Terminal) -> None:
    """A color icon of 192 pixels and an outline of 32, as the store demands."""
    terminal.set(**complete())
    ran = terminal.run("manifest", "teams", "--base-url", "https://bot.example.org", "-o", "app.zip")
    assert (ran.code, ran.data) == (0, "")
    with zipfile.ZipFile(io.BytesIO(Path("app.zip").read_bytes())) as package:
        manifest = json.loads(package.read("manifest.json"))
        icons = {size: package.read(name) for size, name in manifest["icons"].items()}
        assert set(package.namelist()) == {"manifest.json", *manifest["icons"].values()}
    assert manifest["bots"][0]["botId"] == complete()["TEAMS_APP_ID"]
    widths = {size: struct.unpack(">II", icon[16:24]) for size, icon in icons.items()}
    assert widths == {"color": (192, 192), "outline": (32, 32)}
    assert all(icon.startswith(b"\x89PNG") for icon in icons.values())


def test_a_package_without_an_app_says_so(terminal: Terminal) -> None:
    """It can be looked at, and Teams would refuse it."""
    ran = terminal.run("manifest", "teams", "-o", "app.zip")
    assert ran.code == 0
    assert "TEAMS_APP_ID is not set" in ran.said


@pytest.mark.parametrize(
    "words",
    [
        ("manifest", "slack", "--base-url", "http://bot.example.org"),
        ("manifest", "discord"),
        ("manifest",),
        ("nonsense",),
        ("serve", "--port", "1"),
        ("import",),
        ("demo", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_code_2_with_a_hint(terminal: Terminal, words: tuple[str, ...]) -> None:
    """Nothing else happened."""
    ran = terminal.run(*words)
    assert (ran.code, ran.data) == (2, "")
    assert "Usage" in ran.said or "Error" in ran.said
    assert list(terminal.folder.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said_in_words(terminal: Terminal) -> None:
    """Code 1, with the file's name and the system's reason."""
    ran = terminal.run("manifest", "slack", "-o", "nowhere/slack.yaml")
    assert (ran.code, ran.data) == (1, "")
    assert ran.said == "nowhere/slack.yaml: No such file or directory. Nothing more was done.\n"


# --- audit verify ----------------------------------------------------------------------------------------------------


def test_an_audit_log_that_nobody_touched_holds(office: Terminal) -> None:
    """Every command that changes something left its line."""
    office.run("claim-code")
    ran = office.run("audit", "verify", "--json")
    assert (ran.code, json.loads(ran.data)) == (0, {"rows": 1, "broken": None})
    assert office.run("audit", "verify").data == "1 rows, every chain holds\n"


def test_an_altered_audit_row_is_named(office: Terminal, keys: KeyRing, chance: random.Random) -> None:
    """Code 1, so that a scheduled check rings."""
    with visiting.visit(office.database, keys) as unit:
        org = stores.org(unit, now=NOW, rng=chance)
        for _ in range(3):
            audit.record(unit, org=org, actor=None, action="a", object="1", detail={}, now=NOW, rng=chance)
    altered = tables.table(tables.Audit)
    with visiting.visit(office.database, keys) as unit:
        unit.run(update(altered).where(altered.c.seq == 2).values(at=NOW + 1))
    ran = office.run("audit", "verify", "--json")
    assert ran.code == 1
    assert json.loads(ran.data)["broken"][1] == 2
    assert "breaks at row 2" in office.run("audit", "verify").data


# --- Faults ----------------------------------------------------------------------------------------------------------


def test_a_fault_of_ours_is_told_by_its_place(terminal: Terminal) -> None:
    """The error's text may quote people, so it stays out; the line to report is enough to find it."""
    try:
        outbox.owe(None, "org", [Message], now=NOW, rng=Kind)  # type: ignore[arg-type, list-item]  # on purpose
    except (TypeError, AttributeError) as error:
        error.args = ("what Ana said of Ben",)
        terminal.capture.readouterr()
        console.fault(type(error), error, error.__traceback__)
    found = terminal.capture.readouterr()
    assert found.out == ""
    assert re.search(r"AttributeError at (storage\.outbox:\d+ > )+domain\.ids:\d+\.\n", found.err)
    assert "Ana" not in found.err


def test_settings_and_help_need_no_store(terminal: Terminal) -> None:
    """Whoever is lost is told the commands and the exit codes."""
    ran = terminal.run("--help")
    assert ran.code == 0
    for word in ("serve", "doctor", "import", "claim-code", "Exit codes"):
        assert word in ran.data
    assert settings_module.known()
