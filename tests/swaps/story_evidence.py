"""Evidence in the story: noted, answered, contested, decided, withdrawn, cited, quoted, asked for and read by HR."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.turn import Account, Press, Saved
from tests.features.scene import Figure
from tests.swaps.recording import Hands
from views.forms import Value
from views.replies import Reply

STORY: Mapping[str, Value] = {
    "competency": "early_candor",
    "direction": "above",
    "occurred_on": "2026-09-21",
    "situation": "The checkpoint of the billing export",
    "behavior": "They said that the vendor would not deliver in time",
    "impact": "We could replan nine days earlier",
}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    ana, ben, chi, dan = scene.ana, scene.ben, scene.chi, scene.dan
    about_ben = [await _noted(hands, who, ids["ben"]) for who in (ana, chi, ana, ana)]
    await _noted(hands, ana, ids["chi"])
    await _noted(hands, dan, ids["ana"])
    for who in (ben, chi, ana):
        await hands.does(who, Press(action="evidence.mine"))
    await hands.does(ana, Press(action="evidence.team"))
    await _changed_by_author(hands, ana, about_ben)
    await _answered(hands, ben, dan, about_ben)
    await _cited(hands, ana, ids)
    await _quoted(hands, ana, ben, ids)
    await _asked(hands, ids)
    await _read_by_hr(hands, ids)


async def _noted(hands: Hands, who: Figure, about: str) -> str:
    """Return the id of a new piece."""
    before = hands.ids_of("evidence")
    opened = await hands.does(who, Press(action="evidence.add.open", subject=about))
    await hands.submits(who, opened, STORY)
    [made] = hands.ids_of("evidence") - before
    return made


async def _pressed(hands: Hands, who: Figure, action: str, id: str) -> Reply:
    return await hands.does(who, Press(action=action, subject=id))


async def _changed_by_author(hands: Hands, who: Figure, pieces: list[str]) -> None:
    await _pressed(hands, who, "evidence.show", pieces[0])
    await _pressed(hands, who, "evidence.wording.keep", pieces[0])
    await hands.submits(who, await _pressed(hands, who, "evidence.correct.open", pieces[0]), {"event": "The export"})
    await _pressed(hands, who, "evidence.withdraw", pieces[3])
    await hands.does(hands.scene.ben, Press(action="evidence.mine"))


async def _answered(hands: Hands, who: Figure, ombud: Figure, pieces: list[str]) -> None:
    """One is decided, one still waits for a decision."""
    await hands.submits(who, await _pressed(hands, who, "evidence.side.open", pieces[0]), {"answer": "Chiara did it."})
    await hands.submits(who, await _pressed(hands, who, "evidence.voice.open", pieces[0]), {"voice": "owned an error"})
    await _pressed(hands, who, "evidence.voice.back", pieces[0])
    for id in pieces[1:3]:
        contested = await _pressed(hands, who, "evidence.contest.open", id)
        await hands.submits(who, contested, {"reason": "It was somebody else."})
    decided = await _pressed(hands, ombud, "evidence.resolve.open", pieces[1])
    await hands.submits(ombud, decided, {"decision": "keep", "reason": "The notes say so."})


async def _cited(hands: Hands, who: Figure, ids: Mapping[str, str]) -> None:
    """Of what Chiara lets reviews cite; the form stays unsent once."""
    await _pressed(hands, who, "evidence.person", ids["chi"])
    opened = await hands.presses(who, "evidence.thanks.choose")
    chosen = next(one for one in reversed(hands.recorder.said) if isinstance(one, Press))
    await _pressed(hands, who, "evidence.thanks.open", f"{chosen.value}/{ids['chi']}")
    wanted = ("competency", "direction", "situation", "impact")
    await hands.submits(who, opened, {name: STORY[name] for name in wanted})
    await hands.does(who, Press(action="evidence.person.choose", value=ids["ben"]))


async def _quoted(hands: Hands, who: Figure, author: Figure, ids: Mapping[str, str]) -> None:
    """Asked three times: agreed to, refused, and not answered yet."""
    for answer in ("yes", "no", "look"):
        said = Saved(action="evidence.save", author=Account(author.external), text="I paused it", link=_LINK)
        before = hands.ids_of("evidence")
        await hands.submits(who, await hands.does(who, said), STORY)
        [made] = hands.ids_of("evidence") - before
        await _pressed(hands, author, f"evidence.quote.{answer}", made)


_LINK = "https://house.slack.com/archives/C0GENERAL/p1790000000000001"


async def _asked(hands: Hands, ids: Mapping[str, str]) -> None:
    """Three were asked: one answered, one declined, one has not said yet."""
    scene = hands.scene
    for asked in ("chi", "dan", "hana"):
        opened = await _pressed(hands, scene.ana, "feedback.ask.open", ids["ben"])
        question: Mapping[str, Value] = {"asked": (ids[asked],), "question": "What did you see in the review?"}
        before = hands.ids_of("feedback_request")
        await hands.submits(scene.ana, opened, question)
        [made] = hands.ids_of("feedback_request") - before
        who = scene.stage.people[asked]
        if asked == "chi":
            opened = await _pressed(hands, who, "feedback.answer.open", made)
            await hands.submits(who, opened, STORY)
        elif asked == "dan":
            await _pressed(hands, who, "feedback.decline", made)


async def _read_by_hr(hands: Hands, ids: Mapping[str, str]) -> None:
    """It held for an hour, which is over."""
    hana = hands.scene.hana
    asked = await _pressed(hands, hana, "evidence.purpose.open", ids["ben"])
    await hands.submits(hana, asked, {"reason": "They asked me to."})
    await hands.scene.passes(seconds=3_600)
