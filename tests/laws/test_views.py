"""Laws over every example of every view: whatever we say survives the store, leads somewhere and reads well."""

from __future__ import annotations

import re

from handlers import ROUTER
from handlers.turn import Chose, Press, Submit
from tests.laws.view_examples import MODULES, every_example, every_view, found, words
from views import codec
from views.forms import Form, PeopleField
from views.help import form_is_ready
from views.vocabulary import Button, Menu, Quote, Visibility

# Makes no cards or forms of its own: the vocabulary, its codec, and the words and people others are made of.
WITHOUT_EXAMPLES = {
    "checkpoints_pressed",
    "calibration_calendar",
    "calibration_report_words",
    "calibration_words",
    "codec",
    "downloads",
    "examples",
    "forms",
    "goals_words",
    "outcomes_words",
    "paired_words",
    "plan_words",
    "postmortems_words",
    "privacy_export",
    "product",
    "pulses_promise",
    "pulses_results_words",
    "replies",
    "rewording",
    "vocabulary",
    "wording",
}

# What Slack or Teams would read as markup; our own words hold none, so each edge may escape all of them.
MARKUP = re.compile(r"[*~`<>]|(?<!\w)_\w|\[[^\]]*\]\(|:[a-z_]+:|&(?:amp|lt|gt);|\{\{|\$\{")
TITLE = 24  # characters: Slack's limit for a modal's title and its submit button


def test_every_view_has_examples() -> None:
    """A screen nobody can look at without a chat account is not reviewed."""
    without = {module.__name__.removeprefix("views.") for module in MODULES if not hasattr(module, "EXAMPLES")}
    assert without == WITHOUT_EXAMPLES


@every_view
def test_a_view_survives_the_store(view: object) -> None:
    """What the outbox holds is what was said."""
    assert codec.load(codec.dump(view)) == view


@every_example
def test_everything_to_press_is_answered(view: object) -> None:
    """No button, menu, form or search leads nowhere."""
    wanted: set[tuple[type, str]] = {(Press, one.action) for one in found(view, Button, Menu)}
    wanted |= {(Submit, form.action) for form in found(view, Form)}
    wanted |= {(Press, one.action) for form in found(view, Form) for one in found(form_is_ready(form), Button)}
    wanted |= {(Chose, field.action) for field in found(view, PeopleField)}
    assert wanted - {(route.kind, route.name) for route in ROUTER.routes} == set()


@every_example
def test_titles_of_forms_fit_everywhere(view: object) -> None:
    """Slack refuses a modal whose title or submit button is longer."""
    long = [text for form in found(view, Form) for text in (form.title, form.submit) if len(text) > TITLE]
    assert long == []


@every_example
def test_our_own_words_hold_no_markup(view: object) -> None:
    """Bold is a word of the vocabulary, not two asterisks; only what people wrote may hold anything."""
    quoted = {line for quote in found(view, Quote) for line in words(quote)}
    assert [text for text in words(view) if text not in quoted and MARKUP.search(text)] == []


@every_example
def test_every_form_says_who_will_read_it(view: object) -> None:
    """Promise 9: each input carries its visibility line."""
    for form in found(view, Form):
        assert found(form.intro, Visibility), form.title
