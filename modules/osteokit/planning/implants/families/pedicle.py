"""Pedicle screws: a conical core, and a fork on top that takes a rod."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.formulas import crossing_cylinders, frustum, strip_in_circle
from osteokit.planning.implants.families.lathe import ROUND, Lathe, Shaft
from osteokit.planning.implants.families.screws import screw_ranges
from osteokit.planning.implants.families.threads import measures_for, threaded_shaft, tip_length
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

LEAN_DEG = 25.0
"""By how much the fork of a polyaxial screw may lean away from its shaft; typical."""


@dataclass(frozen=True)
class Fork:
    """A round head with a bore from above and a slot across for the rod, standing on z = 0; all mm."""

    radius: float
    neck: float
    rod: float

    @property
    def cone(self) -> float:
        return 0.25 * self.radius * 2

    @property
    def rod_z(self) -> float:
        """Of the rod's axis."""
        return -(self.cone + 0.08 * 2 * self.radius + self.rod / 2)

    @property
    def top(self) -> float:
        return self.rod_z - 1.25 * self.rod

    @property
    def bore(self) -> float:
        return 0.72 * self.radius

    @property
    def volume_mm3(self) -> float:
        """Cylinder and cone, less bore and slot above the rod's axis, less the slot's round floor."""
        deep = self.rod_z - self.top
        whole = np.pi * self.radius**2 * (-self.cone - self.top) + frustum(self.radius, self.neck, self.cone)
        bore = np.pi * self.bore**2 - strip_in_circle(self.bore, self.rod)
        open_area = strip_in_circle(self.radius, self.rod) + bore
        return whole - deep * open_area - crossing_cylinders(self.radius, self.rod / 2) / 2

    def slot(self) -> manifold3d.Manifold:
        """The rod's way in: drawn in x-z, along y."""
        angles = np.linspace(0, np.pi, 33)
        step = angles[1]
        floor = self.rod / 2 * np.sqrt(step / np.sin(step)) * np.column_stack([np.cos(angles), np.sin(angles)])
        floor[[0, -1], 0] = [self.rod / 2, -self.rod / 2]
        corners = np.vstack(
            [floor + np.array([0, self.rod_z]), [[-self.rod / 2, self.top - 1], [self.rod / 2, self.top - 1]]]
        )
        section = manifold3d.CrossSection([corners], manifold3d.FillRule.NonZero)
        drawn = manifold3d.Manifold.extrude(section, 4 * self.radius).translate((0, 0, -2 * self.radius))
        return drawn.rotate((-90, 0, 0)).scale((1, 1, -1))


def _parts(sizes: Sizes) -> tuple[Fork, Shaft]:
    """Fork and shaft of complete sizes.

    Raises
    ------
    OsteoError
        The core grows towards the tip, or the rod leaves the fork no arms.
    """
    if sizes["core_at_head_mm"] < sizes["core_mm"] or sizes["core_at_head_mm"] > 0.95 * sizes["diameter_mm"]:
        raise OsteoError(
            f"The core at the head ({sizes['core_at_head_mm']:g} mm) must lie between the core at the tip "
            f"({sizes['core_mm']:g} mm) and 95 percent of the thread; change one of them."
        )
    if sizes["rod_mm"] > 0.55 * sizes["head_mm"]:
        raise OsteoError(
            f"A rod of {sizes['rod_mm']:g} mm leaves a fork of {sizes['head_mm']:g} mm no arms; choose a thinner rod "
            "or a wider fork."
        )
    if sizes["head_mm"] < 1.2 * sizes["core_at_head_mm"]:
        raise OsteoError(
            f"The fork ({sizes['head_mm']:g} mm) must be wider than the core ({sizes['core_at_head_mm']:g} mm) by a "
            "fifth or more; choose a wider fork."
        )
    shaft = threaded_shaft(
        dict(sizes) | {"shank_mm": sizes["core_at_head_mm"]}, 0.4 * sizes["pitch_mm"], sizes["core_at_head_mm"]
    )
    return Fork(sizes["head_mm"] / 2, sizes["core_at_head_mm"] / 2, sizes["rod_mm"]), shaft


def _solid(sizes: Sizes) -> Mesh:
    fork, shaft = _parts(sizes)
    lathe = Lathe()
    rings = [lathe.pole(fork.rod_z), lathe.ring(ROUND * fork.bore, fork.rod_z), lathe.ring(ROUND * fork.bore, fork.top)]
    rings += [lathe.ring(ROUND * fork.radius, z) for z in (fork.top, -fork.cone)]
    rings.append(lathe.ring(ROUND * fork.neck, 0.0))
    lathe.bands(rings)
    end = lathe.shaft(rings[-1], shaft)
    lathe.band(end, lathe.pole(sizes["length_mm"]))
    return mesh_of(manifold_of(lathe.mesh()) - fork.slot())


def _volume(sizes: Sizes) -> float:
    fork, shaft = _parts(sizes)
    return fork.volume_mm3 + shaft.volume_mm3 + np.pi * float(shaft.core[-1]) ** 2 * tip_length(sizes) / 3


def _joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
    fork, _shaft = _parts(sizes)
    return (ConnectionPoint("rod", "bearing", (0.0, 0.0, fork.rod_z), (0.0, 1.0, 0.0), sizes["rod_mm"], LEAN_DEG),)


def _derived(sizes: Sizes) -> dict[str, float]:
    diameter = float(sizes["diameter_mm"])
    follows = measures_for("pedicle", diameter)
    core = float(sizes.get("core_mm", follows["core_mm"]))
    head = float(sizes.get("head_mm", follows["head_mm"]))
    return follows | {
        "core_at_head_mm": max(core, min(0.85 * diameter, 1.15 * core)),
        "rod_mm": 5.5 if head >= 11.5 else 0.4 * head,
    }


def _check(sizes: Sizes) -> None:
    _parts(sizes)


PEDICLE = Family(
    "pedicle_screw", "pedicle screw", "椎弓根螺钉", "screw",
    (
        *(size for size in screw_ranges(3.0, 10.5, 120.0) if size.name not in ("shank_mm", "drive_mm")),
        SizeRange("core_at_head_mm", "core diameter at the head", "近端螺纹内径", 1.5, 10.0),
        SizeRange("rod_mm", "rod diameter", "连接棒直径", 3.0, 7.0),
    ),
    _solid, _joins, _volume, _derived, _check,
)  # fmt: skip
