"""Scoring a post-mortem: each of the two alone, the talk, and having it scored again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from content import postmortems as content
from domain import policy, text
from domain import postmortems as rules
from domain import postmortems_scoring as scoring
from domain.errors import NotFoundError, StaleError
from domain.postmortems import Postmortem, State
from domain.postmortems_index import SCORERS, Sheet
from domain.postmortems_scoring import Scoring, Stage
from handlers import audit, telling
from handlers import postmortems_showing as showing
from handlers.said import named, submitted
from handlers.turn import Turn
from storage import people, postmortems, postmortems_keepers
from storage import postmortems_scoring as storage
from views import forms
from views import postmortems_form as views
from views import postmortems_told as told
from views.forms import Form, Values
from views.postmortems_form import Asked
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Card

THANKS = "Thank you. Your sheet is in; it counts once the other one is, too."
AGAIN = "Thank you. You two see some lines quite differently: talk about them, then score those again."
DONE = "Thank you. Both sheets are in, and everyone can read what comes of them."
ANOTHER = "Somebody else is asked, and nobody is told why."
NOBODY_ELSE = "Nobody else is here yet who had no part in it; somebody is asked once there is."


def ask(turn: Turn, one: Postmortem, chosen: Sequence[str]) -> list[str]:
    """Ask those who were chosen, and for each who is missing one by chance. Return who is asked now."""
    unit, org = turn.unit, turn.actor.org
    storage.ask(unit, org, one, chosen, now=turn.now)
    missing = SCORERS - len(storage.both(unit, org, one))
    drawn = storage.draw(unit, org, one, missing, rng=turn.rng)
    storage.ask(unit, org, one, drawn, now=turn.now)
    _tell(turn, one, [*chosen, *drawn], told.asked(one))
    return [*chosen, *drawn]


def follow(turn: Turn, one: Postmortem) -> Postmortem:
    """Who turns out to have responded does not score it, whatever they handed in: somebody else is asked.

    What was scored already is scored anew.
    """
    scorers = storage.both(turn.unit, turn.actor.org, one)
    gone = [scorer for scorer in scorers if not rules.may_score(one, scorer.scorer)]
    if gone and one.state is State.SCORED:
        return _anew(turn, one)
    if gone and one.state is State.WAITING:
        storage.release(turn.unit, turn.actor.org, one, gone)
        ask(turn, one, ())
    return one


def open_score(turn: Turn) -> Reply:
    one = showing.found(turn, named(turn))
    return Ask(_form(turn, one, *storage.to_score(turn.unit, turn.actor, one)))


def score(turn: Turn) -> Reply:
    """Alone the first time; after the talk those lines again. When both are in, it has an index."""
    said = submitted(turn)
    one = postmortems.find_locked(turn.unit, turn.actor.org, said.subject)
    mine, both = storage.to_score(turn.unit, turn.actor, one)
    showing.require_version(turn, mine.step)
    form = _form(turn, one, mine, both)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    after = _handed_in(mine, both, said.values)
    is_first = mine.first is None
    both = storage.save(turn.unit, turn.actor.org, one, after)
    one, lead = _settled(turn, one, both, is_first=is_first)
    card = showing.card(turn, one, lead=lead)
    audit.record(turn, "postmortem.scored_by_one", one.id, {"round": str(one.round)})
    return Whisper(card)


def step_back(turn: Turn) -> Reply:
    """Whoever had a part in it, or has no time, before they hand in: somebody else is drawn."""
    one = postmortems.find_locked(turn.unit, turn.actor.org, named(turn))
    mine, _ = storage.to_score(turn.unit, turn.actor, one)
    storage.save(turn.unit, turn.actor.org, one, scoring.step_back(mine))
    lead = ANOTHER if ask(turn, one, ()) else NOBODY_ELSE
    card = showing.card(turn, one, lead=f"Thank you for saying so. {lead}")
    audit.record(turn, "postmortem.stepped_back", one.id, {})
    return Whisper(card)


def ask_another(turn: Turn) -> Reply:
    """In the place of a scorer who was asked two weeks ago: by whoever wrote it, without hearing who that was."""
    one = postmortems.find_to_change(turn.unit, turn.actor, named(turn))
    both = storage.both(turn.unit, turn.actor.org, one)
    slow = [scorer for scorer in both if one.state is State.WAITING and scoring.is_slow(scorer, both, now=turn.now)]
    if not slow:
        raise StaleError
    if not storage.draw(turn.unit, turn.actor.org, one, 1, rng=turn.rng):
        return Whisper(showing.card(turn, one, lead=NOBODY_ELSE))
    storage.release(turn.unit, turn.actor.org, one, slow)
    ask(turn, one, ())
    card = showing.card(turn, one, lead="Somebody else is asked.")
    audit.record(turn, "postmortem.asked_another", one.id, {"round": str(one.round)})
    return Whisper(card)


def open_reopen(turn: Turn) -> Reply:
    return Ask(views.reopen(_to_reopen(turn, named(turn))))


def reopen(turn: Turn) -> Reply:
    """A fact is missing: by whoever wrote it or scored it, with what is missing."""
    said = submitted(turn)
    one = _to_reopen(turn, said.subject)
    showing.require_version(turn, one.version)
    form = views.reopen(one)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    after = rules.reopened(one, text.harmless(forms.text(said.values, "missing")))
    postmortems.save(turn.unit, turn.actor.org, after)
    # Who stands in for its writers hears in the night, as they do when these leave later.
    those = [who for who in postmortems_keepers.keepers(turn.unit, turn.actor.org, after) if who in after.writers]
    _tell(turn, after, those, told.missing(after))
    card = showing.card(turn, after, lead="It is open again. Whoever sees to it is told what is missing.")
    audit.record(turn, "postmortem.reopened", one.id, {})
    return Whisper(card)


def again(turn: Turn) -> Reply:
    """Its text was changed: the two who scored it are asked again, as far as they still may."""
    after = _anew(turn, postmortems.find_to_change(turn.unit, turn.actor, named(turn)))
    card = showing.card(turn, after, lead="Its scorers are asked to look again.")
    audit.record(turn, "postmortem.asked_again", after.id, {"round": str(after.round)})
    return Whisper(card)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _anew(turn: Turn, before: Postmortem) -> Postmortem:
    known = [one.scorer for one in storage.both(turn.unit, turn.actor.org, before)]
    after = rules.again(before)
    postmortems.save(turn.unit, turn.actor.org, after)
    there = people.by_ids(turn.unit, turn.actor.org, known)
    ask(turn, after, [id for id in known if rules.may_score(after, id) and policy.takes_part(there[id])])
    return after


def _form(turn: Turn, one: Postmortem, mine: Scoring, both: Sequence[Scoring]) -> Form:
    rubric = content.default()
    if mine.first is None:
        every = Asked(lines=dict(enumerate(rubric.lines)), scale=rubric.scale, step=mine.step)
        return views.score(one, every, rubric.gate)
    lines = {line: rubric.lines[line] for line in scoring.to_talk_through(both)}
    other = next(scorer for scorer in both if scorer is not mine)
    if other.first is None:
        raise NotFoundError
    name = showing.names(turn, [other.scorer]).get(other.scorer, "")
    return views.talk(one, Asked(lines=lines, scale=rubric.scale, step=mine.step), (mine.first, other.first), name)


def _handed_in(mine: Scoring, both: Sequence[Scoring], values: Values) -> Scoring:
    if mine.first is None:
        lines = range(len(content.default().lines))
        blames = forms.text(values, views.BLAME) == views.YES
        return scoring.hand_in(mine, Sheet(points=[views.points(values, line) for line in lines], blames=blames))
    changed: Mapping[int, int] = {line: views.points(values, line) for line in scoring.to_talk_through(both)}
    return scoring.after_talk(mine, both, changed)


def _settled(turn: Turn, one: Postmortem, both: Sequence[Scoring], *, is_first: bool) -> tuple[Postmortem, str]:
    """Say what follows from it: nothing yet, a talk, or the index."""
    stage = scoring.stage(both)
    sheets = [sheet for scorer in both if (sheet := scorer.counts) is not None]
    if stage is Stage.TALKING and is_first:
        names = showing.names(turn, [scorer.scorer for scorer in both])
        for me, other in zip(both, reversed(both), strict=True):
            _tell(turn, one, [me.scorer], told.to_talk(one, names.get(other.scorer, "")), step="talk")
        return one, AGAIN
    if stage is not Stage.DONE:
        return one, THANKS
    first, second = sheets
    after = rules.scored(one, (first, second), now=turn.now)
    postmortems.save(turn.unit, turn.actor.org, after)
    _tell(turn, after, postmortems_keepers.keepers(turn.unit, turn.actor.org, after), told.scored(after), step="scored")
    return after, DONE


def _to_reopen(turn: Turn, id: str) -> Postmortem:
    """Raises NotFoundError for whoever neither wrote it nor scored it."""
    one = postmortems.find_locked(turn.unit, turn.actor.org, id)
    scorers = {scorer.scorer for scorer in storage.both(turn.unit, turn.actor.org, one)}
    if not (showing.writes(turn, one) or turn.actor.person.id in scorers):
        raise NotFoundError
    return one


def _tell(turn: Turn, one: Postmortem, those: Iterable[str], card: Card, *, step: str = "asked") -> None:
    kind = storage.TOLD if step == "scored" or one.state is State.REOPENED else storage.ASKED
    subject = f"{one.id}/{one.round}/{step}/{one.version}"
    telling.leave(turn, [(person, kind, subject, card) for person in those if person != turn.actor.person.id])
