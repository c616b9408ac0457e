"""The rehearsal room as `make demo` starts it, and a real Chromium in front of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.laws.source import ROOT
from tests.web.visitors import Visitors

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_SECONDS = 60.0  # for the process to open its door, on a machine that does other things too
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
SEEN_WITHIN_MS = 4_000  # shorter than the relay's poll, so that a forgotten wake-up shows


@contextlib.contextmanager
def opened(folder: Path, *options: str) -> Iterator[str]:
    """Run the demo in the folder until the block ends; give its address once it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command(port, *options), cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(url, process)
            yield url
        finally:
            process.terminate()  # as Ctrl+C does
        assert process.wait(PATIENCE_SECONDS) == 0


def refused(folder: Path, *options: str, port: int = 0) -> tuple[int, str]:
    """Run a demo that is expected not to open; return its exit code and what it said."""
    ended = subprocess.run(
        command(port, *options),
        cwd=folder,
        env=ENVIRONMENT,
        text=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stderr


def command(port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "bot", "demo", "--port", str(port), *options]


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _answers(url):
        if time.monotonic() > until or process.poll() is not None:
            pytest.fail("the room did not open")
        time.sleep(0.05)


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
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One room for a whole module: each scenario has givers of its own, and time only goes forward."""
    with opened(tmp_path_factory.mktemp("room")) as url:
        yield url


def chromium() -> str | None:
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        no_browser = "no Chromium here; the browser tests need one"
        pytest.fail(no_browser) if os.environ.get("CI") == "true" else pytest.skip(no_browser)
    expect.set_options(timeout=SEEN_WITHIN_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visitors(browser: Browser, room: str) -> Iterator[Visitors]:
    """Whoever comes in; at the end no page may have complained about anything."""
    present = Visitors(browser, room)
    yield present
    present.leave()
    assert present.complaints == []
