"""People whom an identity provider brings, changes and lets leave: the published examples, and what is really sent."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from domain.people import MemberKind
from domain.privacy import Erasure, State
from domain.roster import Member
from storage import directory, erasing, erasures, tables, visiting, workspaces
from storage.erasing_messages import Case
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.edge.scim.conftest import ENTERPRISE, NOW, Provider, user

_user = tables.table(tables.ScimUser)
_person = tables.table(tables.Person)

# RFC 7644 section 3.3, the request that creates a user (the facts of it).
RFC_CREATE: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "bjensen",
    "externalId": "bjensen",
    "name": {"formatted": "Ms. Barbara J Jensen III", "familyName": "Jensen", "givenName": "Barbara"},
}

# RFC 7643 section 8.3, the enterprise user in full; what is of no use here is kept, to be passed over.
RFC_ENTERPRISE: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
    "id": "2819c223-7f76-453a-919d-413861904646",
    "externalId": "701984",
    "userName": "bjensen@example.com",
    "name": {
        "formatted": "Ms. Barbara J Jensen, III",
        "familyName": "Jensen",
        "givenName": "Barbara",
        "middleName": "Jane",
        "honorificPrefix": "Ms.",
        "honorificSuffix": "III",
    },
    "displayName": "Babs Jensen",
    "nickName": "Babs",
    "profileUrl": "https://login.example.com/bjensen",
    "emails": [
        {"value": "bjensen@example.com", "type": "work", "primary": True},
        {"value": "babs@jensen.org", "type": "home"},
    ],
    "addresses": [{"streetAddress": "100 Universal City Plaza", "type": "work", "primary": True}],
    "phoneNumbers": [{"value": "tel:555-555-5555", "type": "work"}],
    "ims": [{"value": "someaimhandle", "type": "aim"}],
    "userType": "Employee",
    "title": "Tour Guide",
    "preferredLanguage": "en-US",
    "locale": "en-US",
    "timezone": "America/Los_Angeles",
    "active": True,
    "password": "t1meMa$heen",
    "groups": [{"value": "e9e30dba-f08f-4109-8486-d5c6a331660a", "display": "Tour Guides"}],
    "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UEBhMCVVMx"}],
    ENTERPRISE: {
        "employeeNumber": "701984",
        "costCenter": "4130",
        "organization": "Universal Studios",
        "division": "Theme Park",
        "department": "Tour Operations",
        "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d", "displayName": "John Smith"},
    },
}


async def test_the_published_minimal_user_is_taken_in(provider: Provider) -> None:
    """RFC 7644 section 3.3: 201, where it is, and the same names back."""
    heard = await provider.ask("POST", "/Users", RFC_CREATE)
    assert heard.status == 201
    assert heard.headers["Location"] == heard.body["meta"]["location"]
    assert heard.headers["ETag"] == heard.body["meta"]["version"]
    assert (heard.body["userName"], heard.body["externalId"]) == ("bjensen", "bjensen")
    assert heard.body["name"]["familyName"] == "Jensen"
    shown = await provider.ask("GET", f"/Users/{heard.body['id']}")
    assert shown.body == heard.body


async def test_the_published_enterprise_user_is_taken_in(provider: Provider) -> None:
    """RFC 7643 section 8.3: what we use is kept; a password, groups and addresses are passed over and not kept."""
    heard = await provider.ask("POST", "/Users", RFC_ENTERPRISE)
    assert heard.status == 201
    assert heard.body["id"] != RFC_ENTERPRISE["id"], "ids are ours to give"
    person = provider.person(heard.body["id"])
    assert (person["name"], person["email"], person["title"]) == ("Babs Jensen", "bjensen@example.com", "Tour Guide")
    assert (person["zone"], person["active"]) == ("America/Los_Angeles", True)
    assert heard.body[ENTERPRISE]["department"] == "Tour Operations"
    assert "password" not in heard.body


async def test_a_manager_who_is_not_here_yet_leads_once_they_are(provider: Provider) -> None:
    """Providers send people in any order; by the provider's own id of the manager, too."""
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": "boss-42"}}})
    assert provider.manager(ben["id"]) is None
    ana = await provider.creates("ana@example.org", externalId="boss-42")
    assert provider.manager(ben["id"]) == ana["id"]
    shown = await provider.ask("GET", f"/Users/{ben['id']}")
    assert shown.body[ENTERPRISE]["manager"]["value"] == ana["id"]


async def test_a_circle_of_managers_is_refused(provider: Provider) -> None:
    """Also through somebody between; and nothing is changed."""
    ana = await provider.creates("ana@example.org")
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": ana["id"]}}})
    chi = await provider.creates("chi@example.org", **{ENTERPRISE: {"manager": {"value": ben["id"]}}})
    for boss in (chi["id"], ana["id"]):
        heard = await provider.patches(ana["id"], {"op": "add", "path": f"{ENTERPRISE}:manager", "value": boss})
        assert (heard.status, heard.body["scimType"]) == (400, "invalidValue")
    assert provider.manager(ana["id"]) is None


async def test_a_user_is_found_by_name_by_number_and_page_by_page(provider: Provider) -> None:
    """Case does not matter in a userName; a page of nothing says how many there are."""
    for number in range(5):
        await provider.creates(f"P{number}@example.org", externalId=f"n{number}")
    for asked in (
        'userName eq "p3@EXAMPLE.org"',
        'externalId eq "n3"',
        'emails[type eq "work"].value eq "p3@example.org"',
    ):
        heard = await provider.ask("GET", f"/Users?filter={asked.replace(' ', '%20')}")
        assert [one["externalId"] for one in heard.body["Resources"]] == ["n3"], asked
    nobody = await provider.ask("GET", '/Users?filter=userName%20eq%20"nobody"')
    assert (nobody.status, nobody.body["totalResults"], nobody.body["Resources"]) == (200, 0, [])
    seen = []
    for start in (1, 3, 5):
        page = (await provider.ask("GET", f"/Users?startIndex={start}&count=2")).body
        assert (page["totalResults"], page["startIndex"]) == (5, start)
        seen += [one["id"] for one in page["Resources"]]
    assert len(set(seen)) == 5
    assert (await provider.ask("GET", "/Users?count=0")).body["Resources"] == []
    complex_one = '(userName sw "p" and not (externalId eq "n0")) or displayName co "nobody"'
    heard = await provider.ask("GET", "/Users?filter=" + complex_one.replace(" ", "%20"))
    assert heard.body["totalResults"] == 4


NO_FILTERS = (
    *("userName eq", "userName eq bjensen", "((userName pr)", 'salary gt "1"', 'userName zz "a"', '"a" eq "b"'),
    "(" * 40,
)


@pytest.mark.parametrize("asked", NO_FILTERS)
async def test_a_filter_that_cannot_be_meant_is_refused(provider: Provider, asked: str) -> None:
    """RFC 7644 section 3.12: invalidFilter, and never everybody."""
    heard = await provider.ask("GET", "/Users?filter=" + asked.replace(" ", "%20"))
    assert (heard.status, heard.body["scimType"]) == (400, "invalidFilter")


# Requests as Microsoft publishes them (its notes on SCIM 2.0 compliance, with and without its flag), and Okta's.
LEAVES: list[tuple[str, dict[str, Any]]] = [
    ("Entra", {"op": "Replace", "path": "active", "value": "False"}),
    ("Entra with its flag", {"op": "replace", "path": "active", "value": False}),
    ("Okta", {"op": "replace", "value": {"active": False}}),
]


@pytest.mark.parametrize("operation", [row[1] for row in LEAVES], ids=[row[0] for row in LEAVES])
async def test_whoever_is_switched_off_has_left(provider: Provider, operation: dict[str, Any]) -> None:
    """In each dialect; and is back when switched on again."""
    ana = await provider.creates("ana@example.org", displayName="Ana Ruiz")
    heard = await provider.patches(ana["id"], operation)
    assert (heard.status, heard.body["active"]) == (200, False)
    assert not provider.person(ana["id"])["active"]
    assert (await provider.patches(ana["id"], {"op": "Add", "path": "active", "value": "True"})).body["active"]
    assert provider.person(ana["id"])["name"] == "Ana Ruiz"


async def test_many_attributes_change_as_entra_sends_them(provider: Provider) -> None:
    """One operation each, or one without a path whose names are paths."""
    ana = await provider.creates("ana@example.org", displayName="Ana", title="Engineer")
    heard = await provider.patches(
        ana["id"],
        {"op": "Replace", "path": "displayName", "value": "Ana Ruiz"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "Ana.Ruiz@example.org"},
        {"op": "Add", "path": "title", "value": "Lead"},
        {"op": "Replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "77"},
    )
    assert heard.status == 200
    person = provider.person(ana["id"])
    assert (person["name"], person["email"], person["title"]) == ("Ana Ruiz", "ana.ruiz@example.org", "Lead")
    value = {
        "displayName": "Ana R.",
        "name.givenName": "Ana",
        "name.familyName": "Ruiz",
        f"{ENTERPRISE}:department": "Risk",
    }
    heard = await provider.patches(ana["id"], {"op": "replace", "value": value})
    assert (heard.body["displayName"], heard.body["name"]["familyName"]) == ("Ana R.", "Ruiz")
    assert heard.body[ENTERPRISE]["department"] == "Risk"


MANAGERS = ("object", "bare", "list", "whole extension", "dotted")


@pytest.mark.parametrize("dialect", MANAGERS)
async def test_a_manager_comes_as_an_object_or_a_bare_id(provider: Provider, dialect: str) -> None:
    """And goes again by remove, or by an empty value."""
    ana, ben = await provider.creates("ana@example.org"), await provider.creates("ben@example.org")
    id = ana["id"]
    operation: dict[str, Any] = {
        "object": {"op": "add", "path": f"{ENTERPRISE}:manager", "value": {"value": id}},
        "bare": {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": id},
        "list": {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": f"/Users/{id}", "value": id}]},
        "whole extension": {"op": "replace", "value": {ENTERPRISE: {"manager": {"value": id}}}},
        "dotted": {"op": "replace", "path": f"{ENTERPRISE}.manager", "value": id},
    }[dialect]
    assert (await provider.patches(ben["id"], operation)).status == 200
    assert provider.manager(ben["id"]) == id
    assert (await provider.patches(ben["id"], {"op": "remove", "path": f"{ENTERPRISE}:manager"})).status == 200
    assert provider.manager(ben["id"]) is None


async def test_a_patch_that_fails_half_way_changes_nothing(provider: Provider) -> None:
    """RFC 7644 section 3.5.2: all of it or nothing."""
    ana = await provider.creates("ana@example.org", title="Engineer")
    heard = await provider.patches(ana["id"], {"op": "replace", "path": "title", "value": "Lead"}, {"op": "remove"})
    assert (heard.status, heard.body["scimType"]) == (400, "noTarget")
    assert provider.person(ana["id"])["title"] == "Engineer"


async def test_the_same_again_changes_nothing(provider: Provider) -> None:
    """A provider repeats itself for ever: no new version, nothing for anybody to notice."""
    ana = await provider.creates("ana@example.org", title="Lead", displayName="Ana")
    for _ in range(3):
        heard = await provider.patches(ana["id"], {"op": "replace", "path": "title", "value": "Lead"})
        assert heard.headers["ETag"] == ana["meta"]["version"]


async def test_a_put_says_everything_and_takes_back_what_it_leaves_out(provider: Provider) -> None:
    """Only what SCIM itself had said: what came from elsewhere stays."""
    ana = await provider.creates("ana@example.org", title="Lead", timezone="Europe/Madrid", displayName="Ana")
    heard = await provider.ask("PUT", f"/Users/{ana['id']}", user("ana@example.org", displayName="Ana Ruiz"))
    assert (heard.status, heard.body["displayName"]) == (200, "Ana Ruiz")
    assert "title" not in heard.body


async def test_two_who_change_the_same_user_do_not_overwrite_one_another(provider: Provider) -> None:
    """If-Match with an older version: 412 and nothing is changed (RFC 7644 section 3.14)."""
    ana = await provider.creates("ana@example.org", title="Engineer")
    old = ana["meta"]["version"]
    await provider.patches(ana["id"], {"op": "replace", "path": "title", "value": "Lead"})
    told = user("ana@example.org", title="Ninja")
    late = await provider.ask("PUT", f"/Users/{ana['id']}", told, headers={"If-Match": old})
    assert late.status == 412
    assert provider.person(ana["id"])["title"] == "Lead"
    assert (await provider.ask("DELETE", f"/Users/{ana['id']}", headers={"If-Match": old})).status == 412
    shown = await provider.ask("GET", f"/Users/{ana['id']}")
    again = await provider.ask("GET", f"/Users/{ana['id']}", headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status, again.body) == (304, None)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_two_replicas_do_not_overwrite_one_another_either(
    provider: Provider, database: str, keys: KeyRing
) -> None:
    """Whoever waits for another replica compares with what that one saved."""
    ana = await provider.creates("ana@example.org", title="Engineer")
    told, seen = user("ana@example.org", title="Ninja"), {"If-Match": ana["meta"]["version"]}
    with visiting.visit(database, keys) as other:
        directory.alone_in(other, provider.org)
        changed = {"title": "Lead", "version": _person.c.version + 1}
        other.run(update(_person).where(_person.c.id == ana["id"]).values(**changed))
        late = asyncio.create_task(provider.ask("PUT", f"/Users/{ana['id']}", told, headers=seen))
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not (late.done() or other.run(waiting).scalar_one()):  # noqa: ASYNC110 - the database tells no event
            await asyncio.sleep(0.01)
    assert (await late).status == 412
    assert provider.person(ana["id"])["title"] == "Lead"


async def test_a_new_team_or_manager_alone_is_a_change(provider: Provider) -> None:
    """A new version, a line in the audit log, and what waits for the person is asked anew."""
    ana = await provider.creates("ana@example.org")
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"department": "Risk", "manager": {"value": "e9"}}})
    provider.store.write(lambda unit: waits_for(unit, provider.org, ben["id"])).result()
    seen = ben["meta"]["version"]
    changes = (("department", "Safety"), ("manager", ana["id"]))
    for count, (name, value) in enumerate(changes, 1):
        heard = await provider.patches(ben["id"], {"op": "replace", "path": f"{ENTERPRISE}:{name}", "value": value})
        assert heard.headers["ETag"] != seen, name
        seen = heard.headers["ETag"]
        assert provider.audited("scim.changed") == [ben["id"]] * count
        assert provider.asked_anew() == [ben["id"]]
        provider.store.write(lambda unit: waits_for(unit, provider.org, ben["id"])).result()


async def test_whoever_is_led_at_last_has_changed_too(provider: Provider) -> None:
    """By the coming of somebody else."""
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": "e9"}}})
    await provider.creates("ana@example.org", externalId="e9")
    shown = await provider.ask("GET", f"/Users/{ben['id']}")
    assert shown.headers["ETag"] != ben["meta"]["version"]
    assert provider.audited("scim.changed") == [ben["id"]]


def waits_for(unit: Unit, org: str, person: str) -> None:
    """A part of a broadcast is queued for the person until far in the future."""
    rng = random.Random(4)
    here = workspaces.ensure(unit, org, "slack", "T1", name="", token="", bot="", service_url="", now=1, rng=rng)
    outbox = tables.table(tables.Outbox)
    unit.run(delete(outbox))
    words = {"kind": "direct", "lane": "l", "dedupe_key": "k", "batch": "b", "promise": "", "address": ""}
    times = {
        "not_before": NOW,
        "not_after": NOW + 1000,
        "created_at": NOW,
        "seq": 1,
        "urgency": 1,
        "started_at": 0,
        "lease_until": 0,
    }
    where = {"org_id": org, "id": "o1", "workspace_id": here.id, "reader_id": person}
    unit.run(insert(outbox), {**where, **words, **times, "card": b""})


async def test_a_put_without_a_word_of_it_leaves_whoever_has_left_where_they_are(provider: Provider) -> None:
    """Only who is said to be active is; also when a PATCH takes the attribute out."""
    ana = await provider.creates("ana@example.org", active=False)
    told = user("ana@example.org", title="Lead")
    assert (await provider.ask("PUT", f"/Users/{ana['id']}", told)).body["active"] is False
    heard = await provider.patches(ana["id"], {"op": "remove", "path": "active"})
    assert (heard.status, heard.body["active"]) == (200, False)
    assert not provider.person(ana["id"])["active"]


async def test_whoever_is_deleted_leads_nobody_and_is_led_by_nobody(provider: Provider) -> None:
    """Until the provider creates them anew, as with anybody it does not know yet."""
    ana = await provider.creates("ana@example.org", externalId="e1")
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": "e7"}}})
    chi = await provider.creates("chi@example.org")
    for gone in (ana, ben):
        await provider.ask("DELETE", f"/Users/{gone['id']}")
    await provider.creates("dee@example.org", externalId="e7")
    assert provider.manager(ben["id"]) is None
    for name in (ana["id"], "e1", "ana@example.org"):
        await provider.patches(chi["id"], {"op": "add", "path": f"{ENTERPRISE}:manager", "value": name})
        assert provider.manager(chi["id"]) is None
    await provider.creates("ana@example.org", externalId="e1")
    assert provider.manager(chi["id"]) == ana["id"]


async def test_somebody_in_a_circle_of_the_providers_can_be_switched_off(provider: Provider) -> None:
    """The circle came to be by whom they waited for, and is not said anew; whoever makes another one is told."""
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": "Boss-1"}}})
    ana = await provider.creates("a@x.org", externalId="Boss-1", **{ENTERPRISE: {"manager": {"value": ben["id"]}}})
    assert (provider.manager(ben["id"]), provider.manager(ana["id"])) == (None, ben["id"])
    anew = {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": "a@x.org"}
    assert (await provider.patches(ben["id"], anew)).status == 400
    told = user("ben@example.org", title="Lead", **{ENTERPRISE: {"manager": {"value": "Boss-1"}}})
    assert (await provider.ask("PUT", f"/Users/{ben['id']}", told)).status == 200
    heard = await provider.patches(ben["id"], {"op": "replace", "path": "active", "value": False})
    assert (heard.status, provider.person(ben["id"])["active"], provider.manager(ben["id"])) == (200, False, None)


async def test_a_change_of_somebody_leaves_them_under_a_manager_who_is_gone(provider: Provider) -> None:
    """Until the provider names another."""
    ana = await provider.creates("ana@example.org")
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": ana["id"]}}})
    await provider.ask("DELETE", f"/Users/{ana['id']}")
    heard = await provider.patches(ben["id"], {"op": "replace", "path": "title", "value": "Lead"})
    assert (heard.status, provider.manager(ben["id"])) == (200, ana["id"])
    told = user("ben@example.org", **{ENTERPRISE: {"manager": {"value": ana["id"]}}})
    await provider.ask("PUT", f"/Users/{ben['id']}", told)
    assert provider.manager(ben["id"]) == ana["id"]


async def test_a_manager_who_is_waited_for_is_known_by_their_name_in_any_case(provider: Provider) -> None:
    """As everywhere else."""
    ben = await provider.creates("ben@example.org", **{ENTERPRISE: {"manager": {"value": "Ana@Example.org"}}})
    ana = await provider.creates("aNa@example.org")
    assert (provider.manager(ben["id"]), provider.waiting()) == (ana["id"], [])


async def test_the_audit_log_says_once_that_somebody_left_and_once_that_they_came_back(provider: Provider) -> None:
    """Whoever is changed while they are gone has not left again."""
    ana = await provider.creates("ana@example.org")
    for value in (False, True):
        await provider.patches(ana["id"], {"op": "replace", "path": "active", "value": value})
        await provider.patches(ana["id"], {"op": "replace", "path": "title", "value": f"Lead {value}"})
    told = {action: len(provider.audited(f"scim.{action}")) for action in ("created", "left", "returned", "changed")}
    assert told == {"created": 1, "left": 1, "returned": 1, "changed": 2}
    await provider.ask("DELETE", f"/Users/{ana['id']}")
    await provider.creates("ana@example.org")
    assert len(provider.audited("scim.returned")) == 2


async def test_whoever_was_erased_is_named_by_nobody_and_not_kept(provider: Provider) -> None:
    """Neither as a user, nor as whom another becomes, nor as somebody's manager: not even the name stays."""
    zora = await provider.creates("zora@example.org", externalId="e5", displayName="Zora")
    ben = await provider.creates("ben@example.org")
    waiting = await provider.creates("chi@example.org")
    provider.store.write(lambda unit: waits_by_name(unit, waiting["id"], "E5")).result()
    provider.store.write(lambda unit: erase(unit, provider.org, zora["id"])).result()
    assert provider.waiting() == []
    taken = [
        await provider.ask("POST", "/Users", user("zora@example.org")),
        await provider.ask("POST", "/Users", user("zora", externalId="e5")),
        await provider.ask("PUT", f"/Users/{ben['id']}", user("zora@example.org")),
        await provider.patches(
            ben["id"], {"op": "replace", "path": "emails", "value": [{"value": "ZORA@example.org"}]}
        ),
    ]
    assert [(one.status, one.body["scimType"]) for one in taken] == [(409, "uniqueness")] * 4
    for name in ("zora@example.org", "e5", zora["id"]):
        heard = await provider.patches(ben["id"], {"op": "add", "path": f"{ENTERPRISE}:manager", "value": name})
        assert (heard.status, provider.manager(ben["id"]), provider.waiting()) == (200, None, [])


def waits_by_name(unit: Unit, person: str, name: str) -> None:
    unit.run(update(_user).where(_user.c.person_id == person).values(manager_ref=name))


def erase(unit: Unit, org: str, person: str) -> None:
    wish = Erasure(id="w1", person=person, state=State.APPROVED, asked_at=NOW, asked_by=person)
    erasures.add(unit, org, wish)
    erasing.shred(Case(unit=unit, org=org, person=person, now=NOW, rng=random.Random(1)), wish)


async def test_whoever_is_deleted_has_left_and_can_come_back(provider: Provider) -> None:
    """The same person with all that was theirs; for the provider they are gone meanwhile."""
    ana = await provider.creates("ana@example.org", externalId="e1", title="Lead")
    assert (await provider.ask("DELETE", f"/Users/{ana['id']}")).status == 204
    assert not provider.person(ana["id"])["active"]
    assert (await provider.ask("GET", f"/Users/{ana['id']}")).status == 404
    assert (await provider.ask("DELETE", f"/Users/{ana['id']}")).status == 404
    back = await provider.creates("ana@example.org", externalId="e1")
    assert back["id"] == ana["id"]
    assert provider.person(ana["id"])["active"]


async def test_an_address_that_went_to_somebody_new_opens_nothing_of_the_one_before(provider: Provider) -> None:
    """The provider's own id tells them apart."""
    old = await provider.creates("ana@example.org", externalId="e1")
    await provider.ask("DELETE", f"/Users/{old['id']}")
    new = await provider.creates("ana@example.org", externalId="e2")
    assert new["id"] != old["id"]
    assert (provider.person(old["id"])["email"], provider.person(new["id"])["email"]) == (None, "ana@example.org")


async def test_a_name_or_an_address_is_one_users_alone(provider: Provider) -> None:
    """409 and uniqueness, on creation, change and rename."""
    await provider.creates("ana@example.org")
    ben = await provider.creates("ben@example.org")
    taken = [
        await provider.ask("POST", "/Users", user("ANA@example.org")),
        await provider.ask("POST", "/Users", user("other", emails=[{"value": "ana@example.org"}])),
        await provider.ask("PUT", f"/Users/{ben['id']}", user("ana@example.org")),
        await provider.patches(ben["id"], {"op": "replace", "path": "userName", "value": "ana@example.org"}),
        await provider.patches(
            ben["id"], {"op": "add", "path": 'emails[type eq "work"].value', "value": "ana@example.org"}
        ),
    ]
    assert [(one.status, one.body["scimType"]) for one in taken] == [(409, "uniqueness")] * 5
    assert len(provider.people()) == 2


def somebody_on_slack(unit: Unit, provider: Provider, rng: Any) -> None:
    here = workspaces.ensure(
        unit, provider.org, "slack", "T1", name="", token="", bot="", service_url="", now=1, rng=rng
    )
    ana = Member(
        external="U1",
        name="ana the great",
        email="ana@example.org",
        handle="",
        kind=MemberKind.FULL,
        active=True,
        zone="Europe/Rome",
        title="Ninja",
    )
    directory.sync(unit, provider.org, here.id, [ana], complete=False, now=NOW, rng=rng)


async def test_whoever_is_on_slack_already_is_found_and_described_by_scim_from_then_on(
    provider: Provider, rng: Any
) -> None:
    """A provider asks first; what it then says stands against the next reading of the roster."""
    provider.store.write(lambda unit: somebody_on_slack(unit, provider, rng)).result()
    asked = await provider.ask("GET", '/Users?filter=userName%20eq%20"ana@example.org"')
    [found] = asked.body["Resources"]
    said = {"displayName": "Ana Ruiz", "active": True, "title": "Lead"}
    assert (await provider.patches(found["id"], {"op": "replace", "value": said})).status == 200
    provider.store.write(lambda unit: somebody_on_slack(unit, provider, rng)).result()
    person = provider.person(found["id"])
    assert (person["name"], person["title"], person["zone"]) == ("Ana Ruiz", "Lead", "Europe/Rome")
    assert [one["id"] for one in provider.people()] == [found["id"]]


async def test_a_patch_of_one_thing_claims_nothing_else(provider: Provider, rng: Any) -> None:
    """Whoever was only switched on keeps the name that Slack tells."""
    provider.store.write(lambda unit: somebody_on_slack(unit, provider, rng)).result()
    [ana] = provider.people()
    await provider.patches(ana["id"], {"op": "replace", "value": {"active": True}})
    after = provider.person(ana["id"])
    assert after["name"] == "ana the great"
    assert after["sources"] == "name=slack,email=scim,title=slack,active=scim,zone=slack"
