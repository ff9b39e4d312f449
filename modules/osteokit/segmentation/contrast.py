"""Contrast medium: enhanced blood and organs are as bright as trabecular bone, but they have no cortex.

A thick bright region is bone where its rim is brighter than its core (cortex about marrow) or where other bone lies
close about it (a femoral head in its socket). It is enhanced blood or an organ where the rim is no brighter and what
lies about it is dark: heart, aorta, spleen. From such cores the medium is followed outwards, into vessels and into
undiluted medium that is as bright as metal. Where no core is found the scan has no contrast, and nothing is removed.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.segmentation.grids import Spacing, block_mean, coarse_factors, components, depth_mm, dilated, repeated

GRID_MM = 1.4
BRIGHT_HU = 110.0
UNDILUTED_HU = 1000.0
UNDILUTED_PEAK_HU = 1800.0  # brighter than cortex, averaged over a block
CORE_DEPTH_MM = 4.0
SMALLEST_CORE_MM3 = 1500.0
RIM_MM = (0.6, 2.4)
GROWTH_MM = 12.0
BONE_ABOVE_BLOOD = 1.2
BRIGHT_SHARE = 0.04
"""Measured on a chest CT in the arterial phase: vessels have up to 0.02 of such voxels, bones from 0.085."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """``mask`` (k, j, i): enhanced blood and organs; ``blood_hu``: how bright the largest of them is (0 for none)."""

    mask: np.ndarray
    blood_hu: float


@dataclass(frozen=True)
class RimProfile:
    """A thick bright region: brightness of its core, how much its rim exceeds it, how much bone lies about it."""

    core_hu: float
    rim_excess_hu: float
    bone_about: float

    @property
    def is_enhanced(self) -> bool:
        """Measured on contrast-enhanced and plain CT: enhanced -10..25 HU and 0.00..0.03, bone above 110 or 0.11."""
        return self.core_hu < 650 and self.rim_excess_hu < 0.15 * self.core_hu and self.bone_about < 0.07


def find_contrast(voxels: np.ndarray, spacing: Spacing) -> Contrast:
    """Enhanced blood and organs in a CT array (k, j, i) of Hounsfield units."""
    factors = coarse_factors(spacing, GRID_MM)
    coarse = block_mean(voxels, factors)
    a, b, c = (s * f for s, f in zip(spacing, factors, strict=True))
    grid = (a, b, c)
    smooth = ndimage.gaussian_filter(coarse, [0.8 / s for s in grid])
    bright = smooth > BRIGHT_HU
    depth = depth_mm(bright, grid)
    cores, blood_hu = _enhanced_cores(smooth, bright, depth, grid)
    if not cores.any():
        return Contrast(np.zeros(voxels.shape, bool), 0.0)
    steps = int(np.ceil(GROWTH_MM / min(grid)))
    medium = ndimage.binary_dilation(cores, iterations=steps, mask=bright & (smooth < blood_hu + 150))
    medium |= _undiluted(coarse, medium, grid)
    medium |= _surrounded(bright & ~medium, medium)
    rim = dilated(medium, grid, 1.5) & (coarse < blood_hu + 100)
    return Contrast(repeated(medium | rim, factors, voxels.shape), blood_hu)


def without_vessels(pieces: np.ndarray, voxels: np.ndarray, blood_hu: float) -> np.ndarray:
    """Pieces (int, 0 is background) less those that are nowhere brighter than enhanced blood: vessels, kidneys."""
    if blood_hu <= 0:
        return pieces
    counts = np.bincount(pieces.ravel())
    above = np.bincount(pieces[voxels > BONE_ABOVE_BLOOD * blood_hu], minlength=len(counts))
    vessel = above <= BRIGHT_SHARE * counts
    return np.where(vessel[pieces], 0, pieces)


def _surrounded(rest: np.ndarray, medium: np.ndarray) -> np.ndarray:
    """Bright components that border on medium more than on anything else: chambers not yet mixed."""
    labels = components(rest)
    shell = ndimage.grey_dilation(labels, footprint=ndimage.generate_binary_structure(3, 1))
    shell[rest] = 0
    around = np.bincount(shell.ravel(), minlength=int(labels.max()) + 1)
    touching = np.bincount(shell[medium], minlength=len(around))
    surrounded = touching > 0.5 * around
    surrounded[0] = False
    return surrounded[labels]


def _enhanced_cores(smooth, bright, depth, grid: Spacing) -> tuple[np.ndarray, float]:
    labels = components(depth > CORE_DEPTH_MM)
    sizes = np.bincount(labels.ravel())
    block_mm3 = float(np.prod(grid))
    margin = [int(np.ceil(14 / s)) for s in grid]
    enhanced = np.zeros(len(sizes), bool)
    largest, blood_hu = 0, 0.0
    for label, box in enumerate(ndimage.find_objects(labels.astype(np.int32)), 1):
        if box is None or sizes[label] * block_mm3 < SMALLEST_CORE_MM3:
            continue
        near = tuple(slice(max(0, s.start - m), s.stop + m) for s, m in zip(box, margin, strict=True))
        profile = rim_profile(smooth[near], bright[near], depth[near], labels[near] == label, grid)
        enhanced[label] = profile is not None and profile.is_enhanced
        if enhanced[label] and sizes[label] > largest and profile is not None:
            largest, blood_hu = int(sizes[label]), profile.core_hu
    return enhanced[labels], blood_hu


def rim_profile(smooth, bright, depth, core, grid: Spacing) -> RimProfile | None:
    """How a thick bright region looks from its core to its surroundings; None where it has no rim in view."""
    region = ndimage.binary_dilation(core, iterations=int(np.ceil(5.5 / min(grid))), mask=bright)
    rim = region & (depth > RIM_MM[0]) & (depth <= RIM_MM[1])
    about = dilated(region, grid, 6.0) & ~dilated(region, grid, 1.0)
    if not rim.any() or not about.any():
        return None
    core_hu = float(np.median(smooth[core]))
    excess = float(np.percentile(smooth[rim], 75)) - core_hu
    return RimProfile(core_hu, excess, float((smooth[about] > max(core_hu, 200.0)).mean()))


def _undiluted(coarse: np.ndarray, medium: np.ndarray, grid: Spacing) -> np.ndarray:
    """Medium on its way to the heart, as bright as metal, where it meets diluted medium, and from one such place on."""
    labels = components(coarse > UNDILUTED_HU)
    numbers = np.arange(int(labels.max()) + 1)
    peaks = np.asarray(ndimage.maximum(coarse, labels, numbers))
    as_metal = (peaks > UNDILUTED_PEAK_HU) & (numbers > 0)
    found = np.zeros_like(medium)
    wanted = np.zeros(len(numbers), bool)
    while True:
        touched = np.zeros(len(numbers), bool)
        touched[np.unique(labels[dilated(medium | found, grid, 3.0)])] = True
        touched &= as_metal
        if not (touched & ~wanted).any():
            return found
        wanted |= touched
        found = dilated(wanted[labels], grid, 3.0) & (coarse > BRIGHT_HU)
