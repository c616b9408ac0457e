"""The rehearsal room as `make demo` starts it, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.laws.source import ROOT
from tests.web.visitors import Visitors

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_SECONDS = 30.0  # for the process to open its door, on a machine that does other things too
SEEN_WITHIN_MS = 4_000  # shorter than the relay's poll, so that a forgotten wake-up shows


@dataclass(frozen=True, kw_only=True)
class Demo:
    """One `vouchsafe demo` process in a folder of its own."""

    url: str
    process: subprocess.Popen[str]

    def close(self) -> tuple[int, str]:
        """Ask it to stop as Ctrl+C does; return its exit code and what it said."""
        self.process.terminate()
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, said


def launch(folder: Path, *options: str, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, stderr=subprocess.PIPE)


def opened(folder: Path, *options: str) -> Demo:
    """Start the demo and wait until it answers."""
    port = free_port()
    demo = Demo(url=f"http://127.0.0.1:{port}", process=launch(folder, *options, port=port))
    until = time.monotonic() + PATIENCE_SECONDS
    while not _answers(demo.url):
        if time.monotonic() > until or demo.process.poll() is not None:
            pytest.fail(f"the room did not open: {demo.close()}")
        time.sleep(0.05)
    return demo


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - always http, on this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One room for a whole module: each scenario has givers of its own, and time only goes forward."""
    demo = opened(tmp_path_factory.mktemp("room"))
    yield demo
    demo.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if path is None:
        no_browser = "no Chromium here; the browser tests need one"
        pytest.fail(no_browser) if os.environ.get("CI") == "true" else pytest.skip(no_browser)
    expect.set_options(timeout=SEEN_WITHIN_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visitors(browser: Browser, room: Demo) -> Iterator[Visitors]:
    """Whoever comes in; at the end no page may have complained about anything."""
    present = Visitors(browser, room.url)
    yield present
    present.leave()
    assert present.complaints == []
