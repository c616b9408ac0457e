"""One document counts once, under whatever address it is linked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import links

DOC = "https://docs.google.com/document/d/1AbC_d-9"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://wiki.example.com/a/b", "http://WWW.wiki.example.com:80/a//b/?utm_source=chat&utm_medium=x#top"),
        ("https://x.example/a?b=1&c=2", "https://x.example/a/?c=2&b=1&fbclid=9"),
        ("https://x.example/caf%C3%A9/%7Eana", "https://x.example/café/./x/../~ana"),
        (f"{DOC}/edit?usp=sharing", "https://docs.google.com/a/firm.example/document/u/1/d/1AbC_d-9/view#heading=h.1"),
        ("https://github.com/o/r/pull/5", "https://github.com/o/r/pull/5/files?w=1#diff"),
        ("https://f.atlassian.net/wiki/spaces/T/pages/12/Old+name", "https://f.atlassian.net/wiki/spaces/T/pages/12"),
        ("https://f.slack.com/archives/C1/p17?thread_ts=1.2&cid=C1", "https://f.slack.com/archives/C1/p17"),
        (
            "https://teams.microsoft.com/l/message/19%3Aab%40thread.tacv2/17000?tenantId=t&parentMessageId=1",
            "https://teams.microsoft.com/l/message/19:ab@thread.tacv2/17000",
        ),
        (
            "https://eu01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2Fa&data=1",
            "https://x.example/a",
        ),
        ("https://www.google.com/url?q=https://x.example/a&sa=D", "https://x.example/a"),
    ],
)
def test_two_addresses_of_one_document_are_found_to_be_one(one: str, other: str) -> None:
    """As people copy them: from a mail, from a chat, while editing, with what an advert appended."""
    assert links.normalized(one) == links.normalized(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a?id=1", "https://x.example/a?id=2"),
        ("https://x.example/a", "https://y.example/a"),
        ("https://x.example/a", "https://x.example:8443/a"),
        ("https://github.com/o/r/pull/5", "https://github.com/o/r/pull/6"),
        (DOC, "https://docs.google.com/document/d/1abc_d-9"),
        ("https://x.example/Inc-1", "https://x.example/inc-1"),
    ],
)
def test_two_documents_are_not_taken_for_one(one: str, other: str) -> None:
    """Whoever linked both did not repeat themselves."""
    assert links.normalized(one) != links.normalized(other)


@pytest.mark.parametrize(
    "text",
    ["", "see the wiki", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://[1", "http://a b.example"],
)
def test_what_no_browser_opens_from_afar_is_no_link(text: str) -> None:
    """No file, no script, no half address; nothing breaks on them either."""
    assert not links.is_link(text)
    assert links.normalized(text) == text.strip().casefold()


@given(
    st.one_of(
        st.text(), st.text().map("https://x.example/".__add__), st.text().map("https://google.com/url?q=".__add__)
    )
)
def test_any_text_has_an_address_that_it_keeps(text: str) -> None:
    """It always equals itself, and giving it once more in full changes nothing."""
    once = links.normalized(text)
    assert once == links.normalized(text)
    assert not links.is_link(text) or links.normalized(f"https://{once}") == once
