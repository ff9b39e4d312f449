"""What a check says of a surgical plan: the suite's own checks and those that plugins bring say it alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["stop", "warning", "note"]
"""``stop``: it must not be carried out so; ``warning``: a surgeon must look and decide; ``note``: good to know."""


@dataclass(frozen=True)
class PlanFinding:
    """One thing that a check found in a plan.

    Attributes
    ----------
    code : str
        Stable name for programs: ``"limits.mMPTA"``; a plugin's own begins with its name.
    severity : str
        ``"stop"``, ``"warning"`` or ``"note"``.
    message, message_zh : str
        One sentence for the surgeon, in English and in Chinese (empty: the English one is shown).
    evidence : str
        The number or the source that it rests on: ``"MPTA_deg 96.1, hard limit 95 (PMC8458209)"``.
    position_ras : tuple of float or None
        Where to look, RAS mm; None where it is nowhere in particular.
    """

    code: str
    severity: Severity
    message: str
    message_zh: str = ""
    evidence: str = ""
    position_ras: tuple[float, float, float] | None = None


PlanDocument = Mapping[str, Any]
"""A plan as its JSON document says it (``osteo.plan/1``; the schema is ``planning/resources/plan.schema.json``)."""
