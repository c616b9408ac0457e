"""Questions of the org's own for pulses: each is kept with where it comes from, or refused."""

from __future__ import annotations

from content import pulses as content
from domain import ids, pulses, text
from domain.errors import NotFoundError
from domain.pulses import RECOMMEND_POINTS, Flaw, Item, Kind
from handlers import audit
from handlers.turn import Press, Submit, Turn
from storage import pulses_items as storage
from views import forms, pulses_form, pulses_hr
from views.forms import Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Card

_FIELDS = {Flaw.NO_TEXT: "text", Flaw.NO_ORIGIN: "license", Flaw.POINTS: "kind", Flaw.CHOICES: "labels"}


def show(turn: Turn) -> Reply:
    return Whisper(_list(turn))


def open_form(turn: Turn) -> Reply:
    return Ask(pulses_form.item({}))


def add(turn: Turn) -> Reply:
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    form = pulses_form.item(values)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    item = _item(ids.new(turn.rng), values)
    if flaw := pulses.flaw(item):
        return Correct(form, ((_FIELDS[flaw], pulses_form.ERRORS["labels"] if flaw is Flaw.CHOICES else forms.CHOOSE),))
    storage.add(turn.unit, turn.actor.org, item, author=turn.actor.person.id, now=turn.now)
    audit.record(turn, "pulse.item_added", item.id, {"kind": item.kind.value})
    return Whisper(_list(turn))


def retire(turn: Turn) -> Reply:
    """It is asked no more. Waves that have asked it keep it."""
    said = turn.request.said
    id = (said.value or said.subject) if isinstance(said, Press) else ""
    if not storage.retire(turn.unit, turn.actor.org, id, now=turn.now):
        raise NotFoundError
    audit.record(turn, "pulse.item_retired", id, {})
    return Replace(_list(turn))


def _list(turn: Turn) -> Card:
    pack = content.default()
    return pulses_hr.items(storage.own(turn.unit, turn.actor.org), tuple(pack.bank.items.values()), pack.constructs)


def _item(id: str, values: Values) -> Item:
    kind, labels = _answered_by(forms.text(values, "kind"), forms.text(values, "labels"))
    return Item(
        id=id,
        kind=kind,
        text=_line(values, "text"),
        labels=labels,
        is_reversed=forms.text(values, "reversed") == "yes",
        license=_line(values, "license"),
        source=_line(values, "source"),
        status=_line(values, "status"),
    )


def _answered_by(chosen: str, typed: str) -> tuple[Kind, tuple[str, ...]]:
    """Return the kind that was chosen, and the answers it has."""
    if chosen.startswith(Kind.SCALE):
        return Kind.SCALE, content.default().scales[int(chosen.removeprefix(Kind.SCALE))]
    if chosen == Kind.CHOICE:
        lines = (" ".join(text.harmless(line).split())[:75] for line in typed.splitlines())
        return Kind.CHOICE, tuple(line for line in lines if line)
    numbers = tuple(str(number) for number in range(RECOMMEND_POINTS))
    return Kind(chosen), numbers if chosen == Kind.RECOMMEND else ()


def _line(values: Values, name: str) -> str:
    return " ".join(text.harmless(forms.text(values, name)).split())
