"""What the figures of one session can say, and what they cannot: for whoever leads one."""

from __future__ import annotations

from views.vocabulary import Card, Note, Table, Text


def show() -> Card:
    """What a session can show, for whoever leads one."""
    alone = "One session gives a direction at best. If calibration really brings managers much closer together, this is how often a session would show it:"
    rows = (
        ("6", "5", "22 of 100"),
        ("8", "5", "36 of 100"),
        ("8", "8", "65 of 100"),
        ("10", "6", "64 of 100"),
        ("12", "8", "85 of 100"),
        ("16", "8", "92 of 100"),
    )
    swapped = "With the usual two sets of five cases, swapped for half of the room, it is 10 of 100 with 4 managers, 18 with 6 and 40 with 8: each case then has half of the managers before, and the other half after."
    pooled = "So look at several sessions with the same cases before you say that calibration works, and never read no clear change as no effect. Where nothing changed, 2 to 8 of 100 sessions would still seem to show something."
    ranges = "The range behind each figure holds the true one about 95 times of 100. Words are said of the range alone, and none where it is wider than 0.60. Three levels cost agreement: what would be 0.50 on a fine scale reads as 0.41."
    source = "From simulations of three-level ratings: the spread within a case falls from 0.7 to 0.4, that of severity from 0.4 to 0.2. Intervals after Shrout and Fleiss (1979), McGraw and Wong (1996) and Krippendorff (2019)."
    table = Table("All managers rate all cases, before and after", ("Cases", "Managers", "Would show it"), rows)
    return Card(
        "What these figures can say",
        (Text((alone,)), table, Text((swapped,)), Text((pooled,)), Text((ranges,)), Note((source,))),
    )


EXAMPLES = (show(),)
