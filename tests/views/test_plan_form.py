"""The forms of a plan: nobody acknowledges anything in the name of others."""

from __future__ import annotations

from content import plan as content
from domain.plan import Auto, Owner
from views import plan_form


def test_of_what_managers_are_to_read_hr_says_that_all_of_them_did() -> None:
    """HR does not write what it takes from a guide that others read; whoever reads it themselves does."""
    acknowledged = [one for one in content.tasks() if one.auto is Auto.ACK]
    assert acknowledged
    for task in acknowledged:
        [field] = plan_form.tick("c1", task).fields
        assert ("every manager" in field.label) is (task.owner is Owner.MANAGER)
