"""The key of one secret ballot: it stands for who has handed in, seals what came in, and is gone once it is closed.

Everything that could tell who answered, or what, hangs on this key alone; the key ring opens none of it
(docs/decisions/0026).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import RefusalError
from domain.local_time import DAY_MS
from storage.key_folder import KeyFolder
from storage.unit import Unit

WAITS_MS = DAY_MS  # after the close, for a key that is not there
_NONCE_BYTES = 12
_KEY_BYTES = 32


class NoKeyFolderError(RefusalError):
    """There is no place for keys of ballots yet. Whoever runs Vouchsafe has to set VOUCHSAFE_PULSE_KEYS first."""


class OtherFolderError(RefusalError):
    """A key of an open ballot is missing: nothing was launched. Tell whoever runs Vouchsafe, or stop that ballot."""


class KeyAwayError(RuntimeError):
    """There is a ballot and no key: lost, or its folder is out of this replica's reach. What came in is still whole."""


class BallotKey:
    """`where` is the org and what is voted on: what is sealed for them opens nowhere else."""

    def __init__(self, master: bytes, *where: str) -> None:
        self._master = master
        self._where = where
        self._known: dict[str, bytes] = {}

    def ballot(self, person: str) -> str:
        """Return what stands for the person here, in hexadecimal."""
        return hmac.new(self._derived("ballot"), self._place(person), hashlib.sha256).hexdigest()

    def seal(self, text: str, token: str) -> bytes:
        """Seal what goes into the row with this token."""
        nonce = secrets.token_bytes(_NONCE_BYTES)  # a nonce must never repeat, so it is no parameter
        return nonce + AESGCM(self._derived("sheet")).encrypt(nonce, text.encode(), self._place(token))

    def open(self, sealed: bytes, token: str) -> str:
        """Raises cryptography's InvalidTag when it was moved or altered."""
        nonce, body = bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:])
        return AESGCM(self._derived("sheet")).decrypt(nonce, body, self._place(token)).decode()

    def _derived(self, purpose: str, length: int = _KEY_BYTES) -> bytes:
        """Keep what was derived with the key itself, and nowhere else: it has to go with it."""
        if purpose not in self._known:
            told = f"ballot {purpose}".encode()
            self._known[purpose] = HKDF(algorithm=SHA256(), length=length, salt=None, info=told).derive(self._master)
        return self._known[purpose]

    def _place(self, last: str) -> bytes:
        return "\x1f".join((*self._where, last)).encode()


def folder(unit: Unit) -> KeyFolder:
    """Raises NoKeyFolderError."""
    if unit.keys.apart is None:
        raise NoKeyFolderError
    return unit.keys.apart


def missing(unit: Unit, wanted: Iterable[tuple[str, str]]) -> list[str]:
    """Return the titles of what is under way and has no key here; `wanted` gives each key's name and that title.

    Raises NoKeyFolderError.
    """
    here = folder(unit)
    return [title for name, title in wanted if here.find(name) is None]


def find(unit: Unit, org: str, name: str) -> BallotKey | None:
    """Return the key of this name, None once it is gone. Raises NoKeyFolderError."""
    master = folder(unit).find(name)
    return None if master is None else BallotKey(master, org, name)
