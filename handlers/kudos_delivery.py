"""Who must hear of a kudos and where: the messages owed, and their later changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.kudos import Audience, Kudos, Receiver
from handlers.turn import Turn
from storage import direct, due, introductions, outbox, people, recognition_digest
from storage.due import Due
from storage.outbox import Kind, Message
from storage.people import Reach
from views import kudos as views


def owe(turn: Turn, kudos: Kudos, reaches: Sequence[Reach], *, not_before: int) -> None:
    """Owe one post per channel of everyone involved, and one direct message per receiver."""
    posts = (
        [_post(kudos, reach, not_before) for reach in _channels(reaches)] if kudos.audience is Audience.PUBLIC else []
    )
    copies = [_copy(kudos, receiver, reach, not_before) for receiver, reach in _nearest(turn, kudos, reaches)]
    outbox.owe(turn.unit, turn.actor.org, posts + copies, now=turn.now, rng=turn.rng)
    _plan_introductions(turn, kudos, not_before)


def reaches(turn: Turn, kudos: Kudos) -> list[Reach]:
    ids = [kudos.giver.id, *(receiver.person.id for receiver in kudos.receivers)]
    return people.reaches(turn.unit, turn.actor.org, ids)


def channel_names(reaches: Iterable[Reach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reach.channel_name or reach.channel for reach in _channels(reaches)))


def cancel(turn: Turn, kudos: Kudos) -> bool:
    """Take back every message that is owed, if none has left yet; say whether that was so."""
    return outbox.cancel(turn.unit, turn.actor.org, _keys(turn, kudos))


def hasten(turn: Turn, kudos: Kudos) -> None:
    outbox.hasten(turn.unit, turn.actor.org, _keys(turn, kudos), now=turn.now)


def publish(turn: Turn, kudos: Kudos) -> None:
    """Post a private kudos that everyone involved agreed to share."""
    posts = [_post(kudos, reach, turn.now) for reach in _channels(reaches(turn, kudos))]
    outbox.owe(turn.unit, turn.actor.org, posts, now=turn.now, rng=turn.rng)


def amend(turn: Turn, kudos: Kudos) -> None:
    """Bring every message about the kudos up to date, whether it is still owed or has been sent."""
    copies = {_copy_key(kudos, receiver): views.received(kudos, receiver) for receiver in kudos.receivers}
    for key, card in (dict.fromkeys(_post_keys(turn, kudos), views.post(kudos)) | copies).items():
        outbox.amend(turn.unit, turn.actor.org, key, card, now=turn.now, rng=turn.rng)
    recognition_digest.draw_again(turn.unit, turn.actor.org, [kudos.id], now=turn.now)


def withdraw(turn: Turn, kudos: Kudos) -> None:
    """Take the words out of every message that may have been seen; what has not left never leaves."""
    copies = {_copy_key(kudos, receiver): views.withdrawn_copy(kudos) for receiver in kudos.receivers}
    for key, card in (dict.fromkeys(_post_keys(turn, kudos), views.withdrawn_post(kudos)) | copies).items():
        if not outbox.cancel(turn.unit, turn.actor.org, [key]):
            outbox.amend(turn.unit, turn.actor.org, key, card, now=turn.now, rng=turn.rng)
    recognition_digest.draw_again(turn.unit, turn.actor.org, [kudos.id], now=turn.now)


def _plan_introductions(turn: Turn, kudos: Kudos, at: int) -> None:
    """Whoever has never met Vouchsafe is told what it is, right after the kudos."""
    org, receivers = turn.actor.org, [receiver.person.id for receiver in kudos.receivers]
    those = introductions.strangers(turn.unit, org, receivers)
    kind = introductions.KIND
    due.plan(turn.unit, [Due(org=org, kind=kind, subject=one, step=kudos.id, due_at=at) for one in those])


def _keys(turn: Turn, kudos: Kudos) -> list[str]:
    return [*_post_keys(turn, kudos), *(_copy_key(kudos, receiver) for receiver in kudos.receivers)]


def _post_keys(turn: Turn, kudos: Kudos) -> list[str]:
    workspaces = dict.fromkeys(reach.workspace for reach in reaches(turn, kudos))
    return [_post_key(kudos, workspace) for workspace in workspaces]


def _post_key(kudos: Kudos, workspace: str) -> str:
    return f"kudos/{kudos.id}/in/{workspace}"


def _copy_key(kudos: Kudos, receiver: Receiver) -> str:
    return f"kudos/{kudos.id}/to/{receiver.person.id}"


def _channels(reaches: Iterable[Reach]) -> list[Reach]:
    """One reach per workspace that has a channel for kudos."""
    return list({reach.workspace: reach for reach in reaches if reach.channel}.values())


def _nearest(turn: Turn, kudos: Kudos, reaches: Sequence[Reach]) -> list[tuple[Receiver, Reach]]:
    """Reach each receiver once: where they want it first, else where the giver is, if they are there too."""
    near = sorted(reaches, key=lambda reach: (not reach.first, reach.workspace != turn.actor.workspace))
    first = {reach.person: reach for reach in reversed(near)}
    return [(one, first[one.person.id]) for one in kudos.receivers if one.person.id in first]


def _post(kudos: Kudos, reach: Reach, not_before: int) -> Message:
    return Message(
        workspace=reach.workspace,
        kind=Kind.POST,
        lane=f"{reach.workspace}/{reach.channel}",
        address=reach.channel,
        dedupe_key=_post_key(kudos, reach.workspace),
        card=views.post(kudos),
        not_before=not_before,
    )


def _copy(kudos: Kudos, receiver: Receiver, reach: Reach, not_before: int) -> Message:
    card = views.received(kudos, receiver)
    return direct.message(reach, card, key=_copy_key(kudos, receiver), not_before=not_before)
