"""What a renderer knows beside the view: for whom it draws, in which zone, and how to seal ids and name people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.tokens import Pointer, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`reader` is the platform account a personal view is drawn for, "" for a channel; `zone` is their IANA zone.

    `mentions` maps our person ids to accounts of this workspace; whoever is not in it is shown by name.
    """

    tokens: Tokens
    workspace: str
    reader: str
    now: int
    zone: str = "UTC"
    mentions: Mapping[str, str] = field(default_factory=dict)

    def seal(self, action: str, subject: str = "", version: int = 0) -> str:
        pointer = Pointer(action, subject, version)
        return self.tokens.seal(pointer, workspace=self.workspace, reader=self.reader, now=self.now)
