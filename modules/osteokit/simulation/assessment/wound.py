"""How well a wound was sewn, from what the session measured on it (``SoftTouch.facts``)."""

import math
from collections.abc import Mapping

from osteokit.base.errors import OsteoError
from osteokit.simulation.scenario import Scenario


def incision_error_mm(facts: Mapping[str, float]) -> float:
    """Root mean square distance of the cut from the planned line.

    Raises
    ------
    OsteoError
        Nothing was opened.
    """
    if "incision_error_mm" not in facts:
        raise OsteoError("No skin was opened in this session.")
    return float(facts["incision_error_mm"])


def gap_mm(facts: Mapping[str, float]) -> float:
    """The widest gap that is left between the two sides.

    Raises
    ------
    OsteoError
        There was no wound.
    """
    return _of(facts, "wound_gap_mm")


def bite_error_mm(facts: Mapping[str, float], scenario: Scenario) -> float:
    """Root mean square difference of all holes' distances from the edge and the planned one
    (``Target.diameter_mm`` of the patch).

    Raises
    ------
    OsteoError
        No stitch holds, or the scenario plans no bite.
    """
    planned = [step.target.diameter_mm for step in scenario.steps if step.task == "suture"]
    if not planned or planned[0] <= 0:
        raise OsteoError("The scenario plans no distance of the stitches from the edge.")
    return math.hypot(_of(facts, "bite_mean_mm") - planned[0], _of(facts, "bite_spread_mm"))


def spacing_spread_mm(facts: Mapping[str, float]) -> float:
    """Standard deviation of the distances from stitch to stitch.

    Raises
    ------
    OsteoError
        Fewer than two stitches hold.
    """
    return _of(facts, "stitch_spacing_spread_mm")


def stitches_lost(facts: Mapping[str, float]) -> float:
    """Stitches that broke or cut out of the tissue.

    Raises
    ------
    OsteoError
        There was no wound.
    """
    return _of(facts, "stitches_lost")


def tension_n(facts: Mapping[str, float]) -> float:
    """Of the tightest stitch at the end.

    Raises
    ------
    OsteoError
        No stitch holds.
    """
    return _of(facts, "stitch_tension_max_n")


def _of(facts: Mapping[str, float], name: str) -> float:
    if name not in facts:
        raise OsteoError("Nothing was sewn in this session.")
    return float(facts[name])
