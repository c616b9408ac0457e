"""The words of the page a one-time link leads to. It is read outside of chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from views import privacy_export
from views.product import NAME

LINE = "This page is shown because programs look at links before people do. The button works once."
USED_TITLE = "This link does not work any more"
USED_LINE = f"Each link works once, for a quarter of an hour. Ask {NAME} for a new one, where you got this one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    title: str
    label: str
    failed: str = "The file could not be made"
    retry: str = "Try again"


PAGES: Mapping[str, Page] = {
    "": Page(
        title=privacy_export.DOWNLOAD_TITLE,
        label=privacy_export.DOWNLOAD_LABEL,
        failed="Your data could not be put together",
    ),
    "calendar": Page(title="Your calibration session", label="Get the calendar file"),
    "outcomes": Page(title="Report", label="Get the report"),
    "framework.yaml": Page(title="Competencies", label="Download this version as YAML"),
    "framework.csv": Page(title="Competencies", label="Download this version as a table (CSV)"),
    "figures.secret": Page(title="The secret of a system that posts figures", label="Get the secret, once"),
}


def failed(reference: str) -> str:
    """The reference finds the entry in the operator's log."""
    return (
        "That was a fault on our side. The link is not used up: try again in a minute. If it does not work any more, "
        f"or this happens again, ask for a new one, and tell your administrator this reference: {reference}"
    )
