"""Sealed columns: AES-GCM bound to where the value stands, under a key ring that can rotate."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.key_folder import KeyFolder

KEY_BYTES = 32
_NONCE_BYTES = 12
_NAME_BYTES = 4  # which key of the ring sealed this, so that rotation needs no trial decryption


class SealingError(ValueError):
    """A sealed value cannot be opened: the key is missing from the ring, or the value was moved or altered."""


class KeyRing:
    """Master keys, the current one first. Every purpose gets its own derived key, so no two uses share one."""

    def __init__(self, masters: Iterable[bytes], *, apart: KeyFolder | None = None) -> None:
        """`apart` is where keys are that do not last, None where no place was named for them."""
        self.apart = apart
        self._masters = tuple(masters)
        if not self._masters or any(len(master) != KEY_BYTES for master in self._masters):
            raise SealingError(f"a key ring needs at least one key, each of {KEY_BYTES} bytes")
        self._columns = {_name(key): AESGCM(key) for key in self.keys("column")}
        self._current = _name(self.keys("column")[0])

    @classmethod
    def parse(cls, text: str, *, apart: KeyFolder | None = None) -> KeyRing:
        """Read keys in base64, separated by commas or white space, the current one first. Raises SealingError."""
        words = text.replace(",", " ").split()
        try:
            return cls((base64.b64decode(word, validate=True) for word in words), apart=apart)
        except binascii.Error as error:
            raise SealingError("a key is not valid base64") from error

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """Return the derived key of each master for this purpose, the current one first."""
        return tuple(_derive(master, purpose) for master in self._masters)

    def seal(self, text: str, *where: str) -> bytes:
        """Seal for one place: org, table, row and column. It opens nowhere else."""
        nonce = secrets.token_bytes(_NONCE_BYTES)  # a nonce must never repeat, so it is no parameter
        return self._current + nonce + self._columns[self._current].encrypt(nonce, text.encode(), _place(where))

    def open(self, sealed: bytes, *where: str) -> str:
        """Return what was sealed for this place. Raises SealingError."""
        cipher = self._columns.get(bytes(sealed[:_NAME_BYTES]))
        if cipher is None:
            raise SealingError("the key that sealed this value is not in the ring")
        nonce, body = sealed[_NAME_BYTES : _NAME_BYTES + _NONCE_BYTES], sealed[_NAME_BYTES + _NONCE_BYTES :]
        try:
            return cipher.decrypt(bytes(nonce), bytes(body), _place(where)).decode()
        except InvalidTag as error:
            raise SealingError("a sealed value was moved or altered") from error


def new_key() -> str:
    """Return a fresh master key as base64 text."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


@cache
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"vouchsafe {purpose}".encode()).derive(master)


def _name(key: bytes) -> bytes:
    return _derive(key, "name")[:_NAME_BYTES]


def _place(where: tuple[str, ...]) -> bytes:
    return "\x1f".join(where).encode()
