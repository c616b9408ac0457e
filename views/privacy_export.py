"""The words of an export and of its page: what each part is, and what is not in it. It is read outside of chat."""

from __future__ import annotations

from views.product import NAME

HEADINGS = {
    "person": "Who you are",
    "account": "Your accounts in chat",
    "membership": "Your teams",
    "belonging": "Your teams over time",
    "reporting_line": "Who led whom, over time",
    "claim_code": "Codes you used to become HR administrator",
    "claim_try": "Wrong codes you typed",
    "introduction": "When I introduced myself to you",
    "preference": "Your preferences",
    "kudos": "Kudos you gave or got",
    "kudos_receiver": "Who got those kudos, and what they decided",
    "kudos_endorsement": "Kudos you endorsed",
    "draft": "Drafts",
    "notice": "Reminders to you",
    "outbox": "Messages to you",
    "room_message": "The rehearsal room",
    "due": "What is planned about you",
    "broadcast": "Messages to many that you wrote",
    "batch": "Those messages as they were sent",
    "broadcast_answer": "Messages to many that you answered",
    "broadcast_approval": "Messages to many that you decided on",
    "legal_hold": "Legal holds on data about you",
    "erasure": "Requests to erase data about you",
    "download": "Links to exports of yours",
    "audit": "Records of what was done by you or about you",
}
INTRO = "This is everything that is kept about you, row by row. Other people have numbers instead of names, the same number for the same person throughout. Where a text calls somebody by a nickname or describes them, that stays: please handle it with care."
MISSING = "What is not in here"
EMPTY = "Nothing is kept of these"
NOT_INCLUDED = (
    "Answers to confidential pulses, if you gave any: once a pulse is closed they cannot be joined to you, so nobody can find yours.",
    "What is written and said of you in a review or a calibration session, until your review is released or its cycle is over.",
    "Copies of my last answers to everybody, kept sealed for two days to recognize repeats: they are not filed by person.",
    "The reasons of legal holds, which may concern others. Ask HR.",
    "Who read or exported data about you, and why. When it was, in which role, and what kind of data stands under the records.",
    "What stands in Slack or Teams itself: ask whoever administers it.",
)
DOWNLOAD_TITLE = "Your data"
DOWNLOAD_LABEL = "Download everything about me"


def heading(table: str) -> str:
    """A table without a heading of its own is called what it is."""
    return HEADINGS.get(table, table.replace("_", " ").capitalize())


def label(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ").capitalize()


def title(name: str) -> str:
    return f"What {NAME} keeps about {name}"


def made(when: str, made_for: str) -> str:
    return f"Made {when} for {made_for}."
