"""`vouchsafe due`: an operator sees what was given up, and has it tried again."""

from __future__ import annotations

import json

import pytest

from bot import clock
from storage import due, workspaces
from storage.due import Due, State
from storage.unit import Store, Unit
from tests.cli.conftest import Terminal
from tests.storage import mailroom


@pytest.fixture
def lost(stored: Store) -> Store:
    """With a release that failed for good, of a pulse whose name is nobody's business."""
    mailroom.open_mailroom(stored)

    def give_up(unit: Unit) -> None:
        [org] = workspaces.orgs(unit)
        one = Due(org=org.id, kind="pulse.release", subject="secret", step="sealed", due_at=clock.now())
        due.plan(unit, [one])
        due.settle(unit, one, State.FAILED, now=clock.now(), reason="Lost")

    stored.write(give_up).result()
    return stored


@pytest.mark.usefixtures("lost")
def test_what_was_given_up_is_listed_and_tried_again(office: Terminal) -> None:
    """By kind and reason; then nothing is left of it."""
    [found] = json.loads(office.run("due", "list", "--json").data)["given_up"]
    assert (found["kind"], found["reason"], found["count"]) == ("pulse.release", "Lost", 1)
    table = office.run("due", "list").data
    assert "pulse.release" in table
    assert "secret" not in table
    assert office.run("due", "retry", "pulse.close").code == 1
    assert office.run("due", "retry", "pulse.release").said == "1 will be tried again.\n"
    assert office.run("due", "list").said == "Nothing was given up.\n"


@pytest.mark.usefixtures("lost")
def test_what_to_try_again_has_to_be_said(office: Terminal) -> None:
    """Everything, or which kinds."""
    assert office.run("due", "retry").code == 2
    assert office.run("due", "retry", "--failed").code == 0
