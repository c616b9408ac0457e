"""Talking with the bot on Teams: where it listens, where it answers, and who else may read that."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams import inbound
from bot.teams.heard import heard
from handlers.turn import Account, Command, PlaceKind
from tests.edge.teams.wire import ANA, BEN, CHANNEL, GROUP, Wire, buttons, mention
from tests.platforms import teams as fake

THREAD = f"{CHANNEL};messageid=1790000000000"
NOTE = "you raised the vendor risk nine days early, we could replan"
BEN_NAMED = mention(fake.alias(BEN), "Ben Okafor")
BOT_NAMED = mention(fake.BOT, "Vouchsafe")
KUDOS = f"<at>Vouchsafe</at> kudos <at>Ben Okafor</at> #early-flag {NOTE}"


async def kudos(wire: Wire, where: str = THREAD, **changes: Any) -> None:
    await wire.acts(ANA, where, text=KUDOS, entities=[BOT_NAMED, BEN_NAMED], **changes)


# --- Where it listens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["hi", "Hello", "help", "/help", " vouchsafe  help ", "/vouchsafe\nhelp", "/HI"])
async def test_the_usual_first_words_are_answered_with_what_it_can_do(wire: Wire, text: str) -> None:
    """With or without a slash (store rules, PLATFORMS.md B1.2)."""
    await wire.says(ANA, text)
    [answer] = wire.chat(ANA)
    assert "What I can do" in answer.text


async def test_a_bare_mention_of_the_bot_is_a_call_for_help(wire: Wire) -> None:
    """No dead ends."""
    await wire.acts(ANA, THREAD, text="<at>Vouchsafe</at> ", entities=[BOT_NAMED])
    [answer] = wire.chat(ANA)
    assert "What I can do" in answer.text


async def test_what_is_not_said_to_the_bot_is_not_answered(wire: Wire) -> None:
    """With more permissions a channel's whole talk would arrive."""
    told = await wire.acts(ANA, CHANNEL, text="kudos to everybody")
    assert told.status == 200
    await wire.acts(ANA, GROUP, text="<at>Ben Okafor</at> help", entities=[BEN_NAMED])
    assert wire.teams.messages == {}


async def test_the_bot_does_not_answer_bots(wire: Wire) -> None:
    """Two of them would never end."""
    await wire.acts(ANA, CHANNEL, text=KUDOS, entities=[BOT_NAMED], **{"from": {"id": "28:another"}})
    assert wire.teams.messages == {}


@pytest.mark.parametrize("type", ["messageReaction", "messageUpdate", "typing", "event", "somethingNew", ""])
async def test_any_other_activity_is_taken_without_a_word(wire: Wire, type: str) -> None:
    """Teams sends more kinds every year."""
    assert (await wire.acts(ANA, wire.teams.direct(ANA), text="help", type=type)).status == 200
    assert wire.teams.messages == {}


@pytest.mark.parametrize(
    "name", ["signin/verifyState", "composeExtension/query", "message/submitAction", "", "no/such"]
)
async def test_an_invoke_nobody_answers_says_so(wire: Wire, name: str) -> None:
    """501, as Teams wants it."""
    assert (await wire.invokes(ANA, name, {})).status == 501


async def test_half_a_character_is_answered_like_any_odd_word(wire: Wire) -> None:
    """A lone surrogate, which no database takes, is replaced before anything sees it."""
    await wire.says(ANA, "\ud800")
    [answer] = wire.chat(ANA)
    assert "I don't know" in answer.text


# --- What it hears ------------------------------------------------------------------------------------------------


def command(wire: Wire, text: str, *entities: dict[str, Any]) -> Command | None:
    payload = wire.activity(ANA, CHANNEL, {"type": "message", "text": text, "entities": list(entities)})
    request = inbound.typed(payload, heard(payload))
    return request.said if request and isinstance(request.said, Command) else None


def test_people_are_recognized_by_what_teams_declares(wire: Wire) -> None:
    """The bot's own name is left out; everybody else is somebody."""
    said = command(wire, KUDOS, BOT_NAMED, BEN_NAMED)
    assert said == Command("kudos", (Account(fake.alias(BEN), "Ben Okafor"), f" #early-flag {NOTE}"))


def test_two_people_of_one_name_are_told_apart_by_their_order(wire: Wire) -> None:
    """Teams marks both alike."""
    ann, other = mention("29:one", "Ann"), mention("29:two", "Ann")
    said = command(wire, "<at>Vouchsafe</at> kudos <at>Ann</at> and <at>Ann</at>", BOT_NAMED, ann, other)
    assert said == Command("kudos", (Account("29:one", "Ann"), " and ", Account("29:two", "Ann")))


def test_a_typed_mention_mentions_nobody(wire: Wire) -> None:
    """Teams sends what was typed with entities, so it cannot be mistaken for a mention; people read what was typed."""
    said = command(wire, "<at>Vouchsafe</at> kudos &lt;at&gt;Ben&lt;/at&gt; &amp; co", BOT_NAMED)
    assert said == Command("kudos", ("<at>Ben</at> & co",))


def test_the_thread_is_not_part_of_the_channels_address(wire: Wire) -> None:
    """A post under `;messageid=` would be a reply; where kudos are posted is the channel."""
    payload = wire.activity(ANA, THREAD, {"type": "message"})
    assert heard(payload).place.external == CHANNEL
    assert heard(payload).place.kind is PlaceKind.CHANNEL


# --- Where it answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [THREAD, GROUP])
async def test_what_is_asked_among_others_is_answered_to_the_asker_alone(wire: Wire, where: str) -> None:
    """Teams has no message that only one person in a channel sees, so it is the person's own chat."""
    await kudos(wire, where)
    [answer] = wire.chat(ANA)
    assert NOTE in answer.text
    assert {conversation for conversation, _ in wire.teams.messages} == {wire.teams.direct(ANA)}


async def test_a_persons_own_chat_is_made_once(wire: Wire) -> None:
    """Afterwards it is known, also after a restart."""
    await kudos(wire)
    await kudos(wire, THREAD)
    assert len(wire.teams.called("create")) == 1
    assert len(wire.chat(ANA)) == 2


async def test_who_cannot_be_written_to_alone_reads_only_that_among_others(wire: Wire) -> None:
    """No dead end, and not a word of what was asked."""
    wire.teams.installed = set()
    await kudos(wire)
    [answer] = wire.teams.standing_in(THREAD)
    assert "I can't answer here" in answer.text
    assert NOTE not in str(answer.activity)


async def test_the_same_activity_again_is_one_kudos_with_one_answer(wire: Wire) -> None:
    """Platforms repeat themselves (PLATFORMS.md B1.3); people are not told twice."""
    for _ in range(3):
        await kudos(wire, id="the same")
    await wire.says(ANA, "kudos mine")
    answer, mine = wire.chat(ANA)
    assert NOTE in answer.text
    assert "5 more people" in mine.text


async def test_a_form_lies_behind_a_button_of_the_answer(wire: Wire) -> None:
    """A typed word cannot open a dialog on Teams."""
    await wire.says(ANA, "kudos")
    [answer] = wire.chat(ANA)
    button = buttons(answer.card)["Open the form"]
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    told = await wire.invokes(ANA, "task/fetch", {"data": button["data"]})
    assert told.body["task"]["type"] == "continue"


# --- Buttons ------------------------------------------------------------------------------------------------------


async def test_a_pressed_button_becomes_its_outcome(wire: Wire) -> None:
    """The answer to Action.Execute replaces the card."""
    await kudos(wire)
    told = await wire.presses(ANA, buttons(wire.chat(ANA)[0].card)["Undo"])
    assert told.body["type"] == fake.CARD
    assert "Nobody saw it" in str(told.body["value"])


async def test_an_older_client_sees_its_message_change(wire: Wire) -> None:
    """It sends Action.Submit as a message without words; the message itself is then edited."""
    await kudos(wire)
    [answer] = wire.chat(ANA)
    undo = buttons(answer.card)["Undo"]["fallback"]
    assert undo["type"] == "Action.Submit"
    await wire.acts(ANA, wire.teams.direct(ANA), value=undo["data"], replyToId=answer.id)
    [edited] = wire.chat(ANA)
    assert "Nobody saw it" in edited.text


async def test_an_older_client_whose_message_is_gone_is_answered_below(wire: Wire) -> None:
    """Somebody may have deleted it."""
    await kudos(wire)
    [answer] = wire.chat(ANA)
    data = buttons(answer.card)["Undo"]["data"]
    wire.teams.messages.clear()
    await wire.acts(ANA, wire.teams.direct(ANA), value=data, replyToId=answer.id)
    [below] = wire.chat(ANA)
    assert "Nobody saw it" in below.text


async def test_an_answer_of_few_words_shows_beside_the_card(wire: Wire) -> None:
    """It needs no message."""
    await kudos(wire)
    data = {**buttons(wire.chat(ANA)[0].card)["Undo"], "data": {"token": "forged"}}
    told = await wire.presses(ANA, data)
    assert told.body["type"] == "application/vnd.microsoft.activity.message"
    assert "can't find that" in told.body["value"]
    assert len(wire.chat(ANA)) == 1


async def test_an_answer_with_buttons_pressed_among_others_goes_to_the_presser_alone(wire: Wire) -> None:
    """And says where it is, without what it says."""
    await wire.says(ANA, "help")
    mine = buttons(wire.chat(ANA)[0].card)["My kudos"]
    told = await wire.presses(ANA, mine, CHANNEL)
    assert told.body["value"] == "“Your kudos” is in your chat with Vouchsafe."
    assert "Your kudos" in wire.chat(ANA)[-1].text
    assert wire.teams.standing_in(CHANNEL) == []


async def test_somebody_elses_button_finds_nothing(wire: Wire) -> None:
    """What is drawn for one person opens for nobody else."""
    await kudos(wire)
    told = await wire.presses(BEN, buttons(wire.chat(ANA)[0].card)["Undo"], CHANNEL)
    assert "can't find that" in told.body["value"]
