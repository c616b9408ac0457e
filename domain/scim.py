"""A user as an identity provider tells it by SCIM 2.0 (RFC 7643, RFC 7644), in the dialects that providers speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain import roster, text

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MOST_CHARACTERS = 200  # of a name, a title, a team or a provider's own id
MOST_NAME = 254  # of a userName, which is mostly an address

Document = Mapping[str, Any]


class Kind(StrEnum):
    """What is wrong, as RFC 7644 section 3.12 calls it."""

    NONE = ""
    FILTER = "invalidFilter"
    UNIQUENESS = "uniqueness"
    SYNTAX = "invalidSyntax"
    PATH = "invalidPath"
    NO_TARGET = "noTarget"
    VALUE = "invalidValue"
    MUTABILITY = "mutability"
    TOO_MANY = "tooMany"


class ScimError(Exception):
    """What the provider is told instead: an HTTP status, the kind of error and a sentence."""

    def __init__(self, status: int, kind: Kind, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail


def wrong(detail: str, kind: Kind = Kind.VALUE) -> ScimError:
    return ScimError(400, kind, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """What the provider says. None: it does not say, so another source may. `manager` is as it names them, "" nobody.

    `team` is the department; `email` is normal.
    """

    user_name: str
    external_id: str = ""
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    email: str | None = None
    title: str | None = None
    active: bool | None = None
    zone: str | None = None
    manager: str | None = None
    team: str | None = None

    @property
    def name(self) -> str | None:
        """What people are called: the display name, else both names."""
        return self.display_name or f"{self.given_name} {self.family_name}".strip() or None

    @property
    def key(self) -> str:
        return self.user_name.casefold()


def read(document: Document) -> User:
    """Read a whole user, as POST and PUT bring it. Raises ScimError."""
    said = Attributes(document)
    enterprise = Attributes(said.object(ENTERPRISE))
    name = Attributes(said.object("name"))
    user_name = said.words("userName", MOST_NAME) or ""
    if not user_name:
        raise wrong("userName is required.")
    return User(
        user_name=user_name,
        external_id=said.words("externalId") or "",
        given_name=name.words("givenName") or "",
        family_name=name.words("familyName") or "",
        display_name=said.words("displayName") or name.words("formatted") or "",
        email=_email(said.value("emails"), user_name),
        title=said.words("title"),
        active=said.truth("active"),
        zone=_zone(said.words("timezone")),
        manager=_manager(enterprise, said),
        team=enterprise.words("department"),
    )


class Attributes:
    """A document whose attribute names are compared without case (RFC 7643 section 2.1)."""

    def __init__(self, document: object) -> None:
        if not isinstance(document, Mapping):
            raise wrong("A JSON object was expected.", Kind.SYNTAX)
        self._said = {str(name).casefold(): value for name, value in document.items()}

    def value(self, name: str) -> Any:
        return self._said.get(name.casefold())

    def object(self, name: str) -> Mapping[str, Any]:
        value = self.value(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise wrong(f"{name} must be an object.")
        return value

    def words(self, name: str, most: int = MOST_CHARACTERS) -> str | None:
        """Return the attribute's text, None where it is absent; some providers send numbers."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise wrong(f"{name} must be a string.")
        found = " ".join(text.harmless(str(value)[: 4 * most]).split())
        if len(found) > most:
            raise wrong(f"{name} has more than {most} characters.")
        return found

    def truth(self, name: str) -> bool | None:
        """Return None where it is absent. Entra sends "False" with a capital, as text."""
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, str) and value.casefold() in ("true", "false"):
            return value.casefold() == "true"
        if not isinstance(value, bool):
            raise wrong(f"{name} must be true or false.")
        return value


def _email(told: object, user_name: str) -> str | None:
    """The primary address, else the one at work, else the first; without any, the userName where it is one."""
    listed = told if isinstance(told, list) else [told] if told else []
    found = [one if isinstance(one, Mapping) else {"value": one} for one in listed]
    ranked = sorted((Attributes(one) for one in found), key=_later)
    address = (ranked[0].words("value", MOST_NAME) if ranked else "") or ""
    if address and not roster.normal_email(address):
        raise wrong("That is not an e-mail address.")
    return roster.normal_email(address or user_name)


def _later(email: Attributes) -> tuple[bool, bool]:
    return not email.truth("primary"), email.value("type") != "work"


def _zone(words: str | None) -> str | None:
    """A zone we do not know is no reason to refuse a person."""
    return words if words and roster.is_zone(words) else None


def _manager(enterprise: Attributes, said: Attributes) -> str | None:
    """An object as in RFC 7643 section 4.3, or the bare id that some providers send, also outside the extension."""
    value = enterprise.value("manager")
    if value is None:
        value = said.value("manager")
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        return Attributes(value).words("value") or ""
    return None if value is None else Attributes({"manager": value}).words("manager")
