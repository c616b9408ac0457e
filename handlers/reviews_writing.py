"""Writing a review: each competency in a form whose every save is a draft, and handing the whole of it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from content import reviews as content
from domain import language, policy, ratings
from domain import reviews as rules
from domain import reviews_rounds as rounds
from domain import text as words
from domain.competencies import Level
from domain.corroboration import Verdict
from domain.errors import NotFoundError, RefusalError, StaleError
from domain.policy import Action, Condition, Kind
from domain.ratings import Deed, Rating, Text
from domain.reviews import Review
from handlers import audit, reviews_concerns, reviews_telling
from handlers import reviews_showing as showing
from handlers.turn import Turn
from storage import checkpoints, drafts
from storage import reviews as storage
from storage.checkpoints import Done
from storage.reviews import Found
from views import errors as error_views
from views import forms, reviews_form, reviews_read
from views import reviews as views
from views.forms import Form, Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.reviews_sheet import Sheet


def open_rate(turn: Turn) -> Reply:
    """With what was typed before and not kept, or else what stands; of two texts one's own."""
    found = _writable(turn)
    _, rating = showing.competency(turn, found)
    texts = (rating.text, *rating.rivals)
    mine = next((one for one in reversed(texts) if one.by == turn.actor.person.id), rating.text)
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft(turn))
    return Ask(_form(turn, found, _text(turn, draft, mine) if draft else mine))


def rate(turn: Turn) -> Reply:
    """Keep the draft. When somebody else saved meanwhile, both texts are kept; when it is handed in, what was typed."""
    found = _of_manager(showing.met_to_change(turn))
    what, rating = showing.competency(turn, found)
    form = _form(turn, found, rating.text)
    if errors := forms.check(form, showing.values(turn)):
        _keep_typed(turn, _draft(turn))
        return Correct(form, tuple(errors.items()))
    try:
        after = _written(turn, _open(found).review, rating)
    except StaleError as error:
        return _refused(turn, error)
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft(turn))
    sheet, rated = _saved(turn, found, after, what.id)
    reply = Whisper(views.saved(sheet, what, rated, hints=_hints(rated.text)))
    audit.record(turn, "review.drafted", showing.named(turn), {})
    return reply


def settle(turn: Turn) -> Reply:
    """Of texts that were written at the same time one stands from now on; the others stay in its history."""
    found = _open(_writable(turn, to_change=True))
    what, rating = showing.competency(turn, found)
    number = showing.named(turn).rpartition("/")[2]
    texts = (rating.text, *rating.rivals)
    if not number.isdecimal() or int(number) >= len(texts):
        raise NotFoundError
    after = ratings.settle(rating, texts[int(number)], base=showing.version(turn))
    sheet, rated = _saved(turn, found, _with(found.review, after, turn), what.id)
    reply = Replace(views.saved(sheet, what, rated))
    audit.record(turn, "review.settled", showing.named(turn), {})
    return reply


def submit(turn: Turn) -> Reply:
    """Hand in the whole of it, or say of each rating what is missing and until when it may be added."""
    found = _open(_writable(turn, to_change=True))
    review, verdicts = found.review, showing.verdicts(turn, found)
    if review.manager != turn.actor.person.id and showing.version(turn) != review.version:
        raise StaleError
    if rules.gaps(review, verdicts):
        return _held_back(turn, found, verdicts)
    me = turn.actor.person.id
    after = rules.take(review, Deed.SUBMIT, by=me, now=turn.now, verdicts=verdicts)
    storage.save(turn.unit, turn.actor.org, review, after, by=me, now=turn.now)
    _done(turn, found, [found.round.id])
    reviews_telling.no_longer_held(turn, review)
    reviews_concerns.look(turn, after)
    reply = Replace(views.handed_in(showing.sheet(turn, replace(found, review=after), verdicts)))
    audit.record(turn, "review.submitted", showing.review_id(turn), {})
    return reply


def keep_expected(turn: Turn) -> Reply:
    """Where evidence is missing the rating says what the role needs; its reasons stay to be fitted."""
    found = _open(_writable(turn, to_change=True))
    review, me = found.review, turn.actor.person.id
    after = rules.keep_expected(review, showing.verdicts(turn, found), by=me, now=turn.now)
    storage.save(turn.unit, turn.actor.org, review, replace(after, manager=me), by=me, now=turn.now)
    again = showing.met(turn, showing.review_id(turn))
    reply = Whisper(views.to_write(showing.sheet(turn, again, showing.verdicts(turn, again))))
    audit.record(turn, "review.kept", showing.review_id(turn), {})
    return reply


# --- The person themselves ----------------------------------------------------------------------------------------


def open_self(turn: Turn) -> Reply:
    found = _own(turn)
    what, _ = showing.competency(turn, found)
    said = found.review.own.get(what.id, Text(by=turn.actor.person.id, at=turn.now))
    typed = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft_of_own(turn))
    said = _text(turn, typed, said) if typed else said
    return Ask(reviews_form.look_back(showing.sheet(turn, found), what, said))


def save_self(turn: Turn) -> Reply:
    """What they say of themselves stands beside the review; with the last competency the checkpoint is done."""
    found, me = _own(turn), turn.actor.person.id
    what, _ = showing.competency(turn, found)
    sheet = showing.sheet(turn, found)
    form = reviews_form.look_back(sheet, what, Text(by=me, at=turn.now))
    if errors := forms.check(form, showing.values(turn)):
        _keep_typed(turn, _draft_of_own(turn))
        return Correct(form, tuple(errors.items()))
    text = _text(turn, showing.values(turn), Text(by=me, at=turn.now))
    storage.save_own(turn.unit, turn.actor.org, found.review, what.id, text)
    drafts.forget(turn.unit, turn.actor.org, me, _draft_of_own(turn))
    if {what.id, *found.review.own} >= {one.id for one in found.framework.competencies}:
        _done(turn, found, rounds.looks_back(found.round))
    audit.record(turn, "review.looked_back", showing.named(turn), {})
    return Whisper(reviews_read.own_saved(sheet, what))


def _own(turn: Turn) -> Found:
    """Until the review is handed in: after that nothing is put beside it. Raises NotFoundError or StaleError."""
    found = showing.met_to_change(turn)
    if not found.standing.subject:
        raise NotFoundError
    return _open(found)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _writable(turn: Turn, *, to_change: bool = False) -> Found:
    """Raises NotFoundError, or StaleError for whoever may write it but for that it was handed in."""
    found = _of_manager(showing.met_to_change(turn) if to_change else showing.met(turn, showing.review_id(turn)))
    if Condition.CHANGEABLE not in found.conditions:
        raise StaleError
    return found


def _of_manager(found: Found) -> Found:
    """Raises NotFoundError for whoever may not write it, be it handed in or not."""
    if not policy.allows(found.standing, Action.WRITE, Kind.DRAFT_RATING, found.conditions | {Condition.CHANGEABLE}):
        raise NotFoundError
    return found


def _open(found: Found) -> Found:
    if not rules.is_open(found.review, found.cycle):
        raise StaleError
    return found


def _done(turn: Turn, found: Found, asking: Iterable[str]) -> None:
    """Those of this round, as far as an answer is taken there."""
    review, me = found.review, turn.actor.person.id
    those = [Done(cycle=review.cycle, checkpoint=one, person=review.subject, by=me, at=turn.now) for one in asking]
    checkpoints.done_at(turn.unit, turn.actor.org, found.cycle, those)


def _form(turn: Turn, found: Found, text: Text) -> Form:
    what, rating = showing.competency(turn, found)
    sheet = showing.sheet(turn, found, rates=what.id)
    offered = showing.offered(turn, found, sheet, rating)
    return reviews_form.rate(sheet, what, rating, offered, counter=content.default().prompts.counter, text=text)


def _written(turn: Turn, review: Review, rating: Rating) -> Review:
    me, base = turn.actor.person.id, showing.version(turn)
    text = _text(turn, showing.values(turn), Text(by=me, at=turn.now))
    joins = bool(rating.rivals) and base == rating.version
    after = ratings.settle(rating, text, base=base) if joins else ratings.write(rating, text, base=base)
    return _with(review, after, turn)


def _with(review: Review, rating: Rating, turn: Turn) -> Review:
    every = tuple(rating if one.competency == rating.competency else one for one in review.ratings)
    return replace(review, ratings=every, manager=turn.actor.person.id)


def _text(turn: Turn, values: Values, before: Text) -> Text:
    """Read the form; of what is cited, pieces that were not offered were refused by its check."""
    level = forms.text(values, "level")
    return replace(
        before,
        by=turn.actor.person.id,
        at=turn.now,
        level=Level(level) if level else None,
        rationale=words.harmless(forms.text(values, "rationale")),
        counter=words.harmless(forms.text(values, "counter")),
        wording=words.harmless(forms.text(values, "wording")),
        cited=reviews_form.chosen(values, "cited") - reviews_form.chosen(values, "against"),
        against=reviews_form.chosen(values, "against"),
    )


def _saved(turn: Turn, found: Found, after: Review, competency: str) -> tuple[Sheet, Rating]:
    me = turn.actor.person.id
    storage.save(turn.unit, turn.actor.org, found.review, after, by=me, now=turn.now)
    again = showing.met(turn, showing.review_id(turn))
    rating = again.review.rating(competency)
    if rating is None:
        raise NotFoundError
    return showing.sheet(turn, again, showing.verdicts(turn, again)), rating


def _held_back(turn: Turn, found: Found, verdicts: Mapping[str, Verdict]) -> Reply:
    """From the first time on it may stay open for some days."""
    held_on, until = reviews_telling.held(turn, found.review)
    if found.review.held_on is None:
        after = replace(found.review, held_on=held_on, manager=turn.actor.person.id)
        storage.save(turn.unit, turn.actor.org, found.review, after, by=turn.actor.person.id, now=turn.now)
    return Whisper(views.held_back(showing.sheet(turn, found, verdicts), until))


def _hints(text: Text) -> list[tuple[str, str]]:
    """Of the words that the person reads; shown to the writer alone, and never in the way."""
    found = language.hints(f"{text.rationale}\n{text.wording}", content.default().checks)
    return [(one.found, one.advice) for one in found]


def _refused(turn: Turn, error: RefusalError) -> Reply:
    """It was handed in meanwhile: say so, and keep what was typed for when it comes back."""
    _keep_typed(turn, _draft(turn))
    return Whisper(error_views.refused(error))


def _keep_typed(turn: Turn, form: str) -> None:
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, form, showing.values(turn), turn.now)


def _draft(turn: Turn) -> str:
    return f"review.rate/{showing.named(turn)}"


def _draft_of_own(turn: Turn) -> str:
    return f"review.self/{showing.named(turn)}"
