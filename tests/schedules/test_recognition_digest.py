"""The digest of public thanks: whole days, whatever the hour it runs at, and taken back wherever it was posted."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

from sqlalchemy import insert, select, update

from domain.kudos import Audience, Kudos, Receiver
from domain.local_time import DAY_MS, HOUR_MS
from domain.people import Person
from domain.recognition_digest import Rhythm
from schedules import recognition_digest as schedules
from schedules.kudos import DAILY
from schedules.schedule import Occasion
from storage import channels, kudos, tables, workspaces
from storage import recognition_digest as storage
from storage.due import Due
from storage.unit import Store, Unit
from tests.schedules.test_kudos import EARLY_FLAG, furnish
from views.recognition_digest import kept

MONDAY = date(2026, 10, 5)
MIDNIGHT = int(datetime(2026, 10, 5, tzinfo=UTC).timestamp() * 1000)


def given(unit: Unit, id: str, receiver: str, at: int) -> None:
    people = [Person(id=one, name=one.title()) for one in ("dan", receiver)]
    told = Kudos(
        id=id,
        giver=people[0],
        receivers=(Receiver(person=people[1]),),
        badge=EARLY_FLAG,
        note="You told us early.",
        audience=Audience.PUBLIC,
        given_at=at,
    )
    kudos.add(unit, "org", told)


def posted(unit: Unit, day: date, *, now: int) -> list[str]:
    """What stands in the digest of the day when it runs at this moment."""
    storage.keep_rhythm(unit, "org", Rhythm.WEEKLY, now=0)
    due = Due(org="org", kind=DAILY, subject="", step=day.isoformat(), due_at=now)
    schedules.post(Occasion(due=due, unit=unit, now=now, rng=random.Random(now)))
    return sorted(storage.told(unit, "org", day.isoformat()))


def test_two_digests_leave_nothing_out_and_tell_nothing_twice_however_late_one_runs(store: Store) -> None:
    """What can still be taken back unseen at ten on Monday is told a week later."""

    def play(unit: Unit) -> None:
        furnish(unit)
        given(unit, "before", "ben", MIDNIGHT - 1)
        given(unit, "after", "chi", MIDNIGHT + 10 * HOUR_MS - 15_000)
        assert posted(unit, MONDAY, now=MIDNIGHT + 10 * HOUR_MS) == ["before"]
        late = MIDNIGHT + 7 * DAY_MS + 20 * HOUR_MS
        assert posted(unit, date(2026, 10, 12), now=late) == ["after"]

    store.write(play).result()


def test_what_was_posted_where_vouchsafe_is_gone_meanwhile_is_changed_all_the_same(store: Store) -> None:
    """The change waits there, so that it is made when Vouchsafe comes back."""
    workspace, outbox = tables.table(tables.Workspace), tables.table(tables.Outbox)

    def play(unit: Unit) -> None:
        furnish(unit)
        there = {"org_id": "org", "id": "ws", "platform": "slack", "tenant": "T1", "name": "House", "created_at": 0}
        unit.run(insert(workspace), {**there, "recognition_channel": "C1"})
        channels.post(unit, "org", "digest/d", kept(Rhythm.WEEKLY), now=1, rng=random.Random(1))
        unit.run(update(outbox).values(state="sent"))
        workspaces.mark_gone(unit, "slack", "T1")
        channels.amend(unit, "org", "digest/d", kept(Rhythm.NEVER), now=2, rng=random.Random(2))
        assert sorted(unit.run(select(outbox.c.kind)).scalars()) == ["edit", "post"]

    store.write(play).result()
