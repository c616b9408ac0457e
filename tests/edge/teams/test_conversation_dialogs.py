"""Dialogs and message extensions on Teams: what opens, what stays open, and what no client can make up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.edge import Core, NotSavedError
from handlers.turn import Request
from tests.edge.teams.wire import ANA, BEN, CHANNEL, Told, Wire, buttons, served
from tests.platforms import adaptive_card
from tests.platforms.teams import FakeTeams, Json
from views import errors
from views.replies import Reply, Whisper

NOTE = "you raised the vendor risk nine days early, we could replan"
COMPOSE = {"commandId": "kudos.give.open", "commandContext": "compose"}


def message(content: str, **changes: Any) -> Json:
    return {
        "id": "1790000000001",
        "linkToMessage": "https://teams.microsoft.com/l/message/1",
        "from": {"user": {"id": BEN, "displayName": "Ben Okafor"}},
        "body": {"contentType": "html", "content": content},
        **changes,
    }


async def opened(wire: Wire) -> Told:
    return await wire.invokes(ANA, "composeExtension/fetchTask", COMPOSE, CHANNEL)


def inputs(card: Json) -> dict[str, Json]:
    return {one["id"]: one for one in adaptive_card.nodes(card["body"]) if one["type"].startswith("Input.")}


async def found(wire: Wire, card: Json, query: str) -> list[Json]:
    source = inputs(card)["receivers"]["choices.data"]
    told = await wire.invokes(ANA, "application/search", {"queryText": query, "dataset": source["dataset"]})
    results: list[Json] = told.body["value"]["results"]
    return results


async def filled(wire: Wire, card: Json, note: str = NOTE) -> Json:
    """What the dialog sends when Ana thanks Ben."""
    [ben] = await found(wire, card, "okaf")
    badge = next(one["value"] for one in inputs(card)["badge"]["choices"] if one["title"].startswith("Early flag"))
    standing = {id: one.get("value", "") for id, one in inputs(card).items()}
    return {**card["actions"][0]["data"], **standing, "receivers": ben["value"], "badge": badge, "note": note}


async def known(wire: Wire) -> None:
    """Everybody of the team is known, as after the app was added to it."""
    added = {"type": "conversationUpdate", "membersAdded": [{"id": wire.bot}]}
    await wire.send(wire.activity(ANA, CHANNEL, added))


# --- Giving -------------------------------------------------------------------------------------------------------


async def test_the_form_opens_where_people_write_and_is_answered_in_its_place(wire: Wire) -> None:
    """Give kudos, from the compose box: fetchTask, then submitAction."""
    await known(wire)
    form = await opened(wire)
    data = await filled(wire, form.dialog)
    told = await wire.invokes(ANA, "composeExtension/submitAction", {**COMPOSE, "data": data}, CHANNEL)
    assert adaptive_card.problem(told.dialog, in_dialog=True) == ""
    assert "is saved" in told.dialog["fallbackText"]
    assert wire.teams.messages == {}


async def test_what_stands_in_a_dialog_can_be_pressed_there(wire: Wire) -> None:
    """The undo of thirty seconds is where the person looks; a dialog sends no Action.Execute."""
    await known(wire)
    data = await filled(wire, (await opened(wire)).dialog)
    given = await wire.invokes(ANA, "task/submit", {"data": data})
    undo = buttons(given.dialog)["Undo"]
    assert undo["type"] == "Action.Submit"
    undone = await wire.invokes(ANA, "task/submit", {"data": undo["data"]})
    assert "Nobody saw it" in undone.dialog["fallbackText"]
    again = buttons(undone.dialog)["Write it again"]
    form = await wire.invokes(ANA, "task/submit", {"data": again["data"]})
    assert inputs(form.dialog)["note"]["value"] == NOTE


async def test_a_form_to_correct_keeps_what_was_typed(wire: Wire) -> None:
    """And says what is missing, by name and at its field."""
    await known(wire)
    data = await filled(wire, (await opened(wire)).dialog, note="too short")
    told = await wire.invokes(ANA, "task/submit", {"data": data})
    assert inputs(told.dialog)["note"]["value"] == "too short"
    assert inputs(told.dialog)["receivers"]["value"]
    assert "Say a little more" in json.dumps(told.dialog)


async def test_an_answer_of_words_alone_closes_the_form(wire: Wire) -> None:
    """A message in the dialog's place needs no card."""
    told = await wire.invokes(ANA, "task/fetch", {"data": {"token": "forged"}})
    assert told.body["task"]["type"] == "message"
    assert "can't find that" in told.body["task"]["value"]


# --- From somebody's message --------------------------------------------------------------------------------------


async def test_a_message_is_thanked_with_its_author_and_its_words(wire: Wire) -> None:
    """HTML is read as people read it; the author is known although they never met the bot."""
    value = {
        "commandId": "kudos.thank",
        "commandContext": "message",
        "messagePayload": message('<div>It will be late, <at id="0">Chi</at> &amp; I<br/>told <b>them</b></div>'),
    }
    told = await wire.invokes(ANA, "composeExtension/fetchTask", value, CHANNEL)
    fields = inputs(told.dialog)
    assert "It will be late, Chi & I told them" in fields["note"]["value"]
    assert [one["title"] for one in fields["receivers"]["choices"]] == ["Ben Okafor"]


@pytest.mark.parametrize("author", [{"application": {"id": "28:app"}}, None, {"user": None}])
async def test_an_apps_message_has_nobody_to_thank(wire: Wire, author: Json | None) -> None:
    """The form opens all the same, for the person to say whom."""
    written = message("<p>Build failed</p>", **{"from": author})
    value = {"commandId": "kudos.thank", "commandContext": "message", "messagePayload": written}
    told = await wire.invokes(ANA, "composeExtension/fetchTask", value, CHANNEL)
    assert inputs(told.dialog)["receivers"]["choices"] == []


async def test_saving_as_evidence_opens_its_form(wire: Wire) -> None:
    """About whoever wrote the message."""
    value = {"commandId": "evidence.save", "commandContext": "message", "messagePayload": message("A fact")}
    told = await wire.invokes(ANA, "composeExtension/fetchTask", value, CHANNEL)
    assert told.body["task"]["value"]["title"] == "Add evidence"
    assert "behavior" in inputs(told.dialog)


@pytest.mark.parametrize("command", ["kudos.undo", "kudos.give", "no.such"])
async def test_a_message_extension_reaches_no_more_than_its_name_says(wire: Wire, command: str) -> None:
    """The command is a name the client sends: what it finds is decided by the router and the rules."""
    told = await wire.invokes(ANA, "composeExtension/fetchTask", {"commandId": command}, CHANNEL)
    assert "can't find that" in told.body["task"]["value"]


# --- What clients make up -----------------------------------------------------------------------------------------


async def test_a_search_that_was_not_drawn_finds_nobody(wire: Wire) -> None:
    """The data set is sealed for one person; a plain name opens nothing."""
    await known(wire)
    form = (await opened(wire)).dialog
    source = inputs(form)["receivers"]["choices.data"]["dataset"]
    for who, dataset in ((ANA, "people.search"), (ANA, ""), (BEN, source), (ANA, form["actions"][0]["data"]["token"])):
        told = await wire.invokes(who, "application/search", {"queryText": "ana", "dataset": dataset})
        assert told.body["value"]["results"] == []
    assert [one["title"] for one in await found(wire, form, "ana")] == ["Ana Ruiz"]


async def test_tokens_mean_nothing_where_they_were_not_drawn(wire: Wire) -> None:
    """Swapped between fields, forms and people, they find nothing, and nothing is saved (TRUST.md T9)."""
    await known(wire)
    form = (await opened(wire)).dialog
    data = await filled(wire, form)
    swapped: list[Json] = [
        {"receivers": data["badge"]},
        {"badge": data["receivers"]},
        {"shape": data["token"]},
        {"token": data["shape"]},
        {"receivers": "no-token"},
        {"shape": ""},
    ]
    for change in swapped:
        told = await wire.invokes(ANA, "task/submit", {"data": {**data, **change}})
        assert "can't find that" in told.body["task"]["value"], change
    without = {name: value for name, value in data.items() if name != "shape"}
    assert "can't find that" in (await wire.invokes(ANA, "task/submit", {"data": without})).body["task"]["value"]
    assert "can't find that" in (await wire.invokes(BEN, "task/submit", {"data": data})).body["task"]["value"]


# --- When saving fails --------------------------------------------------------------------------------------------


class Faulty:
    """Fails once for each request it is told to, as a full disk would."""

    def __init__(self, core: Core) -> None:
        self.failing = False
        self._core = core

    async def answer(self, request: Request) -> Reply:
        if self.failing:
            raise NotSavedError(Whisper(errors.not_saved("7F3K")))
        return await self._core.dispatcher.answer(request)

    def on_stranger(self, platform: str, listener: Any) -> None:
        self._core.dispatcher.on_stranger(platform, listener)


async def test_a_form_that_could_not_be_saved_can_be_sent_again_as_it_was(core: Core, teams: FakeTeams) -> None:
    """What was typed is still there, and the words say so."""
    faulty = Faulty(core)
    failing = Core(dispatcher=faulty, store=core.store, tokens=core.tokens, clock=core.clock, rng=core.rng)
    async with served(failing, teams) as wire:
        await known(wire)
        data = await filled(wire, (await opened(wire)).dialog)
        faulty.failing = True
        told = await wire.invokes(ANA, "task/submit", {"data": data})
        assert "not saved" in told.dialog["fallbackText"].casefold()
        assert adaptive_card.problem(told.dialog, in_dialog=True) == ""
        faulty.failing = False
        again = buttons(told.dialog)["Send it again"]
        saved = await wire.invokes(ANA, "task/submit", {"data": again["data"]})
        assert "is saved" in saved.dialog["fallbackText"]


async def test_a_press_or_a_line_that_could_not_be_saved_says_so(core: Core, teams: FakeTeams) -> None:
    """In words, with the reference for the operator."""
    faulty = Faulty(core)
    failing = Core(dispatcher=faulty, store=core.store, tokens=core.tokens, clock=core.clock, rng=core.rng)
    async with served(failing, teams) as wire:
        await wire.says(ANA, "help")
        [helped] = wire.chat(ANA)
        faulty.failing = True
        await wire.says(ANA, "kudos")
        assert "7F3K" in wire.chat(ANA)[-1].text
        told = await wire.presses(ANA, buttons(helped.card)["My kudos"])
        assert "7F3K" in told.body["value"]
