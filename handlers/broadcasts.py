"""Writing a broadcast: the form, by command or button, with a template or without, and two people at the same one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import TypeVar

from domain import broadcasts as rules
from domain import broadcasts_rights as rights
from domain import ids, text
from domain.broadcasts import Audience, Broadcast, Group, Start, State, Team, Timing, Wish
from domain.broadcasts_approval import Decision
from domain.broadcasts_request import NO_REQUEST, Request
from domain.errors import NotFoundError, StaleError
from handlers import broadcasts_approval as approval
from handlers import broadcasts_standing as standing
from handlers import broadcasts_start as start
from handlers.turn import Account, Chose, Command, Press, Submit, Turn, Words
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from storage import broadcasts_approval as approvals
from storage import broadcasts_asking as asking
from storage import broadcasts_audience as audiences
from storage import drafts, people
from views import broadcasts as views
from views import broadcasts_approval as approval_views
from views import broadcasts_form, forms
from views import broadcasts_list as list_views
from views.forms import Values
from views.replies import Ask, Correct, Options, Reply, Whisper

FORM = "broadcast.compose"
Chosen = TypeVar("Chosen", Group, Timing)
_OPEN = (State.DRAFT, State.WAITING)


def command(turn: Turn) -> Reply:
    """`/broadcast`: bare opens the form; with anything but a word of its own, the form holds it."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""]:
            return open_form(turn)
        case ["list"]:
            return latest(turn)
        case ["template"] | ["templates"]:
            return start.offer(turn)
        case ["approval"]:
            return approval.open_rule(turn)
        case ["help"] | ["?"]:
            return Whisper(broadcasts_form.explained())
        case _:
            return _begin(turn, words)


def latest(turn: Turn) -> Reply:
    found = storage.latest(turn.unit, turn.actor.org, most=list_views.LISTED)
    return Whisper(list_views.latest([answers.with_confirmed(turn.unit, turn.actor.org, one) for one in found]))


def open_form(turn: Turn) -> Reply:
    """Open the form: of a draft that is to be changed, else with what was typed before and not sent."""
    said = turn.request.said
    if isinstance(said, Press) and said.subject:
        draft = _to_change(turn, said.subject)
        return Ask(_form(turn, draft.wish, draft))
    values = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    return Ask(_form(turn, _wish(values, _teams(turn))))


def open_mine(turn: Turn) -> Reply:
    """Open the form with what the asker had typed when somebody else was faster."""
    said = turn.request.said
    draft = _to_change(turn, said.subject if isinstance(said, Press) else "")
    values = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _kept_as(draft))
    return Ask(_form(turn, _wish(values, _teams(turn)) if values else draft.wish, draft))


def submit(turn: Turn) -> Reply:
    """Keep what the form says as a draft and show its preview, or say field by field what is missing."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    changed = _changed(turn, said)
    request = changed.wish.request if changed else start.request_of(said.subject)
    wish = _wish(said.values, _teams(turn), request)
    if changed and not _is_as_drawn(changed, said.version):
        return _conflict(turn, changed, wish)
    form = _form(turn, wish, changed, said.subject)
    if errors := forms.check(form, said.values) or _problems(turn, wish):
        return Correct(form, tuple(errors.items()))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _kept_as(changed) if changed else FORM)
    return Whisper(standing.preview(turn, _add(turn, wish) if changed is None else rewrite(turn, changed, wish)))


def rewrite(turn: Turn, changed: Broadcast, wish: Wish) -> Broadcast:
    """Let it say something else: nobody has approved that, and whoever writes it signs it."""
    me, unit, org = turn.actor.person, turn.unit, turn.actor.org
    if changed.state is State.WAITING:
        asking.conclude(unit, org, changed, Decision.VOID, me, now=turn.now, rng=turn.rng)
    saved = storage.rewrite(unit, org, changed, wish, me, now=turn.now)
    if changed.author.id != me.id:
        card = approval_views.taken_over(saved)
        key = f"broadcast/{saved.id}/changed/{saved.version}/"
        approvals.tell(unit, org, [changed.author.id], key, card, now=turn.now, rng=turn.rng)
    return saved


def find_teams(turn: Turn) -> Reply:
    """Answer what is typed into the field for teams."""
    said = turn.request.said
    query = said.query.strip() if isinstance(said, Chose) else ""
    found = storage.search_teams(turn.unit, turn.actor.org, query)
    return Options(tuple(broadcasts_form.option(team) for team in found))


def keep_for_later(turn: Turn, wish: Wish) -> None:
    """Keep what was written, so that the form opens with it."""
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, _values(wish), turn.now)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _values(wish: Wish) -> Values:
    return {
        "title": wish.title,
        "body": wish.message,
        "audience": wish.audience.group.value,
        "which": tuple(team.id for team in wish.audience.teams),
        "timing": wish.start.timing.value,
        "day": wish.start.day.isoformat() if wish.start.day else "",
        "at": broadcasts_form.hour_value(wish.start.at),
    }


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


def _form(turn: Turn, wish: Wish, draft: Broadcast | None = None, began: str = "") -> forms.Form:
    """`began` names the template of one that is new."""
    subject, version = (draft.id, draft.version) if draft else (began, 0)
    return broadcasts_form.compose(wish, _teams(turn), subject=subject, version=version)


def _teams(turn: Turn) -> list[Team]:
    return storage.teams(turn.unit, turn.actor.org)


def _changed(turn: Turn, said: Submit) -> Broadcast | None:
    """Return the draft that the form changes, None when it is a new one."""
    if not said.subject or start.is_template(said.subject):
        return None
    return _editable(turn, storage.locked(turn.unit, turn.actor.org, said.subject))


def _to_change(turn: Turn, subject: str) -> Broadcast:
    """Return it as it is now. Raises NotFoundError, or StaleError when nobody can change it any more."""
    found = _editable(turn, storage.find(turn.unit, turn.actor.org, subject))
    if found.state not in _OPEN:
        raise StaleError
    return found


def _editable(turn: Turn, found: Broadcast | None) -> Broadcast:
    is_shared = approvals.is_shared(turn.unit, turn.actor.org, found)
    return rights.require_editable(found, turn.actor.person.id, is_shared=is_shared)


def _is_as_drawn(changed: Broadcast, version: int) -> bool:
    return changed.state in _OPEN and changed.version == version


def _conflict(turn: Turn, current: Broadcast, mine: Wish) -> Reply:
    """Keep both texts: what is saved, and what the asker has typed."""
    if current.state not in _OPEN:
        keep_for_later(turn, mine)
        return Whisper(approval_views.too_late_to_change(current))
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, _kept_as(current), _values(mine), turn.now)
    return Whisper(approval_views.conflict(current, mine.title, mine.message))


def _kept_as(draft: Broadcast) -> str:
    return f"{FORM}/{draft.id}"


def _problems(turn: Turn, wish: Wish) -> Mapping[str, str]:
    found = broadcasts_form.errors(rules.problems(wish, zone=turn.actor.person.zone, now=turn.now))
    if not found and not audiences.count(turn.unit, turn.actor.org, wish.audience):
        return {"audience": views.nobody(wish.audience)}
    return found


def _add(turn: Turn, wish: Wish) -> Broadcast:
    draft = Broadcast(id=ids.new(turn.rng), author=turn.actor.person, wish=wish, created_at=turn.now)
    storage.add(turn.unit, turn.actor.org, draft)
    return draft


def _wish(values: Values, teams: list[Team], request: Request = NO_REQUEST) -> Wish:
    title = " ".join(text.harmless(forms.text(values, "title")).split())
    group = _offered(Group, forms.text(values, "audience"), Group.EVERYONE)
    chosen = forms.many(values, "which") if group is Group.TEAMS else ()
    return Wish(
        title=title,
        message=text.harmless(forms.text(values, "body")),
        audience=Audience(group=group, teams=tuple(team for team in teams if team.id in chosen)),
        start=_start(values),
        request=request,
    )


def _start(values: Values) -> Start:
    timing = _offered(Timing, forms.text(values, "timing"), Timing.HOURS)
    hour = _hour(forms.text(values, "at"))
    return Start(timing=timing, day=_day(forms.text(values, "day")) if timing is Timing.LOCAL else None, at=hour)


def _offered(those: type[Chosen], said: str, usual: Chosen) -> Chosen:
    """What was never on offer is said by the form's own check."""
    return those(said) if said in set(those) else usual


def _hour(chosen: str) -> time:
    try:
        return time.fromisoformat(chosen)
    except ValueError:
        return time(9)


def _day(typed: str) -> date | None:
    """What is no date is said by the form's own check."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
