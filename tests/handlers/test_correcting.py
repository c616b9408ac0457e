"""Nothing that was typed and nobody who was chosen in a form is lost because something in it was wrong."""

from __future__ import annotations

import random

from domain.people import Actor, Person
from handlers import correcting
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Submit, Turn
from storage.unit import Store
from tests.handlers.test_postmortems import House
from tests.storage.test_postmortems import NOW
from views.forms import Form, PeopleField, TextField
from views.replies import Correct, Reply


def test_whoever_was_chosen_still_stands_in_the_form_that_comes_back(store: Store) -> None:
    """Those who responded, and not only those whom the form began with."""
    reply = House(store).edits("ana", ("eve", "ben"), link="wiki/17")
    assert isinstance(reply, Correct)
    assert dict(reply.errors).keys() == {"link"}
    [field] = [one for one in reply.form.fields if isinstance(one, PeopleField)]
    assert [one.value for one in field.value] == ["eve", "ben"]
    assert all(one.label for one in field.value)


def test_what_was_typed_still_stands_beside_what_is_wrong_with_it(store: Store) -> None:
    """Also where whoever wrote the handler did not think of it."""
    form = Form(title="T", action="a", submit="Save", fields=(TextField(name="link", label="Link"),))
    said = Submit(action="a", values={"link": "on the intranet"})
    reply = asked(store, correcting.keeping(lambda turn: Correct(form, (("link", "A link is needed."),))), said)
    assert isinstance(reply, Correct)
    assert [one.value for one in reply.form.fields if isinstance(one, TextField)] == ["on the intranet"]


def asked(store: Store, handler: correcting.Handler, said: Submit) -> Reply:
    place, delivery = Place(PlaceKind.DIRECT), Delivery("teams", ("1",))
    request = Request(platform=Platform.TEAMS, tenant="T", account="ana", place=place, delivery=delivery, said=said)
    actor = Actor(org="org", person=Person(id="ana", name="Ana"), workspace="w", account="ana")
    return store.write(
        lambda unit: handler(Turn(request=request, actor=actor, unit=unit, now=NOW, rng=random.Random(1)))
    ).result()
