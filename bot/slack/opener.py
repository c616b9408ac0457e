"""Opens what was sealed for the one who acts: what a button or a form is about, and what was chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack import render_form
from bot.slack.render_form import Answer, Many, One
from bot.tokens import InvalidTokenError, Tokens, choice_of
from domain import text as texts
from views.forms import Value


@dataclass(frozen=True, slots=True)
class Who:
    """The account that acts, and the workspace whose installation it acts on."""

    tenant: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as somebody left it; `typed` is what stands in those of its fields that people write into."""

    action: str
    subject: str
    version: int
    values: Mapping[str, Value]
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens tokens that were sealed for one account of one workspace. `now` is UTC epoch ms."""

    tokens: Tokens
    who: Who
    now: int

    def pointer(self, token: str) -> tuple[str, str, int]:
        """Return action, subject and version. Raises InvalidTokenError."""
        workspace = f"slack:{self.who.tenant}"
        found = self.tokens.open(token, workspace=workspace, account=self.who.account, now=self.now)
        return found.action, found.subject, found.version

    def choice(self, token: str, purpose: str) -> str:
        """Return the value of an option sealed for this purpose. Raises InvalidTokenError."""
        action, value, _ = self.pointer(token)
        if action != purpose:
            raise InvalidTokenError
        return value

    def form(self, view: Mapping[str, Any]) -> Filled:
        """Raises InvalidTokenError, also when the form is not the one its sealed subject was made for."""
        name, subject, version = self.pointer(view["private_metadata"])
        if name != view["callback_id"]:
            raise InvalidTokenError
        state = (view.get("state") or {}).get("values") or {}
        answers = render_form.values(state)
        return Filled(
            action=name,
            subject=subject,
            version=version,
            values={field: self._value(answer, choice_of(name, field)) for field, answer in answers.items()},
            typed=render_form.typed(state),
        )

    def _value(self, answer: Answer, purpose: str) -> Value:
        match answer:
            case One(token):
                return self.choice(token, purpose) if token else ""
            case Many(tokens):
                return tuple(self.choice(token, purpose) for token in tokens)
            case _:
                return texts.harmless(answer)
