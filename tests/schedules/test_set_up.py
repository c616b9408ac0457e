"""Set-up decided by two at once, and what a test of it proves."""

from __future__ import annotations

from functools import partial

from domain.set_up import Reach, Standing, Step
from handlers import set_up, set_up_forms, set_up_tests
from handlers.turn import Press, Submit
from storage import set_up as storage
from storage import workspaces
from storage.unit import Store
from tests.schedules.test_broadcasts import AUTHOR, Desk
from tests.schedules.test_broadcasts_pilot import opens_to, pilot_of
from tests.schedules.test_broadcasts_rights import says
from views.replies import Ask

BUTTON = Press(action="")


def standing(desk: Desk) -> Standing:
    return desk.store.read(lambda unit: storage.find(unit, "org")).result()


def test_an_old_form_of_the_pilot_does_not_shut_what_another_has_opened(store: Store) -> None:
    """They are told who opened it and to whom; what they chose still stands there and can be saved."""
    desk = pilot_of(store)
    opens_to(desk, Reach.PILOT)
    drawn = desk.write(partial(says, desk, set_up_forms.open_pilot, BUTTON, AUTHOR))
    assert isinstance(drawn, Ask)
    desk.write(partial(says, desk, set_up.open_to_everyone, BUTTON, AUTHOR))
    old = Submit(action="", version=drawn.form.version, values={"teams": ("team",)})
    told = desk.write(partial(says, desk, set_up_forms.save_pilot, old, AUTHOR))
    assert isinstance(told, Ask)
    assert "Open to: everyone (yours: HR and Team)" in str(told.form.intro)
    assert standing(desk).reach is Reach.EVERYONE
    again = Submit(action="", version=told.form.version, values={"teams": ("team",)})
    desk.write(partial(says, desk, set_up_forms.save_pilot, again, AUTHOR))
    assert standing(desk).reach is Reach.PILOT


def test_a_test_of_the_channel_does_not_by_itself_deal_with_the_step(store: Store) -> None:
    """It may fail; whoever saw that it arrived goes on."""
    desk = pilot_of(store)
    desk.write(lambda unit: workspaces.choose_channel(unit, "org", "w", channel="C1", name="wins"))
    desk.write(partial(says, desk, set_up_tests.post_line, BUTTON, AUTHOR))
    assert [one.address for one in desk.leases()] == ["C1"]
    assert not standing(desk).is_done(Step.CHANNELS)
    desk.write(partial(says, desk, set_up.go_on, Press(action="", subject="channels"), AUTHOR))
    assert standing(desk).is_done(Step.CHANNELS)
    desk.write(partial(says, desk, set_up_tests.post_line, BUTTON, AUTHOR))
    assert standing(desk).is_done(Step.CHANNELS)
