"""Judged screws for programs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from osteokit import DISCLAIMER, __version__
from osteokit.planning.screws.density import density_json
from osteokit.planning.screws.judge import ScrewReport
from osteokit.planning.screws.propose import Proposal
from osteokit.planning.screws.tip_apex import CUT_OUT_MM
from osteokit.surface.read import Coordinates

if TYPE_CHECKING:
    from osteokit.jobs.screws import PlannedScrew

SCHEMA = "osteo.screws/1"


def screws_json(
    screws: "Sequence[PlannedScrew]",
    refused: Mapping[str, str],
    warnings: Sequence[str],
    coordinates: Coordinates,
    figures: Mapping[str, str],
) -> dict[str, Any]:
    """The document: positions in ``coordinates``, ``figures`` by name of the screw."""
    return {
        "format": SCHEMA,
        "software": f"SlicerOsteo {__version__}",
        "disclaimer": DISCLAIMER,
        "coordinates": coordinates,
        "screws": [
            {
                "name": screw.name,
                **_proposal(screw.proposal),
                **report_json(screw.report, coordinates),
                "warnings": [*screw.warnings, *screw.report.warnings],
                "figure": figures.get(screw.name),
            }
            for screw in screws
        ],
        "refused": dict(refused),
        "warnings": list(warnings),
    }


def report_json(report: ScrewReport, coordinates: Coordinates = "RAS") -> dict[str, Any]:
    """One report; what was not measured is null, with the reason in ``not_measured``."""
    path, worst, hold = report.path, report.breach, report.pull_out
    return {
        "entry": _point(path.entry, coordinates),
        "tip": _point(path.tip, coordinates),
        "diameter_mm": path.diameter_mm,
        "length_mm": _number(path.length_mm),
        "holds": list(report.holds),
        "gertzbein_robbins": report.grade,
        "breach": None
        if worst is None
        else {
            "breach_mm": _number(worst.breach_mm),
            "at_mm": _number(worst.at_mm),
            "bone": worst.bone,
            "axis_point": _point(worst.axis_point, coordinates),
            "cortex_point": _point(worst.cortex_point, coordinates),
            "graded_mm": [_number(worst.from_mm), _number(worst.to_mm)],
        },
        "in_bone_mm": _number(report.in_bone_mm),
        "before_mm": _number(report.before_mm),
        "beyond_mm": _number(report.beyond_mm),
        "tip_depth_mm": _number(report.tip_depth_mm),
        "density": None if report.density is None else density_json(report.density),
        "pull_out": None
        if hold is None
        else {
            "force_n": round(hold.force_n),
            "range_n": [round(hold.low_n), round(hold.high_n)],
            "engaged_mm": _number(hold.engaged_mm),
            "source": hold.source,
        },
        "clearances": [
            {
                "kind": one.kind,
                "name": one.name,
                "distance_mm": _number(one.distance_mm),
                "at_mm": _number(one.at_mm),
                "point": _point(one.point, coordinates),
            }
            for one in report.clearances
        ],
        "tip_apex_mm": None if report.tip_apex_mm is None else _number(report.tip_apex_mm),
        "tip_apex_limit_mm": CUT_OUT_MM if report.tip_apex_mm is not None else None,
        "not_measured": dict(report.not_measured),
    }


def _proposal(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"site": None, "article": None, "corridor": None}
    corridor, found = proposal.corridor, proposal.found
    return {
        "site": proposal.site.name,
        "article": {
            "catalogue": found.catalogue.name,
            "version": found.catalogue.version,
            "reference": found.implant.reference,
            "name": found.implant.english,
            "chinese": found.implant.chinese,
            "margin_mm": _number(proposal.margin_mm),
        },
        "corridor": {
            "diameter_mm": _number(corridor.diameter_mm),
            "length_mm": _number(corridor.length_mm),
            "narrowest_behind_entry_mm": _number(corridor.narrowest_mm),
        },
    }


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _point(point: Sequence[float], coordinates: Coordinates) -> list[float]:
    turn = (-1.0, -1.0, 1.0) if coordinates == "LPS" else (1.0, 1.0, 1.0)
    return [round(float(value * sign) + 0.0, 4) for value, sign in zip(point, turn, strict=True)]
