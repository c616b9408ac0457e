"""Whatever people type is only ever text, on any platform: no ping, link, picture, markup or function (S15)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import plain
from bot.slack import render as slack
from bot.teams import render as teams
from domain import text as boundary
from tests.laws import edges
from tests.laws.test_limits import Tags, refused_by_slack
from tests.platforms import adaptive_card
from views import examples
from views.forms import Choice, Choices, Form, PeopleField, Scale, TextField
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Emoji,
    Facts,
    Heading,
    Link,
    Mention,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Progress,
    Quote,
    Table,
    Text,
    Visibility,
    When,
    WhenStyle,
)

FRAGMENTS = (
    *("<!channel>", "<!here|here>", "<@U1>", "<@UANA0ACCOUNT>", "<#C1|x>", "<!subteam^S1>", "<!date^1^{date}|x>"),
    *("<https://evil.example|safe>", "<mailto:a@b.c>", "<https://evil.example>", "https://evil.example/x_y_z"),
    *("*a*", "**a**", "_a_", "__a__", "~a~", "~~a~~", "`a`", "```\na\n```", "***", "___", "*", "_", "`", "~", "|"),
    *("[a](https://evil.example)", "![a](https://evil.example/i.png)", "[a]: https://evil.example", "[a][a]", "]("),
    *(
        "\n# a",
        "\n- a",
        "\n* a",
        "\n+ a",
        "\n1. a",
        "\n12) a",
        "\n> a",
        "\n    a",
        "\n\ta",
        "\n---",
        "\n===",
        "\n|a|b|\n|-|-|",
    ),
    *("<at>Ana Ruiz</at>", "<AT>Ana</AT>", "<at", "</at>", "<at>\n</at>", "&lt;at&gt;Ana&lt;/at&gt;", "&#42;a&#42;"),
    *("<b>a</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "</article>", "<br>"),
    *(
        "{DATE(2026-01-01T00:00:00Z)}}{",
        "t>Ana</at><a",
        "{a}$",
        "{{DATE(2026-01-01T00:00:00Z, SHORT)}}",
        "{{TIME(2026-01-01T00:00:00Z)}}",
        "{{",
        "{{{",
        "}}",
        "${a}",
        "$${a}",
        "$",
    ),
    *("\\", "\\*a\\*", '" onmouseover="alert(1)', "'", "javascript:alert(1)", ":tada:", "&amp;", "&", "<", ">"),
    *(
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u2028",
        "\u00a0",
        "😀",
        "é",
        "漢字",
        "שלום",
        " ",
        "  ",
        "\n",
        "a",
    ),
)
typed = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=12).map("".join)
HARMLESS = "x"
FUNCTION = re.compile(r"\{\{(?:DATE|TIME)\(")
OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
INLINE = {"text", "softbreak", "strong_open", "strong_close", "html_inline", "link_open", "link_close"}
ADDRESS, ENCODED = "https://example.org/a_(b)_[c]*d*", "https://example.org/a_%28b%29_%5Bc%5D%2Ad%2A"
many, few = (settings(max_examples=count, deadline=None) for count in (60, 8))


def kept(words: str) -> str:
    """Return the text as a handler keeps it, short enough to stand in some sixty places of one card."""
    return boundary.harmless(words)[:160].strip() or HARMLESS


def card(words: str) -> Card:
    """Return a card with the words in every place where somebody's words can stand."""
    short = words[:14]
    moment = When(examples.MORNING, WhenStyle.DATE_TIME)
    return Card(
        words,
        (
            Text((words,)),
            Text((words, Bold(words), Emoji("no such emoji", words))),
            Text((Mention("ana", words), " thanked ", Mention("zed", words), ": ", words, Bold(words))),
            Text((words, moment, Bold(words), words)),
            Text((Link(words, ADDRESS), " ", Link(words, "javascript:alert(1)"))),
            Text((moment, Link(words, ADDRESS), Link(words, "data:text/html,x"))),
            Heading(words),
            Quote(words),
            Bullets(((words,), (moment, ", ", words, ": ", Bold(words)))),
            Facts(((words, (words,)), (words, (moment,)))),
            Note((words,)),
            Note((words, Mention("ana", words))),
            Notice(Mood.PROBLEM, (words,)),
            Visibility(words),
            Table(words, (words, words), ((words, words),)),
            Chart(ChartKind.BAR, words, words, (f"1 {short}", f"2 {short}"), ((f"3 {short}", (1, 2)),)),
            Progress(words, 1, 2),
            Buttons((Button(label=words, action="help", spoken=words),)),
            Menu(label=words, action="kudos.show", options=(Option("k1", words, words),)),
        ),
    )


def form(words: str) -> Form:
    """Return a form with the words in every place where somebody's words can stand."""
    options = (Option("a", words, words), Option("b", f"{words}!"))
    return Form(
        title="Give kudos",
        action="kudos.give",
        submit="Give kudos",
        intro=(Text((words,)), Notice(Mood.PROBLEM, (words,)), Visibility(words)),
        fields=(
            TextField(name="note", label="Note", value=words, multiline=True),
            Choice(name="one", label="One", options=options, value="a"),
            Choices(name="more", label="More", options=options, value=("b",)),
            Choice(name="long", label="Long", options=tuple(Option(str(n), f"{words}{n}") for n in range(12))),
            PeopleField(name="who", label="Who", action="people.search", value=(Option("p", words),)),
            Scale(name="how", label="How", labels=(words, words)),
        ),
    )


def skeleton(node: Any) -> Any:
    """Return the shape of what was drawn: every kind of thing, and no word."""
    if isinstance(node, dict):
        kinds = ("type", "style", "url", "user_id", "verb", "isSubtle", "weight")
        return {
            name: value if name in kinds and isinstance(value, str) else skeleton(value) for name, value in node.items()
        }
    if isinstance(node, list):
        return [skeleton(one) for one in node]
    return type(node).__name__


def strings(node: Any) -> Iterator[str]:
    """Yield every string that a Teams client may look into: not what was typed into an input, nor our own data."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from strings(one)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name not in ("data", "msteams") and not (name == "value" and node.get("type", "").startswith("Input.")):
                yield from strings(value)


@cache
def tame() -> dict[str, Any]:
    """What is drawn of the same card and the same form with one harmless letter everywhere."""
    views = (card(HARMLESS), form(HARMLESS))
    return {f"{type(view).__name__} {shown.where}": shown.drawn for view in views for shown in edges.everywhere(view)}


def pairs(words: str, platform: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield where something stands, what is drawn there with the words, and what without them."""
    for view in (card(words), form(words)):
        for shown in PLATFORMS[platform](view):
            yield shown.where, shown.drawn, tame()[f"{type(view).__name__} {shown.where}"]


PLATFORMS = {"slack": edges.on_slack, "teams": edges.on_teams, "web": edges.on_web}


@many
@given(words=typed)
def test_on_slack_it_is_only_text(words: str) -> None:
    """Nothing Slack parses holds anyone's words, and whatever they are, the same things stand there."""
    said = kept(words)
    for where, drawn, tamely in pairs(said, "slack"):
        assert skeleton(drawn) == skeleton(tamely), where
        assert "mrkdwn" not in {node["type"] for node in adaptive_card.nodes(drawn)}
        assert said in set(edges.slack_words(drawn)), where
    text = slack.message(card(said), edges.frame("slack")).text
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", text)
    assert html.unescape(text) == render_cut(plain.card(card(said), edges.ZONE))


def render_cut(text: str) -> str:
    return text if len(text) <= slack.FALLBACK else f"{text[: slack.FALLBACK - 1]}…"


@many
@example(words="{DATE(2026-01-01T00:00:00Z)}} a {")
@example(words="t>Ana</at> a <a")
@example(words="{a} a $")
@example(words="<at>Ana Ruiz</at> {{DATE(2026-01-01T00:00:00Z)}} ${a}")
@example(words="<at___")
@given(words=typed)
def test_on_teams_it_is_only_text(words: str) -> None:
    """The same elements, functions and mentions stand on a card whatever people typed."""
    for where, drawn, tamely in pairs(kept(words), "teams"):
        assert skeleton(drawn["body"]) == skeleton(tamely["body"]), where
        everything, tame_text = "\n".join(strings(drawn)), "\n".join(strings(tamely))
        assert len(FUNCTION.findall(everything)) == len(FUNCTION.findall(tame_text))
        assert everything.count("{{") == tame_text.count("{{")
        assert "${" not in everything
        assert mentions(drawn, everything) == mentions(tamely, tame_text)
        assert len(re.findall(r"<at\b", everything, re.IGNORECASE)) == sum(mentions(tamely, tame_text))


def mentions(drawn: Any, text: str) -> list[int]:
    """Return how often each mention of the card is found in its text."""
    return [text.count(one["text"]) for one in drawn["msteams"].get("entities", ())]


@many
@example(words="a\nb")
@example(words="a\n\n    b\n- c\n1. d\n# e\n> f\n---\ng\n===")
@given(words=typed)
def test_on_teams_markdown_reads_back_as_what_was_typed(words: str) -> None:
    """A reader of CommonMark finds paragraphs, our own bold and our own links, and in them the very words."""
    said = kept(words)
    drawn = teams.card(card(said), edges.frame("teams"))
    leads: list[str] = []
    for block in [node for node in adaptive_card.nodes(drawn) if node["type"] == "TextBlock"]:
        tokens = edges.parsed(block["text"])
        inside = [child for token in tokens for child in token.children or ()]
        assert {token.type for token in tokens} <= {"paragraph_open", "paragraph_close", "inline"}
        assert {token.type for token in inside} <= INLINE
        assert {token.content for token in inside if token.type == "html_inline"} <= {"<at>", "</at>"}
        leads += [urls(token) for token in inside if token.type == "link_open"]
        assert squeezed(said) in squeezed(edges.markdown_text(block["text"]))
    assert squeezed(edges.markdown_text(drawn["body"][0]["text"])) == squeezed(said)
    assert leads == [ENCODED], "the one link we put there"


def urls(token: Any) -> str:
    return str(token.attrs["href"])


def squeezed(text: str) -> str:
    """Return the text without what no one sees: runs of spaces, and the joiner that ends a function."""
    return " ".join(text.replace("\u2060", "").split())


@many
@given(words=typed)
def test_on_teams_a_box_or_button_in_a_list_reads_as_what_was_typed(words: str) -> None:
    """Clients may read the titles of boxes as Markdown; the compact list shows its titles as they are."""
    said = kept(words)
    inputs = {
        node["id"]: node for node in adaptive_card.nodes(edges.on_teams(form(said))[0].drawn) if "choices" in node
    }
    assert squeezed(edges.markdown_text(inputs["one"]["choices"][0]["title"])) == squeezed(f"{said}: {said}")
    assert squeezed(inputs["who"]["choices"][0]["title"]) == squeezed(said)
    tokens = {token.type for one in inputs["more"]["choices"] for token in edges.parsed(one["title"])}
    assert tokens <= {"paragraph_open", "paragraph_close", "inline"}


@many
@given(words=typed)
def test_in_the_room_it_is_only_text(words: str) -> None:
    """The page has the same tags and attributes whatever people typed, and links only where we put them."""
    for where, drawn, tamely in pairs(kept(words), "web"):
        assert tags(drawn) == tags(tamely), where


def tags(page: str) -> list[tuple[str, list[str], str]]:
    """Return what stands between the page's own title, which is not drawn here, and its end."""
    inside = page[page.index("<article" if "<article" in page else "<form") :]
    return [(tag, sorted(attrs), str(attrs.get("href"))) for tag, attrs in Tags(inside).tags if tag != "br"]


@few
@given(words=typed)
def test_no_words_make_a_platform_refuse(words: str) -> None:
    """Whatever is typed can be sent (U11)."""
    said = kept(words)
    for view in (card(said), form(said)):
        for shown in edges.on_slack(view):
            assert refused_by_slack(shown) == "", shown.where
        for shown in edges.on_teams(view):
            assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where


@few
@given(words=typed)
def test_nothing_turns_the_text_around(words: str) -> None:
    """Direction overrides go where text comes in, and again where it is drawn, should one come another way."""
    assert not OVERRIDES.search(kept(words))
    turned = f"a\u202e{words[:100]}\u2066"
    for shown in (*edges.on_slack(card(turned)), *edges.on_teams(card(turned))):
        assert not OVERRIDES.search(json.dumps(shown.drawn, ensure_ascii=False)), shown.where
    [page] = edges.on_web(card(turned))
    assert not OVERRIDES.search("".join(Tags(page.drawn.removeprefix(turned)).words))


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀", "\\", "*", "<", "&", "{", "\u0301", "\n", "1. "])
def test_three_thousand_characters_fit_everywhere(letter: str) -> None:
    """The longest text we keep is sent whole by every platform: in its own place none of it is cut."""
    said = boundary.harmless(f"a{letter * 3_000}")[: boundary.MAX_CHARACTERS]
    view = Card("Long", (Quote(said), Buttons((Button(label="Help", action="help"),))))
    for shown in edges.on_slack(view):
        assert refused_by_slack(shown) == "", shown.where
    for shown in edges.on_teams(view):
        assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where
    for shown in edges.everywhere(view):
        assert squeezed(said) in squeezed(re.sub(r"<br>", " ", shown.words)), shown.where
