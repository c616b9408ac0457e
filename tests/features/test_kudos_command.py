"""What `/kudos ...` is taken to mean."""

from __future__ import annotations

from domain.kudos import Audience
from handlers.kudos_command import Spoken, read
from handlers.turn import Account

ANA, BEN = Account("U1", "Ana"), Account("U2", "Ben")


def test_people_badge_and_privacy_come_first() -> None:
    """The opening names who, what and for whom; the rest is the note."""
    said = read((ANA, " and ", BEN, " private #early-flag you told us early"))
    assert said == Spoken(accounts=("U1", "U2"), tag="early-flag", note="you told us early", audience=Audience.PRIVATE)


def test_who_is_named_within_the_story_is_not_thanked() -> None:
    """“thanks for helping @ben” is part of the note when somebody was named first."""
    said = read((ANA, " thanks for helping ", BEN, " with the release"))
    assert said.accounts == ("U1",)
    assert said.note == "thanks for helping Ben with the release"


def test_nobody_named_first_means_everyone_named_is_thanked() -> None:
    """“thanks @ana for ...” thanks Ana."""
    said = read(("thanks ", ANA, " for the early warning"))
    assert said.accounts == ("U1",)
    assert said.note == "thanks Ana for the early warning"


def test_a_correction_follows_fix() -> None:
    """What comes after “fix:” is the corrective action."""
    said = read((ANA, " #own-and-fix you told us at once Fix: a check\nstops it now"))
    assert said.note == "you told us at once"
    assert said.correction == "a check\nstops it now"


def test_names_typed_by_hand_are_kept_for_looking_up() -> None:
    """@ben that the platform did not recognize."""
    assert read(("@ben, #early-flag you told us",)) == Spoken(names=("ben",), tag="early-flag", note="you told us")


def test_a_number_sign_in_the_story_is_not_a_badge_unless_it_could_be() -> None:
    """Ticket #4512 stays a ticket."""
    assert read((ANA, " you closed #4512 in a day")).tag == ""
    assert read((ANA, " you told us early #early-flag")).tag == "early-flag"


def test_nothing_said_is_nothing_meant() -> None:
    """An empty line has no surprises."""
    assert read(()) == Spoken()
    assert read(("   ",)) == Spoken()
