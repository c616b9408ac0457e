"""The plan of a cycle that has one: who owns what in it, what was done by hand, and what was decided on the way."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field

from storage.tables.row import Row, to


class PlanOwner(Row, table=True):
    """Who does what falls to a role of the plan: domain.plan.Owner."""

    __tablename__ = "plan_owner"
    __table_args__ = (to("cycle_id", table="cycle"), to("person_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    person_id: str


class PlanTick(Row, table=True):
    """That a task was done, and what shows it: a link, or the number of a document; or that it is not done after all.

    The latest word stands, and those before it are kept.
    """

    __tablename__ = "plan_tick"
    __table_args__ = (to("cycle_id", table="cycle"), to("by_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    task_id: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    by_id: str = Field(primary_key=True)
    is_done: bool
    shown_by: str = Field(sa_column=Column(Text, nullable=False))


class PlanDecision(Row, table=True):
    """What was decided at a checkpoint of the plan, and why: domain.plan.Decision. The latest word stands.

    Those before it are kept.
    """

    __tablename__ = "plan_decision"
    __table_args__ = (to("cycle_id", table="cycle"), to("by_id", table="person"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    gate_id: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    by_id: str = Field(primary_key=True)
    decision: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
