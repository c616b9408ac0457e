"""The key of one wave: it makes ballots, seals drafts and sheets, and is gone once the wave is closed.

Everything that could tell who answered, or what, hangs on this key alone; the key ring opens none of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import RefusalError
from domain.pulses_draft import BallotError
from storage.key_folder import KeyFolder
from storage.unit import Unit

_NONCE_BYTES = 12
_SIV_BYTES, _KEY_BYTES = 64, 32


class NoKeyFolderError(RefusalError):
    """There is no place for the keys of pulses yet. Whoever runs Vouchsafe has to set VOUCHSAFE_PULSE_KEYS first."""


class WaveKey:
    """`where` is the org and the wave: what is sealed for them opens nowhere else."""

    def __init__(self, master: bytes, *where: str) -> None:
        self._master = master
        self._where = where
        self._known: dict[str, bytes] = {}

    def ballot(self, person: str) -> str:
        """Return what stands for the person in this wave, in hexadecimal."""
        return hmac.new(self._derived("ballot"), self._place(person), hashlib.sha256).hexdigest()

    def seal_draft(self, text: str, person: str) -> str:
        """For the buttons of the person's own message. Deterministic, so that a card drawn twice is the same card."""
        sealed = AESSIV(self._derived("draft", _SIV_BYTES)).encrypt(text.encode(), [self._place(person)])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open_draft(self, token: str, person: str) -> str:
        """Raises domain.pulses_draft.BallotError when it was not sealed for this person in this wave."""
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            return AESSIV(self._derived("draft", _SIV_BYTES)).decrypt(sealed, [self._place(person)]).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise BallotError from error

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
            told = f"pulse {purpose}".encode()
            self._known[purpose] = HKDF(algorithm=SHA256(), length=length, salt=None, info=told).derive(self._master)
        return self._known[purpose]

    def _place(self, last: str) -> bytes:
        return "\x1f".join((*self._where, last)).encode()


def make(unit: Unit, org: str, wave: str) -> None:
    """Let the wave have a key. Without its wave, should the unit fail, it opens nothing. Raises NoKeyFolderError."""
    folder(unit).make(wave)


def find(unit: Unit, org: str, wave: str) -> WaveKey | None:
    """Return the key, None once it is gone. Raises NoKeyFolderError."""
    master = folder(unit).find(wave)
    return None if master is None else WaveKey(master, org, wave)


def folder(unit: Unit) -> KeyFolder:
    """Raises NoKeyFolderError."""
    if unit.keys.apart is None:
        raise NoKeyFolderError
    return unit.keys.apart
