"""Settings: nothing starts on a guess, and each problem is told with its fix."""

from __future__ import annotations

import pytest

from bot import settings
from bot.settings import SettingsError
from tests.cli.conftest import KEY, Terminal, complete

# What must be there once any other setting of the same kind is (TRUST.md T5, row S1).
NEEDED = (
    "SLACK_SIGNING_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "TEAMS_APP_ID",
    "TEAMS_APP_PASSWORD",
    "TEAMS_TENANT_ID",
)
COMMANDS = (
    ("serve",),
    ("migrate",),
    ("claim-code",),
    ("audit", "verify"),
    ("outbox", "list"),
    ("manifest", "slack"),
)


def test_what_is_complete_is_accepted() -> None:
    """Otherwise the refusals below would prove nothing."""
    found = settings.load(complete())
    assert found.slack is not None
    assert found.slack.signing_secret == "a signing secret"
    assert found.teams is not None
    assert found.teams.tenants == {"8f1d5a4e-0000-4000-8000-000000000002"}
    assert not found.teams.allow_unauthenticated


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_credential_refuses_to_serve(terminal: Terminal, name: str) -> None:
    """With code 78, naming what to set; half a platform is not served."""
    terminal.set(**complete())
    terminal.unset(name)
    ran = terminal.run("serve")
    assert (ran.code, ran.data) == (78, "")
    assert name in ran.said


@pytest.mark.parametrize("blank", ["", " ", "\t \n"])
@pytest.mark.parametrize("name", settings.known())
def test_an_empty_setting_refuses_to_serve(terminal: Terminal, name: str, blank: str) -> None:
    """A variable that an empty template filled in is not taken for one that is unset."""
    terminal.set(**complete(**{name: blank}))
    ran = terminal.run("serve")
    assert (ran.code, ran.data) == (78, "")
    assert ran.said == f"{name} is set but empty. Give it a value, or unset it.\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_reads_the_settings_first(terminal: Terminal, command: tuple[str, ...]) -> None:
    """Also one that would not need the wrong one: no half of a deployment works on other settings than the rest."""
    terminal.set(VOUCHSAFE_DATABASE="sqlite:///other.db")
    ran = terminal.run(*command)
    assert (ran.code, ran.data) == (78, "")
    assert "VOUCHSAFE_DATABASE is not a setting of Vouchsafe. Did you mean VOUCHSAFE_DATABASE_URL?" in ran.said
    assert list(terminal.folder.iterdir()) == []


def test_with_no_platform_there_is_nothing_to_serve(terminal: Terminal) -> None:
    """An operator without credentials is shown the way to the rehearsal room."""
    ran = terminal.run("serve")
    assert ran.code == 78
    assert "vouchsafe demo" in ran.said
    assert list(terminal.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "begins with xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "begins with xapp-"),
        ({"SLACK_API_URL": "http://slack.example/api/"}, "must be an https:// address"),
        ({"TEAMS_OPENID_URL": "https://a.example/?x=1"}, "without query or fragment"),
        ({"TEAMS_SERVICE_HOSTS": "*.example.org"}, "no wildcard"),
        ({"TEAMS_ALLOW_UNAUTHENTICATED": "true"}, 'can only be "loopback"'),
        ({"TEAMS_ALLOW_UNAUTHENTICATED": "loopback", "VOUCHSAFE_HOST": "0.0.0.0"}, "only on a loopback address"),  # noqa: S104 - refused
        ({"VOUCHSAFE_PORT": "70000"}, "VOUCHSAFE_PORT"),
        ({"VOUCHSAFE_PORT": "http"}, "VOUCHSAFE_PORT"),
        ({"VOUCHSAFE_DATABASE_URL": "mysql://x/y"}, "must begin with sqlite:/// or postgresql://"),
        ({"VOUCHSAFE_DATABASE_URL": "sqlite:///:memory:"}, "must name a file"),
        ({"VOUCHSAFE_DATABASE_URL": "postgresql://x/y"}, "every replica must hold the same keys"),
        ({"VOUCHSAFE_KEYS": KEY, "VOUCHSAFE_KEY_FILE": "keys"}, "are both set"),
        ({"VOUCHSAFE_BASE_URL": "ftp://a.example"}, "must be an https:// address"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_with_its_fix(changed: dict[str, str], told: str) -> None:
    """In words, and without repeating a value that could be a secret."""
    with pytest.raises(SettingsError) as refused:
        settings.load(complete(**changed))
    assert told in str(refused.value)
    assert KEY not in str(refused.value)


def test_every_problem_is_told_at_once() -> None:
    """Nobody fixes one, starts again, and meets the next."""
    with pytest.raises(SettingsError) as refused:
        settings.load({"SLACK_BOT_TOKEN": "xoxb-1", "TEAMS_APP_ID": "1", "VOUCHSAFE_BASE_URL": "nonsense"})
    told = "\n".join(refused.value.problems)
    for name in ("SLACK_SIGNING_SECRET", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID", "VOUCHSAFE_BASE_URL"):
        assert name in told


def test_settings_that_are_printed_show_no_secret() -> None:
    """A settings object ends up in a debugger or a report sooner or later."""
    shown = repr(settings.load(complete(VOUCHSAFE_KEYS=KEY, VOUCHSAFE_DATABASE_URL="postgresql://u:pass-word@h/d")))
    for secret in ("a signing secret", "xoxb-", "xapp-", "a client secret", "a password", KEY, "pass-word"):
        assert secret not in shown
