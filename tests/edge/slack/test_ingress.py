"""Who is not Slack is turned away before anything is read; who is Slack and mumbles is told so; nothing falls over."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import unquote_plus, urlencode

import pytest
from multidict import CIMultiDict

from bot.slack import verify
from tests.edge.slack.house import ANA, FORM, JSON, Heard, House, Raw, as_payload
from tests.edge.slack.recordings import recorded
from tests.platforms import slack as fake

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
MUTATIONS_AT_ONCE = 64

Change = Callable[[CIMultiDict[str]], object]


# --- Not signed by Slack ------------------------------------------------------------------------------------------


def wide(digits: str) -> str:
    return digits.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


FORGED: dict[str, Change] = {
    "unsigned": lambda given: given.clear(),
    "without a time": lambda given: given.popall(STAMP),
    "without a signature": lambda given: given.popall(SIGNATURE),
    "signed twice, the true one first": lambda given: given.add(SIGNATURE, "v0=" + "0" * 64),
    "the same signature twice": lambda given: given.add(SIGNATURE, given[SIGNATURE]),
    "two times": lambda given: given.add(STAMP, given[STAMP]),
    "both in one line": lambda given: given.update({SIGNATURE: f"{given[SIGNATURE]}, {given[SIGNATURE]}"}),
    "encoded": lambda given: given.add("Content-Encoding", "identity"),
    "encoded as gzip": lambda given: given.add("Content-Encoding", "gzip"),
    "full-width digits": lambda given: given.update({STAMP: wide(given[STAMP])}),
    "an underscore in the number": lambda given: given.update({STAMP: f"{given[STAMP][:4]}_{given[STAMP][4:]}"}),
    "a sign before the number": lambda given: given.update({STAMP: f"+{given[STAMP]}"}),
    "not a number": lambda given: given.update({STAMP: "abc"}),
    "eleven digits": lambda given: given.update({STAMP: f"0{given[STAMP]}"}),
    "an empty time": lambda given: given.update({STAMP: ""}),
    "an older scheme": lambda given: given.update({SIGNATURE: given[SIGNATURE].replace("v0=", "v1=")}),
    "capital letters": lambda given: given.update({SIGNATURE: given[SIGNATURE].upper()}),
    "too short": lambda given: given.update({SIGNATURE: given[SIGNATURE][:-1]}),
    "too long": lambda given: given.update({SIGNATURE: given[SIGNATURE] + "0"}),
    "beyond ASCII": lambda given: given.update({SIGNATURE: given[SIGNATURE][:-1] + "é"}),
    "another secret": lambda given: given.update({SIGNATURE: verify.sign("guess", given[STAMP], b"")}),
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_what_is_not_sealed_as_slack_seals_is_turned_away(house: House, forgery: str) -> None:
    """One value each, exact shapes, no encoding: 401 with an empty body, and the store is as before."""
    raw, before = house.command(ANA, "/kudos"), house.stored()
    headers = house.signed(raw)
    FORGED[forgery](headers)
    assert await house.send(raw, headers) == Heard(401, "")
    assert house.stored() == before
    assert house.slack.called("views.open") == []


async def test_a_line_break_behind_a_header_is_no_shape_of_slacks() -> None:
    """HTTP cannot carry it to us, yet the shapes are matched to their end and not only to the last line."""
    given = {STAMP: "1790000000\n", SIGNATURE: "v0=" + "0" * 64}
    assert verify.seal(CIMultiDict(given), 1_790_000_000_000) is None
    assert verify.seal(CIMultiDict(given | {STAMP: "1790000000", SIGNATURE: given[SIGNATURE] + "\n"}), 0) is None


@pytest.mark.parametrize(("ago", "status"), [(301, 401), (300, 200), (0, 200), (-300, 200), (-301, 401), (86_400, 401)])
async def test_a_request_is_good_for_five_minutes(house: House, ago: int, status: int) -> None:
    """Older could be a replay; later than that, a clock is wrong."""
    raw = house.command(ANA, "/kudos help")
    assert (await house.send(raw, house.signed(raw, ago=ago))).status == status


async def test_a_body_packed_by_somebody_is_never_unpacked(house: House) -> None:
    """Not even one that is signed as it was packed: Slack packs none."""
    packed = Raw(gzip.compress(b"0" * 10_000_000), FORM)
    headers = house.signed(packed)
    headers["Content-Encoding"] = "gzip"
    assert (await house.send(packed, headers)).status == 401


def mutations(raw: Raw, rng: random.Random) -> Iterator[bytes]:
    """Each kind of byte in the body changed somewhere, and the body cut, extended, doubled and emptied."""
    kinds: dict[str, list[int]] = {}
    for at, byte in enumerate(raw.body):
        kinds.setdefault(_class(byte), []).append(at)
    for places in kinds.values():
        for at in rng.sample(places, min(6, len(places))):
            yield raw.body[:at] + bytes([raw.body[at] ^ (1 << rng.randrange(8))]) + raw.body[at + 1 :]
            yield raw.body[:at] + raw.body[at + 1 :]
            yield raw.body[:at] + raw.body[at : at + 1] + raw.body[at:]  # another length, even where the byte repeats
    yield from (b"", raw.body[:-1], raw.body + b"\n", raw.body + b"\0", raw.body * 2, b"\xef\xbb\xbf" + raw.body)


def _class(byte: int) -> str:
    return chr(byte) if not chr(byte).isalnum() else "digit" if chr(byte).isdigit() else "letter"


async def test_no_changed_byte_of_any_kind_of_request_gets_in(house: House) -> None:
    """Every recorded kind, every class of byte: 401, nothing parsed, nothing stored, and a few thousand of them."""
    kinds, rng = await recorded(house), random.Random(3)
    before, calls = house.stored(), len(house.slack.calls)
    forged = [
        (Raw(body, raw.kind), house.signed(raw))
        for raw in kinds.values()
        for body in mutations(raw, rng)
        if body != raw.body
    ]
    assert len(forged) > 2_000
    statuses: set[int] = set()
    for start in range(0, len(forged), MUTATIONS_AT_ONCE):
        sent = (house.send(raw, headers) for raw, headers in forged[start : start + MUTATIONS_AT_ONCE])
        statuses |= {heard.status for heard in await asyncio.gather(*sent)}
    assert statuses == {401}
    assert (house.stored(), len(house.slack.calls)) == (before, calls)


# --- Too large ----------------------------------------------------------------------------------------------------


async def test_more_than_a_mebibyte_is_refused_by_its_length_alone(house: House) -> None:
    """Also unsigned: what announces itself as too large is not read."""
    raw = Raw(b"a" * (verify.MAX_BODY_BYTES + 1), FORM)
    assert (await house.send(raw)).status == 413
    assert (await house.send(raw, CIMultiDict())).status == 413


async def test_more_than_a_mebibyte_in_pieces_is_refused(house: House) -> None:
    """A body that announces no length is counted while it comes."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"a" * 65_536

    headers = house.signed(Raw(b"", FORM))
    async with house.session.post(house.url, data=pieces(), headers=headers) as answer:
        assert answer.status == 413


async def test_exactly_a_mebibyte_is_read(house: House) -> None:
    """The limit is the limit; Slack's own requests stay far below it."""
    start = house.command(ANA, "/kudos help", text="help").body + b"&padding="
    raw = Raw(start + b"a" * (verify.MAX_BODY_BYTES - len(start)), FORM)
    assert (await house.send(raw)).status == 200


# --- Signed, and yet not understood -------------------------------------------------------------------------------

BROKEN = {
    "nothing": Raw(b"", FORM),
    "nothing as JSON": Raw(b"", JSON),
    "a word": Raw(b"hello", FORM),
    "a payload that is no JSON": Raw(b"payload=x", FORM),
    "a payload that is empty": Raw(b"payload=", FORM),
    "a payload that is a list": Raw(b"payload=%5B1%5D", FORM),
    "cut JSON": Raw(b'{"type": "event_callback", "event": {"ty', JSON),
    "null": Raw(b"null", JSON),
    "a list": Raw(b"[1]", JSON),
    "a number": Raw(b"1", JSON),
    "no JSON number": Raw(b'{"a": ' + b"9" * 5_000 + b"}", JSON),
    "an empty object": Raw(b"{}", JSON),
    "a hundred thousand lists inside each other": Raw(b"[" * 100_000 + b"]" * 100_000, JSON),
    "as deep inside a payload": Raw(b'{"type":"block_actions","team":' + b"[" * 900 + b"]" * 900 + b"}", JSON),
    "deep where nobody looks": Raw(b'{"type":"url_verification","challenge":' + b"[" * 150 + b"]" * 150 + b"}", JSON),
    "deep authorizations": Raw(b'{"authorizations":[' * 450 + b"{}" + b"]}" * 450, JSON),
    "not UTF-8": Raw(b"text=\xff\xfe", FORM),
    "not UTF-8 as JSON": Raw(b'{"type": "\xff"}', JSON),
    "a thousand fields": Raw(urlencode([(f"f{n}", "") for n in range(1_000)]).encode(), FORM),
    "an unknown kind": as_payload({"type": "workflow_step_edit", "team": {"id": fake.TEAM}, "user": {"id": ANA}}),
    "a form without a command": Raw(b"team_id=T0HOUSE&user_id=U0ANA", FORM),
    "a command and nothing else": Raw(b"command=%2Fkudos", FORM),
    "an event that is a word": Raw(b'{"type":"event_callback","team_id":"T0HOUSE","event":"message"}', JSON),
    "an event without a type": Raw(b'{"type":"event_callback","team_id":"T0HOUSE","event":{}}', JSON),
    "a team that is a number": as_payload({"type": "block_actions", "team": 5, "user": {"id": ANA}, "actions": [{}]}),
}


@pytest.mark.parametrize("mess", BROKEN)
async def test_what_slack_signed_and_nobody_understands_is_refused(house: House, mess: str) -> None:
    """400, nothing stored, and Slack is asked not to send the same again."""
    before = house.stored()
    heard = await house.send(BROKEN[mess])
    assert heard == Heard(400, "")
    assert house.stored() == before


ODD: tuple[object, ...] = (None, "", 0, -1, True, [], {}, "\ud800", "\0", "x" * 300, {"id": None}, [None], "<@U1>")


def twisted(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every part of a payload."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield (*path, name)
        if name != "blocks":
            yield from twisted(inner, (*path, name))


def without(payload: object, path: tuple[str | int, ...], odd: object) -> object:
    """Return a copy with another value, or none, at the end of the way."""
    copy = json.loads(json.dumps(payload))
    at = copy
    for step in path[:-1]:
        at = at[step]
    if odd is KeyError:
        del at[path[-1]]
    else:
        at[path[-1]] = odd
    return copy


async def test_signed_payloads_with_any_part_odd_or_missing_never_break_the_edge(either: House) -> None:
    """Whatever is left out or replaced: done, refused in words, or 400; never a fault of ours, on either database."""
    rng = random.Random(5)
    for name, raw in (await recorded(either)).items():
        fields = dict(part.split("=", 1) for part in raw.body.decode().split("&")) if raw.kind == FORM else {}
        payload = json.loads(raw.body) if raw.kind == JSON else json.loads(unquote_plus(fields.get("payload", "null")))
        if payload is None:
            continue
        ways = [(path, odd) for path in twisted(payload) for odd in (KeyError, *ODD)]
        sample = rng.sample(ways, min(40, len(ways)))
        changed = [without(payload, path, odd) for path, odd in sample]
        sent = [as_payload(one) if raw.kind == FORM else Raw(json.dumps(one).encode(), JSON) for one in changed]
        heard = await asyncio.gather(*(again_if_busy(either, one) for one in sent))
        wrong = [(way, one.status) for way, one in zip(sample, heard, strict=True) if one.status not in (200, 400)]
        assert wrong == [], name


async def again_if_busy(house: House, raw: Raw) -> Heard:
    """As Slack does: 503 says that there was no time, and a fault of ours says so every time."""
    told = await house.send(raw)
    for _ in range(5):
        if told.status != 503:
            break
        told = await house.send(raw)
    return told


async def test_a_command_with_odd_fields_never_breaks_the_edge(either: House) -> None:
    """The same for forms, whose values are always text."""
    odd = (
        "",
        "\0",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "x" * 5_000,
        "<@U1>",
        "\u202e",
        "%",
        "{}",
    )
    names = ("command", "text", "team_id", "channel_id", "channel_name", "user_id", "trigger_id", "response_url")
    heard = [(name, value, await either.says(ANA, "/kudos help", **{name: value})) for name in names for value in odd]
    assert [(name, value) for name, value, one in heard if one.status not in (200, 400)] == []
