"""The wizard's step of channels: where public kudos appear, whether they can, and the cure when they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.set_up import ChannelFound, Proof, Standing, Step
from views.set_up import STANDING, check_again, good, place, problem, step
from views.vocabulary import Button, Card, Facts, Mood, Note, Notice, Part, Spans, Text, Weight
from views.wording import upper_first

_NOT_THERE = {"not_in_channel", "channel_not_found", "BotNotInConversationRoster", "ConversationNotFound"}
_CLOSED = {"is_archived", "restricted_action", "restricted_action_read_only_channel"}


def channels(found: Sequence[ChannelFound], standing: Standing) -> Card:
    line = "Public kudos are posted in one channel of each workspace. Where there is none, kudos stay between the people concerned."
    rows = tuple((upper_first(place(one.platform, one.name)), (_channel(one),)) for one in found)
    advice = tuple(part for one in found for part in _advice(one))
    untried = any(one.channel and one.proof is not Proof.ARRIVED for one in found)
    test = Button(label="Post a test line", action="set_up.channels.test", weight=Weight.PRIMARY)
    buttons = (*((test,) if untried else ()), check_again(Step.CHANNELS))
    parts: tuple[Part, ...] = (Text((line,)), *((Facts(rows),) if rows else ()), *(advice or _nowhere(found)))
    return step(Step.CHANNELS, standing, parts, buttons)


def test_line() -> Card:
    """What everybody in the channel sees of the test, and never again."""
    line = "Thanks between colleagues will be posted here: what somebody did, in the words of whoever thanks them."
    return Card("Kudos will appear in this channel", (Text((line,)), Note(("Posted once, to see that it arrives.",))))


def channel_chosen(name: str, found: Sequence[ChannelFound], standing: Standing) -> Card:
    """The answer in the channel itself; while set-up goes on, it goes on from there."""
    line: Spans = (f"From now on public kudos are posted in {name}. Earlier ones stay where they are.",)
    card = channels(found, standing)
    return Card("Channel chosen", (Text(line), *card.parts))


def _channel(one: ChannelFound) -> str:
    told = {
        Proof.NONE: "not tried yet",
        Proof.WAITING: "a test line is on its way",
        Proof.ARRIVED: "a test line has arrived",
        Proof.REFUSED: "a test line could not be posted",
    }
    return f"{one.channel}: {told[one.proof]}" if one.channel else "no channel yet"


def _advice(one: ChannelFound) -> tuple[Notice, ...]:
    if not one.channel:
        fix = _choosing(one)
        return (problem(f"No channel is chosen in {place(one.platform, one.name)}.", fix),)
    match one.proof:
        case Proof.ARRIVED:
            return (good(f"{one.channel} works: Vouchsafe can post there."),)
        case Proof.REFUSED:
            return (problem(f"Vouchsafe could not post in {one.channel}.", _cure(one)),)
        case Proof.WAITING:
            return (Notice(Mood.INFO, (f"The line to {one.channel} is on its way. Press Check again in a moment.",)),)
        case Proof.NONE:
            line = f"Nobody knows yet whether Vouchsafe may post in {one.channel}. Press Post a test line: everybody there sees one line that says what will appear."
            return (Notice(Mood.INFO, (line,)),)


def _choosing(one: ChannelFound) -> str:
    if not one.mine:
        return "You have no account there. Another HR administrator who has one opens the channel and types “/vouchsafe here”."
    typed = "type “@Vouchsafe here”" if one.platform == "teams" else "type “/vouchsafe here”"
    return f"Open the channel where thanks should appear and {typed}."


def _cure(one: ChannelFound) -> str:
    if one.reason in _CLOSED:
        return "The channel is archived, or only some may post there. Open it, or choose another by typing “/vouchsafe here” in it."
    if one.reason in _NOT_THERE and one.platform == "slack":
        return "Vouchsafe is not a member. Type “/invite @Vouchsafe” in the channel, then press Post a test line."
    if one.reason in _NOT_THERE:
        return "Vouchsafe is not a member. Add the app to the team (Apps, then Vouchsafe, then Add to a team), then press Post a test line."
    return f"Make sure that Vouchsafe is a member of the channel, then press Post a test line. The platform said: {one.reason}."


def _nowhere(found: Sequence[ChannelFound]) -> tuple[Part, ...]:
    if found:
        return ()
    return (
        problem("No workspace is connected.", "Connect Slack or Teams first; “vouchsafe doctor” says how far it is."),
    )


_CHANNEL = ChannelFound(workspace="w1", platform="slack", name="Quillbrook", channel="#wins")
_TEAMS = ChannelFound(workspace="w2", platform="teams", name="", channel="", mine=False)
EXAMPLES = (
    channels((_CHANNEL, _TEAMS), STANDING),
    channels((replace(_CHANNEL, proof=Proof.ARRIVED),), STANDING),
    channels((replace(_CHANNEL, proof=Proof.WAITING), replace(_TEAMS, mine=True)), STANDING),
    *(
        channels((replace(one, channel="#wins", proof=Proof.REFUSED, reason=reason),), STANDING)
        for one in (_CHANNEL, _TEAMS)
        for reason in ("not_in_channel", "is_archived", "msg_too_long")
    ),
    channels((), Standing()),
    channel_chosen("#wins", (_CHANNEL,), STANDING),
    test_line(),
)
