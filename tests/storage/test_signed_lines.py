"""Lines kept outside the database survive a machine that stops in the middle of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import signed_lines
from storage.sealing import KeyRing


@pytest.fixture
def kept(tmp_path: Path, keys: KeyRing) -> Path:
    """A file of two lines."""
    path = tmp_path / "kept"
    for number in (1, 2):
        signed_lines.append(path, line(keys, number))
    return path


def line(keys: KeyRing, number: int) -> str:
    return signed_lines.write(keys, "tests", {"number": number})


def numbers(path: Path, keys: KeyRing) -> list[int | None]:
    """Return what each line says, None for one that is not ours."""
    told = [signed_lines.read(keys, "tests", text) for text in signed_lines.lines(path)]
    return [one["number"] if one else None for one in told]


def tear(path: Path, letters: int) -> None:
    """Take so many letters off the end."""
    path.write_bytes(path.read_bytes()[:-letters])


@pytest.mark.parametrize("letters", [2, 30, 80])
def test_a_torn_last_line_is_left_out_and_told(kept: Path, keys: KeyRing, letters: int) -> None:
    """The lines before it can be read as ever."""
    assert not signed_lines.is_torn(kept)
    tear(kept, letters)
    assert signed_lines.is_torn(kept)
    assert numbers(kept, keys) == [1]


@pytest.mark.parametrize("letters", [1, 2, 30])
def test_what_is_added_after_a_torn_line_is_not_lost_with_it(kept: Path, keys: KeyRing, letters: int) -> None:
    """A line of which only its end is missing was whole; of any other nothing is left."""
    tear(kept, letters)
    signed_lines.append(kept, line(keys, 3))
    assert numbers(kept, keys) == ([1, 2, 3] if letters == 1 else [1, 3])
    assert not signed_lines.is_torn(kept)


def test_a_line_torn_in_the_middle_is_not_passed_over(kept: Path, keys: KeyRing) -> None:
    """It is one that is not ours: whoever reads the file decides what to do without it."""
    first, second = kept.read_text().splitlines()
    kept.write_text(f"{first[:-9]}\n{second}\n")
    assert numbers(kept, keys) == [None, 2]
    assert not signed_lines.is_torn(kept)
