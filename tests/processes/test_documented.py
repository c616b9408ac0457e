"""docs/try-it-with-curl.md does what it says: its blocks are run as they stand, in one shell."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from tests.laws import source

DOCUMENT = source.ROOT / "docs" / "try-it-with-curl.md"
PORTS = ("3978", "8398", "8399")  # of the document; the test takes free ones
PATIENCE_SECONDS = 180  # thirty of them are the time in which a giver may undo


def blocks(kind: str) -> str:
    text = DOCUMENT.read_text(encoding="utf-8")
    return "".join(re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def script() -> str:
    """The commands, on free ports and with the interpreter that runs this test."""
    commands = blocks("bash").replace(".venv/bin/python", sys.executable)
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    for port, held in zip(PORTS, taken, strict=True):
        commands = commands.replace(port, str(held.getsockname()[1]))
        held.close()
    return f"set -euo pipefail\n{commands}"


async def test_the_documented_commands_do_what_the_document_says(tmp_path: Path) -> None:
    """Signed Slack commands and Teams activities by curl and openssl: each message owed is sent exactly once."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VOUCHSAFE_", "SLACK_"))}
    shell = await asyncio.create_subprocess_exec(
        *("bash", "-c", script()),
        cwd=source.ROOT,
        env={**inherited, "TMPDIR": str(tmp_path), "LC_ALL": "C"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, complained = await asyncio.wait_for(shell.communicate(), PATIENCE_SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    assert said.decode() == blocks("text")
    assert (complained.decode(), shell.returncode) == ("", 0)
