"""The bytes of a people file as lines of text: never guessed at, never unpacked, one line in memory at a time."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_BYTES = 400_000_000
MAX_LINE = 65_536  # characters; a person needs some hundred

_ARCHIVES = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"%PDF", "a PDF"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and on which line of the file (the header is line 1; 0 means the file as a whole)."""

    line: int
    message: str


class PeopleFileError(ValueError):
    """The people file cannot be used; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(f"{len(self.problems)} problems in the people file")


def refusal(message: str, line: int = 0) -> PeopleFileError:
    return PeopleFileError([Problem(line, message)])


def lines(chunks: Iterable[bytes], encoding: str = "") -> Iterator[str]:
    """Yield the file's lines, each with its "\\n". `encoding` is "" where nobody has said it.

    Raises PeopleFileError for what is no text, not in that encoding, or too long.
    """
    pieces = _pieces(chunks)
    head = next(pieces, b"")
    _refuse_archive(head)
    decoder = io.IncrementalNewlineDecoder(_decoder(head, encoding), translate=True)
    rest, seen = "", 0
    for piece in _and_then(head, pieces):
        *whole, rest = (rest + _decoded(decoder, piece, seen)).split("\n")
        for line in whole:
            seen += 1
            yield _fitting(line, seen) + "\n"
        _fitting(rest, seen + 1)
    if rest := rest + _decoded(decoder, b"", seen, final=True):
        yield rest + "\n"


def _and_then(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The first piece is long enough to tell what the file is."""
    total, held = 0, b""
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_BYTES:
            raise refusal(f"the file has more than {MAX_BYTES:,} bytes; at most that many can be read")
        held += chunk
        if len(held) >= 64:
            yield held
            held = b""
    if held:
        yield held


def _refuse_archive(head: bytes) -> None:
    for magic, what in _ARCHIVES:
        if head.startswith(magic):
            raise refusal(f'this is {what}, not a CSV file; open it, save the sheet as "CSV UTF-8", and import that')


def _decoder(head: bytes, encoding: str) -> codecs.IncrementalDecoder:
    """Excel writes UTF-8 with a mark, or UTF-16; anything else is UTF-8 unless somebody says otherwise."""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    try:
        found = codecs.lookup(marked or encoding or _unmarked(head))
    except LookupError as error:
        raise refusal(f"{encoding!r} is no encoding known here; try windows-1252") from error
    if not found._is_text_encoding:  # noqa: SLF001 - "rot13" and "zip" are codecs, too
        raise refusal(f"{encoding!r} is no encoding of text; try windows-1252")
    return found.incrementaldecoder(errors="strict")


def _unmarked(head: bytes) -> str:
    """A header in UTF-16 has a NUL beside each letter."""
    even, odd = head[0:64:2], head[1:64:2]
    if len(odd) > 1 and not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if len(odd) > 1 and not any(even) and all(odd) else "utf-8"


def _decoded(decoder: io.IncrementalNewlineDecoder, piece: bytes, seen: int, *, final: bool = False) -> str:
    try:
        return decoder.decode(piece, final=final)
    except UnicodeDecodeError as error:
        line = seen + 1 + error.object[: error.start].count(b"\n")
        raise refusal(_NOT_TEXT.format(error.encoding.upper().replace("_", "-")), line) from error


def _fitting(line: str, number: int) -> str:
    if len(line) > MAX_LINE:
        raise refusal(f"this line has more than {MAX_LINE:,} characters; no person needs so many", number)
    return line


_NOT_TEXT = (
    'this line is not {} text; save the file as "CSV UTF-8", or say how it was written, such as --encoding windows-1252'
)
