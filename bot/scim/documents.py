"""What a provider is answered: users as RFC 7643 writes them, and what it may ask of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from domain.scim import ENTERPRISE, ERROR, LIST, USER, ScimError
from domain.sources import Field
from storage import scim_found
from storage.scim_found import Found

BASE = "/scim/v2"
_CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
Document = Mapping[str, Any]


def user(found: Found, base: str) -> dict[str, Any]:
    """The whole user as they stand, whoever said it."""
    document: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "id": found.id,
        "userName": found.user_name,
        "name": _without_blanks(formatted=found.name, givenName=found.given_name, familyName=found.family_name),
        "displayName": found.name,
        "active": found.active,
        "timezone": found.zone,
        "meta": _meta(found, base),
    }
    document |= _without_blanks(externalId=found.external_id, title=found.title)
    document |= {"emails": [_email(found.email)]} if found.email else {}
    document |= _enterprise(found, base)
    return document


def said(found: Found) -> dict[str, Any]:
    """Only what SCIM itself has said: what a PATCH is applied to, so that it claims nothing of what others said."""
    document: dict[str, Any] = {"userName": found.user_name, "active": found.active}
    document |= _without_blanks(externalId=found.external_id, displayName=found.display_name)
    name = _without_blanks(givenName=found.given_name, familyName=found.family_name)
    document |= {"name": name} if name else {}
    if Field.EMAIL in found.said and found.email:
        document["emails"] = [_email(found.email)]
    document |= {"title": found.title} if Field.TITLE in found.said else {}
    document |= {"timezone": found.zone} if Field.ZONE in found.said else {}
    told: dict[str, Any] = {}
    if Field.MANAGER in found.said:
        told["manager"] = {"value": found.manager or found.manager_ref}
    if Field.TEAMS in found.said:
        told["department"] = "".join(found.teams[:1])
    return document | ({ENTERPRISE: told} if told else {})


def etag(found: Found) -> str:
    return f'W/"{found.version}"'


def listing(total: int, resources: Sequence[Document], start: int = 1) -> Document:
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def error(problem: ScimError) -> Document:
    told = {"schemas": [ERROR], "status": str(problem.status), "detail": problem.detail}
    return told | ({"scimType": problem.kind.value} if problem.kind.value else {})


def picked(document: dict[str, Any], only: str, without: str) -> Document:
    """Return the attributes a request asked for (RFC 7644 section 3.9); id and schemas always come."""
    wanted, unwanted = _names(only), _names(without)
    always = {"id", "schemas"}
    return {
        name: value
        for name, value in document.items()
        if name in always or ((not wanted or name.casefold() in wanted) and name.casefold() not in unwanted)
    }


def _names(words: str) -> frozenset[str]:
    """Of each path its attribute: "name.givenName" asks for the name."""
    found = [one.strip() for one in words.split(",") if one.strip()]
    return frozenset((ENTERPRISE if one.startswith("urn:") else one.partition(".")[0]).casefold() for one in found)


def _meta(found: Found, base: str) -> Document:
    return {
        "resourceType": "User",
        "created": _moment(found.created_at),
        "lastModified": _moment(found.changed_at),
        "location": f"{base}/Users/{found.id}",
        "version": etag(found),
    }


def _enterprise(found: Found, base: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if found.manager:
        place = f"{base}/Users/{found.manager}"
        told["manager"] = {"value": found.manager, "$ref": place, "displayName": found.manager_name}
    if Field.TEAMS in found.said and found.teams:
        told["department"] = found.teams[0]
    return {ENTERPRISE: told} if told else {}


def _email(address: str) -> Document:
    return {"value": address, "type": "work", "primary": True}


def _without_blanks(**attributes: str) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value}


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- What may be asked of us --------------------------------------------------------------------------------------


def configuration(base: str) -> Document:
    """RFC 7643 section 5."""
    token = {
        "type": "oauthbearertoken",
        "name": "Bearer token",
        "description": "A token that `vouchsafe scim-token` made.",
        "primary": True,
    }
    return {
        "schemas": [_CONFIG],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": scim_found.MOST},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [token],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def resource_types(base: str) -> Sequence[Document]:
    """Users alone: there are no groups (docs/administration.md)."""
    return [
        {
            "schemas": [_TYPE],
            "id": "User",
            "name": "User",
            "endpoint": "/Users",
            "description": "A person. Groups are not taken; a department is a team.",
            "schema": USER,
            "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/User"},
        }
    ]


def schemas(base: str) -> Sequence[Document]:
    core = [
        _attribute("userName", required=True, uniqueness="server"),
        _attribute("displayName"),
        _complex("name", _attribute("formatted"), _attribute("givenName"), _attribute("familyName")),
        _complex("emails", _attribute("value"), _attribute("type"), _attribute("primary", "boolean"), many=True),
        _attribute("title"),
        _attribute("timezone"),
        _attribute("active", "boolean"),
    ]
    manager = _complex("manager", _attribute("value"), _attribute("$ref", "reference"), _attribute("displayName"))
    department = _attribute("department")
    return [
        _schema(USER, "User", "A person.", core, base),
        _schema(ENTERPRISE, "EnterpriseUser", "Who leads them, and their team.", [manager, department], base),
    ]


def _schema(id: str, name: str, about: str, attributes: Sequence[Document], base: str) -> Document:
    meta = {"resourceType": "Schema", "location": f"{base}/Schemas/{id}"}
    told = {"id": id, "name": name, "description": about, "attributes": list(attributes)}
    return {"schemas": [_SCHEMA], **told, "meta": meta}


def _attribute(name: str, kind: str = "string", *, required: bool = False, uniqueness: str = "none") -> Document:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": required,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": uniqueness,
    }


def _complex(name: str, *parts: Document, many: bool = False) -> Document:
    return {**_attribute(name, "complex"), "multiValued": many, "subAttributes": list(parts)}
