"""What set-up really sends to see that it arrives: a line to the channels, and a dry run to whoever asks for it."""

from __future__ import annotations

from content import pack as content
from domain.broadcasts import Broadcast, Wish
from domain.kudos import Audience, Kudos, Receiver
from domain.set_up import ChannelFound, Proof, Step
from handlers import audit, set_up
from handlers.set_up import BROADCAST, KUDOS
from handlers.turn import Turn
from storage import direct, outbox, people
from storage import set_up as storage
from storage import set_up_checks as checks
from storage.outbox import Kind, Message
from views import broadcasts as broadcast_views
from views import kudos as kudos_views
from views import set_up_channels as views
from views import set_up_opening as opening
from views.replies import Replace, Reply
from views.vocabulary import Card


def post_line(turn: Turn) -> Reply:
    """Post one line where kudos will appear, in each workspace in which none has arrived."""
    unit, org = turn.unit, turn.actor.org
    storage.lock(unit, org)
    untried = [one for one in set_up.channels(turn) if one.channel and one.proof in (Proof.NONE, Proof.REFUSED)]
    if untried:
        number = _count(turn, Step.CHANNELS)
        outbox.owe(unit, org, [_line(turn, one, number) for one in untried], now=turn.now, rng=turn.rng)
        audit.record(turn, "set_up.channels_tested", "", {"workspaces": str(len(untried))})
    return Replace(set_up.card(turn, Step.CHANNELS))


def try_it(turn: Turn) -> Reply:
    """Send one kudos and one broadcast to whoever presses, unless such are on their way."""
    storage.lock(turn.unit, turn.actor.org)
    if Proof.WAITING not in (set_up.trial(turn, KUDOS)[0], set_up.trial(turn, BROADCAST)[0]):
        _send(turn, _count(turn, Step.TRIAL))
    return Replace(set_up.card(turn, Step.TRIAL))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _count(turn: Turn, step: Step) -> int:
    """Return the number of this test, which its messages carry."""
    return storage.count_test(turn.unit, turn.actor.org, step, by=turn.actor.person.id, now=turn.now)


def _line(turn: Turn, one: ChannelFound, number: int) -> Message:
    return Message(
        workspace=one.workspace,
        kind=Kind.POST,
        lane=f"{one.workspace}/{one.address}",
        address=one.address,
        dedupe_key=f"{checks.channel_key(one.workspace, one.address)}{number}",
        card=views.test_line(),
        not_before=turn.now,
    )


def _send(turn: Turn, number: int) -> None:
    actor = turn.actor
    reach = people.nearest_reach(turn.unit, actor.org, actor.person.id, workspace=actor.workspace)
    if reach is None:
        return
    owed = [
        direct.message(
            reach,
            opening.rehearsed(card),
            key=f"{checks.trial_key(actor.person.id, what)}{number}",
            not_before=turn.now,
        )
        for what, card in ((KUDOS, _kudos(turn)), (BROADCAST, _broadcast(turn)))
    ]
    outbox.owe(turn.unit, actor.org, owed, now=turn.now, rng=turn.rng)
    audit.record(turn, "set_up.tried", actor.person.id, {})


def _kudos(turn: Turn) -> Card:
    sample = Kudos(
        id="",
        giver=turn.actor.person,
        receivers=(Receiver(person=turn.actor.person),),
        badge=content.default().badges[0],
        note=opening.SAMPLE_NOTE,
        audience=Audience.PUBLIC,
        given_at=turn.now,
    )
    return kudos_views.received(sample, sample.receivers[0])


def _broadcast(turn: Turn) -> Card:
    wish = Wish(title=opening.SAMPLE_TITLE, message=opening.SAMPLE_MESSAGE)
    return broadcast_views.received(Broadcast(id="", author=turn.actor.person, wish=wish, created_at=turn.now))
