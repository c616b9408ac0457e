"""What is installed is what was tested: every dependency pinned, with hashes, from whatever index the reader uses."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.laws import source

LOCKS = ("requirements.lock", "requirements-test.lock")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE | re.IGNORECASE)


def blocks(lock: str) -> list[str]:
    """Return one text per pinned distribution: its line and the hashes below it."""
    text = (source.ROOT / lock).read_text(encoding="utf-8")
    return [block for block in re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE) if PIN.match(block)]


def pinned(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for block in blocks(lock):
        for name, version in PIN.findall(block):
            found.setdefault(normal(name), set()).add(version)
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> tuple[set[str], set[str]]:
    """Return what pyproject.toml asks for, to run and to test."""
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in project["dependencies"]}
    test = {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in project["optional-dependencies"]["test"]}
    return run, test


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_its_hashes(lock: str) -> None:
    """A changed archive is refused by pip."""
    assert len(blocks(lock)) > 20
    assert [block.split()[0] for block in blocks(lock) if not HASH.search(block)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index(lock: str) -> None:
    """The reader's pip decides where packages come from."""
    text = (source.ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host|file:", text) == []


def test_everything_asked_for_is_pinned() -> None:
    """pyproject.toml and the locks tell the same story."""
    run, test = wanted()
    assert run - pinned("requirements.lock").keys() == set()
    assert (run | test) - pinned("requirements-test.lock").keys() == set()


def test_the_demo_runs_on_the_versions_that_were_tested() -> None:
    """Both locks agree wherever both pin."""
    tested = pinned("requirements-test.lock")
    assert {name: of for name, of in pinned("requirements.lock").items() if tested.get(name) != of} == {}
