"""What HR sees on their own Home: how far set-up is, for whom Vouchsafe is open, who else runs HR."""

from __future__ import annotations

from domain import policy
from domain.policy import Permission
from handlers.turn import Turn
from storage import set_up as storage
from storage import set_up_checks as checks
from views import set_up_home as views
from views.home import Waiting
from views.vocabulary import Button, Part

# The ways into what is for HR alone; a feature adds one button.
DOORS = (
    Button(label="New broadcast", action="broadcast.compose.open", opens_form=True),
    Button(label="Sent broadcasts", action="broadcast.list"),
    Button(label="People with a role", action="roles.open", opens_form=True),
    Button(label="Requests about data", action="privacy.requests"),
)


def on_home(turn: Turn) -> tuple[Part, ...]:
    """Nothing for anybody else."""
    if not policy.may(turn.actor, Permission.HR):
        return ()
    unit, org = turn.unit, turn.actor.org
    return views.on_home(
        storage.outline(unit, org),
        administrators=checks.administrators(unit, org),
        places=checks.places(unit, org),
        more=DOORS,
    )


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    return views.waits(storage.outline(turn.unit, turn.actor.org)) if policy.may(turn.actor, Permission.HR) else ()
