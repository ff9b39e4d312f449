"""The bone that a screw will stand in, from the CT: mean HU in its cylinder, profile along it, cortical share."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.shaft import Shaft
from osteokit.planning.screws.values import ScrewPath

CORTICAL_HU = 600.0
"""From here bone counts as cortical (Aamodt et al., J Bone Joint Surg Br 1999;81:143-147)."""

LOOSENING_HU = 153.5
"""Mean HU below which pedicle screws loosened: women, AUC 0.88, men 0.635 (PMID 29866525). Of vertebrae only."""

METAL_HU = 2500.0
"""Cortical bone ends below; brighter voxels are metal, and the HU around them are not bone's."""

DISC_SAMPLES = 61
PROFILE_STEP_MM = 0.5


@dataclass(frozen=True, eq=False)
class ShaftDensity:
    """HU in the cylinder of a screw.

    Attributes
    ----------
    mean_hu : float
        Over the part of the cylinder whose axis lies in bone (over all of it where no bones are known).
    sd_hu : float
        Spread of the samples over that part.
    at_mm, profile_hu : ndarray (n,)
        Mean over the disc at each place along the screw, from the entry to the tip.
    in_bone : ndarray (n,) of bool
        Which of these lie in bone.
    cortical_share, cancellous_share : float
        Of the part in bone: samples of ``CORTICAL_HU`` or more, and those below. They add up to 1.
    metal_share : float
        Of the part in bone: samples of ``METAL_HU`` or more, which also count as cortical.
    """

    mean_hu: float
    sd_hu: float
    at_mm: np.ndarray
    profile_hu: np.ndarray
    in_bone: np.ndarray
    cortical_share: float
    cancellous_share: float
    metal_share: float


def shaft_density(shaft: Shaft, volume: Volume) -> ShaftDensity:
    """HU in the cylinder of a screw.

    Samples lie evenly: discs ``PROFILE_STEP_MM`` apart, on each a sunflower spiral of equal areas (Vogel 1979), read by
    linear interpolation; the volume's axes may have any order and sign.

    Raises
    ------
    OsteoError
        Part of the screw's axis lies outside the volume, or none of it in bone.
    """
    at, points = cylinder_points(shaft.path)
    values = values_at(volume.voxels, volume.ijk_to_ras, points)
    if np.isnan(values[:, 0]).any():
        raise OsteoError("The screw reaches out of the CT, so its density cannot be measured; use a CT that shows it.")
    known = ~np.isnan(values)
    profile = np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)
    in_bone = np.interp(at, shaft.at_mm, shaft.inside().astype(float)) > 0.5
    if not shaft.depth_mm:
        in_bone[:] = True
    if not in_bone.any():
        raise OsteoError("The screw does not lie in bone, so there is no density to measure; place it in a bone.")
    held = values[in_bone][known[in_bone]]
    cortical = float(np.mean(held >= CORTICAL_HU))
    return ShaftDensity(
        float(held.mean()),
        float(held.std()),
        at,
        profile,
        in_bone,
        cortical,
        1.0 - cortical,
        float(np.mean(held >= METAL_HU)),
    )


def cylinder_points(path: ScrewPath) -> tuple[np.ndarray, np.ndarray]:
    """Places along the screw (n,) mm, and RAS points (n, ``DISC_SAMPLES``, 3) on the discs there, the axis first."""
    count = int(np.ceil(path.length_mm / PROFILE_STEP_MM)) + 1
    at = np.linspace(0.0, path.length_mm, max(count, 2))
    number = np.arange(DISC_SAMPLES)
    radius = path.diameter_mm / 2 * np.sqrt(number / (DISC_SAMPLES - 0.5))
    angle = number * np.pi * (3.0 - np.sqrt(5.0))
    axis = path.axis
    across = np.eye(3)[np.argmin(np.abs(axis))]
    u = np.cross(axis, across)
    u /= np.linalg.norm(u)
    disc = (radius * np.cos(angle))[:, None] * u + (radius * np.sin(angle))[:, None] * np.cross(axis, u)
    return at, np.asarray(path.entry) + at[:, None, None] * axis + disc


def density_json(density: ShaftDensity) -> Mapping[str, object]:
    """For files: numbers with their unit in the name, and the profile."""
    return {
        "mean_hu": round(density.mean_hu, 1),
        "sd_hu": round(density.sd_hu, 1),
        "cortical_share": round(density.cortical_share, 4),
        "cancellous_share": round(density.cancellous_share, 4),
        "metal_share": round(density.metal_share, 4),
        "cortical_from_hu": CORTICAL_HU,
        "profile": {
            "at_mm": [round(float(value), 2) for value in density.at_mm],
            "hu": [round(float(value), 1) for value in density.profile_hu],
            "in_bone": [bool(value) for value in density.in_bone],
        },
    }
