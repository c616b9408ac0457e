"""The command line as an operator meets it: words in; data, messages and an exit code out."""

from __future__ import annotations

import base64
import os
import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import main, settings
from storage import opening
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store

KEY = base64.b64encode(b"k" * KEY_BYTES).decode()  # that of the `keys` fixture
PREFIXES = ("VOUCHSAFE_", "SLACK_", "TEAMS_")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How one command ended."""

    code: int
    data: str
    said: str


@dataclass(kw_only=True)
class Terminal:
    """Runs commands with an environment of its own, in a folder of its own, without a keyboard."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    environ: pytest.MonkeyPatch
    database: str = ""
    ran: list[Ran] = field(default_factory=list)

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.environ.setenv(name, value)

    def unset(self, *names: str) -> None:
        for name in names:
            self.environ.delenv(name)

    def answers(self, line: str, *words: str) -> Ran:
        """Run a command on a real terminal, at which somebody types the line when asked."""
        ours, theirs = os.openpty()
        os.write(ours, f"{line}\n".encode())
        with os.fdopen(theirs) as keyboard, self.environ.context() as meanwhile:
            meanwhile.setattr(sys, "stdin", keyboard)
            ran = self.run(*words)
        os.close(ours)
        return ran

    def run(self, *words: str) -> Ran:
        self.capture.readouterr()
        code = 0
        try:
            main.run(words)
        except SystemExit as end:
            code = int(end.code or 0)
        found = self.capture.readouterr()
        self.ran.append(Ran(code=code, data=found.out, said=found.err))
        return self.ran[-1]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    """A shell in an empty folder where nothing is set. Whatever a test does there, no traceback is ever shown."""
    for name in [name for name in os.environ if name.startswith(PREFIXES)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back what the command line replaces
    shell = Terminal(folder=tmp_path, capture=capsys, environ=monkeypatch)
    yield shell
    assert not [ran for ran in shell.ran if "Traceback" in ran.data + ran.said]


@pytest.fixture
def office(terminal: Terminal, database: str) -> Terminal:
    """A shell whose settings name a migrated database, SQLite and PostgreSQL."""
    terminal.database = database
    terminal.set(VOUCHSAFE_DATABASE_URL=database, VOUCHSAFE_KEYS=KEY)
    return terminal


@pytest.fixture
def stored(office: Terminal, keys: KeyRing) -> Iterator[Store]:
    """The office's store, as a serving process has it open meanwhile."""
    store = opening.open_store(office.database, keys)
    yield store
    with suppress(RuntimeError):
        store.close()


@pytest.fixture
def chance() -> random.Random:
    return random.Random(11)


def complete(**more: str) -> dict[str, str]:
    """Everything that can be set for both platforms, as it should be."""
    return {
        "SLACK_SIGNING_SECRET": "a signing secret",
        "SLACK_BOT_TOKEN": "xoxb-a-token",
        "SLACK_APP_TOKEN": "xapp-a-token",
        "TEAMS_APP_ID": "8f1d5a4e-0000-4000-8000-000000000001",
        "TEAMS_APP_PASSWORD": "a password",
        "TEAMS_TENANT_ID": "8f1d5a4e-0000-4000-8000-000000000002",
        **more,
    }


assert set(complete()) <= set(settings.known())
