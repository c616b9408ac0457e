"""Teams' activities as requests. Pure: what cannot be understood raises, and nothing here knows a socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot import shapes
from bot.teams import quoted, render, render_form
from bot.teams.heard import Heard, MalformedError, Payload, delivery, mapping, text
from bot.teams.render_form import Answer, Many, One
from bot.tokens import InvalidTokenError, Tokens, choice_of
from handlers.turn import (
    Account,
    Chose,
    Command,
    Place,
    PlaceKind,
    Platform,
    Press,
    Request,
    Said,
    Saved,
    Submit,
    Words,
)
from views.forms import Value

GREETING = "hi"
BARE = "help"  # a mention of the bot and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens tokens that were sealed for one account of one tenant. `now` is UTC epoch ms."""

    tokens: Tokens
    tenant: str
    account: str
    now: int

    def pointer(self, token: str) -> tuple[str, str, int]:
        """Return action, subject and version. Raises InvalidTokenError."""
        found = self.tokens.open(token, workspace=f"teams:{self.tenant}", account=self.account, now=self.now)
        return found.action, found.subject, found.version

    def choice(self, token: str, purpose: str) -> str:
        """Return the value of an option sealed for this purpose. Raises InvalidTokenError."""
        action, value, _ = self.pointer(token)
        if action != purpose:
            raise InvalidTokenError
        return value


def typed(payload: Payload, one: Heard) -> Request | None:
    """A message as a command; None for what was not said to the bot."""
    said, is_to_bot = quoted.words(payload)
    if not (is_to_bot or one.is_personal):
        return None
    return _request(payload, one, one.place, command(said))


def command(said: Words) -> Command:
    """`kudos ...`, with or without a slash. A mention before any word leaves no verb, which nobody knows."""
    spoken = list(said)
    while spoken and isinstance(spoken[0], str) and not spoken[0].strip():  # the bot's name stood between two blanks
        del spoken[0]
    if not spoken:
        return Command(BARE)
    if not isinstance(spoken[0], str):
        return Command("", tuple(spoken))
    verb, *after = spoken[0].split(None, 1)
    return Command(verb.removeprefix("/").casefold(), (*after, *spoken[1:]))


def greeted(payload: Payload, one: Heard) -> Request:
    """The app was added: what the newcomer is told is what `hi` is answered with."""
    return _request(payload, one, one.place, Command(GREETING))


def pressed(payload: Payload, one: Heard, opener: Opener) -> Request:
    """A button of a message, or the choice of a menu. Raises InvalidTokenError."""
    return _request(payload, one, one.place, _press(data(payload), opener))


def in_dialog(payload: Payload, one: Heard, opener: Opener) -> Request:
    """What was pressed or sent in a dialog, or opens one; a form has its sealed shape. Raises InvalidTokenError."""
    given = data(payload)
    said = _submission(given, opener) if "shape" in given else _press(given, opener)
    return _request(payload, one, Place(PlaceKind.FORM), said)


def extension(payload: Payload, one: Heard) -> Request:
    """A message extension: used on a message it saves that message, anywhere else it presses what it is named after."""
    action = text(payload, "value", "commandId")
    if not action:
        raise MalformedError("a message extension that names no command")
    message = mapping(payload, "value", "messagePayload")
    said: Said = Press(action=action)
    if message:
        said = Saved(
            action=action,
            author=_author(message),
            text=quoted.plain(mapping(message, "body")),
            link=text(message, "linkToMessage"),
        )
    return _request(payload, one, Place(PlaceKind.FORM), said)


def search(payload: Payload, one: Heard, opener: Opener) -> tuple[Request, str]:
    """What is typed into a people field, and what its options are to be sealed for. Raises InvalidTokenError."""
    action, purpose, _ = opener.pointer(text(payload, "value", "dataset"))
    said = Chose(action, text(payload, "value", "queryText"))
    return _request(payload, one, Place(PlaceKind.FORM), said), purpose


def data(payload: Payload) -> Payload:
    """Return what the card sent: Execute wraps it once more, and an older client sends it as a message's value."""
    value = mapping(payload, "value")
    return mapping(value, "action", "data") or mapping(value, "data") or value


def named(said: Said) -> tuple[str, ...]:
    """Return who is named, as Teams names them: people the directory should know before the answer."""
    match said:
        case Command(words=words):
            return tuple(dict.fromkeys(word.external for word in words if isinstance(word, Account)))
        case Saved(author=Account(external)):
            return (external,)
        case _:
            return ()


def is_press(payload: Payload) -> bool:
    """Say whether a message is no words at all but a button of a client that does not know Action.Execute."""
    return bool(text(payload, "value", "token"))


def _press(given: Payload, opener: Opener) -> Press:
    name, subject, version = opener.pointer(text(given, "token"))
    chosen = render.chosen(given)
    value = opener.choice(chosen, choice_of(name)) if chosen else ""
    return Press(action=name, subject=subject, version=version, value=value)


def _submission(given: Payload, opener: Opener) -> Submit:
    name, subject, version = opener.pointer(text(given, "token"))
    shape = opener.choice(text(given, "shape"), shapes.shape_of(name))
    answers = render_form.values(given, shapes.kinds(shape))
    return Submit(action=name, subject=subject, version=version, values=_open(answers, name, opener))


def _open(answers: Mapping[str, Answer], action: str, opener: Opener) -> dict[str, Value]:
    return {field: _value(answer, choice_of(action, field), opener) for field, answer in answers.items()}


def _value(answer: Answer, purpose: str, opener: Opener) -> Value:
    match answer:
        case One(token):
            return opener.choice(token, purpose) if token else ""
        case Many(tokens):
            return tuple(opener.choice(token, purpose) for token in tokens)
        case _:
            return answer


def _author(message: Payload) -> Account | None:
    """Only people can be thanked: an app or a bot that wrote it is no author."""
    who = text(message, "from", "user", "id")
    return Account(who, text(message, "from", "user", "displayName")) if who else None


def _request(payload: Payload, one: Heard, place: Place, said: Said) -> Request:
    return Request(
        platform=Platform.TEAMS,
        tenant=one.tenant,
        account=one.account or one.alias,
        place=place,
        delivery=delivery(one, payload),
        said=said,
    )
