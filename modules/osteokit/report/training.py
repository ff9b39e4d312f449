"""The report of a training session: one PDF for the trainee and the teacher."""

from datetime import datetime
from pathlib import Path

from osteokit.base.files import whole_file
from osteokit.report.pdf import build_pdf
from osteokit.report.training_pages import story
from osteokit.report.training_words import say
from osteokit.report.words import is_chinese
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.values import Recording


def write_training_report(
    assessment: Assessment,
    recording: Recording,
    scenario: Scenario,
    level: Level,
    path: Path,
    language: str = "en",
    written: datetime | None = None,
) -> Path:
    """Write the report: verdict, radar chart, what to repeat, pass marks, force and speed over time, events, every
    figure with its reference.

    Parameters
    ----------
    language : str
        ``"en"`` or ``"zh"``.
    written : datetime, optional
        The date on the report; now where None.

    Raises
    ------
    OsteoError
        The file cannot be written.
    """
    name = scenario.chinese if is_chinese(language) else scenario.english
    with whole_file(path) as temporary:
        build_pdf(
            temporary,
            story(assessment, recording, scenario, level, language, written or datetime.now()),
            say("title", language),
            f"{name}   {say('level', language)} {level.name}   {assessment.hand}".strip(),
            say("page", language, page="{page}", pages="{pages}"),
            say("notice", language),
        )
    return path
