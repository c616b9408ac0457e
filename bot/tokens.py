"""Opaque tokens for every id that travels through a platform: sealed for one workspace, and one reader if personal.

AES-SIV is deterministic, so a card drawn twice is the same card, and its associated data carries the workspace and
the reader without making the token longer (Slack allows 150 characters in an option's value).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from storage.sealing import KeyRing

LIFETIME_DAYS = 120
_DAY_MS = 86_400_000
_SEPARATOR = "\x1f"


class InvalidTokenError(ValueError):
    """Not ours, not for this workspace or person, or expired. People read what they read of a missing thing."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a token says: an action and its subject (our id) at the version drawn; or a chosen option's value."""

    action: str
    subject: str = ""
    version: int = 0


class Tokens:
    def __init__(self, keys: KeyRing) -> None:
        self._ciphers = tuple(AESSIV(key) for key in keys.keys("token"))

    def seal(self, pointer: Pointer, *, workspace: str, reader: str, now: int) -> str:
        """`workspace` is "platform:tenant"; `reader` the account it is drawn for, "" when anyone may press it."""
        expires = now // _DAY_MS + LIFETIME_DAYS
        text = _SEPARATOR.join((pointer.action, pointer.subject, f"{pointer.version:x}", f"{expires:x}"))
        sealed = self._ciphers[0].encrypt(text.encode(), _context(workspace, reader))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, token: str, *, workspace: str, account: str, now: int) -> Pointer:
        """Return what was sealed for this account, or for anyone, in this workspace. Raises InvalidTokenError."""
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError) as error:
            raise InvalidTokenError from error
        for reader in (account, ""):
            for cipher in self._ciphers:
                try:
                    return _read(cipher.decrypt(sealed, _context(workspace, reader)).decode(), now)
                except (InvalidTag, ValueError):
                    continue
        raise InvalidTokenError


def _context(workspace: str, reader: str) -> list[bytes]:
    return [workspace.encode(), reader.encode()]


def _read(text: str, now: int) -> Pointer:
    action, subject, version, expires = text.split(_SEPARATOR)
    if now // _DAY_MS > int(expires, 16):
        raise InvalidTokenError
    return Pointer(action, subject, int(version, 16))


def choice_of(action: str, field: str = "option") -> str:
    """Return what the token of a choice is sealed for, so that it means nothing in another field, menu or form."""
    return f"{action}#{field}"
