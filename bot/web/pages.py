"""Builds the pages: what one person sees in one place, as plain values for the templates."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from bot.frame import Frame
from bot.web import render, render_forms
from bot.web.desk import Desk, Open
from bot.web.places import Spotted
from bot.web.render import Spot
from domain.people import MemberKind
from handlers.router import Router
from handlers.turn import PlaceKind
from storage.room import Line, Resident
from views import codec, product
from views.vocabulary import Card, WhenStyle

FOLDER = Path(__file__).parent
_HUES = 8  # classes hue0 to hue7 in room.css
_SAME_BREATH_MS = 5 * 60_000  # messages of one author within this time share one heading

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message as the template draws it. `day` is set on the first of a day; `follows` hides a repeated name."""

    id: str
    name: str
    title: str
    initials: str
    hue: int
    is_ours: bool
    day: str
    time: Markup
    follows: bool
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything one page is drawn from. `drawing` counts up, so that a page in a browser takes no step back."""

    visitor: Resident
    place: Spotted
    places: Sequence[Spotted]
    residents: Sequence[Resident]
    lines: Sequence[Line]
    unread: Mapping[str, int]
    desk: Desk
    frame: Frame
    key: str
    drawing: int

    @property
    def path(self) -> str:
        return f"/as/{self.visitor.external}/{self.place.slug}"

    def spot(self, message: str = "") -> Spot:
        return Spot(path=self.path, message=message, key=self.key)

    def channel_frame(self) -> Frame:
        """What stands in a channel is drawn for everyone; only the time zone and the mentions are the visitor's."""
        if self.place.kind is not PlaceKind.CHANNEL:
            return self.frame
        return Frame(
            tokens=self.frame.tokens,
            workspace=self.frame.workspace,
            reader="",
            now=self.frame.now,
            zone=self.frame.zone,
            mentions=self.frame.mentions,
        )


def room(scene: Scene, router: Router, *, room_name: str, home: Card | None, clock: Mapping[str, object]) -> str:
    opened = scene.desk.forms.get(scene.place.id)
    return TEMPLATES.get_template("room.html").render(
        product=product.NAME,
        room_name=room_name,
        scene=scene,
        me=_badge(scene.visitor),
        groups=grouped(scene.residents),
        shown=shown(scene),
        whispers=[(id, render.card(card, scene.frame, scene.spot(id))) for id, card in _whispers(scene)],
        home=render.card(home, scene.frame, scene.spot(), level=2) if home else None,
        form=_form(scene, opened) if opened else None,
        form_title=opened.form.title if opened else "",
        actions=[(route.name, route.title) for route in router.message_actions()],
        suggestions=_suggestions(scene, router),
        clock=clock,
        now=render.when(scene.frame.now, WhenStyle.DATE_TIME, scene.frame.zone),
    )


def picker(residents: Sequence[Resident], blurbs: Mapping[str, str], *, room_name: str) -> str:
    return TEMPLATES.get_template("pick.html").render(
        product=product.NAME, tagline=product.TAGLINE, room_name=room_name, groups=grouped(residents), blurbs=blurbs
    )


def lost(said: str) -> str:
    return TEMPLATES.get_template("lost.html").render(product=product.NAME, said=said)


def grouped(residents: Sequence[Resident]) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the people by team, managers first; then who has no team, and last who cannot take part."""
    groups: dict[str, list[dict[str, object]]] = {}
    for resident in sorted(residents, key=lambda one: (_rank(one), one.teams[:1], not one.leads, one.name)):
        groups.setdefault(_group(resident), []).append(_badge(resident))
    return list(groups.items())


def shown(scene: Scene) -> list[Shown]:
    """Return the messages of the place, with the day and the repeated names worked out."""
    people = {resident.external: resident for resident in scene.residents}
    zone = ZoneInfo(scene.frame.zone)
    found: list[Shown] = []
    before: Line | None = None
    for line in scene.lines:
        day = datetime.fromtimestamp(line.at / 1000, zone).date()
        fresh = before is None or datetime.fromtimestamp(before.at / 1000, zone).date() != day
        follows = not fresh and before is not None and _continues(before, line)
        found.append(_shown(line, people.get(line.author), scene, day if fresh else None, follows))
        before = line
    return found


def _shown(line: Line, author: Resident | None, scene: Scene, day: date | None, follows: bool) -> Shown:
    name = product.NAME if not line.author else author.name if author else line.author
    if line.author:
        body = Markup("<p>{}</p>").format(render.lines(line.body))
    else:
        body = render.card(codec.load(line.body), scene.channel_frame(), scene.spot(line.id))
    return Shown(
        id=line.id,
        name=name,
        title=author.title if author else "",
        initials=initials(name),
        hue=hue(line.author),
        is_ours=not line.author,
        day=_day(day, scene) if day else "",
        time=render.when(line.at, WhenStyle.TIME, scene.frame.zone),
        follows=follows,
        body=body,
    )


def _continues(before: Line, line: Line) -> bool:
    return bool(line.author) and before.author == line.author and line.at - before.at < _SAME_BREATH_MS


def _day(day: date, scene: Scene) -> str:
    today = datetime.fromtimestamp(scene.frame.now / 1000, ZoneInfo(scene.frame.zone)).date()
    near = {0: "Today", 1: "Yesterday"}.get((today - day).days)
    return near or f"{day:%A, %-d %B}" + (f" {day.year}" if day.year != today.year else "")


def _whispers(scene: Scene) -> list[tuple[str, Card]]:
    return list(scene.desk.whispers.get(scene.place.id, {}).items())


def _form(scene: Scene, opened: Open) -> Markup:
    return render_forms.form(opened.form, scene.frame, scene.spot(), errors=opened.errors)


def _suggestions(scene: Scene, router: Router) -> dict[str, list[dict[str, str]]]:
    """Return what the composer completes: commands after "/", people after "@"."""
    commands = [
        {"value": f"/{route.name}", "label": f"/{route.name} {route.usage}".strip(), "description": route.summary}
        for route in router.commands()
    ]
    people = [
        {"value": f"@{one.name}", "label": one.name, "description": one.title}
        for one in scene.residents
        if one.external != scene.visitor.external
    ]
    return {"commands": commands, "people": people}


def _badge(resident: Resident) -> dict[str, object]:
    return {
        "account": resident.external,
        "name": resident.name,
        "title": resident.title,
        "initials": initials(resident.name),
        "hue": hue(resident.external),
        "marks": _marks(resident),
        "zone": resident.zone,
    }


def _marks(resident: Resident) -> list[str]:
    kinds = {MemberKind.GUEST: "Guest", MemberKind.EXTERNAL: "External", MemberKind.BOT: "Bot"}
    marks = [kinds[resident.kind]] if resident.kind in kinds else []
    marks += ["Left"] if not resident.active else []
    marks += ["Manager"] if resident.leads else []
    return [*marks, "HR"] if resident.is_hr else marks


def _rank(resident: Resident) -> int:
    takes_part = resident.active and resident.kind is MemberKind.FULL
    return 0 if takes_part and resident.teams else 1 if takes_part else 2


def _group(resident: Resident) -> str:
    return (resident.teams[0] if resident.teams else "", "Across the teams", "Guests and leavers")[_rank(resident)]


def initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()] or [name]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


def hue(account: str) -> int:
    return zlib.crc32(account.encode()) % _HUES
