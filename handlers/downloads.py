"""Each kind of file that a link may lead to, and who makes it: what is not in the list, no link leads to."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import calibration_calendar, competencies_files, outcomes, paired_senders
from storage.downloads import Maker

FILES: Mapping[str, Maker] = {
    calibration_calendar.OF: calibration_calendar.file,
    outcomes.OF: outcomes.page_file,
    competencies_files.YAML: competencies_files.as_yaml,
    competencies_files.ROWS: competencies_files.as_rows,
    paired_senders.OF: paired_senders.file,
}
