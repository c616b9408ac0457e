"""The processes that are measured: started, waited for, looked at and ended, each by the id we started it under."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes without types

START_SECONDS = 60.0
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.01
MEGABYTE = 1_000_000
_OURS = ("VOUCHSAFE_", "SLACK_", "TEAMS_")


class StartError(RuntimeError):
    """A process ended, or did not answer in time; the end of what it said is the message."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """`ready_after` is the time from its start until it said it was ready, in seconds."""

    port: int
    ready_after: float
    process: psutil.Process

    @property
    def resident(self) -> float:
        """Megabytes of memory held now."""
        return float(self.process.memory_info().rss) / MEGABYTE

    @property
    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


@contextlib.contextmanager
def running(module: str, *words: str, folder: Path, ready: str = "/", **settings: str) -> Iterator[Child]:
    """Run `python -m module port words` until the block ends. Raises StartError."""
    port = free_port()
    command = [sys.executable, "-m", module, str(port), *words]
    with _started(command, folder, settings, port, ready) as child:
        yield child


@contextlib.contextmanager
def serving(folder: Path, settings: Mapping[str, str]) -> Iterator[Child]:
    """Run `python -m bot serve` with these settings alone. Raises StartError."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve"]
    with _started(command, folder, {**settings, "VOUCHSAFE_PORT": str(port)}, port, "/readyz") as child:
        yield child


def migrate(settings: Mapping[str, str]) -> None:
    """Raises subprocess.CalledProcessError."""
    command = [sys.executable, "-m", "bot", "migrate"]
    subprocess.run(command, env={**_clean(), **settings}, check=True, capture_output=True, timeout=START_SECONDS)  # noqa: S603 - our own command


def told(settings: Mapping[str, str], *words: str) -> tuple[float, str]:
    """Run `python -m bot words`; return the seconds it took and what it said. Raises subprocess.CalledProcessError."""
    command = [sys.executable, "-m", "bot", *words]
    began = time.perf_counter()
    done = subprocess.run(command, env={**_clean(), **settings}, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return time.perf_counter() - began, done.stdout


def held(settings: Mapping[str, str], *words: str) -> tuple[float, float]:
    """Run `python -m bot words`; return the seconds it took and the most memory it or a child of its held (MB).

    Raises subprocess.CalledProcessError.
    """
    command = [sys.executable, "-m", "bot", *words]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**_clean(), **settings}, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - began, used.ru_maxrss * 1024 / MEGABYTE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _started(
    command: Sequence[str], folder: Path, settings: Mapping[str, str], port: int, ready: str
) -> Iterator[Child]:
    said = folder / f"{port}.log"
    with said.open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, env={**_clean(), **settings}, stdout=log, stderr=log)  # noqa: S603 - our own modules
        try:
            _wait(process, port, ready, said)
            yield Child(port=port, ready_after=time.perf_counter() - began, process=psutil.Process(process.pid))
        finally:
            _end(process)


def _clean() -> dict[str, str]:
    """Return the environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def _wait(process: subprocess.Popen[bytes], port: int, path: str, said: Path) -> None:
    until = time.perf_counter() + START_SECONDS
    while not _answers(port, path):
        if process.poll() is not None or time.perf_counter() > until:
            raise StartError(said.read_text(encoding="utf-8")[-2_000:])
        time.sleep(LOOK_SECONDS)


def _answers(port: int, path: str) -> bool:
    """Any answer will do at "/", which nothing serves; a probe must say yes."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", path)
        return path == "/" or asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
