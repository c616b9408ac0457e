"""Giving: by one line, by the form, or from somebody's message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from content import pack as content
from content.pack import Pack
from domain import ids, kudos, text
from domain.kudos import Audience, Given, Kudos, Problem, Receiver, Wish
from domain.names import closest, match
from domain.people import Person
from handlers import audit, kudos_command, kudos_delivery, kudos_list, nominations, reach, recognition_digest
from handlers.turn import Account, Command, Saved, Submit, Turn, Words
from storage import drafts, people, pilot
from storage import kudos as storage
from views import forms, kudos_form
from views import help as help_views
from views import kudos as views
from views.forms import Values
from views.replies import Ask, Correct, Reply, Whisper

FORM = kudos_list.FORM


@dataclass(frozen=True, slots=True)
class Meant:
    """A wish as far as it was understood, and a sentence for each thing that was not."""

    wish: Wish
    notices: tuple[str, ...] = ()


def command(turn: Turn) -> Reply:
    """`/kudos`: bare opens the form, one of a few words shows something, anything else gives."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""]:
            return open_form(turn)
        case ["mine"]:
            return kudos_list.mine(turn)
        case ["digest"]:
            return recognition_digest.show(turn)
        case ["nominate", *_]:
            return nominations.show(turn)
        case ["reach"]:
            return reach.show(turn)
        case ["help"] | ["?"]:
            return explain(turn)
        case _:
            return _give_or_ask(turn, _understand(turn, words))


def explain(turn: Turn) -> Reply:
    pack = content.default()
    return Whisper(help_views.kudos(pack.badges, min_words=pack.kudos_rules.min_words))


def open_form(turn: Turn) -> Reply:
    """Open the form, with what the person had typed before, if that was not accepted."""
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    return _ask(turn, Meant(_from_values(turn, draft)))


def submit(turn: Turn) -> Reply:
    """Give what the form says, or say field by field what is missing."""
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    wish = _from_values(turn, values)
    form = _form(turn, Meant(wish))
    history = _history(turn)
    errors = forms.check(form, values) or kudos_form.errors(_problems(turn, wish, history))
    if errors:
        return Correct(form, tuple(errors.items()))
    return _give(turn, wish, history)


def thank_author(turn: Turn) -> Reply:
    """The message action: the form with the author chosen and the message quoted for the giver to build on."""
    said = turn.request.said
    author = said.author.external if isinstance(said, Saved) and said.author else ""
    found = people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, [author] if author else [])
    quoted = text.harmless(said.text)[: kudos_form.NOTE_LENGTH // 3] if isinstance(said, Saved) else ""
    note = f"When you wrote “{' '.join(quoted.split())}”, " if quoted else ""
    return _ask(turn, Meant(Wish(receivers=_without(turn.actor.person, tuple(found.values())), note=note)))


# --- From words to a wish -----------------------------------------------------------------------------------------


def _understand(turn: Turn, words: Words) -> Meant:
    pack = content.default()
    called = {word.external: word.name for word in words if isinstance(word, Account)}
    known = people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, called)
    spoken = kudos_command.read(tuple(_named(word, known) for word in words))
    strangers = [kudos_form.unknown_people(called[one], ()) for one in spoken.accounts if one not in known]
    typed, notices = _typed_people(turn, spoken.names)
    badge, badge_notices = _typed_badge(spoken.tag, pack)
    wish = Wish(
        receivers=tuple(dict.fromkeys((*(known[account] for account in spoken.accounts if account in known), *typed))),
        badge=badge,
        note=text.clean(spoken.note),
        correction=text.clean(spoken.correction),
        audience=spoken.audience,
    )
    return Meant(wish, (*strangers, *notices, *badge_notices))


def _named(word: str | Account, known: Mapping[str, Person]) -> str | Account:
    """A mention in the middle of a sentence reads as the person's name, whatever the platform showed."""
    if isinstance(word, str) or word.external not in known:
        return word
    return replace(word, name=known[word.external].name)


def _typed_people(turn: Turn, names: tuple[str, ...]) -> tuple[list[Person], list[str]]:
    found: list[Person] = []
    notices: list[str] = []
    for name in names:
        fitting = people.named(turn.unit, turn.actor.org, name)
        if len(fitting) == 1:
            found += fitting
        elif fitting:
            notices.append(kudos_form.several_people(name, [person.name for person in fitting]))
        else:
            notices.append(kudos_form.unknown_people(name, closest(name, people.all_names(turn.unit, turn.actor.org))))
    return found, notices


def _typed_badge(tag: str, pack: Pack) -> tuple[kudos.Badge | None, list[str]]:
    if not tag:
        return None, []
    by_tag = {badge.tag: badge.id for badge in pack.badges} | {badge.label: badge.id for badge in pack.badges}
    id = match(tag, by_tag)
    if id:
        return pack.badge(id), []
    return None, [kudos_form.unknown_badge(tag, closest(tag, [badge.tag for badge in pack.badges]))]


def _from_values(turn: Turn, values: Values) -> Wish:
    chosen = forms.many(values, "receivers")
    known = people.by_ids(turn.unit, turn.actor.org, chosen) if chosen else {}
    private = forms.text(values, "audience") == Audience.PRIVATE.value
    return Wish(
        receivers=tuple(known[id] for id in dict.fromkeys(chosen) if id in known),
        badge=content.default().badge(forms.text(values, "badge")),
        note=text.harmless(forms.text(values, "note")),
        correction=text.harmless(forms.text(values, "correction")),
        audience=Audience.PRIVATE if private else Audience.PUBLIC,
    )


def _to_values(wish: Wish) -> Values:
    return {
        "receivers": tuple(person.id for person in wish.receivers),
        "badge": wish.badge.id if wish.badge else "",
        "note": wish.note,
        "correction": wish.correction,
        "audience": wish.audience.value,
    }


# --- Asking and giving --------------------------------------------------------------------------------------------


def _give_or_ask(turn: Turn, meant: Meant) -> Reply:
    history = _history(turn)
    problems = {} if meant.notices else _problems(turn, meant.wish, history)
    if not meant.notices and not problems:
        return _give(turn, meant.wish, history)
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, _to_values(meant.wish), turn.now)
    sentences = tuple(kudos_form.errors(problems).values())
    return _ask(turn, replace(meant, notices=meant.notices + sentences))


def _ask(turn: Turn, meant: Meant) -> Reply:
    return Ask(_form(turn, meant))


def _form(turn: Turn, meant: Meant) -> forms.Form:
    own = people.reaches(turn.unit, turn.actor.org, [turn.actor.person.id])
    channels = kudos_delivery.channel_names(own)
    return kudos_form.give(content.default().badges, meant.wish, channels=channels, notices=meant.notices)


def _history(turn: Turn) -> list[Given]:
    """Return what the giver has given, with the giver locked so that two at once cannot overspend."""
    giver, rules = turn.actor.person, content.default().kudos_rules
    people.lock(turn.unit, turn.actor.org, giver.id)
    return storage.given_since(turn.unit, turn.actor, kudos.history_start(turn.now, giver, rules))


def _problems(turn: Turn, wish: Wish, history: list[Given]) -> Mapping[str, Problem]:
    found = kudos.problems(wish, turn.actor.person, content.default().kudos_rules, history, turn.now)
    invited = pilot.invited(turn.unit, turn.actor.org, [person.id for person in wish.receivers])
    outside = tuple(person.name for person in wish.receivers if person.id not in invited)
    return {"receivers": kudos.NotOpenTo(outside)} | found if outside else found


def _give(turn: Turn, wish: Wish, history: list[Given]) -> Reply:
    rules, giver = content.default().kudos_rules, turn.actor.person
    gift = _gift(turn, wish)
    storage.add(turn.unit, turn.actor.org, gift)
    reaches = kudos_delivery.reaches(turn, gift)
    kudos_delivery.owe(turn, gift, reaches, not_before=turn.now + rules.undo_ms)
    drafts.forget(turn.unit, turn.actor.org, giver.id, FORM)
    record(turn, "kudos.given", gift)
    left = kudos.allowance_left(giver, rules, history, turn.now) - len(gift.receivers)
    return Whisper(views.given(gift, channels=kudos_delivery.channel_names(reaches), left=left, rules=rules))


def _gift(turn: Turn, wish: Wish) -> Kudos:
    badge = wish.badge
    if badge is None:
        raise ValueError("a kudos without a badge must have been refused before")
    return Kudos(
        id=ids.new(turn.rng),
        giver=turn.actor.person,
        receivers=tuple(Receiver(person=person) for person in wish.receivers),
        badge=badge,
        note=wish.note,
        correction=wish.correction,
        audience=wish.audience,
        given_at=turn.now,
    )


def record(turn: Turn, action: str, gift: Kudos) -> None:
    """Leave an audit line: who did what to which kudos, never its words."""
    audit.record(turn, action, gift.id, {"audience": gift.audience.value, "badge": gift.badge.id})


def _without(person: Person, others: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(other for other in others if other.id != person.id)
