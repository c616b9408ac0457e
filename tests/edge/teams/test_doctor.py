"""What an operator reads about Teams before people rely on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import doctor, settings
from tests.edge.teams.conftest import Clock
from tests.platforms.teams import FakeTeams, Scripted


async def told(teams: FakeTeams, clock: Clock, folder: Path, **changes: str) -> dict[str, doctor.Finding]:
    environ = {**teams.environ(), "VOUCHSAFE_DATABASE_URL": f"sqlite:///{folder / 'store.db'}", **changes}
    return {one.subject: one for one in await doctor.examine(settings.load(environ), clock=clock)}


async def test_good_credentials_are_said_to_be_good(teams: FakeTeams, clock: Clock, tmp_path: Path) -> None:
    """Entra was really asked."""
    found = await told(teams, clock, tmp_path)
    assert (found["Teams"].ok, found["Teams app"].ok) == (True, True)
    assert len(teams.called("token")) == 1


async def test_wrong_credentials_come_with_their_fix(teams: FakeTeams, clock: Clock, tmp_path: Path) -> None:
    """And without the password."""
    found = await told(teams, clock, tmp_path, TEAMS_APP_PASSWORD="an old one")
    assert "TEAMS_APP_PASSWORD" in found["Teams app"].fix
    assert "an old one" not in repr(found)


@pytest.mark.parametrize(("answer", "said"), [(Scripted(status=503), "503"), (Scripted(status=200, body="x"), "Entra")])
async def test_a_silent_entra_is_no_fault_of_the_password(
    teams: FakeTeams, clock: Clock, tmp_path: Path, answer: Scripted, said: str
) -> None:
    """The fix is about the network."""
    teams.script("token", answer)
    found = (await told(teams, clock, tmp_path))["Teams app"]
    assert said in found.said
    assert "network" in found.fix
    assert "PASSWORD" not in found.fix
