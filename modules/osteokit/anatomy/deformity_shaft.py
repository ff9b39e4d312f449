"""The line along a shaft: centres of its sections, and the straight pieces that they are made of."""

from functools import cache
from itertools import pairwise

import numpy as np

from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

STEP_SHARE = 0.02
RANGE = {"femur": (0.22, 0.80), "tibia": (0.18, 0.88)}
"""Part of the mechanical length, from the distal joint, between which sections are of the shaft alone."""

LEAST_PIECE = 5
"""Sections that a straight piece must have."""


def shaft_centerline(mesh: Mesh, landmarks: BoneLandmarks) -> np.ndarray:
    """Centres (n, 3) of the sections of a femur's or tibia's shaft, RAS mm, from distal to proximal.

    Raises
    ------
    OsteoError
        The bone is neither, lacks an end, or its sections are not closed.
    """
    if landmarks.bone not in RANGE:
        raise OsteoError(f"The shaft of a {landmarks.bone} is not analysed; give a femur or a tibia.")
    if landmarks.bone == "femur":
        frame, start, end = femur_frame(landmarks), "knee_center", "femoral_head_center"
    else:
        frame, start, end = tibia_frame(landmarks), "ankle_center", "knee_center"
    bottom, top = landmarks.point(start), landmarks.point(end)
    low, high = RANGE[landmarks.bone]
    centers = []
    previous: np.ndarray | None = None
    for share in np.arange(low, high + 1e-9, STEP_SHARE):
        level = bottom + share * (top - bottom)
        contours = [contour for contour in section(mesh, level, frame.z) if contour.area_mm2 > 0]
        if not contours:
            continue
        if previous is None:
            chosen = contours[0]
        else:
            chosen = min(contours, key=lambda contour: float(np.linalg.norm(contour.center - previous)))
        centers.append(chosen.center)
        previous = chosen.center
    if len(centers) < 2 * LEAST_PIECE:
        raise OsteoError(f"The shaft of the {landmarks.bone} has no closed sections; repair its mesh.")
    return np.array(centers)


def straight_pieces(points: np.ndarray, count: int) -> tuple[list[slice], float]:
    """The ``count`` runs of plane points (n, 2), in order, that straight lines fit best, and the rms distance, mm.

    Exact least squares by dynamic programming over all cuts (Bellman 1961); every run has at least
    :data:`LEAST_PIECE` points.

    Raises
    ------
    OsteoError
        Too few points for so many pieces.
    """
    number = len(points)
    if number < count * LEAST_PIECE:
        raise OsteoError(f"The shaft is too short for {count} straight pieces; show more of the bone.")

    @cache
    def cost(start: int, end: int) -> float:
        centered = points[start:end] - points[start:end].mean(axis=0)
        return float(np.linalg.eigvalsh(centered.T @ centered)[0])

    @cache
    def best(end: int, pieces: int) -> tuple[float, tuple[int, ...]]:
        if pieces == 1:
            return cost(0, end), ()
        cuts = range((pieces - 1) * LEAST_PIECE, end - LEAST_PIECE + 1)
        options = ((best(cut, pieces - 1)[0] + cost(cut, end), cut) for cut in cuts)
        total, cut = min(options)
        return total, (*best(cut, pieces - 1)[1], cut)

    total, cuts = best(number, count)
    borders = [0, *cuts, number]
    runs = [slice(a, b) for a, b in pairwise(borders)]
    return runs, float(np.sqrt(max(total, 0.0) / number))
