"""The rim of a hip socket, the ends of its roof, its axis and its teardrop, in a frame of the pelvis.

Distances are in radii of the lunate sphere, so the rules hold for a child's socket. The rim is the ridge of the bone
near the sphere: the place that stands out farthest along the opening of the socket. In the coronal and the axial plane
through the centre it gives the points that radiologists mark on one slice; all round, without the notch, it gives the
plane whose normal is the axis of the socket (Murray 1993).
"""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.find_extremes import Found, extreme
from osteokit.anatomy.frames import Frame, lateral_sign
from osteokit.anatomy.pelvis_frame import HipBone

_SLAB = 0.08  # half thickness of a slice
_INNER, _OUTER = 0.8, 1.2  # where the ridge is sought
_ROOF_END = 1.05  # the fossa begins where the bone is this far from the centre
_BIN_DEG = 3.0
_RIM_STEP_DEG = 10.0
_NOTCH_DEG = 50.0  # to both sides of straight down
_FEWEST_RIM_POINTS = 15
_RIM_ERROR_MM = 1.0  # of one rim point: osteophytes and rounding


@dataclass(frozen=True, eq=False)
class SocketAxis:
    """``direction`` (3,) unit, out of the socket; ``spread``, its standard deviation in radians; ``rim`` (n, 3)."""

    direction: np.ndarray
    spread: float
    rim: np.ndarray


def _axes(hip: HipBone, frame: Frame) -> np.ndarray:
    """Rows lateral, front, up."""
    return np.stack([frame.x * lateral_sign(hip.side), frame.y, frame.z])


def _ridge(hip: HipBone, direction: np.ndarray, where: np.ndarray) -> Found | None:
    distance = np.linalg.norm(hip.surface.points - hip.socket.center, axis=1) / hip.socket.radius_mm
    return extreme(hip.surface, unit(direction), where & (distance > _INNER) & (distance < _OUTER))


def lateral_rim(hip: HipBone, frame: Frame) -> Found | None:
    """The edge of the roof in the coronal plane through the centre."""
    local, axes = hip.coordinates(frame) / hip.socket.radius_mm, _axes(hip, frame)
    opening = axes @ hip.socket.opening
    slice_ = (np.abs(local[:, 1]) < _SLAB) & (local[:, 2] > 0.0) & (local[:, 0] > 0.0)
    return _ridge(hip, np.array([opening[0], 0.0, opening[2]]) @ axes, slice_)


def axial_rims(hip: HipBone, frame: Frame) -> tuple[Found | None, Found | None]:
    """The anterior and the posterior edge of the socket in the axial plane through the centre."""
    local, axes = hip.coordinates(frame) / hip.socket.radius_mm, _axes(hip, frame)
    opening = axes @ hip.socket.opening
    direction = np.array([opening[0], opening[1], 0.0]) @ axes
    slice_ = np.abs(local[:, 2]) < _SLAB
    return _ridge(hip, direction, slice_ & (local[:, 1] > 0.0)), _ridge(hip, direction, slice_ & (local[:, 1] < 0.0))


def medial_roof_end(hip: HipBone, frame: Frame) -> Found | None:
    """Where the bearing roof ends at the fossa in the coronal plane through the centre; None where no fossa is seen."""
    local, axes = hip.coordinates(frame) / hip.socket.radius_mm, _axes(hip, frame)
    slice_ = (np.abs(local[:, 1]) < _SLAB) & (local[:, 2] > 0.0)
    medially = np.degrees(np.arctan2(-local[slice_, 0], local[slice_, 2]))
    distance = np.hypot(local[slice_, 0], local[slice_, 2])
    before = None
    for angle in np.arange(0.0, 90.0, _BIN_DEG):
        here = distance[(medially >= angle) & (medially < angle + _BIN_DEG)]
        if len(here) == 0:
            continue
        nearest = float(here.min())
        if nearest > _ROOF_END and before is not None:
            last_angle, last = before
            end = np.radians(last_angle + (angle - last_angle) * (_ROOF_END - last) / (nearest - last) + _BIN_DEG / 2)
            point = np.array([-np.sin(end), 0.0, np.cos(end)]) * _ROOF_END * hip.socket.radius_mm
            return Found(hip.socket.center + point @ axes, np.radians(_BIN_DEG) * hip.socket.radius_mm)
        before = (angle, nearest)
    return None


def teardrop(hip: HipBone, frame: Frame) -> Found | None:
    """The lowest place of the medial wall of the socket, between fossa and pelvis, in a coronal slice."""
    local = hip.coordinates(frame) / hip.socket.radius_mm
    slice_ = (np.abs(local[:, 1]) < 2 * _SLAB) & (local[:, 0] > -1.7) & (local[:, 0] < -0.5)
    return extreme(hip.surface, -frame.z, slice_ & (local[:, 2] > -1.4) & (local[:, 2] < 0.0))


def socket_axis(hip: HipBone, frame: Frame) -> SocketAxis | None:
    """The normal of the rim's plane; None where less than half of the rim is there."""
    opening, center = hip.socket.opening, hip.socket.center
    top = unit(frame.z - (frame.z @ opening) * opening)
    across = np.cross(opening, top)
    near = np.linalg.norm(hip.surface.points - center, axis=1) < _OUTER * hip.socket.radius_mm
    surface = BoneSurface(
        hip.surface.mesh, hip.surface.points[near], hip.surface.normals[near], hip.surface.areas[near]
    )
    away = surface.points - center
    azimuth = np.degrees(np.arctan2(away @ across, away @ top))
    far = np.linalg.norm(away, axis=1) > _INNER * hip.socket.radius_mm
    rim = []
    for angle in np.arange(-180.0 + _NOTCH_DEG, 180.0 - _NOTCH_DEG + 0.1, _RIM_STEP_DEG):
        ridge = extreme(surface, opening, far & (np.abs(azimuth - angle) < _RIM_STEP_DEG / 2))
        if ridge is not None:
            rim.append(ridge.point)
    if len(rim) < _FEWEST_RIM_POINTS:
        return None
    points = np.array(rim)
    normal = np.linalg.svd(points - points.mean(axis=0))[2][2]
    normal = normal * np.sign(normal @ opening)
    off = (points - points.mean(axis=0)) @ normal
    error = max(_RIM_ERROR_MM, float(off.std()))
    # Slope of a plane through n points about a circle of radius r, of which every second is independent.
    spread = error / (hip.socket.radius_mm * np.sqrt(len(points) / 4))
    return SocketAxis(normal, float(spread), points)
