"""How far from the truth the display may be at the target: registration and tool together.

Of landmarks by Fitzpatrick, West and Maurer 1998 (doi:10.1109/42.736021), of a surface sweep by the covariance of its
normal equations; the tip's own error by its calibration. Errors that are independent add as squares. The landmarks'
own error comes from their residuals, which are few: :attr:`ExpectedError.most_mm` says what it may be by chance. What
the scanned surface itself is off by does not show in the residuals of a sweep; it is added as ``scan_mm``.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from osteokit.tracking.registration.landmarks import LandmarkRegistration
from osteokit.tracking.registration.surface import SurfaceRegistration

SURE = 0.95
SCAN_MM = 0.5
"""Half the spacing of a CT of 1 mm: a surface taken from it may be off by that, on a whole side of the bone."""


@dataclass(frozen=True)
class ExpectedError:
    """Root mean square errors at the target, mm.

    Attributes
    ----------
    registration_mm, tip_mm, scan_mm : float
        Its parts: the fit, the tool's tip, and the scanned surface where a sweep was laid onto it.
    most_mm : float
        What :attr:`total_mm` is below with a confidence of 95 %, given how few residuals it was estimated from.
    """

    registration_mm: float
    tip_mm: float
    scan_mm: float
    most_mm: float

    @property
    def total_mm(self) -> float:
        return _together(self.registration_mm, self.tip_mm, self.scan_mm)


def expected_error(
    registration: LandmarkRegistration | SurfaceRegistration, target: np.ndarray, tip_error_mm: float = 0.0
) -> ExpectedError | None:
    """At ``target`` (3,), RAS mm of the plan; None for three landmarks, which leave nothing to judge by."""
    registered = registration.expected_error_mm(target)
    if registered is None:
        return None
    wider = np.sqrt(_freedom(registration) / chi2.ppf(1 - SURE, _freedom(registration)))
    scan = SCAN_MM if isinstance(registration, SurfaceRegistration) else 0.0
    return ExpectedError(registered, tip_error_mm, scan, _together(registered * float(wider), tip_error_mm, scan))


def _together(*parts_mm: float) -> float:
    return float(np.sqrt(np.square(parts_mm).sum()))


def _freedom(registration: LandmarkRegistration | SurfaceRegistration) -> int:
    """How many residuals are free after six parameters were fitted."""
    if isinstance(registration, LandmarkRegistration):
        return 3 * len(registration.planned) - 6
    return max(1, int((~registration.left_out).sum()) - 6)
