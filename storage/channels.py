"""What is posted for everybody: once in each workspace that has a channel for kudos."""

from __future__ import annotations

import random

from storage import outbox, workspaces
from storage.outbox import Kind, Message
from storage.unit import Unit
from storage.workspaces import Workspace
from views.vocabulary import Card


def post(unit: Unit, org: str, key: str, card: Card, *, now: int, rng: random.Random) -> tuple[str, ...]:
    """Owe it, once for each key; return the names of the channels."""
    there = _with_channel(unit, org)
    posts = [
        Message(
            workspace=one.id,
            kind=Kind.POST,
            lane=f"{one.id}/{one.recognition_channel}",
            address=one.recognition_channel,
            dedupe_key=_in(key, one),
            card=card,
            not_before=now,
        )
        for one in there
    ]
    outbox.owe(unit, org, posts, now=now, rng=rng)
    return tuple(one.recognition_channel_name or one.recognition_channel for one in there)


def amend(unit: Unit, org: str, key: str, card: Card, *, now: int, rng: random.Random) -> None:
    """Let what was posted under the key say something else, also where Vouchsafe is not installed at the moment."""
    for one in workspaces.of_org(unit, org):
        outbox.amend(unit, org, _in(key, one), card, now=now, rng=rng)


def take_back(unit: Unit, org: str, key: str, instead: Card, *, now: int, rng: random.Random) -> None:
    """Let what has not left never leave, and what has say something else."""
    for one in workspaces.of_org(unit, org):
        if not outbox.cancel(unit, org, [_in(key, one)]):
            outbox.amend(unit, org, _in(key, one), instead, now=now, rng=rng)


def _with_channel(unit: Unit, org: str) -> list[Workspace]:
    found = workspaces.of_org(unit, org)
    return [one for one in found if one.state == workspaces.ACTIVE and one.recognition_channel]


def _in(key: str, workspace: Workspace) -> str:
    return f"{key}/in/{workspace.id}"
