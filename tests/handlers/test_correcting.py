"""Nobody who was chosen in a form is lost because something else in it was wrong."""

from __future__ import annotations

from storage.unit import Store
from tests.handlers.test_postmortems import House
from views.forms import PeopleField
from views.replies import Correct


def test_whoever_was_chosen_still_stands_in_the_form_that_comes_back(store: Store) -> None:
    """Those who responded, and not only those whom the form began with."""
    reply = House(store).edits("ana", ("eve", "ben"), link="wiki/17")
    assert isinstance(reply, Correct)
    assert dict(reply.errors).keys() == {"link"}
    [field] = [one for one in reply.form.fields if isinstance(one, PeopleField)]
    assert [one.value for one in field.value] == ["eve", "ben"]
    assert all(one.label for one in field.value)
