"""Versions of the org's competency framework."""

from __future__ import annotations

from sqlalchemy import Column, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class FrameworkVersion(Row, table=True):
    """A version of the framework, by its number. States: draft, approved, retired. `content` is JSON."""

    __tablename__ = "framework_version"
    __table_args__ = (to("changed_by", table="person"), to("approved_by", table="person"))
    org_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: str = "draft"
    content: str = Field(sa_column=Column(Text, nullable=False))
    version: int = 1
    changed_by: str
    changed_at: int = Field(sa_column=epoch_ms())
    approved_by: str | None = None
    approved_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
