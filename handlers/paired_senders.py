"""Which systems may post figures of teams, for HR, and the file with a system's secret."""

from __future__ import annotations

from domain import text
from domain.errors import NotFoundError
from handlers import audit
from handlers.said import named, submitted
from handlers.turn import Turn
from storage import checkpoints, downloads
from storage import paired_senders as storage
from storage.downloads import File, Taken
from storage.unit import Unit
from views import forms
from views import paired_senders as views
from views.replies import Ask, Correct, Reply, Whisper

OF = "figures.secret"  # kind of file, about a system's id
PATH = "/team-figures"  # where systems post: bot.figures


def show(turn: Turn) -> Reply:
    return Whisper(views.listing(storage.listed(turn.unit, turn.actor.org)))


def open_make(turn: Turn) -> Reply:
    return Ask(views.make()) if turn.site else Whisper(views.no_address())


def make(turn: Turn) -> Reply:
    """Its secret is made now, and handed out once by a link: nobody's chat keeps it."""
    submit, form = submitted(turn), views.make()
    if errors := forms.check(form, submit.values):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    if not turn.site:
        return Whisper(views.no_address())
    name = text.clean(forms.text(submit.values, "name"))
    one = storage.make(turn.unit, turn.actor.org, name, now=turn.now, rng=turn.rng)
    wanted = Taken(turn.actor.org, turn.actor.person.id, OF, one.id)
    url = f"{turn.site}/download/{downloads.offer(turn.unit, wanted, now=turn.now, rng=turn.rng)}"
    audit.record(turn, "paired.sender.made", one.id, {})
    return Whisper(views.made(one, url, f"{turn.site}{PATH}", minutes=downloads.MINUTES))


def remove(turn: Turn) -> Reply:
    """It posts nothing from now on."""
    if not storage.remove(turn.unit, turn.actor.org, named(turn)):
        raise NotFoundError
    reply = show(turn)
    audit.record(turn, "paired.sender.removed", named(turn), {})
    return reply


def file(unit: Unit, *, taken: Taken, now: int) -> File | None:
    """None when whoever has the link does not run HR any more, or the system was taken away."""
    secret = storage.secret(unit, taken.org, taken.about)
    is_hr = any(one.id == taken.person for one in checkpoints.administrators(unit, taken.org))
    if secret is None or not is_hr:
        return None
    return File(name="vouchsafe-figures.txt", media="text/plain", body=views.as_file(taken.about, secret).encode())
