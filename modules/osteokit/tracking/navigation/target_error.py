"""How far from the truth the display may be at the target: registration and tool together.

Of landmarks by Fitzpatrick, West and Maurer 1998 (doi:10.1109/42.736021), of a surface sweep by the covariance of its
normal equations; the tip's own error by its calibration. Errors that are independent add as squares. The landmarks'
own error comes from their residuals, which are few: :attr:`ExpectedError.most_mm` says what it may be by chance.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from osteokit.tracking.registration.landmarks import LandmarkRegistration
from osteokit.tracking.registration.surface import SurfaceRegistration

SURE = 0.95


@dataclass(frozen=True)
class ExpectedError:
    """Root mean square errors at the target, mm.

    Attributes
    ----------
    registration_mm, tip_mm : float
        Its parts.
    most_mm : float
        What :attr:`total_mm` is below with a confidence of 95 %, given how few residuals it was estimated from.
    """

    registration_mm: float
    tip_mm: float
    most_mm: float

    @property
    def total_mm(self) -> float:
        return float(np.hypot(self.registration_mm, self.tip_mm))


def expected_error(
    registration: LandmarkRegistration | SurfaceRegistration, target: np.ndarray, tip_error_mm: float = 0.0
) -> ExpectedError | None:
    """At ``target`` (3,), RAS mm of the plan; None for three landmarks, which leave nothing to judge by."""
    registered = registration.expected_error_mm(target)
    if registered is None:
        return None
    wider = np.sqrt(_freedom(registration) / chi2.ppf(1 - SURE, _freedom(registration)))
    return ExpectedError(registered, tip_error_mm, float(np.hypot(registered * wider, tip_error_mm)))


def _freedom(registration: LandmarkRegistration | SurfaceRegistration) -> int:
    """How many residuals are free after six parameters were fitted."""
    if isinstance(registration, LandmarkRegistration):
        return 3 * len(registration.planned) - 6
    return max(1, int((~registration.left_out).sum()) - 6)
