"""Accounts become people: linked by verified e-mail, never two of one workspace, never on a stranger's word."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from domain.people import MemberKind
from domain.roster import Known, Member, Roster, Seat, ShrinkError, SyncResult, normal_email
from domain.sources import Source

ANA = Member(
    external="U1",
    name="Ana Ruiz",
    email="Ana@Acme.example",
    handle="ana",
    kind=MemberKind.FULL,
    active=True,
    zone="",
    title="",
)


def roster_of(*people: Known, seats: tuple[Seat, ...] = ()) -> Roster:
    return Roster({"slack": Source.SLACK, "teams": Source.TEAMS}, people, seats)


def seat(workspace: str, external: str, person: str, *, active: bool = True) -> Seat:
    return Seat(workspace=workspace, external=external, person=person, handle="", kind=MemberKind.FULL, active=active)


def admit(roster: Roster, workspace: str, *members: Member) -> None:
    for member in members:
        roster.admit(workspace, member, rng=random.Random(7))


def test_one_person_with_a_slack_and_a_teams_account_is_one_person() -> None:
    """The verified e-mail links them, whatever its case."""
    roster = roster_of()
    admit(roster, "slack", ANA)
    admit(roster, "teams", replace(ANA, external="object-1", email="ana@acme.example"))
    (person,) = roster.new_people()
    assert {seat.person for seat in roster.new_seats()} == {person.id}
    assert person.email == "ana@acme.example"


def test_two_accounts_of_one_workspace_are_never_one_person() -> None:
    """Even when both carry the same e-mail: the second is somebody else until a human says otherwise."""
    roster = roster_of()
    random_ids = random.Random(1)
    roster.admit("slack", ANA, rng=random_ids)
    roster.admit("slack", replace(ANA, external="U2"), rng=random_ids)
    assert len({seat.person for seat in roster.new_seats()}) == 2
    assert sorted(person.email or "" for person in roster.new_people()) == ["", "ana@acme.example"]


@pytest.mark.parametrize("kind", [MemberKind.EXTERNAL, MemberKind.GUEST, MemberKind.BOT])
def test_a_stranger_who_claims_anas_email_does_not_become_ana(kind: MemberKind) -> None:
    """Another organization vouches for its people's e-mails, and that proves nothing to us."""
    roster = roster_of(Known(id="ana", name="Ana", email="ana@acme.example"))
    admit(roster, "slack", replace(ANA, kind=kind))
    (stranger,) = roster.new_people()
    assert stranger.kind is kind
    assert stranger.email is None


def test_an_imported_person_is_found_when_their_account_appears() -> None:
    roster = roster_of(Known(id="ana", name="Ana R.", email="ana@acme.example", title="Lead"))
    admit(roster, "slack", replace(ANA, zone="Europe/Madrid"))
    assert not roster.new_people()
    told = "name=slack,email=slack,active=slack,zone=slack"
    assert roster.changed_people() == [
        Known(id="ana", name="Ana Ruiz", email="ana@acme.example", title="Lead", zone="Europe/Madrid", told=told)
    ]


def test_a_person_leaves_only_when_every_account_has_left() -> None:
    seats = (seat("slack", "U1", "ana"), seat("teams", "o1", "ana"))
    roster = roster_of(Known(id="ana", name="Ana Ruiz", email="ana@acme.example"), seats=seats)
    admit(roster, "slack", replace(ANA, active=False))
    assert all(person.active for person in roster.changed_people())
    admit(roster, "teams", replace(ANA, external="o1", active=False))
    assert [person.active for person in roster.changed_people()] == [False]


def test_somebody_who_left_before_we_came_is_not_added() -> None:
    roster = roster_of()
    admit(roster, "slack", replace(ANA, active=False))
    assert roster.result() == SyncResult(0, 0, 0)


def test_a_complete_listing_lets_the_absent_leave() -> None:
    seats = tuple(seat("slack", f"U{number}", f"p{number}") for number in range(10))
    roster = roster_of(*(Known(id=f"p{number}", name="N") for number in range(10)), seats=seats)
    roster.dismiss_absent("slack", {f"U{number}" for number in range(8)})
    assert roster.result() == SyncResult(added=0, changed=0, left=2)
    assert sorted(person.id for person in roster.changed_people()) == ["p8", "p9"]


def test_a_listing_that_lost_more_than_a_fifth_is_not_believed() -> None:
    seats = tuple(seat("slack", f"U{number}", f"p{number}") for number in range(10))
    roster = roster_of(*(Known(id=f"p{number}", name="N") for number in range(10)), seats=seats)
    with pytest.raises(ShrinkError, match="3 of 10"):
        roster.dismiss_absent("slack", {f"U{number}" for number in range(7)})
    assert roster.result() == SyncResult(0, 0, 0)


def test_one_of_a_team_of_three_may_leave() -> None:
    """A fifth of three is less than a person; a small team must still be able to lose somebody."""
    seats = tuple(seat("slack", f"U{number}", f"p{number}") for number in range(3))
    roster = roster_of(*(Known(id=f"p{number}", name="N") for number in range(3)), seats=seats)
    roster.dismiss_absent("slack", {"U0", "U1"})
    assert roster.result().left == 1


def test_the_other_workspace_is_not_touched_by_a_listing() -> None:
    seats = (seat("slack", "U1", "ana"), seat("teams", "o1", "ana"))
    roster = roster_of(Known(id="ana", name="Ana"), seats=seats)
    roster.dismiss_absent("slack", set())
    assert [(left.workspace, left.active) for left in roster.changed_seats()] == [("slack", False)]


def test_two_platforms_with_two_names_do_not_take_turns() -> None:
    """The oldest workspace names a person, so that two syncs in a row change nothing."""
    roster = roster_of()
    teams = replace(ANA, external="o1", name="Ana Ruiz Soler", email="ana@acme.example")
    admit(roster, "slack", ANA)
    admit(roster, "teams", teams)
    admit(roster, "slack", ANA)
    assert [person.name for person in roster.new_people()] == ["Ana Ruiz"]


def test_a_new_email_does_not_take_another_persons() -> None:
    seats = (seat("slack", "U1", "ana"),)
    roster = roster_of(
        Known(id="ana", name="Ana", email="ana@acme.example"),
        Known(id="ben", name="Ben", email="ben@acme.example"),
        seats=seats,
    )
    admit(roster, "slack", replace(ANA, email="ben@acme.example"))
    assert [person.email for person in roster.changed_people()] == ["ana@acme.example"]


def test_a_guest_made_full_member_takes_part() -> None:
    roster = roster_of()
    admit(roster, "slack", replace(ANA, kind=MemberKind.GUEST))
    admit(roster, "slack", ANA)
    assert [(person.kind, person.email) for person in roster.new_people()] == [(MemberKind.FULL, "ana@acme.example")]


def test_names_are_one_clean_line() -> None:
    roster = roster_of()
    admit(roster, "slack", replace(ANA, name="Ana\x1b[2J\n \u202eRuiz", zone="Mars/Olympus"))
    (person,) = roster.new_people()
    assert (person.name, person.zone) == ("Ana[2J Ruiz", "UTC")


@pytest.mark.parametrize(
    "address", ["", "ana", "@acme.example", "ana@", "a na@acme.example", "a\x00@b.c", "a@" + "b" * 300]
)
def test_what_cannot_be_an_address_links_nobody(address: str) -> None:
    assert normal_email(address) is None


def test_what_the_identity_provider_says_stands_against_a_roster() -> None:
    """Name, address, title, zone and whether somebody is here at all: SCIM goes first in each."""
    told = ",".join(f"{field}=scim" for field in ("name", "email", "title", "active", "zone"))
    ana = Known(id="ana", name="Ana María Ruiz", email="ana@acme.example", title="Lead", zone="Europe/Rome", told=told)
    roster = roster_of(ana, seats=(seat("slack", "U1", "ana"),))
    admit(roster, "slack", replace(ANA, email="other@acme.example", title="Ninja", zone="Europe/Madrid", active=False))
    assert roster.changed_people() == []
    assert [one.active for one in roster.changed_seats()] == [False]


def test_a_title_from_the_people_file_stands_against_what_somebody_wrote_in_chat() -> None:
    """Whoever may write their own title in chat does not so become a director."""
    roster = roster_of(
        Known(id="ana", name="Ana", title="Lead", told="title=file"), seats=(seat("slack", "U1", "ana"),)
    )
    admit(roster, "slack", replace(ANA, title="Director"))
    assert [person.title for person in roster.changed_people()] == ["Lead"]


def test_a_second_reading_of_the_same_roster_changes_nothing() -> None:
    """Also not who said what, on two platforms that say the same."""
    roster = roster_of()
    teams = replace(ANA, external="o1", zone="Europe/Madrid")
    admit(roster, "slack", replace(ANA, zone="Europe/Madrid"))
    admit(roster, "teams", teams)
    again = Roster({"slack": Source.SLACK, "teams": Source.TEAMS}, roster.new_people(), roster.new_seats())
    admit(again, "teams", teams)
    admit(again, "slack", replace(ANA, zone="Europe/Madrid"))
    assert (again.changed_people(), again.changed_seats()) == ([], [])


def test_an_address_that_was_given_to_somebody_new_does_not_open_a_leavers_past() -> None:
    """Ana left; the new Ana gets her address and none of what was hers, on either platform."""
    gone = Known(id="ana", name="Ana Ruiz", email="ana@acme.example", active=False)
    for workspace in ("slack", "teams"):
        roster = roster_of(gone, seats=(seat("slack", "U1", "ana", active=False),))
        admit(roster, workspace, replace(ANA, external="U9"))
        (new,) = roster.new_people()
        assert [one.person for one in roster.new_seats()] == [new.id]
        assert new.email == "ana@acme.example"
        assert [(person.id, person.email) for person in roster.changed_people()] == [("ana", None)]
        assert roster.parted_emails() == ["ana"]


def test_a_leaver_who_never_had_an_account_is_found_again() -> None:
    """A person from a file has no past that another could read."""
    roster = roster_of(Known(id="ana", name="Ana", email="ana@acme.example", active=False))
    admit(roster, "slack", ANA)
    assert [(person.id, person.active) for person in roster.changed_people()] == [("ana", True)]


@pytest.mark.parametrize("address", ["ana+hr@acme.example", "ana@acme.example.evil", "a.na@acme.example"])
def test_an_address_that_only_looks_alike_links_nobody(address: str) -> None:
    """What stands behind a plus or a dot is for the mail server to know, not for us to guess."""
    roster = roster_of(Known(id="ana", name="Ana", email="ana@acme.example"))
    admit(roster, "slack", replace(ANA, email=address))
    assert [person.email for person in roster.new_people()] == [address]


def test_an_account_without_a_verified_address_links_nobody() -> None:
    """A guest of a name, or a workspace that does not tell addresses."""
    roster = roster_of(Known(id="ana", name="Ana Ruiz", email="ana@acme.example"))
    admit(roster, "slack", replace(ANA, email=None))
    assert len(roster.new_people()) == 1
