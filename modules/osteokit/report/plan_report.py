"""The plan's report for the surgeon who signs it: one PDF."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from osteokit.base.files import whole_file
from osteokit.planning.plan import SurgicalPlan
from osteokit.report.blocks import shown_name
from osteokit.report.figures import Figure
from osteokit.report.pdf import build_pdf
from osteokit.report.plan_pages import story
from osteokit.report.plan_words import say


def write_plan_report(
    plan: SurgicalPlan,
    figures: Sequence[Figure],
    path: Path,
    language: str = "en",
    written: datetime | None = None,
) -> Path:
    """Write the report of ``plan``: identity and side, findings, figures, angles before and after, steps with their
    numbers, landmarks to check, inputs with hashes, methods, and a place for a signature.

    Parameters
    ----------
    figures
        ``kind`` is the caption, in the report's language.
    language : str
        ``"en"`` or ``"zh"``.
    written : datetime, optional
        The date on the report; now where None.

    Raises
    ------
    OsteoError
        The file cannot be written.
    """
    patient = plan.patient
    identity = "  ".join(text for text in (shown_name(patient.name), patient.patient_id) if text)
    side = say(plan.side, language)
    with whole_file(path) as temporary:
        build_pdf(
            temporary,
            story(plan, figures, language, written or datetime.now()),
            say("title", language),
            f"{identity}   {plan.title} ({side})   {plan.software}".strip(),
            say("page", language, page="{page}", pages="{pages}"),
            say("disclaimer", language),
        )
    return path
