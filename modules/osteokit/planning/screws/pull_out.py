"""How hard a screw might be to pull out: an estimate from the CT, told with its error.

Threads in porous bone fail by shearing the bone between them (Chapman et al., J Biomech Eng 1996;118:391-398,
doi:10.1115/1.2796022; ASTM F543): F = integral over the engaged length of S pi D TSF, TSF = 0.5 + 0.57735 depth/pitch.
Against tests in foam the measured force was 1.05 of the predicted (R2 0.947). The shear strength of trabecular bone is
S = 21.6 rho^1.65 MPa, rho in g/cm3 (Stone, Beaupre and Hayes, J Biomech 1983;16:743-752; normalised strengths scatter
by 25 %). The apparent density is read from uncalibrated HU by the two lines of Rho, Hobatho and Ashman (Med Eng Phys
1995;17:347-355), rho = 0.047 + 0.001122 HU of lumbar vertebrae and 0.131 + 0.001067 HU of the proximal femur: the truth
of another bone, scanner and tube voltage is somewhere about them.

Bone of a vertebra is no even foam: pedicle screws in human lumbar vertebrae held 0.6 of what they
did in foam of the same class where bone was osteoporotic, and as much where it was normal (Asian Spine J 2018;
12:398-406, PMC6002167: 0.18, 0.37 and 0.97 kN on average in three classes, spread 0.4 kN in the last).

``low_n`` takes the lower line less 25 %, and 0.57 of it; ``high_n`` the upper line plus 25 %; ``force_n`` is their
geometric mean. In dense vertebrae it still lies above those means, which are within the range. The estimate is for
comparing trajectories in one patient, not for deciding what a screw will carry.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.density import METAL_HU, ShaftDensity
from osteokit.planning.screws.values import ScrewPath

SOURCE = "Chapman 1996 (10.1115/1.2796022); Stone 1983; Rho 1995; Asian Spine J 2018;12:398"

FOAM_SLOPE = 1.05
SHEAR_MPA, SHEAR_POWER = 21.6, 1.65
SHEAR_SCATTER = 0.25
VERTEBRA_SHARE = (0.57, 1.0)
"""Of the force in foam of the same class: in osteoporotic (0.37 of 0.65 kN) and in normal vertebrae (0.97 of 0.99)."""
DENSITY_LINES = ((0.047, 0.001122), (0.131, 0.001067))
"""g/cm3 at 0 HU, and per HU."""


@dataclass(frozen=True)
class Thread:
    """What of a thread decides how it holds.

    Attributes
    ----------
    pitch_mm, depth_mm : float
        From thread to thread, and half of the outer minus the core diameter.
    """

    pitch_mm: float
    depth_mm: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.pitch_mm, self.depth_mm]).all() and self.pitch_mm > 0 and self.depth_mm > 0):
            raise OsteoError(f"A thread needs a pitch and a depth above 0 mm, not {self.pitch_mm} and {self.depth_mm}.")

    @property
    def shape_factor(self) -> float:
        return 0.5 + 0.57735 * self.depth_mm / self.pitch_mm


@dataclass(frozen=True)
class PullOut:
    """Force in N and its range; ``engaged_mm`` is the length of thread in bone."""

    force_n: float
    low_n: float
    high_n: float
    engaged_mm: float
    source: str = SOURCE


def usual_thread(diameter_mm: float) -> Thread:
    """A thread half as deep as its pitch, as of common bone screws (ISO 5835: HA 4.5 0.43, HB 6.5 0.64)."""
    pitch = 0.4 * diameter_mm
    return Thread(pitch, 0.5 * pitch)


def pull_out(
    path: ScrewPath, density: ShaftDensity, thread: Thread | None = None, threaded_mm: float | None = None
) -> PullOut:
    """The estimate for a screw; ``threaded_mm`` is the length of thread from the tip, all of it without.

    Raises
    ------
    OsteoError
        No thread lies in bone, or metal stands there, so that the HU say nothing about bone.
    """
    form = thread or usual_thread(path.diameter_mm)
    at = density.at_mm
    threaded = at >= path.length_mm - (path.length_mm if threaded_mm is None else threaded_mm) - 1e-9
    engaged = threaded & density.in_bone
    if not engaged.any():
        raise OsteoError("No thread of the screw lies in bone, so there is nothing to hold it; make the screw longer.")
    if density.metal_share > 0.01:
        raise OsteoError(f"Metal (above {METAL_HU:.0f} HU) lies in the screw's way; its pull-out force cannot be told.")
    step = _lengths(at)
    low, high = (
        float(np.sum(step[engaged] * _shear_mpa(density.profile_hu[engaged], line))) * scatter * share
        for line, scatter, share in zip(
            DENSITY_LINES, (1 - SHEAR_SCATTER, 1 + SHEAR_SCATTER), VERTEBRA_SHARE, strict=True
        )
    )
    area = np.pi * path.diameter_mm * form.shape_factor * FOAM_SLOPE
    low, high = low * area, high * area
    return PullOut(float(np.sqrt(low * high)), low, high, float(step[engaged].sum()))


def _shear_mpa(hu: np.ndarray, line: tuple[float, float]) -> np.ndarray:
    return SHEAR_MPA * np.maximum(line[0] + line[1] * hu, 0.0) ** SHEAR_POWER


def _lengths(at: np.ndarray) -> np.ndarray:
    """How much of the screw each place stands for (trapezoid rule)."""
    gaps = np.diff(at)
    return (np.concatenate([[0.0], gaps]) + np.concatenate([gaps, [0.0]])) / 2
