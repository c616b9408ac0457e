"""The fictional people and kudos that the examples of all views are about."""

from __future__ import annotations

from domain.kudos import Audience, Badge, Kudos, Receiver
from domain.people import Person

MORNING = 1_790_000_000_000  # some day in September 2026, UTC epoch ms

ANA = Person(id="ana", name="Ana Ruiz", zone="Europe/Madrid")
BEN = Person(id="ben", name="Ben Okafor", zone="Europe/London")
CHI = Person(id="chi", name="Chiara Lindqvist", zone="Europe/Stockholm")

EARLY_FLAG = Badge(
    id="early_flag",
    label="Early flag",
    purpose="Raised a risk while there was still time to act",
    ask="What was raised, when, and what did it save or change?",
)
OWNED_IT = Badge(
    id="own_and_fix",
    label="Owned it and fixed it",
    purpose="Disclosed own mistake and carried out a corrective action",
    ask="What was disclosed and what is different now?",
    needs_correction=True,
)
BADGES = (EARLY_FLAG, OWNED_IT)

PUBLIC = Kudos(
    id="k1",
    giver=ANA,
    receivers=(Receiver(person=BEN), Receiver(person=CHI)),
    badge=EARLY_FLAG,
    note="You raised the vendor risk nine days before the checkpoint, so we could replan without overtime.",
    audience=Audience.PUBLIC,
    given_at=MORNING,
    endorsements=3,
)
PRIVATE = Kudos(
    id="k2",
    giver=ANA,
    receivers=(Receiver(person=BEN),),
    badge=OWNED_IT,
    note="You told the channel within ten minutes that your change had paused the export, and what you needed from us.",
    correction="The export now stops before it writes when the source is empty.",
    audience=Audience.PRIVATE,
    edited=True,
    given_at=MORNING,
)
