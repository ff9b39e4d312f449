"""The list by which a plate is bent at the bench: where along it, by how much, which way, how exactly."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from osteokit.planning.plates.bend import WAYS, allowed_strain, largest_angles, stations_of, strain
from osteokit.planning.plates.shape import PlateShape

END_ERROR_MM = 0.5
"""The tolerance of an angle moves the next station, or the plate's end, by no more than this."""
LEAST_TOLERANCE_DEG = 1.0

DIRECTIONS = {
    ("bend", 1): ("toward the bone", "弯向骨面"),
    ("bend", -1): ("away from the bone", "背离骨面"),
    ("edge", 1): ("over the edge, proximal part to the right seen from outside", "侧弯，自外侧看近端向右"),
    ("edge", -1): ("over the edge, proximal part to the left seen from outside", "侧弯，自外侧看近端向左"),
    ("twist", 1): ("twist, proximal part anticlockwise seen from its end", "扭转，自近端看近侧段逆时针"),
    ("twist", -1): ("twist, proximal part clockwise seen from its end", "扭转，自近端看近侧段顺时针"),
}
"""By way and sign of the angle: English and Chinese."""


@dataclass(frozen=True)
class BendStep:
    """One line of the list.

    Attributes
    ----------
    station : int
        Counted from 1 at the proximal end.
    from_proximal_mm : float
        From the proximal end of the unbent plate to the middle of the station.
    between : tuple of str
        The holes on both sides.
    way : str
        ``"bend"``, ``"edge"`` or ``"twist"``.
    angle_deg : float
        Positive; ``english`` and ``chinese`` say the direction.
    tolerance_deg : float
    strain_percent, allowed_percent : float
        Of the outermost fibre at this station, all its angles together, and what the material allows.
    at_limit : bool
        The material allows no more; the bone may have asked for it.
    """

    station: int
    from_proximal_mm: float
    between: tuple[str, str]
    way: str
    angle_deg: float
    english: str
    chinese: str
    tolerance_deg: float
    strain_percent: float
    allowed_percent: float
    at_limit: bool

    @property
    def sentence(self) -> str:
        """For the bench."""
        limit = "; the material allows no more" if self.at_limit else ""
        holes = " / ".join(self.between)
        return (
            f"Station {self.station}, {self.from_proximal_mm:.1f} mm from the proximal end ({holes}): "
            f"{self.angle_deg:.0f} ± {self.tolerance_deg:.1f} degrees {self.english}{limit}."
        )


def bend_list(plate: PlateShape, angles_deg: np.ndarray) -> tuple[BendStep, ...]:
    """The steps that bend the unbent ``plate`` by ``angles_deg`` (stations, 3), from its proximal end on; twists last
    at each station, as the irons must grip a part that is bent already."""
    stations = stations_of(plate)
    proximal = float(plate.mesh.vertices[:, 0].max())
    ends = [proximal, *(one.x_mm for one in stations), float(plate.mesh.vertices[:, 0].min())]
    levers = [max(a - b for a, b in pairwise(ends[n : n + 3])) for n in range(len(stations))]
    steps = []
    for number, (station, row) in enumerate(zip(stations, np.asarray(angles_deg, np.float64), strict=True)):
        tolerance = max(LEAST_TOLERANCE_DEG, float(np.degrees(END_ERROR_MM / levers[number])))
        alone = largest_angles(station, plate.material)
        used = strain(station, row)
        for way, angle, most in zip(WAYS, row, alone, strict=True):
            if abs(angle) < 0.5:
                continue
            english, chinese = DIRECTIONS[way, 1 if angle > 0 else -1]
            full = used > 0.99 * allowed_strain(plate.material) or abs(angle) + 1.0 > most
            steps.append(
                BendStep(
                    number + 1, proximal - float(station.x_mm), station.between, way, abs(float(angle)), english,
                    chinese, tolerance, 100 * used, 100 * allowed_strain(plate.material), bool(full),
                )
            )  # fmt: skip
    return tuple(steps)
