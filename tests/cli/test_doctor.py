"""The doctor: looks, changes nothing, messages nobody, and says the fix for what is wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

import pytest

from bot import clock, doctor, manifests, settings
from bot.doctor import Finding
from storage import opening
from storage.sealing import new_key
from tests.cli.conftest import KEY, Terminal, complete
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Scripted
from tests.platforms.teams import FakeTeams

LATE_SECONDS = 120


@dataclass(kw_only=True)
class Practice:
    """A patient that is well; each test makes it ill in one way."""

    slack: FakeSlack
    teams: FakeTeams
    environ: dict[str, str] = field(default_factory=dict)

    async def finds(self) -> dict[str, Finding]:
        """Return what is wrong, by subject."""
        found = await doctor.examine(settings.load(self.environ), clock=clock.now)
        assert {"settings", "base URL", "keys", "store", "Slack", "Teams", "clock"} <= {one.subject for one in found}
        return {one.subject: one for one in found if not one.ok}


@asynccontextmanager
async def platforms() -> AsyncIterator[tuple[FakeSlack, FakeTeams]]:
    slack, teams = FakeSlack(), FakeTeams()
    await asyncio.gather(slack.start(), teams.start())
    yield slack, teams
    await asyncio.gather(slack.stop(), teams.stop())


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    database, key_file = f"sqlite:///{tmp_path}/a.db", tmp_path / "a.db.key"
    opening.migrate(database)
    key_file.write_text(new_key(), encoding="ascii")
    key_file.chmod(0o600)
    async with platforms() as (slack, teams):
        given = {
            "VOUCHSAFE_DATABASE_URL": database,
            "VOUCHSAFE_BASE_URL": "https://bot.example.org",
            "SLACK_SIGNING_SECRET": fake.SECRET,
            "SLACK_BOT_TOKEN": fake.TOKEN,
            "SLACK_API_URL": slack.api_url,
            **teams.environ(),
        }
        yield Practice(slack=slack, teams=teams, environ=given)


def told(**headers: str) -> Scripted:
    """Slack's answer to who we are, with other headers."""
    body = {"ok": True, "team": "The House", "team_id": fake.TEAM, "user_id": fake.BOT_USER}
    return Scripted(status=200, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def test_a_deployment_that_is_well_has_nothing_to_do(practice: Practice) -> None:
    """And nobody was messaged, and nothing was written."""
    practice.slack.script("auth.test", told(X_OAuth_Scopes=",".join(manifests.SLACK_SCOPES)))
    assert await practice.finds() == {}
    assert [call.method for call in practice.slack.calls] == ["auth.test"]
    assert practice.teams.messages == {}


async def test_a_missing_scope_is_named(practice: Practice) -> None:
    """An app that was installed before an upgrade lacks what the new version needs."""
    scopes = sorted(manifests.SLACK_SCOPES)
    practice.slack.script("auth.test", told(X_OAuth_Scopes=",".join(scopes[1:])))
    found = await practice.finds()
    assert found["Slack scopes"].said == f"missing: {scopes[0]}"
    assert "manifest slack" in found["Slack scopes"].fix


async def test_a_refused_token_is_told_as_slack_tells_it(practice: Practice) -> None:
    """With what to do about it, and without the token."""
    practice.environ["SLACK_BOT_TOKEN"] = "xoxb-of-yesterday"
    found = (await practice.finds())["Slack"]
    assert found.said == "refuses the bot token (invalid_auth)"
    assert "SLACK_BOT_TOKEN" in found.fix
    assert "yesterday" not in repr(found)


@pytest.mark.parametrize("off", [-LATE_SECONDS, LATE_SECONDS])
async def test_a_clock_that_is_off_is_found_before_signatures_fail(practice: Practice, off: int) -> None:
    """Requests are refused at five minutes; the alarm comes at one (TRUST.md T3)."""
    there = formatdate(clock.now() / 1000 - off, usegmt=True)
    practice.slack.script("auth.test", told(Date=there))
    found = (await practice.finds())["clock"]
    assert found.said.startswith(("off by 1", "off by -1"))
    assert "NTP" in found.fix


@pytest.mark.parametrize(("variable", "subject"), [("SLACK_API_URL", "Slack"), ("TEAMS_OPENID_URL", "Teams")])
async def test_a_platform_that_cannot_be_reached_is_named(practice: Practice, variable: str, subject: str) -> None:
    """With the setting that may be the reason."""
    practice.environ[variable] = "http://127.0.0.1:1/"
    found = await doctor.examine(settings.load(practice.environ), clock=clock.now)
    [ill] = [one for one in found if one.subject == subject]
    assert "cannot be reached" in ill.said
    assert variable in ill.fix


async def test_another_server_in_its_place_is_not_taken_for_a_platform(practice: Practice) -> None:
    """A proxy's page of apology, and an answer without keys."""
    practice.slack.script("auth.test", Scripted(status=502, body="<html>sorry</html>"))
    practice.environ["TEAMS_OPENID_URL"] = f"{practice.teams.url}/keys"
    found = await doctor.examine(settings.load(practice.environ), clock=clock.now)
    ill = {one.subject: one.said for one in found if not one.ok}
    assert "does not answer as the platform would" in ill["Slack"]
    assert "names no signing keys" in ill["Teams"]


async def test_a_key_file_that_others_can_read_is_found(practice: Practice) -> None:
    """With the command that closes it."""
    key_file = opened_to_others(practice.environ["VOUCHSAFE_DATABASE_URL"].removeprefix("sqlite:///"))
    assert (await practice.finds())["keys"].fix == f"chmod 600 {key_file}"


def opened_to_others(database: str) -> Path:
    key_file = Path(f"{database}.key")
    key_file.chmod(0o640)
    return key_file


async def test_an_address_that_no_platform_reaches_is_found(practice: Practice) -> None:
    """Unless Socket Mode is the only way in, and needs none."""
    del practice.environ["VOUCHSAFE_BASE_URL"]
    assert "VOUCHSAFE_BASE_URL" in (await practice.finds())["base URL"].fix


async def test_an_open_door_is_a_finding(practice: Practice) -> None:
    """The switch for local emulators is never all right (DESIGN.md section 7)."""
    practice.environ["TEAMS_ALLOW_UNAUTHENTICATED"] = "loopback"
    assert "NOT authenticated" in (await practice.finds())["Teams"].said


def test_the_doctor_answers_with_a_code_and_a_table(office: Terminal) -> None:
    """1 while anything needs doing; as JSON for programs."""
    ran = office.run("doctor", "--json")
    findings = {one["subject"]: one for one in json.loads(ran.data)}
    assert (ran.code, ran.said) == (1, "")
    assert findings["store"]["ok"]
    assert "vouchsafe demo" in findings["settings"]["fix"]
    table = office.run("doctor")
    assert table.code == 1
    assert "PROBLEM" in table.data


def test_the_doctor_sees_that_the_store_needs_migrating_or_other_keys(office: Terminal) -> None:
    """The two that keep a process from starting."""
    office.run("claim-code")
    office.set(VOUCHSAFE_KEYS=new_key())
    assert "VOUCHSAFE_KEYS" in office.run("doctor").data
    office.set(VOUCHSAFE_KEYS=KEY, VOUCHSAFE_DATABASE_URL=f"sqlite:///{office.folder}/other.db")
    assert "vouchsafe migrate" in office.run("doctor").data
    assert not (office.folder / "other.db").exists()


def test_settings_that_cannot_be_read_are_the_doctors_first_finding(terminal: Terminal) -> None:
    """It is the one command that does not end with code 78: whoever asks it wants the list."""
    terminal.set(**complete(SLACK_BOT_TOKEN=" "))
    ran = terminal.run("doctor", "--json")
    assert ran.code == 1
    assert [one["subject"] for one in json.loads(ran.data)] == ["settings"]
    assert "SLACK_BOT_TOKEN is set but empty" in ran.data
