"""Writing a broadcast: the form, by command or button, and the preview that shows what would be sent to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from domain import broadcasts as rules
from domain import ids, text
from domain.broadcasts import Audience, Broadcast, Group, Start, Team, Timing, Wish
from domain.errors import NotFoundError
from handlers.turn import Account, Command, Press, Submit, Turn, Words
from storage import broadcasts as storage
from storage import broadcasts_audience as audiences
from storage import drafts, people
from views import broadcasts as views
from views import broadcasts_form, forms
from views.forms import Values
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Card

FORM = "broadcast.compose"


def command(turn: Turn) -> Reply:
    """`/broadcast`: bare opens the form, `list` lists, `help` explains, anything else is the message's beginning."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""]:
            return open_form(turn)
        case ["list"]:
            return latest(turn)
        case ["help"] | ["?"]:
            return Whisper(broadcasts_form.explained())
        case _:
            return _begin(turn, words)


def latest(turn: Turn) -> Reply:
    return Whisper(views.latest(storage.latest(turn.unit, turn.actor.org, most=views.LISTED)))


def open_form(turn: Turn) -> Reply:
    """Open the form: of a draft that is to be changed, else with what was typed before and not sent."""
    said = turn.request.said
    if isinstance(said, Press) and said.subject:
        found = storage.find(turn.unit, turn.actor.org, said.subject)
        mine = rules.require_draft(found, turn.actor.person.id, said.version)
        return Ask(_form(turn, mine.wish, mine))
    values = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    return Ask(_form(turn, _wish(values, _teams(turn))))


def submit(turn: Turn) -> Reply:
    """Keep what the form says as a draft and show its preview, or say field by field what is missing."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    changed = _changed(turn, said)
    wish = _wish(said.values, _teams(turn))
    form = _form(turn, wish, changed)
    if errors := forms.check(form, said.values) or _problems(turn, wish):
        return Correct(form, tuple(errors.items()))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    saved = _add(turn, wish) if changed is None else storage.rewrite(turn.unit, turn.actor.org, changed, wish)
    return Whisper(preview(turn, saved))


def preview(turn: Turn, broadcast: Broadcast, *, tried: bool = False) -> Card:
    unit, org, audience = turn.unit, turn.actor.org, broadcast.wish.audience
    return views.preview(
        broadcast,
        audiences.some_names(unit, org, audience, most=views.NAMES),
        people=audiences.count(unit, org, audience),
        unreachable=audiences.unreachable(unit, org, audience),
        tried=tried,
    )


def keep_for_later(turn: Turn, wish: Wish) -> None:
    """Keep what was written, so that the form opens with it."""
    values = {
        "title": wish.title,
        "message": wish.message,
        "audience": wish.audience.group.value,
        "which": tuple(team.id for team in wish.audience.teams),
        "timing": wish.start.timing.value,
        "day": wish.start.day.isoformat() if wish.start.day else "",
        "at": broadcasts_form.hour_value(wish.start.at),
    }
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, values, turn.now)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _begin(turn: Turn, words: Words) -> Reply:
    """The form with the typed text in it; it is kept, because a platform may need a button to open a form."""
    wish = Wish(message=text.clean(_spoken(turn, words)))
    keep_for_later(turn, wish)
    return Ask(_form(turn, wish))


def _spoken(turn: Turn, words: Words) -> str:
    """A mention reads as the person's name; nobody is pinged by a broadcast."""
    mentioned = {word.external: word.name for word in words if isinstance(word, Account)}
    known = people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, mentioned)
    names = mentioned | {external: person.name for external, person in known.items()}
    return " ".join(word.strip() if isinstance(word, str) else names[word.external] for word in words)


def _form(turn: Turn, wish: Wish, draft: Broadcast | None = None) -> forms.Form:
    subject, version = (draft.id, draft.version) if draft else ("", 0)
    return broadcasts_form.compose(wish, _teams(turn), subject=subject, version=version)


def _teams(turn: Turn) -> list[Team]:
    return storage.teams(turn.unit, turn.actor.org)


def _changed(turn: Turn, said: Submit) -> Broadcast | None:
    """Return the draft that the form changes, None when it is a new one."""
    if not said.subject:
        return None
    found = storage.locked(turn.unit, turn.actor.org, said.subject)
    return rules.require_draft(found, turn.actor.person.id, said.version)


def _problems(turn: Turn, wish: Wish) -> Mapping[str, str]:
    found = broadcasts_form.errors(rules.problems(wish, zone=turn.actor.person.zone, now=turn.now))
    if not found and not audiences.count(turn.unit, turn.actor.org, wish.audience):
        return {"audience": views.nobody(wish.audience)}
    return found


def _add(turn: Turn, wish: Wish) -> Broadcast:
    draft = Broadcast(id=ids.new(turn.rng), author=turn.actor.person, wish=wish, created_at=turn.now)
    storage.add(turn.unit, turn.actor.org, draft)
    return draft


def _wish(values: Values, teams: list[Team]) -> Wish:
    title = " ".join(text.harmless(forms.text(values, "title")).split())
    group = Group(forms.text(values, "audience") or Group.EVERYONE)
    chosen = forms.many(values, "which") if group is Group.TEAMS else ()
    return Wish(
        title=title,
        message=text.harmless(forms.text(values, "message")),
        audience=Audience(group=group, teams=tuple(team for team in teams if team.id in chosen)),
        start=_start(values),
    )


def _start(values: Values) -> Start:
    timing = Timing(forms.text(values, "timing") or Timing.HOURS)
    at = forms.text(values, "at")
    hour = time.fromisoformat(at) if at else time(9)
    return Start(timing=timing, day=_day(forms.text(values, "day")) if timing is Timing.LOCAL else None, at=hour)


def _day(typed: str) -> date | None:
    """What is no date is said by the form's own check."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
