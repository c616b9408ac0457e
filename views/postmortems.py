"""Post-mortems in a list, and one of them: what happened, how well it is written up, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain import result
from domain.language import Hint
from domain.postmortems import Postmortem, State
from domain.postmortems_actions import Action
from domain.postmortems_index import MOST, SCORERS, Dimension, Index, Sheet
from domain.postmortems_scoring import Stage
from domain.result import Reason, Result
from views import postmortems_words as words
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Link,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    Weight,
)
from views.wording import excerpt, listed

ALL, MINE = "all", "mine"  # whose the list has
WEAKEST = 3  # lines named as what would help most
_THIN = 1  # half of the points both together can give a line, and less


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One as its reader sees it. `writes`: registered it or responded; `scores`, `owes`: is, or is now to be, a scorer.

    `is_slow`: a scorer was asked two weeks ago, and somebody else may be.
    `names` of people and of the team by id; `titles` and `lines` are the rubric's.
    """

    one: Postmortem
    team: str
    names: Mapping[str, str]
    actions: Sequence[Action]
    stage: Stage
    titles: Mapping[Dimension, str]
    lines: Sequence[str]
    writes: bool = False
    scores: bool = False
    owes: bool = False
    is_slow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Some of the list, the newest first, each with the name of its team; `number` counts pages from 0.

    `is_mine`: only what its reader registered or responded to.
    """

    found: Sequence[tuple[Postmortem, str]]
    number: int = 0
    is_last: bool = True
    is_mine: bool = False


def card(page: Page, *, lead: str = "", hints: Sequence[Hint] = ()) -> Card:
    parts: tuple[Part, ...] = (
        *((Text((lead,)),) if lead else ()),
        *words.hints(hints),
        Text((Link("Read the post-mortem", page.one.link),)),
        Facts(_facts(page)),
        Heading("How well it is written up"),
        *_quality(page),
        Heading("What is done about it"),
        *_actions(page),
        Visibility(words.readers()),
        Buttons(_buttons(page)),
    )
    return Card(f"Post-mortem: {excerpt(page.one.title)}", parts)


def overview(page: Listed, agreed: Result | None = None) -> Card:
    """`agreed`: how far scorers agree."""
    new = Button(
        label="Register a post-mortem",
        action="postmortem.new.open",
        weight=Weight.PRIMARY,
        opens_form=True,
    )
    buttons = Buttons((new, *_turning(page)))
    about = (*_lines(page), *(_agreement(agreed) if agreed else ()), Visibility(words.readers()), buttons)
    title = "Post-mortems you registered or responded to" if page.is_mine else "Post-mortems"
    return Card(title, (Text((words.ABOUT,)), *about))


def teamless() -> Card:
    """To whoever is in no team."""
    line = "A post-mortem belongs to a team, and you are in none here. Ask HR to put you into yours, or somebody of the team to register it. Nothing was saved."
    return Card("You are in no team yet", (Text((line,)),))


def waits(one: Postmortem) -> Waiting:
    """On the Home of a scorer."""
    look = Button(label="Look at it", action="postmortem.show", subject=one.id, spoken=f"Look at it: {one.title}"[:75])
    return Waiting((f"A post-mortem to score: {excerpt(one.title, 60)}",), look)


def standing(one: Postmortem) -> str:
    """How it stands, within a line."""
    index = one.index
    if index is not None:
        return f"{index.shown} of 100, {words.BANDS[index.band]}"
    return "a fact is missing" if one.state is State.REOPENED else "not yet scored"


# --- Pieces -------------------------------------------------------------------------------------------------------


def _lines(page: Listed) -> tuple[Part, ...]:
    if not page.found:
        none = "You registered none, and responded to none." if page.is_mine else "None is registered yet."
        return (Text((none,)),)
    options = tuple(Option(one.id, excerpt(one.title, 70)) for one, _ in page.found)
    lines = Bullets(tuple(_line(one, team) for one, team in page.found))
    return (lines, Menu(label="Open a post-mortem", action="postmortem.show", options=options))


def _turning(page: Listed) -> list[Button]:
    """What leads through the list, and to the other one."""
    whose, action = MINE if page.is_mine else ALL, "postmortem.list"
    ways = {"Newer ones": (page.number - 1, page.number > 0), "Older ones": (page.number + 1, not page.is_last)}
    found = [
        Button(label=label, action=action, subject=f"{whose}/{number}", spoken=f"{label} of these post-mortems")
        for label, (number, leads) in ways.items()
        if leads
    ]
    if page.is_mine:
        return [*found, Button(label="All post-mortems", action=action)]
    spoken = "Only mine: post-mortems I registered or responded to"
    return [*found, Button(label="Only mine", action=action, subject=MINE, spoken=spoken)]


def _agreement(agreed: Result) -> tuple[Part, ...]:
    """Nothing while there are too few."""
    if agreed.value is None:
        return ()
    low, high = agreed.low, agreed.high
    span = f" (95 % interval {low:.2f} to {high:.2f})" if low is not None and high is not None else ""
    line = f"How far two scorers agree, each alone, before they talk: alpha {agreed.value:.2f}{span} over {agreed.n} lines of the latest ones. 1 is always, 0 no more than by chance."
    return (Note((line,)),)


def _line(one: Postmortem, team: str) -> Spans:
    return (Bold(excerpt(one.title)), f" ({team}, {words.day(one.happened_on)}): {standing(one)}.")


def _facts(page: Page) -> tuple[tuple[str, Spans], ...]:
    one = page.one
    closed = words.day(one.closed_on) if one.closed_on else "not yet"
    back = f"; came back on {words.day(one.came_back_on)}" if one.came_back_on else ""
    who = [words.name(page.names, id) for id in sorted(one.responders)]
    return (
        ("Happened on", (words.day(one.happened_on),)),
        ("Closed on", (closed + back,)),
        ("Severity", (words.SEVERITIES[one.severity][0],)),
        ("Noticed first by", (words.FOUND[one.found_by],)),
        ("Component", (one.component,)),
        ("Cause", (one.cause or "not known yet, so nobody can say whether it comes back",)),
        ("Team", (page.team,)),
        ("Responded", (listed(who) if who else "nobody who is still here",)),
    )


def _quality(page: Page) -> tuple[Part, ...]:
    index = page.one.index
    if index is not None:
        return _scored(page, index)
    if page.one.state is State.REOPENED:
        return (Notice(Mood.INFO, (f"Not scored for now, because a fact is missing: “{page.one.missing}”",)),)
    if page.stage is Stage.TALKING:
        return (Text(("Not yet scored: its two scorers talk through what they see quite differently.",)),)
    return (Text(("Not yet scored: two people who had no part in it look at it, each alone.",)),)


def _scored(page: Page, index: Index) -> tuple[Part, ...]:
    rows: list[tuple[str, Spans]] = [("Index", (Bold(standing(page.one)),))]
    rows += [(page.titles[one], (f"{share * 100:.0f} %",)) for one, share in index.shares.items()]
    blame = "A scorer finds that it blames somebody, so 60 is the most it can have. Write of roles, and of what made it possible; then ask to have it scored again."
    weak = _weakest(page.one.sheets, page.lines)
    better = (Text(("What would help its readers most:",)), Bullets(tuple((line,) for line in weak))) if weak else ()
    return (Facts(tuple(rows)), *((Notice(Mood.PROBLEM, (blame,)),) if index.is_capped else ()), *better)


def _weakest(sheets: Sequence[Sheet], lines: Sequence[str]) -> list[str]:
    sums = [sum(points or 0 for points in pair) for pair in zip(*(sheet.points for sheet in sheets), strict=True)]
    least = sorted(range(len(sums)), key=lambda line: (sums[line], line))[:WEAKEST]
    return [lines[line] for line in least if sums[line] <= _THIN * MOST * SCORERS // 2]


def _actions(page: Page) -> tuple[Part, ...]:
    if not page.actions:
        return (Text(("Nothing is recommended yet.",)),)
    options = tuple(Option(one.id, excerpt(one.words, 70)) for one in page.actions)
    return (
        Bullets(tuple(_action(one, page.names) for one in page.actions)),
        Menu(label="Open one", action="postmortem.action", options=options),
    )


def _action(one: Action, names: Mapping[str, str]) -> Spans:
    who = f", {words.name(names, one.plan.owner)} by {words.day(one.plan.due_on)}" if one.plan else ""
    return (Bold(excerpt(one.words)), f": {words.STATES[one.state]}{who}.")


def _buttons(page: Page) -> tuple[Button, ...]:
    id = page.one.id
    about = f" of {page.one.title}"
    found = []
    if page.owes:
        label = "Score the lines again" if page.stage is Stage.TALKING else "Score it"
        found.append(
            Button(label=label, action="postmortem.score.open", subject=id, weight=Weight.PRIMARY, opens_form=True)
        )
    if page.owes and page.stage is Stage.ALONE:
        found.append(Button(label="I can't score this", action="postmortem.step_back", subject=id))
    if page.writes:
        found += [
            Button(label="Recommend something", action="postmortem.recommend.open", subject=id, opens_form=True),
            Button(label="Change what is said", action="postmortem.edit.open", subject=id, opens_form=True),
        ]
    if page.is_slow and page.writes:
        found.append(Button(label="Ask another to score it", action="postmortem.ask_another", subject=id))
    if page.one.state is State.SCORED and (page.writes or page.scores):
        found.append(Button(label="A fact is missing", action="postmortem.reopen.open", subject=id, opens_form=True))
    if page.one.state is not State.WAITING and page.writes:
        found.append(Button(label="Have it scored again", action="postmortem.again", subject=id))
    found.append(Button(label="All post-mortems", action="postmortem.list"))
    return tuple(replace(one, spoken=f"{one.label}{about}"[:75]) if one.subject else one for one in found)


# --- Examples -----------------------------------------------------------------------------------------------------

_SHEET = Sheet(points=[2, 2, 1, 2, 1, 2, 2, 1, 2, 0, 2, 2, 1, 1], blames=False)
_PAGE = Page(
    one=words.ONE,
    team="Checkout",
    names=words.NAMES,
    actions=(),
    stage=Stage.ALONE,
    titles=words.TITLES,
    lines=words.LINES,
)
SCORED = replace(words.ONE, state=State.SCORED, sheets=(_SHEET, replace(_SHEET, points=[2, 2, 2, *[1] * 11])))
_BLAMED = replace(SCORED, sheets=(replace(_SHEET, blames=True), _SHEET))
_HINT = Hint(category="blame", found="should have", advice="Which condition made that action sensible at the time?")
EXAMPLES = (
    overview(Listed(found=()), result.missing(Reason.TOO_FEW_EVENTS, 0)),
    overview(
        Listed(found=((words.ONE, "Checkout"), (replace(SCORED, id="p2"), "Search")), is_last=False),
        result.found(0.62, 70, 0.41, 0.83),
    ),
    overview(Listed(found=((words.ONE, "Checkout"),), number=1, is_last=False, is_mine=True)),
    overview(Listed(found=(), is_mine=True)),
    teamless(),
    card(replace(_PAGE, owes=True, scores=True)),
    card(replace(_PAGE, stage=Stage.TALKING, owes=True, scores=True)),
    card(replace(_PAGE, writes=True), lead="Registered. Two people are asked to score it.", hints=(_HINT,)),
    card(replace(_PAGE, writes=True, is_slow=True)),
    card(replace(_PAGE, one=SCORED, writes=True, actions=(words.RECOMMENDED,))),
    card(replace(_PAGE, one=_BLAMED, scores=True)),
    card(replace(_PAGE, one=replace(_BLAMED, state=State.REOPENED, missing="How long were cards blocked?"))),
    Card("Hello Chiara", (Bullets((waits(words.ONE).line,)),)),
)
