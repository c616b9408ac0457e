"""The key of one wave: that of a secret ballot, and it seals the drafts that travel in people's own buttons."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.pulses_draft import BallotError
from storage.ballot_keys import BallotKey, folder
from storage.unit import Unit

_SIV_BYTES = 64


class WaveKey(BallotKey):
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


def make(unit: Unit, org: str, wave: str) -> None:
    """Let the wave have a key. Without its wave, should the unit fail, it opens nothing. Raises NoKeyFolderError."""
    folder(unit).make(wave)


def find(unit: Unit, org: str, wave: str) -> WaveKey | None:
    """Return the key, None once it is gone. Raises NoKeyFolderError."""
    master = folder(unit).find(wave)
    return None if master is None else WaveKey(master, org, wave)
