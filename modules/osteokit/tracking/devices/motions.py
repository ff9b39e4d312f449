"""How simulated tools move: a time in, poses out, the same every time. Millimetres, seconds."""

import math
from collections.abc import Callable, Mapping

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError

Motion = Callable[[float], Mapping[str, np.ndarray | None]]
"""``motion(time_s)``: pose (4, 4) of every tool by the name of its message; None where it is not seen."""

TIP = (0.0, 0.0, 150.0)
"""Of the simulated pointer, in the frame of its markers, mm; its shaft is the frame's z axis."""

PIVOT = (20.0, -30.0, -900.0)
"""Where its tip rests, in the frame of the tracker."""

POINTER, BODY = "StylusToTracker", "ReferenceToTracker"


def pose(turn: Rotation, place: np.ndarray) -> np.ndarray:
    """A 4x4 matrix of a rotation and a place (3,)."""
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn.as_matrix(), place
    return matrix


def _pointer(turn: Rotation, tip: np.ndarray) -> dict[str, np.ndarray | None]:
    """The pointer with its tip there, and the reference on the patient, which stands still."""
    reference = pose(Rotation.from_euler("xyz", [10, -15, 5], degrees=True), np.array([-60.0, -40.0, -950.0]))
    return {POINTER: pose(turn, tip - turn.apply(TIP)), BODY: reference}


def still(time_s: float) -> Mapping[str, np.ndarray | None]:
    """The pointer rests."""
    return _pointer(Rotation.identity(), np.array(PIVOT))


def pivot(time_s: float) -> Mapping[str, np.ndarray | None]:
    """The tip rests in a divot while the pointer is tilted up to 35 degrees all round and turned about itself, as for
    a pivot calibration; every direction within 20 s."""
    tilt = math.radians(35.0) * math.sin(2 * math.pi * time_s / 5.0)
    around = 2 * math.pi * time_s / 20.0
    about = Rotation.from_rotvec(tilt * np.array([math.cos(around), math.sin(around), 0.0]))
    return _pointer(about * Rotation.from_rotvec([0.0, 0.0, math.sin(2 * math.pi * time_s / 7.0)]), np.array(PIVOT))


def spin(time_s: float) -> Mapping[str, np.ndarray | None]:
    """The pointer turns about its shaft, once in 6 s."""
    return _pointer(Rotation.from_rotvec([0.0, 0.0, 2 * math.pi * time_s / 6.0]), np.array(PIVOT))


def blade(time_s: float) -> Mapping[str, np.ndarray | None]:
    """A saw's blade lies flat on a table and is turned by 60 degrees to either side, once in 6 s, and slid about; its
    normal is the frame's y axis. The table is a little askew to the tracker."""
    table = Rotation.from_euler("xyz", [25.0, -10.0, 0.0], degrees=True)
    angle = math.radians(60.0) * math.sin(2 * math.pi * time_s / 6.0)
    slid = 40.0 * np.array([math.sin(1.1 * time_s), 0.0, math.sin(0.7 * time_s + 1.0)])
    turn = table * Rotation.from_rotvec([0.0, angle, 0.0])
    return _pointer(turn, np.array(PIVOT) + table.apply(slid))


def circle(time_s: float) -> Mapping[str, np.ndarray | None]:
    """The tip goes round a circle of 40 mm radius in 4 s, the pointer upright."""
    angle = 2 * math.pi * time_s / 4.0
    return _pointer(Rotation.identity(), np.array(PIVOT) + 40.0 * np.array([math.cos(angle), math.sin(angle), 0.0]))


def wander(time_s: float) -> Mapping[str, np.ndarray | None]:
    """The tip wanders smoothly through 60 mm, as a hand that explores; speeds up to about 80 mm/s."""
    waves = np.array([math.sin(0.9 * time_s), math.sin(1.3 * time_s + 1.0), math.sin(0.7 * time_s + 2.0)])
    turn = Rotation.from_rotvec(0.4 * np.array([math.sin(0.8 * time_s), math.sin(1.1 * time_s + 0.5), 0.0]))
    return _pointer(turn, np.array(PIVOT) + 30.0 * waves)


SCRIPTS: dict[str, Motion] = {
    "still": still, "pivot": pivot, "spin": spin, "circle": circle, "wander": wander, "blade": blade,
}  # fmt: skip


def script(name: str) -> Motion:
    """A motion by its name.

    Raises
    ------
    OsteoError
        There is none of this name; the sentence lists them.
    """
    if name not in SCRIPTS:
        raise OsteoError(f"There is no motion named {name!r}; there are {', '.join(SCRIPTS)}.")
    return SCRIPTS[name]


def with_noise(motion: Motion, sigma_mm: float, seed: int = 0) -> Motion:
    """The same with Gaussian noise on the places, ``sigma_mm`` along each axis.

    Raises
    ------
    OsteoError
        The noise is negative or not finite.
    """
    if not (math.isfinite(sigma_mm) and sigma_mm >= 0):
        raise OsteoError(f"The noise is a length in mm, 0 or more, not {sigma_mm:g}.")
    random = np.random.default_rng(seed)

    def noisy(time_s: float) -> Mapping[str, np.ndarray | None]:
        found: dict[str, np.ndarray | None] = {}
        for name, matrix in motion(time_s).items():
            found[name] = None if matrix is None else matrix.copy()
            if matrix is not None:
                found[name][:3, 3] += random.normal(0.0, sigma_mm, 3)  # type: ignore[index]
        return found

    return noisy
