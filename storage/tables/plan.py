"""The plan of a cycle that has one: who owns what in it, what was done by hand, and what was decided on the way."""

from __future__ import annotations

from sqlalchemy import Column, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class PlanOwner(Row, table=True):
    """Who does what falls to a role of the plan: domain.plan.Owner."""

    __tablename__ = "plan_owner"
    __table_args__ = (to("cycle_id", table="cycle"), to("person_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    person_id: str


class PlanTick(Row, table=True):
    """That a task was done, and what shows it: a link, or the number of a document."""

    __tablename__ = "plan_tick"
    __table_args__ = (to("cycle_id", table="cycle"), to("by_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    task_id: str = Field(primary_key=True)
    shown_by: str = Field(sa_column=Column(Text, nullable=False))
    by_id: str
    at: int = Field(sa_column=epoch_ms())


class PlanDecision(Row, table=True):
    """What was decided at a checkpoint of the plan, and why: domain.plan.Decision. The latest word stands."""

    __tablename__ = "plan_decision"
    __table_args__ = (to("cycle_id", table="cycle"), to("by_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    gate_id: str = Field(primary_key=True)
    decision: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    by_id: str
    at: int = Field(sa_column=epoch_ms())
