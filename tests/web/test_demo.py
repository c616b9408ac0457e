"""`vouchsafe demo` as a process: it keeps what happened, starts over when asked, and says what is in its way."""

from __future__ import annotations

import socket
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from bot import demo
from bot.web.guard import PublicBindError, refuse_public
from tests.web.conftest import opened, refused

WORDS = "This was said the first time."


def test_a_second_start_keeps_what_happened_and_a_fresh_one_does_not(tmp_path: Path) -> None:
    """Also how far the clock was moved; and a room that is open is neither opened twice nor forgotten."""
    with opened(tmp_path) as url:
        assert WORDS in page(f"{url}/as/ana/billing/say", text=WORDS, key="1")
        assert "1 day ahead" in page(f"{url}/as/ana/billing/clock", move="day")
        assert_in_the_way(refused(tmp_path), "Another process")
        assert_in_the_way(refused(tmp_path, "--fresh"), "open in another process")
    with opened(tmp_path) as url:
        kept = page(f"{url}/as/ana/billing")
    assert WORDS in kept
    assert "1 day ahead" in kept
    with opened(tmp_path, "--fresh") as url:
        new = page(f"{url}/as/ana/billing")
    assert WORDS not in new
    assert " ahead<" not in new
    assert "three outages in three months" in new


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    """With a way out, and no traceback."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert_in_the_way(refused(tmp_path, port=other.getsockname()[1]), "--port 0")


def test_the_room_is_never_served_beyond_this_machine(tmp_path: Path) -> None:
    """Anyone may be anybody in it."""
    assert demo.room(tmp_path / "demo.db", 0).host == "127.0.0.1"
    for host in ("0.0.0.0", "::", "192.0.2.7", "room.example"):  # noqa: S104 - that it is refused is what is tested
        with pytest.raises(PublicBindError):
            refuse_public(host)


def assert_in_the_way(ended: tuple[int, str], because: str) -> None:
    """The exit code for "try again later", and words instead of a traceback."""
    code, said = ended
    assert code == 75
    assert because in said
    assert "Traceback" not in said


def page(url: str, **posted: str) -> str:
    """Read a page, or post a form and read the page it leads to."""
    data = urllib.parse.urlencode(posted).encode() if posted else None
    with urllib.request.urlopen(url, data, timeout=20) as answer:  # noqa: S310 - always http, on this machine
        return str(answer.read().decode())
