"""Post-mortems, who responded, how two people scored each, and what is done about it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Postmortem(Row, table=True):
    """What one team writes up: `words` is sealed JSON. Days are ISO dates, "" where there is none.

    `sheets` is JSON as storage.postmortems writes it, "" until it is scored: how each line was scored, by nobody.
    """

    __tablename__ = "postmortem"
    __table_args__ = (
        to("team_id", table="team"),
        to("author_id", table="person"),
        Index(None, "org_id", "team_id", "happened_on"),
        Index(None, "org_id", "created_at"),
        Index(None, "org_id", "author_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    team_id: str
    author_id: str
    words: bytes = Field(sa_column=sealed())
    happened_on: str
    closed_on: str = ""
    came_back_on: str = ""
    severity: str
    found_by: str
    state: str
    round: int = 1
    sheets: str = Field(sa_column=Column(Text, nullable=False))
    scored_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())


class PostmortemResponder(Row, table=True):
    """Who responded to the incident, and so does not score how it is written up."""

    __tablename__ = "postmortem_responder"
    __table_args__ = (
        to("postmortem_id", table="postmortem"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    postmortem_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


class PostmortemScore(Row, table=True):
    """One scorer in one round. `words` is sealed JSON: the first sheet and, after a talk, the second; None before.

    `owes`: something is asked of them now.
    """

    __tablename__ = "postmortem_score"
    __table_args__ = (
        to("postmortem_id", table="postmortem"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    postmortem_id: str = Field(primary_key=True)
    round: int = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    owes: bool = True
    stepped_back: bool = False
    words: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    asked_at: int = Field(sa_column=epoch_ms())


class PostmortemAction(Row, table=True):
    """A recommendation, an action once it has an owner and a date. `words` is sealed JSON. Days are ISO dates or ""."""

    __tablename__ = "postmortem_action"
    __table_args__ = (
        to("postmortem_id", table="postmortem"),
        to("author_id", table="person"),
        to("owner_id", table="person"),
        to("done_by", table="person"),
        to("verified_by", table="person"),
        Index(None, "org_id", "postmortem_id"),
        Index(None, "org_id", "owner_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    postmortem_id: str
    author_id: str
    owner_id: str | None = None
    done_by: str | None = None
    verified_by: str | None = None
    kind: str
    state: str
    words: bytes = Field(sa_column=sealed())
    due_on: str = ""
    moved_from: str = ""
    missed_on: str = ""
    verified_on: str = ""
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())
