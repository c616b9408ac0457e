"""Cards as semantic HTML. Nothing here knows a page; `Spot` says where the forms of a card are posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import emoji
from markupsafe import Markup

from bot.frame import Frame
from bot.web.chart import chart, table
from bot.web.elements import element, joined
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Emoji,
    Facts,
    Heading,
    Image,
    Link,
    Mention,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Progress,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)

_MOODS = {Mood.GOOD: "Done", Mood.INFO: "Note", Mood.PROBLEM: "Problem"}
_WEIGHTS = {Weight.NORMAL: "button", Weight.PRIMARY: "button primary", Weight.DANGER: "button danger"}
_FORMATS = {
    WhenStyle.DATE: "{at:%-d %B %Y}",
    WhenStyle.TIME: "{at:%H:%M}",
    WhenStyle.DATE_TIME: "{at:%-d %B %Y, %H:%M}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """`path` is the page a card stands on, `message` the card's own id there ("" for a page's own card).

    `key` makes one drawing of the page: the same button of the same drawing pressed twice is one delivery.
    """

    path: str = ""
    message: str = ""
    key: str = ""

    @property
    def hidden(self) -> Markup:
        return hidden("message", self.message) + hidden("key", self.key)


def card(view: Card, frame: Frame, spot: Spot | None = None, *, level: int = 3) -> Markup:
    """Return the card as an article with its title as a heading of the given level."""
    place = spot or Spot()
    title = element(f"h{level}", view.title, class_="card-title")
    return element("article", title, *(part(one, frame, place, level + 1) for one in view.parts), class_="card")


def part(view: Part, frame: Frame, spot: Spot, level: int) -> Markup:
    match view:
        case Text(said):
            return element("p", spans(said, frame))
        case Heading(text):
            return element(f"h{level}", text)
        case Quote(text):
            return element("blockquote", lines(text))
        case Bullets(items):
            return element("ul", *(element("li", spans(item, frame)) for item in items))
        case Facts(rows):
            return element("dl", *(_fact(name, said, frame) for name, said in rows), class_="facts")
        case Note(said):
            return element("p", spans(said, frame), class_="note")
        case Notice(mood, said):
            return _notice(mood, said, frame)
        case Visibility(text):
            return _visibility(text)
        case Image(url, alt):
            return _image(url, alt)
        case Table():
            return table(view)
        case Chart():
            return chart(view)
        case Progress(label, done, total):
            return _progress(label, done, total)
        case Rule():
            return element("hr")
        case Buttons(buttons):
            return _buttons(buttons, frame, spot)
        case Menu():
            return _menu(view, frame, spot)
        case _:
            assert_never(view)


def spans(said: Spans, frame: Frame) -> Markup:
    return joined(span(one, frame) for one in said)


def span(view: Span, frame: Frame) -> Markup:
    match view:
        case str():
            return lines(view)
        case Bold(text):
            return element("strong", text)
        case Mention(person, name):
            return _mention(frame.mentions.get(person, ""), name, frame)
        case Link(text, url):
            return link(text, url)
        case When(at, style):
            return when(at, style, frame.zone)
        case Emoji(name, text):
            return element("span", _picture(name) or text, role="img", aria_label=text, class_="emoji")
        case _:
            assert_never(view)


def lines(text: str) -> Markup:
    """Return the text with its line ends kept."""
    return joined(text.split("\n"), "<br>")


def when(at: int, style: WhenStyle, zone: str) -> Markup:
    moment = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    shown = _FORMATS[style].format(at=moment)
    exact = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return element("time", shown, datetime=exact, title=f"{moment:%A, %-d %B %Y, %H:%M} ({zone})")


def link(text: str, url: str) -> Markup:
    """Return a link that says where it leads; anything but http and https stays text."""
    address = urlsplit(url)
    if address.scheme not in ("http", "https"):
        return joined((text,))
    shown = text if address.netloc in text else f"{text} ({address.netloc})"
    return element("a", shown, href=url, rel="noopener noreferrer", target="_blank")


def option(view: Option, token: str, *, chosen: bool = False) -> Markup:
    label = f"{view.label}: {view.description}" if view.description else view.label
    return element("option", label, value=token, selected=chosen)


def hidden(name: str, value: str) -> Markup:
    return element("input", type="hidden", name=name, value=value)


def _mention(account: str, name: str, frame: Frame) -> Markup:
    if not account:
        return joined((name,))
    yours = " you" if account == frame.reader else ""
    return element("span", f"@{name}", class_=f"mention{yours}")


def _picture(name: str) -> str:
    code = f":{name.replace(' ', '_')}:"
    shown = emoji.emojize(code)
    return "" if shown == code else shown


def _fact(name: str, said: Spans, frame: Frame) -> Markup:
    return element("div", element("dt", name), element("dd", spans(said, frame)))


def _notice(mood: Mood, said: Spans, frame: Frame) -> Markup:
    word = element("strong", f"{_MOODS[mood]}: ", class_="mood")
    return element("p", word, spans(said, frame), class_=f"notice {mood.value}")


def _visibility(text: str) -> Markup:
    label = element("span", "Who can see this: ", class_="unseen")
    return element("p", label, text, class_="visibility")


def _image(url: str, alt: str) -> Markup:
    """A picture from elsewhere would tell a stranger who reads what: it stays a link."""
    return link(alt, url) if urlsplit(url).netloc else element("img", src=url, alt=alt)


def _progress(label: str, done: int, total: int) -> Markup:
    said = f"{label}: {done:,} of {total:,}"
    return element(
        "p",
        element("span", said),
        element("progress", value=done, max=max(total, 1), aria_label=label),
        class_="progress",
    )


def _buttons(buttons: tuple[Button, ...], frame: Frame, spot: Spot) -> Markup:
    shown = (_button(button, frame) for button in buttons)
    return element(
        "form", spot.hidden, *shown, method="post", action=f"{spot.path}/press", class_="buttons", data_live=True
    )


def _button(view: Button, frame: Frame) -> Markup:
    return element(
        "button",
        view.label,
        name="token",
        value=frame.seal(view.action, view.subject, view.version),
        class_=_WEIGHTS[view.weight],
        aria_label=view.spoken or None,
        aria_haspopup="dialog" if view.opens_form else None,
    )


def _menu(view: Menu, frame: Frame, spot: Spot) -> Markup:
    options = (option(one, frame.seal(choosing(view.action), one.value)) for one in view.options)
    select = element("label", element("span", view.label), element("select", *options, name="value"))
    token = hidden("token", frame.seal(view.action, view.subject))
    go = element("button", "Choose", class_="button", aria_label=f"Choose: {view.label}")
    return element(
        "form",
        spot.hidden,
        token,
        select,
        go,
        method="post",
        action=f"{spot.path}/press",
        class_="menu",
        data_live=True,
    )


def choosing(action: str) -> str:
    """Return what an option's token is sealed for, so that one menu's choice means nothing in another."""
    return f"{action}#option"
