"""Teams' months in the store: read by the team, entered by whoever leads it, and posted by whoever can sign."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from domain import paired_signature
from domain.errors import NotFoundError
from domain.paired import Figures
from domain.paired_reading import Flaw
from domain.policy import Action
from domain.recurrence import Reported
from storage import leading, paired, paired_posting, paired_senders, tables
from storage.paired import Source
from storage.paired_posting import FlawedError, Posted, WrongSignatureError
from storage.paired_senders import NamedTwiceError, TooManyError
from storage.unit import Store, Unit
from tests.storage.teams import NOW, Teams, actor, build

SEPTEMBER = Figures(
    team="checkout", month=date(2026, 9, 1), changes=41, failed=5, reported=Reported(by_team=12, by_customers=3)
)
SAID = {"team": "Checkout", "month": "2026-09", "changes": 41, "failed": 5, "self_reported": 12, "customer_found": 3}


@pytest.fixture
def teams(store: Store) -> Teams:
    store.write(build).result()
    return Teams(store=store)


def months(teams: Teams) -> list[Figures]:
    return teams.does(lambda unit: paired.of_team(unit, "org", "checkout", since=date(2026, 1, 1)))


def signed(teams: Teams, sender: str, body: bytes, *, timestamp: str = str(NOW // 1000)) -> Posted:
    secret = teams.does(lambda unit: paired_senders.secret(unit, "org", sender)) or ""
    signature = paired_signature.sign(secret, timestamp, body)
    return Posted(sender=sender, timestamp=timestamp, signature=signature, body=body)


def posts(teams: Teams, posted: Posted) -> None:
    document = json.loads(posted.body)
    teams.does(lambda unit: paired_posting.take(unit, posted, document, now=NOW, rng=teams.rng))


def makes(teams: Teams, name: str = "Build server") -> str:
    return teams.does(lambda unit: paired_senders.make(unit, "org", name, now=NOW, rng=teams.rng)).id


def audited(teams: Teams) -> list[tuple[str, str]]:
    log = tables.named("audit")
    rows = teams.does(lambda unit: unit.rows(select(log.c.action, log.c.object)))
    return [(row["action"], row["object"]) for row in rows]


def test_a_team_reads_its_figures_and_whoever_leads_it_and_hr_enter_them(teams: Teams) -> None:
    """Nobody else finds them: not another team, and not a manager further up."""

    def reads(unit: Unit) -> dict[str, str]:
        rights = {}
        for who in ("mara", "ana", "hana", "tom", "uma"):
            those = [one.value for one in (Action.READ, Action.WRITE) if paired.may(unit, actor(who), "checkout", one)]
            rights[who] = " ".join(those)
        return rights

    assert teams.does(reads) == {"mara": "read write", "ana": "read", "hana": "read write", "tom": "", "uma": ""}
    assert teams.does(lambda unit: leading.lead(unit, "org", "search")) == "tom"
    for who, team in (("uma", "checkout"), ("hana", "nothing")):
        with pytest.raises(NotFoundError):
            teams.does(lambda unit, who=who, team=team: paired.require(unit, actor(who), team, Action.READ))  # type: ignore[misc]


def test_what_is_entered_again_replaces_what_was_there(teams: Teams) -> None:
    """Of the same month of the same team alone."""
    other = replace(SEPTEMBER, month=date(2026, 8, 1), failed=None, reported=None)
    mended = replace(SEPTEMBER, changes=40, lead_minutes=90)
    early = Figures(team="checkout", month=date(2026, 7, 1), reported=SEPTEMBER.reported)
    for those in ([SEPTEMBER, other, early], [mended]):
        teams.does(lambda unit, those=those: paired.save(unit, "org", those, source=Source.FORM, now=NOW))  # type: ignore[misc]
    assert months(teams) == [early, other, mended]
    every = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 6, 1))
    counted = teams.does(lambda unit: paired.reported(unit, "org", "checkout", every))
    assert sorted(counted, key=str) == [None, SEPTEMBER.reported]


def test_a_system_that_signs_posts_a_month_once(teams: Teams) -> None:
    """The same again changes nothing, also after somebody mended the month; its secret stands nowhere in the open."""
    posted = signed(teams, makes(teams), json.dumps(SAID).encode())
    posts(teams, posted)
    assert months(teams) == [SEPTEMBER]
    mended = replace(SEPTEMBER, failed=6)
    teams.does(lambda unit: paired.save(unit, "org", [mended], source=Source.FORM, now=NOW))
    posts(teams, posted)
    assert months(teams) == [mended]
    assert audited(teams).count(("paired.posted", "checkout")) == 1
    [kept] = teams.does(lambda unit: unit.rows(select(tables.named("figure_sender"))))
    assert kept["used_at"] == NOW
    assert b"vsf_" not in bytes(kept["token"])


@pytest.mark.parametrize(
    ("changed", "flaws"),
    [
        ({"recurred": 0}, {"recurred": Flaw.COLUMNS}),
        ({"person": "Ana"}, {"person": Flaw.COLUMNS}),
        ({"team": "Nobody"}, {"team": Flaw.MISSING}),
        ({"changes": True}, {"changes": Flaw.NO_NUMBER}),
        ({"month": "2026-10"}, {"month": Flaw.NOT_OVER}),
    ],
)
def test_what_is_not_whole_is_not_taken_and_may_be_sent_again(
    teams: Teams, changed: dict[str, Any], flaws: dict[str, Flaw]
) -> None:
    """What came back, a person, a team nobody knows: each by its name."""
    posted = signed(teams, makes(teams), json.dumps(SAID | changed).encode())
    for _ in range(2):
        with pytest.raises(FlawedError) as refused:
            posts(teams, posted)
        assert refused.value.flaws == flaws
    assert months(teams) == []


def test_a_team_of_two_is_never_taken(teams: Teams) -> None:
    """Its figures would be somebody's."""
    posted = signed(teams, makes(teams), json.dumps(SAID | {"team": "Search"}).encode())
    with pytest.raises(FlawedError) as refused:
        posts(teams, posted)
    assert "fewer than five" in str(refused.value.flaws["team"])


def test_who_cannot_sign_or_may_not_any_more_opens_nothing(teams: Teams) -> None:
    """Another secret, another body, an id of nobody, one that HR took away."""
    body = json.dumps(SAID).encode()
    one, other = makes(teams), makes(teams, "Tickets")
    good = signed(teams, one, body)
    wrong = [
        replace(good, sender=other),
        replace(good, sender="nobody"),
        replace(good, body=body.replace(b"41", b"99")),
        replace(good, timestamp=str(NOW // 1000 + 1)),
    ]
    for posted in wrong:
        with pytest.raises(WrongSignatureError):
            posts(teams, posted)
    assert teams.does(lambda unit: paired_senders.remove(unit, "org", one))
    with pytest.raises(WrongSignatureError):
        posts(teams, good)
    assert months(teams) == []


def test_systems_have_names_of_their_own_and_are_few(teams: Teams) -> None:
    """So that HR knows which to take away."""
    makes(teams)
    with pytest.raises(NamedTwiceError):
        makes(teams, "build SERVER")
    for number in range(paired_senders.MOST - 1):
        makes(teams, f"System {number}")
    with pytest.raises(TooManyError):
        makes(teams, "One more")
