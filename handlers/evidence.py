"""Writing evidence down: the command and the form."""

from __future__ import annotations

from domain import ids
from domain.evidence_record import Record
from domain.names import closest
from domain.people import Person
from handlers import evidence_list, evidence_messages, evidence_purpose, feedback
from handlers import evidence_pieces as pieces
from handlers import evidence_writing as writing
from handlers.said import today
from handlers.turn import Account, Command, Press, Submit, Turn, Words
from storage import drafts, people
from views import evidence_form as form_views
from views import evidence_list as list_views
from views import forms, kudos_form
from views.forms import Form, Values
from views.replies import Ask, Correct, Reply, Whisper

FORM = evidence_list.FORM


def command(turn: Turn) -> Reply:
    """`/evidence`: bare lists one's own; `add` or a person opens the form; `ask` asks a colleague."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""] | ["mine"]:
            return evidence_list.mine(turn)
        case ["help"] | ["?"]:
            return Whisper(list_views.help())
        case ["team"]:
            return evidence_list.team(turn)
        case [str(first), *_] if first.split()[:1] == ["ask"]:
            return feedback.begin(turn, meant(turn, words)[0])
        case [str(first), *rest] if first.split()[:1] == ["add"] and not (rest or first.split()[1:]):
            return Ask(_form(turn, _fresh(turn, ""), ""))
        case _:
            found, notices = meant(turn, words)
            subject = found[0].id if len(found) == 1 else ""
            if subject and evidence_purpose.may_state(turn, subject):
                return evidence_purpose.offer(turn, found[0])
            return Ask(_form(turn, _fresh(turn, subject), subject, notices))


def open_form(turn: Turn) -> Reply:
    """`subject` is a person's id, and after "/" the key of what a message action had found."""
    said = turn.request.said
    subject = said.subject if isinstance(said, Press) else ""
    return Ask(_form(turn, _fresh(turn, subject), subject))


def submit(turn: Turn) -> Reply:
    """Save the piece and tell the person; or say field by field what is missing, and keep what was typed."""
    said = turn.request.said
    values, opened_for = (said.values, said.subject) if isinstance(said, Submit) else ({}, "")
    form = _form(turn, values, opened_for)
    errors = forms.check(form, values) or writing.who_errors(turn, values)
    item = None if errors else writing.read(turn, values, forms.many(values, "about")[0], id=ids.new(turn.rng))
    if item is None or (errors := errors or writing.problems(turn, item)):
        errors = errors or {"source": form_views.not_yours_to_say()}
        drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, values, turn.now)
        return Correct(form, tuple(errors.items()))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    return Whisper(writing.save(turn, evidence_messages.with_quote(turn, Record(item=item), opened_for)))


def meant(turn: Turn, words: Words) -> tuple[list[Person], tuple[str, ...]]:
    """Return the people who are mentioned or typed as @name, and a sentence for whoever nobody knows."""
    accounts = {word.external: word.name for word in words if isinstance(word, Account)}
    known = people.by_accounts(turn.unit, turn.actor.org, turn.actor.workspace, accounts)
    found, notices = list(known.values()), []
    for name in _typed_names(words):
        fitting = people.named(turn.unit, turn.actor.org, name)
        found += fitting if len(fitting) == 1 else []
        if len(fitting) > 1:
            notices.append(kudos_form.several_people(name, [one.name for one in fitting]))
        elif not fitting:
            near = closest(name, people.all_names(turn.unit, turn.actor.org))
            notices.append(kudos_form.unknown_people(name, near))
    return list(dict.fromkeys(found)), tuple(notices)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _typed_names(words: Words) -> list[str]:
    typed = " ".join(word for word in words if isinstance(word, str)).split()
    return [word[1:] for word in typed if word.startswith("@") and len(word) > 1]


def _fresh(turn: Turn, opened_for: str) -> Values:
    """Return what stands in the form when it opens: what was begun about the same person, if anything was."""
    subject, _, key = opened_for.partition("/")
    base: Values = {"about": (subject,) if subject else (), "occurred_on": today(turn).isoformat()}
    if key:
        return {**base, **evidence_messages.begun(turn, key)}
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    is_same = not subject or forms.many(draft, "about") == (subject,)
    return {**base, **draft} if is_same else base


def _form(turn: Turn, values: Values, opened_for: str, notices: tuple[str, ...] = ()) -> Form:
    about, authors = forms.many(values, "about"), forms.many(values, "artifact_authors")
    offer = pieces.offer(turn, about[0] if len(about) == 1 else "", (*about, *authors))
    return form_views.add(offer, values, subject=opened_for, notices=notices)
