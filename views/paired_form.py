"""How figures of a month come in: a form, a pasted table, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.paired_reading import COLUMNS, MOST_ROWS, OLDEST, Flaw, Row
from views import paired_words as words
from views.forms import Choice, Form, TextField
from views.vocabulary import Option, Text, Visibility

PASTED = 6_000  # characters
_LABELS = {
    "changes": ("Changes that went to production", "How many in the month. Needed, unless you enter only the issues found for now."),
    "lead_hours": ("Hours to production, of half of them", "From finished to in use, the median. Leave it out to show changes a week."),
    "failed": ("Of these, how many failed?", "Had to be mended or taken back. Left out, what came back within 90 days by your post-mortems stands in its place."),
    "self_reported": ("Issues the team found itself", "Many are welcome: this is never held against the team."),
    "customer_found": ("Issues customers found", ""),
}  # fmt: skip
_SENTENCES = {
    Flaw.MISSING: "This is needed.",
    Flaw.NO_NUMBER: "Write a whole number, such as 41.",
    Flaw.NO_MONTH: "Write the month like 2026-09.",
    Flaw.NOT_OVER: "This month is not over yet.",
    Flaw.OLD: f"That is more than {OLDEST} months ago.",
    Flaw.MORE: "That is more than there were in all.",
    Flaw.HALF: "Give this as well: each of the two says little without the other.",
    Flaw.COLUMNS: f"The first line must name columns of these, with month: {', '.join(COLUMNS)}. None is about people.",
    Flaw.MANY: f"At most {MOST_ROWS} rows at a time.",
    Flaw.TWICE: "This month stands in the table twice.",
}
_POSTED = {
    Flaw.MISSING: "This is needed; a team goes by its name in Vouchsafe.",
    Flaw.COLUMNS: f"This is none of: team, {', '.join(COLUMNS)}. None is about people.",
}


def enter(team: str, name: str, months: Sequence[date]) -> Form:
    """One month of a team."""
    options = tuple(Option(month.isoformat()[:7], words.month(month)) for month in months)
    counts = tuple(
        TextField(name=field, label=label, hint=hint, required=False, max_length=10)
        for field, (label, hint) in _LABELS.items()
    )
    return Form(
        title="A month of the team",
        action="paired.enter",
        submit="Save",
        subject=team,
        intro=(
            Text((f"What {name} did, all of it together. A month that was entered before is replaced.",)),
            _readers(),
        ),
        fields=(Choice(name="month", label="Which month?", options=options), *counts),
    )


def rows(team: str, name: str) -> Form:
    """Several months, from a spreadsheet."""
    hint = "The first line names the columns, such as “month,changes,failed,self_reported,customer_found”; then a line for each month, such as “2026-09,41,5,12,3”. Comma, semicolon or tab."
    return Form(
        title="Paste a table",
        action="paired.rows",
        submit="Save",
        subject=team,
        intro=(Text((f"Months of {name}. All of them are saved, or none while something is wrong.",)), _readers()),
        fields=(TextField(name="rows", label="The table (CSV)", hint=hint, multiline=True, max_length=PASTED),),
    )


def errors(flaws: Mapping[str, Flaw]) -> dict[str, str]:
    return {field: _SENTENCES[flaw] for field, flaw in flaws.items()}


def row_errors(those: Sequence[Row]) -> dict[str, str]:
    """What is wrong in a pasted table, line by line, the first five of them."""
    wrong = [(row.line, field, flaw) for row in those for field, flaw in row.flaws.items()]
    told = [f"Line {line}, {field}: {_SENTENCES[flaw]}" for line, field, flaw in wrong[:5]]
    more = [f"And {len(wrong) - 5} more."] if len(wrong) > 5 else []
    return {"rows": " ".join((*told, *more))} if wrong else {}


def posted_errors(flaws: Mapping[str, Flaw | str]) -> dict[str, str]:
    """For a system that posted it, and whoever reads its log."""
    return {
        name: _POSTED.get(flaw, _SENTENCES[flaw]) if isinstance(flaw, Flaw) else flaw for name, flaw in flaws.items()
    }


def _readers() -> Visibility:
    return Visibility(words.readers_of_months())


EXAMPLES = (
    enter("t1", "Checkout", (date(2026, 9, 1), date(2026, 8, 1))),
    rows("t1", "Checkout"),
)
