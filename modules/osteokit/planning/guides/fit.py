"""Does a guide fit in one place only? The motions that the bone under it lets it make.

Gelfand, Ikemoto, Rusinkiewicz and Levoy (2003): a motion along which no contact point moves along its normal changes no
gap; the eigenvalues of the normal matrix of point-to-plane registration tell how much each motion opens. A cylinder has
two such motions, a sphere three, a plane three.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import rotation_about, translation

_PROBE_MM = 1.0


@dataclass(frozen=True, eq=False)
class Fit:
    """How a patch holds a guide.

    Attributes
    ----------
    eigenvalues : ndarray (6,)
        Of the normal matrix over unit motions (turns are scaled to 1 mm at the patch's radius), ascending; their roots
        are mm of mean gap for 1 mm of motion, in the limit of small motions.
    grip : float
        Mean gap, mm, that opens for 1 mm of the easiest motion, measured on the bone itself.
    motion : str
        The easiest motion, in words.
    """

    eigenvalues: np.ndarray
    grip: float
    motion: str


def fit_of(bone: SurfaceDistance, points: np.ndarray, normals: np.ndarray) -> Fit:
    """Analyse a contact patch: ``points`` (n, 3) on the bone with outward ``normals`` (n, 3), n >= 6."""
    centre = points.mean(axis=0)
    radius = float(np.sqrt(((points - centre) ** 2).sum(axis=1).mean()))
    rows = np.hstack([np.cross(points - centre, normals) / radius, normals])
    eigenvalues, motions = np.linalg.eigh(rows.T @ rows / len(rows))
    opened = [_opened(bone, points, centre, radius, sign * motion) for motion in motions.T for sign in (1.0, -1.0)]
    easiest = int(np.argmin(opened)) // 2
    return Fit(np.maximum(eigenvalues, 0.0), float(min(opened)), _in_words(motions[:, easiest]))


def _opened(bone: SurfaceDistance, points: np.ndarray, centre: np.ndarray, radius: float, motion: np.ndarray) -> float:
    """Root mean square gap after a motion of 1 mm, points being those of the guide's face."""
    turn, shift = motion[:3], motion[3:] * _PROBE_MM
    angle = np.linalg.norm(turn) * _PROBE_MM / radius
    matrix = translation(shift)
    if angle > 1e-12:
        matrix = matrix @ rotation_about(centre, turn, float(np.degrees(angle)))
    moved = points @ matrix[:3, :3].T + matrix[:3, 3]
    return float(np.sqrt((bone.signed(moved) ** 2).mean())) / _PROBE_MM


def _in_words(motion: np.ndarray) -> str:
    """A unit motion: mostly a slide or a turn, and about which axis of the body."""
    turning = np.linalg.norm(motion[:3]) > np.linalg.norm(motion[3:])
    part = motion[:3] if turning else motion[3:]
    name = ("left-right", "front-back", "up-down")[int(np.abs(part).argmax())]
    return f"{'turns about' if turning else 'slides along'} an axis that runs mostly {name}"
