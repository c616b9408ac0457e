"""What the product says of itself where it is installed: its name, its descriptions and its shortcuts."""

from __future__ import annotations

NAME = "Vouchsafe"
VERSION = "0.1.0"
ACCENT = "#1F5C4D"
TAGLINE = "Speak up, own mistakes and learn together, and have it count"  # at most 80 characters (Teams)
DESCRIPTION = (
    "Vouchsafe makes psychological safety part of how performance is managed, inside the chat where work already "
    "happens. Thank colleagues for raising risks early, for owning mistakes with a corrective action, and for useful "
    "feedback. Every input says who will see it, recognition never turns into a ranking, and what you send can be "
    "undone. People decide for themselves whether praise they received may be shown wider or used as evidence."
)
SHORTCUTS = {  # a press that can also be started from the platform's own menu: (title, summary)
    "kudos.give.open": (
        "Give kudos",
        "Thank colleagues for candor, owned mistakes or useful feedback",
    ),
}
