"""What stands in the rehearsal room."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class RoomMessage(Row, table=True):
    """What stands in the rehearsal room, as a platform would keep it: a person's text (`author`) or our card ("")."""

    __tablename__ = "room_message"
    __table_args__ = (
        to("workspace_id", table="workspace"),
        Index("ix_room_message_place", "org_id", "workspace_id", "place", "seq"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    workspace_id: str
    place: str
    seq: int = Field(sa_column=epoch_ms())
    author: str = ""
    body: bytes = Field(sa_column=sealed())
    edited: bool = False
    removed: bool = False
    at: int = Field(sa_column=epoch_ms())
