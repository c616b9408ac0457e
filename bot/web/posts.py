"""Reads the body of a post, or says what is wrong with it."""

from __future__ import annotations

from urllib.parse import parse_qs

from aiohttp import web

from bot.web.fields import Fields

MOST_BYTES = 256 * 1024  # the longest form is a few times 3,000 characters
MOST_FIELDS = 500
FORM = "application/x-www-form-urlencoded"


async def read(request: web.Request) -> Fields:
    """Raises HTTPUnsupportedMediaType, HTTPRequestEntityTooLarge or HTTPBadRequest."""
    if request.content_type != FORM:
        raise web.HTTPUnsupportedMediaType(text=f"Post a form as {FORM}.")
    body = await request.content.read(MOST_BYTES + 1)
    while len(body) <= MOST_BYTES and not request.content.at_eof():
        body += await request.content.read(MOST_BYTES + 1 - len(body))
    if len(body) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(max_size=MOST_BYTES, actual_size=len(body))
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:  # not UTF-8, or too many fields
        raise web.HTTPBadRequest(text="That form cannot be read.") from error
